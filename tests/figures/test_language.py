"""What a language model learns over steps: an axis that can be read whatever its range is."""

import numpy as np
import pytest

from explorer.figures import language
from explorer.sequence.language.draws import Draw


@pytest.mark.parametrize(
    ("held", "peer", "ticks"),
    [
        ([29.5, 18, 13.2], 14, ["15", "20", "25"]),
        ([1840, 31, 3.25], 4, ["5", "10", "20", "50", "100", "200", "500", "1,000"]),
        ([14.2, 14.1], 14, ["14", "14.1", "14.2"]),
        ([14.0], 14, ["14"]),
    ],
)
def test_perplexity_has_ticks_where_its_lines_are(held: list[float], peer: float, ticks: list[str]) -> None:
    steps = [10 * i for i in range(len(held))]
    figure = language.perplexity(steps, held, held, 0, peer=peer, order=4, whole=100)
    shown = [tick for tick in figure.layout.yaxis.ticktext if min(*held, peer) <= float(tick.replace(",", ""))]
    assert shown == ticks
    assert [float(tick.replace(",", "")) for tick in ticks] == pytest.approx(list(figure.layout.yaxis.tickvals))


def test_words_and_characters_have_the_same_axes() -> None:
    figure = language.both([0, 100], [33.0, 20.0], [80.0, np.nan])
    assert list(figure.layout.yaxis.ticktext) == ["20", "40", "60", "80"]
    assert figure.layout.xaxis.title.text == "step"


@pytest.mark.parametrize(("random", "anchor"), [(0.05, "left"), (0.5, "center"), (0.97, "right")])
def test_the_drawn_word_stands_beside_its_number_inside_the_figure(random: float, anchor: str) -> None:
    P = np.array([0.02, 0.93, 0.05])
    figure = language.draw(
        Draw(0, P, P, random, low=0.02, high=0.95, id=1, token="a<b>", rejected=False), ["rare", "a<b>", " "]
    )
    (told,) = figure.layout.annotations
    assert (told.text, told.xanchor) == (f"<b>{random:.4f}: a&lt;b&gt;</b>", anchor)
    assert list(figure.data[0].text) == ["", "a<b>", "␣"]
    assert figure.data[0].yaxis == "y2"  # of several parts Plotly hides texts without room in the last one only
    assert figure.layout.uniformtext.mode == "hide"
