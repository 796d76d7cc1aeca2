"""Marks put in together are what Plotly makes of them one by one."""

import plotly.graph_objects as go

from explorer.figures.marks import Marks


def test_they_stand_after_what_is_there_as_plotly_itself_would_put_them() -> None:
    figure, marks, wanted = go.Figure(), Marks(), go.Figure()
    for one in (figure, wanted):
        one.add_shape(type="rect", x0=0, x1=1, y0=0, y1=1)
        one.add_annotation(x=0, y=1, text="first", showarrow=False)
    for i in range(3):
        marks.shape("line", x0=i, x1=i + 1, y0=0, y1=i, line={"width": 2})
        marks.note(i, 2, f"note {i}", font={"size": 12})
        wanted.add_shape(type="line", x0=i, x1=i + 1, y0=0, y1=i, line={"width": 2})
        wanted.add_annotation(x=i, y=2, text=f"note {i}", font={"size": 12}, showarrow=False)
    marks.arrow(0, 1, 2, 3, arrowcolor="red")
    places = {"x": 2, "y": 3, "ax": 0, "ay": 1, "xref": "x", "yref": "y", "axref": "x", "ayref": "y"}
    wanted.add_annotation(**places, text="", showarrow=True, arrowhead=2, arrowcolor="red")
    assert marks.onto(figure) == wanted
