"""A training that explodes: what is too small for the axis is drawn at its edge, and told as it is."""

import numpy as np

from explorer.figures import explosion


def test_a_tiny_loss_is_drawn_at_the_edge_and_told_as_it_is() -> None:
    figure = explosion.losses([0.7, 12.0], [0.7, 4e-9], broken=None)
    clipped = next(line for line in figure.data if line.name == "clipped")
    np.testing.assert_allclose(clipped.y, [0.7, 1e-3])
    np.testing.assert_allclose(clipped.customdata, [0.7, 4e-9])
    assert "%{customdata:.3g} nats" in clipped.hovertemplate
    assert "10⁻³ nats or more" in figure.layout.yaxis.title.text
