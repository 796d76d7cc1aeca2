"""The class wall on a page: mounts the component made of the files next to this one."""

from explorer.figures import style
from explorer.figures.qr_code import qr_code
from explorer.ui.canvas import sockets
from explorer.ui.canvas.component import component


def show(token: str, address: str, link: str) -> None:
    """The wall of the class of that token.

    Parameters
    ----------
    token : str
    address : str
        The address at which to type the code, short enough to read from the last row.
    link : str
        The address in the QR code.
    """
    code = qr_code(link)
    component("class_wall", "wall/wall.js", "wall/wall.css")(
        key="wall",
        data={
            "token": token,
            "path": sockets.path("wall"),
            "palette": style.PALETTE,
            "address": address,
            "side": code.side,
            "code_path": code.path,
        },
    )
