"""The tokens of a text as bars: their names do not touch on a phone."""

import pytest

from explorer.figures import reading


@pytest.mark.parametrize(("names", "angle"), [(["a"] * 30, 0), (["pear"] * 12, -60), (["pear"] * 13, -90)])
def test_many_names_stand_upright(names: list[str], angle: int) -> None:
    figure = reading.tokens(names, [1.0] * len(names), title="nats", highest=2.0, both_signs=False)
    assert figure.layout.xaxis.tickangle == angle
