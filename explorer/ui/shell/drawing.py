"""
Pages are drawn one at a time, and beside them one or two parts that say how far work is: so a crowd makes none slow.

Python's interpreter does one thing at a time, and to draw a page is mostly its work. Of ten pages drawn together each
is ready when all are; in turn, the first is ready at a tenth of the time, and the mean is about half. Parts have a line
of their own: they are small, and would wait among the ten.
"""

import math
from contextlib import AbstractContextManager

from explorer.ui.shell.cache import shared_work
from explorer.ui.shell.turns import Place


def in_turn(visit: str, *, part: bool) -> AbstractContextManager[None]:
    """Within this a page of that visit, or a `part` of it, is drawn; it begins as soon as it has its turn."""
    place = Place(shared_work.parts() if part else shared_work.pages(), visit, lambda: False)
    place.seen_at = math.inf  # the visitor waits for it, however long
    return place.taken()
