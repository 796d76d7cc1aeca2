"""
A person's sentences with a marked word, scored: each system with its interval, and every mistake.

CoarseWSD's form is judged as pseudowords are: by the nearest mean of the examples, and by k-means without.  In WiC's
form two places have the same sense if their cosine is above a threshold: the one that is right most often on the
examples.  Without files of examples, half of the sentences, drawn by the seed, are the examples.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.context.groups import Labels
from explorer.context.model import ContextModel, Places
from explorer.context.place_vectors import PlaceVectors, System, place_vectors
from explorer.context.sense_files import Marked, Part, SenseFiles
from explorer.context.sense_scores import Estimate, accuracy, estimate, judge, macro_f1, score
from explorer.vectors.word_vectors import Floats

JUDGED: tuple[System, ...] = ("type", "average", "model", "mixed")
Measures = dict[str, Estimate]


@dataclass(frozen=True, eq=False)
class SenseTest:
    """Lines that were judged.

    Parameters
    ----------
    examples : int
        Lines that were learned from.
    part : Part
        The lines judged (M), and what gold says of them.
    said : mapping
        By system, the label it gave each line (M).
    measures : mapping
        By system, scores by name with their 95% intervals.
    """

    examples: int
    part: Part
    said: dict[System, list[str]]
    measures: dict[System, Measures]

    def mistakes(self, system: System) -> list[int]:
        """Lines that a system got wrong."""
        return [i for i, (gold, said) in enumerate(zip(self.part.gold, self.said[system], strict=True)) if gold != said]


def sense_test(model: ContextModel, files: SenseFiles, *, seed: int = 0) -> SenseTest:
    """The lines of files judged by every system."""
    train, test = (files.train, files.test) if files.train is not None else _halves(files.test, seed)
    return _pairs(model, train, test) if test.paired else _senses(model, train, test)


def _halves(part: Part, seed: int) -> tuple[Part, Part]:
    """Examples and the rest; of each label at least one is an example."""
    order = np.random.default_rng(seed).permutation(len(part.gold))
    gold = np.array(part.gold)[order]
    first = np.sort(np.unique(gold, return_index=True)[1])
    order = np.concatenate([order[first], np.delete(order, first)])
    middle = max(len(order) // 2, len(first))
    middle = min(middle, len(order) - 1)
    example, judged = np.sort(order[:middle]), np.sort(order[middle:])
    return _some(part, example), _some(part, judged)


def _some(part: Part, rows: NDArray[np.intp]) -> Part:
    return Part(tuple(part.lines[i] for i in rows), tuple(part.gold[i] for i in rows))


def marked_vectors(model: ContextModel, sentences: list[Marked]) -> PlaceVectors:
    """The vectors of the marked places of sentences."""
    at = np.array([sentence.at for sentence in sentences], np.intp)
    return place_vectors(model, Places([model.types.ids(sentence.words) for sentence in sentences], at))


def _senses(model: ContextModel, train: Part, test: Part) -> SenseTest:
    labels = sorted({*train.gold})
    labels += sorted({*test.gold} - {*labels})  # senses without an example are never said, and count as mistakes
    examples, asked = (marked_vectors(model, [line[0] for line in part.lines]) for part in (train, test))
    of, truth = (np.array([labels.index(label) for label in part.gold]) for part in (train, test))
    said: dict[System, list[str]] = {}
    measures: dict[System, Measures] = {}
    for system in JUDGED:
        if system == "type":  # the same vector everywhere: all that is left is the most frequent sense
            found = judge(truth, np.full(len(truth), np.bincount(of).argmax()), np.zeros(len(truth), np.intp))
        else:
            found = score(asked.of(system), truth, examples.of(system), of)
        said[system] = [labels[i] for i in found.said]
        measures[system] = {"accuracy": found.accuracy, "macro F1": found.macro_f1, "ARI of groups": found.ari}
    return SenseTest(len(of), test, said, measures)


def _pairs(model: ContextModel, train: Part, test: Part) -> SenseTest:
    examples, asked = _cosines(model, train), _cosines(model, test)
    of, truth = (np.array([label == "T" for label in part.gold]) for part in (train, test))
    said: dict[System, list[str]] = {}
    measures: dict[System, Measures] = {}
    for system in JUDGED:
        called = (asked[system] >= threshold(examples[system], of)).astype(np.intp)
        said[system] = ["T" if same else "F" for same in called]
        measures[system] = {
            "accuracy": estimate(accuracy, _labels(truth), called),
            "macro F1": estimate(macro_f1, _labels(truth), called),
        }
    return SenseTest(len(of), test, said, measures)


def _labels(same: NDArray[np.bool_]) -> Labels:
    return same.astype(np.intp)


def _cosines(model: ContextModel, part: Part) -> dict[System, Floats]:
    """(M,) cosine of the two places of each line, by system."""
    one, other = (marked_vectors(model, [line[k] for line in part.lines]) for k in (0, 1))
    return {system: np.asarray((one.of(system) * other.of(system)).sum(axis=1)) for system in JUDGED}


def threshold(cosines: Floats, same: NDArray[np.bool_]) -> float:
    """The cosine from which pairs (M,) are called the same, chosen so that most of them are right."""
    order = np.argsort(cosines, kind="stable")
    values, truth = cosines[order], same[order]
    below = np.concatenate([[0], np.cumsum(~truth)])  # right among the pairs below, if those are called different
    above = truth.sum() - np.concatenate([[0], np.cumsum(truth)])
    cuts = np.concatenate([[-np.inf], (values[1:] + values[:-1]) / 2, [np.inf]])
    apart = np.concatenate([[True], np.diff(values) > 1e-6, [True]])  # equal cosines cannot be separated
    return float(cuts[np.where(apart, below + above, -1).argmax()])
