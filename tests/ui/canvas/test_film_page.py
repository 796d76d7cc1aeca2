"""A run as a page that needs no server, and as an animated picture."""

import base64
import io
import json
import re
import time
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from explorer.figures import moving_picture, style
from explorer.figures.film import film
from explorer.figures.live import View
from explorer.figures.moving_picture import HEIGHT, WIDTH, animated
from explorer.text import corpus
from explorer.training.lecture.sgns import SGNSSettings
from explorer.training.live.fair_share import FairShare
from explorer.training.live.live_run import LiveRun
from explorer.ui.canvas.live.conversation import Conversation
from explorer.ui.canvas.live.film_page import film_page
from tests.live_runs import seen, unpack

FRAMES = 12


@pytest.fixture(autouse=True)
def _few_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is drawn and packed, which takes as long as all else here."""
    monkeypatch.setattr(moving_picture, "MOST_FRAMES", FRAMES)


@pytest.fixture(scope="module")
def run() -> LiveRun:
    text = corpus.from_text(corpus.read_packaged("royals"), name="The <royal> family")
    run = LiveRun(text, SGNSSettings(dim=8), FairShare(threads=1))
    run.step(400)
    stop_at = time.monotonic() + 60
    while run.moment.steps_done < 400:
        assert time.monotonic() < stop_at
        time.sleep(0.01)
    return run


def test_the_page_holds_all_frames_and_asks_for_nothing(run: LiveRun) -> None:
    view = View(probes=(5, 7), analogy=(1, 2, 3), pairs=((1, 2),), shown=60)
    page = film_page(run, view, style.PALETTE)
    assert len(page) < 3_000_000
    assert "&lt;royal&gt;" in page
    assert not re.search(r"(src|href)=|https?://(?!www\.w3\.org)|@import|url\(", page.split('id="recorded"')[0])
    (told,) = re.findall(r'id="recorded">(.*?)</script>', page, re.DOTALL)
    recorded = json.loads(told)
    assert recorded["steps"] == run.checkpoints.steps[: len(recorded["past"])]
    number = len(recorded["steps"]) // 2
    header, arrays = unpack(base64.b64decode(recorded["past"][number]))
    step = recorded["steps"][number]
    assert header["at"] == step
    expected, theirs = unpack(seen(run, Conversation(run).cursor, View(at=step, probes=(5, 7), shown=60)))
    assert header["probes"] == expected["probes"]
    np.testing.assert_array_equal(arrays["values"], theirs["values"])
    header, arrays = unpack(base64.b64decode(recorded["now"]))
    assert header["step"] == 400
    assert arrays["curve"].size == 3 * 400


def test_the_run_is_not_changed_by_being_recorded(run: LiveRun) -> None:
    before = run.moment
    film_page(run, View(), style.PALETTE)
    assert run.moment is before


def test_a_viewer_gets_the_files_asked_for(run: LiveRun) -> None:
    conversation = Conversation(run)
    for number, (name, kind, begins) in enumerate([
        ("film.html", "text/html", b"<!doctype html>"),
        ("film.gif", "image/gif", b"GIF89a"),
    ]):
        conversation.hear({"op": "file", "name": name, "id": number})
        conversation.say()
        assert conversation.owes_more
        header, arrays = unpack(conversation.say())
        assert header["kind"] == kind
        assert header["file"] == name.replace(".", "-step-400.")
        assert arrays["file"].tobytes().startswith(begins)
        assert not conversation.owes_more
    with pytest.raises(KeyError):
        conversation.hear({"op": "file", "name": "../secrets", "id": 9})


def test_the_animated_picture_moves_and_marks_what_is_watched(run: LiveRun) -> None:
    made = film(run.moment.kept, "v", 60)
    picture = Image.open(io.BytesIO(animated(made, tuple(run.corpus.vocabulary.words), (5,))))
    assert picture.size == (WIDTH, HEIGHT)
    assert 2 < picture.n_frames <= FRAMES
    frames = []
    for frame in range(picture.n_frames):
        picture.seek(frame)
        frames.append(np.asarray(picture.convert("RGB")))
    assert all((one != two).any() for one, two in pairwise(frames))
    answer = [int(style.ANSWER[i : i + 2], 16) for i in (1, 3, 5)]
    assert (np.abs(frames[-1].astype(int) - answer).max(axis=2) < 24).sum() > 20
