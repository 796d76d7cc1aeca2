"""The page Bias, through the app."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer.ui.shell.state import Session
from explorer.vectors.model import Model
from explorer.vectors.word_vectors import WordVectors
from tests.background import visit
from tests.ui.said import said


@pytest.fixture
def page(royals: WordVectors) -> AppTest:
    """Bias, asked of a model small enough to check by eye."""
    return opened(royals, words="Words of your own", own_words="king, queen, apple, nurse")


def opened(vectors: WordVectors, **query: str | list[str]) -> AppTest:
    session = Session()
    session.library.add(Model("small", vectors))
    return visit("pages/judge/bias.py", session, model="small", **query).run()


@pytest.fixture
def leaning() -> WordVectors:
    """Unit vectors by their cosine with she - he: she and he at ±.8, twelve function words at .1, and two jobs."""
    plain = ("the", "of", "and", "to", "in", "a", "that", "is", "was", "for", "with", "as")
    cosines = {
        "she": 0.8,
        "he": -0.8,
        **{word: 0.045 + 0.01 * i for i, word in enumerate(plain)},
        "nurse": 0.55,
        "engineer": -0.95,
        "doctor": -0.2,
    }
    rows = [(at, (1 - at**2) ** 0.5) for at in cosines.values()]
    return WordVectors(tuple(cosines), np.array(rows, dtype=np.float32))


def test_it_says_how_many_pairs_and_words_were_found(page: AppTest) -> None:
    assert not page.exception
    captions = said(page.caption)
    assert any(text.startswith("1 of 10 pairs found. Not in this model: girl–boy, she–he") for text in captions)
    assert "3 of 4 words found. Not in this model: nurse." in captions


def test_direct_bias_is_the_one_worked_by_hand(page: AppTest) -> None:
    """|cos| of king, queen and apple with woman - man: 1/√5, 1/√5 and 0."""
    assert any(f"**{2 / 5**0.5 / 3:.3f}**" in text for text in said(page.markdown))


def test_own_pairs(page: AppTest) -> None:
    page.selectbox(key="pairs").set_value("own").run()
    page.text_area(key="own_pairs").set_value("queen, king").run()
    assert "1 of 1 pairs found." in said(page.caption)
    page.text_area(key="own_pairs").set_value("Queen, king\nman woman").run()
    assert "“Queen” is read as queen (Aa next to the model turns this off)." in said(page.caption)
    page.text_area(key="own_pairs").set_value("queen king\nwoman").run()
    captions = said(page.caption)
    assert "1 of 1 pairs found." in captions
    assert any(text.startswith("Left out: Line 2, “woman”, is not a pair") for text in captions)
    page.text_area(key="own_words").set_value("king queen / apple xyzzy").run()
    assert "3 of 4 words found. Not in this model: xyzzy." in said(page.caption)
    page.text_area(key="own_pairs").set_value("queen, queen").run()
    assert said(page.error)[0] == "Line 1 has “queen” twice: a pair needs two different words."
    assert not page.exception


def test_no_pair_and_no_word_are_sentences(page: AppTest) -> None:
    page.selectbox(key="pairs").set_value("age").run()
    assert said(page.error)[0].startswith("No pair has both its words in this model")
    page.selectbox(key="pairs").set_value("gender").run()
    page.text_area(key="own_words").set_value("nurse").run()
    assert said(page.error)[0] == "None of the words is in this model, so there is no bias to measure."
    page.text_area(key="own_words").set_value("").run()
    assert said(page.error)[0].startswith("The list is empty")
    assert not page.exception


def test_a_sentence_is_coloured_as_it_was_written(leaning: WordVectors) -> None:
    """she and he lie at 1 and -1, function words at 0; what is hostile in the text is text."""
    sentence = "The Nurse, <b>she</b>; *engineer* & :red[zzz]!"
    page = opened(leaning, pairs="Gender: she and he alone", further="A sentence", sentence=sentence)
    assert not page.exception
    assert not page.error
    (text,) = [block.value for block in page.markdown if "background=" in block.value]
    for word, blue in (("The", "128, 128, 128, 0.04"), ("Nurse", "31, 136, 201, 0.25"), ("she", "31, 136, 201, ")):
        assert f':color[{word}]{{background="rgba({blue}' in text
    assert ':color[engineer]{background="rgba(224, 102, 42, 0.7)"}' in text
    assert page.get("plotly_chart")
    assert "*zzz* (?)" in text
    assert "<b>" not in text.replace("\\<", "")
    assert ":red[" not in text
    captions = " ".join(said(page.caption))
    assert "0 is the average of 12 words that say nothing about the difference" in captions
    assert "(cosine +0.100)" in captions


def test_indirect_bias_is_the_one_worked_by_hand(page: AppTest) -> None:
    """king (2, 1) and queen (2, -1), unit: cosine 3/5; without the second axis both are (1, 0), so 1; (.6 - 1) / .6."""
    page.segmented_control(key="further").set_value("Indirect bias").run()
    page.text_input(key="indirect_word").set_value("King").run()
    assert not page.exception
    assert not page.error
    assert r"\frac{0.600 - 1.000}{0.600} = \mathbf{-0.667}" in page.latex[-1].value
    page.text_input(key="indirect_word").set_value("kinng").run()
    assert "kinng" in said(page.error)[0]
    page.text_input(key="indirect_word").set_value("man").run()
    assert not page.exception


def test_direct_bias_with_another_strictness(page: AppTest) -> None:
    page.slider(key="strictness").set_value(2.0).run()
    assert any(f"**{2 / 5 / 3:.3f}**" in text and "c = 2 (" in text for text in said(page.markdown))


def test_further_views(page: AppTest) -> None:
    page.segmented_control(key="further").set_value("A sentence").run()
    page.text_input(key="sentence").set_value("The queen ate an apple").run()
    assert "2 of 5 words found. Not in this model: The, ate, an." in said(page.caption)
    page.segmented_control(key="further").set_value("The whole vocabulary").run()
    assert not page.error
    page.segmented_control(key="further").set_value("The methods").run()
    assert not page.error
    page.segmented_control(key="further").set_value("Two directions").run()
    assert said(page.error)[0].startswith("No pair has both its words in this model")
    page.segmented_control(key="further").set_value("Many directions").run()
    assert not page.error
    page.multiselect(key="axes").set_value(["Gender"]).run()
    assert said(page.error)[0] == "Choose two directions or more to see which words are tied to several."
    page.segmented_control(key="further").set_value("Two directions").run()
    page.selectbox(key="second").set_value("woman-man").run()
    assert not page.error
    assert not page.exception
    assert any("The two directions have a cosine of 1.00" in text for text in said(page.caption))


def test_words_tied_to_all_sides_that_a_link_names(royals: WordVectors) -> None:
    """Of king, queen, apple only queen lies towards the first words of both lists, which are both woman - man here."""
    page = opened(
        royals,
        words="Words of your own",
        own_words="king, queen, apple, nurse",
        further="Many directions",
        axes=["Gender", "Gender: woman and man alone"],
        tied=["woman (Gender: woman and man alone)", "she (Gender)"],
    )
    assert not page.exception
    assert any("**1 of 3 words** lie within all 2 brushes." in text for text in said(page.markdown))
    assert page.dataframe[0].value["word"].tolist() == ["queen"]


def test_doubt_stands_beside_direct_bias(page: AppTest) -> None:
    read = " ".join(said(page.markdown))
    assert "95% confidence interval, over the choice of words:" in read
    assert "**Random words** of similar frequency instead of these" in read
    assert "mean of |cos|^c with the direction, c = 1 (at c = 0 the least lean counts in full); the direction" in read


def test_what_was_asked_on_analogies_is_no_setting_here() -> None:
    """The c of an analogy is a word, which the visit keeps under its name."""
    page = visit("pages/judge/bias.py")
    page.session_state["c"] = "king"
    page.run()
    assert not page.exception
    assert page.slider(key="strictness").value == 1.0
