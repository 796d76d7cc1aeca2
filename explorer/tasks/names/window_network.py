"""
A window tagger with hidden units: each word's tag from the vectors around it, by a network of one hidden layer.

Collobert et al. 2011, "Natural language processing (almost) from scratch", section 3.3, with ReLU in place of the hard
tanh.  It sees the same vectors as the linear tagger of `window`.  That one adds up what each number of a vector says;
hidden units combine several numbers, so that more unseen names are recognised by their neighbours.  The network is
scikit-learn's MLPClassifier, by Adam.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.errors import SelectionError, SettingError
from explorer.tasks.classifier import softmax
from explorer.tasks.labelled import Sentence, Sentences
from explorer.tasks.names.conll import Tagged
from explorer.tasks.names.passes import Passes, Texts, likeliest
from explorer.tasks.names.window import MOST_REACH, by_place, features, windows
from explorer.vectors.word_vectors import Floats, Rows, WordVectors

BATCH = 128  # words that are learned from together
BATCHES = 16  # of a step
STEPS = 20  # of a pass over few words
WORK_AT_ONCE = 1_000_000_000  # products of one step of the training, roughly


@dataclass(frozen=True)
class WindowNetworkSettings:
    """A window tagger with hidden units: words to each side, units, L2 penalty alpha, passes, and the seed."""

    reach: int = 2
    hidden: int = 64
    penalty: float = 1e-4
    epochs: int = 10
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.reach <= MOST_REACH:
            raise SettingError(f"A window reaches 0 to {MOST_REACH} words to each side, not {self.reach}.")
        if not 1 <= self.hidden <= 1000:
            raise SettingError(f"There are 1 to 1,000 hidden units, not {self.hidden}.")
        if not (0 < self.penalty <= 1 and 1 <= self.epochs <= 500):
            raise SettingError(f"A penalty of 0 to 1 and 1 to 500 passes, not {self.penalty:g} and {self.epochs}.")


@dataclass(frozen=True, eq=False)
class WindowNetwork:
    """A trained window tagger with hidden units.

    Parameters
    ----------
    settings : WindowNetworkSettings
    tags : tuple of C str
    vectors : WordVectors
    W_1, b_1 : (F, H) and (H,)
    W_2, b_2 : (H, C) and (C,)
    """

    settings: WindowNetworkSettings
    tags: tuple[str, ...]
    vectors: WordVectors
    W_1: Floats
    b_1: Floats
    W_2: Floats
    b_2: Floats

    def scores(self, sentences: Sentences) -> Floats:
        """(T, C) score of each tag for each word of all sentences, in order."""

        def scored(x: Any) -> Floats:  # noqa: ANN401  a sparse matrix
            """(n, C) scores from the features around n words."""
            return np.asarray(np.maximum(x @ self.W_1 + self.b_1, 0) @ self.W_2 + self.b_2)

        return windows(sentences, self.settings.reach, {}, self.vectors).scored(scored, len(self.tags))

    def chances(self, sentence: Sentence) -> Floats:
        """(n, C) probability of each tag, the softmax of the scores."""
        return softmax(self.scores([sentence])) if sentence else np.zeros((0, len(self.tags)))

    def tagged(self, sentences: Sentences) -> list[Sentence]:
        """The likeliest tag of each word of each sentence."""
        return likeliest(self.tags, self.scores(sentences), sentences) if any(sentences) else [() for _ in sentences]

    def shares(self, sentence: Sentence, at: int, tag: str) -> Floats:
        """(n,) gradient x input of each word for the score of `tag`, minus the others' mean, at the word `at`."""
        x = features([sentence], self.settings.reach, {}, self.vectors)[[at]].toarray()[0]
        number = self.tags.index(tag)
        along = self.W_2[:, number] - np.delete(self.W_2, number, axis=1).mean(axis=1)  # (H,)
        slope = self.W_1 @ (along * (x @ self.W_1 + self.b_1 > 0))  # (F,)
        return by_place(x * slope, len(sentence), at, self.settings.reach, 0, self.vectors)


class WindowNetworkTraining(Passes):
    """A window tagger with hidden units as it learns; a step is some batches of a pass over all words.

    Parameters
    ----------
    settings : WindowNetworkSettings
    learned : Tagged
    vectors : WordVectors

    Raises
    ------
    SelectionError
        If there are no vectors, or not two tags to tell apart.
    """

    def __init__(self, settings: WindowNetworkSettings, learned: Tagged, vectors: WordVectors | None) -> None:
        from sklearn.neural_network import MLPClassifier

        if vectors is None:
            raise SelectionError("A window that sees vectors needs a model of word vectors; choose one.")
        found = windows(learned.sentences, settings.reach, {}, vectors)
        at_once = max(2 * BATCH, WORK_AT_ONCE // (found.numbers * settings.hidden))
        super().__init__(
            settings, learned, lambda some: found.around(some).toarray().astype(np.float32), at_once=at_once
        )
        self.settings, self._vectors = settings, vectors
        self._batch = min(BATCH, max(1, len(found) // STEPS))
        self._mixing = np.random.RandomState(settings.seed)
        self._mixed: Rows = np.empty(0, np.intp)
        self._model = MLPClassifier(
            (settings.hidden,),
            alpha=settings.penalty,
            batch_size=self._batch,
            shuffle=False,  # `_mix` does it, since each call learns from a piece of what is mixed
            random_state=np.random.RandomState(settings.seed),
        )

    @property
    def _pieces(self) -> int:
        return max(1, len(self._targets) // self._parts // (BATCHES * self._batch))

    def _mix(self, words: int, F: int) -> None:
        """Another order of the words of a part, by the numbers that follow those the network of F inputs began with."""
        if not hasattr(self._model, "coefs_"):
            outputs = len(self.tags) if len(self.tags) > 2 else 1
            self._mixing.random_sample((F + 1) * self.settings.hidden + (self.settings.hidden + 1) * outputs)
        self._mixed = np.arange(words)
        self._mixing.shuffle(self._mixed)

    def _learn(self, table: Floats, targets: Texts, piece: int) -> None:
        if piece == 0:
            self._mix(*table.shape)
        width = BATCHES * self._batch
        some = self._mixed[piece * width : (piece + 1) * width if piece + 1 < self._pieces else len(targets)]
        self._model.partial_fit(table[some], targets[some], classes=self.tags)

    def tagger(self) -> WindowNetwork:
        """The tagger as it is now."""
        (W_1, W_2), (b_1, b_2) = (
            [part.astype(np.float64) for part in parts] for parts in (self._model.coefs_, self._model.intercepts_)
        )
        if len(self.tags) == 2:  # scikit-learn keeps only the score of the second tag minus that of the first
            W_2, b_2 = np.hstack([-W_2, W_2]) / 2, np.concatenate([-b_2, b_2]) / 2
        return WindowNetwork(self.settings, self.tags, self._vectors, W_1, b_1, W_2, b_2)
