"""Background work: progress, cancelling, failing, the place in the queue, and the bound on how much may wait."""

import gc
import threading
import time
from collections.abc import Callable
from functools import partial
from weakref import ref

import pytest

from explorer.errors import TextError
from explorer.progress import Report
from explorer.ui.shell import jobs, turns
from explorer.ui.shell.job_words import queued
from explorer.ui.shell.jobs import BusyError, Job, Workers
from explorer.ui.shell.turns import UNSEEN, Turns
from tests.forecast import forecast_of
from tests.waiting import until


def test_a_job_reports_how_far_it_is_and_returns_what_it_made() -> None:
    gate = threading.Event()

    def work(report: Report) -> str:
        report(30, 120)
        gate.wait(5)
        return "made"

    job = Workers().start("Counting", work, unit="rows")
    until(lambda: job.done == 30)
    assert (job.share, job.over, job.waiting) == (0.25, False, False)
    gate.set()
    assert job.outcome() == "made"
    assert job.over


def test_what_was_done_is_shown_while_others_have_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Turns(1)
    job: Job[None] = Job("x", turns=one)
    shown = []
    monkeypatch.setattr(job._place, "pass_on", lambda **_: shown.append((job.done, job.total)))  # what is seen then
    job.report(1, 4)
    job.report(2, 4)
    assert shown == [(1, 4), (2, 4)]


def test_a_turn_goes_on_until_something_new_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where others wait, a turn for each report that reads the same would be a round without a word."""
    monkeypatch.setattr(turns, "SLICE", 0.0)
    job: Job[None] = Job("x", unit="%", turns=Turns(1))
    had, job._place._since = [], time.monotonic()
    job.turns._waiting.append(job._place)
    monkeypatch.setattr(job._place, "_take", lambda: had.append(job.figure))
    monkeypatch.setattr(job._place, "_give", lambda: None)
    for done in (0, 1, 2, 100, 120, 200):
        job.report(done, 100_000)
    assert had == ["0.0%", "0.1%", "0.2%"]
    monkeypatch.setattr(turns, "KEPT", 0.0)  # but not without end
    job.report(201, 100_000)
    assert had == ["0.0%", "0.1%", "0.2%", "0.2%"]


def test_a_cancelled_job_ends_at_its_next_report_and_tidies_up() -> None:
    tidied = threading.Event()

    def work(report: Report) -> None:
        try:
            while True:
                report(1, 2)
                time.sleep(0.001)
        finally:
            tidied.set()

    job = Workers().start("Endless", work)
    until(lambda: job.done == 1)
    job.cancel()
    assert job.over  # at once, for the visitor
    assert job.outcome() is None
    assert tidied.wait(5)
    until(lambda: job.idle)


@pytest.mark.parametrize("ends_by", ["a click", "a sentence"])
def test_what_was_made_is_let_go_when_the_work_ends_without_a_result(ends_by: str) -> None:
    """At once, and not when garbage is next collected: a frame in the error's traceback would hold it, in a ring."""
    made: list[ref[object]] = []

    class Network:
        """Something large."""

    def work(report: Report) -> None:
        network = Network()
        made.append(ref(network))
        for done in range(10_000):
            try:
                if ends_by == "a sentence" and done == 3:
                    raise ValueError("not a number")
            except ValueError as error:
                raise TextError("This is no text.") from error
            report(done, 10_000)
            time.sleep(0.001)

    gc.collect()
    gc.disable()
    try:
        job = Workers(threads=1).start("Training", work)
        until(lambda: bool(made))
        if ends_by == "a click":
            job.cancel()
        until(lambda: job.idle)
        until(lambda: made[0]() is None)
        alone = Job[None]("Training")
        told = ref(alone)
        del alone
        assert told() is None
    finally:
        gc.enable()


def test_an_error_that_is_asked_for_again_and_again_does_not_grow() -> None:
    def work(_: Report) -> None:
        raise TextError("This is no text.")

    job = Workers(threads=1).start("Reading", work)

    def frames() -> int:
        with pytest.raises(TextError) as caught:
            job.outcome()
        return len(caught.traceback)

    first = frames()
    assert [frames() for _ in range(3)] == [first] * 3


