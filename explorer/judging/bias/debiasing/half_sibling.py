"""
Half-sibling regression: Yang and Feng 2020, "A causal inference method for reducing gender bias in word embedding
relations".

Words that are about gender by definition say what gender is.  The part of any other word that they
predict is gender too, and is taken from it.  V_D (D, n) has the vectors of those words as columns,
V_N (D, m) those of all others; a ridge regression predicts V_N from V_D, with each of the D
components as one observation (section 3, equations 2 to 5):

    W    = (V_Dᵀ V_D + α I)⁻¹ V_Dᵀ V_N        (n, m)
    V_N' = V_N - V_D W

The same for each word w, without a matrix as large as the vocabulary, is w' = α (V_D V_Dᵀ + α I)⁻¹ w:
directions in which words of gender are long are shortened.  The authors' code (KunkunYang/GenderBiasHSR)
takes α = 60.
"""

from collections.abc import Sequence

import numpy as np

from explorer.errors import SelectionError
from explorer.judging.bias.debiasing.steps import by_blocks, derived
from explorer.progress import Report, to_nobody
from explorer.vectors.word_vectors import WordVectors

PENALTY = 60.0


def half_sibling_regression(
    vectors: WordVectors, definition: Sequence[str], *, penalty: float = PENALTY, report: Report = to_nobody
) -> WordVectors:
    """Every vector without what the words of `definition` predict of it; these words stay as they are.

    `penalty` is α above 0: the smaller, the more is taken.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    SelectionError
        If there are no words of definition.
    """
    if not definition:
        raise SelectionError("There are no words that say what the difference is. Choose words that keep it.")
    rows = vectors.rows(definition)
    says = vectors.matrix[rows].astype(np.float64)  # (n, D)
    left = penalty * np.linalg.inv(says.T @ says + penalty * np.eye(vectors.dim))  # (D, D), symmetric
    matrix = by_blocks(vectors, lambda block: np.asarray(block @ left), report)
    matrix[rows] = vectors.matrix[rows]
    return derived(vectors, matrix)
