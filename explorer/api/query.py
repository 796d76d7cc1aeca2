"""The record of a question, read from the parameters of an address by the types of its fields."""

import dataclasses
from collections.abc import Sequence
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

from explorer.errors import SettingError

LONGEST: Final = 10_000  # characters of one parameter
TRUTHS: Final = {"true": True, "1": True, "false": False, "0": False}


def read(asks: type[Any], given: Sequence[tuple[str, str]]) -> Any:  # noqa: ANN401 - a record of that type
    """The record of type `asks` with the values of the parameters, given as (name, text).

    Raises
    ------
    SettingError
        If a parameter is missing, unknown, given twice, too long, or not of its type.
    """
    known = {one.name: one for one in dataclasses.fields(asks)}
    types = get_type_hints(asks)
    found: dict[str, object] = {}
    for name, text in given:
        if name not in known:
            names = ", ".join(known) or "none"
            raise SettingError(f"There is no parameter “{name[:40]}”; there are {names}.")
        if name in found:
            raise SettingError(f"The parameter “{name}” is given twice.")
        if len(text) > LONGEST:
            raise SettingError(f"The parameter “{name}” has {len(text):,} characters; at most {LONGEST:,} are read.")
        found[name] = _value(name, text, types[name])
    for name, one in known.items():
        if name not in found and one.default is dataclasses.MISSING:
            raise SettingError(f"The parameter “{name}” is missing: {one.metadata['about']}")
    return asks(**found)


def _value(name: str, text: str, kind: Any) -> object:  # noqa: ANN401 - a type of a field
    """The text as a value of that type.

    Raises
    ------
    SettingError
        If it is not one.
    """
    if get_origin(kind) is Literal:
        if text not in get_args(kind):
            raise SettingError(f"The parameter “{name}” is one of {', '.join(get_args(kind))}, not “{text[:40]}”.")
        return text
    if get_origin(kind) is tuple:
        return tuple(word.strip() for word in text.split(",") if word.strip())
    if kind is bool:
        if text.lower() not in TRUTHS:
            raise SettingError(f"The parameter “{name}” is true or false, not “{text[:40]}”.")
        return TRUTHS[text.lower()]
    if kind is int:
        if not text.lstrip("-").isdecimal() or not text.isascii() or len(text) > 12:
            raise SettingError(f"The parameter “{name}” is a whole number, not “{text[:40]}”.")
        return int(text)
    if not text.strip():
        raise SettingError(f"The parameter “{name}” is empty.")
    return text.strip()
