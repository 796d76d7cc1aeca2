"""What visitors share: bounded in bytes, worked out once, and told to all who wait for it."""

import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from explorer.progress import Report, to_nobody
from explorer.ui.shell import shared, turns
from explorer.ui.shell.cache import shared_content
from explorer.ui.shell.jobs import Job, StoppedError, Workers
from explorer.ui.shell.shared import Kept, Shared, kept
from explorer.ui.shell.sizes import content_of
from explorer.ui.shell.turns import Turns
from explorer.vectors.word_vectors import WordVectors
from tests.waiting import until

KILOBYTES = 1000


def zeros(place: Shared, made: list[int]) -> Kept[[int], np.ndarray]:
    """A function whose results take as many kilobytes as it is asked for, and which notes what it makes."""

    @kept(lambda: place)
    def of_size(kilobytes: int) -> np.ndarray:
        made.append(kilobytes)
        return np.zeros(kilobytes * KILOBYTES, dtype=np.uint8)

    return of_size


def test_so_many_bytes_are_kept_and_what_was_used_longest_ago_goes_first() -> None:
    made: list[int] = []
    place = Shared(100 * KILOBYTES, {})
    of_size = zeros(place, made)
    first = of_size(40)
    of_size(41)
    assert of_size(40) is first
    of_size(42)  # 123 kB in all: 41 was used longest ago
    assert place.size == pytest.approx(82 * KILOBYTES, rel=0.01)
    assert of_size(40) is first
    assert made == [40, 41, 42]
    of_size(41)
    assert made == [40, 41, 42, 41]


def test_one_that_is_larger_than_all_is_kept_alone_until_the_next() -> None:
    made: list[int] = []
    place = Shared(100 * KILOBYTES, {})
    of_size = zeros(place, made)
    of_size(10)
    assert of_size(500) is of_size(500)
    assert len(place) == 1
    of_size(10)
    assert place.size < 11 * KILOBYTES
    assert made == [10, 500, 10]


def test_what_grows_while_it_is_kept_is_measured_again() -> None:
    place = Shared(100 * KILOBYTES, {})

    @kept(lambda: place)
    def vectors(seed: int) -> WordVectors:
        return WordVectors(("a", "b"), np.full((2, 5 * KILOBYTES), seed, dtype=np.float32))

    for seed in (1, 2):
        assert vectors(seed).unit.shape == (2, 5 * KILOBYTES)
        vectors(seed)
    vectors(3)
    assert place.size <= 100 * KILOBYTES
    assert len(place) == 1, "two of 80 kB, and one of 40"


def test_what_is_used_all_the_time_is_not_looked_through_all_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """With many visitors each result that is kept would else be looked through for each new one."""

    class Looked(list[object]):
        times = 0

        def __iter__(self) -> Iterator[object]:
            Looked.times += 1
            return super().__iter__()

    place = Shared(1000 * KILOBYTES, {})
    made = kept(lambda: place)(lambda number: Looked([np.zeros(number), np.zeros(1)]))
    for number in range(9):
        made(0)
        made(number)
    assert Looked.times == 9 + 1, "each once, and what is used again once more"
    monkeypatch.setattr(shared, "AGAIN", 0.0)
    made(0)
    made(9)
    assert Looked.times == 9 + 1 + 2


