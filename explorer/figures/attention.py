"""Where a decoder looks: one row for each character it writes, one column for each that it reads."""

import plotly.graph_objects as go

from explorer.figures import style
from explorer.vectors.word_vectors import Floats


def weights(read: str, written: str, cells: Floats, *, chosen: int) -> go.Figure:
    """α (U, T) of attention; row `chosen` is framed. More is stronger; each row sums to 1."""
    U, T = cells.shape
    letters = [style.text(letter if letter != " " else "␣") for letter in read]
    figure = go.Figure(
        go.Heatmap(
            x=list(range(T)),
            y=list(range(U)),
            z=cells,
            zmin=0,
            zmax=1,
            colorscale=list(style.SEQUENTIAL),
            customdata=[[[out, letter] for letter in letters] for out in written],
            hovertemplate="writes %{customdata[0]}, looks at %{customdata[1]}: %{z:.3f}<extra></extra>",
            xgap=1,
            ygap=1,
            colorbar={"title": "α", "thickness": 10, "tickvals": [0, 0.5, 1]},
        )
    )
    figure.add_shape(
        type="rect",
        x0=-0.5,
        x1=T - 0.5,
        y0=chosen - 0.5,
        y1=chosen + 0.5,
        line={"color": style.NEGATIVE, "width": 2.5},
    )
    figure.update_xaxes(
        tickvals=list(range(T)), ticktext=letters, tickangle=0, side="top", title="reads", tickfont={"size": 14}
    )
    figure.update_yaxes(
        tickvals=list(range(U)),
        ticktext=list(written),
        autorange="reversed",
        title="writes",
        tickfont={"size": 14},
    )
    figure.update_xaxes(showgrid=False, zeroline=False)
    figure.update_yaxes(showgrid=False, zeroline=False)
    return style.finish(figure, height=420).update_layout(margin={"t": 60})


def sure(written: str, probability: Floats, *, chosen: int) -> go.Figure:
    """How sure the decoder is of each character (U,) that it wrote; bar `chosen` is orange."""
    places = list(range(len(written)))
    figure = go.Figure(
        go.Bar(
            x=places,
            y=probability,
            marker={"color": [style.NEGATIVE if place == chosen else style.CENTRE for place in places]},
            text=[f"{p:.2f}" for p in probability],
            textposition="outside",
            cliponaxis=False,
            customdata=list(written),
            hovertemplate="%{customdata}: %{y:.4f}<extra></extra>",
        )
    )
    figure.update_xaxes(tickvals=places, ticktext=list(written), title="character written", tickfont={"size": 14})
    figure.update_yaxes(range=[0, 1.12], tickvals=[0, 0.5, 1], title="probability")
    return style.finish(figure, height=300).update_layout(bargap=0.25)
