"""The bytes of a frame against the run they show."""

import math
import time

import numpy as np
import pytest

from explorer.figures.live import READABLE, Cursor, View, answer, nearest
from explorer.figures.live_bytes import pack
from explorer.figures.live_step import CENTRE, CONTEXT, ENDS
from explorer.text import corpus
from explorer.text.corpus import Corpus
from explorer.training.lecture.sgns import SGNSSettings, SGNSStep
from explorer.training.live.fair_share import FairShare
from explorer.training.live.history import CAPACITY
from explorer.training.live.live_run import LiveRun
from explorer.training.live.moment import Matrix
from tests.live_runs import seen, step, unpack


@pytest.fixture(scope="module")
def royals() -> Corpus:
    return corpus.from_text(corpus.read_packaged("royals"), name="The royal family")


@pytest.fixture
def run(royals: Corpus) -> LiveRun:
    return LiveRun(royals, SGNSSettings(dim=8, window=2, negatives=3, batch=8), FairShare(threads=1))


def fullest(last: SGNSStep) -> int:
    """The first pair of the centre with the most pairs in the step."""
    at = last.pairs.centre_at.tolist()
    return at.index(max(at, key=at.count))


def test_arrays_survive_the_way() -> None:
    arrays = {"a": np.array([1, -2, 3], np.int16), "b": np.array([7], np.uint8), "c": np.array([0.5], np.float32)}
    header, found = unpack(pack({"x": "é"}, arrays))
    assert header["x"] == "é"
    for name, values in arrays.items():
        np.testing.assert_array_equal(found[name], values)


def test_the_table_shows_the_step(run: LiveRun) -> None:
    step(run, 40)
    _, arrays = unpack(seen(run, Cursor(), View()))
    last = run.moment.last
    assert last is not None
    rows, values = arrays["rows"].reshape(-1, 3), arrays["values"].reshape(-1, 3)
    pair = fullest(last)
    assert rows[0].tolist() == [last.pairs.centre[pair], last.pairs.context[pair], 3]
    assert rows[1:4, 1].tolist() == last.negative[pair].tolist()
    assert values[0].tolist() == pytest.approx([last.score[pair], last.sigmoid[pair], last.sigmoid[pair] - 1])
    np.testing.assert_allclose(values[1:4, 0], last.score_negative[pair])
    for (_, _, flags), (score, sigma, error) in zip(rows, values, strict=True):
        assert sigma == pytest.approx(1 / (1 + math.exp(-score)), abs=1e-6)
        assert error == pytest.approx((sigma - (flags & 1)) if flags & 2 else 0, abs=1e-6)


def test_the_running_text_marks_the_window(run: LiveRun) -> None:
    step(run, 25)
    _, arrays = unpack(seen(run, Cursor(), View()))
    last = run.moment.last
    assert last is not None
    at, marks = int(arrays["strip_at"][0]), arrays["marks"]
    assert marks[at] & CENTRE
    assert (marks & CENTRE).sum() == 1
    centre_at = int(last.pairs.centre_at[fullest(last)])
    same = last.pairs.centre_at == centre_at
    assert set(np.flatnonzero(marks & CONTEXT) - at) == set(last.pairs.context_at[same] - centre_at)
    first = centre_at - at
    np.testing.assert_array_equal(arrays["strip"], run.corpus.tokens[first : first + len(marks)])
    ends = {int(end) - 1 - first for end in run.corpus.offsets[1:]}
    assert set(np.flatnonzero(marks & ENDS)) == {end for end in ends if 0 <= end < len(marks)}


def test_map_coordinates_are_those_of_the_best_plane(run: LiveRun) -> None:
    """The map holds what the exact PCA holds, and distances on it are those on the exact one."""
    step(run, 300)
    header, arrays = unpack(seen(run, Cursor(), View(shown=50)))
    xy = arrays["xy"].reshape(-1, 2) * header["map"]["scale"]
    rows = run.moment.v_in[:50] - run.moment.v_in[:50].mean(axis=0)
    _, singular, axes = np.linalg.svd(rows, full_matrices=False)
    exact = rows @ axes[:2].T
    apart = lambda points: np.linalg.norm(points[:, None] - points, axis=2)  # noqa: E731
    np.testing.assert_allclose(apart(xy), apart(exact), atol=0.003 * np.abs(exact).max())
    held = header["map"]["held"]
    assert sum(held) == pytest.approx((singular[:2] ** 2).sum() / (singular**2).sum(), abs=1e-3)
    np.testing.assert_allclose(held, (xy**2).sum(axis=0) / (singular**2).sum(), atol=1e-3)


@pytest.mark.parametrize("matrix", ["v", "u", "mean", "both"])
def test_a_linked_moment_is_seen_on_the_same_axes(royals: Corpus, matrix: Matrix) -> None:
    """Who has watched all the way, and who opens the step at once, now or looking back, see one map."""
    settings = SGNSSettings(dim=8, window=2, negatives=3, batch=8)
    watched, opened = (LiveRun(royals, settings, FairShare(threads=1)) for _ in range(2))
    cursor = Cursor()
    for _ in range(30):
        step(watched, 7)
        seen(watched, cursor, View(shown=60, matrix=matrix))
    step(watched, 3)
    step(opened, 213)
    for at in (None, 96, 101):
        maps = []
        for run, received in ((watched, cursor), (opened, Cursor())):
            header, arrays = unpack(seen(run, received, View(shown=60, matrix=matrix, at=at)))
            maps.append(arrays["xy"] * header["map"]["scale"])
        np.testing.assert_allclose(maps[0], maps[1], atol=header["map"]["scale"], err_msg=f"at {at}")


