"""
Pages are drawn a few at a time, so that a crowd does not make each of them slow.

Python's interpreter does one thing at a time, and to draw a page is mostly its work. Of ten pages drawn together each
is ready when all are; in turn, the first is ready at a tenth of the time, and the mean is about half. The small parts
of a page that say how far work is are drawn without a turn: they would wait among the ten.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from explorer.ui.shell import visitor
from explorer.ui.shell.cache import shared_work
from explorer.ui.shell.turns import Place


@contextmanager
def in_turn() -> Iterator[None]:
    """Draw a page within this, as soon as it has its turn; one that is drawn for a second lets the next begin."""
    with Place(shared_work.drawn(), visitor.somebody(), lambda: False).taken():
        yield
