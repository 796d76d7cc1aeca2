"""
Sentences as examples, and examples as batches: (T, B) ids with time first, padding after the shorter ones.

An epoch takes every example once, in a new order each time.  Within each few batches, examples of similar length go
together, so that little is padded.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from explorer.errors import SelectionError
from explorer.sequence.cell import Mask
from explorer.sequence.inputs import Ids

POOL = 16  # batches that are sorted by length together


@dataclass(frozen=True, eq=False)
class Batch:
    """Examples side by side.

    Parameters
    ----------
    ids : (T, B)
        -1 after a sentence's end.
    mask : (T, B) bool or None
        None if all have the same length.
    target : (T, B), or (B,) where one answer is given for a sentence
        -1 is not counted.
    which : (B,)
        The numbers of the examples.
    """

    ids: Ids
    mask: Mask | None
    target: Ids
    which: Ids


class Ragged:
    """Ids of N sentences in one array: an array for each of 10,000 sentences takes ten times the memory.

    Parameters
    ----------
    flat : (T,) ids
        Of the words of all sentences, one sentence after the other.
    lengths : N int
        Words of each.
    """

    def __init__(self, flat: Ids, lengths: Iterable[int]) -> None:
        self._flat, self._starts = flat, np.cumsum([0, *lengths])

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, which: int) -> Ids:
        return self._flat[self._starts[which] : self._starts[which + 1]]

    def __iter__(self) -> Iterator[Ids]:
        return map(self.__getitem__, range(len(self)))


@dataclass(frozen=True, eq=False)
class Examples:
    """What a network is to learn.

    Parameters
    ----------
    ids : N times (T_i,) ids
    targets : N times (T_i,) ids, or (N,) where one answer is given for a sentence
    """

    ids: tuple[Ids, ...] | Ragged
    targets: tuple[Ids, ...] | Ragged | Ids

    def __post_init__(self) -> None:
        if not len(self.ids) or min(map(len, self.ids)) == 0:
            raise SelectionError("There must be at least one example, and each must have at least one word.")
        if len(self.ids) != len(self.targets):
            raise ValueError(f"{len(self.ids)} examples have {len(self.targets)} targets")

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def tokens(self) -> int:
        """Words of all examples together."""
        return sum(map(len, self.ids))

    def batch(self, which: Ids) -> Batch:
        """The examples with the numbers `which` (B,), side by side."""
        ids, mask = padded([self.ids[i] for i in which])
        targets = self.targets
        target = targets[which] if isinstance(targets, np.ndarray) else padded([targets[i] for i in which])[0]
        return Batch(ids, mask, target, which)

    def chosen(self, which: Sequence[int] | Ids) -> "Examples":
        """The examples with the numbers `which` (N,), in that order."""
        ids = tuple(self.ids[i] for i in which)
        if isinstance(self.targets, np.ndarray):
            return Examples(ids, self.targets[np.asarray(which)])
        return Examples(ids, tuple(self.targets[i] for i in which))


def padded(sentences: Sequence[Ids]) -> tuple[Ids, Mask | None]:
    """(T, B) ids, -1 after the shorter ones, and the mask (T, B), which is None if all have the same length."""
    lengths = np.array([len(sentence) for sentence in sentences])
    T = int(lengths.max())
    ids = np.full((len(sentences), T), -1, np.intp)
    mask = np.arange(T) < lengths[:, None]
    ids[mask] = np.concatenate(list(sentences))
    return np.ascontiguousarray(ids.T), None if mask.all() else np.ascontiguousarray(mask.T)


def epoch(examples: Examples, B: int, rng: np.random.Generator) -> list[Ids]:
    """Numbers of the examples of each batch of an epoch, as arrays (B,); the last may be smaller."""
    order = rng.permutation(len(examples))
    lengths = np.array([len(ids) for ids in examples.ids])
    batches = []
    for first in range(0, len(order), POOL * B):
        pool = order[first : first + POOL * B]
        pool = pool[np.argsort(lengths[pool], kind="stable")]
        batches += [pool[i : i + B] for i in range(0, len(pool), B)]
    return [batches[i] for i in rng.permutation(len(batches))]


def in_turn(examples: Examples, B: int) -> Iterator[Batch]:
    """All examples once, those of similar length together, for measuring."""
    order = np.argsort([len(ids) for ids in examples.ids], kind="stable")
    for first in range(0, len(order), B):
        yield examples.batch(order[first : first + B])
