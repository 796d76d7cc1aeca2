"""
Why a classifier said what it said: each word's share of the score, the same every time it is asked.

    exact              of a linear classifier: the words' shares and the bias add up to the score to the last digit
    leave one out      the score minus the score without the word (Li, Monroe and Jurafsky 2016, eq. 1)
    gradient x input   Σ_d (dscore/dx_id) x_id (Denil et al. 2014)

The score of a class is its own before the softmax minus the mean of the others': the log-odds if there are two
classes. Only the first method is exact; the other two answer a question without an exact answer, so their
agreement is shown.
"""

from dataclasses import dataclass
from typing import Literal, cast

import numpy as np

from explorer.errors import SelectionError
from explorer.tasks.classifier import Classifier, LinearClassifier, SmoothClassifier, margins
from explorer.tasks.labelled import Sentence
from explorer.vectors.word_vectors import Floats

Method = Literal["exact", "leave one out", "gradient x input"]


@dataclass(frozen=True, eq=False)
class Explanation:
    """Each word's share of a score.

    Parameters
    ----------
    method : "exact", "leave one out" or "gradient x input"
    sentence : tuple of n words
    shares : (n,) float64
    score : float
        Of the class asked about, minus the mean of the others.
    """

    method: Method
    sentence: Sentence
    shares: Floats
    score: float

    @property
    def rest(self) -> float:
        """The score minus the sum of the shares: the bias if the explanation is exact."""
        return self.score - float(self.shares.sum())


def methods(classifier: Classifier) -> tuple[Method, ...]:
    """The explanations a classifier can give, the best first."""
    found: list[Method] = ["exact"] if hasattr(classifier, "shares") else []
    found.append("leave one out")
    if hasattr(classifier, "slopes"):
        found.append("gradient x input")
    return tuple(found)


def explained(classifier: Classifier, sentence: Sentence, number: int, method: Method) -> Explanation:
    """Each word's share of the score of class `number`.

    Raises
    ------
    SelectionError
        If the classifier cannot be explained by this method.
    """
    if method not in methods(classifier):
        raise SelectionError(f"This classifier has no explanation “{method}”, but {' and '.join(methods(classifier))}.")
    score = float(margins(classifier.scores([sentence]), number)[0])
    if not sentence:
        shares: Floats = np.zeros(0)
    elif method == "exact":
        shares = margins(cast("LinearClassifier", classifier).shares(sentence), number)
    elif method == "leave one out":
        without = [(*sentence[:i], *sentence[i + 1 :]) for i in range(len(sentence))]
        shares = score - margins(classifier.scores(without), number)
    else:
        smooth = cast("SmoothClassifier", classifier)
        slopes = smooth.slopes(sentence)
        along = slopes[number] - np.delete(slopes, number, axis=0).mean(axis=0)
        shares = np.einsum("nd,nd->n", along, smooth.inputs(sentence))
    return Explanation(method, sentence, np.asarray(shares, dtype=np.float64), score)


def agreement(first: Explanation, second: Explanation) -> float | None:
    """Rank correlation (Spearman 1904) of two explanations' shares, in [-1, 1]; None if all shares of one are equal."""
    from scipy import stats

    if min(np.ptp(one.shares) if len(one.shares) else 0.0 for one in (first, second)) == 0:
        return None
    return float(stats.spearmanr(first.shares, second.shares).statistic)
