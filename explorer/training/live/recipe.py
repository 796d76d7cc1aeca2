"""
The lines of Python that train a run again: with the same text, settings, seed and course, to the same digits.
"""

from dataclasses import fields
from itertools import pairwise

from explorer.training.lecture.sgns import SGNSSettings
from explorer.training.live.checkpoints import Checkpoint
from explorer.training.live.course import Course, state_after, until
from explorer.training.live.live_run import LiveRun

HELD_OUT = "from explorer.training.lecture.held_out import held_out"
ONE_UPDATE = "from explorer.training.lessons.one_update import one_update"
SGNS = "from explorer.training.lecture.sgns import SGNSSettings, SGNSTrainer"


def python_of(run: LiveRun, text: str, *, branched_from: LiveRun | None = None) -> str:
    """Python that ends with `trainer` as it is in `run` now.

    Parameters
    ----------
    run : LiveRun
    text : str
        Lines that make `text`, the Corpus of the run, imports included.
    branched_from : LiveRun, optional
        The run whose checkpoint it began with.
    """
    start = run.started_from
    lines = []
    if start is None:
        lines += beginning(run.settings)
    else:
        settings = branched_from.settings if branched_from is not None else run.settings
        lines += [
            *beginning(settings),
            *steps_of(start.course, settings, 0, start.step),
            *branching(run.settings, start),
        ]
    first = 0 if start is None else start.step
    moment = run.moment
    lines += steps_of(moment.course, run.settings, first, moment.steps_done)
    word = run.corpus.vocabulary.words[0]
    digits = " ".join(f"{x:.6f}" for x in moment.v_in[0, :3])
    given = [line for line in text.splitlines() if line]
    imports = {line for line in given if line.startswith("from ")} | {HELD_OUT, SGNS}
    if any("one_update" in line for line in lines):
        imports.add(ONE_UPDATE)
    own = sorted(line for line in imports if line.startswith("from explorer"))
    standard = sorted(imports.difference(own))
    body = [line for line in given if line not in imports]
    lines = [*standard, *([""] if standard else []), *own, "", *body, *lines]
    lines += [
        "vectors = trainer.vectors()",
        f"print(vectors.matrix[0, :3])  # of “{word}”, here: {digits}",
    ]
    return "\n".join(lines) + "\n"


def written_settings(settings: SGNSSettings) -> str:
    """`SGNSSettings(...)` with the settings that differ from the defaults."""
    usual = SGNSSettings()
    values = [(field.name, getattr(settings, field.name)) for field in fields(settings)]
    told = [f"{name}={value!r}" for name, value in values if value != getattr(usual, name) or name in {"dim", "seed"}]
    return f"SGNSSettings({', '.join(told)})"


def beginning(settings: SGNSSettings) -> list[str]:
    """Lines that make the trainer of a run that begins at random."""
    return [
        f"settings = {written_settings(settings)}",
        "aside = held_out(text, settings).sentences  # never trained on",
        "trainer = SGNSTrainer(text.without(aside), settings)",
    ]


def branching(settings: SGNSSettings, start: Checkpoint) -> list[str]:
    """Lines that continue from the present trainer with other settings."""
    return [
        f"place = trainer.place  # a branch, from step {start.step:,} on",
        f"settings = {written_settings(settings)}",
        "trainer = SGNSTrainer(trainer.corpus, settings, start=(trainer.v_in, trainer.v_out))",
        "trainer.go_on_from(place)",
    ]


def steps_of(course: Course, settings: SGNSSettings, first: int, last: int) -> list[str]:
    """Lines that take the steps after `first` up to `last`, with the changes of `course` between them."""
    lines = []
    ends = sorted({first, last, *(change.step for change in course if first < change.step < last)})
    rate = settings.learning_rate
    for begin, end in pairwise(ends):
        new_rate, one_by_one = state_after(until(course, begin + 1), settings.learning_rate)
        if new_rate != rate:
            lines.append(f"trainer.learning_rate = {new_rate!r}")
            rate = new_rate
        lines += [
            f"for _ in range({end - begin}):",
            "    one_update(trainer)  # a single pair, as under the X-ray" if one_by_one else "    trainer.step()",
        ]
    return lines
