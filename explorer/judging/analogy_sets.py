"""
Whole sets of analogies: how many of thousands of questions a model answers rightly.

A question asks a : b :: c : ? and expects d; it counts if the best word is d, the three words
given being left out (Mikolov et al. 2013, "Efficient estimation of word representations",
section 4.1).  As gensim does, case is ignored unless told otherwise: "Athens" is looked up as
"athens", and every spelling of the words given is left out.

All 19,544 questions of the Google set use only 905 words.  So every word w is compared with those
905 once, and the score of w for a question is a sum of three of its numbers:

    3CosAdd        cos(w, b) - cos(w, a) + cos(w, c)               (less a positive factor that is the same for all w)
    log 3CosMul    log s(w, b) - log(s(w, a) + ε) + log s(w, c)    s = (1 + cos) / 2

The questions of a section are a grid, pairs (a, b) by words c.  A word whose pair part plus its
greatest c part does not reach the lowest score to beat is done with for the whole row of the grid.
Sets that are no grids are scored question by question.  PairDirection is not such a sum and is not offered for sets.
"""

import lzma
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SelectionError, SettingError
from explorer.vectors.word_vectors import Floats, Rows, WordVectors

SetRule = Literal["3CosAdd", "3CosMul"]
SET_RULES: tuple[SetRule, ...] = get_args(SetRule)
EPSILON = 1e-6
MOST = 200_000  # questions of a file
BLOCK = 8192  # words compared at a time, at most
CELLS = 1 << 26  # numbers of a block: with very many words given, fewer words are compared at a time
Report = Callable[[int, int], None]


class Question(NamedTuple):
    """a is to b as c is to d."""

    a: str
    b: str
    c: str
    d: str


@dataclass(frozen=True)
class Section:
    """Questions of one kind."""

    name: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class QuestionSet:
    """A named set of sections.

    Parameters
    ----------
    malformed : tuple of str
        A sentence for each line of the file that is no question.
    """

    name: str
    sections: tuple[Section, ...]
    malformed: tuple[str, ...] = ()

    def __len__(self) -> int:
        return sum(len(section.questions) for section in self.sections)


@dataclass(frozen=True, eq=False)
class SectionScore:
    """How a model did on a section.

    Parameters
    ----------
    name : str
    asked : tuple of Question
        Those of which the model has all four words, spelled as the model spells them.
    answers : tuple of str
        The model's answer to each.
    right : (N,) bool
    skipped : int
        Questions with a word the model does not have.
    """

    name: str
    asked: tuple[Question, ...]
    answers: tuple[str, ...]
    right: NDArray[np.bool_]
    skipped: int

    @property
    def correct(self) -> int:
        """Questions answered rightly."""
        return int(self.right.sum())

    @property
    def accuracy(self) -> float:
        """Share of those asked, in [0, 1]; 0 where none could be asked."""
        return self.correct / len(self.asked) if self.asked else 0.0


def read_questions(text: str, *, name: str) -> QuestionSet:
    """The questions of a file in word2vec's format: four words a line, ": name" before each section.

    Lines that are neither are named in `malformed` and left out; // and # start a comment.

    Raises
    ------
    SelectionError
        If no line holds a question, or there are more than `MOST`.
    """
    sections: dict[str, list[Question]] = {}
    current = "questions"
    malformed = []
    count = 0
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split()
        if not words or words[0].startswith(("//", "#")):
            continue
        if words[0].startswith(":"):
            current = line.strip().lstrip(":").strip() or "questions"
        elif len(words) == 4:
            sections.setdefault(current, []).append(Question(*words))
            count += 1
        else:
            malformed.append(f"Line {number} has {len(words)} words, not 4: “{line.strip()[:60]}”.")
        if count > MOST:
            raise SelectionError(f"{name} has more than {MOST:,} questions; at most {MOST:,} are taken.")
    if not sections:
        raise SelectionError(f"{name} has no line of four words, like “Athens Greece Oslo Norway”.")
    return QuestionSet(name, tuple(Section(key, tuple(asked)) for key, asked in sections.items()), tuple(malformed))


def google_set() -> QuestionSet:
    """The Google analogy set of Mikolov et al. 2013: 19,544 questions in 14 sections."""
    path = Path(__file__).parents[1] / "data/sets/google_analogies.txt.xz"
    return read_questions(lzma.decompress(path.read_bytes()).decode("utf-8"), name="Google analogies")


def drawn(questions: QuestionSet, section: str, n: int, *, seed: int) -> QuestionSet:
    """`n` questions of one section, drawn at random without replacement.

    Raises
    ------
    SelectionError
        If there is no such section.
    """
    found = next((s for s in questions.sections if s.name == section), None)
    if found is None:
        raise SelectionError(f"{questions.name} has no section “{section}”.")
    rows = np.random.default_rng(seed).permutation(len(found.questions))[:n]
    return QuestionSet(questions.name, (Section(section, tuple(found.questions[row] for row in rows)),))


