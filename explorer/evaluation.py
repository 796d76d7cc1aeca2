"""
How well cosines follow what people say: word similarity sets.

A set is a list of word pairs with the mean of human ratings; a model is scored by the rank
correlation of its cosines with them (Finkelstein et al. 2002, WordSim-353; Hill, Reichart and
Korhonen 2015, SimLex-999).  What happens to pairs with a word the model does not have is a
choice that changes the number, so it is a setting here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import numpy as np

from explorer.errors import SelectionError
from explorer.vectors import Floats, WordVectors

Unknown = Literal["drop", "zero", "mean"]
PACKAGED = {"WordSim-353": "wordsim353.tsv", "SimLex-999": "simlex999.txt"}


@dataclass(frozen=True)
class RatedPair:
    """Two words and how alike people found them, on the set's own scale."""

    first: str
    second: str
    rating: float


@dataclass(frozen=True, eq=False)
class SimilarityScore:
    """How a model's cosines go with the ratings of a set.

    Parameters
    ----------
    pairs : tuple of RatedPair
        The N pairs that were scored.
    cosines : (N,)
    spearman, pearson : float
        Rank and linear correlation of cosines and ratings, in [-1, 1].
    missing : tuple of str
        Words of the set that the model does not have.
    asked : int
        Pairs in the whole set.
    """

    pairs: tuple[RatedPair, ...]
    cosines: Floats
    spearman: float
    pearson: float
    missing: tuple[str, ...]
    asked: int


def read_pairs(text: str, *, name: str) -> tuple[RatedPair, ...]:
    """The pairs of a file with two words and a number a line, separated by tabs, commas or spaces; # starts a comment.

    >>> read_pairs("tiger\\tcat\\t7.35", name="t")
    (RatedPair(first='tiger', second='cat', rating=7.35),)

    Raises
    ------
    SelectionError
        If a line is not two words and a number; names the line.
    """
    pairs = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = [field for field in line.replace(",", "\t").replace(" ", "\t").split("\t") if field]
        try:
            pairs.append(RatedPair(fields[0], fields[1], float(fields[2])))
        except (IndexError, ValueError):
            if number == 1:
                continue  # a header
            raise SelectionError(
                f"Line {number} of {name} is “{line[:60]}”; each line must hold two words and a number."
            ) from None
    return tuple(pairs)


def packaged(name: str) -> tuple[RatedPair, ...]:
    """One of the sets that gensim ships: "WordSim-353" or "SimLex-999".

    Raises
    ------
    SelectionError
        If there is no such set, or gensim is not installed.
    """
    gensim = find_spec("gensim")
    if name not in PACKAGED or gensim is None or not gensim.submodule_search_locations:
        raise SelectionError(f"There is no packaged set “{name}”. The sets are: {', '.join(PACKAGED)}.")
    folder = Path(next(iter(gensim.submodule_search_locations))) / "test" / "test_data"
    return read_pairs((folder / PACKAGED[name]).read_text(encoding="utf-8"), name=name)


def word_similarity(
    vectors: WordVectors, pairs: Sequence[RatedPair], *, unknown: Unknown = "drop", fold_case: bool = True
) -> SimilarityScore:
    """The correlation of the model's cosines with the ratings.

    Parameters
    ----------
    vectors : WordVectors
    pairs : sequence of RatedPair
    unknown : str
        A pair with a word the model does not have is left out ("drop", as most papers do), gets
        cosine 0 ("zero", as GloVe's own script does), or the mean cosine of the others ("mean").
    fold_case : bool
        Look for the lower-case form of a word where its own form is not there.

    Raises
    ------
    SelectionError
        If fewer than three pairs can be scored.
    """
    from scipy import stats

    def row(word: str) -> int | None:
        found = vectors.index.get(word)
        return vectors.index.get(word.lower()) if found is None and fold_case else found

    rows = [(row(pair.first), row(pair.second)) for pair in pairs]
    known = np.array([a is not None and b is not None for a, b in rows], dtype=bool)
    if known.sum() < 3:
        raise SelectionError(
            f"Only {known.sum()} of {len(pairs)} pairs have both words in {vectors.name}; 3 are needed."
        )
    cosines = np.zeros(len(pairs))
    both = np.array([(a, b) for a, b in rows if a is not None and b is not None])
    left, right = vectors.matrix[both[:, 0]].astype(np.float64), vectors.matrix[both[:, 1]].astype(np.float64)
    lengths = np.linalg.norm(left, axis=1) * np.linalg.norm(right, axis=1)
    cosines[known] = np.einsum("nd,nd->n", left, right) / np.where(lengths == 0, 1, lengths)
    if unknown == "mean":
        cosines[~known] = cosines[known].mean()
    scored = known if unknown == "drop" else np.ones(len(pairs), dtype=bool)
    ratings = np.array([pair.rating for pair in pairs])
    missing = dict.fromkeys(word for pair in pairs for word in (pair.first, pair.second) if row(word) is None)
    return SimilarityScore(
        tuple(pair for pair, used in zip(pairs, scored, strict=True) if used),
        cosines[scored],
        float(stats.spearmanr(cosines[scored], ratings[scored]).statistic),
        float(stats.pearsonr(cosines[scored], ratings[scored]).statistic),
        tuple(missing),
        len(pairs),
    )
