"""
A job in words: its place in the queue, how far it is, and how long it still takes.

The time is no promise but an extrapolation: what this very work has done so far, in the time that this computer took
for it. So work that takes long says so within a second or two, while it is still easy to cancel.
"""

from typing import Any, Final

from explorer.progress import duration
from explorer.ui.shell.jobs import Job

EARLY: Final = 0.05  # share up to which the time is said of the whole work, and only if it is long
LONG: Final = 20.0  # seconds
SOON: Final = 5.0  # seconds; of less nothing is said


def said(job: Job[Any]) -> str:
    """All that a bar says of a job that is not over."""
    return f"{job.label}: {queued(job)}" if job.waiting else far(job) + time_of(job)


def queued(job: Job[Any]) -> str:
    """The place of a job that waits, whose work begins before it, and how near to its end the work is that goes on."""
    share = job.furthest()
    return _place(job) + (f"; the first task to end is {100 * share:.1f}% done" if share else "")


def _place(job: Job[Any]) -> str:
    if not job.ahead:
        return "next in line on this server"
    others = len({whose for whose in job.ahead if whose != job.whose})
    before = []
    if others:
        before.append("another visitor" if others == 1 else f"{others} other visitors")
    if job.whose in job.ahead:
        before.append("other work of yours")
    return f"number {len(job.ahead) + 1} in line on this server, after {' and '.join(before)}"


def far(job: Job[Any]) -> str:
    """How far a job that has begun is."""
    if not job.figure:
        return job.label
    return f"{job.label}: {job.figure} {'' if job.figure.endswith('%') else job.unit}".rstrip()


def time_of(job: Job[Any]) -> str:
    """How long a job takes, to end a sentence with: early of long work the whole time, later what is left of it.

    Empty while that is not known yet, and for what is done in a moment.
    """
    left = job.seconds_left
    if left is None or left <= SOON:
        return ""
    if job.share < EARLY:
        return f" · takes about {duration(left)} on this server" if left >= LONG else ""
    return f" · about {duration(left)} left"
