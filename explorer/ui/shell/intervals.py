"""How certain a bias score is, as a list of sentences and as the rows of a table."""

from collections.abc import Sequence

from explorer.judging.bias.doubt import Doubt, Interval, Score
from explorer.text.numbers import number


def sentences(score: Score, doubt: Doubt, *, tested: str = "the targets", percent: bool = False) -> str:
    """The intervals, the random words and the convention of one score, as a Markdown list with one figure per line."""
    said = []
    for interval, what in ((doubt.over_words, "words"), (doubt.over_pairs, "pairs")):
        if interval is not None:
            said.append(
                f"**{100 * interval.level:.0f}% confidence interval, over the choice of {what}:** "
                f"{_between(interval, percent=percent)}{_clipped(score, interval, percent=percent)}. It is for the "
                f"score of all {what} that these represent (bootstrap: the {what} are drawn again, with replacement)."
            )
    if doubt.over_words is None and score.words:
        said.append("There are too few words for an interval, which needs at least three.")
    if len(doubt.by_chance):
        share = f"{doubt.beyond:.1%}" if doubt.beyond else f"none of {len(doubt.by_chance)}"
        said.append(
            f"**Random words** of similar frequency instead of {tested}: 95% of the draws lie between "
            f"{_between(doubt.usual, percent=percent, joined=' and ')}; as far out as this score: {share} of the draws."
        )
    said.append(f"**Convention:** {score.convention}.")
    return "\n".join(f"- {sentence}" for sentence in said)


def table(scores: Sequence[Score], doubts: Sequence[Doubt]) -> dict[str, list[object]]:
    """Columns with a row per score: value, no bias, both intervals, random words, what it asks, its convention."""
    return {
        "measure": [score.name for score in scores],
        "value": [doubt.value for doubt in doubts],
        "no bias": [score.even for score in scores],
        "interval over words": [_cell(doubt.over_words) for doubt in doubts],
        "interval over pairs": [_cell(doubt.over_pairs) for doubt in doubts],
        "random words": [_cell(doubt.usual) for doubt in doubts],
        "as far out by chance": [round(doubt.beyond, 3) for doubt in doubts],
        "what it asks": [score.asks for score in scores],
        "convention": [score.convention for score in scores],
    }


def _clipped(score: Score, interval: Interval, *, percent: bool) -> str:
    """A remark on each end of an interval that lies at the bound of the score; empty if none does."""
    ends = [
        f"{_plain(bound, percent=percent)} is the {word} there can be"
        for end, bound, word in ((interval.low, score.least, "least"), (interval.high, score.most, "most"))
        if end == bound
    ]
    return f" ({' and '.join(ends)})" if ends else ""


def _cell(interval: Interval | None) -> str:
    return "–" if interval is None else _between(interval)


def _between(interval: Interval, *, percent: bool = False, joined: str = " to ") -> str:
    return f"{_plain(interval.low, percent=percent)}{joined}{_plain(interval.high, percent=percent)}"


def _plain(value: float, *, percent: bool = False) -> str:
    return number(value, ".0%" if percent else ".3f")
