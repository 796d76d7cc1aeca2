"""Where an error becomes a message on the page: one for the reader, or, as the last resort, one of ours."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from explorer.errors import ExplorerError, UnknownWordError
from explorer.ui.shell import panels, spelling
from explorer.ui.shell.state import session, start_afresh
from explorer.ui.shell.streamlit_private import only_a_part


@contextmanager
def shown(*, stop: bool = True, of: str = "", mend: bool = True) -> Iterator[None]:
    """Show an `ExplorerError` as a sentence and end the page there, unless told not to; other errors crash.

    `of` names the model that is meant, where a page shows several: the library knows no names.  Of an unknown word the
    nearest spellings are offered, unless it is not to be mended (`mend`).
    """
    try:
        yield
    except ExplorerError as error:
        st.error(panels.plain(f"{of}: {error}" if of else str(error)), icon=":material/error:")
        if mend and isinstance(error, UnknownWordError):
            spelling.offer(error.word, error.nearest)
        if stop:
            st.stop()


def last_resort(error: Exception) -> bool:
    """Say in one sentence what nobody foresaw, and offer a way on; True, so that Streamlit adds nothing of its own.

    Streamlit has written the traceback to the log before it calls this.
    """
    if isinstance(error, ExplorerError):
        told = str(error)
    else:
        told = (
            "This page met a fault of the program, not of yours. The server's log says what it was. "
            "Your models are kept, and the other pages work."
        )
    st.error(panels.plain(told), icon=":material/error:")
    if only_a_part():  # the rest of the page lives; work that would have this part drawn again and again ends
        for job in session().jobs.values():
            job.cancel()
    else:
        st.button("Open this page afresh", key="afresh", icon=":material/restart_alt:", on_click=start_afresh)
    return True
