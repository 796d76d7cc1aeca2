"""How far a map can be believed: layouts that are watched or stopped, other seeds, other perplexities."""

import json
import re
import time

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer.progress import Report
from explorer.projection import sample
from explorer.projection.forming import Forming
from explorer.projection.settings import ProjectionSettings
from explorer.ui.shell.cache import shared_maps, shared_models
from explorer.vectors.word_vectors import WordVectors
from tests import background
from tests.ui.screens.explore.map.visit import finished, opened, run, said
from tests.waiting import until


def test_a_layout_can_be_watched_to_its_end() -> None:
    at = opened(n="100")
    at.button(key="watch").click().run()
    assert at.button(key="map_pause").label == "Pause"
    at.button(key="map_pause").click().run()
    assert at.button(key="map_pause").label == "Play"
    at.button(key="map_cancel").click().run()
    finished(at)
    assert "Neighbours kept" in said(at)


def test_a_layout_that_is_cancelled_is_kept_as_it_stood_and_can_be_finished() -> None:
    step = Forming._step

    def five_steps(forming: Forming, _most: int, report: Report) -> None:
        step(forming, 5, report)
        while True:  # until it is cancelled, however quick the machine is
            time.sleep(0.001)
            report(5, 750)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Forming, "_step", five_steps)
        at = background.visit("pages/explore/map.py", n="200", seed="7").run()
        visit = at.session_state["session"]
        until(lambda: visit.forming is not None and visit.forming.frame.step == 5)
        at.button(key="map_cancel").click().run()
    finished(at)
    text = said(at)
    assert "the layout as it stood then, not a finished map." in text
    assert "Stopped at step 5 of 750" in text
    at.button(key="map_finish").click().run()
    for _ in range(400):
        if not at.session_state["session"].own_map.unfinished:
            break
        at.run()
    assert "Stopped at step" not in said(finished(at))
    whole = shared_maps.projection(*seen_by_the_cache(at))
    np.testing.assert_array_equal(at.session_state["session"].own_map.projection.coordinates, whole.coordinates)


def seen_by_the_cache(at: AppTest) -> tuple[WordVectors, ProjectionSettings]:
    drawn = sample.by_rank(shared_models.built_in(), 200).vectors
    return drawn, ProjectionSettings(seed=at.number_input(key="seed").value)


def test_shaking_tells_how_far_words_wander() -> None:
    at = opened(n="50", shake="true")
    for _ in range(20):
        if "Over 5 seeds a word wanders" in said(at):
            break
        at.run()
    assert "Over 5 seeds a word wanders" in said(at)


def test_other_perplexities_side_by_side() -> None:
    at = opened(n="100", compare="true")
    for _ in range(20):
        if at.get("plotly_chart"):
            break
        at.run()
    assert "From left to right: perplexities 5, 15, 30, 33" in said(at)
    words = at.session_state["session"].on_map
    at.session_state["session"].selection = words[3:5]
    at.text_area(key="hidden").set_value(words[0]).run()
    assert "□ on every map: the 2 selected words." in said(at)
    small = json.loads(at.get("plotly_chart")[0].proto.spec)["data"]
    assert [trace["text"] for trace in small[1::2]] == [list(words[3:5])] * 4
    assert all(trace["text"] == list(words[1:]) == [*at.session_state["session"].on_map] for trace in small[::2])
    assert all(len(trace["marker"]["color"]) == len(words) - 1 for trace in small[::2])
    code = next(block.value for block in at.code if "shake.side_by_side" in block.value)
    printed = run(code)
    titles = [note["text"] for note in json.loads(at.get("plotly_chart")[0].proto.spec)["layout"]["annotations"]]
    told = re.findall(r"neighbours kept (0\.\d\d)$", printed, re.MULTILINE)
    assert [f"{float(kept):.0%} kept" for kept in told] == [title.split(" · ")[1] for title in titles]
