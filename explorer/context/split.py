"""
A word with two senses, watched while its places separate: a small context network learns a templated text from scratch.

The text has two topics that share the word and its little words, and nothing else, so the sense of each place is known.
Every word comes in as a one-hot vector, so nothing is known at the start.  A one-hot vector picks a row of M, so the
rows of M are the type vectors of the words.  SGNS's loss pulls the context vectors of places and the type vectors of
the words there together: the places separate, and the word's one vector stays between them.
"""

from dataclasses import dataclass

import numpy as np

from explorer.context.groups import Labels, silhouettes
from explorer.context.model import Places
from explorer.context.network import ContextNetwork, NetworkSettings
from explorer.context.place_vectors import averages, unit
from explorer.context.trainer import Batch, ContextSettings, ContextTrainer
from explorer.context.two_senses import WORDS
from explorer.context.type_vectors import TypeVectors
from explorer.errors import SettingError
from explorer.progress import Report, to_nobody
from explorer.projection.align import aligned
from explorer.text import corpus
from explorer.text.templates import templated
from explorer.text.tokenise import tokenise
from explorer.vectors.word_vectors import Floats, WordVectors

SENTENCES = 1500
SHOWN = 160  # places of the word
MOMENTS = 25


@dataclass(frozen=True)
class SplitSettings:
    """The word of `WORDS`, units of each reader, training steps of 64 sentences, and the seed of everything."""

    word: str = "bank"
    units: int = 24
    steps: int = 400
    seed: int = 1

    def __post_init__(self) -> None:
        if self.word not in WORDS:
            raise SettingError(f"The words that can be watched are {', '.join(WORDS)}, not “{self.word}”.")
        if not (4 <= self.units <= 128 and 20 <= self.steps <= 5000):
            raise SettingError("A reader has 4 to 128 units, and 20 to 5,000 steps are taken.")


@dataclass(frozen=True, eq=False)
class Moment:
    """The training at one moment.

    Parameters
    ----------
    step : int
    loss : float
        Mean since the moment before; nan before the first step.
    places : (N, 2)
        Where the places of the word are drawn.
    words : (W, 2)
        Where type vectors are drawn, in the order of `Split.words`: the word's own first.
    silhouette : float
        Of the two senses, over the vectors of the places (not their picture).
    between : float
        The position of the word's own vector from the mean of the first sense (0) to that of the second (1).
    """

    step: int
    loss: float
    places: Floats
    words: Floats
    silhouette: float
    between: float


class Split:
    """The training of one word: `moments` can be read while it goes on in another thread.

    Parameters
    ----------
    settings : SplitSettings

    Attributes
    ----------
    sentences : tuple of str
        Those whose place of the word is shown.
    sense : (N,)
        0 or 1.
    words : tuple of str
        Whose type vectors are drawn.
    of_average : float
        Silhouette of the senses by the average of the words around; that of the type vectors is 0.
    """

    def __init__(self, settings: SplitSettings) -> None:
        self.settings = settings
        topics = WORDS[settings.word].topics
        template = {"sentences": SENTENCES, "topics": [{"slots": slots} for slots in topics]}
        text = templated(template, seed=settings.seed)
        self.types = _one_hot(text)
        rows = [self.types.ids(sentence) for sentence in tokenise(text)]
        longest = max(len(row) for row in rows)
        self._ids = np.full((longest, len(rows)), -1, np.int32)
        for i, row in enumerate(rows):
            self._ids[: len(row), i] = row
        own = self.types.vectors.index[settings.word]
        shown = [i for i, row in enumerate(rows) if own in row][:SHOWN]
        self._places = Places([rows[i] for i in shown], np.array([rows[i].tolist().index(own) for i in shown]))
        self.sentences = tuple(" ".join(self.types.words[k] for k in rows[i]) for i in shown)
        first, second = ({word for slot in topic for word in slot} for topic in topics)
        self.sense: Labels = np.array([0 if (first - second) & set(one.split()) else 1 for one in self.sentences])
        self.words = (settings.word, *WORDS[settings.word].fillers[0], *WORDS[settings.word].fillers[1])
        self._rows = self.types.ids(self.words)
        self.of_average = float(silhouettes(averages(self.types, self._places), self.sense).mean())
        network = NetworkSettings(settings.units, settings.units, reach=10)
        self.trainer = ContextTrainer(
            self.types,
            ContextSettings(
                network,
                loss="SGNS",
                negatives=len(self.types),
                sample=0,
                share=1,
                steps=longest,
                rows=64,
                learning_rate=0.01,
                seed=settings.seed,
            ),
        )
        self._looks = np.unique((np.linspace(0, 1, MOMENTS) ** 1.5 * settings.steps).round().astype(int)).tolist()
        self._done = 0
        self._losses: list[float] = []
        self.moments: list[Moment] = []
        self._look()

    def run(self, report: Report = to_nobody) -> None:
        """Train to the end; `report` is told the steps done, of how many, and may raise to end the training."""
        for until in self._looks[len(self.moments) :]:
            while self._done < until:
                chosen = self.trainer.rng.integers(self._ids.shape[1], size=64)
                batch = Batch(self._ids[:, chosen], self._ids[:, chosen] >= 0)
                self._losses.append(self.trainer.step(batch, self._done / self.settings.steps))
                self._done += 1
                report(self._done, self.settings.steps)
            self._look()

    def _look(self) -> None:
        contexts = _contexts(self.trainer.network, self._places)
        words = unit(self.trainer.network.answers(self._rows))
        centre = contexts.mean(axis=0)
        axes = np.linalg.svd(contexts - centre, full_matrices=False)[2][:2].T
        flat = np.concatenate([contexts, words]) - centre
        flat = flat @ axes
        if self.moments:
            before = np.concatenate([self.moments[-1].places, self.moments[-1].words])
            flat = aligned(flat, before) if len(before) == len(flat) else flat
        first, second = (contexts[self.sense == k].mean(axis=0) for k in (0, 1))
        way = second - first
        between = float((words[0] - first) @ way / max(float(way @ way), 1e-12))
        loss = float(np.mean(self._losses)) if self._losses else float("nan")
        self._losses = []
        n = len(contexts)
        silhouette = float(silhouettes(contexts, self.sense).mean())
        self.moments.append(Moment(self._done, loss, flat[:n], flat[n:], silhouette, between))


def _contexts(network: ContextNetwork, places: Places) -> Floats:
    """(N, D) unit context vectors of places in sentences of equal length."""
    ids = np.stack(places.rows, axis=1)
    passed = network.run(ids)
    found = network.merged(network.states(passed, places.at * ids.shape[1] + np.arange(ids.shape[1]))).context
    return unit(found)


def _one_hot(text: str) -> TypeVectors:
    """A one-hot vector for every word of a text."""
    vocabulary = corpus.from_text(text, name="Two senses").vocabulary
    V = len(vocabulary)
    return TypeVectors(WordVectors(vocabulary.words, np.eye(V, dtype=np.float32), counts=vocabulary.counts))
