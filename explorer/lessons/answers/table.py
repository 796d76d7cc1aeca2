"""All functions that a lesson may ask for an answer, by name."""

from collections.abc import Callable
from functools import cache
from types import MappingProxyType

from explorer.lessons.answers import (
    analogies,
    bias,
    context,
    counting,
    maps,
    numbers,
    objectives,
    sequence,
    text,
    update,
)

SUBJECTS = (
    numbers,
    text,
    update,
    objectives,
    counting,
    maps,
    analogies,
    bias,
    sequence,
    context,
)  # each module has a table ANSWERS of its functions


@cache
def functions() -> MappingProxyType[str, Callable[..., float | str | tuple[str, ...]]]:
    """The functions of all subjects by name; all names are different.

    Raises
    ------
    ValueError
        If two subjects use the same name, which is a mistake in our code.
    """
    found: dict[str, Callable[..., float | str | tuple[str, ...]]] = {}
    for subject in SUBJECTS:
        for function in subject.ANSWERS:
            if function.__name__ in found:
                raise ValueError(f"two functions for answers are called {function.__name__}")
            found[function.__name__] = function
    return MappingProxyType(found)
