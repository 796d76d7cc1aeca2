"""The pages of the lectures, through the app: each asserts the lesson it is for."""

import base64
import io
import json
import re
import sys
from collections.abc import Callable
from contextlib import ExitStack, redirect_stdout
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from numpy.testing import assert_allclose
from streamlit.testing.v1 import AppTest

from explorer.training.lessons.neural_lm_course import NeuralLMCourse
from explorer.training.lessons.race import Race
from explorer.ui.screens.train import count, neural_lm, race
from explorer.ui.screens.words import two_vectors
from explorer.ui.shell import watching
from tests.background import opened, settled, visit


def traces(at: AppTest, key: str) -> list[dict[str, Any]]:
    """The traces of the Plotly figure with that key."""
    for chart in at.get("plotly_chart"):
        if chart.proto.id.endswith(f"-{key}"):
            found: list[dict[str, Any]] = json.loads(chart.proto.spec)["data"]
            return found
    raise AssertionError(f"no figure {key}")


def numbers(values: Any) -> np.ndarray:
    """An array as Plotly sends it."""
    if isinstance(values, dict):
        flat = np.frombuffer(base64.b64decode(values["bdata"]), dtype=values["dtype"])
        return flat.reshape([int(n) for n in str(values.get("shape", len(flat))).split(",")])
    return np.array(values, dtype=float)


def notices(at: AppTest) -> str:
    return " ".join(info.value for info in at.info)


def text_printed(at: AppTest, part: str) -> str:
    """What the lines of Python with `part` print.

    A training with the text and the settings of one that is on the page is that one, which would come out again.
    """
    code = next(block.value for block in at.code if part in block.value)

    def again(course: Any, wanted: Any) -> Callable[..., Any]:
        def made(*asked: Any) -> Any:
            given = [getattr(one, "fingerprint", one) for one in asked]
            of_page = wanted if isinstance(wanted, tuple) else (wanted,)
            told = [one for one in of_page if isinstance(one, str | int) or type(one).__name__.endswith("Settings")]
            assert [one for one in given if one in told] == told
            return course

        return made

    with ExitStack() as files, redirect_stdout(io.StringIO()) as out:
        for (_, wanted), (course,) in at.session_state["session"].courses.items():
            kind = type(course)
            files.enter_context(patch.object(sys.modules[kind.__module__], kind.__name__, again(course, wanted)))
        exec(compile(code, part, "exec"), {})
    return out.getvalue()


def printed(at: AppTest, part: str) -> list[float]:
    """The numbers with a point that the lines of Python with `part` print."""
    return [float(one) for one in re.findall(r"(?<![\w.])-?\d+\.\d*(?:e[-+]\d+)?", text_printed(at, part))]


COUNT = "pages/train/count.py"
OWN = "A text of your own"


def test_count_shows_the_matrix_of_cs224n() -> None:
    at = opened(COUNT, cs224n="true")
    (map_,) = traces(at, "count_table")
    cells = dict(zip(map_["y"], np.nan_to_num(numbers(map_["customdata"])), strict=True))
    that = dict(zip(map_["x"], cells["that"], strict=True))
    assert {word for word, count in that.items() if count} == {"All", "ends", "glitters", "well"}
    assert set(that.values()) == {0, 1}
    assert printed(at, "count_table.table") == [x for row in cells.values() for x in row if x]
    assert "24.0%" in notices(at)


def test_count_shows_the_svd_of_cs224n() -> None:
    at = opened(COUNT, cs224n="true", view="SVD")
    (map_,) = traces(at, "components")
    at_word = dict(zip(map_["customdata"], zip(numbers(map_["x"]), numbers(map_["y"]), strict=True), strict=True))
    assert_allclose(at_word["that"][0], 1.394208, atol=1e-5)
    assert_allclose(np.abs(at_word["that"][1]), 1.061793, atol=1e-5)
    assert_allclose(at_word["&lt;START&gt;"], (0.5202, 0), atol=1e-5)
    assert_allclose(
        printed(at, "trainer.vectors"), [x for place in list(at_word.values())[:12] for x in place], atol=1e-4
    )
    assert_allclose(printed(at, "step.spectrum")[0], numbers(traces(at, "spectrum")[0]["y"])[0], atol=1e-3)
    assert np.sign(at_word["All"][1]) != np.sign(at_word["All's"][1])


