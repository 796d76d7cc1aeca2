"""
Classes that work through lessons at the same time: who is at which step, after how many tries, since when.

All of it is in memory, bounded in size, and ends with the lesson. Nothing is written to a disk, and only a nickname is
known of a member. The server that runs a member's pages reports what they have done.
"""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from explorer.errors import LessonError
from explorer.text.names import safe_name

LETTERS: Final = "ACDEFGHJKMNPQRTUVWXY3479"  # no two look alike: no 0 O, 1 I L, 2 Z, 5 S, 6, 8 B
CODE: Final = 5  # letters of a code: one code in 400,000 belongs to an open class
MOST_CLASSES: Final = 20
MOST_MEMBERS: Final = 60
MOST_STEPS: Final = 100
LIFE: Final = 3 * 3600.0  # seconds a class is open at most
SILENCE: Final = 45 * 60.0  # seconds without news after which a class ends
LONGEST_NAME: Final = 24  # characters
LONGEST_TITLE: Final = 80
STATES: Final = "-rwa"  # of a step: no answer; right; wrong; answered, but not judged


@dataclass(frozen=True)
class Mark:
    """The last report about a member from their pages.

    Parameters
    ----------
    lesson : str
        Its title; empty before one is begun.
    step : int
        The step they are at, counted from 1; 0 before the first.
    steps : str
        A letter of `STATES` for each step of the lesson.
    tries : int
        Answers given to the question of this step.
    run : str
        Identifies their live run, if they have one.

    Raises
    ------
    LessonError
        If a value is outside its bounds.
    """

    lesson: str = ""
    step: int = 0
    steps: str = ""
    tries: int = 0
    run: str = ""

    def __post_init__(self) -> None:
        if len(self.steps) > MOST_STEPS or not set(self.steps) <= set(STATES):
            raise LessonError(f"The wall shows up to {MOST_STEPS} steps, each as one of {', '.join(STATES)}.")
        if not 0 <= self.step <= len(self.steps):
            raise LessonError(f"There is no step {self.step} in a lesson of {len(self.steps)} steps.")
        if not 0 <= self.tries <= 1_000_000 or len(self.run) > 100:
            raise LessonError("The number of tries or the name of a run is outside what the wall can hold.")
        object.__setattr__(self, "lesson", self.lesson[:LONGEST_TITLE])

    @property
    def state(self) -> str:
        """The letter of the step they are at; “-” before the first."""
        return self.steps[self.step - 1] if self.step else "-"


@dataclass(frozen=True)
class Member:
    """A member of a class on the wall; `number` never changes, `arrived` is the time they came to their step."""

    number: int
    name: str
    visit: str
    mark: Mark
    arrived: float


@dataclass(frozen=True)
class Seen:
    """A class at one moment: its code, its lesson, its members in the order they came, and how long it will be open.

    `news` counts its events; `now` is the time by the clock of `Member.arrived`.
    """

    code: str
    lesson: str
    members: tuple[Member, ...]
    news: int
    now: float
    left: float


@dataclass
class _Class:
    token: str
    code: str
    owner: str
    lesson: str
    opened: float
    heard: float
    members: dict[str, Member] = field(default_factory=dict)  # by seat
    browsers: dict[str, str] = field(default_factory=dict)  # seat of a browser
    came: int = 0
    news: int = 0
    watchers: set[Callable[[], None]] = field(default_factory=set)


