"""Answers about what is learned from a pair: negatives, two vectors, the full softmax, and the tree instead of it."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from explorer.errors import LessonError
from explorer.lessons.answers.numbers import packaged_text
from explorer.training.lecture.held_out import held_out
from explorer.training.lecture.huffman import HuffmanTree, huffman
from explorer.training.lecture.sgns import SGNSSettings, SGNSTrainer, pair_losses
from explorer.training.lecture.softmax import gradients
from explorer.training.lessons.cost import Measuring
from explorer.training.lessons.race import NAMES, Race, RaceSettings
from explorer.training.lessons.two_vectors import TwoVectors, TwoVectorsCourse
from explorer.vectors.similarity import cosine

MOST_STEPS: Final = 5_000
MOST_WORDS: Final = 1_000_000  # of a vocabulary that is only counted
TO_NOTHING: Final = "It falls to almost 0"
FALLS: Final = "It falls, but stays well above 0"
RISES: Final = "It rises"


@lru_cache(maxsize=8)
def _trained(text: str, negatives: int, steps: int, exponent: float = 0.75) -> tuple[SGNSTrainer, float, float]:
    """A run of Watch it learn with the usual settings, and its held-out loss at the start and at the end."""
    if not 0 <= steps <= MOST_STEPS:
        raise LessonError(f"A run of an answer takes up to {MOST_STEPS:,} steps, not {steps:,}.")
    settings = SGNSSettings(negatives=negatives, noise_exponent=exponent)
    corpus = packaged_text(text)
    apart = held_out(corpus, settings)
    trainer = SGNSTrainer(corpus.without(apart.sentences), settings)
    before = apart.loss(trainer.v_in, trainer.v_out)
    for _ in range(steps):
        trainer.step()
    return trainer, before, apart.loss(trainer.v_in, trainer.v_out)


def loss_does(negatives: int, text: str = "royals", steps: int = 1000) -> str:
    """What the held-out loss does with that many negatives, in the words of a choice."""
    _, before, after = _trained(text, negatives, steps)
    return TO_NOTHING if after < 0.1 * before else FALLS if after < before else RISES


def cosine_learned(one: str, other: str, negatives: int, text: str = "royals", steps: int = 1000) -> float:
    """Cosine of the centre vectors of two words after a run with that many negatives."""
    return cosine(_trained(text, negatives, steps)[0].vectors(), one, other)


def untrained_loss(negatives: int) -> float:
    """Loss in nats of one pair before anything is learned, when every score is 0."""
    k = max(0, min(negatives, 100))
    return float(pair_losses(np.zeros(1), np.zeros((1, k)), np.ones((1, k), np.bool_))[0])


def held_at_start(negatives: int, text: str = "royals") -> float:
    """Held-out loss of a text before anything is learned."""
    return _trained(text, negatives, 0)[1]


def lower_loss(exponents: Sequence[float], text: str = "royals", steps: int = 1000) -> str:
    """The noise exponent, as text, with the lower held-out loss after that many steps."""
    held = {f"exponent {power:g}": _trained(text, 5, steps, power)[2] for power in exponents}
    return min(held, key=held.__getitem__)


def exponents_by_share(word: str, exponents: Sequence[float], text: str = "royals") -> tuple[str, ...]:
    """The noise exponents, as text, from the one that draws `word` least often to the one that draws it most often."""
    vocabulary = packaged_text(text).vocabulary
    drawn = {f"exponent {power:g}": vocabulary.noise(power)[vocabulary.index[word]] for power in exponents}
    return tuple(sorted(drawn, key=drawn.__getitem__))


@lru_cache(maxsize=2)
def _two_vectors(text: str) -> TwoVectors:
    """What the page Why two vectors shows for a text after its training."""
    course = TwoVectorsCourse(packaged_text(text), SGNSSettings(dim=32, window=2, learning_rate=0.2), 8000)
    course.run()
    return course.now


def stands_instead(word: str, text: str = "royals") -> str:
    """The other word whose v has the greatest cosine with the v of `word`."""
    return next(near.word for near in _two_vectors(text).instead(word, 2) if near.word != word)


def stands_beside(word: str, text: str = "royals", place: int = 1) -> str:
    """The word at that place, counted from 1, when words are ordered by u·v with `word`, the greatest first."""
    return _two_vectors(text).beside(word, place)[place - 1].word


def own_best_neighbour(matrices: int, text: str = "royals") -> str:
    """The best neighbour of a typical word: itself or another, by u·v of two matrices or v·v of one."""
    by_two, by_one = _two_vectors(text).itself
    return "The word itself" if np.median(by_two if matrices == 2 else by_one) == 1 else "Another word"


def slope_of_score(probability: float, stood_there: bool = True) -> float:
    """Slope of the full softmax's loss with respect to the score u·v of a word with this probability.

    Raises
    ------
    LessonError
        If it is not a probability.
    """
    if not 0 <= probability <= 1:
        raise LessonError(f"A probability lies between 0 and 1, not at {probability:g}.")
    chances = np.array([[probability, 1 - probability]])
    context = np.array([0 if stood_there else 1])
    return float(gradients(np.ones((1, 1)), np.eye(2), chances, context)[2][0, 0])  # with respect to u, where v is 1


@lru_cache(maxsize=4)
def _products(words: int, negatives: int) -> dict[str, float]:
    """Dot products that one pair needs, by objective."""
    if not 2 <= words <= MOST_WORDS:
        raise LessonError(f"A vocabulary of an answer has 2 to {MOST_WORDS:,} words, not {words:,}.")
    measuring = Measuring(2, negatives, sizes=(words,))
    measuring.run()
    return dict(zip(NAMES, measuring.cost.products[:, 0].tolist(), strict=True))


def dot_products(objective: str, words: int, negatives: int = 5) -> float:
    """Dot products that one pair needs with that many words in the vocabulary."""
    return _products(words, negatives)[objective]


def cheapest_first(words: int, negatives: int = 5) -> tuple[str, ...]:
    """The three objectives by the dot products of one pair, the fewest first."""
    found = _products(words, negatives)
    return tuple(sorted(found, key=found.__getitem__))


def _tree(counts: Sequence[int]) -> HuffmanTree:
    if not 2 <= len(counts) <= 1000:
        raise LessonError(f"A tree of an answer has 2 to 1,000 words, not {len(counts):,}.")
    return huffman(np.array(counts))


def turns(counts: Sequence[int], word: int) -> float:
    """Turns from the root of the Huffman tree of these counts to a word; `word` counts from 1."""
    return float(len(_tree(counts).code(word - 1)))


def mean_turns(counts: Sequence[int]) -> float:
    """Mean number of turns in the Huffman tree for a word of the text."""
    return _tree(counts).mean_length


@lru_cache(maxsize=2)
def _raced(text: str, steps: int) -> Race:
    """The race on a text, run to its end."""
    if not 1 <= steps <= MOST_STEPS:
        raise LessonError(f"A race of an answer takes 1 to {MOST_STEPS:,} steps, not {steps:,}.")
    race = Race(packaged_text(text), RaceSettings(steps=steps))
    race.run()
    return race


def lowest_loss(text: str = "royals", steps: int = 500) -> str:
    """The objective that ends a race with the lowest loss, each measured by its own loss."""
    return NAMES[int(_raced(text, steps).loss[:, -1].argmin())]


def most_surprised(text: str = "royals", steps: int = 500) -> str:
    """The objective that ends a race with the greatest -log P(context | centre), the common measure."""
    return NAMES[int(_raced(text, steps).surprise[:, -1].argmax())]


ANSWERS: Final[tuple[Callable[..., float | str | tuple[str, ...]], ...]] = (
    loss_does,
    cosine_learned,
    untrained_loss,
    held_at_start,
    lower_loss,
    exponents_by_share,
    stands_instead,
    stands_beside,
    own_best_neighbour,
    slope_of_score,
    dot_products,
    cheapest_first,
    turns,
    mean_turns,
    lowest_loss,
    most_surprised,
)
