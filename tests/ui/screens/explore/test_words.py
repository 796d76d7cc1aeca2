"""The page Words, through the app."""

from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer.ui.shell.state import Session
from explorer.vectors.model import Model
from explorer.vectors.subwords import Subwords
from explorer.vectors.word_vectors import Precomputed, WordVectors
from tests.background import visit
from tests.ui.said import said


@pytest.fixture
def page(royals: WordVectors) -> AppTest:
    session = Session()
    session.library.add(Model("royals", royals))
    return visit("pages/explore/words.py", session, model="royals").run()


def test_one_word(page: AppTest) -> None:
    assert not page.exception
    assert any(text.value.startswith("**king** is word 3 of 5 by frequency") for text in page.markdown)
    page.text_input(key="word").set_value("kign").run()
    assert said(page.error)[0] == "“kign” is not in the vocabulary. Nearest spellings: king."


def test_an_unknown_word_is_composed_where_the_visitor_says_so_and_marked(royals: WordVectors) -> None:
    pieces = np.vstack([royals.matrix[royals.rows(["queen"])]] * 7)  # every piece of a word is queen
    vectors = replace(royals, precomputed=Precomputed(subwords=Subwords(pieces, 3, 6)))
    session = Session()
    session.library.add(Model("pieces", vectors))
    at = visit("pages/explore/words.py", session, model="pieces", word="kign").run()
    assert said(at.error)[0].startswith("“kign” is not in the vocabulary")
    at.toggle(key="composed").set_value(True).run()
    assert not at.exception
    assert not at.error
    (told,) = said(at.info)
    assert told.startswith(
        "**kign** is not among the 5 words of this model. Its vector here is **composed**: the mean of "
    )
    assert "its 10 pieces <ki · kig · ign · gn> · <kig · kign · ign> · <kign · kign> · <kign>." in told
    at.text_input(key="word").set_value("king").run()
    assert not at.info, "a word that the model has keeps its own vector"


def test_the_same_word_in_another_model(page: AppTest) -> None:
    page.toggle(key="elsewhere").set_value(True).run()
    assert not page.exception
    assert "Wikipedia 100d (built in)" in " ".join(text.value.replace("\\", "") for text in page.markdown)
    assert len(page.dataframe) == 2  # and in GloVe


def test_several_words_name_the_odd_one(page: AppTest) -> None:
    page.segmented_control(key="part").set_value("Several words").run()
    page.text_area(key="several").set_value("king queen apple nurse").run()
    assert not page.exception
    assert "3 of 4 words found. Not in this model: nurse." in said(page.caption)
    assert any("The odd one out is **apple**" in text.value for text in page.markdown)
    page.text_area(key="several").set_value("nurse").run()
    assert said(page.error)[0] == "None of the words is in this model, so there is nothing to compare."


def test_games(page: AppTest) -> None:
    page.segmented_control(key="part").set_value("Games").run()
    for key, word in [("w1", "king"), ("w2", "queen"), ("w3", "man"), ("hop_from", "king"), ("hop_to", "apple")]:
        page.text_input(key=key).set_value(word)
    page.run()
    assert not page.exception
    assert not page.error
    assert any("**0.400** and 1 − cos(king, man) = **0.553**" in text.value for text in page.markdown)
    assert [metric.value for metric in page.metric] == ["0.658", "−0.368"]


def test_hopping(page: AppTest) -> None:
    """Of five words each has the other four as neighbours, so that one hop is always enough."""
    page.segmented_control(key="part").set_value("Games").run()
    page.text_input(key="hop_to").set_value("apple").run()
    assert page.button(key="hop 0").label == "queen"
    page.button(key="hop 0").click().run()
    assert any(text.value == "**king** → **queen**" for text in page.markdown)
    page.button(key="hop_back").click().run()
    nearest = [page.button(key=f"hop {place}").label for place in range(4)]
    page.button(key=f"hop {nearest.index('man')}").click().run()
    near = [page.button(key=f"hop {place}").label for place in range(4)]
    page.button(key=f"hop {near.index('apple')}").click().run()
    assert page.success[0].value == "There in 2 hops. No way is shorter than 1."
    page.toggle(key="shortest").set_value(True).run()
    assert any(text.value == "**king** → **apple**" for text in page.markdown)
    assert not page.exception


def test_two_words_are_compared(page: AppTest) -> None:
    page.segmented_control(key="part").set_value("Several words").run()
    page.text_area(key="several").set_value("king queen").run()
    assert not page.error
    assert [metric.value for metric in page.metric] == ["0.600", "53°", "2.000"]


def test_the_whole_model(page: AppTest) -> None:
    page.segmented_control(key="part").set_value("The whole model").run()
    assert not page.exception
    assert not page.error


def test_an_empty_field_is_no_fault() -> None:
    app = visit("pages/explore/words.py").run()
    app.text_input(key="word").set_value("").run()
    assert not app.error
    assert any("Write a word" in info.value for info in app.info)


def test_another_writing_is_said_and_one_switch_turns_it_off(page: AppTest) -> None:
    page.text_input(key="word").set_value("Quéen").run()
    assert not page.error
    assert "“Quéen” is read as queen (Aa next to the model turns this off)." in said(page.caption)
    page.toggle(key="fold").set_value(False).run()
    assert said(page.error)[0] == "“Quéen” is not in the vocabulary. Nearest spellings: queen."
    page.button(key="spelling 1").click().run()  # only now is it another word
    assert page.text_input(key="word").value == "queen"
    assert not page.error
    page.text_input(key="word").set_value("King").run()
    page.switch_page("pages/explore/analogies.py").run()
    page.text_input(key="c").set_value("King").run()
    assert "“King” is not in the vocabulary" in said(page.error)[0]
    page.toggle(key="fold").set_value(True).run()
    assert "“King” is read as king (Aa next to the model turns this off)." in said(page.caption)


def test_a_list_says_which_words_it_read_otherwise(page: AppTest) -> None:
    page.segmented_control(key="part").set_value("Several words").run()
    page.text_area(key="several").set_value("Queen, king, MAN, Xyz").run()
    assert "“Queen” is read as queen, “MAN” is read as man (Aa next to the model turns this off)." in said(page.caption)
    assert "3 of 4 words found. Not in this model: Xyz." in said(page.caption)
    page.toggle(key="fold").set_value(False).run()
    assert "1 of 4 words found. Not in this model: Queen, MAN, Xyz." in said(page.caption)


def test_neighbours_of_one_part_of_speech(page: AppTest) -> None:
    page.selectbox(key="pos").set_value("noun").run()
    assert not page.exception
    assert not page.error
    page.selectbox(key="pos").set_value("adverb").run()
    assert "None of the words of this model is of that kind: adverb." in said(page.info)


def test_means_and_sums_have_names_and_are_compared(page: AppTest) -> None:
    page.segmented_control(key="part").set_value("Sums").run()
    page.text_area(key="sums").set_value("royal = King - man + woman\nqueen zzz").run()
    assert not page.exception
    assert not page.error
    assert page.metric[0].label.startswith("cos(royal, queen zzz)")
    assert "Not in this model: “queen zzz” without zzz." in said(page.caption)
    page.text_area(key="sums").set_value("a = king\na = man").run()
    assert "Two lines are called “a”" in said(page.error)[0]
