"""
Widgets whose value is in the address, so that a copied link opens the page as it was; a lesson can fix or hide them.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, cast

import streamlit as st

from explorer.ui.shell import lesson_rules
from explorer.ui.shell.state import keep_apart, session
from explorer.ui.shell.streamlit_private import DeltaGenerator

MOST_NAMED: Final = 8  # values that are listed one by one


def linked(place: DeltaGenerator | None = None, *, kept: bool = False) -> DeltaGenerator:
    """`place`, or the page, with each widget's value in the address under the widget's key.

    With `kept` the value is also there when the visitor comes back from another page:
    linked(left, kept=True).slider("Neighbours", 1, 50, 10, key="k").  A lesson may fix or hide it (`lesson_rules`).
    """
    told = {"bind": "query-params", "persist_state": "session" if kept else None}
    return cast(DeltaGenerator, _Place(place, told))


def unlinked() -> DeltaGenerator:
    """The page, for widgets that are not in the address but that a lesson may fix or hide."""
    return cast(DeltaGenerator, _Place(None, {}))


class _Place:
    """A proxy of a place of the page, which passes `told` to each widget in addition to its own arguments."""

    def __init__(self, place: DeltaGenerator | None, told: dict[str, str | None]) -> None:
        self._place, self._told = place, told

    def __getattr__(self, widget: str) -> Callable[..., object]:
        return partial(self._draw, widget)

    def _draw(self, widget: str, *args: object, **own: object) -> object:
        place, told = self._place or st, {**self._told, **own}
        link, key = session().link, str(told.get("key"))
        if key in link.asked or key in link.corrected:
            link.takes[key] = takes(widget, args, told)
        keep_apart(key, widget, label=str(told.get("label", args[0] if args else "")))
        rule = lesson_rules.rule_of(key) if widget in lesson_rules.CONTROLS else None
        if rule is None:
            return getattr(place, widget)(*args, **told)
        return lesson_rules.draw(cast(DeltaGenerator, place), widget, args, told, rule)


def takes(widget: str, args: Sequence[Any], told: dict[str, Any]) -> str:
    """A sentence on the values that a slider or a number field takes; empty for other widgets."""
    if widget in lesson_rules.NUMBERS:
        places = ((1, "min_value"), (2, "max_value"))
        ends = [told.get(name, args[at] if len(args) > at else None) for at, name in places]
        return "" if None in ends else f"It takes {_spelled(ends[0])} to {_spelled(ends[1])}."
    if widget == "select_slider":
        form = told.get("format_func") or str
        named = [form(one) for one in told.get("options", args[1] if len(args) > 1 else ())]
        if len(named) > MOST_NAMED:
            return f"It takes {len(named)} values from {named[0]} to {named[-1]}."
        return f"It takes {', '.join(named[:-1])} or {named[-1]}." if len(named) > 1 else ""
    return ""


def _spelled(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:g}" if isinstance(value, float) else str(value)
