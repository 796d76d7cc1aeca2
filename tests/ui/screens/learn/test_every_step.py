"""Every step of every lesson, through the app: its page opens with its settings, and says so of none that it cannot."""

import pytest

from explorer.lessons import course
from explorer.lessons.lesson import Lesson
from explorer.ui.canvas.live.registry import RUNS
from tests.background import visit
from tests.ui.said import said


@pytest.mark.usefixtures("little_context")
@pytest.mark.parametrize("lesson", course.lessons(), ids=lambda lesson: lesson.key)
def test_each_step_opens_its_page_with_its_settings(lesson: Lesson) -> None:
    seen = set()
    for number, step in enumerate(lesson.steps, 1):
        link = (step.page, *sorted(step.settings.items()))
        if not step.page or link in seen:
            continue
        seen.add(link)
        link = {"lesson": lesson.key, "lesson_step": str(number), **step.settings}
        app = visit(f"pages/{step.page}.py", **link).run()
        for job in app.session_state["session"].jobs.values():  # the page is there; what it works at is not waited for
            job.cancel()
        RUNS.close(app.session_state["session"].run_token)
        where = f"{lesson.key}, step {number}: {step.page}"
        assert not app.exception, where
        assert not app.error, (where, said(app.error))
        assert [one for one in said(app.info) if "he link" in one] == [], where
        assert f"{number}. {step.title}" in "\n".join(said(app.markdown)), where
