"""
Where several servers share the visitors (EMBEDDING_EXPLORER_SERVERS), one of them has all classes in its memory.

When somebody opens the Teacher's room or the link of a class by its address, the balancers of deploy/ send them to that
server, set a cookie, and follow that cookie from then on.
"""

import os
from typing import Final

import streamlit as st

COOKIE: Final = "explorer_class"  # set by the balancer
BY_ADDRESS: Final = (
    "This site has several servers, and all classes are on one of them. Open this page by its address to get there; "
    "the link of the class brings your students there."
)


def are_there() -> bool:
    """Whether the operator has set more than one server."""
    return os.environ.get("EMBEDDING_EXPLORER_SERVERS", "1") not in ("", "0", "1")


def classes_are_elsewhere() -> bool:
    """Whether the running page may be on another server than the classes."""
    return are_there() and st.context.cookies.get(COOKIE) != "1"
