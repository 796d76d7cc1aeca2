"""Work in turns: all of it moves, visitors share alike, and who merely waits keeps nobody from work."""

import math
import threading
import time
from functools import partial

import pytest

from explorer.progress import Report
from explorer.ui.shell import turns
from explorer.ui.shell.jobs import Job, Workers
from explorer.ui.shell.turns import Place, Turns, aside
from tests.waiting import until


def endless(report: Report) -> None:
    for done in range(10**9):
        report(done % 1000, 1000)


def test_all_that_has_begun_moves_though_one_is_at_work_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "SLICE", 0.002)
    one = Turns(1)
    workers = Workers(threads=6, turns=one)
    moved, at_work, most = [0] * 6, [0], [0]

    def work(report: Report, k: int) -> None:
        if not sum(moved):
            until(lambda: one.crowd == 5)  # the first to have a turn awaits the others
        while moved[k] < 5:
            at_work[0] += 1
            most[0] = max(most[0], at_work[0])
            began = time.monotonic()
            while time.monotonic() - began < 0.003:
                pass
            moved[k] += 1
            at_work[0] -= 1
            report(moved[k], 5)
            if k == 0:  # the first is not through before the others have moved too
                behind.append(min(moved))

    behind: list[int] = []
    jobs = [workers.start(str(k), partial(work, k=k)) for k in range(6)]
    for job in jobs:
        job.outcome()
    assert most == [1]
    assert behind[-1] >= 3


