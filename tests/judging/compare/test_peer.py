"""gensim beside ours: given the same text, counts and settings, it finds what we find, as far as two seeds agree."""

import threading
import time
from dataclasses import replace

import numpy as np
import pytest

from explorer.errors import SettingError
from explorer.judging.compare import peer
from explorer.judging.compare.models import CompareSettings, compare
from explorer.judging.compare.peer import BesideGensim
from explorer.progress import FINE
from explorer.text import corpus
from explorer.text.corpus import Corpus
from explorer.training.lecture.held_out import held_out
from explorer.training.lecture.sgns import SGNSSettings

SETTINGS = SGNSSettings(
    dim=20, window=3, negatives=7, sample=1e-2, learning_rate=0.1, noise_exponent=0.5, dynamic_window=False, seed=3
)


@pytest.fixture(scope="module")
def royals() -> Corpus:
    return corpus.from_text(corpus.read_packaged("royals"), name="royals")


def test_gensim_is_given_our_settings_and_our_counts(royals: Corpus) -> None:
    model, vocabulary = peer.untrained(royals, SETTINGS, epochs=4), royals.vocabulary
    assert (model.sg, model.hs, model.vector_size, model.window, model.negative) == (1, 0, 20, 3, 7)
    assert (model.alpha, model.min_alpha, model.epochs, model.workers) == (0.1, 0.1 * 1e-4, 4, 1)
    assert model.wv.vectors.shape == (len(vocabulary), 20)
    kept = np.array([model.wv.get_vecattr(word, "sample_int") for word in vocabulary.words]) / 2.0**32
    np.testing.assert_allclose(kept, vocabulary.keep_probability(1e-2).clip(max=1), atol=1e-6)
    noise = np.diff(model.cum_table.astype(np.float64), prepend=0) / model.cum_table[-1]
    order = [model.wv.key_to_index[word] for word in vocabulary.words]
    ours = vocabulary.noise(0.5)
    np.testing.assert_allclose(noise[order], ours / ours.sum(), atol=1e-6)


def test_gensim_reads_what_our_engine_reads(royals: Corpus) -> None:
    apart = set(held_out(royals, SETTINGS).sentences.tolist())
    assert apart
    words = royals.vocabulary.words
    expected = [[words[w] for w in royals.sentence(s)] for s in range(royals.sentences) if s not in apart]
    assert list(peer.Sentences(royals, SETTINGS)) == expected


def test_the_programs_agree_as_two_seeds_do(royals: Corpus) -> None:
    wanted = BesideGensim(SGNSSettings(dim=30, window=5, learning_rate=0.05, sample=0, seed=1), epochs=8)
    told: list[tuple[int, int]] = []
    models = peer.trained(royals, wanted, lambda done, total: told.append((done, total)))
    assert wanted.names() == ["ours, seed 1", "ours, seed 2", "gensim, seed 1", "gensim, seed 2"]
    assert all(model.words == royals.vocabulary.words for model in models)
    assert told == sorted(told)
    assert told[-1] == (FINE, FINE)
    found = compare(tuple(models), CompareSettings(100, 10))
    seed, gensim, _ = (float(against.kept.mean()) for against in found.against)
    assert seed > 5, "by chance it would be one"
    assert abs(seed - gensim) < 1.5


def test_a_seed_gives_the_same_vectors_again(royals: Corpus) -> None:
    first, again = (peer.by_gensim(royals, SETTINGS, epochs=1) for _ in range(2))
    np.testing.assert_array_equal(again.matrix, first.matrix)


def test_a_report_that_raises_ends_gensims_training_in_the_middle_of_a_reading(royals: Corpus) -> None:
    """gensim is given no more of the text, and no thread of it is left."""
    told: list[tuple[int, int]] = []
    before = threading.active_count()
    heavy = replace(SETTINGS, dim=200, window=20, negatives=20)

    def leave(done: int, total: int) -> None:
        told.append((done, total))
        raise InterruptedError

    spent = time.process_time()
    with pytest.raises(InterruptedError):
        peer.by_gensim(royals, heavy, epochs=200, report=leave)
    assert len(told) == 1
    assert told[0][0] < told[0][1] / 200
    assert threading.active_count() == before
    assert time.process_time() - spent < 2, "one reading alone takes longer"


def test_readings_out_of_range_are_refused() -> None:
    with pytest.raises(SettingError, match="read between 1 and 200 times, not 0"):
        BesideGensim(SETTINGS, epochs=0)
