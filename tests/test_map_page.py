"""The map page, as a visitor uses it."""

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer.vectors import WordVectors

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def page() -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    at.switch_page("pages/explore/map.py").run()
    assert not at.exception
    return at


def test_opens(page):
    assert not page.error
