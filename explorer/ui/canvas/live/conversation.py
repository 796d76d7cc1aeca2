"""
The exchange between one viewer and one run: orders up, frames down.

It is the same over both transports: the WebSocket of `channel`, and the page's own redrawing if no socket is possible
(`panel.poll`). Orders are checked here; a value out of range is answered with a sentence.
"""

import math
from dataclasses import replace
from typing import Any, Final

from explorer.errors import ExplorerError
from explorer.figures import live, style
from explorer.figures.film import film, packed
from explorer.figures.live import Cursor, View
from explorer.figures.live_bytes import file_frame
from explorer.figures.moving_picture import animated
from explorer.training.live.course import until
from explorer.training.live.live_run import LiveRun
from explorer.training.live.moment import MATRICES, Moment
from explorer.training.live.past import at_checkpoint, moment_at
from explorer.ui.canvas.live.film_page import film_page

LARGEST_NUMBER: Final = 2**53  # that a browser can represent exactly
NO_ORDER: Final = (ValueError, KeyError, TypeError, RecursionError, OverflowError)  # what a garbled message raises
FILES: Final = {"film.html": "text/html", "film.gif": "image/gif"}
MOST_PROBES: Final = 8
MOST_SHOWN: Final = 1000
MOST_ROWS: Final = 48
MOST_PAIRS: Final = 6


class Conversation:
    """One viewer of one run: what they look at, what they have received, and what must still be sent."""

    def __init__(self, run: LiveRun) -> None:
        self.run = run
        self.view = View()
        self.cursor = Cursor()
        self.last_heard = 0  # number of the last order
        self.greeted = False  # the viewer has confirmed the words
        self._answer: dict[str, object] | None = None
        self._last_answer: dict[str, object] = {}
        self._missed = False  # a frame may not have arrived
        self._film_wanted = False
        self._file_wanted = ""
        self._again: tuple[object, Moment] | None = None  # a step that was taken again, and its moment

    def hear(self, order: dict[str, Any]) -> None:
        """Carry out an order; `say` answers it.

        Raises
        ------
        ValueError, KeyError, TypeError, OverflowError
            If there is no such order, or its values are not of its form.
        """
        number = whole(order.get("id", 0))
        self.greeted = True
        if 0 < number <= self.last_heard:  # it came twice, or again because its answer was lost
            self._answer = self._last_answer if number == self.last_heard else {"id": number}
            return
        self._answer = self._last_answer = {"id": number}
        self.last_heard = max(self.last_heard, number)
        try:
            match order["op"]:
                case "film":
                    self._film_wanted = True
                case "file":
                    self._file_wanted = FILES[order["name"]] and order["name"]
                case "look":
                    self.view = view_of(order, len(self.run.corpus.vocabulary))
                    self.run.record(self, self.view.xray)
                case _:
                    obey(self.run, order)
        except ExplorerError as error:
            self._answer["trouble"] = str(error)

    @property
    def owes_more(self) -> bool:
        """Whether there is more to send than the next frame, without waiting for a slow viewer."""
        return self._answer is not None or self._film_wanted or bool(self._file_wanted)

    def hello(self) -> bytes:
        """The first message."""
        return live.hello(self.run.corpus, self.run.settings, is_held_out=self.run.is_held_out)

    def say(self) -> bytes:
        """The next message: an answer, a film, or else what changed since the last frame."""
        return self.reply() or self.picture()

    def reply(self) -> bytes:
        """The answer to an order, if one needs it, else nothing; quick, and may be called while a picture is made."""
        if self._answer is None:
            return b""
        answered, self._answer = self._answer, None
        return live.answer(self.run.moment, self.run.standing, answered)

    def picture(self) -> bytes:
        """The next message beside answers: a film, a file, or else what changed since the last frame."""
        moment, view = self.run.moment, self.view
        if self._film_wanted:
            self._film_wanted = False
            return packed(film(moment.kept, view.matrix, view.shown))
        if self._file_wanted:
            name, self._file_wanted = self._file_wanted, ""
            return self._file(name)
        return self.frame()

    def _file(self, name: str) -> bytes:
        """The run up to now as a file to save."""
        moment, view, corpus = self.run.moment, self.view, self.run.corpus
        if name == "film.html":
            content = film_page(self.run, view, style.PALETTE).encode()
        else:
            made = film(moment.kept, view.matrix, view.shown)
            content = animated(made, tuple(corpus.vocabulary.words), (*view.probes, *(view.analogy or ())))
        kind, stem = FILES[name], name.rpartition(".")
        header = {"file": f"{stem[0]}-step-{moment.steps_done}.{stem[2]}", "kind": kind}
        return file_frame(header, content)

    def frame(self) -> bytes:
        """What changed since the last frame, or everything if that one may not have arrived."""
        if self._missed:
            self._missed = False
            self.begin_again()
        moment, view, standing = self.run.moment, self.view, self.run.standing
        if view.at is not None and view.at < moment.steps_done:
            past = self._past(moment, view.at, under_xray=view.xray)
            return live.frame(moment, standing, self.run.corpus, self.cursor, view, past=past)
        if view.xray and moment.update is None and not (standing.playing or standing.pending):
            begun = moment.steps_done > moment.curve.first  # before the first step, the coming one is shown
            shown = self._taken_again(moment, moment.steps_done if begun else moment.steps_done + 1)
            moment = replace(moment, last=shown.last, update=shown.update)
        return live.frame(moment, standing, self.run.corpus, self.cursor, view)

    def up_to_date(self, frame: bytes) -> bytes:
        """A frame that was being made when an order was answered, with the state of the run since then."""
        return live.restated(frame, self.run.standing)

    def miss(self) -> None:
        """Note that a frame may not have arrived; may be called while the next is being made."""
        self._missed = True

    def begin_again(self) -> None:
        """Make the next frame a whole one, because the last may not have arrived."""
        self.cursor = Cursor(axes=self.cursor.axes, frames=self.cursor.frames)

    def end(self) -> None:
        """End the conversation: the viewer has left."""
        self.run.record(self, False)

    def _past(self, moment: Moment, step: int, *, under_xray: bool) -> Moment:
        if not under_xray:
            for checkpoint in moment.kept:
                if checkpoint.step == step:
                    return at_checkpoint(moment, self.run.corpus, checkpoint)
        return self._taken_again(moment, step)

    def _taken_again(self, moment: Moment, step: int) -> Moment:
        """The moment after a step, which is repeated on copies, or remembered if it was the last one asked for."""
        what = (moment.curve.line, step, until(moment.course, step))
        if self._again is None or self._again[0] != what:
            self._again = (what, moment_at(moment, self.run.corpus, self.run.settings, step))
        return self._again[1]