def test_content_that_does_not_grow_is_measured_ever_more_rarely(monkeypatch: pytest.MonkeyPatch) -> None:
    clock: list[float] = [0.0]
    measured: list[float] = []
    monkeypatch.setattr(shared.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(shared, "content_of", lambda one: (measured.append(clock[0]), content_of(one))[1])
    place = Shared(1000 * KILOBYTES, {WordVectors: lambda vectors: vectors.fingerprint})
    kept(lambda: place)(lambda vectors: vectors.matrix[:1])(given := WordVectors(("a", "b"), np.ones((2, 9))))
    for clock[0] in range(0, 200, 5):
        assert place.size
    assert measured == [0, 30, 90]
    assert given.unit.shape == (2, 9), "it grows: seen at the next measurement, and the one after comes as soon again"
    for clock[0] in range(200, 260, 5):
        assert place.size
    assert measured == [0, 30, 90, 210, 240]


def test_content_that_several_results_keep_in_memory_counts_once() -> None:
    place = Shared(1000 * KILOBYTES, {WordVectors: lambda vectors: vectors.fingerprint})
    part = kept(lambda: place)(lambda vectors, number: vectors.matrix[:number])
    number_of = kept(lambda: place)(lambda vectors: len(vectors))
    given = WordVectors(("a", "b"), np.ones((2, 50 * KILOBYTES), dtype=np.float32))
    assert number_of(given) == 2
    assert place.size < KILOBYTES, "it keeps nothing of them"
    part(given, 1)
    part(given, 2)
    assert place.size == pytest.approx(400 * KILOBYTES, rel=0.01)
    assert part(given, 1).shape == (1, 50 * KILOBYTES)
    others = [WordVectors(("a",), np.full((1, 100 * KILOBYTES), k, dtype=np.float32)) for k in (2, 3)]
    for other in others:
        part(other, 1)
    assert place.size <= 1000 * KILOBYTES
    assert len(place) == 2, "three of 400 kB are too many, though a part of the first is small"


@pytest.mark.parametrize(("one", "other"), [(1, True), (1, 1.0), ("1", 1), (("a",), "a"), (b"a" * 300, "a" * 300)])
def test_values_of_different_kinds_are_told_apart(one: object, other: object) -> None:
    place = Shared(KILOBYTES, {})
    function = kept(lambda: place)(lambda given: type(given))
    assert function(one) is type(one)
    assert function(other) is type(other)


def test_long_texts_are_known_by_their_digest_and_content_by_its_fingerprint() -> None:
    place = Shared(KILOBYTES, {np.ndarray: lambda array: array.tobytes()})
    calls: list[int] = []
    function = kept(lambda: place)(lambda text, rows: calls.append(len(text) + 0 * len(rows)))
    for text in ("x" * 500, "x" * 499 + "y", "x" * 500):
        function(text, np.arange(3))
    function("x" * 500, np.arange(4))
    assert calls == [500, 500, 500]
    assert all(len(repr(key)) < 500 for key in place._entries)


def test_who_asks_for_the_same_waits_sees_how_far_it_is_and_leaves_the_turn_to_the_one_at_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One turn for two jobs: were it kept by the one who waits, neither would end."""
    monkeypatch.setattr(turns, "SLICE", 0.0)
    monkeypatch.setattr(turns, "PATIENCE", 60.0)
    place, gate, made = Shared(KILOBYTES, {}), threading.Event(), []

    @kept(lambda: place)
    def slow(_report: Report = to_nobody) -> object:
        made.append(1)
        while not gate.wait(0.001):
            _report(3, 7)
        return object()

    workers = Workers(threads=2, turns=Turns(1))
    first = workers.start("first", slow)
    until(lambda: first.done == 3)
    second = workers.start("second", slow)
    until(lambda: (second.done, second.total) == (3, 7))
    first._place.seen_at, second._place.seen_at = 0.0, 7.0  # the first visitor is on another page by now
    until(lambda: first._place.seen_at == 7.0)
    gate.set()
    assert first.outcome() is second.outcome()
    assert made == [1]


def test_to_see_how_far_another_is_takes_no_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two turns: one is kept by the one at work, the other by work that tells nothing."""
    for name in ("SLICE", "KEPT", "ROUND", "PATIENCE"):
        monkeypatch.setattr(turns, name, 60.0)
    place, more, over = Shared(KILOBYTES, {}), threading.Event(), threading.Event()

    @kept(lambda: place)
    def slow(_report: Report = to_nobody) -> None:
        _report(3, 7)
        more.wait(30)
        _report(4, 7)
        over.wait(30)

    workers = Workers(threads=3, turns=Turns(2))
    first = workers.start("first", slow)
    until(lambda: first.done == 3)
    second = workers.start("second", slow)
    until(lambda: second.done == 3)
    mute = workers.start("mute", lambda _: over.wait(30))
    until(lambda: not mute.waiting)
    more.set()
    until(lambda: second.done == 4, seconds=5)
    over.set()
    assert [first.outcome(), second.outcome(), mute.outcome()] == [None, None, True]


def test_a_visitor_who_leaves_lets_the_next_go_on() -> None:
    """The one at work is cancelled: who waits begins in its place; who waits and is cancelled is let go at once."""
    place, made = Shared(KILOBYTES, {}), []
    leave = threading.Event()

    @kept(lambda: place)
    def slow(_report: Report = to_nobody) -> str:
        made.append(1)
        while len(made) == 1:
            _report(1, 2)
            leave.wait(0.001)
        return "made"

    workers = Workers(threads=3)
    jobs: list[Job[str]] = [workers.start(str(k), slow) for k in range(3)]
    until(lambda: all(job.done == 1 for job in jobs))
    at_work = next(job for job in jobs if job.label == "0")
    jobs[2].cancel()
    until(lambda: jobs[2].idle)
    assert not at_work.idle
    at_work.cancel()
    assert jobs[1].outcome() == "made"
    assert made == [1, 1]


def test_who_waits_is_given_what_can_be_watched() -> None:
    place, gate = Shared(KILOBYTES, {}), threading.Event()
    seen: list[object] = []

    @kept(lambda: place)
    def forming(_begun: Callable[[object], None] | None = None) -> None:
        assert _begun is not None
        _begun("a layout")
        assert gate.wait(5)

    both = [threading.Thread(target=forming, args=(seen.append,)) for _ in range(2)]
    for one in both:
        one.start()
    until(lambda: seen == ["a layout", "a layout"])
    gate.set()
    for one in both:
        one.join()


def test_what_fails_is_not_kept() -> None:
    place, asked = Shared(KILOBYTES, {}), []

    @kept(lambda: place)
    def fails() -> None:
        asked.append(1)
        raise StoppedError

    for _ in range(2):
        with pytest.raises(StoppedError):
            fails()
    assert len(asked) == 2
    assert not place._flights


@pytest.mark.parametrize(
    ("told", "megabytes"), [("250", 250), ("0.5", 0.5), ("", 400), ("many", 400), ("-3", 400), ("nan", 400)]
)
def test_the_operator_says_how_much_is_shared(told: str, megabytes: float) -> None:
    assert shared_content.most_megabytes({"EMBEDDING_EXPLORER_CACHE_MB": told}) == megabytes


def test_an_unknown_place_is_looked_up_at_each_call() -> None:
    """A function of the app may be defined before there is a server."""
    places = [Shared(KILOBYTES, {})]
    function = shared.kept(lambda: places[-1])(lambda: object())
    first = function()
    places.append(Shared(KILOBYTES, {}))
    assert function() is not first
