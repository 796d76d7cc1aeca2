"""
What visitors share, worked out once and kept in a bounded number of bytes: what was used longest ago goes first.

A function under `Shared.kept` is called once for the same content and settings.  Who asks while it is being worked out
for another waits for that, sees how far it is, and is let go when cancelled; if the other was cancelled, the next goes
on.  Arguments whose name begins with an underscore are no part of the key: `_report` is told how far it is, `_begun`
is given what can be watched meanwhile.  Content that several results keep in memory is counted once.
"""

import inspect
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial, update_wrapper
from hashlib import blake2b
from typing import Any, Final, Generic, ParamSpec, TypeVar
from weakref import ref

import streamlit as st

from explorer.ui.shell import streamlit_private
from explorer.ui.shell.sizes import Content, content_of, size_beside
from explorer.ui.shell.turns import aside

P = ParamSpec("P")
R = TypeVar("R")
Report = Callable[[int, int], None]
Key = tuple[Callable[..., Any], Hashable]
GLANCE: Final = 0.2  # seconds between two looks how far another is
AGAIN: Final = 30.0  # seconds after which content is measured again: it may work out more of itself
LONG: Final = 200  # characters or bytes from which on a text is known by its digest


@dataclass
class Flight:
    """Something that is being worked out: how far it is, what can be watched of it."""

    over: threading.Event = field(default_factory=threading.Event)
    progress: tuple[int, int] = (0, 0)
    begun: tuple[Any, ...] = ()  # one thing, once there is something to see


@dataclass
class Entry:
    """Something kept, its size when it was measured last, and what of the content it was made of it keeps in memory.

    It may grow by what it works out of itself.
    """

    value: Any
    given: tuple[ref[Any], ...]
    size: int = 0
    holds: tuple[object, ...] = ()
    was_used: bool = False  # since it was measured

    def measure(self, measured: Callable[[object], Content]) -> None:
        """Find its size again, without that of the content it was made of, which is `measured` once for all."""
        alive = [content for one in self.given if (content := one()) is not None]
        self.was_used = False
        self.size, held = size_beside(self.value, [measured(content) for content in alive])
        self.holds = tuple(one for one, is_held in zip(alive, held, strict=True) if is_held)