def obey(run: LiveRun, message: dict[str, Any]) -> None:
    """Carry out one order to a run.

    Raises
    ------
    ValueError, KeyError, TypeError, OverflowError
        If there is no such order, or its values are not of its form.
    ExplorerError
        If a value is out of range.
    """
    match message["op"]:
        case "play":
            run.play()
        case "pause":
            run.pause()
        case "step":
            run.step(whole(message["n"]))
        case "reset":
            run.reset()
        case "speed":
            run.set_speed(math.inf if message["value"] is None else float(message["value"]))
        case "rate":
            run.set_rate(float(message["value"]))
        case "pair":
            run.take_pair()
        case "rewind":
            run.rewind(whole(message["step"]))
        case unknown:
            raise ValueError(unknown)


def whole(value: object) -> int:
    """The number itself; raises ValueError for anything else, and for numbers too large for a browser."""
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > LARGEST_NUMBER:
        raise ValueError(value)
    return value


def truth(value: object) -> bool:
    """The truth value itself; raises ValueError for anything else."""
    if not isinstance(value, bool):
        raise ValueError(value)
    return value


def view_of(message: dict[str, Any], V: int) -> View:
    """What the browser wants to look at, after checks: ids below V, and not too many.

    Raises
    ------
    ValueError
        If it is not of that form.
    """

    def words(ids: list[object], most: int) -> tuple[int, ...]:
        chosen = tuple(whole(word) for word in ids)
        if len(chosen) > most or any(not 0 <= word < V for word in chosen):
            raise ValueError(ids)
        return chosen

    if message["matrix"] not in MATRICES:
        raise ValueError(message["matrix"])
    analogy = words(message.get("analogy") or [], 3)
    if len(analogy) not in {0, 3}:
        raise ValueError(analogy)
    watched = words(message.get("pairs") or [], 2 * MOST_PAIRS)
    return View(
        matrix=message["matrix"],
        shown=max(2, min(whole(message["shown"]), MOST_SHOWN)),
        probes=words(message.get("probes") or [], MOST_PROBES),
        pairs=tuple(zip(watched[::2], watched[1::2], strict=True)),
        rows=words(message.get("rows") or [], MOST_ROWS),
        at=None if message.get("at") is None else max(0, whole(message["at"])),
        xray=truth(message.get("xray", False)),
        analogy=(analogy[0], analogy[1], analogy[2]) if analogy else None,
    )
