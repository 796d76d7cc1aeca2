"""Where an error for the reader becomes a message on the page."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from explorer.errors import ExplorerError


@contextmanager
def shown(*, stop: bool = True) -> Iterator[None]:
    """Show an `ExplorerError` as a sentence and end the page there, unless told not to; other errors crash."""
    try:
        yield
    except ExplorerError as error:
        st.error(str(error).replace("$", r"\$"), icon=":material/error:")
        if stop:
            st.stop()
