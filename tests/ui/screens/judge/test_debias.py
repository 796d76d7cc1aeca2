"""The page Debias, through the app."""

import pytest
from streamlit.testing.v1 import AppTest

from explorer.files import library
from explorer.judging.bias.debias import WAYS
from explorer.ui.shell.state import Session
from explorer.vectors.model import Model
from tests.background import opened, settled
from tests.ui.said import said


@pytest.fixture
def page() -> AppTest:
    """Debias, asked of a small model, since every method rewrites the whole of it."""
    session = Session()
    session.library.add(Model("the frequent", library.built_in().most_frequent(8000)))
    return opened("pages/judge/debias.py", session, model="the frequent")


def test_it_tells_the_steps_and_what_remains() -> None:
    page = opened("pages/judge/debias.py")
    assert not page.exception
    assert not page.error
    steps = [text.value for text in page.markdown]
    for start in ("**0. Before.**", "**1. Neutralize.**", "**2. Equalize.**"):
        assert any(text.startswith(start) for text in steps)
    assert "10 of 10 pairs found. Read in the model's writing: mary–john." in said(page.caption)
    near, again = (table.value for table in page.dataframe)
    assert near.columns.tolist() == ["before", "cosine before", "after", "cosine after"]
    again = again.set_index("what")
    assert again["after"]["direct bias of the 400 words"] < 1e-6
    assert again["before"]["direct bias of the 400 words"] > 0.1
    assert again["after"]["a classifier tells the sides apart"] > 0.7
    assert abs(again["change"]["WordSim-353, Spearman"]) < 0.05
    assert 0.3 < again["after"]["Google analogies, share right"] < 0.7


def test_the_debiased_model_becomes_one_of_the_models(page: AppTest) -> None:
    page.button(key="keep_debiased").click().run()
    assert not page.exception
    assert "hard debiased" in page.success[0].value
    page.switch_page("pages/judge/bias.py").run()
    assert any("hard debiased" in name for name in page.selectbox(key="model").options)


def test_the_other_ways_with_own_lists(page: AppTest) -> None:
    page.selectbox(key="way").set_value("INLP")
    settled(page)
    assert any(text.value.startswith("**1. Round 1.** A classifier tells") for text in page.markdown)
    page.selectbox(key="way").set_value("neutralize").run()
    page.selectbox(key="keep_list").set_value("Words of your own")
    settled(page)
    assert any("7,996 words lose their part" in text.value for text in page.markdown)
    assert not page.exception
    assert not page.error


def test_every_method_stands_beside_the_others_and_has_the_digits_of_its_own_trial(page: AppTest) -> None:
    """Several groups first: religion, whose direction is that of the first and the last of three."""
    page.selectbox(key="way").set_value("multiclass hard debias")
    settled(page)
    assert any("2 directions hold" in text.value for text in page.markdown)
    assert any("Judaism and Islam" in text.value for text in page.caption)
    page.toggle(key="all_ways").set_value(True)
    settled(page)
    assert not page.exception
    assert not page.error
    own, every = (page.dataframe[at].value for at in (1, 2))
    own, every = own.set_index("what"), every.set_index("taken out by")
    assert every.index.tolist() == ["nothing (before)", *WAYS]
    for column, what in (
        ("clusters", "two clusters find the sides"),
        ("classifier", "a classifier tells the sides apart"),
        ("direct bias", "direct bias of the 400 words"),
    ):
        assert every[column]["multiclass hard debias"] == pytest.approx(own["after"][what])
        assert every[column]["nothing (before)"] == pytest.approx(own["before"][what])
    assert every["Google change"]["multiclass hard debias"] == pytest.approx(
        own["change"]["Google analogies, share right"]
    )


def test_equalizing_by_the_formulas_of_the_course(page: AppTest) -> None:
    page.selectbox(key="way").set_value("equalize").run()
    page.selectbox(key="sets_list").set_value("Pairs of your own").run()
    page.segmented_control(key="formula").set_value("course, later")
    settled(page)
    assert not page.exception
    assert not page.error
    assert any("words of each of 1 pairs are moved" in text.value for text in page.markdown)
    page.text_area(key="own_sets").set_value("qqqqq, zzzzz").run()
    assert page.error[0].value == "Equalizing needs pairs of words that the model has."


def test_pairs_the_model_does_not_have(page: AppTest) -> None:
    page.selectbox(key="pairs").set_value("own").run()
    page.text_area(key="own_pairs").set_value("qqqqq, zzzzz")
    settled(page)
    assert page.error[0].value.startswith("No pair has both its words in this model")
    assert not page.exception