def score(
    vectors: WordVectors,
    questions: QuestionSet,
    *,
    rule: SetRule = "3CosAdd",
    ignore_case: bool = True,
    report: Report | None = None,
) -> list[SectionScore]:
    """How the model answers every section, searching its whole vocabulary.

    `report` is called with the words compared so far and their number.

    Raises
    ------
    SettingError
        If the rule is not one of `SET_RULES`.
    """
    if rule not in SET_RULES:
        raise SettingError(f"A set is scored by {' or '.join(SET_RULES)}, not by “{rule}”.")
    spelling = _Spelling(vectors, questions, ignore_case)
    given = [spelling.rows(section.questions) for section in questions.sections]
    asked = [rows[(rows >= 0).all(axis=1)] for rows in given]
    everything = np.concatenate(asked)
    answers = _answers(vectors, asked, spelling, rule, report) if len(everything) else np.empty(0, np.intp)
    scores, start = [], 0
    for section, rows, all_rows in zip(questions.sections, asked, given, strict=True):
        answered = answers[start : start + len(rows)]
        start += len(rows)
        scores.append(
            SectionScore(
                name=section.name,
                asked=tuple(Question(*(vectors.words[row] for row in four)) for four in rows.tolist()),
                answers=tuple(vectors.words[row] for row in answered.tolist()),
                right=spelling.group[answered] == spelling.group[rows[:, 3]],
                skipped=len(all_rows) - len(rows),
            )
        )
    return scores


class _Spelling:
    """Which rows count as one word: all spellings of it in upper and lower case, or each its own.

    `first` leads from each word of the questions to its first, most frequent spelling; `group`
    (V,) from each of its spellings there, and from every other row to itself.
    """

    def __init__(self, vectors: WordVectors, questions: QuestionSet, ignore_case: bool) -> None:
        self.fold = str.upper if ignore_case else str
        asked = {self.fold(word) for section in questions.sections for q in section.questions for word in q}
        self.first: dict[str, int] = {}
        self.group = np.arange(len(vectors))
        for row, key in enumerate(map(self.fold, vectors.words)):
            if key in asked:
                self.group[row] = self.first.setdefault(key, row)

    def rows(self, questions: Sequence[Question]) -> Rows:
        """(N, 4) rows of the four words; -1 for one the model does not have."""
        found = [[self.first.get(self.fold(word), -1) for word in question] for question in questions]
        return np.array(found, dtype=np.intp).reshape(-1, 4)


