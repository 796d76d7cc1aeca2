"""The page Language model, through the app: pear above pair, perplexity beside its peer, draws recounted."""

import io
import json
import re
from contextlib import redirect_stdout
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from explorer.sequence.tasks import fruit
from explorer.text.corpus import read_packaged
from explorer.ui.screens.sequences.language import names
from explorer.ui.shell.state import Session
from tests import background
from tests.background import settled
from tests.ui.screens.test_lectures import numbers, text_printed, traces

PAGE = "pages/sequences/language.py"


def opened(session: Session | None = None, **link: str) -> AppTest:
    return background.opened(PAGE, session, **link)


def layout(at: AppTest, key: str) -> dict[str, Any]:
    for chart in at.get("plotly_chart"):
        if chart.proto.id.endswith(f"-{key}"):
            found: dict[str, Any] = json.loads(chart.proto.spec)["layout"]
            return found
    raise AssertionError(f"no figure {key}")


def ran(at: AppTest, part: str) -> list[str]:
    """The lines that the Python with `part` prints."""
    return text_printed(at, part).splitlines()


def test_pear_is_likelier_than_pair_and_the_python_gives_the_same_factors() -> None:
    at = opened()
    assert "“the apple and pear salad” is" in at.info[0].value
    pair, pear = (numbers(traces(at, key)[0]["y"]) for key in ("cost_0", "cost_1"))
    assert len(pair) == len(pear) == 6  # five words and <EOS>
    assert pair[:3] == pytest.approx(pear[:3])
    assert pear.sum() < pair.sum() - 3
    lines = ran(at, "pear salad")
    assert float(lines[-1]) == pytest.approx(-pear.sum(), abs=0.01)
    assert lines[3].startswith("pear: ")
    assert "No word here is `<UNK>`" in " ".join(caption.value for caption in at.caption)


def test_what_unknown_words_do_is_said() -> None:
    news = Session(own_text=("Some news", read_packaged("lee")[:15_000]))
    at = opened(news, language_text="A text of your own", language_steps="100", language_units="16")
    assert layout(at, "cost_1")["xaxis"]["ticktext"][-1] == "&lt;EOS&gt;"
    assert "&lt;UNK&gt;" in layout(at, "cost_1")["xaxis"]["ticktext"]
    assert "says nothing about the language" in at.info[0].value
    assert "too rare for the vocabulary" in " ".join(caption.value for caption in at.caption)


def test_hostile_empty_and_unreadable_sentences_are_answered_in_words() -> None:
    at = opened(sentence_a="<b>&amp;</b> $x$ [a](b)", sentence_b="")
    assert not at.exception
    assert "almost no probability" in " ".join(caption.value for caption in at.caption)
    few = Session(own_text=("Some fruit", fruit.text()[:3000]))
    own = {"language_text": "A text of your own", "language_steps": "100", "language_units": "16"}
    at = opened(few, language_unit="Characters", sentence_a="§", **own)
    assert not at.exception
    assert "§" in " ".join(error.value for error in at.error)


def test_perplexity_stands_beside_the_peer_on_the_same_sentences() -> None:
    at = opened(language_view="Training and perplexity")
    held, learned, peer, window, _ = traces(at, "perplexity")
    y = numbers(held["y"])
    assert y[0] > 30 > 4 > y[-1]
    assert learned["name"] == "learned from, with dropout"
    lines = ran(at, "peer_perplexity")
    assert float(lines[0]) == pytest.approx(numbers(peer["y"])[0])
    assert float(lines[-1].split()[1]) == pytest.approx(y[-1], abs=0.01)
    assert float(lines[-1].split()[2]) == pytest.approx(numbers(window["y"])[-1], abs=0.01)
    assert window["name"].startswith("window of 4 (Bengio)")
    assert any(block.value.count("steps**, perplexity") == len(y[:-1:2]) + 1 for block in at.markdown)


def test_a_link_opens_the_draw_that_it_names() -> None:
    at = opened(language_view="One draw at a time", draw="3")
    assert at.slider(key="draw").value == 3


def test_each_draw_falls_on_the_stretch_of_its_word_until_the_sentence_ends() -> None:
    at = opened(language_view="One draw at a time")
    count = at.slider(key="draw").max
    drawn = [line.rsplit(" ", 3) for line in ran(at, "draw.random")]
    assert len(drawn) == count
    for token, random, low, high in drawn:
        assert float(low) <= float(random) <= float(high), token
    assert drawn[-1][0] == "<EOS>"
    at.button(key="next_draw").click()
    at.run()
    assert at.slider(key="draw").value == 2
    shown = re.search(r"\\mathbf\{([\d.]+)\}", at.latex[0].value)
    assert shown is not None
    assert float(shown[1]) == pytest.approx(float(drawn[1][1]), abs=1e-4)
    assert drawn[1][0] in at.info[0].value
    at.slider(key="language_heat").set_value(0.0)
    at.run()
    assert not at.exception
    assert "stretch is 1.0000 long" in at.info[0].value


def test_text_is_coloured_by_surprise_and_by_a_unit_and_the_python_prints_the_same() -> None:
    at = opened(language_view="Text in colour", language_steps="100", language_units="16", coloured="the <b> pear")
    (text,) = [block.value for block in at.markdown if "background=" in block.value]
    assert text.count("background=") == 3
    bars = numbers(traces(at, "coloured_bars")[0]["y"])
    lines = ran(at, "reading import")
    assert [float(line.split()[1]) for line in lines] == pytest.approx(bars, abs=6e-4)
    assert "Read as `<UNK>`: b." in at.info[0].value
    at.segmented_control(key="coloured_by").set_value("One unit")
    settled(at)
    shown = re.match(r"Unit (\d+) is highest, (-?[\d.]+)", at.info[0].value)
    assert shown is not None
    assert float(shown[2]) == pytest.approx(max(numbers(traces(at, "coloured_bars")[0]["y"])), abs=6e-3)


def test_words_and_characters_are_held_against_each_other_in_numbers() -> None:
    at = opened(language_view="Words or characters", language_steps="100", language_units="16")
    (table,) = [one.value for one in at.table]
    assert table["words"][2] != table["characters"][2]
    words, characters = (numbers(one["y"]) for one in traces(at, "both"))
    assert [f"{words[-1]:.1f}", f"{characters[-1]:.1f}"] == [table["words"].iloc[5], table["characters"].iloc[5]]
    lines = ran(at, "WordsOrCharacters")
    assert float(lines[0].split()[-1].rstrip("]")) == pytest.approx(words[-1], abs=0.06)


def test_names_are_written_after_a_letter_and_the_new_ones_are_told_from_the_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(names, "STEPS", 60)
    at = opened(language_view="Names", first_letter="J", kind_heat="0.5")
    (ladder,) = [block.value for block in at.markdown if "steps**: " in block.value]
    last = ladder.splitlines()[-1].split("steps**: ")[1].split(", ")
    code = next(block.value for block in at.code if "packaged, some" in block.value)
    with redirect_stdout(io.StringIO()) as out:  # from the first line on: the page has the names by another key
        exec(compile(code, "shown", "exec"), {})
    told = [line.rsplit(" ", 1) for line in out.getvalue().splitlines()]
    assert {new for _, new in told} == {"True", "False"}
    assert last == [f"**{name}**" if new == "True" else name for name, new in told]
    assert all(name.startswith("j") for name, _ in told)
    at.text_input(key="first_letter").set_value("§")
    settled(at)
    assert "§" in " ".join(error.value for error in at.error)
