"""A page whose work goes on in the background, run until nothing of it is left."""

from streamlit.testing.v1 import AppTest


def settled(at: AppTest) -> AppTest:
    """The page as it is once all that it began is done, and it has been drawn with what came of it."""
    at.run()
    while True:
        jobs = at.session_state["session"].jobs
        for job in jobs.values():
            job.wait(120)
        known = set(jobs)
        at.run()
        if set(at.session_state["session"].jobs) == known:
            return at
