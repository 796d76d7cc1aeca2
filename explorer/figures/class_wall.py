"""
The frames of the class wall: who is where, a small map of each run, and the losses of the class as one band.

They have the format of the live panel's frames (`live_bytes`). Each viewer has a `Wall`, which knows what was sent: a
map is sent again only after its run has taken a step.
"""

from collections.abc import Mapping
from typing import Any, Final

from numpy.typing import NDArray

from explorer.figures.live_bytes import as_int16, pack, rounded
from explorer.figures.map_axes import MapAxes
from explorer.lessons.spread import alike, spread
from explorer.lessons.wall import Member, Seen
from explorer.text.corpus import packaged
from explorer.training.live.checkpoints import is_reasonable
from explorer.training.live.live_run import LiveRun

SHOWN: Final = 200  # words whose vectors define the axes of a map
WORDS: Final = 40  # the most frequent of these, which are drawn
NAMED: Final = 4  # words with names next to them, always drawn


class Wall:
    """What one viewer of a class has received."""

    def __init__(self) -> None:
        self.frames = 0
        self._axes: dict[int, tuple[LiveRun, MapAxes]] = {}
        self._sent: dict[int, tuple[LiveRun, int]] = {}

    def frame(self, seen: Seen, here: Mapping[int, bool], runs: Mapping[int, LiveRun] | None) -> bytes:
        """All the text, and what has changed in the pictures, if `runs` are given, by the members' numbers."""
        self.frames += 1
        header: dict[str, Any] = {
            "n": self.frames,
            "code": seen.code,
            "lesson": seen.lesson,
            "left": round(seen.left),
            "members": [_told(member, seen.now, here=here.get(member.number, False)) for member in seen.members],
        }
        arrays: dict[str, NDArray[Any]] = {}
        if runs is not None:
            self._add_maps(header, arrays, runs)
            _add_band(header, arrays, runs)
        return pack(header, arrays)

    def _add_maps(self, header: dict[str, Any], arrays: dict[str, NDArray[Any]], runs: Mapping[int, LiveRun]) -> None:
        self._axes = {number: held for number, held in self._axes.items() if runs.get(number) is held[0]}
        self._sent = {number: sent for number, sent in self._sent.items() if number in runs}
        header["runs"], header["maps"] = {}, {}
        for number, run in runs.items():
            moment = run.moment
            header["runs"][number] = [moment.steps_done, run.settings.seed, rounded(moment.curve.latest)]
            if self._sent.get(number) == (run, moment.number):
                continue
            self._sent[number] = (run, moment.number)
            rows = moment.v_in[:SHOWN]
            if not is_reasonable(rows):
                continue  # diverged: the last map stays
            _, axes = self._axes.setdefault(number, (run, MapAxes("v", SHOWN)))
            named = named_words(run)
            drawn = list(dict.fromkeys([*named, *range(min(WORDS, len(rows)))]))
            xy = axes.coordinates(moment.kept, moment.steps_done, rows)[drawn]
            arrays[f"map {number}"], _ = as_int16(xy)
            header["maps"][number] = [run.corpus.vocabulary.words[word] for word in named]


def named_words(run: LiveRun) -> list[int]:
    """Ids of the words that have their names on a small map: those that suit the text, else the most frequent."""
    words = run.corpus.vocabulary.words[:SHOWN]
    text = next((text for text in packaged() if text.title == run.whole.name and text.probes), None)
    wanted = (*text.analogy, *text.probes) if text is not None else ()
    chosen = [word for word in dict.fromkeys(wanted) if word in words][:NAMED] or words[:NAMED]
    return [words.index(word) for word in chosen]


def _told(member: Member, now: float, *, here: bool) -> dict[str, Any]:
    mark = member.mark
    return {
        "id": member.number,
        "name": member.name,
        "lesson": mark.lesson,
        "step": mark.step,
        "steps": mark.steps,
        "tries": mark.tries,
        "for": round(now - member.arrived, 1),
        "here": here,
    }


def _add_band(header: dict[str, Any], arrays: dict[str, NDArray[Any]], runs: Mapping[int, LiveRun]) -> None:
    every = list(runs.values())
    chosen = [every[place] for place in alike(every)]
    made = spread([run.moment.curve for run in chosen])
    if made is None:
        return
    header["band"] = {
        "runs": len(chosen),
        "others": len(every) - len(chosen),
        "seeds": len({run.settings.seed for run in chosen}),
        "reached": made.runs,
        "text": chosen[0].whole.name,
        "texts": len({run.whole.fingerprint for run in chosen}),
    }
    arrays["band steps"] = made.steps
    arrays["band"] = made.quantiles.ravel()
    arrays["band losses"] = made.losses.ravel()
