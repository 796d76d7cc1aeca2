"""The teacher's room: own lessons, links that fix or hide settings, the answer sheets of a class, the class wall."""

from explorer.ui.screens.learn.teacher import class_wall, link_making, sheets, writing
from explorer.ui.shell import onward, panels
from explorer.ui.shell.linked import linked

VIEWS = {
    "Class wall": class_wall.show,
    "Make a link": link_making.show,
    "Write a lesson": writing.show,
    "Sheets": sheets.show,
}

panels.opening(
    "Teacher's room",
    "Show a class how far it is, send pages as you have set them up, write lessons, and read what was handed in.",
)
view = linked().segmented_control(
    "What to do", list(VIEWS), default="Class wall", required=True, key="room", label_visibility="collapsed"
)
VIEWS[view]()
onward.offer("pages/learn/kept.py", "what you have kept", switch="room", views=VIEWS)
