"""A parcel on a page: bytes that the browser gets once, however often the page around them is drawn again."""

from explorer.ui.canvas.component import component


def send(frame: bytes, *, key: str) -> None:
    """Send a frame of `live_bytes` with a name in its header to the components of this page that draw it.

    Streamlit sends an unchanged message only as a reference to what the browser has. So a separate frame is sent once;
    inside the data of a map it would be sent with every click.
    """
    component("parcel", "parcel/parcel.js")(key=key, data=frame)