def test_visitors_share_alike_however_much_each_has_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ann with three tasks and Bob with one: each has half of the time, measured in turns of the same length."""
    monkeypatch.setattr(turns, "SLICE", 0.0)
    one, had = Turns(1), {"Ann": 0.0, "Bob": 0.0}
    over = threading.Event()

    def work(whose: str) -> None:
        place = Place(one, whose, over.is_set)
        with place.taken():
            while not over.is_set():
                begun = time.monotonic()
                time.sleep(0.002)
                had[whose] += time.monotonic() - begun
                place.pass_on()

    threads = [threading.Thread(target=work, args=(whose,)) for whose in ("Ann", "Ann", "Ann", "Bob")]
    for thread in threads:
        thread.start()
    until(lambda: sum(had.values()) > 0.4)
    over.set()
    one.look_again()
    for thread in threads:
        thread.join()
    assert had["Bob"] / had["Ann"] == pytest.approx(1, abs=0.35)
    assert (one.crowd, one._used, one._held, one._working) == (0, {}, {}, [])


def test_the_more_wait_the_shorter_is_a_turn_so_that_all_have_one_within_a_round() -> None:
    for at_once in (1, 2, 8):
        one = Turns(at_once)
        place = Place(one, "Ann", lambda: False)
        lengths = []
        for waiting in range(64):
            one._waiting = [place] * waiting
            lengths.append(one.slice)
            assert one.slice * (waiting + 1) <= turns.ROUND * at_once + 1e-9
        assert lengths[0] == turns.SLICE
        assert lengths == sorted(lengths, reverse=True)


def test_in_a_crowd_one_works_at_a_time_and_two_as_soon_as_few_wait() -> None:
    one, over = Turns(2), threading.Event()
    stays = threading.Event()

    def work(ends: threading.Event) -> None:
        place = Place(one, ends, lambda: False)
        with place.taken():
            while not ends.wait(0.001):
                place.pass_on()

    threads = [threading.Thread(target=work, args=(stays,)) for _ in range(2)]
    threads += [threading.Thread(target=work, args=(over,)) for _ in range(turns.MANY + 1)]
    for thread in threads:
        thread.start()
    until(lambda: one.crowd > turns.MANY and len(one._working) == 1)
    over.set()
    until(lambda: not one.crowd and len(one._working) == 2)
    stays.set()
    for thread in threads:
        thread.join()


def test_who_waits_for_another_gives_the_turn_to_it() -> None:
    """One turn, and the first waits for what the second does: were the turn kept, neither would end."""
    one, made = Turns(1), threading.Event()
    workers = Workers(threads=2, turns=one)

    def first(_: Report) -> bool:
        begun.set()
        with aside():
            return made.wait(5)

    begun = threading.Event()
    waits = workers.start("first", first)
    assert begun.wait(5)
    workers.start("second", lambda _: made.set()).outcome()
    assert waits.outcome() is True


def test_a_job_cancelled_while_others_have_the_turn_ends() -> None:
    one, gate = Turns(1), threading.Event()
    workers = Workers(threads=2, turns=one)
    first = workers.start("first", lambda _: gate.wait(5))
    until(lambda: not first.waiting)
    second: Job[None] = workers.start("second", endless)
    until(lambda: one.crowd == 1)
    assert second.waiting
    second.cancel()
    until(lambda: second.idle)
    assert not first.idle
    gate.set()
    assert first.outcome() is True


def test_work_that_never_reports_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.01)
    gate = threading.Event()
    workers = Workers(threads=3, turns=Turns(1))
    mute = workers.start("mute", lambda _: gate.wait(5))
    assert [workers.start("quick", lambda _: 7).outcome() for _ in range(3)] == [7, 7, 7]
    assert not mute.over
    gate.set()
    assert mute.outcome() is True
    assert workers._turns._working == []


def test_who_was_mute_waits_like_all_once_it_reports() -> None:
    """It goes on beside the next while it says nothing, and no more than one works once it speaks."""
    one = Turns(1, patience=0.02)
    mute, other = Place(one, "mute", lambda: False), Place(one, "other", lambda: False)
    spoke, back = threading.Event(), threading.Event()

    def silent() -> None:
        with mute.taken():
            spoke.wait(5)
            mute.pass_on()
            back.set()

    thread = threading.Thread(target=silent)
    thread.start()
    until(lambda: one._working == [mute])
    with other.taken():
        assert one._working == [other]
        other._heard = time.monotonic() + 60  # it speaks all the time
        spoke.set()
        until(lambda: one.crowd == 1)
        assert not back.wait(0.05)
    assert back.wait(5)
    thread.join()
    assert (one.crowd, one._used, one._held, one._served, one._working) == (0, {}, {}, {}, [])


def test_many_that_wait_are_no_reason_to_let_them_all_go_ahead() -> None:
    one, over = Turns(2, patience=0.05), threading.Event()
    at_work, most = [0], [0]
    lock = threading.Lock()

    def work(whose: int) -> None:
        place = Place(one, whose, over.is_set)
        with place.taken():
            while not over.is_set():
                with lock:
                    at_work[0] += 1
                    most[0] = max(most[0], at_work[0])
                time.sleep(0.002)
                with lock:
                    at_work[0] -= 1
                place.pass_on()

    threads = [threading.Thread(target=work, args=(k,)) for k in range(8)]
    for thread in threads:
        thread.start()
    assert not over.wait(0.4)  # eight times as long as anybody may be mute
    over.set()
    one.look_again()
    for thread in threads:
        thread.join()
    assert most == [2]


def test_one_who_had_no_turn_for_a_round_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose turns are long would wait for as many short ones of others, and say nothing all the while."""
    monkeypatch.setattr(turns, "ROUND", 0.5)
    one = Turns(1)
    little, much = Place(one, "little", lambda: False), Place(one, "much", lambda: False)
    one._used, one._waiting = {"little": 0.1, "much": 5.0}, [little, much]
    now = time.monotonic()
    little._came = much._came = now
    one._served = {"little": now - 0.1, "much": now - 0.3}
    assert one._next() is little
    one._served["much"] = now - 0.6
    assert one._next() is much
    one._held["much"] = 1  # another tab of the same visitor has a turn
    assert one._next() is little


def test_work_that_nobody_looks_at_waits_for_what_is_looked_at() -> None:
    one, now = Turns(1), time.monotonic()
    seen, unseen = Place(one, "seen", lambda: False), Place(one, "unseen", lambda: False)
    one._used, one._waiting = {"seen": 5.0, "unseen": 0.0}, [seen, unseen] * 3
    seen._came = unseen._came = now
    assert one._next() is unseen  # who has had less
    length = one.slice
    unseen.seen_at = now - turns.UNSEEN
    assert one._next() is seen
    assert one.slice > length, "a turn is short for those who look only"
    unseen._came = now - turns.RARELY
    assert one._next() is unseen, "it moves, only rarely"
    job: Job[None] = Job("looked at again")
    job._place = unseen
    job.seen()
    unseen._came = now
    assert one._next() is unseen


