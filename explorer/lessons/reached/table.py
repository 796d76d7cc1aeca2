"""All functions that compute with the library what a page reports, by name."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache, lru_cache
from types import MappingProxyType

from explorer.errors import ExplorerError, LessonError
from explorer.lessons.calls import asked, parsed
from explorer.lessons.observed import Observed
from explorer.lessons.reached import explore, train, use, words
from explorer.training.live.one_thread import one_thread

SUBJECTS = (train, words, explore, use)  # each module has a table REACHED of its functions


@cache
def functions() -> MappingProxyType[str, Callable[..., Observed]]:
    """The functions of all subjects by name; all names are different.

    Raises
    ------
    ValueError
        If two subjects use the same name, which is a mistake in our code.
    """
    found: dict[str, Callable[..., Observed]] = {}
    for subject in SUBJECTS:
        for function in subject.REACHED:
            if function.__name__ in found:
                raise ValueError(f"two functions that reach something are called {function.__name__}")
            found[function.__name__] = function
    return MappingProxyType(found)


@lru_cache(maxsize=64)
def observed_after(call: str) -> MappingProxyType[str, object]:
    """What the page reports after that call, as `watch(steps=1000)`, by the names of `OBSERVED`.

    Raises
    ------
    LessonError
        If there is no such function, or what it asks for cannot be done.
    """
    make = asked(call, functions())
    try:
        with one_thread():  # the products are small, and others may be at work
            return MappingProxyType(dict(make()))
    except LessonError:
        raise
    except (ExplorerError, TypeError, ValueError, ArithmeticError, LookupError) as error:  # values of the wrong kind
        raise LessonError(f"“{call[:80]}” cannot be done: {error}") from None


def observed_before(call: str, settings: Mapping[str, str]) -> MappingProxyType[str, object]:
    """What the page reports when the lesson opens it: with the `settings` of its link, and else its usual values.

    A word that both the call and the lesson set is taken from the call, because a link may spell it differently.

    Raises
    ------
    LessonError
        If there is no such function, or what it asks for cannot be done.
    """
    asked(call, functions())
    told = parsed(call)
    given = {
        name: value if isinstance(value, str) else number(settings[name])
        for name, value in told.arguments.items()
        if name in settings
    }
    return observed_after(f"{told.name}({', '.join(f'{name}={value!r}' for name, value in given.items())})")


def number(text: str) -> float | bool | str:
    """A setting as a number, or as true or false; the text itself if it is neither.

    >>> number("2"), number("0.5"), number("true"), number("royals")
    (2, 0.5, True, 'royals')
    """
    if text in {"true", "false"}:
        return text == "true"
    for kind in (int, float):
        with suppress(ValueError):
            return kind(text)
    return text