def _answers(
    vectors: WordVectors, asked: Sequence[Rows], spelling: _Spelling, rule: SetRule, report: Report | None
) -> Rows:
    """(Q,) row of the best word for each question, section after section, in one sweep over the vocabulary."""
    words = np.unique(np.concatenate([rows[:, :3] for rows in asked]))  # (W,): 905 for the Google set
    column = np.full(len(vectors), -1)
    column[words] = np.arange(len(words))
    keys = _unit(vectors, words)  # (W, D)
    # The words given, in every spelling, are what a question may leave out: they are scored first, one by one.
    special = np.flatnonzero(np.isin(spelling.group, words))
    grids = [_questions(rows, column) for rows in asked if len(rows)]
    progress = _Progress(report, len(vectors), sum(map(len, asked)))
    pairs = max((len(grid.best) for grid in grids if isinstance(grid, _Grid)), default=0)
    block = max(1, min(BLOCK, CELLS // max(len(words), pairs)))
    for some in _chunks(len(special), block):
        progress.turn_to(len(special[some]))
        parts = _parts(keys, _unit(vectors, special[some]), rule)
        for grid in grids:
            grid.begin(*parts, special[some], spelling.group, progress)
    ordinary = np.ones(len(vectors), dtype=bool)
    ordinary[special] = False
    for start, (plus, minus) in _parts_by_block(vectors, keys, rule, block):
        among = ordinary[start : start + block]
        progress.turn_to(int(among.sum()))
        for grid in grids:
            grid.sweep(plus, minus, among, start, progress)
    return np.concatenate([grid.answers() for grid in grids])


class _Progress:
    """Tells `report` how many of all words have been compared, though a question is compared with many at a time."""

    def __init__(self, report: Report | None, words: int, questions: int) -> None:
        self._report, self._words, self._questions = report, words, questions
        self._before = self._width = self._asked = 0

    def turn_to(self, words: int) -> None:
        """So many words are compared next, those before with all questions."""
        self._before, self._width, self._asked = self._before + self._width, words, 0
        self.add(0)

    def add(self, questions: int) -> None:
        """The words have been compared for so many more questions."""
        self._asked += questions
        if self._report is not None:
            self._report(self._before + self._width * self._asked // self._questions, self._words)


def _parts_by_block(
    vectors: WordVectors, keys: Floats, rule: SetRule, block: int
) -> Iterator[tuple[int, tuple[Floats, Floats]]]:
    """The first row of each `block` of words, and the parts (W, n) of `keys` (W, D) for it.

    The next block is multiplied while the caller looks at one: threads of the matrix product that
    wait for more would otherwise keep a core busy with waiting.
    """

    def parts(start: int) -> tuple[Floats, Floats]:
        """As `_parts`, (W, n) twice."""
        norms = vectors.norms[start : start + block, None]
        return _parts(keys, vectors.matrix[start : start + block] / np.where(norms == 0, 1, norms), rule)

    starts = range(0, len(vectors), block)
    with ThreadPoolExecutor(1, thread_name_prefix="parts") as ahead:
        coming = ahead.submit(parts, 0)
        for start in starts:
            found = coming.result()
            if start != starts[-1]:
                coming = ahead.submit(parts, start + block)
            yield start, found


def _unit(vectors: WordVectors, rows: Rows) -> Floats:
    norms = vectors.norms[rows]
    return np.asarray(vectors.matrix[rows] / np.where(norms == 0, 1, norms)[:, None], dtype=np.float32)


def _parts(keys: Floats, block: Floats, rule: SetRule) -> tuple[Floats, Floats]:
    """(W, n) what a word given adds as b or c, and (W, n) what it takes away as a."""
    cosines = keys @ block.T  # (W, n)
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
        """Take `special` rows (S,) into account by their parts (W, S), leaving out every spelling of a, b and c."""
        spelled = group[special]
        order = np.argsort(spelled, kind="stable")
        for some in _chunks(len(self.questions), 128):
            scores = self._scores(plus, minus, some)  # (q, S)
            for given in self.questions[some, :3].T:
                first = np.searchsorted(spelled, given, "left", order)  # its spellings stand together in `order`
                n = np.searchsorted(spelled, given, "right", order) - first
                nth = np.arange(n.sum()) - np.repeat(n.cumsum() - n, n)
                scores[np.repeat(np.arange(len(given)), n), order[np.repeat(first, n) + nth]] = -np.inf
            self._take(scores, some, special)
            progress.add(len(scores))

    def sweep(self, plus: Floats, minus: Floats, ordinary: NDArray[np.bool_], start: int, progress: _Progress) -> None:
        """Take the `ordinary` of n words into account by their parts (W, n); the first is that of row `start`."""
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
        """Let the words of `rows` (n,) be the best where `scores` (q, n) are higher than what was found before."""
        better = np.flatnonzero(scores.max(axis=1) > self.best[some])
        best = scores[better].argmax(axis=1)
        self.best[some.start + better] = scores[better, best]
        self.row[some.start + better] = rows[best]

    def answers(self) -> Rows:
        """(N,) rows of the best words."""
        return self.row


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
        """Take `special` rows (S,) into account by their parts (W, S), leaving out every spelling of a, b and c."""
        self.questions.begin(plus, minus, special, group, progress)
        self.best[self.cell] = self.questions.best
        self.row[self.cell] = self.questions.row

    def sweep(self, plus: Floats, minus: Floats, ordinary: NDArray[np.bool_], start: int, progress: _Progress) -> None:
        """Take the `ordinary` of n words into account by their parts (W, n); the first is that of row `start`."""
        last = plus[self.cs]  # (C, n)
        top = last.max(axis=0)
        top[~ordinary] = -np.inf
        highest = plus[self.b]  # (P, n), a copy
        highest -= minus[self.a]
        highest += top  # rounding keeps order, so no score of the row of the grid is above this
        hopeful = highest > self.best.min(axis=1)[:, None]
        pairs, hopes = np.divmod(np.flatnonzero(hopeful), hopeful.shape[1])
        edges = np.flatnonzero(np.diff(pairs, prepend=-1))  # where the hopes of the next pair begin
        for first, beyond in pairwise([*edges, len(pairs)]):
            some = hopes[first:beyond]
            pair = pairs[first]
            scores = last[:, some]
            scores += plus[self.b[pair], some] - minus[self.a[pair], some]  # (C, k)
            top = scores.max(axis=1)
            better = np.flatnonzero(top > self.best[pair])
            if len(better):
                self.best[pair, better] = top[better]
                self.row[pair, better] = start + some[scores[better].argmax(axis=1)]
        progress.add(len(self.questions.questions))

    def answers(self) -> Rows:
        """(N,) rows of the best words."""
        return self.row[self.cell]


def _chunks(n: int, size: int) -> Iterator[slice]:
    return (slice(start, min(start + size, n)) for start in range(0, n, size))
