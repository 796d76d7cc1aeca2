"""The classes of this server, one place for all its visitors."""

from typing import Final

from explorer.lessons.wall import Classes
from explorer.ui.shell.streamlit_private import visit_is_open

CLASSES: Final = Classes(visit_is_open)
