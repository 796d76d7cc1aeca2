"""All addresses that this server answers besides Streamlit's pages; each part with routes is named here once."""

from starlette.routing import BaseRoute

from explorer.ui.canvas.live import channel as live
from explorer.ui.canvas.page import completion
from explorer.ui.canvas.plotly_map import library
from explorer.ui.canvas.wall import channel as wall
from explorer.ui.shell import metrics, over_http


def routes() -> list[BaseRoute]:
    """The routes of all parts, for the server."""
    parts = (live, wall, completion, library, metrics, over_http)
    return [route for part in parts for route in part.routes()]
