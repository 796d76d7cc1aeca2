"""Work that is not on the page just drawn is looked at by nobody, at once; what is on it is, and what it began."""

import time
from types import SimpleNamespace

import pytest

from explorer.ui.shell import long_work
from explorer.ui.shell.jobs import Job
from tests.conftest import ROOT


@pytest.mark.parametrize("breaks_off", [False, True])
def test_what_a_page_does_not_show_is_seen_by_nobody(monkeypatch: pytest.MonkeyPatch, breaks_off: bool) -> None:
    left, shown = Job[None]("of the page before"), Job[None]("shown")
    jobs = {"left": left, "shown": shown}
    monkeypatch.setattr(long_work, "session", lambda: SimpleNamespace(jobs=jobs))
    try:
        with long_work.looked_at():
            shown.seen()
            jobs["begun"] = Job[None]("begun by this page")
            if breaks_off:  # as where a page ends with the bar of its work
                raise StopIteration
    except StopIteration:
        assert breaks_off
    now = time.monotonic()
    assert {name: job._place.is_seen(now) for name, job in jobs.items()} == {
        "left": False, "shown": True, "begun": True,
    }  # fmt: skip


def test_every_page_is_drawn_so() -> None:
    app = (ROOT / "app.py").read_text(encoding="utf-8")
    assert "long_work.looked_at():\n        page.run()" in app
