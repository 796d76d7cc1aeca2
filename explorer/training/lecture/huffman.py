"""
A binary tree over the vocabulary in which frequent words have short paths.

Huffman 1952, "A method for the construction of minimum-redundancy codes": join the two rarest
nodes under a new one, which counts as often as both together, until one node is left, the root.
No binary tree has a smaller mean path length over the text.  Morin and Bengio 2005 built a softmax
on a binary tree; Mikolov et al. 2013 took Huffman's, because most paths then have few nodes.
"""

from collections import deque
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.training.lecture.pairs import Ids


@dataclass(frozen=True, eq=False)
class HuffmanTree:
    """V leaves, which are the words, and V - 1 inner nodes: M = 2V - 1 nodes in all.

    Node n < V is the leaf of word n; nodes V .. 2V-2 are inner, in the order they were made, so
    that the last is the root.  Inner node n has row n - V of V_out.

    Parameters
    ----------
    counts : (M,) int64
        Occurrences of each word; for an inner node, of all words below it.
    children : (V-1, 2) ids of nodes
        Left and right child of each inner node.  A left turn is written 0, a right turn 1.
    """

    counts: NDArray[np.int64]
    children: Ids

    def __post_init__(self) -> None:
        self.counts.setflags(write=False)
        self.children.setflags(write=False)

    def __len__(self) -> int:
        return len(self.children) + 1

    @property
    def root(self) -> int:
        """The node at the top."""
        return len(self.counts) - 1

    @cached_property
    def parent(self) -> Ids:
        """(M,) the node above each; -1 above the root."""
        parent = np.full(len(self.counts), -1)
        parent[self.children.ravel()] = np.repeat(np.arange(len(self), len(self.counts)), 2)
        return parent

    @cached_property
    def depth(self) -> Ids:
        """(M,) turns from the root to each node: for a leaf, the length of its word's code."""
        depth = [0] * len(self.counts)
        for inner, (left, right) in zip(range(self.root, 0, -1), self.children[::-1].tolist(), strict=False):
            depth[left] = depth[right] = depth[inner] + 1  # parents are made after their children
        return np.array(depth, dtype=np.intp)

    @cached_property
    def paths(self) -> tuple[Ids, Ids, NDArray[np.bool_]]:
        """Each word's way down, padded to the longest: (V, L) rows of V_out, (V, L) turns, (V, L) where they count."""
        V, L = len(self), int(self.depth[: len(self)].max())
        rows, turns = np.zeros((V, L), dtype=np.int32), np.zeros((V, L), dtype=np.int8)
        lengths = self.depth[:V]
        inside = np.arange(L) < lengths[:, None]
        node = np.arange(V)
        word = np.arange(V)
        for up in range(1, L + 1):  # all words climb at once; those that have arrived drop out
            word = word[lengths[word] >= up]
            above = self.parent[node[word]]
            at = lengths[word] - up
            rows[word, at] = above - V
            turns[word, at] = self.children[above - V, 1] == node[word]
            node[word] = above
        return rows, turns, inside

    def paths_of(self, words: Ids) -> tuple[Ids, Ids, NDArray[np.bool_]]:
        """`paths` of the words (B,), cut to the longest among them: three arrays (B, L)."""
        rows, turns, inside = self.paths
        longest = int(self.depth[words].max())
        return rows[words, :longest], turns[words, :longest], inside[words, :longest]

    def path(self, word: int) -> tuple[Ids, Ids]:
        """(n,) rows of V_out from the root down to the leaf of `word`, and the (n,) turn taken at each."""
        rows, turns, inside = self.paths
        return rows[word, inside[word]], turns[word, inside[word]]

    def code(self, word: int) -> str:
        """The turns to `word` as a string of 0 (left) and 1 (right).

        >>> [huffman(np.array([5, 2, 1])).code(word) for word in range(3)]
        ['1', '01', '00']
        """
        return "".join(map(str, self.path(word)[1].tolist()))

    @property
    def mean_length(self) -> float:
        """Mean number of turns per word of the text: the average cost of a pair."""
        leaves = slice(0, len(self))
        return float((self.counts[leaves] * self.depth[leaves]).sum() / self.counts[leaves].sum())


def huffman(counts: NDArray[np.integer]) -> HuffmanTree:
    """The Huffman tree of words with counts (V,), V at least 2.

    The words wait in one line, the rarest first, and the nodes made in another: each joins two that count at least as
    much as those before, so that no line needs sorting again (van Leeuwen 1976, and word2vec's own C code).  Among
    nodes with equal counts, the one made first is joined first: words before inner nodes, which keeps the longest
    path short.
    """
    V = len(counts)
    rising = np.argsort(counts, kind="stable")
    words, made = deque(zip(counts[rising].tolist(), rising.tolist(), strict=True)), deque[tuple[int, int]]()

    def rarest() -> tuple[int, int]:
        return (words if words and not (made and made[0][0] < words[0][0]) else made).popleft()

    total, children = counts.tolist(), []
    for node in range(V, 2 * V - 1):
        (few, left), (more, right) = rarest(), rarest()
        children.append((left, right))
        total.append(few + more)
        made.append((few + more, node))
    return HuffmanTree(np.array(total, dtype=np.int64), np.array(children, dtype=np.intp))
