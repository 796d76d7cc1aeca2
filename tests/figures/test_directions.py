"""Words over several directions: a line each, whatever they are called."""

from explorer.figures import style
from explorer.figures.directions import parallel
from explorer.figures.standalone import standalone

WORDS, VALUES = ["nurse", "<b>king</b>"], [[0.25, -0.5, 0.125], [-0.25, 0.5, 0.0]]
POLES = [("she", "he"), ("old", "young"), ("<i>rich</i>", "poor")]


def test_each_word_has_a_line_through_its_cosines_and_names_stay_text() -> None:
    figure = style.as_text(parallel(WORDS, VALUES, POLES))
    assert [list(trace.y) for trace in figure.data] == VALUES
    assert all(len(trace.x) == 3 for trace in figure.data)
    page = standalone([figure], "many directions")
    assert "<b>king" not in page
    assert "<i>rich" not in page