def test_a_job_that_has_ended_is_not_cancelled_by_a_late_click() -> None:
    job = Workers().start("Counting", lambda _: 7)
    until(lambda: job.idle)
    job.cancel()
    assert not job.cancelled
    assert job.outcome() == 7


def test_a_job_cancelled_while_it_waits_never_begins() -> None:
    gate, begun = threading.Event(), threading.Event()
    workers = Workers(threads=1)
    first = workers.start("first", lambda _: gate.wait(5))
    second = workers.start("second", lambda _: begun.set())
    assert second.waiting
    second.cancel()
    gate.set()
    assert first.outcome() is True
    assert second.outcome() is None
    assert not begun.is_set()


def test_the_error_of_the_work_is_the_error_of_the_job() -> None:
    def work(_: Report) -> None:
        raise TextError("Too short.")

    with pytest.raises(TextError, match=r"Too short\."):
        Workers().start("x", work).outcome()


def test_one_job_too_many_is_refused_with_a_sentence() -> None:
    gate = threading.Event()
    workers = Workers(threads=1, queue=1)
    begun = [workers.start("x", lambda _: gate.wait(5)) for _ in range(2)]
    with pytest.raises(BusyError, match="has 2 long tasks to do already; try again in a minute"):
        workers.start("one more", lambda _: None)
    gate.set()
    assert [job.outcome() for job in begun] == [True, True]
    assert workers.start("again", lambda _: 7).outcome() == 7


