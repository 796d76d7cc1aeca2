"""What is said on a page that another server goes on with: only to whom it happens, and only what is true."""

import pytest

from explorer.ui.shell import moved, streamlit_private, visitor


@pytest.mark.parametrize(
    ("shared", "key", "told"),
    [
        ("0", "k" * 32, "what you kept is still here"),
        ("1", "everybody", "what was imported is still here"),
        ("0", "", "nothing was kept, because there are no cookies"),
    ],
)
def test_it_says_of_what_was_kept_what_is_true(
    monkeypatch: pytest.MonkeyPatch, shared: str, key: str, told: str
) -> None:
    monkeypatch.setenv("EMBEDDING_EXPLORER_SHARED", shared)
    monkeypatch.setattr(visitor, "key", lambda: key)
    assert moved.sentence() == f"Another server goes on with this page. Running work starts again; {told}."


@pytest.mark.parametrize(
    ("protocol", "before"), [("streamlit, token, visit-1", "visit-1"), ("streamlit, token", ""), ("", "")]
)
def test_the_visit_before_is_the_one_that_the_browser_names(
    monkeypatch: pytest.MonkeyPatch, protocol: str, before: str
) -> None:
    class Context:
        headers = {"Sec-WebSocket-Protocol": protocol}  # noqa: RUF012 - a stand-in for one test

    monkeypatch.setattr(streamlit_private.st, "context", Context)
    assert streamlit_private.visit_before() == before
