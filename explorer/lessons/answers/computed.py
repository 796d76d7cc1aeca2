"""A right answer, worked out by the library when it is asked for."""

import math
from functools import lru_cache

from explorer.errors import ExplorerError, LessonError
from explorer.lessons.answers.table import functions
from explorer.lessons.calls import asked
from explorer.lessons.lesson import Literally, is_call
from explorer.training.live.one_thread import one_thread


@lru_cache(maxsize=1024)
def computed(call: str) -> float | str | tuple[str, ...]:
    """The value of a call such as `window_pair_count(words=5, window=2)`; each call is computed once.

    Raises
    ------
    LessonError
        If it is not a call of a function for answers, or its value cannot be worked out.
    """
    make = asked(call, functions())
    try:
        with one_thread():  # the products are small, and others may be at work
            value = make()
    except LessonError:
        raise
    except (ExplorerError, TypeError, ValueError, ArithmeticError, LookupError) as error:  # values of the wrong kind
        raise LessonError(f"“{call[:80]}” cannot be worked out: {error}") from None
    if isinstance(value, str):
        return value
    if isinstance(value, tuple | list):
        return tuple(str(one) for one in value)
    if not math.isfinite(value):
        raise LessonError(f"“{call[:80]}” gives {value}, which is not a number.")
    return float(value)


def answer(value: Literally) -> float | str | tuple[str, ...]:
    """The answer itself: worked out if `value` is a call.

    Raises
    ------
    LessonError
        If it is a call and cannot be worked out.
    """
    return computed(value) if isinstance(value, str) and is_call(value) else value