def test_a_crowd_that_comes_at_once_does_not_overfill_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counting who waits and joining them is one act: between the two nobody else may count."""
    workers = Workers(threads=1, queue=1)
    begin, gate = workers._begin_next, threading.Event()

    def slowly() -> None:
        time.sleep(0.02)  # long enough for all others to count, were they let
        begin()

    monkeypatch.setattr(workers, "_begin_next", slowly)
    together, started, refused = threading.Barrier(8), [], []

    def come() -> None:
        together.wait()
        try:
            started.append(workers.start("Long", lambda _report: gate.wait(30)))
        except BusyError:
            refused.append(1)

    crowd = [threading.Thread(target=come) for _ in range(8)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    gate.set()
    assert (len(started), len(refused)) == (2, 6)
    for job in started:
        job.outcome()


def test_who_is_refused_is_told_when_to_try_again() -> None:
    """In as long as the job that is soonest done will take; nobody else is refused for a visitor who has too many."""
    gate, names = threading.Event(), iter(["Ann", "Ann", "Ann", "Bob"])
    workers = Workers(threads=2, queue=2, whose=lambda: next(names))

    def work(report: Report) -> None:
        report(20, 100)
        gate.wait(5)

    begun = [workers.start("Ann's", work) for _ in range(2)]
    until(lambda: begun[0].done == 20)
    begun[0]._forecast = forecast_of((0.0, 0), (8.0, 20))  # 20 took 8 s, so 80 take 32 s
    with pytest.raises(BusyError, match=r"^2 long tasks of yours .* or try again in 40 seconds\.$"):
        workers.start("one more of Ann's", work)
    begun.append(workers.start("Bob's", work))
    until(lambda: begun[2].done == 20)  # it has begun, for Ann has at most half of the threads
    assert begun[1].waiting
    gate.set()
    assert [job.outcome() for job in begun] == [None, None, None]


def test_a_visitor_with_many_tasks_does_not_keep_others_waiting() -> None:
    """The next to begin is the one whose visitor has the fewest begun."""
    gate, order = threading.Event(), []
    names = iter(["Ann"] * 4 + ["Bob"])
    workers = Workers(threads=4, queue=8, whose=lambda: next(names), turns=Turns(4))
    ann = [workers.start("Ann's", lambda _: gate.wait(5)) for _ in range(2)]
    waiting = [workers.start(f"Ann's {k}", lambda _: order.append("Ann")) for k in range(2)]
    workers.start("Bob's", lambda _: order.append("Bob")).outcome()
    assert order == ["Bob"]
    gate.set()
    for job in [*ann, *waiting]:
        job.outcome()
    assert order == ["Bob", "Ann", "Ann"]


def test_who_waits_is_told_of_work_that_goes_on_not_of_work_that_nobody_looks_at() -> None:
    gate = threading.Event()
    workers = Workers(threads=2, queue=1, turns=Turns(2))
    nearly, going = [workers.start(name, partial(held, gate)) for name in ("nearly", "going")]
    nearly.done, nearly.total, going.done, going.total = 9, 10, 2, 10
    in_line = workers.start("in line", partial(held, gate))
    assert queued(in_line).endswith("the first task to end is 90.0% done")
    nearly._place.seen_at -= UNSEEN
    assert queued(in_line).endswith("the first task to end is 20.0% done")
    going._place.seen_at -= UNSEEN
    assert queued(in_line).endswith("the first task to end is 90.0% done")
    gate.set()
    for job in (nearly, going, in_line):
        job.outcome()


def held(gate: threading.Event, _report: Report) -> bool:
    """Work that is done once the gate is open."""
    return gate.wait(30)


def test_who_waits_is_told_who_comes_first_and_moves_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The place is that in the order in which they begin, not in which they came; it is told again at each change."""
    monkeypatch.setattr(jobs, "SWEEP", 0.01)
    names = iter(["Ann", "Ann", "Eve", "Eve", "Ann", "Ann", "Bob", "Cleo"])
    workers = Workers(threads=4, queue=8, whose=lambda: next(names), turns=Turns(4))
    gates = [threading.Event() for _ in range(8)]
    *begun, second, third, bobs, cleos = [workers.start("x", partial(held, gate)) for gate in gates]
    waiting = (bobs, cleos, second, third)
    assert [job.ahead for job in waiting] == [(), ("Bob",), ("Bob", "Cleo"), ("Bob", "Cleo", "Ann")]
    assert [queued(job) for job in waiting] == [
        "next in line on this server",
        "number 2 in line on this server, after another visitor",
        "number 3 in line on this server, after 2 other visitors",
        "number 4 in line on this server, after 2 other visitors and other work of yours",
    ]
    begun[0].report(1, 8)
    begun[1].report(5, 8)
    assert (
        queued(second) == "number 3 in line on this server, after 2 other visitors; the first task to end is 62.5% done"
    )
    begun[0].report(0, 0)
    begun[1].report(0, 0)
    gates[3].set()
    assert begun[3].outcome() is True  # so Bob's has begun
    assert [job.ahead for job in waiting[1:]] == [(), ("Cleo",), ("Cleo", "Ann")]
    cleos.cancel()
    until(lambda: third.ahead == ("Ann",))
    assert queued(third) == "number 2 in line on this server, after other work of yours"
    for gate in gates:
        gate.set()
    assert [job.outcome() for job in (*begun, bobs, second, third)] == [True] * 7


def test_the_work_of_visitors_who_have_left_gives_its_workers_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """What runs ends at its next report, and what waits does not begin; who is there, or comes back, is let be."""
    monkeypatch.setattr(jobs, "SWEEP", 0.01)
    monkeypatch.setattr(jobs, "GRACE", 0.3)
    here = {"left": True, "back": True, "stays": True}
    arriving: list[str] = []

    def presence() -> Callable[[], bool]:
        who = arriving[-1]
        return lambda: here[who]

    def endless(report: Report) -> None:
        while True:
            report(1, 2)
            time.sleep(0.001)

    workers = Workers(threads=2, presence=presence)
    started: dict[str, list[Job[None]]] = {}
    for who in here:
        arriving.append(who)
        started[who] = [workers.start(who, endless)]
    arriving.append("left")
    started["left"].append(workers.start("left", endless))  # waits, as "stays" does
    until(lambda: started["left"][0].done == started["back"][0].done == 1)
    assert started["stays"][0].waiting
    here.update(left=False, back=False)
    time.sleep(0.1)
    here["back"] = True  # before the grace is over
    until(lambda: all(job.idle for job in started["left"]))
    until(lambda: started["stays"][0].done == 1)  # the worker is free for it
    time.sleep(0.5)  # longer than the grace
    assert not started["back"][0].over
    assert not started["stays"][0].over
    for who in ("back", "stays"):
        started[who][0].cancel()