class Shared:
    """Values by function, content and settings, at most `most` bytes of them, or a single larger one.

    Parameters
    ----------
    most : int
        Bytes.
    content : mapping
        Kind of argument -> what stands for its content in a key.
    """

    def __init__(self, most: int, content: Mapping[type, Callable[[Any], Hashable]]) -> None:
        self.most = most
        self._content = content
        self._entries: OrderedDict[Key, Entry] = OrderedDict()  # what was used last stands last
        self._flights: dict[Key, Flight] = {}
        self._measured: dict[int, tuple[ref[Any], float, Content]] = {}  # content by its identity, and when
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """Bytes that are kept."""
        with self._lock:
            return self._whole()

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def values(self) -> dict[str, list[object]]:
        """What is kept, by the name of the function that made it."""
        found: dict[str, list[object]] = {}
        with self._lock:
            for key, entry in self._entries.items():
                found.setdefault(key[0].__name__, []).append(entry.value)
        return found

    def forget(self, function: Callable[..., object]) -> None:
        """Let go of all that this function has made."""
        with self._lock:
            for key in [key for key in self._entries if key[0] is function]:
                del self._entries[key]

    def get(
        self,
        function: Callable[..., R],
        arguments: dict[str, Any],
        spinner: str = "",
    ) -> R:
        """What `function` makes of its `arguments`, made now if it is not kept."""
        keyed = [value for name, value in arguments.items() if not name.startswith("_")]
        key: Key = (function, tuple(self._key(value) for value in keyed))
        while True:
            with self._lock:
                if (entry := self._entries.get(key)) is not None:
                    self._entries.move_to_end(key)
                    entry.was_used = True
                    kept: R = entry.value
                    return kept
                flight = self._flights.get(key)
                if flight is None:
                    mine = self._flights[key] = Flight()
                    break
            _wait(flight, arguments.get("_report"), arguments.get("_begun"))
        try:
            shows = bool(spinner and streamlit_private.visit())
            with st.spinner(spinner) if shows else nullcontext():
                made = function(**{**arguments, **_told(mine, arguments)})
            self._keep(key, Entry(made, tuple(map(ref, self._content_in(keyed)))))
        finally:
            with self._lock:
                del self._flights[key]
            mine.over.set()
        return made

    def _keep(self, key: Key, entry: Entry) -> None:
        with self._lock:
            used = [other for other in self._entries.values() if other.was_used]
        for one in (*used, entry):
            one.measure(self._measure)
        with self._lock:
            self._entries[key] = entry
            while self._whole() > self.most and len(self._entries) > 1:
                self._entries.popitem(last=False)

    def _whole(self) -> int:
        """Bytes of all entries, and once of each content they hold."""
        entries = self._entries.values()
        content = {id(one): one for entry in entries for one in entry.holds}
        return sum(entry.size for entry in entries) + sum(self._measure(one).size for one in content.values())

    def _measure(self, content: object) -> Content:
        """How large a content is, and what it leads to."""
        now, known = time.monotonic(), self._measured.get(id(content))
        if known is not None and known[0]() is content and now - known[1] < AGAIN:
            return known[2]
        found = content_of(content)
        self._measured[id(content)] = ref(content, partial(_forget, self._measured, id(content))), now, found
        return found

    def _content_in(self, given: Iterable[object]) -> Iterator[object]:
        """What of the arguments is content, such as vectors and texts, also in a tuple of several."""
        for one in given:
            if isinstance(one, tuple):
                yield from self._content_in(one)
            elif isinstance(one, tuple(self._content)):
                yield one

    def _key(self, value: Hashable) -> Hashable:
        for kind, content in self._content.items():
            if isinstance(value, kind):
                return kind, content(value)
        if isinstance(value, tuple):
            return tuple(self._key(part) for part in value)
        if isinstance(value, str | bytes) and len(value) > LONG:
            raw = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
            return type(value), len(value), blake2b(raw).digest()
        return type(value), value


class Kept(Generic[P, R]):
    """A function whose results are shared."""

    def __init__(self, function: Callable[P, R], where: Callable[[], Shared], spinner: str) -> None:
        update_wrapper(self, function)
        self._function, self._where, self._spinner = function, where, spinner
        self._signature = inspect.signature(function)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """What the function makes of these arguments, or has made of them."""
        bound = self._signature.bind(*args, **kwargs)
        bound.apply_defaults()
        return self._where().get(self._function, dict(bound.arguments), self._spinner)

    def clear(self) -> None:
        """Let go of all that it has made."""
        self._where().forget(self._function)


def kept(where: Callable[[], Shared], spinner: str = "") -> Callable[[Callable[P, R]], Kept[P, R]]:
    """A decorator: what the function makes is kept by `where()`; `spinner` is said on the page of who waits for it."""
    return lambda function: Kept(function, where, spinner)


def _forget(measured: dict[int, Any], identity: int, gone: object) -> None:
    """Let go of what is known of a content that has gone, unless another has its place by now."""
    known = measured.get(identity)
    if known is not None and known[0] is gone:
        del measured[identity]


def _told(flight: Flight, arguments: dict[str, Any]) -> dict[str, object]:
    """The arguments by which a function tells how far it is, so that those who wait for the same are told too."""
    report, begun = arguments.get("_report"), arguments.get("_begun")

    def told(done: int, total: int) -> None:
        flight.progress = done, total
        if report is not None:
            report(done, total)

    def shown(what: object) -> None:
        flight.begun = (what,)
        if begun is not None:
            begun(what)

    return {name: tell for name, tell in (("_report", told), ("_begun", shown)) if name in arguments}


def _wait(flight: Flight, report: Report | None, begun: Callable[[object], None] | None) -> None:
    """Return once it is over; tell meanwhile how far it is, which may end the waiting by raising."""
    shown = begun is None
    while True:
        with aside():
            if flight.over.wait(GLANCE if report is not None or not shown else None):
                return
        if not shown and begun is not None and flight.begun:
            begun(*flight.begun)
            shown = True
        if report is not None:
            report(*flight.progress)
