"""Workers that are killed: whoever waits is told, and the next in the queue is served.

A server that is killed while it writes leaves a whole store: tests/files/test_store_whole.py.
"""

import threading

import pytest

from explorer.progress import Report
from explorer.training.live.fair_share import FairShare
from explorer.ui.shell.jobs import BrokenError, Workers
from explorer.ui.shell.turns import Turns


@pytest.mark.parametrize("end", [SystemExit, KeyboardInterrupt, GeneratorExit])
def test_a_job_whose_thread_is_ended_says_so_and_gives_its_place_to_the_next(end: type[BaseException]) -> None:
    turns = Turns(1)
    workers = Workers(threads=1, turns=turns)

    def killed(_: Report) -> None:
        raise end

    job = workers.start("Reading glove.txt", killed)
    after = workers.start("next", lambda _: "served")
    with pytest.raises(BrokenError, match=r"^Reading glove\.txt was ended before it was done\. Start it again\.$"):
        job.outcome()
    assert after.outcome() == "served"
    assert (turns._working, turns._held, workers.under_way) == ([], {}, [])


def test_a_training_that_kills_its_thread_leaves_the_others_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _: None)  # it would be written to the log
    share, served = FairShare(threads=1), threading.Event()

    class Killed:
        def advance(self, _: float) -> float | None:
            raise SystemExit

    class Sound:
        def advance(self, _: float) -> float | None:
            served.set()

    share.wake(Killed())
    share.wake(Sound())
    assert served.wait(5)
