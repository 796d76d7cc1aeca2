"""A run of a small text with the settings of the file that asks for it, its `SMALL`."""

import pytest

from explorer.text import corpus
from explorer.text.corpus import Corpus
from explorer.training.live.fair_share import FairShare
from explorer.training.live.live_run import LiveRun


@pytest.fixture(scope="session")
def royals() -> Corpus:
    return corpus.from_text(corpus.read_packaged("royals"), name="The royal family")


@pytest.fixture
def run(request: pytest.FixtureRequest, royals: Corpus) -> LiveRun:
    return LiveRun(royals, request.module.SMALL, FairShare(threads=1))
