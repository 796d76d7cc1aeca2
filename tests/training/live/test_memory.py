"""What a run keeps in memory: for going back, for its curve, and for those who look."""

import numpy as np

from explorer.text.corpus import Corpus
from explorer.training.lecture.sgns import SGNSSettings
from explorer.training.live.checkpoints import MEMORY
from explorer.training.live.fair_share import FairShare
from explorer.training.live.live_run import LiveRun
from explorer.ui.shell.sizes import content_of, size_beside, size_of

MB = 2**20


class NobodysTurn(FairShare):
    """Gives no turns: the test takes them itself."""

    def wake(self, run: object) -> None:
        pass


def stepped(corpus: Corpus, settings: SGNSSettings, steps: int) -> LiveRun:
    """A run that has taken so many steps."""
    run = LiveRun(corpus, settings, NobodysTurn())
    run.step(steps)
    while run.pending:
        run.advance(1)
    return run


def test_a_run_with_the_settings_of_the_page_keeps_less_than_four_megabytes(royals: Corpus) -> None:
    run = stepped(royals, SGNSSettings(), 1000)
    assert len(run.checkpoints.kept) > 50
    assert size_beside(run, [content_of(royals)])[0] < 4 * MB


def test_a_step_that_is_kept_keeps_nothing_of_the_text_around_it(royals: Corpus) -> None:
    run = stepped(royals, SGNSSettings(), 20)
    last = run.moment.last
    assert last is not None
    assert size_of(last) < 150 * len(last.pairs) + 4096


def test_checkpoints_stay_within_their_bytes_whatever_the_settings(royals: Corpus) -> None:
    """Large vectors and large steps: what is kept is counted by a walk, not by the formula that bounds it."""
    settings = SGNSSettings(dim=600, batch=1024)
    run = stepped(royals, settings, 40)
    assert 0.8 * MEMORY < size_of(run.checkpoints.kept) < 1.1 * MEMORY
    run.rewind(20)
    run.advance(1)
    while run.pending:
        run.advance(1)
    np.testing.assert_array_equal(run.moment.v_in, stepped(royals, settings, 20).moment.v_in)
