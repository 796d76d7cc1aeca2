"""
Where several servers share the visitors (EMBEDDING_EXPLORER_SERVERS), a class is in the memory of one of them.

The balancers of deploy/ bring to that one whoever opens the Teacher's room, or the link of a class, by its address:
they answer with a cookie and go by it from then on.
"""

import os
from typing import Final

import streamlit as st

COOKIE: Final = "explorer_class"  # set by the balancer
BY_ADDRESS: Final = (
    "This site has several servers, and all classes are on one of them. Open this page by its address to come there; "
    "your students come there by the link of the class."
)


def are_there() -> bool:
    """Whether the operator has said that there is more than one."""
    return os.environ.get("EMBEDDING_EXPLORER_SERVERS", "1") not in ("", "0", "1")


def classes_are_elsewhere() -> bool:
    """Whether the page that is running may be on another server than the classes."""
    return are_there() and st.context.cookies.get(COOKIE) != "1"
