"""The page Names, through the app: the lecture's sentences, an own file, taggers held against each other, mistakes."""

import io
import json
import re
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from streamlit.testing.v1 import AppTest

from explorer.files import library
from explorer.tasks.names import conll
from explorer.tasks.names.scores import TaggerContender, judged, over_splits, summaries, trained
from explorer.tasks.names.window import WindowSettings
from explorer.tasks.names.window_network import WindowNetworkSettings
from tests import background
from tests.background import settled
from tests.ui.said import said

PEOPLE = ("Sally Johnson", "Robert Lin", "Anna Berg", "Peter Novak", "Maria Silva", "John Smith", "Kurt Weber")
PLACES = ("Paris", "Berlin", "Oslo", "Madrid")


def conll_file() -> bytes:
    """Forty-two sentences of a person and a place, and a line that is none."""
    lines = ["just-a-word"]
    for i in range(42):
        first, last = PEOPLE[i % len(PEOPLE)].split()
        lines += [f"{first} B-PER", f"{last} I-PER", f"{('lives', 'works')[i % 2]} O", "in O"]
        lines += [f"{PLACES[i % len(PLACES)]} B-LOC", ". O", ""]
    return "\n".join(lines).encode()


def opened(**link: str) -> AppTest:
    return background.opened("pages/use/names.py", **link)


def with_own_file(**link: str) -> AppTest:
    at = opened(tagged="A file of your own", **link)
    assert "Give a file" in at.info[0].value
    at.get("file_uploader")[0].upload("it's mine.conll", conll_file(), "text/plain")
    return settled(at)


def figure(at: AppTest, key: str) -> list[dict[str, Any]]:
    (found,) = [chart for chart in at.get("plotly_chart") if chart.proto.id.endswith(f"-{key}")]
    traces: list[dict[str, Any]] = json.loads(found.proto.spec)["data"]
    return traces


def numbers(held: Any) -> np.ndarray:
    if isinstance(held, dict):
        shape = [int(n) for n in str(held.get("shape", "-1")).split(",")]
        return np.frombuffer(__import__("base64").b64decode(held["bdata"]), dtype=held["dtype"]).reshape(shape)
    return np.array(held)


def printed(at: AppTest, part: str) -> str:
    code = next(block.value for block in at.code if part in block.value)
    out = io.StringIO()
    with redirect_stdout(out):
        exec(compile(code, "shown", "exec"), {})
    return out.getvalue()


def test_the_three_persons_of_the_lecture_are_found() -> None:
    at = opened(sees="Vectors", reach="1", window_passes="2")
    assert not at.exception
    assert not at.error
    (lines,) = [text for text in said(at.markdown) if "farmer" in text and "background" in text]
    marked = re.findall(r":blue-background\[\*\*(.*?)\*\* :small\[PER\]\]", lines)
    assert marked == ["Sally Johnson", "Robert Lin", "Mahmoud Badry"]
    told = " ".join(said(at.caption))
    assert re.search(r"In no training sentence:[^.]*durian", told)
    assert f"Not in {library.FAMOUS_NAME}, a vector of zeros: none." in told
    assert "At **Mahmoud** the tagger says **I-PER**" in said(at.info)[0]


@pytest.mark.parametrize(
    "link",
    [{"tagger": "Window"}, {"tagger": "Window, hidden units"}, {"tagger": "LSTM, both ways", "tagger_passes": "2"}],
)
def test_an_own_file_and_the_python_shown(link: dict[str, str], tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "it's mine.conll").write_bytes(conll_file())
    at = with_own_file(named="Anna Lin works in Rome .", **link)
    assert not at.exception
    assert any("42 sentences, 252 words. 1 lines were left out. Line 1" in text for text in said(at.caption))
    chances = numbers(figure(at, "tag_chances")[0]["z"])
    told = printed(at, "tagger.chances(words)")
    shown = [float(one) for one in re.findall(r"\d\.\d*", told.split("]\n", 1)[0].split(")\n")[-1] + told)]
    assert_allclose(shown[-chances.size :], chances.ravel(), atol=1.1e-3)
    shares = numbers(figure(at, "tag_shares")[0]["x"])
    told = printed(at, "tagger.shares(words")
    assert_allclose([float(x) for x in re.findall(r"-?\d+\.\d*", told)], shares, atol=1.1e-3)
    probability = re.search(r"\\mathbf\{([\d.]+)\}", at.latex[0].value)
    assert probability is not None
    assert_allclose(float(probability[1]), chances[0].max(), atol=6e-4)


def test_taggers_over_splits_are_those_of_the_library() -> None:
    at = with_own_file(names_view="Seen and unseen", splits="3")
    tagged, _ = conll.read_tagged(conll_file(), name="f")
    contenders = [
        TaggerContender("words", WindowSettings("words", epochs=5)),
        TaggerContender("vectors", WindowSettings("vectors", epochs=5), library.famous()),
        TaggerContender("words and vectors", WindowSettings("both", epochs=5), library.famous()),
        TaggerContender("vectors, hidden units", WindowNetworkSettings(), library.famous()),
    ]
    for mean in summaries(list(over_splits(contenders, tagged, splits=3))):
        (trace,) = [one for one in figure(at, "over_splits") if one.get("name") == mean.contender]
        assert_allclose(numbers(trace["x"]), [mean.f1[0], mean.unseen[0], mean.seen[0]], atol=1e-12)
        assert f"{mean.contender} {mean.unseen[0]:.3f} (F1 {mean.f1[0]:.3f})" in said(at.info)[0]
    assert "Over 3 splits" in said(at.info)[0]


def test_scores_and_mistakes_are_those_of_the_library() -> None:
    at = with_own_file(names_view="Mistakes", sees="One-hot words", window_passes="1", reach="0")
    tagged, _ = conll.read_tagged(conll_file(), name="f")
    learned, tested = conll.split(tagged, seed=0)
    made = trained(TaggerContender("", WindowSettings("words", 0, epochs=1)), learned)
    verdict = judged(made, tested, learned.seen)
    shown = {metric.label: metric.value for metric in at.metric}
    assert shown["F1"] == f"{verdict.score.f1:.3f}"
    assert shown["Recall, seen"] == f"{verdict.seen.share:.3f}"
    wrong = sum(a != b for a, b in zip(tested.tags, made.tagged(tested.sentences), strict=True))
    assert any(f"{wrong} of the 9 test sentences" in text for text in said(at.caption))


def test_a_file_without_names_is_a_sentence() -> None:
    at = opened(tagged="A file of your own")
    at.get("file_uploader")[0].upload("f.conll", b"nothing O\n", "text/plain")
    settled(at)
    assert not at.exception
    assert "has 0 kinds of names" in said(at.error)[0]
