"""A translator of dates, seen at moments: the past stays as it was, and attention looks where the answer stands."""

import numpy as np
import pytest

from explorer.errors import SettingError
from explorer.sequence.tasks.date_course import DateCourse
from explorer.sequence.translator import TranslatorSettings


def test_it_reads_unseen_dates_and_looks_at_the_year_while_writing_it() -> None:
    """With attention .98 of the characters after 160 steps of twice the usual length, two seconds of one processor."""
    course = DateCourse(TranslatorSettings(learning_rate=0.01), 160)
    before, _ = course.answered(0, "3 May 1979")
    told: list[int] = []
    course.run(lambda done, _: told.append(done))
    assert told == list(range(1, 161))
    score = course.scores[-1]
    assert score.characters > 0.95
    assert score.whole <= score.characters
    assert course.scores[0].characters < 0.4
    assert course.answered(0, "3 May 1979")[0] == before
    said, how = course.answered(course.reached, "3 May 1979")
    assert said == "1979-05-03"
    assert how.weights is not None
    np.testing.assert_allclose(how.weights.sum(axis=1), 1, atol=1e-5)
    assert how.weights[3, 6:].sum() > 0.5  # the last digit of the year is made from the year
    assert how.weights[:4].argmax(axis=1).min() >= 6  # each is read where the year stands


def test_settings_have_bounds() -> None:
    with pytest.raises(SettingError, match="1 to 5,000 steps, not 0"):
        DateCourse(TranslatorSettings(), 0)
