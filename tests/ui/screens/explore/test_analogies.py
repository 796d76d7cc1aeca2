"""The page Analogies, through the app."""

import pytest
from streamlit.testing.v1 import AppTest

from explorer.ui.shell import panels
from explorer.ui.shell.state import Session
from explorer.vectors.model import Model
from explorer.vectors.word_vectors import WordVectors
from tests.background import settled, visit
from tests.ui.said import said


@pytest.fixture
def page(royals: WordVectors) -> AppTest:
    """Analogies, asked of a model small enough to check by eye."""
    session = Session()
    session.library.add(Model("royals", royals))
    return visit("pages/explore/analogies.py", session, model="royals").run()


def headings(at: AppTest) -> list[str]:
    return [heading.value for heading in at.header]


def test_it_opens_with_the_queen(page: AppTest) -> None:
    assert not page.exception
    assert "man : woman :: king : queen" in headings(page)


def test_a_preset_fills_the_words_in_the_models_spelling(page: AppTest) -> None:
    page.text_input(key="a").set_value("KING").run()
    assert "king : woman :: king : queen" in headings(page)
    page.button(key="preset king − man + woman").click().run()
    assert page.text_input(key="a").value == "man"


def test_an_unknown_word_is_one_sentence_and_the_page_stays(page: AppTest) -> None:
    page.text_input(key="c").set_value("kign").run()
    assert not page.exception
    assert said(page.error) == ["“kign” is not in the vocabulary. Nearest spellings: king."]
    assert page.text_input(key="a").value == "man"
    assert any("What this cannot show" in text for text in said(page.markdown))
    page.text_input(key="c").set_value("king").run()
    assert "man : woman :: king : queen" in headings(page)


def test_the_given_words_can_be_kept(page: AppTest) -> None:
    page.segmented_control(key="rule").set_value("3CosAdd").run()
    page.text_input(key="b").set_value("man").run()
    assert "man : man :: king : queen" in headings(page)
    page.toggle(key="keep").set_value(True).run()
    assert "man : man :: king : king" in headings(page)


def test_words_without_an_offset_still_get_answers(page: AppTest) -> None:
    page.text_input(key="b").set_value("man").run()
    assert "there is no offset from one to the other" in said(page.error)[0]
    assert "man : man :: king : queen" in headings(page)


def test_markup_in_a_word_stays_a_word(page: AppTest) -> None:
    page.text_input(key="c").set_value("$x$ **b** <b>").run()
    assert not page.exception
    assert len(page.error) == 1


def test_a_formula_of_a_spreadsheet_is_written_as_text() -> None:
    assert panels.as_csv({"word": ["=1+1", "a,b"], "score": [0.5, -1]}) == 'word,score\n\'=1+1,0.5\n"a,b",-1\n'


def test_why_another_word_lost(page: AppTest) -> None:
    page.text_input(key="expected").set_value("apple").run()
    assert any("**apple** is answer number **2** of 5" in text for text in said(page.markdown))
    assert page.dataframe[0].value["word"].tolist() == ["queen", "apple"]


def test_a_formula(page: AppTest) -> None:
    page.segmented_control(key="ask").set_value("Formula").run()
    page.text_input(key="formula").set_value("mean(king, queen) - 2*man").run()
    assert not page.exception
    assert any(text.value == "Read as: `0.5*king + 0.5*queen - 2*man`" for text in page.markdown)
    page.text_input(key="formula").set_value("king + + man").run()
    assert said(page.error) == ["Character 8 of the formula is “+”; expected a word."]
    page.text_input(key="formula").set_value("king - king").run()
    assert "cancel out" in said(page.error)[0]


def test_a_relation_and_a_direction_of_the_built_in_model(page: AppTest) -> None:
    page.selectbox(key="model").set_value("Wikipedia 100d (built in)").run()
    page.segmented_control(key="ask").set_value("A relation").run()
    assert not page.exception
    assert not page.error
    parallel, shuffled = (float(metric.value) for metric in page.metric)
    assert parallel > shuffled
    page.segmented_control(key="ask").set_value("A direction").run()
    assert not page.exception
    table = page.dataframe[0].value
    assert (table["x"] != table["y"]).all()


def test_a_relation_the_model_does_not_have(page: AppTest) -> None:
    page.segmented_control(key="ask").set_value("A relation").run()
    page.selectbox(key="relation").set_value("currency").run()
    assert said(page.error)[0] == "0 pairs have both words in this model; a relation needs at least three."


def test_a_whole_set_is_scored(page: AppTest) -> None:
    page.selectbox(key="model").set_value("Wikipedia 100d (built in)").run()
    page.segmented_control(key="ask").set_value("A whole set")
    settled(page)
    assert not page.exception
    assert page.metric[2].value.endswith("of 19,544")
    page.toggle(key="sample").set_value(True)
    settled(page)
    assert not page.exception


def test_a_relation_of_own_pairs(page: AppTest) -> None:
    page.segmented_control(key="ask").set_value("A relation").run()
    page.selectbox(key="relation").set_value("Pairs of your own").run()
    page.text_area(key="relation_pairs").set_value("man, woman\nking, queen\nking, woman").run()
    assert "3 of 3 pairs found." in said(page.caption)
    assert not page.error
    page.text_area(key="relation_pairs").set_value("man, woman\nking").run()
    left_out = "Left out: Line 2, “king”, is not a pair: write two words with a comma between them."
    assert left_out in said(page.caption)
    page.text_area(key="relation_pairs").set_value("king").run()
    assert said(page.error)[0].startswith("Line 1, “king”, is not a pair")
    assert not page.exception


def test_the_drawing_in_pca(page: AppTest) -> None:
    page.segmented_control(key="plane").set_value("PCA of the four").run()
    assert not page.exception
    assert not page.error
