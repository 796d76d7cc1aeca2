"""
A call in a lesson, such as `keep_share(word='the', t=0.001)`: a name and literal values, never code.

It is parsed and never run: the name is looked up in a table of the library's own functions.
"""

import ast
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

from explorer.errors import LessonError

LONGEST: Final = 1000  # characters of a call


@dataclass(frozen=True)
class Call:
    """The name of a function, and its arguments by name."""

    name: str
    arguments: Mapping[str, Any]


def parsed(text: str) -> Call:
    """The call that is written in `text`.

    >>> parsed("keep_share(word='the', t=0.001)")
    Call(name='keep_share', arguments={'word': 'the', 't': 0.001})

    Raises
    ------
    LessonError
        If it is anything else than a function's name with literal values by name.
    """
    shown = text if len(text) <= 60 else text[:60] + " …"
    form = f"“{shown}” is not a call for a lesson: write a name and named values, as keep_share(word='the')."
    try:
        node = ast.parse(text.strip() if len(text) <= LONGEST else "", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise LessonError(form) from None
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.args:
        raise LessonError(form)
    arguments: dict[str, Any] = {}
    for keyword in node.keywords:
        try:
            value = ast.literal_eval(keyword.value)
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            raise LessonError(form) from None
        if keyword.arg is None or not _is_plain(value):
            raise LessonError(form)
        arguments[keyword.arg] = tuple(value) if isinstance(value, list) else value
    return Call(node.func.id, arguments)


def asked(text: str, functions: Mapping[str, Callable[..., Any]]) -> Callable[[], Any]:
    """A function without arguments that makes the call; its name is looked up in `functions`.

    Raises
    ------
    LessonError
        If there is no such function, or it does not take these values.
    """
    call = parsed(text)
    function = functions.get(call.name)
    if function is None:
        raise LessonError(f"There is no function “{call.name[:40]}”. There are: {', '.join(sorted(functions))}.")
    try:
        inspect.signature(function).bind(**call.arguments)
    except TypeError as error:
        taken = ", ".join(inspect.signature(function).parameters)
        raise LessonError(f"“{call.name}” takes other values: {error}. It takes: {taken or 'nothing'}.") from None
    types = get_type_hints(function)
    for name, value in call.arguments.items():
        if not _is_of(value, types.get(name)):
            raise LessonError(f"“{call.name}” takes {_in_words(types[name])} as “{name}”, not {str(value)[:40]!r}.")
    return lambda: function(**call.arguments)


def _is_of(value: object, kind: object) -> bool:
    """Whether a value has the type that a function declares; without a declared type any value will do."""
    if get_origin(kind) is Literal:
        return value in get_args(kind)
    if isinstance(kind, UnionType):
        return any(_is_of(value, one) for one in get_args(kind))
    if get_origin(kind) in {tuple, Sequence}:
        return isinstance(value, tuple) and all(_is_of(one, get_args(kind)[0]) for one in value)
    if kind in {int, float}:
        return isinstance(value, (int, float) if kind is float else int) and not isinstance(value, bool)
    return not isinstance(kind, type) or isinstance(value, kind)


def _in_words(kind: object) -> str:
    """A type as a teacher would say it."""
    if get_origin(kind) is Literal:
        return " or ".join(f"“{one}”" for one in get_args(kind))
    if isinstance(kind, UnionType):
        return " or ".join(_in_words(one) for one in get_args(kind))
    plain: dict[object, str] = {int: "a whole number", float: "a number", str: "a text", bool: "True or False"}
    return plain.get(kind, "nothing" if kind is NoneType else "a list")


def _is_plain(value: object) -> bool:
    """Whether it is a number, a text, true or false, or a list of these."""
    if isinstance(value, list | tuple):
        return all(isinstance(one, str | int | float) for one in value)
    return isinstance(value, str | int | float)
