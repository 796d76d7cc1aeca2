"""Intervals of means and shares where there is little to go by."""

from explorer.tasks.intervals import student, wilson


def test_values_that_agree_or_a_single_one_have_an_interval_of_no_width() -> None:
    assert student([0.5, 0.5]) == (0.5, 0.5, 0.5)
    assert student([0.25]) == (0.25, 0.25, 0.25)


def test_of_no_tries_any_share_can_be_true() -> None:
    assert wilson(0, 0) == (0, 1)