def test_a_link_of_count_opens_the_cell_and_the_factors_that_it_names() -> None:
    at = opened(COUNT, cs224n="true", count_i="that", count_j="well")
    assert (at.selectbox(key="count_i").value, at.selectbox(key="count_j").value) == ("that", "well")
    assert r"X(\textsf{that}, \textsf{well})" in at.latex[0].value
    at = opened(COUNT, cs224n="true", view="SVD", example_matrix="PPMI", example_svd_dim="3")
    assert at.slider(key="example_svd_dim").value == 3
    assert at.segmented_control(key="example_matrix").value == "ppmi"


def test_pmi_of_a_cell_follows_the_sliders() -> None:
    at = opened(COUNT, view="PMI")
    before = at.latex[0].value
    at.slider(key="shift").set_value(5.0).run()
    assert r"- \log 5 =" in at.latex[0].value
    assert at.latex[0].value != before
    at.toggle(key="ppmi").set_value(False).run()
    (map_,) = traces(at, "pmi_table")
    assert np.nanmin(numbers(map_["customdata"])) < 0
    assert_allclose(printed(at, "pmi_table")[:6], numbers(map_["customdata"]).ravel()[:6], atol=0.006)


def test_a_link_opens_the_epoch_of_glove_that_it_names() -> None:
    at = opened(COUNT, view="GloVe", glove_epoch="7")
    assert at.slider(key="glove_epoch").value == 7
    assert "after 7 epochs" in notices(at)


def test_the_epoch_of_a_link_waits_while_glove_learns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "LEAST", 3600)  # an hour: it cannot be over
    monkeypatch.setattr(watching, "PATIENCE", 60)
    at = visit(COUNT, view="GloVe", x_max="11", glove_epoch="7").run()  # settings that no other test has trained
    (back,) = [slider for slider in at.slider if slider.label == "Go back to epoch"]
    assert back.disabled
    assert f"after {back.value} epoch" in notices(at)
    assert back.value < 7


def test_glove_straightens() -> None:
    at = opened(COUNT, view="GloVe")
    fits = {}
    for epoch in (0, 40):
        at.slider(key="glove_epoch").set_value(epoch).run()
        points = traces(at, "fit")[1]
        fits[epoch] = np.corrcoef(numbers(points["x"]), numbers(points["y"]))[0, 1]
    assert abs(fits[0]) < 0.3
    assert fits[40] > 0.95
    losses = numbers(traces(at, "J")[0]["y"])
    assert losses[-1] < 0.02 * losses[0]
    assert_allclose(printed(at, "course.objective"), losses, atol=1e-5)
    assert_allclose(printed(at, "course.correlation")[-1], fits[40], atol=1e-3)
    assert printed(at, "course.f)")


def test_sgns_arrives_at_shifted_pmi() -> None:
    at = opened(COUNT, view="SGNS")
    points = traces(at, "shifted")[1]
    assert len(numbers(points["x"])) > 1000
    assert np.corrcoef(numbers(points["x"]), numbers(points["y"]))[0, 1] > 0.95
    told = printed(at, "course.now.seen")
    assert_allclose(told[:20:2], numbers(points["x"])[:10], rtol=1e-4)
    assert_allclose(told[1:20:2], numbers(points["y"])[:10], rtol=1e-4)