def test_a_turn_of_what_nobody_looks_at_is_short_and_none_of_its_visitor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ann looks at one task and has left another: a turn of that one is not the turn that she waits for."""
    monkeypatch.setattr(turns, "SLICE", 0.0)
    one, now = Turns(1), time.monotonic()
    looked_at, left, bob = Place(one, "Ann", lambda: False), Place(one, "Ann", lambda: False), Place(one, "Bob", list)
    one._used, one._waiting = {"Ann": 9.0, "Bob": 0.0}, [looked_at, bob]
    one._served = {"Ann": now - 3.0, "Bob": now - 2.0}
    for place, first in ((left, looked_at), (looked_at, bob)):
        place.seen_at = -math.inf if place is left else now
        place._since, one._held["Ann"], had = now - 0.1, 1, list[bool]()
        one._working.append(place)
        with monkeypatch.context() as within:
            within.setattr(place, "_give", lambda had=had: had.append(True))
            within.setattr(place, "_take", lambda: None)
            place.pass_on(news=False)
        assert bool(had) == (place is left), "only who looks waits for news"
        with one._lock:
            place._end_turn()
        assert one._next() is first


def test_what_others_wait_for_has_a_turn_as_if_it_were_theirs() -> None:
    """Ann's task makes what Bob waits for: her other task's turns are no reason that Bob sees nothing."""
    one, now = Turns(1), time.monotonic()
    hers, bobs, eves = (Place(one, whose, lambda: False) for whose in ("Ann", "Bob", "Eve"))
    one._used, one._waiting = {"Ann": 9.0, "Eve": 0.0}, [eves, hers]
    one._served, one._held = {"Ann": now - 0.5, "Eve": now - 1.0}, {"Ann": 1}
    hers._came, eves._came, hers.seen_at = now - 1.5, now - 1.0, -math.inf
    assert one._next() is eves
    hers.lend_sight(Place(one, "Ann", lambda: False))
    assert one._next() is eves, "it is Ann's own"
    hers.lend_sight(bobs)
    assert one._next() is hers
    hers.seen_at = hers._lent_at = now - turns.UNSEEN
    assert one._next() is eves, "Bob has left"


def test_only_the_one_whose_turn_it_is_is_woken(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a crowd, to wake all who wait for each turn would be most of the work."""
    monkeypatch.setattr(turns, "PATIENCE", 60.0)  # nobody wakes by themselves
    one, woken = Turns(1), [0] * 5
    first = Place(one, "first", lambda: False)
    gate = threading.Event()

    def work(k: int) -> None:
        def gave_up() -> bool:
            woken[k] += 1
            return False

        with Place(one, k, gave_up).taken():
            gate.wait(5)

    with first.taken():
        threads = [threading.Thread(target=work, args=(k,)) for k in range(5)]
        for thread in threads:
            thread.start()
        until(lambda: all(woken) and one.crowd == 5)
        before = list(woken)
    until(lambda: len(one._working) == 1)  # the next has its turn, and all that it counts is counted
    assert sum(now != then for now, then in zip(woken, before, strict=True)) == 1
    gate.set()
    for thread in threads:
        thread.join()
    assert (one.crowd, one._working) == (0, [])


def test_the_more_wait_the_longer_is_it_until_the_next_look() -> None:
    one = Turns(2)
    place = Place(one, "Ann", lambda: False)
    glances = []
    for waiting in range(40):
        one._waiting = [place] * waiting
        glances.append(one.glance)
    assert (glances[0], glances[2], glances[-1]) == (turns.GLANCE, 1.5 * turns.GLANCE, turns.LONGEST_GLANCE)
    assert glances == sorted(glances)


def test_a_thread_that_is_no_job_is_let_be() -> None:
    with aside():
        pass
