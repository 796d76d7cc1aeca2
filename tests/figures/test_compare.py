"""The maps of several models: every selected word is marked on each, whatever their number."""

from itertools import combinations

import numpy as np

from explorer.figures import labels, style
from explorer.figures.compare import ARROWS, LABELLED, arrows, side_by_side
from explorer.judging.compare.models import compare
from explorer.vectors.word_vectors import WordVectors

WORDS = tuple(f"w{i}" for i in range(400))


def test_all_selected_words_are_marked_on_all_maps_and_some_are_named() -> None:
    matrix = np.random.default_rng(0).normal(size=(400, 8)).astype(np.float32)
    found = compare([WordVectors(WORDS, matrix), WordVectors(WORDS, matrix[:, ::-1].copy())])
    selected = list(range(20, 376))
    figure = side_by_side(found, ("one", "two"), 5, selected)
    marked = [trace for trace in figure.data if trace.name == "selected"]
    assert [[row for row, _ in trace.customdata] for trace in marked] == [selected, selected]
    for axis in ("x", "x2"):
        named = {
            note.text for note in figure.layout.annotations if note.xref == axis and note.font.color == style.ANSWER
        }
        assert 0 < len(named) <= LABELLED
        assert named <= {WORDS[row] for row in selected}


def test_names_on_the_maps_of_a_narrow_window_do_not_cover_each_other() -> None:
    matrix = np.random.default_rng(0).normal(size=(400, 8)).astype(np.float32)
    found = compare([WordVectors(WORDS, matrix), WordVectors(WORDS, matrix**3)])
    figure = side_by_side(found, ("one", "two"), None)
    across = 240 / (figure.layout.xaxis.range[1] - figure.layout.xaxis.range[0])  # pixels of a map 240 pixels wide
    for axis in ("x", "x2"):
        notes = [note for note in figure.layout.annotations if note.xref == axis]
        assert len(notes) > 5
        boxes = []
        for note in notes:
            wide, tall = labels.width(note.text, 13), 13
            left = across * note.x + note.xshift - wide * {"left": 0, "center": 0.5, "right": 1}[note.xanchor]
            low = across * note.y + note.yshift - tall * {"bottom": 0, "middle": 0.5, "top": 1}[note.yanchor]
            boxes.append((left, low, left + wide, low + tall))
        for one, other in combinations(boxes, 2):
            apart = [one[i] >= other[i + 2] or other[i] >= one[i + 2] for i in (0, 1)]
            assert any(apart), (axis, one, other)


def test_selected_words_have_an_arrow_and_both_ends_marked_beside_those_that_moved_most() -> None:
    matrix = np.random.default_rng(0).normal(size=(400, 8)).astype(np.float32)
    found = compare([WordVectors(WORDS, matrix), WordVectors(WORDS, matrix[:, ::-1].copy())])
    moved = set(np.argsort(-found.against[0].beyond)[:ARROWS].tolist())
    selected = [row for row in range(30) if row not in moved][:5]
    figure = arrows(found, 1, selected)
    ends = {trace.name: np.column_stack([trace.x, trace.y]) for trace in figure.data if "selected" in str(trace.name)}
    np.testing.assert_allclose(ends["selected, in the first"], found.at[0][selected])
    np.testing.assert_allclose(ends["selected, in the other"], found.at[1][selected])
    drawn = [note for note in figure.layout.annotations if note.arrowcolor == style.ANSWER]
    assert [(note.ax, note.x) for note in drawn] == [
        (float(found.at[0][row, 0]), float(found.at[1][row, 0])) for row in selected
    ]
    assert sum(note.showarrow for note in figure.layout.annotations) == ARROWS + len(selected)
    named = {note.text for note in figure.layout.annotations if not note.showarrow}
    assert named
    assert named <= {WORDS[row] for row in moved}
