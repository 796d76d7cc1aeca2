"""
Kneser-Ney: the language model that counts, and the one to beat.

Interpolated, with one discount for each order (Kneser and Ney 1995; Chen and Goodman 1999, section 2.7 and eq. 9):

    P(w | h) = max(c(h w) - D, 0) / c(h .) + D N1+(h .) / c(h .) * P(w | h without its first word)

What is subtracted from the counts goes to the shorter history.  There a word's count is the number of different
words it occurred after: "Francisco" is frequent, but only after "San".  The shortest level is 1/V.
D = n1 / (n1 + 2 n2), n1 and n2 the numbers of n-grams seen once and twice.  A sentence begins after <s>, which is
history and never predicted; n-grams that begin with it keep their plain counts, as nothing comes before it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np

from explorer.errors import SettingError
from explorer.progress import Report, parts, to_nobody
from explorer.sequence.inputs import Ids
from explorer.sequence.language.tokens import Sentences
from explorer.vectors.word_vectors import Floats

BEGIN = -1  # <s>, as in what a network reads
MOST_WORDS = 5  # of an n-gram
AT_ONCE = 2000  # histories between two reports


class KneserNey:
    """An interpolated Kneser-Ney model of `order` 1 to 5; order 3 looks at the two words before.

    Parameters
    ----------
    sentences : Sentences
        What is counted.
    order : int
    report : callable
        Hears how much is counted, and may end it by raising.

    Raises
    ------
    SettingError
        If the order lies outside 1..5.
    """

    def __init__(self, sentences: Sentences, order: int, report: Report = to_nobody) -> None:
        if not 1 <= order <= MOST_WORDS:
            raise SettingError(f"An n-gram has 1 to {MOST_WORDS} words, not {order}.")
        self.tokens = sentences.tokens
        self.order = order
        counting, *sharing = parts(report, [order, *[1.0] * order])
        counts = _counted(sentences, order, counting)
        self.discounts = [_discount(counts[n]) for n in range(1, order + 1)]
        # by n and history: the words that followed, their discounted shares, and the share that was subtracted
        self._after: list[dict[tuple[int, ...], tuple[Ids, Floats, float]]] = []
        for n, told in enumerate(sharing, 1):
            by_history: defaultdict[tuple[int, ...], list[tuple[int, int]]] = defaultdict(list)
            for gram, count in counts[n].items():
                by_history[gram[:-1]].append((gram[-1], count))
            discount = self.discounts[n - 1]
            after: dict[tuple[int, ...], tuple[Ids, Floats, float]] = {}
            for history, followed in by_history.items():
                if len(after) % AT_ONCE == 0:
                    told(len(after), len(by_history))
                after[history] = _shares(followed, discount)
            self._after.append(after)

    def probabilities(self, before: Ids) -> Floats:
        """(V,) of every word, and last of <EOS>, after the words `before` (n,) of a sentence; sums to 1."""
        V = len(self.tokens)
        probability = np.full(V, 1 / V)
        for words, shares, left in self._levels(before):
            probability *= left
            probability[words] += shares
        return probability

    def losses(self, ids: Ids) -> Floats:
        """(n+1,) nats that each word of a sentence (n,) costs, and last its <EOS>."""
        said = [*ids.tolist(), self.tokens.eos]
        return np.array([-np.log(self._probability(word, ids[:i])) for i, word in enumerate(said)])

    def perplexity(self, sentences: Sentences, report: Report = to_nobody) -> float:
        """exp of the mean loss by word, <EOS> counted; `report` counts sentences, and may end it by raising."""
        found: list[Floats] = []
        for ids in sentences.ids:
            report(len(found), len(sentences))
            found.append(self.losses(ids))
        return float(np.exp(np.concatenate(found).mean()))

    def _levels(self, before: Ids) -> Iterator[tuple[Ids, Floats, float]]:
        """The counts after the last words of `before`, from no history to the longest one that was seen."""
        said = (BEGIN, *before.tolist())
        history = said[max(0, len(said) + 1 - self.order) :]
        for n in range(len(history) + 1):
            found = self._after[n].get(history[len(history) - n :])
            if found is None:
                return
            yield found

    def _probability(self, word: int, before: Ids) -> float:
        probability = 1 / len(self.tokens)
        for words, shares, left in self._levels(before):
            at = int(np.searchsorted(words, word))
            probability = probability * left + (shares[at] if at < len(words) and words[at] == word else 0)
        return float(probability)


def _counted(sentences: Sentences, order: int, report: Report) -> dict[int, Counter[tuple[int, ...]]]:
    """The n-grams of each n and their counts: occurrences for the longest, different words before it for the others."""
    often: dict[int, Counter[tuple[int, ...]]] = {n: Counter() for n in range(1, order + 1)}
    for done, ids in enumerate(sentences.ids):
        report(done, len(sentences))
        said = (BEGIN, *ids.tolist(), sentences.tokens.eos)
        for n in range(1, order + 1):
            often[n].update(said[i : i + n] for i in range(1 if n == 1 else 0, len(said) - n + 1))
    counts = {order: often[order]}
    for n in range(1, order):
        report(len(sentences), len(sentences))
        after = Counter(gram[1:] for gram in often[n + 1])
        counts[n] = Counter({gram: times if gram[0] == BEGIN else after[gram] for gram, times in often[n].items()})
    return counts


def _discount(counts: Counter[tuple[int, ...]]) -> float:
    times = Counter(counts.values())
    return times[1] / (times[1] + 2 * times[2]) if times[1] else 0.0


def _shares(found: list[tuple[int, int]], discount: float) -> tuple[Ids, Floats, float]:
    """The words (n,) that followed a history, rising, their discounted shares (n,), and the share subtracted."""
    words, counts = (np.array(column) for column in zip(*sorted(found), strict=True))
    total = counts.sum()
    return words, np.maximum(counts - discount, 0) / total, float(discount * len(words) / total)