class Classes:
    """All classes of a server; safe to use from any thread.

    Parameters
    ----------
    is_here : callable
        Whether the browser tab of a visit is still open; in a full class, members who have left make room.
    clock : callable
        Seconds.
    """

    def __init__(self, is_here: Callable[[str], bool], clock: Callable[[], float] = time.monotonic) -> None:
        self._is_here, self._clock = is_here, clock
        self._classes: dict[str, _Class] = {}
        self._lock = threading.RLock()

    def __len__(self) -> int:
        with self._lock:
            self._end_the_old()
            return len(self._classes)

    def open(self, owner: str, lesson: str = "") -> str:
        """The token of a new class, which nobody can guess; a class that `owner` had before ends.

        Raises
        ------
        LessonError
            If there are too many.
        """
        with self._lock:
            self._end_the_old()
            for token in [token for token, held in self._classes.items() if owner and held.owner == owner]:
                self.close(token)
            if len(self._classes) >= MOST_CLASSES:
                raise LessonError(
                    f"{MOST_CLASSES} classes are open on this server, which is as many as it can keep. Try again "
                    "when one of them has ended."
                )
            codes = {held.code for held in self._classes.values()}
            while (code := "".join(secrets.choice(LETTERS) for _ in range(CODE))) in codes:
                pass
            token, now = secrets.token_urlsafe(24), self._clock()
            self._classes[token] = _Class(token, code, owner, lesson[:LONGEST_TITLE], now, now)
            return token

    def close(self, token: str) -> None:
        """End a class and forget all of it."""
        with self._lock:
            held = self._classes.pop(token, None)
        if held is not None:
            for watcher in tuple(held.watchers):
                watcher()

    def opened_by(self, owner: str) -> str | None:
        """The token of the class that `owner` has open."""
        with self._lock:
            self._end_the_old()
            return next((held.token for held in self._classes.values() if owner and held.owner == owner), None)

    def join(self, code: str, nickname: str, *, browser: str = "", visit: str = "") -> str:
        """The seat of a new member, which nobody can guess; a browser that has a seat keeps it, under the new name.

        Raises
        ------
        LessonError
            If no class has that code, it is full, or the nickname is empty.
        """
        asked = "".join(code.split()).replace("-", "").upper()
        if not nickname.strip():
            raise LessonError("Choose a nickname, by which the class wall shows you.")
        with self._lock:
            self._end_the_old()
            held = next((one for one in self._classes.values() if one.code == asked), None)
            if held is None:
                raise LessonError(f"No class with the code “{safe_name(asked, 12)}” is open. Ask your teacher for it.")
            if browser:
                self.leave(self.seat_of(browser) or "")
            if len(held.members) >= MOST_MEMBERS and not self._made_room(held):
                raise LessonError(f"This class has {MOST_MEMBERS} members already, which is as many as it can have.")
            seat, held.came = secrets.token_urlsafe(24), held.came + 1
            name = _free(safe_name(nickname, LONGEST_NAME), {member.name for member in held.members.values()})
            held.members[seat] = Member(held.came, name, visit, Mark(), self._clock())
            if browser:
                held.browsers[browser] = seat
            self._happened(held)
            return seat

    def seat_of(self, browser: str) -> str | None:
        """The seat that this browser has in a class."""
        with self._lock:
            self._end_the_old()
            found = (held.browsers.get(browser) for held in self._classes.values() if browser)
            return next((seat for seat in found if seat), None)

    def leave(self, seat: str) -> None:
        """Give up a seat."""
        with self._lock:
            held = self._class_of(seat)
            if held is not None:
                del held.members[seat]
                held.browsers = {browser: other for browser, other in held.browsers.items() if other != seat}
                self._happened(held)

    def tell(self, seat: str, mark: Mark, *, visit: str = "") -> bool:
        """Show on the wall what a member has done; False if the class is over."""
        with self._lock:
            self._end_the_old()
            held = self._class_of(seat)
            if held is None:
                return False
            before = held.members[seat]
            if (before.mark, before.visit) == (mark, visit):
                return True
            moved = (before.mark.lesson, before.mark.step) != (mark.lesson, mark.step)
            arrived = self._clock() if moved else before.arrived
            held.members[seat] = replace(before, mark=mark, visit=visit, arrived=arrived)
            self._happened(held)
            return True

    def member(self, seat: str) -> tuple[str, str] | None:
        """The code of the class and the nickname of a seat; None if the class is over."""
        with self._lock:
            self._end_the_old()
            held = self._class_of(seat)
            return (held.code, held.members[seat].name) if held is not None else None

    def seen(self, token: str) -> Seen | None:
        """The class of that token as it is now; None if it is over."""
        with self._lock:
            self._end_the_old()
            held = self._classes.get(token)
            if held is None:
                return None
            now = self._clock()
            members = tuple(held.members.values())
            return Seen(held.code, held.lesson, members, held.news, now, held.opened + LIFE - now)

    def watch(self, token: str, watcher: Callable[[], None]) -> None:
        """Call `watcher` after each event in a class, from any thread; it must return at once."""
        with self._lock:
            if (held := self._classes.get(token)) is not None:
                held.watchers.add(watcher)

    def unwatch(self, token: str, watcher: Callable[[], None]) -> None:
        """Stop calling `watcher`."""
        with self._lock:
            if (held := self._classes.get(token)) is not None:
                held.watchers.discard(watcher)

    def watchers(self, token: str) -> int:
        """How many watch a class."""
        with self._lock:
            held = self._classes.get(token)
            return len(held.watchers) if held is not None else 0

    def _class_of(self, seat: str) -> _Class | None:
        return next((held for held in self._classes.values() if seat in held.members), None)

    def _made_room(self, held: _Class) -> bool:
        gone = [seat for seat, member in held.members.items() if not self._is_here(member.visit)]
        if gone:
            self.leave(gone[0])
        return bool(gone)

    def _happened(self, held: _Class) -> None:
        held.news, held.heard = held.news + 1, self._clock()
        for watcher in tuple(held.watchers):
            watcher()

    def _end_the_old(self) -> None:
        now = self._clock()
        for token, held in list(self._classes.items()):
            if now - held.opened > LIFE or now - held.heard > SILENCE:
                self.close(token)


def _free(name: str, taken: set[str]) -> str:
    """`name`, with a number after it if it is taken."""
    seen = {other.casefold() for other in taken}
    free, number = name, 1
    while free.casefold() in seen:
        number += 1
        free = f"{name} {number}"
    return free
