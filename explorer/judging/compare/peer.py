"""
The same text trained by another program: gensim's Word2Vec, at the settings of ours.

Both read the same sentences, draw negatives and leave out frequent words by the same counts, and let the learning
rate fall to the same end.  Two programs draw different random numbers.  So each is trained with two seeds, and
only a difference larger than that between seeds comes from the program.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from explorer.errors import SettingError
from explorer.judging.compare.trainings import by_engine
from explorer.progress import Report, parts, to_nobody
from explorer.text.corpus import Corpus
from explorer.training.fast import engine
from explorer.training.lecture.held_out import held_out
from explorer.training.lecture.sgns import SGNSSettings
from explorer.vectors.word_vectors import WordVectors

if TYPE_CHECKING:
    from gensim.models import Word2Vec

BEAT: Final = 0.05  # seconds between two checks of gensim's thread
WORDS_AT_ONCE: Final = 10_000  # as gensim has it
WORK_AT_ONCE: Final = 30_000_000  # about how many numbers of vectors are learned between two checks whether to stop
SLOWER: Final = 15.0  # times as long as ours that gensim takes, about


@dataclass(frozen=True)
class BesideGensim:
    """Four trainings at the settings `base`: by our engine and by gensim, each with the seed and with the next one."""

    base: SGNSSettings
    epochs: int = 10
    varied: str = "Program"

    def __post_init__(self) -> None:
        if not 1 <= self.epochs <= 200:
            raise SettingError(f"The text is read between 1 and 200 times, not {self.epochs}.")

    def settings(self) -> list[SGNSSettings]:
        """The settings of each training."""
        seeds = (self.base.seed, self.base.seed + 1)
        return [replace(self.base, seed=seed) for seed in seeds * 2]

    def programs(self) -> list[str]:
        """Which program makes each."""
        return ["ours", "ours", "gensim", "gensim"]

    def names(self) -> list[str]:
        """What each training is called.

        >>> BesideGensim(SGNSSettings(seed=1)).names()
        ['ours, seed 1', 'ours, seed 2', 'gensim, seed 1', 'gensim, seed 2']
        """
        made = zip(self.programs(), self.settings(), strict=True)
        return [f"{program}, seed {settings.seed}" for program, settings in made]


def trained(corpus: Corpus, wanted: BesideGensim, report: Report = to_nobody) -> list[WordVectors]:
    """The four models, in the order of `wanted.names()`; `report` hears how much is done, and may end it by raising."""
    models: list[WordVectors] = []
    told = parts(report, [SLOWER if program == "gensim" else 1.0 for program in wanted.programs()])
    for program, settings, tell in zip(wanted.programs(), wanted.settings(), told, strict=True):
        if program == "ours":
            models.append(by_engine(corpus, settings, epochs=wanted.epochs, report=tell))
        else:
            models.append(by_gensim(corpus, settings, epochs=wanted.epochs, report=tell))
    return models


class Sentences:
    """What our engine reads of a text, as lists of words: all sentences but those held out for the loss.

    Attributes
    ----------
    given : int
        How many have been read, over all readings.
    stopped : bool
        Whether readers are told that the text has ended.
    """

    def __init__(self, corpus: Corpus, settings: SGNSSettings) -> None:
        apart = held_out(corpus, settings).sentences
        self.read = corpus.without(apart) if len(apart) else corpus
        self.given = 0
        self.stopped = False

    def __iter__(self) -> Iterator[list[str]]:
        words = self.read.vocabulary.words
        for s in range(self.read.sentences):
            if self.stopped:
                return
            self.given += 1
            yield [words[w] for w in self.read.sentence(s).tolist()]


def by_gensim(corpus: Corpus, settings: SGNSSettings, *, epochs: int, report: Report = to_nobody) -> WordVectors:
    """gensim's vectors of the vocabulary's words, in its order.

    `report` is called twenty times a second with the sentences read, of all readings, and may end the training by
    raising: gensim, which runs in its own thread, then gets no more of the text.
    """
    model, sentences = untrained(corpus, settings, epochs=epochs), Sentences(corpus, settings)
    read = sentences.read
    with ThreadPoolExecutor(1, thread_name_prefix="gensim") as pool:
        training = pool.submit(
            model.train,
            sentences,
            total_examples=read.sentences,
            total_words=len(read.tokens),
            epochs=epochs,
            queue_factor=1,  # so that little is queued when nobody waits any more
        )
        try:
            while wait([training], timeout=BEAT).not_done:
                report(sentences.given, epochs * read.sentences)
        finally:
            sentences.stopped = True
    training.result()
    report(sentences.given, epochs * read.sentences)
    rows = [model.wv.key_to_index[word] for word in corpus.vocabulary.words]
    matrix = np.ascontiguousarray(model.wv.vectors[rows], dtype=np.float32)
    return WordVectors(corpus.vocabulary.words, matrix, corpus.vocabulary.counts)


def untrained(corpus: Corpus, settings: SGNSSettings, *, epochs: int) -> "Word2Vec":
    """gensim's model with our settings and our counts, before it has read anything."""
    from gensim.models import Word2Vec

    model = Word2Vec(
        sg=1,
        hs=0,
        vector_size=settings.dim,
        window=settings.window,
        shrink_windows=settings.dynamic_window,
        negative=settings.negatives,
        ns_exponent=settings.noise_exponent,
        sample=settings.sample,
        alpha=settings.learning_rate,
        min_alpha=settings.learning_rate * engine.LOWEST_RATE,
        seed=settings.seed,
        epochs=epochs,
        min_count=1,  # the vocabulary is cut already
        workers=1,  # with more, the result would depend on which is faster
        batch_words=max(1, min(WORDS_AT_ONCE, WORK_AT_ONCE // _work(settings))),
    )
    counts = dict(zip(corpus.vocabulary.words, corpus.vocabulary.counts.tolist(), strict=True))
    model.build_vocab_from_freq(counts, corpus_count=corpus.sentences)
    return model


def _work(settings: SGNSSettings) -> int:
    """About how many numbers of vectors are learned for one word of the text."""
    return settings.window * (settings.negatives + 1) * settings.dim
