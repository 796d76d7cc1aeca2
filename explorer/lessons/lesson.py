"""What a lesson is: steps on the pages of the app, and questions whose right answers the library works out."""

import re
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

Kind = Literal["number", "word", "choice", "order", "sentence", "state"]
Literally = float | str | tuple[str, ...]  # a number, a word or sentence, an order of things

KINDS: Final = get_args(Kind)
THEN: Final = " → "  # between the parts of an order that is kept as one text
CALL: Final = re.compile(r"\s*[A-Za-z_]\w*\s*\(.*\)\s*", re.DOTALL)


def is_call(value: Literally | None) -> bool:
    """Whether it is a call that the library works out, as `keep_share(word='the')`, and not the answer itself."""
    return isinstance(value, str) and CALL.fullmatch(value) is not None


@dataclass(frozen=True)
class Foreseen:
    """A wrong answer that was foreseen.

    Parameters
    ----------
    when : number, str or tuple of str
        The answer, or a call that works it out; for a state, a condition on what the page shows.
    reply : str
        The reply to a student who gives it.
    """

    when: Literally
    reply: str


@dataclass(frozen=True)
class Question:
    """A question of a lesson.

    Parameters
    ----------
    kind : str
        `number`, `word`, `choice`, `order`, `sentence` (kept, not judged) or `state` (something reached on the page).
    ask : str
    answer : number, str, tuple of str, or None
        The call that works out the right answer; a teacher's own lesson may say the answer itself. A tuple is an order,
        or for a word all right answers. None for a sentence or a state.
    within : float, optional
        How far off a number may be; without it a whole number must be exact and any other right to three digits.
    choices : tuple of str
    wrong : tuple of Foreseen
    otherwise : str
        The reply to a wrong answer that nobody foresaw.
    hints : tuple of str
        From the first to the one that helps most.
    reach : str
        The condition that the page must reach, as a `Predicate`.
    reached_by : str
        A call that reaches it with the library.
    predict : bool
        The question is answered before anything is shown; it may be answered again afterwards, and both answers are
        kept.
    after : str
        The text shown once the answer is right, or a sentence is given.
    line : int
        Where it begins in the file.
    """

    kind: Kind
    ask: str
    answer: Literally | None = None
    within: float | None = None
    choices: tuple[str, ...] = ()
    wrong: tuple[Foreseen, ...] = ()
    otherwise: str = ""
    hints: tuple[str, ...] = ()
    reach: str = ""
    reached_by: str = ""
    predict: bool = False
    after: str = ""
    line: int = 0


@dataclass(frozen=True)
class Step:
    """One step of a lesson.

    Parameters
    ----------
    title : str
    page : str
        Section and page, as `train/watch`; empty for a step that needs none.
    settings : dict
        Values of the page's widgets by their keys, spelled as in a link.
    look_at : str
        A CSS selector, or `key:` and the key of a widget; empty for the whole page.
    text : str
        Markdown.
    question : Question, optional
    line : int
        Where it begins in the file.
    """

    title: str
    page: str
    settings: dict[str, str] = field(hash=False)
    look_at: str
    text: str
    question: Question | None
    line: int


@dataclass(frozen=True)
class Lesson:
    """A lesson.

    Parameters
    ----------
    key : str
        Its name in a link: letters, digits, hyphens.
    number : int, optional
        Its place among the lessons that come with the app.
    title : str
    minutes : int
    aim : str
        What a student can do afterwards.
    makes : str
        What it ends in.
    courses : dict
        The part of each course that it belongs to, by the course's key.
    hidden : tuple of str
        Keys of widgets that are not drawn.
    fixed : dict
        Values, spelled as in a link, of widgets that are drawn and cannot be changed.
    present : bool
        Whether it opens in the view for a projector.
    exam : bool
        Whether answers are only kept, with no reply before the end.
    steps : tuple of Step
    checksum : str
        SHA-256 of its text, 64 hexadecimal digits: the first 16 are the name of a teacher's own lesson in a link.
    """

    key: str
    number: int | None
    title: str
    minutes: int
    aim: str
    makes: str
    courses: dict[str, str] = field(hash=False)
    hidden: tuple[str, ...]
    fixed: dict[str, str] = field(hash=False)
    present: bool
    exam: bool
    steps: tuple[Step, ...]
    checksum: str

    @property
    def questions(self) -> dict[int, Question]:
        """Its questions by the number of their step, counted from 1."""
        return {i: step.question for i, step in enumerate(self.steps, 1) if step.question is not None}
