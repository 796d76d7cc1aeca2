"""How sure a score of bias is, in sentences and as the rows of a table."""

from collections.abc import Sequence

from explorer.bias.doubt import Doubt, Interval, Score


def sentences(score: Score, doubt: Doubt, *, tested: str = "targets") -> str:
    """The intervals, the random words, and the convention of one score, in Markdown."""
    said = []
    if doubt.over_words is not None:
        said.append(
            f"Had other words of these kinds been chosen, the {score.name} would lie between "
            f"**{doubt.over_words.low:.3f}** and **{doubt.over_words.high:.3f}** "
            f"({doubt.over_words.level:.0%} interval, bootstrap)."
        )
    else:
        said.append("There are too few words for an interval: at least three are drawn again and again.")
    if doubt.over_pairs is not None:
        said.append(
            f"With other pairs it would lie between **{doubt.over_pairs.low:.3f}** and **{doubt.over_pairs.high:.3f}**."
        )
    if len(doubt.by_chance):
        said.append(
            f"With random words of the same frequency as {tested} it mostly lies between {doubt.usual.low:.3f} and "
            f"{doubt.usual.high:.3f}; {doubt.beyond:.1%} of such draws are as far out as this one."
        )
    said.append(f"Convention: {score.convention}.")
    return " ".join(said)


def table(scores: Sequence[Score], doubts: Sequence[Doubt]) -> dict[str, list[object]]:
    """One row a score: value, no bias, both intervals, random words, what it asks and how it is computed."""
    return {
        "measure": [score.name for score in scores],
        "value": [doubt.value for doubt in doubts],
        "no bias": [score.even for score in scores],
        "with other words": [_between(doubt.over_words) for doubt in doubts],
        "with other pairs": [_between(doubt.over_pairs) for doubt in doubts],
        "random words": [_between(doubt.usual) for doubt in doubts],
        "as far out by chance": [doubt.beyond for doubt in doubts],
        "what it asks": [score.asks for score in scores],
        "convention": [score.convention for score in scores],
    }


def _between(interval: Interval | None) -> str:
    return "–" if interval is None else f"{interval.low:.3f} to {interval.high:.3f}"
