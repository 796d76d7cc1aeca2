"""What the page says of the map it opens with, of what cannot be drawn, and what leads to other pages and back."""

import re

import pytest

from tests.ui.screens.explore.map.visit import opened, said


def test_opens_with_a_map_and_says_how_far_it_can_be_believed() -> None:
    at = opened()
    text = said(at)
    assert not at.error
    assert re.search(
        r"Drawn: the 500 most frequent of the 29,\d\d\d words that are not function words, of 30,000\.", text
    )
    assert not {"the", "of", "would"} & set(at.session_state["session"].on_map)
    for figure in ("Neighbours kept", "Trustworthiness", "Continuity", "Shepard correlation"):
        assert figure in text
    assert "by chance 2.0%" in text  # 10 of 499
    assert "k-means clusters of the vectors themselves, not of the map" in text
    assert "What this picture cannot show" in text


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ({"from": "Words of your own", "map_words": "king, queen"}, "needs at least 5 words, not 2 words."),
        ({"from": "Words of your own", "map_words": "king, king, king"}, "needs at least 5 words, not 1 word."),
        ({"method": "Formulas", "n": "100", "axis1": "woman - mann2"}, "“mann2” is not in the vocabulary"),
        ({"method": "Formulas", "n": "100", "axis1": "(woman - man"}, "where a ) that closes the ( at character 1"),
        ({"method": "Formulas", "n": "100", "axis2": "king - king"}, "cancel out"),
        ({"method": "Formulas", "n": "100", "axis1": " + ".join(["king"] * 10_000)}, "The formula has"),
        ({"from": "Nearest to a word or formula", "near": "kinng"}, "“kinng” is not in the vocabulary"),
        ({"from": "Nearest to a word or formula", "near": "king - (man"}, "where a ) that closes the ("),
        ({"from": "Words that match a search", "query": "/(a+)+$/"}, "Repeated groups"),
        ({"only": "By rank", "only_first": "900", "only_last": "800"}, "Ranks 900 to 800 hold no word"),
        ({"only": "By spelling", "only_pattern": "/(a+)+$/"}, "Repeated groups"),
        ({"from": "Words that match a search", "query": "zzzzzz"}, "needs at least 5 words, not 0 words."),
        ({"n": "100", "word": "kinng"}, "“kinng” is not in the vocabulary"),
        ({"n": "100", "find": "/(a+)+$/"}, "Repeated groups"),
        ({"n": "100", "find": "/[/"}, "is not a regular expression"),
        ({"n": "100", "arrows": "king"}, "is not a pair"),
        ({"n": "100", "arrows": "zebra the"}, "is not drawn on this map"),
    ],
)
def test_what_cannot_be_drawn_gets_a_sentence(link: dict[str, str], sentence: str) -> None:
    at = opened(**link)
    assert len(at.error) == 1
    assert sentence in at.error[0].value.replace("\\", "")


def test_choices_survive_a_visit_to_another_page() -> None:
    at = opened(n="100")
    at.segmented_control(key="method").set_value("PCA").run()
    at.switch_page("pages/explore/models.py").run().switch_page("pages/explore/map.py").run()
    assert at.segmented_control(key="method").value == "PCA"
    assert at.select_slider(key="n").value == 100


def test_a_selection_is_offered_on_other_pages() -> None:
    at = opened(n="100")
    at.session_state["session"].selection = ("king", "queen", "paris")
    at.switch_page("pages/explore/words.py").run()
    at.button(key="selection_to_words").click().run()
    assert at.text_area(key="several").value == "king, queen, paris"
    at.switch_page("pages/judge/bias.py").run()
    assert at.button(key="selection_to_bias").label == "Take the 3 words selected on the map"
    at.button(key="selection_to_bias").click().run()
    assert at.text_area(key="own_words").value == "king, queen, paris"
    assert not at.exception
