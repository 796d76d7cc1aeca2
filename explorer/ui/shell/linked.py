"""Widgets whose value stands in the address, so that a copied link opens the page as it was."""

from collections.abc import Callable
from functools import partial
from typing import cast

import streamlit as st

from explorer.ui.shell.streamlit_private import DeltaGenerator


def linked(place: DeltaGenerator | None = None, *, kept: bool = False) -> DeltaGenerator:
    """`place`, or the page, each of whose widgets has its value in the address, under the widget's key.

    With `kept` the value is also there when the visitor comes back from another page:
    linked(left, kept=True).slider("Neighbours", 1, 50, 10, key="k").
    """
    return cast(DeltaGenerator, _Linked(place, {"bind": "query-params", "persist_state": "session" if kept else None}))


class _Linked:
    """Stands for a place of the page; whatever widget it is asked for is given `told` with its own arguments."""

    def __init__(self, place: DeltaGenerator | None, told: dict[str, str | None]) -> None:
        self._place, self._told = place, told

    def __getattr__(self, widget: str) -> Callable[..., object]:
        return partial(getattr(self._place or st, widget), **self._told)
