"""How sure a score of bias is, in sentences and as the rows of a table."""

from collections.abc import Sequence

from explorer.judging.bias.doubt import Doubt, Interval, Score


def sentences(score: Score, doubt: Doubt, *, tested: str = "targets") -> str:
    """The intervals, the random words, and the convention of one score, in Markdown."""
    name, level = score.name, 0 if doubt.over_words is None else doubt.over_words.level
    said = []
    if doubt.over_words is not None:
        said.append(
            f"Had other words of these kinds been chosen, the {name} would lie between "
            f"**{_plain(doubt.over_words.low)}** and **{_plain(doubt.over_words.high)}** ({level:.0%}, bootstrap)."
        )
    elif score.words:
        said.append("There are too few words for an interval: at least three are drawn again and again.")
    if doubt.over_pairs is not None:
        subject = "it" if said else f"the {name}"
        said.append(
            f"With other pairs {subject} would lie between **{_plain(doubt.over_pairs.low)}** and "
            f"**{_plain(doubt.over_pairs.high)}**."
        )
    if len(doubt.by_chance):
        share = f"{doubt.beyond:.1%}" if doubt.beyond else f"none of {len(doubt.by_chance)}"
        said.append(
            f"With random words of the same frequency as {tested} it mostly lies between {_plain(doubt.usual.low)} and "
            f"{_plain(doubt.usual.high)}; as far out as this one: {share} of such draws."
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
        "as far out by chance": [round(doubt.beyond, 3) for doubt in doubts],
        "what it asks": [score.asks for score in scores],
        "convention": [score.convention for score in scores],
    }


def _between(interval: Interval | None) -> str:
    return "–" if interval is None else f"{_plain(interval.low)} to {_plain(interval.high)}"


def _plain(value: float) -> str:
    return f"{value:.3f}".replace("-", "−")
