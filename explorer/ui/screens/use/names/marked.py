"""A sentence with its names highlighted, each followed by its kind: colour and text say the same."""

from collections.abc import Mapping, Sequence

from explorer.tasks.labelled import Sentence
from explorer.tasks.names.spans import Span
from explorer.ui.shell import panels

COLOURS = ("blue", "green", "orange", "violet", "red", "gray")
USUAL = {"PER": 0, "LOC": 1, "ORG": 2, "MISC": 3}
LONGEST = 60  # words shown of a sentence


def colours(kinds: Sequence[str]) -> dict[str, str]:
    """Kind of name -> its colour; the four of CoNLL always have the same."""
    others = [kind for kind in kinds if kind not in USUAL]
    places = USUAL | {kind: (4 + i) % len(COLOURS) for i, kind in enumerate(others)}
    return {kind: COLOURS[place] for kind, place in places.items()}


def sentence(words: Sentence, names: Sequence[Span], colour: Mapping[str, str]) -> str:
    """The sentence as Markdown, cut after `LONGEST` words."""
    parts: list[str] = []
    at, end = 0, min(len(words), LONGEST)
    for name in sorted(name for name in names if name.end <= end):
        parts += [panels.plain(word) for word in words[at : name.start]]
        inside = " ".join(panels.plain(word) for word in words[name.start : name.end])
        shown = colour.get(name.kind, COLOURS[-1])
        parts.append(f":{shown}-background[**{inside}** :small[{panels.plain(name.kind)}]]")
        at = name.end
    parts += [panels.plain(word) for word in words[at:end]]
    return " ".join(parts) + (" …" if len(words) > end else "")
