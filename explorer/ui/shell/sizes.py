"""
How many bytes a value holds in memory: arrays, texts and our own records, each once.

Memory mapped from a file counts 0, because the system can take its pages back.
"""

import mmap
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from types import FunctionType, MappingProxyType, MethodType, ModuleType
from typing import Protocol, TypeGuard

OURS = "explorer."  # objects of other libraries, as a thread or a lock, may refer to anything
LEAVES = (type(None), type, bool, int, float, complex, str, bytes, bytearray, ModuleType)
PLAIN = frozenset((type(None), bool, int, float, complex, str, bytes))  # most of what there is: no need to look closer


def size_of(value: object) -> int:
    """Bytes of `value` and all that it refers to; the texts of a list or tuple count as if no other held them."""
    return _walk(value, set())


@dataclass(frozen=True)
class Content:
    """The size of a value, and the identities of the value itself, its arrays and its longer collections.

    These show quickly whether another value keeps part of it in memory.
    """

    size: int
    parts: frozenset[int]


def content_of(value: object) -> Content:
    """The bytes and the parts of a value."""
    parts = {id(value)}
    size = _walk(value, set(), lambda part: parts.add(id(part)))
    return Content(size, frozenset(parts))


def size_beside(value: object, given: Sequence[Content]) -> tuple[int, list[bool]]:
    """Bytes that `value` refers to but the values `given` do not, and which of these it keeps in memory, even in part.

    >>> words, other = ["king", "queen"], ["man", "woman"]
    >>> size_beside({1: words}, [content_of(words), content_of(other)])[1]
    [True, False]
    """
    held = [False] * len(given)

    def is_of_one(part: object) -> bool:
        for place, content in enumerate(given):
            if id(part) in content.parts:
                held[place] = True
                return True
        return False

    return _walk(value, set(), is_of_one), held


def _walk(value: object, seen: set[int], is_counted: Callable[[object], object] = lambda _: False) -> int:
    """Bytes of what is not in `seen`; arrays and longer collections for which `is_counted` is true are left out."""
    size, still = 0, [value]
    while still:
        one = still.pop()
        if type(one) in PLAIN:
            if id(one) not in seen:
                seen.add(id(one))
                size += sys.getsizeof(one)
            continue
        if isinstance(one, list | tuple):
            if id(one) in seen:
                continue
            seen.add(id(one))
            if len(one) > 1 and is_counted(one) is True:
                continue
            size += sys.getsizeof(one)
            if _is_of_texts(one):
                size += sum(map(sys.getsizeof, one))
            else:
                still.extend(one)
            continue
        if _is_array(one):
            one = _owner(one)
        if id(one) in seen:
            continue
        seen.add(id(one))
        is_part = _is_array(one) or _is_ours(type(one)) or (isinstance(one, dict) and len(one) > 1)
        if is_part and is_counted(one) is True:
            continue
        size += _own(one)
        parts = [*_parts(one)]
        if isinstance(one, dict):  # a long one, as of a vocabulary, takes half the time at once
            plain = {id(part): part for part in parts if type(part) in PLAIN and id(part) not in seen}
            size += sum(map(sys.getsizeof, plain.values()))
            seen.update(plain)
            parts = [part for part in parts if type(part) not in PLAIN]
        still.extend(parts)
    return size


def _is_ours(kind: type) -> bool:
    return kind.__module__.startswith(OURS)


class Array(Protocol):
    """The part of an array's interface that is used here: this layer does not import NumPy."""

    nbytes: int
    base: object


def _is_array(one: object) -> TypeGuard[Array]:
    return hasattr(one, "nbytes") and hasattr(one, "base")


def _owner(array: Array) -> object:
    """The array, file or buffer whose memory an array shows."""
    owner: object = array
    while _is_array(owner) and owner.base is not None:
        owner = owner.base
    return owner.obj if isinstance(owner, memoryview) else owner


def _own(one: object) -> int:
    """Bytes of an object itself, without what it refers to."""
    if isinstance(one, mmap.mmap | ModuleType | type):
        return 0
    if _is_array(one):
        return int(one.nbytes)
    return sys.getsizeof(one, 0)


def _is_of_texts(some: list[object] | tuple[object, ...]) -> bool:
    return len(some) > 1 and isinstance(some[0], str) and isinstance(some[-1], str)


def _parts(one: object) -> Iterator[object]:
    """What an object refers to; for a function, its closure."""
    if isinstance(one, LEAVES):
        return
    if _is_array(one):
        if getattr(getattr(one, "dtype", None), "hasobject", False):
            yield from one.ravel().tolist()  # type: ignore[attr-defined]  # only NumPy's hold objects
    elif isinstance(one, dict | MappingProxyType):
        yield from [*one.keys(), *one.values()]  # a copy, because it may grow meanwhile
    elif isinstance(one, set | frozenset):
        yield from one
    elif isinstance(one, memoryview):
        yield one.obj
    elif isinstance(one, partial):
        yield from (one.func, one.args, one.keywords)
    elif isinstance(one, MethodType):
        yield one.__self__
    elif _is_ours(type(one)):
        yield from _fields(one)
    elif isinstance(one, FunctionType) and one.__module__.startswith(OURS):
        for cell in one.__closure__ or ():
            yield cell.cell_contents


def _fields(one: object) -> Iterator[object]:
    yield from [*getattr(one, "__dict__", {}).values()]
    for kind in type(one).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name not in ("__dict__", "__weakref__") and hasattr(one, name):
                yield getattr(one, name)
