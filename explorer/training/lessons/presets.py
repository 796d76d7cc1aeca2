"""
Ways to break skip-gram with negative sampling, and what to look for when it breaks.

Each changes one thing and is shown next to the same run without the change, from the same seed.
That k = 0 has a trivial solution, and that frequent words crowd out the rest without subsampling,
is in Mikolov et al. 2013, "Distributed representations of words and phrases and their
compositionality", and in the lectures on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from explorer.training.lecture.sgns import SGNSSettings


@dataclass(frozen=True)
class Preset:
    """Two runs that differ in one thing.

    Parameters
    ----------
    key : str
        Its name in a link.
    title : str
    look_for : str
        One sentence or two: what to look for.
    usual : mapping
        Settings of both runs that this preset needs, by their name in `SGNSSettings`.
    changed : mapping
        What is different in the second run.
    text : str
        Key of the text it shows best on; empty for whichever is chosen.
    """

    key: str
    title: str
    look_for: str
    changed: Mapping[str, Any]
    usual: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""

    def beside(self, settings: SGNSSettings) -> SGNSSettings:
        """The settings of the second run."""
        return replace(settings, **self.changed)

    @property
    def difference(self) -> str:
        """What is different, in a few words."""
        names = {
            "dim": "D",
            "negatives": "k",
            "learning_rate": "rate",
            "noise_exponent": "noise exponent",
            "sample": "subsampling",
        }
        return ", ".join(f"{names.get(name, name)} = {value or 0:g}" for name, value in self.changed.items())


PRESETS = (
    Preset(
        "no-negatives",
        "No negatives: k = 0",
        "With nothing to push apart, every sigmoid σ(u·v) goes to 1 and every score u·v grows without end: all "
        "vectors turn into one direction, the loss falls to 0, and every word is like every other, with cosines near 1 "
        "under “Nearest words”. This is the trivial solution that negatives are there to prevent.",
        {"negatives": 0},
        {"negatives": 5},
    ),
    Preset(
        "uniform-noise",
        "Noise exponent 0",
        "Negatives are drawn evenly from the vocabulary: watch the orange words. Rare ones come as often as "
        "“the”, so that little is learned about keeping frequent words apart, and the loss is lower because "
        "the question is easier.",
        {"noise_exponent": 0.0},
        {"noise_exponent": 0.75},
    ),
    Preset(
        "unigram-noise",
        "Noise exponent 1",
        "Negatives are drawn as often as they occur: “the” and “and” fill the orange rows, and most updates "
        "are spent on pushing away words that say little. 0.75 lies between this and even chances.",
        {"noise_exponent": 1.0},
        {"noise_exponent": 0.75},
    ),
    Preset(
        "no-subsampling",
        "No subsampling",
        "Left, frequent words are skipped most of the time (t = 0.001): one pair in seven has one of the ten "
        "most frequent words in it. Right, four in ten have: most of the work is spent on “the”, “to” and "
        "“of”.",
        {"sample": 0.0},
        {"sample": 0.001, "batch": 256},
        text="lee",
    ),
    Preset(
        "window",
        "Window 1 against 10",
        "With a window of 1, words become alike that can replace each other: king and queen reach a cosine of "
        ".99. With 10, those two stay below .85, for words of the same sentences come near as well: rules, law, "
        "golden.",
        {"window": 10},
        {"window": 1},
        text="royals",
    ),
    Preset(
        "hot",
        "Learning rate too high",
        "Each update overshoots and makes the next error larger: the loss shoots up from the first steps, and "
        "soon the vectors are no longer numbers. Training stops and says so.",
        {"learning_rate": 1.0},
        {"learning_rate": 0.05},
    ),
    Preset(
        "flat",
        "Only two dimensions",
        "Two numbers a word are too few to put each word near all its neighbours: the loss stays high, and the "
        "map is no better, although it now shows all there is.",
        {"dim": 2},
        {"dim": 32},
    ),
)
