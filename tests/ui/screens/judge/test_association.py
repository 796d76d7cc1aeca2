"""The page Association tests, through the app."""

import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer.files import library
from explorer.judging.bias import doubt, scores, word_sets
from explorer.ui.shell.state import Session
from explorer.vectors.model import Model
from explorer.vectors.word_vectors import WordVectors
from tests.background import settled, visit
from tests.ui.said import said
from tests.ui.test_shown_python import run


@pytest.fixture
def page() -> AppTest:
    """A model of the example worked by hand in test_association, and words enough to draw random ones from."""
    matrix = np.array([[1, 0], [0, 1], [4, 3], [1, 0], [3, 4], [0, 2]], dtype=np.float32)
    more = np.random.default_rng(0).normal(size=(60, 2)).astype(np.float32)
    words = ("a", "b", "x1", "x2", "y1", "y2", *(f"w{i}" for i in range(60)))
    session = Session()
    session.library.add(Model("cross", WordVectors(words, np.concatenate([matrix, more]))))
    sets = {"target_1": "x1, x2", "target_2": "y1, y2", "attribute_1": "a", "attribute_2": "b"}
    return visit("pages/judge/association.py", session, model="cross", test="Sets of your own", **sets).run()


def values(at: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in at.metric}


def test_own_sets_give_the_numbers_worked_by_hand(page: AppTest) -> None:
    assert not page.exception
    assert not page.error
    assert values(page) == {"Effect size d": "1.441", "p, exact": "0.17", "Sum statistic": "2.400"}
    label = page.expander[0].label.replace("\u2060", "")
    assert label == "Words found: Target 1 (2 of 2), Target 2 (2 of 2), Attribute 1 (1 of 1), Attribute 2 (1 of 1)"
    page.segmented_control(key="spread").set_value("population").run()
    assert values(page)["Effect size d"] == "1.664"


def test_an_empty_set_of_ones_own_is_named_and_the_other_sets_stay(page: AppTest) -> None:
    page.text_area(key="target_1").set_value(" , ").run()
    assert [error.value for error in page.error] == [
        "Target 1: The list is empty. Write words with commas, spaces or line ends between them."
    ]
    assert [field.value for field in page.text_area] == [" , ", "y1, y2", "a", "b"]


def test_published_values_stand_beside(page: AppTest) -> None:
    page.selectbox(key="model").set_value("Wikipedia 100d (built in)").run()
    page.selectbox(key="test").set_value("WEAT 7: Mathematics and arts").run()
    assert not page.exception
    assert not page.error
    assert values(page)["Paper, GoogleNews"] == "d = 0.97"


def test_the_other_parts_open(page: AppTest) -> None:
    for part in ("All measures", "Occupations", "Models side by side"):
        page.segmented_control(key="view").set_value(part)
        settled(page)
        assert not page.exception


def test_three_religions_by_the_two_measures_that_take_more_than_two_groups(page: AppTest) -> None:
    page.selectbox(key="model").set_value("Wikipedia 100d (built in)").run()
    page.segmented_control(key="view").set_value("Several groups").run()
    assert not page.exception
    assert not page.error
    vectors = library.built_in()
    listed = next(groups for groups in word_sets.group_lists() if groups.key == "religion")
    here = [[word for word in words if word in vectors] for words in listed.groups]
    said_of = [[word for word in words if word in vectors] for words in listed.stereotypes]
    rows = [doubt.rows_of(vectors, words) for words in (*here, *said_of)]
    mac = scores.of_groups(3, 6)[0].of(*rows)
    formulas = [latex.value for latex in page.latex]
    assert f"= {mac:.3f}" in formulas[0]
    assert [float(run(block.value).split()[-1]) for block in page.code] == [
        pytest.approx(float(re.findall(r"= ([\d.]+)", formula)[-1]), abs=6e-4) for formula in formulas
    ]
    page.selectbox(key="groups").set_value("own").run()
    page.text_area(key="own_groups").set_value("King, Woman, Dog, House\nqueen, man, cat").run()
    assert said(page.error) == [
        "Line 2, “queen, man, cat”, is not a set: write 4 words, as the first set has, with commas."
    ]
    page.text_area(key="own_groups").set_value("King, Woman, Dog, Hous\nqueen, man, cat, garden").run()
    assert "“King” is read as king, “Woman” is read as woman, “Dog” is read as dog" in " ".join(said(page.caption))
    next(button for button in page.button if button.label == "Hous → house").click().run()
    assert page.text_area(key="own_groups").value == "King, Woman, Dog, house\nqueen, man, cat, garden"
    assert not page.error
    assert not page.exception


def test_bad_sets_are_sentences(page: AppTest) -> None:
    page.text_area(key="target_2").set_value("x2, y2").run()
    assert said(page.error)[0] == "“x2” is in both target sets; a word can be on one side only."
    page.text_area(key="target_2").set_value("nobody").run()
    assert said(page.error)[0].startswith("The second target set has 0 of its words in this model")
    page.text_area(key="target_2").set_value(" ").run()
    assert said(page.error)[0].startswith("Target 2: The list is empty")
    assert not page.exception


def test_models_side_by_side_are_ranked_on_the_words_they_share(page: AppTest) -> None:
    """The second model is the first in other axes, so that both score alike."""
    visit = page.session_state["session"]
    first = next(model.vectors for model in visit.library.models if model.name == "cross")
    visit.library.add(Model("turned", WordVectors(first.words, first.matrix[:, ::-1] * 2)))
    page.segmented_control(key="view").set_value("Models side by side")
    settled(page)
    assert not page.exception
    page.multiselect(key="models").set_value(["cross", "turned"])
    settled(page)
    assert "too few words of these tests in common" in said(page.error)[0]
    page.multiselect(key="models").set_value(["Wikipedia 100d (built in)"])
    settled(page)
    assert not page.error
    order, values = (table.value for table in page.dataframe)
    assert order["rank"].tolist() == [1]
    assert values["test"].tolist()[5] == "WEAT 6: Careers and families"
    assert values["Wikipedia 100d (built in)"].tolist()[5] == pytest.approx(1.453, abs=0.001)
    assert values["paper, GoogleNews"].tolist()[5] == 1.89


def test_own_statistics(page: AppTest) -> None:
    page.segmented_control(key="view").set_value("Occupations").run()
    page.selectbox(key="model").set_value("Wikipedia 100d (built in)").run()
    page.selectbox(key="labour").set_value("Statistics of your own").run()
    assert not page.error
    assert any("over 5 occupations" in text for text in said(page.markdown))
    field = page.text_area(key="own_statistics")
    field.set_value("Nurse, 90\nteacher, 74\nlawyer, 38\nengineer, 14\ncarpentr, 2").run()
    assert any("over 4 occupations" in text for text in said(page.markdown))
    assert any("Read in the model's writing: nurse." in caption for caption in said(page.caption))
    next(button for button in page.button if button.label == "carpentr → carpenter").click().run()
    assert any("over 5 occupations" in text for text in said(page.markdown))
    page.text_area(key="own_statistics").set_value("nurse").run()
    assert said(page.error)[0].startswith("Line 1, “nurse”, is not a word and its share")
    assert not page.exception