def test_only_news_is_sent(run: LiveRun) -> None:
    cursor = Cursor()
    step(run, 10)
    assert "xy" in unpack(seen(run, cursor, View()))[1]
    header, arrays = unpack(answer(run.moment, run.standing, {"id": 7}))
    assert header["answer"] == {"id": 7}
    assert header["step"] == 10
    assert not arrays
    header, arrays = unpack(seen(run, cursor, View()))
    assert not arrays
    assert "xy" in unpack(seen(run, cursor, View(shown=20)))[1], "another view is news"


def test_a_step_stays_in_view_long_enough_to_be_read(run: LiveRun) -> None:
    """At 25 steps a frame, which leaves the processor to others, and not as fast as it can."""
    cursor = Cursor()
    run.set_speed(500)
    run.play()
    frames = []
    stop_at = time.monotonic() + 3 * READABLE
    while time.monotonic() < stop_at:
        frames.append(unpack(seen(run, cursor, View()))[1])
        time.sleep(0.05)
    run.close()
    assert 2 <= sum("rows" in arrays for arrays in frames) <= 4
    assert sum("xy" in arrays for arrays in frames) > 10


def test_the_curve_of_the_browser_is_the_history(run: LiveRun) -> None:
    """Points sent in pieces, merged by the browser when the width doubles, end as the history itself."""
    cursor = Cursor()
    means: list[float] = []
    width = 0
    for steps in (1, 30, CAPACITY - 40, 20, 100, 7):
        step(run, steps)
        header, arrays = unpack(seen(run, cursor, View()))
        new_width, first, _ = header["curve"]
        while 0 < width < new_width:
            means = [(a + b) / 2 for a, b in zip(means[::2], means[1::2], strict=False)]
            width *= 2
        width = new_width
        means[first:] = arrays["curve"][: len(arrays["curve"]) // 3].tolist()
    assert run.history.width == 2
    np.testing.assert_allclose(means, run.history.means, rtol=1e-6)
    run.reset()
    while run.moment.steps_done:
        time.sleep(0.005)
    step(run, 2)
    assert unpack(seen(run, cursor, View()))[0]["curve"] == [1, 0, 0]


def test_neighbours_by_hand() -> None:
    unit = np.array([[1, 0], [0.8, 0.6], [0, 1], [-1, 0]], np.float32)
    assert nearest(unit, unit[0], leave_out=(0,), count=2) == [(1, 0.8), (2, 0.0)]
    assert nearest(unit, unit[0], leave_out=(0, 1, 2, 3), count=2) == []


def test_king_minus_man_plus_woman(royals: Corpus) -> None:
    run = LiveRun(royals, SGNSSettings(), FairShare(threads=1))
    step(run, 1500)
    index = royals.vocabulary.index
    view = View(probes=(index["king"],), analogy=(index["king"], index["man"], index["woman"]))
    header, _ = unpack(seen(run, Cursor(), view))
    assert royals.vocabulary.words[header["analogy"][0][0]] == "queen"
    rows = run.moment.v_in / np.linalg.norm(run.moment.v_in, axis=1, keepdims=True)
    cosines = rows @ rows[index["king"]]
    best = [i for i in np.argsort(-cosines) if i != index["king"]][:5]
    assert [entry[0] for entry in header["probes"][0][1:]] == best


def test_likeness_of_pairs_by_hand(run: LiveRun) -> None:
    """Cosines of v, u and their mean at each checkpoint, once; then only those of now."""
    step(run, 60)
    cursor = Cursor()
    pairs = ((3, 7), (5, 5), (1, 2))
    header, arrays = unpack(seen(run, cursor, View(pairs=pairs, matrix="mean")))
    assert arrays["similar_steps"].tolist() == run.checkpoints.steps
    past = arrays["similar_past"].reshape(-1, 3)
    for row, kept in zip(past, run.checkpoints.kept, strict=True):
        mean = (kept.v_in + kept.v_out) / 2
        for cosine, (a, b) in zip(row, pairs, strict=True):
            assert cosine == pytest.approx(
                mean[a] @ mean[b] / np.linalg.norm(mean[a]) / np.linalg.norm(mean[b]), abs=1e-6
            )
    assert header["similar_anew"]
    before = run.checkpoints.steps[-1]
    step(run, 15)
    header, arrays = unpack(seen(run, cursor, View(pairs=pairs, matrix="mean")))
    assert "similar_anew" not in header
    assert arrays["similar_steps"].tolist() == [kept for kept in run.checkpoints.steps if kept > before] != []
    mean = (run.moment.v_in + run.moment.v_out) / 2
    expected = mean[3] @ mean[7] / np.linalg.norm(mean[3]) / np.linalg.norm(mean[7])
    assert header["similar"] == [pytest.approx(expected, abs=1e-4), 1.0, pytest.approx(header["similar"][2])]
    header, arrays = unpack(seen(run, cursor, View(pairs=pairs[:1], matrix="u")))
    assert math.isnan(arrays["similar_past"][0]), "u is zero before the first step: there is no angle"
    run.reset()
    while run.moment.steps_done:
        time.sleep(0.005)
    header, arrays = unpack(seen(run, cursor, View(pairs=pairs[:1], matrix="u")))
    assert arrays["similar_steps"].tolist() == [0]
    assert header["similar"] == [None]


def test_a_frame_is_small(royals: Corpus) -> None:
    run = LiveRun(royals, SGNSSettings(), FairShare(threads=1))
    cursor = Cursor()
    step(run, 20)
    assert len(seen(run, cursor, View(probes=(1, 2, 3), pairs=((1, 2),) * 6))) < 5000
