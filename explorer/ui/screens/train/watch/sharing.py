"""A run to pass on: the link that opens it at this moment, and the Python that trains it again."""

from urllib.parse import urlencode

import streamlit as st

from explorer.text import own_text
from explorer.text.corpus import packaged
from explorer.training.live.course import Change, Course, until, written
from explorer.training.live.live_run import LiveRun
from explorer.training.live.recipe import python_of
from explorer.ui.canvas.live.registry import Entry
from explorer.ui.canvas.live.runs import BESIDE
from explorer.ui.shell import panels
from explorer.ui.shell.controls import MOST_WORDS
from explorer.ui.shell.state import held_by, session

SAME = "The two are still the same, so both reach the same digits: choose under “Experiments” what should differ."


def share(first: Entry, second: Entry | None) -> None:
    """Link and Python of what is on the page now."""
    st.markdown("**Link.** " + told(first.run, second.run if second else None))
    st.code(link_to(first.run, second.run if second else None), language=None, wrap_lines=True)
    st.markdown("**Python.** The same run without this page; its last line prints the digits that it must reach.")
    if second is None:
        panels.python(python_of(first.run, text_of(first.run)), key="share", name="run", height=300)
        return
    left, right = st.tabs(["Left", "Right"])
    with left:
        panels.python(python_of(first.run, text_of(first.run)), key="share", name="left run", height=300)
    lines = text_of(first.run) + left_out_lines(first.run)
    with right:
        code = python_of(second.run, lines, branched_from=first.run)
        panels.python(code, key="share_beside", name="right run", height=300)


def told(first: LiveRun, second: LiveRun | None) -> str:
    """What the link opens, and what it cannot."""
    text = (
        f"It opens this run at step {first.moment.steps_done:,}: the same text, settings, seed and changes on the way, "
        "so the same digits."
    )
    if second is not None and is_one_story(first, second):
        text += f" The other opens beside it, at step {second.moment.steps_done:,}."
    elif second is not None:
        text += (
            " It can hold only the left run: after the branch began, that run was taken back to an earlier step and "
            "changed."
        )
    if key_of(first) is None and own_text.written(own_of()) is None:
        name = panels.plain(first.whole.name)
        text += (
            f" Your own text is too long for a link: the person who opens it must first give **{name}** under “Text”."
        )
    return text


def link_to(first: LiveRun, second: LiveRun | None) -> str:
    """The address that opens these runs at the steps they have reached."""
    told = query_of(first, second)
    told["own"] = (own_text.written(own_of()) or "") if key_of(first) is None else ""
    return f"{st.context.url}?{urlencode({name: value for name, value in told.items() if value}, safe='@,:')}"


def offer(first: Entry, second: Entry | None) -> None:
    """Lets “Copy link” give the link to this moment: a run goes on while the page's address stays the same."""
    session().link_of_seen = lambda: link_to(first.run, second.run if second else None)


def query_of(first: LiveRun, second: LiveRun | None) -> dict[str, str]:
    """What the address says of these runs, by name."""
    told = {name: value for name, value in st.query_params.to_dict().items() if name not in BESIDE}
    told |= {"step": str(first.moment.steps_done), "course": written(closed(first))}
    if second is not None and is_one_story(first, second):
        told |= {"beside_step": str(second.moment.steps_done), "beside_course": written(closed(second))}
        if second.started_from is not None:
            told["branch"] = str(second.started_from.step)
        if (words := session().left_out) is not None:
            told["left_out"] = " ".join(words)
    return told


def own_of() -> str:
    """The text that the visitor gave; empty for none."""
    own = session().own_text
    return own[1] if own else ""


def closed(run: LiveRun) -> Course:
    """The course of a run up to now; a run opened from it continues with whole batches."""
    course = run.moment.course
    singles = [change.one_by_one for change in course if change.one_by_one is not None]
    return (*course, Change(run.moment.steps_done, one_by_one=False)) if singles and singles[-1] else course


def is_one_story(first: LiveRun, second: LiveRun) -> bool:
    """Whether the first run's course still passes through the state in which the second began."""
    start = second.started_from
    return start is None or (
        start.step <= first.moment.steps_done and until(first.moment.course, start.step) == start.course
    )


def same_as(first: LiveRun, second: LiveRun) -> bool:
    """Whether the second run has the same text, settings and changes, and so takes the same steps."""
    return (
        first.whole.fingerprint == second.whole.fingerprint
        and first.settings == second.settings
        and is_one_story(first, second)
        and first.rate == second.rate
    )


def key_of(run: LiveRun) -> str | None:
    """Key of the packaged text that a run reads; None for a text of the visitor's own."""
    return next((text.key for text in packaged() if text.title == run.whole.name), None)


def text_of(run: LiveRun) -> str:
    """The lines of Python that read the text of a run."""
    key = key_of(run)
    min_count = held_by(f"min_count_{key or 'own'}") or 1
    options = f"name={run.whole.name!r}, min_count={min_count}, max_size={MOST_WORDS}"
    if key is not None:
        return (
            "from explorer.text import corpus\n\n"
            f"text = corpus.from_text(corpus.read_packaged({key!r}, seed={run.settings.seed}), {options})\n"
        )
    return (
        "from pathlib import Path\n\nfrom explorer.text import corpus\n\n"
        f'text = corpus.from_text(Path("my_text.txt").read_text(encoding="utf-8"), {options})\n'
    )


def left_out_lines(first: LiveRun) -> str:
    """The lines that leave out of `text` what two words share, if that is what differs."""
    if (words := session().left_out) is None:
        return ""
    a, b = (first.whole.vocabulary.index[word] for word in words)
    return (
        "from explorer.training.lessons.contexts import why\n\n"
        f"shared = why(text, {a}, {b}, window={first.settings.window})  # “{words[0]}” and “{words[1]}”\n"
        "text = text.without(shared.sentences)\n"
    )
