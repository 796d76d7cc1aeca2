"""
What a lesson does with the controls of its pages: some are shown but cannot be changed, some are hidden.

The value of such a control comes from the lesson's text on the server. Neither the address nor the browser's value of
the widget is used, so a link that was changed by hand changes nothing. A lesson can name only controls: what a page
shows is always there.
"""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import streamlit as st

from explorer.ui.shell import lesson_strip
from explorer.ui.shell.state import fill, session
from explorer.ui.shell.streamlit_private import DeltaGenerator

TRUE: Final = ("1", "true", "yes", "on")
NUMBERS: Final = ("slider", "number_input")
CHOICES: Final = ("selectbox", "radio", "segmented_control", "pills", "select_slider", "multiselect")
OTHERS: Final = ("text_input", "text_area", "toggle", "checkbox")
CONTROLS: Final = (*NUMBERS, *CHOICES, *OTHERS)
CHANGED: Final = ("bind", "persist_state", "on_change", "args", "kwargs")  # useless where nothing can be changed


@dataclass(frozen=True)
class Rule:
    """The rule for one control: its value as a link spells it (None for the page's own), and whether it is drawn."""

    value: str | None
    drawn: bool


def rule_of(key: str) -> Rule | None:
    """The open lesson's rule for the control of that key; None if it has none."""
    found = lesson_strip.current()
    if found is None:
        return None
    lesson, step = found
    if key in lesson.hidden:
        given = lesson.steps[step - 1].settings if 0 < step <= len(lesson.steps) else {}
        return Rule(lesson.fixed.get(key, given.get(key)), drawn=False)
    return Rule(lesson.fixed[key], drawn=True) if key in lesson.fixed else None


def draw(place: DeltaGenerator, widget: str, args: Sequence[object], told: dict[str, Any], rule: Rule) -> object:
    """The value of a control by a lesson's rule; the control is drawn disabled, or not at all."""
    asked = _Asked.of(widget, args, told)
    value = asked.usual() if rule.value is None else asked.value(rule.value)
    session().link.ruled[told["key"]] = asked.spelled(value)
    fill(**{told["key"]: value})  # for code that reads the widget of that key
    if rule.drawn:
        shown = {name: given for name, given in asked.given.items() if name not in CHANGED}
        shown |= asked.showing(value)
        # Not the widget's own key, so that the browser's or the address's value for that is ignored.
        shown |= {"key": f"lesson {told['key']} {asked.spelled(value)}", "disabled": True}
        shown["help"] = "\n\n".join(filter(None, [shown.get("help"), "Set by the lesson."]))
        getattr(place.container(key=told["key"]), widget)(**shown)  # where a lesson looks for the widget of that key
    return value


@dataclass(frozen=True)
class _Asked:
    """A widget as a page asks for it: its kind and its arguments by name."""

    widget: str
    given: dict[str, Any]

    @classmethod
    def of(cls, widget: str, args: Sequence[object], told: dict[str, Any]) -> "_Asked":
        return cls(widget, dict(inspect.signature(getattr(st, widget)).bind(*args, **told).arguments))

    @property
    def options(self) -> list[Any]:
        return list(self.given.get("options", ()))

    @property
    def several(self) -> bool:
        return self.widget == "multiselect" or self.given.get("selection_mode") == "multi"

    def named(self, option: object) -> str:
        """The name of an option on the page and in the link."""
        form = cast(Callable[[object], str], self.given.get("format_func") or str)
        return str(form(option))

    def usual(self) -> object:
        """The value of the widget before anybody has touched it."""
        if self.widget == "slider":
            return self.given.get("value", self.given.get("min_value", 0))
        if self.widget == "number_input":
            usual = self.given.get("value", "min")
            return self.given.get("min_value", 0.0) if usual == "min" else usual
        if self.widget in CHOICES:
            return self._usual_choice()
        return self.given.get("value", False if self.widget in ("toggle", "checkbox") else "")

    def _usual_choice(self) -> object:
        options = self.options
        if self.several:
            return list(self.given.get("default") or [])
        if self.widget in ("selectbox", "radio"):
            index = self.given.get("index", 0)
            return None if index is None or not options else options[index]
        chosen = self.given.get("value" if self.widget == "select_slider" else "default")
        needed = self.widget == "select_slider" or self.given.get("required")
        return options[0] if chosen is None and needed and options else chosen

    def value(self, text: str) -> object:
        """The value that a lesson's text means; the usual value if the text is not possible on this page."""
        if self.widget in NUMBERS:
            return self._number(text)
        if self.widget in CHOICES:
            if self.several:
                single = self._choice(text)
                parts = [single] if single is not None else [self._choice(part) for part in text.split(",")]
                return [part for part in parts if part is not None]
            found = self._choice(text)
            return self.usual() if found is None else found
        if self.widget in ("toggle", "checkbox"):
            return text.strip().casefold() in TRUE
        return text[: self.given.get("max_chars") or None]

    def _number(self, text: str) -> object:
        usual = self.usual()
        try:
            numbers = [float(part) for part in text.split(",")]
        except ValueError:
            return usual
        low, high = (self.given.get(end) for end in ("min_value", "max_value"))
        within = [min(max(one, low if low is not None else one), high if high is not None else one) for one in numbers]
        ends = usual if isinstance(usual, tuple | list) else (usual,)
        if len(within) != len(ends) or any(one != one for one in within):
            return usual
        kind = int if all(isinstance(one, int) for one in (*ends, low, high) if one is not None) else float
        made = tuple(kind(one) for one in within)
        return made if isinstance(usual, tuple | list) else made[0]

    def _choice(self, text: str) -> object:
        """The option that `text` names, by its value or by its name on the page; None if there is none."""
        asked = text.strip().casefold()
        by_name = {self.named(option).casefold(): option for option in reversed(self.options)}
        by_name |= {str(option).casefold(): option for option in reversed(self.options)}
        return by_name.get(asked)

    def showing(self, value: object) -> dict[str, Any]:
        """The arguments with which the widget shows `value`."""
        if self.widget in ("selectbox", "radio"):
            return {"index": self.options.index(value) if value in self.options else None}
        if self.widget in ("segmented_control", "pills", "multiselect"):
            return {"default": value}
        return {"value": value}

    def spelled(self, value: object) -> str:
        """A value as the link spells it."""
        if self.widget in CHOICES:
            return ", ".join(map(self.named, cast(list[object], value) if self.several else [value]))
        if isinstance(value, tuple | list):
            return ", ".join(map(str, value))
        return str(value)
