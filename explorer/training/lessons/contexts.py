"""
Why two words came near each other: the contexts they share in the text.

Skip-gram with negative sampling factorises the shifted pointwise mutual information of word and
context (Levy and Goldberg 2014, "Neural word embedding as implicit matrix factorization"), so two
words end up similar when they share contexts that each of them meets more often than by chance.
The contribution of a context to their similarity is therefore taken as the product of their two
positive PMI values with it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SelectionError
from explorer.text.corpus import Corpus
from explorer.training.lecture.pairs import Ids, window_pairs


@dataclass(frozen=True)
class SharedContext:
    """A word that occurs near both.

    `times_a` and `times_b` are counts weighted by nearness, as the dynamic window weighs them; `share` is this
    context's part in [0, 1] of the similarity from all shared contexts.
    """

    word: int
    times_a: float
    times_b: float
    share: float


@dataclass(frozen=True, eq=False)
class Why:
    """What pulled words `a` and `b` together.

    Parameters
    ----------
    shared : list of SharedContext
        The strongest first.
    cosine : float
        Of their rows of positive PMI: 0 if they share nothing, 1 if all in the same proportion.
    sentences_a, sentences_b, sentences_both : (N,) numbers of sentences
        With `a` and a shared context near it, with `b` and one near it, and with both words in one window.
    """

    shared: list[SharedContext]
    cosine: float
    sentences_a: NDArray[np.int64]
    sentences_b: NDArray[np.int64]
    sentences_both: NDArray[np.int64]

    @property
    def sentences(self) -> NDArray[np.int64]:
        """(N,) numbers of all these sentences."""
        return np.unique(np.concatenate([self.sentences_a, self.sentences_b, self.sentences_both]))


def contexts_of(corpus: Corpus, word: int, window: int) -> tuple[NDArray[np.float64], NDArray[np.int64], Ids]:
    """(V,) how often each word occurs near `word`; for each of these pairs, (N,) its sentence and (N,) the other word.

    A word at distance d is in a dynamic window with probability (window - d + 1) / window, and counts that much.
    """
    number = np.repeat(np.arange(corpus.sentences), np.diff(corpus.offsets))
    chosen = np.unique(number[np.flatnonzero(corpus.tokens == word)])
    inside = np.isin(number, chosen)
    at, sentence = np.flatnonzero(inside), number[inside]
    centre, other = window_pairs(sentence, np.full(len(at), window))
    mine = corpus.tokens[at[centre]] == word
    centre, other = centre[mine], other[mine]
    weight = (window - np.abs(at[other] - at[centre]) + 1) / window
    words = corpus.tokens[at[other]]
    times = np.asarray(np.bincount(words, weights=weight, minlength=len(corpus.vocabulary)), dtype=np.float64)
    return times, sentence[centre].astype(np.int64), words


def why(corpus: Corpus, a: int, b: int, *, window: int, most: int = 12) -> Why:
    """What words `a` and `b` share in this text, within `window` words to each side.

    Raises
    ------
    SelectionError
        If they are the same word.
    """
    if a == b:
        raise SelectionError(f"Choose two different words, not “{corpus.vocabulary.words[a]}” twice.")
    near_a, sentence_a, words_a = contexts_of(corpus, a, window)
    near_b, sentence_b, words_b = contexts_of(corpus, b, window)
    chance = corpus.vocabulary.counts / corpus.vocabulary.total
    ppmi_a, ppmi_b = (positive_pmi(near, chance) for near in (near_a, near_b))
    product = ppmi_a * ppmi_b
    product[[a, b]] = 0  # words next to each other are not similar for that
    total = float(product.sum())
    length = float(np.sqrt((ppmi_a**2).sum() * (ppmi_b**2).sum()))
    best = [int(word) for word in np.argsort(-product, kind="stable")[:most] if product[word] > 0]
    shared = [SharedContext(w, float(near_a[w]), float(near_b[w]), float(product[w]) / total) for w in best]
    return Why(
        shared,
        total / length if length else 0.0,
        np.unique(sentence_a[np.isin(words_a, best)]),
        np.unique(sentence_b[np.isin(words_b, best)]),
        np.unique(sentence_a[words_a == b]),
    )


def positive_pmi(near: NDArray[np.float64], chance: NDArray[np.float64]) -> NDArray[np.float64]:
    """(V,) positive PMI in nats: max(0, log of a word's share of the counts `near` (V,) over its `chance` (V,))."""
    total = near.sum()
    if total == 0:
        return np.zeros_like(near)
    with np.errstate(divide="ignore"):
        return np.asarray(np.maximum(0.0, np.log(near / total) - np.log(chance)))
