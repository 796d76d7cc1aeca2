"""Turns errors into messages on the page: a reader's error, or as the last resort an error of the program."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from explorer.errors import ExplorerError, UnknownWordError
from explorer.ui.shell import panels, spelling
from explorer.ui.shell.state import session, start_afresh
from explorer.ui.shell.streamlit_private import only_a_part


@contextmanager
def shown(*, stop: bool = True, of: str = "", mend: bool = True) -> Iterator[None]:
    """Show an `ExplorerError` as a sentence and end the page there, unless `stop` is false; other errors crash.

    `of` names the model if a page shows several, because the library knows no names. With `mend`, the nearest spellings
    of an unknown word are offered.
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
    """Show one sentence about an unforeseen error, and a way on; True, so that Streamlit adds no message.

    Streamlit writes the traceback to the log before it calls this.
    """
    if isinstance(error, ExplorerError):
        told = str(error)
    else:
        told = (
            "This page failed because of an error in the program, not because of you. The server's log says what it "
            "was. Your models are kept, and the other pages work."
        )
    st.error(panels.plain(told), icon=":material/error:")
    if only_a_part():  # the rest of the page lives on; work that keeps redrawing this part ends
        for job in session().jobs.values():
            job.cancel()
    else:
        st.button("Open this page afresh", key="afresh", icon=":material/restart_alt:", on_click=start_afresh)
    return True
