"""What a language model learns over steps: an axis that can be read whatever its range is."""

import numpy as np
import pytest

from explorer.figures import language


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
