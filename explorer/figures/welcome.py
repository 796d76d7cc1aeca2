"""The first picture: everyday words in groups, where the built-in model puts them."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

import numpy as np

from explorer.figures import atlas
from explorer.figures.colouring import Colouring
from explorer.projection.first_picture import FirstPicture

ALT = "Map of everyday words: animals, countries, food, music and other groups lie together."


def in_turn(words_of: Mapping[str, Sequence[str]], drawn: Sequence[str]) -> dict[str, str]:
    """From each drawn word to its group, one word of each group in turn: the order in which labels are placed."""
    there = set(drawn)
    turns = zip_longest(*([(word, title) for word in words if word in there] for title, words in words_of.items()))
    return dict(pair for turn in turns for pair in turn if pair is not None)


def grouped_map(picture: FirstPicture, words_of: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The picture for the canvas: a colour, a mark and a name on the map for each group; words in the order of labels.

    The canvas comes with the page's own script, a second before a new visitor's browser has loaded Plotly.
    """
    group_of = in_turn(words_of, picture.words)
    row_of = {word: row for row, word in enumerate(picture.words)}
    coordinates = picture.coordinates[[row_of[word] for word in group_of]]
    titles = tuple(words_of)
    group = np.array([titles.index(title) for title in group_of.values()])
    drawn = atlas.plain(
        tuple(group_of),
        coordinates,
        Colouring("group", group=group, names=titles, on_map=titles),
        name="everyday words",
        alt=ALT,
        hover=tuple(group_of.values()),
    )
    drawn["colour"]["names"] = []  # they are on the map; a legend would repeat them
    return drawn
