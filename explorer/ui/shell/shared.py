"""
Results that visitors share, computed once and kept in a bounded number of bytes; the least recently used go first.

A function under `kept` is called once for the same content and settings. A visitor who asks while the result is being
computed for another waits for it, sees its progress, and can cancel the waiting; if the other cancels, the next takes
over. Arguments whose name begins with an underscore are not part of the key: `_report` is called with the progress,
`_begun` with what can be watched meanwhile. Content that several results keep in memory is counted once.
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

from explorer.progress import Report, to_nobody
from explorer.ui.shell import streamlit_private
from explorer.ui.shell.sizes import Content, content_of, size_beside
from explorer.ui.shell.turns import Place, aside, place_of_thread

P = ParamSpec("P")
R = TypeVar("R")
Key = tuple[Callable[..., Any], Hashable]
GLANCE: Final = 0.2  # seconds between two checks of another's progress
AGAIN: Final = 30.0  # seconds after which what is used is measured again, because it may have grown
SELDOM: Final = 600.0  # the same for content that has not grown time after time
LONG: Final = 200  # characters or bytes from which a text is keyed by its digest


@dataclass
class Flight:
    """A result that is being computed: its progress, and what can be watched of it."""

    over: threading.Event = field(default_factory=threading.Event)
    progress: tuple[int, int] = (0, 0)
    begun: tuple[Any, ...] = ()  # one thing, once there is something to see
    place: Place | None = None  # of the work among all


@dataclass
class Entry:
    """A kept result, its size when it was last measured, and which of its input content it keeps in memory.

    It may grow when it computes parts of itself later.
    """

    value: Any
    given: tuple[ref[Any], ...]
    size: int = 0
    holds: tuple[object, ...] = ()
    was_used: bool = False  # since it was measured
    times_measured: int = 0
    measured_at: float = 0.0

    @property
    def may_have_grown(self) -> bool:
        """Whether it was used since it was measured, if that was the first time or is some while ago."""
        return self.was_used and (self.times_measured < 2 or time.monotonic() - self.measured_at >= AGAIN)

    def measure(self, measured: Callable[[object], Content]) -> None:
        """Measure its size again, without its input content, which is `measured` only once."""
        alive = [content for one in self.given if (content := one()) is not None]
        self.was_used = False
        self.times_measured, self.measured_at = self.times_measured + 1, time.monotonic()
        self.size, held = size_beside(self.value, [measured(content) for content in alive])
        self.holds = tuple(one for one, is_held in zip(alive, held, strict=True) if is_held)


@dataclass(frozen=True)
class Measured:
    """What was found of a content, and for how many seconds it is believed."""

    content: ref[Any]
    found: Content
    holds_until: float
    holds: float


class Shared:
    """A cache of values by function, content and settings: at most `most` bytes, or a single larger value.

    Parameters
    ----------
    most : int
        Bytes.
    content : mapping
        From a type of argument to the function that gives its key.
    """

    def __init__(self, most: int, content: Mapping[type, Callable[[Any], Hashable]]) -> None:
        self.most = most
        self._content = content
        self._entries: OrderedDict[Key, Entry] = OrderedDict()  # the last used is last
        self._flights: dict[Key, Flight] = {}
        self._measured: dict[int, Measured] = {}  # by the identity of the content
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
        """The kept values, by the name of the function that made them."""
        found: dict[str, list[object]] = {}
        with self._lock:
            for key, entry in self._entries.items():
                found.setdefault(key[0].__name__, []).append(entry.value)
        return found

    def forget(self, function: Callable[..., object]) -> None:
        """Forget all results of this function."""
        with self._lock:
            for key in [key for key in self._entries if key[0] is function]:
                del self._entries[key]

    def get(
        self,
        function: Callable[..., R],
        arguments: dict[str, Any],
        spinner: str = "",
    ) -> R:
        """The result of `function` for `arguments`, computed now if it is not kept."""
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
                    mine = self._flights[key] = Flight(place=place_of_thread())
                    break
            _wait(flight, arguments.get("_report", to_nobody), arguments.get("_begun"))
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
            used = [other for other in self._entries.values() if other.may_have_grown]
        for one in (*used, entry):
            one.measure(self._measure)
        with self._lock:
            self._entries[key] = entry
            while self._whole() > self.most and len(self._entries) > 1:
                self._entries.popitem(last=False)

    def _whole(self) -> int:
        """Bytes of all entries, with each content they hold counted once."""
        entries = self._entries.values()
        content = {id(one): one for entry in entries for one in entry.holds}
        return sum(entry.size for entry in entries) + sum(self._measure(one).size for one in content.values())

    def _measure(self, content: object) -> Content:
        """The size of a content, and all that it refers to; one that does not grow is measured ever more rarely."""
        known = self._measured.get(id(content))
        if known is not None and known.content() is not content:
            known = None
        if known is not None and time.monotonic() < known.holds_until:
            return known.found
        found = content_of(content)
        holds = AGAIN
        if known is not None and known.found.size == found.size:
            holds = min(2 * known.holds, SELDOM)
        gone = ref(content, partial(_forget, self._measured, id(content)))
        self._measured[id(content)] = Measured(gone, found, time.monotonic() + holds, holds)
        return found

    def _content_in(self, given: Iterable[object]) -> Iterator[object]:
        """The arguments that are content, such as vectors and texts, also inside tuples."""
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
        """The function's result for these arguments, kept or new."""
        bound = self._signature.bind(*args, **kwargs)
        bound.apply_defaults()
        return self._where().get(self._function, dict(bound.arguments), self._spinner)

    def clear(self) -> None:
        """Forget all its results."""
        self._where().forget(self._function)


def kept(where: Callable[[], Shared], spinner: str = "") -> Callable[[Callable[P, R]], Kept[P, R]]:
    """A decorator: the function's results are kept by `where()`; the page shows `spinner` while it waits."""
    return lambda function: Kept(function, where, spinner)


def _forget(measured: dict[int, Any], identity: int, gone: object) -> None:
    """Forget the size of a content that is gone, unless another has its identity by now."""
    known = measured.get(identity)
    if known is not None and known.content is gone:
        del measured[identity]


def _told(flight: Flight, arguments: dict[str, Any]) -> dict[str, object]:
    """The arguments through which a function reports its progress, so that all who wait for it see it too."""
    report, begun = arguments.get("_report", to_nobody), arguments.get("_begun")

    def told(done: int, total: int) -> None:
        flight.progress = done, total
        report(done, total)

    def shown(what: object) -> None:
        flight.begun = (what,)
        if begun is not None:
            begun(what)

    return {name: tell for name, tell in (("_report", told), ("_begun", shown)) if name in arguments}


def _wait(flight: Flight, report: Report, begun: Callable[[object], None] | None) -> None:
    """Wait until it is over; report its progress meanwhile, which may end the waiting by raising.

    To tell another's progress takes no turn of one's own: in a crowd it would come as late as the turn.
    """
    shown, mine = begun is None, place_of_thread()
    with aside():
        while not flight.over.wait(GLANCE if report is not to_nobody or not shown else None):
            if not shown and begun is not None and flight.begun:
                begun(*flight.begun)
                shown = True
            if mine is not None and flight.place is not None:  # who waits for it looks at it
                flight.place.lend_sight(mine)
            report(*flight.progress)
