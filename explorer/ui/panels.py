"""Output that several pages share."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from explorer.ui.jobs import Job


def opening(title: str, purpose: str) -> None:
    """The head of a page: its title, and in one sentence what it is for."""
    st.title(title)
    st.markdown(purpose)


def found_note(found: Sequence[str], missing: Sequence[str], *, what: str = "words") -> None:
    """“n of m found”, with the missing ones named."""
    total = len(found) + len(missing)
    text = f"{len(found)} of {total} {what} found."
    if missing:
        text += " Not in this model: " + ", ".join(missing[:30]) + (" …" if len(missing) > 30 else ".")
    st.caption(text.replace("$", r"\$"))


def job_progress(job: Job[Any], *, key: str) -> None:
    """How far a job is, with its time left and a Cancel button; draws the whole page anew once the job is over."""
    if not job.over:
        _progress(job, key)


@st.fragment(run_every=0.25)
def _progress(job: Job[Any], key: str) -> None:
    if job.over:
        st.rerun()
    if job.waiting:
        text = f"{job.label}: waiting for other work on this server to end"
    elif not job.total:
        text = job.label
    else:
        text = f"{job.label}: {job.done:,} of {job.total:,} {job.unit}".rstrip()
        if (left := job.seconds_left) is not None:
            text += f" · about {left:.0f} s left" if left < 90 else f" · about {left / 60:.0f} min left"
    st.progress(job.share, text.replace("$", r"\$"))
    if st.button("Cancel", key=f"{key}_cancel", icon=":material/close:", disabled=job.cancelled):
        job.cancel()
