"""The table of objectives: all are made alike, learn, and survive texts that hardly are any."""

from dataclasses import fields

import numpy as np
import pytest

from explorer.text.corpus import Corpus, from_text, read_packaged
from explorer.training.lecture.objectives import OBJECTIVES


@pytest.fixture(scope="module")
def royal_corpus() -> Corpus:
    return from_text(read_packaged("royals"), name="royals")


@pytest.mark.parametrize("name", OBJECTIVES)
def test_all_are_used_alike(name: str, royal_corpus: Corpus) -> None:
    chosen = OBJECTIVES[name]
    settings = chosen.settings(dim=10, seed=5)
    trainer = chosen.trainer(royal_corpus, settings)
    assert trainer.steps_done == trainer.epoch == trainer.words_seen == 0
    step = trainer.step()
    assert step.number == trainer.steps_done == 1
    assert 0 < trainer.epoch <= 1
    assert 0 < trainer.words_seen <= len(royal_corpus.tokens)
    assert np.isfinite(step.loss)
    vectors = trainer.vectors()
    assert vectors.matrix.shape == (len(royal_corpus.vocabulary), 10)
    assert vectors.matrix.dtype == np.float32
    told = trainer.provenance
    assert (told.origin, told.source) == ("trained", royal_corpus.name)
    assert told.sentence.startswith(f"{told.method} on royals: D 10, ")
    assert told.seed in (5, None)
    assert (vectors.counts == royal_corpus.vocabulary.counts).all()
    assert "seed" in {field.name for field in fields(settings)}
    assert hash(settings) == hash(chosen.settings(dim=10, seed=5))
    assert chosen.about.endswith(".")
    assert hasattr(trainer, "train_epoch") == chosen.whole_epochs


@pytest.mark.parametrize("text", ["a b a b", "x y " * 500, "the cat sat on the mat. the dog sat on the log. " * 20])
@pytest.mark.parametrize("name", OBJECTIVES)
def test_hostile_tiny_texts(name: str, text: str) -> None:
    """Two words, twenty negatives, windows and contexts longer than the text."""
    chosen = OBJECTIVES[name]
    hostile = {"negatives": 20, "window": 100, "order": 20, "dim": 64}
    known = {field.name for field in fields(chosen.settings)}
    trainer = chosen.trainer(
        from_text(text, name="t"), chosen.settings(**{k: v for k, v in hostile.items() if k in known})
    )
    losses = [trainer.step().loss for _ in range(1 if chosen.at_once else 300)]
    assert np.isfinite(losses).all()
    assert np.mean(losses[-30:]) <= losses[0]
    assert np.isfinite(trainer.vectors().matrix).all()