@pytest.mark.parametrize("view", ["Count", "PMI", "SVD", "GloVe", "SGNS"])
def test_hardly_a_text_is_no_trouble(view: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(count, "STEPS", 50)
    at = visit(COUNT, view=view, text=OWN).run()
    for text in ("", "word", "a b a b", "\0\0\0"):
        at.text_area(key="own_text").set_value(text)
        settled(at)
        assert len(at.error) <= 1
        if text == "a b a b":
            assert not at.error or view in {"SGNS", "PMI", "SVD", "GloVe"}


RACE = "pages/train/race.py"


def test_the_race_ends_close_together_in_the_common_measure() -> None:
    at = opened(RACE)
    ends = [numbers(line["y"])[-1] for line in traces(at, "surprise") if line["mode"] == "lines"]
    starts = [numbers(line["y"])[0] for line in traces(at, "surprise") if line["mode"] == "lines"]
    assert len(ends) == 3
    assert max(ends) - min(ends) < 0.3
    assert max(ends) < min(starts) - 0.8
    assert len(at.metric) == 3
    assert_allclose(printed(at, "race.surprise"), ends, atol=0.006)
    assert printed(at, "race.loss")
    assert printed(at, "race.planes")


def test_the_leaves_of_the_tree_sum_to_one() -> None:
    at = opened(RACE, race_view="Huffman tree")
    assert "Σ P = 1.0000" in notices(at) or "Σ P = 0.9999" in notices(at)
    formula = at.latex[0].value
    chances, product = formula.split("=")[-2:]
    expected = np.prod([float(part) for part in chances.replace(r"\\", "").split(r"\cdot")])
    assert float(product.split("{")[1].split("}")[0]) == pytest.approx(expected, rel=0.1)
    leaves = traces(at, "tree")[-1]
    depth = {word: -y for word, y in zip(leaves["text"], numbers(leaves["y"]), strict=True)}
    assert depth["the"] == min(depth.values())  # the most frequent word is nearest to the root
    assert_allclose(np.prod(printed(at, "turn_probabilities")[:-1]), printed(at, "turn_probabilities")[-1], rtol=0.02)


def test_the_softmax_costs_what_the_vocabulary_is_long() -> None:
    at = opened(RACE, race_view="Cost")
    assert "ten times the words" in notices(at)
    at.segmented_control(key="cost_in").set_value("dot products").run()
    products = [numbers(line["y"]) for line in traces(at, "cost")]
    assert products[0].tolist() == [1_000, 3_000, 10_000, 30_000, 100_000]  # in proportion to V
    assert_allclose(np.diff(products[1]), np.log2([3, 10 / 3, 3, 10 / 3]), rtol=0.5)  # by the logarithm
    assert set(products[2]) == {6}  # k + 1
    assert_allclose(printed(at, "Measuring")[-15:], np.concatenate(products), rtol=0.05)  # to one decimal place


def test_the_gradient_has_two_parts() -> None:
    at = opened(RACE, race_view="Gradient")
    observed, expected, difference, _ = traces(at, "gradient")
    for axis in "xy":
        o, e = numbers(observed[axis])[1], numbers(expected[axis])[1]
        assert_allclose(numbers(difference[axis]), [e, o])
    shown = np.sort(numbers(traces(at, "chances")[0]["x"]))
    assert shown.sum() <= 1 + 1e-5
    assert_allclose(np.sort(printed(at, "P[row]"))[-5:], shown[-5:], atol=1e-4)
    assert len(printed(at, "observed - expected")) == 32


def test_skip_gram_and_cbow_stand_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(race, "EPOCHS", 1)
    at = opened(RACE, race_view="Skip-gram and CBOW")
    text = " ".join(block.value for block in at.markdown)
    assert "7 examples" in text
    assert "1 example" in text
    assert len(at.dataframe) == 2


PAIRS = "pages/words/pairs.py"
PAIR_VIEWS = ("Window", "Subsampling", "Negatives")


def test_pairs_appear_as_the_window_slides() -> None:
    at = opened(PAIRS)
    slide = next(slider for slider in at.slider if slider.label == "Slide the window")
    assert f"\\mathbf{{{at.metric[0].delta.split()[1]}}}" in at.latex[0].value  # the formula counts as the window does
    table = at.dataframe[0].value
    assert len(table) == 2  # the first word has a window of two to the right
    slide.set_value(slide.max).run()
    table = at.dataframe[0].value
    assert len(table) == int(at.metric[0].value)
    assert set(table["words apart"]) == {1, 2}
    assert (table["words apart"] == 1).sum() == 2 * (slide.max - 1)
    assert table["of this window"].sum() == 2


def test_the_window_slides_by_itself() -> None:
    at = opened(PAIRS)
    at.toggle(key="sliding").set_value(True).run()
    seen = [int(at.metric[0].value)]
    for _ in range(12):  # as the fragment runs again and again; the sentence has 13 words
        at.run()
        seen.append(int(at.metric[0].value))
    assert seen[:12] == sorted(set(seen[:12]))
    assert max(seen) == 46
    assert seen[-1] in (2, 5)  # and from the beginning again


def test_the_threshold_is_grey_where_it_changes_nothing() -> None:
    greyed = {view: opened(PAIRS, pairs_view=view).select_slider(key="t").disabled for view in PAIR_VIEWS}
    assert greyed == {"Window": False, "Subsampling": False, "Negatives": True}


def test_subsampling_strikes_words_out() -> None:
    at = opened(PAIRS, pairs_view="Subsampling")
    assert "~~" not in " ".join(block.value for block in at.markdown)
    at.select_slider(key="t").set_value(0.001).run()
    text = " ".join(block.value for block in at.markdown)
    assert "~~the~~" in text
    keep = dict(zip(traces(at, "keep")[1]["text"], numbers(traces(at, "keep")[1]["y"]), strict=True))
    share = 5023 / 36967  # of “the” in this text
    assert keep["the"] == pytest.approx(np.sqrt(0.001 / share) + 0.001 / share, rel=1e-3)
    assert keep["dances"] > 4 * keep["the"]
    assert printed(at, "for word, count, chance")[0] == pytest.approx(keep["the"], abs=1e-3)
    assert printed(at, "for share, chance")[:2] == pytest.approx([share, keep["the"]], abs=1e-3)


def test_the_noise_goes_from_uniform_to_unigram() -> None:
    at = opened(PAIRS, pairs_view="Negatives")
    in_use, unigram, uniform = (numbers(bars["y"]) for bars in traces(at, "noise"))
    assert uniform[0] < in_use[0] < unigram[0]
    assert uniform[-1] > in_use[-1] > unigram[-1]
    at.slider(key="noise_exponent").set_value(1.0).run()
    in_use, unigram, _ = (numbers(bars["y"]) for bars in traces(at, "noise"))
    assert_allclose(in_use, unigram)
    assert_allclose(printed(at, "reading.spread"), in_use, rtol=1e-5)
    table = at.dataframe[0].value
    assert table["label"].tolist() == [1, 0, 0, 0, 0, 0]
    at.number_input(key="draw").set_value(2).run()
    assert at.dataframe[0].value["word"].tolist()[1:] != table["word"].tolist()[1:]


HOT = "pages/words/one_hot.py"


def test_a_word_outside_the_vocabulary_is_unk() -> None:
    at = opened(HOT)
    table = at.dataframe[0].value
    assert table["word"].tolist()[-1] == "astronaut → <UNK>"
    assert table["place in the list"].tolist()[-1] == 100
    at.slider[0].set_value(1).run()
    assert at.dataframe[0].value["place in the list"].tolist() == [0, 1, 1, 0, 1]  # only “the” is left
    assert at.metric[0].value == "13.6%"


def test_one_hot_times_the_matrix_is_a_row() -> None:
    at = opened(HOT, hot_view="Look-up")
    hot, result, matrix = (numbers(part["z"]) for part in traces(at, "product"))
    assert_allclose(hot @ matrix, result, atol=1e-6)
    assert hot.sum() == 1
    assert_allclose(printed(at, "hot["), result.ravel(), atol=1e-3)
    assert len(at.metric) == 3


def test_one_hot_rows_are_all_as_far_apart() -> None:
    at = opened(HOT, hot_view="Likeness", hot_measure="distance")
    cells = numbers(traces(at, "likeness_one_hot")[0]["z"])
    apart = ~np.eye(len(cells), dtype=bool)
    assert_allclose(cells[apart], np.sqrt(2), atol=1e-6)
    learned = numbers(traces(at, "likeness_learned")[0]["z"])
    assert learned[0, 1] < learned[0, 4]  # king is nearer to queen than to apple
    assert_allclose(printed(at, "products(dense)"), learned.ravel(), atol=0.006)
    assert_allclose(printed(at, "products(hot)"), cells.ravel(), atol=0.006)
    at.text_input(key="hot_words").set_value("king, xyzzyx").run()
    assert "Give at least two words that the model knows." in notices(at)


LM = "pages/train/neural_lm.py"


def likeliest(at: AppTest) -> tuple[str, float]:
    bars = traces(at, "next")[0]
    return bars["y"][0], float(numbers(bars["x"])[0])


def test_the_next_word_becomes_sure_as_it_learns() -> None:
    at = opened(LM)
    back = next(slider for slider in at.select_slider if slider.label == "Go back to step")
    words = next(box for box in at.text_input if box.label == "The words it sees")
    words.set_value("sits upon the golden").run()
    word, sure = likeliest(at)
    assert word == "throne"
    assert sure > 0.9
    losses = numbers(traces(at, "perplexity")[0]["y"])
    assert losses[0] == pytest.approx(132, rel=1e-3)
    assert losses[-1] < 2.5
    assert_allclose(printed(at, "course.perplexity"), losses, atol=0.006)
    assert printed(at, "course.next_words")[0] == pytest.approx(sure, abs=1e-4)
    assert printed(at, "course.planes")
    back.set_value(0).run()
    assert likeliest(at)[1] == pytest.approx(1 / 132, rel=1e-3)


def test_words_on_both_sides_make_it_easy_and_cannot_write() -> None:
    at = opened(LM, lm_context="4 left and 4 right", lm_steps="300")
    both = numbers(traces(at, "perplexity")[0]["y"])[-1]
    assert not any(heading.value == "Sentences it writes" for heading in at.header)
    one = opened(LM, lm_context="Last 1 word", lm_steps="300")
    assert any(heading.value == "Sentences it writes" for heading in one.header)
    last_four = opened(LM, lm_steps="300")
    worst = numbers(traces(one, "perplexity")[0]["y"])[-1]
    assert both < numbers(traces(last_four, "perplexity")[0]["y"])[-1] < worst


def test_an_unknown_word_leaves_the_page_standing() -> None:
    at = opened(LM)
    next(box for box in at.text_input if box.label == "The words it sees").set_value("the kong").run()
    assert "“kong” is not in the vocabulary" in at.error[0].value
    assert traces(at, "perplexity")


LEARNED_FROM = [
    "a b a b",
    "الملك يحكم المملكة. الملكة تحكم المملكة.",
    r"$x_1 \\frac{a}{b} ~~c~~ **d** | <b> `e` #f a b",
    "1 2 3. 1 2",
]
SAID = {
    "word": "Only one word is left, “word”",
    "🙂 🎉 🙂": "The text has no words in it.",
    "a\0b": "Your text is not text: it contains NUL characters.",
    "x" * 1_000_000: "Only one word is left",
}


@pytest.mark.parametrize("page", [COUNT, RACE, PAIRS, HOT, LM, "pages/words/two_vectors.py"])
def test_any_text_is_learned_from_or_refused_in_a_sentence(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is learned is not looked at: few steps do."""
    monkeypatch.setattr(two_vectors, "STEPS", 50)
    monkeypatch.setattr(race, "Race", lambda text, settings, report: Race(text, replace(settings, steps=20), report))
    monkeypatch.setattr(neural_lm, "NeuralLMCourse", lambda text, settings, _: NeuralLMCourse(text, settings, 20))
    at = visit(page, text=OWN).run()
    assert any("Give a text of your own" in info.value for info in at.info)
    for text, sentence in SAID.items():
        at.text_area(key="own_text").set_value(text).run()
        assert sentence in at.error[0].value
        assert not at.exception
    for text in LEARNED_FROM:
        at.text_area(key="own_text").set_value(text)
        settled(at)
        assert not at.error


TWO = "pages/words/two_vectors.py"


def test_beside_and_instead_are_not_the_same() -> None:
    at = opened(TWO)
    beside = traces(at, "u_j · v_i")[0]["y"]
    instead = traces(at, "cosine of v_j and v_i")[0]["y"]
    assert {"sits", "rules", "signs"} <= set(beside)
    assert "king" not in beside[:6]
    assert instead[:2] == ["king", "queen"]
    assert all(traces(at, f"two_map_{place}") for place in range(3))
    assert_allclose(printed(at, "course.now.beside"), numbers(traces(at, "u_j · v_i")[0]["x"]), atol=1e-4)
    for part in ("now.instead", "now.by_mean", "now.planes", "agreement(0.75)", "agreement(1.0)"):
        assert printed(at, part)
