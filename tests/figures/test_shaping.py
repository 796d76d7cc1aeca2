"""Shapes of points that say something else than the colours."""

import base64
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from explorer.figures import atlas, colouring, scatter, shaping
from explorer.projection.layout import graph_of, project
from explorer.projection.settings import ProjectionSettings
from tests.projection.made import cloud

DRAWING = Path(shaping.__file__).parents[1] / "ui/canvas/atlas/drawing.js"


@pytest.mark.parametrize(
    ("cells", "most", "names"),
    [
        ("ababac", 6, ("a", "b", "c")),
        ("aabbc-", 6, ("a", "b", "c", "none")),
        ("abcdef", 6, ("a", "b", "c", "d", "e", "f")),
        ("fedcbaabcdegggabc", 6, ("c", "b", "a", "g", "e", "other")),
        ("aaabbbccddeef-", 6, ("a", "b", "c", "d", "e", "other or none")),
        ("aaabbc", 2, ("a", "other")),
        ("oooaab", 2, ("a", "other")),  # a value of that name is among the others
        ("ooaaab", 3, ("a", "other", "b")),  # unless each value has its own
    ],
)
def test_the_most_frequent_values_have_shapes_and_the_rest_share_one(
    cells: str, most: int, names: tuple[str, ...]
) -> None:
    words = [{"-": "", "o": "other"}.get(cell, cell) for cell in cells]
    made = shaping.by_values(words, "kind", most=most)
    assert made.names == names
    assert [names[number] for number in made.of] == [word if word in names else names[-1] for word in words]
    own = Counter(word for word in words if word in names)
    shared = {word for word in words if word and word not in names}
    assert all(own[name] >= words.count(word) for name in own for word in shared)
    assert ("share one" in made.caption) == ("other" in names[-1])


def test_figures_draw_each_point_with_its_own_shape_and_colour() -> None:
    vectors, settings = cloud(60), ProjectionSettings(method="PCA")
    made = project(*graph_of(vectors, settings), settings)
    words = made.words
    shapes = shaping.by_values(["odd" if row % 3 else "third" for row in range(60)], "kind")
    ranks = colouring.by_rank(np.arange(60))
    seen = np.arange(60) % 2 == 0
    for colours in (ranks, colouring.by_tags(dict(zip(words[:20], "ab" * 10, strict=True)), words), colouring.plain()):
        both = replace(colours, shapes=shapes).only(np.ones(60, dtype=bool))
        symbols: dict[str, str] = {}
        for trace in scatter.map_of_words(made, both, scatter.Pointed()).data:
            if trace.text is not None and trace.customdata is not None:
                symbols |= dict(zip(trace.text, trace.marker.symbol, strict=True))
        assert symbols == {word: "circle" if row % 3 else "square" for row, word in enumerate(words)}
        told = atlas.colours(both.only(seen))["shapes"]
        of = np.frombuffer(base64.b64decode(told["of"]), dtype=np.uint8)
        assert [told["names"][number] for number in of] == ["odd" if row % 3 else "third" for row in range(0, 60, 2)]
        assert scatter.columns(made, both)["shape: kind"] == ["odd" if row % 3 else "third" for row in range(60)]
    assert atlas.colours(ranks)["shapes"] is None


def test_as_many_words_have_shapes_as_are_not_drawn_as_discs() -> None:
    (crowd,) = re.findall(r"export const CROWD = (\d+);", DRAWING.read_text(encoding="utf-8"))
    assert int(crowd) == shaping.MOST_WORDS
