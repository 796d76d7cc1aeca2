"""
The best answer to each of thousands of analogies, over the whole vocabulary, in a few passes.

All 19,544 questions of the Google set use only 905 words.  So every word w is compared with those
905 once, and the score of w for a question is a sum of three of its numbers:

    3CosAdd        cos(w, b) - cos(w, a) + cos(w, c)               (up to a positive factor, the same for all w)
    log 3CosMul    log s(w, b) - log(s(w, a) + ε) + log s(w, c)    s = (1 + cos) / 2

The questions of a section are a grid, pairs (a, b) by words c.  A word whose pair part plus its
greatest c part does not reach the lowest score to beat is ruled out for the whole row of the grid.
Sets that are not grids are scored question by question.

    PairDirection  (cos(w, b) - cos(w, a) - cos(c, b) + cos(c, a)) / |w - c|       (without the factor 1 / |b - a|)

is not a sum of parts of w alone, so pairs and c words cannot be compared separately.  With all vectors at length 1 it
is a sum of three numbers times a factor of w and c, and is scored question by question.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from explorer.progress import Report, to_nobody
from explorer.vectors.word_vectors import Floats, Rows, WordVectors

SetRule = Literal["3CosAdd", "3CosMul", "PairDirection"]
SET_RULES: tuple[SetRule, ...] = get_args(SetRule)
EPSILON = 1e-6
NO_OFFSET = 1e-6  # squared distance below which two unit vectors are one in float32
WORDS_AT_ONCE = 8128  # compared with the words given, at most; rows a power of two apart drive each other out of caches
CELLS = 1 << 26  # numbers of a block: with very many words given, fewer words are compared at a time


def answers(
    vectors: WordVectors, asked: Sequence[Rows], group: Rows, rule: SetRule, report: Report = to_nobody
) -> Rows:
    """(Q,) row of the best word for each question, section after section, in one sweep over the vocabulary.

    `asked` has the rows (N, 4) of a, b, c and d for each section.  `group` (V,) maps each spelling of a word to its
    first one; no spelling of a, b or c is an answer. `report` is told how many words were compared, and of how many.
    """
    words = np.unique(np.concatenate([rows[:, :3] for rows in asked]))  # (W,): 905 for the Google set
    column = np.full(len(vectors), -1)
    column[words] = np.arange(len(words))
    keys = vectors.unit_at(words)  # (W, D)
    # The words given, in every spelling, are what a question may leave out: they are scored first, one by one.
    special = np.flatnonzero(np.isin(group, words))
    directed = rule == "PairDirection"
    grids = [_Directions(rows, column, keys) if directed else _questions(rows, column) for rows in asked if len(rows)]
    progress = _Progress(report, len(vectors), sum(map(len, asked)))
    pairs = max((len(grid.best) for grid in grids if isinstance(grid, _Grid)), default=0)
    block = max(1, min(WORDS_AT_ONCE, CELLS // max(len(words), pairs)))
    for some in _chunks(len(special), block):
        progress.turn_to(len(special[some]))
        parts = _parts(keys, vectors.unit_at(special[some]), rule)
        for grid in grids:
            grid.begin(*parts, special[some], group, progress)
    ordinary = np.ones(len(vectors), dtype=bool)
    ordinary[special] = False
    for start, (plus, minus) in _parts_by_block(vectors, keys, rule, block):
        among = ordinary[start : start + block]
        progress.turn_to(int(among.sum()))
        for grid in grids:
            grid.sweep(plus, minus, among, start, progress)
    return np.concatenate([grid.answers() for grid in grids])


class _Progress:
    """Tells `report` how many words have been compared; each question is compared with many words at a time."""

    def __init__(self, report: Report, words: int, questions: int) -> None:
        self._report, self._words, self._questions = report, words, questions
        self._before = self._width = self._asked = 0

    def turn_to(self, words: int) -> None:
        """Begin the next `words` words; those before have been compared with all questions."""
        self._before, self._width, self._asked = self._before + self._width, words, 0
        self.add(0)

    def add(self, questions: int) -> None:
        """Count `questions` more with which these words have been compared."""
        self._asked += questions
        self._report(self._before + self._width * self._asked // self._questions, self._words)


def _parts_by_block(
    vectors: WordVectors, keys: Floats, rule: SetRule, block: int
) -> Iterator[tuple[int, tuple[Floats, Floats]]]:
    """The first row of each `block` of words, and the parts (W, n) of `keys` (W, D) for it.

    The next block is multiplied while the caller looks at one: otherwise the waiting threads of the
    matrix product would keep a core busy.  Two blocks are kept in turn: what a block gives is overwritten
    when the block after the next is asked for.
    """
    most = min(block, len(vectors))
    units = np.empty((most, vectors.dim), dtype=np.float32)
    held = np.empty((2, len(keys) * most), dtype=np.float32)

    def parts(start: int) -> tuple[Floats, Floats]:
        """As `_parts`, (W, n) twice."""
        norms = vectors.norms[start : start + block, None]
        n = len(norms)
        unit = np.divide(vectors.matrix[start : start + n], np.where(norms == 0, 1, norms), out=units[:n])
        out = held[start // block % 2, : len(keys) * n].reshape(len(keys), n)
        return _parts(keys, unit, rule, out)

    starts = range(0, len(vectors), block)
    with ThreadPoolExecutor(1, thread_name_prefix="parts") as ahead:
        coming = ahead.submit(parts, 0)
        for start in starts:
            found = coming.result()
            if start != starts[-1]:
                coming = ahead.submit(parts, start + block)
            yield start, found


def _parts(keys: Floats, block: Floats, rule: SetRule, out: Floats | None = None) -> tuple[Floats, Floats]:
    """(W, n) what a given word adds to the score as b or c, and (W, n) what it subtracts as a.

    For PairDirection the cosines, and one over the distance from a word given as c; 0 where there is no offset.
    The cosines are written to `out` (W, n), if it is given.
    """
    cosines: Floats = np.matmul(keys, block.T, out=out)  # (W, n)
    if rule == "PairDirection":
        squared = np.einsum("wd,wd->w", keys, keys)[:, None] + np.einsum("nd,nd->n", block, block) - 2 * cosines
        return cosines, np.where(squared > NO_OFFSET, 1 / np.sqrt(np.maximum(squared, NO_OFFSET)), 0)
    if rule == "3CosAdd":
        return cosines, cosines
    shifted = np.maximum((1 + cosines) / 2, 0)
    return np.log(shifted + np.float32(1e-30)), np.log(shifted + np.float32(EPSILON))


def _questions(rows: Rows, column: Rows) -> "_List | _Grid":
    """The questions of a section (N, 4) as a grid where they fill at least a quarter of it, else as a list."""
    cells = len(np.unique(rows[:, :2], axis=0)) * len(np.unique(rows[:, 2]))
    return _Grid(rows, column) if cells <= 4 * len(rows) else _List(rows, column)


class _List:
    """Questions (N, 4) and the best word so far for each: `best` and `row` are (N,)."""

    def __init__(self, rows: Rows, column: Rows) -> None:
        self.questions = rows
        self.a, self.b, self.c = column[rows[:, :3].T]
        self.best = np.full(len(rows), -np.inf, dtype=np.float32)
        self.row = np.zeros(len(rows), dtype=np.intp)

    def begin(self, plus: Floats, minus: Floats, special: Rows, group: Rows, progress: _Progress) -> None:
        """Update the best words with `special` rows (S,) of parts (W, S); no spelling of a, b or c is an answer."""
        spelled = group[special]
        order = np.argsort(spelled, kind="stable")
        for some in _chunks(len(self.questions), 128):
            scores = self._scores(plus, minus, some)  # (q, S)
            for given in self.questions[some, :3].T:
                first = np.searchsorted(spelled, given, "left", order)  # its spellings are together in `order`
                n = np.searchsorted(spelled, given, "right", order) - first
                nth = np.arange(n.sum()) - np.repeat(n.cumsum() - n, n)
                scores[np.repeat(np.arange(len(given)), n), order[np.repeat(first, n) + nth]] = -np.inf
            self._take(scores, some, special)
            progress.add(len(scores))

    def sweep(self, plus: Floats, minus: Floats, ordinary: NDArray[np.bool_], start: int, progress: _Progress) -> None:
        """Update the best words with the `ordinary` of n words, of parts (W, n); the first word is row `start`."""
        rows = np.arange(start, start + len(ordinary))
        for some in _chunks(len(self.questions), 128):
            scores = self._scores(plus, minus, some)  # (q, n)
            scores[:, ~ordinary] = -np.inf
            self._take(scores, some, rows)
            progress.add(len(scores))

    def _scores(self, plus: Floats, minus: Floats, some: slice) -> Floats:
        """(q, n) score of each of n words for `some` questions."""
        scores: Floats = plus[self.b[some]]  # a copy
        scores -= minus[self.a[some]]
        scores += plus[self.c[some]]
        return scores

    def _take(self, scores: Floats, some: slice, rows: Rows) -> None:
        """Make words of `rows` (n,) the best where their `scores` (q, n) are higher than all before."""
        better = np.flatnonzero(scores.max(axis=1) > self.best[some])
        best = scores[better].argmax(axis=1)
        self.best[some.start + better] = scores[better, best]
        self.row[some.start + better] = rows[best]

    def answers(self) -> Rows:
        """(N,) rows of the best words."""
        return self.row


class _Directions(_List):
    """Questions (N, 4) by PairDirection; a word with the same vector as c has no offset and comes last.

    If a and b have the same vector, all words score 0: there is no direction, and the answer is the first word.
    """

    def __init__(self, rows: Rows, column: Rows, keys: Floats) -> None:
        super().__init__(rows, column)
        a, b, c = keys[self.a], keys[self.b], keys[self.c]
        self.of_c = np.einsum("qd,qd->q", c, b - a)  # (N,)

    def _scores(self, plus: Floats, minus: Floats, some: slice) -> Floats:
        """(q, n) the cosine of w - c with b - a, times |b - a|, which is the same for all words of a question."""
        scores: Floats = plus[self.b[some]]  # a copy
        scores -= plus[self.a[some]]
        scores -= self.of_c[some, None]
        nearness = minus[self.c[some]]
        scores *= nearness
        scores[nearness == 0] = -2 * np.sqrt(2)  # below any |b - a| times a cosine
        return scores


class _Grid:
    """Questions (N, 4) as pairs (a, b) by words c, and the best word so far for each.

    `best` and `row` are (P, C); cells that no question asks about have a `best` of +inf.
    """

    def __init__(self, rows: Rows, column: Rows) -> None:
        self.questions = _List(rows, column)
        pairs, pair = np.unique(rows[:, :2], axis=0, return_inverse=True)
        cs, c = np.unique(rows[:, 2], return_inverse=True)
        self.cell = pair.ravel(), c.ravel()
        self.a, self.b, self.cs = column[pairs[:, 0]], column[pairs[:, 1]], column[cs]
        self.best = np.full((len(pairs), len(cs)), np.inf, dtype=np.float32)
        self.row = np.zeros((len(pairs), len(cs)), dtype=np.intp)

    def begin(self, plus: Floats, minus: Floats, special: Rows, group: Rows, progress: _Progress) -> None:
        """Update the best words with `special` rows (S,) of parts (W, S); no spelling of a, b or c is an answer."""
        self.questions.begin(plus, minus, special, group, progress)
        self.best[self.cell] = self.questions.best
        self.row[self.cell] = self.questions.row

    def sweep(self, plus: Floats, minus: Floats, ordinary: NDArray[np.bool_], start: int, progress: _Progress) -> None:
        """Update the best words with the `ordinary` of n words, of parts (W, n); the first word is row `start`."""
        from explorer.judging import analogy_kernels

        top = np.empty(len(ordinary), dtype=np.float32)
        analogy_kernels.greatest(plus, self.cs, ordinary, top)
        analogy_kernels.sweep(plus, minus, top, self.a, self.b, self.cs, start, self.best, self.row)
        progress.add(len(self.questions.questions))

    def answers(self) -> Rows:
        """(N,) rows of the best words."""
        return self.row[self.cell]


def _chunks(n: int, size: int) -> Iterator[slice]:
    return (slice(start, min(start + size, n)) for start in range(0, n, size))
