"""A visit of the map page: opened by a link, run until its map is made, and what is said and drawn there."""

import io
import json
from contextlib import redirect_stdout
from typing import Any

from streamlit.testing.v1 import AppTest

from tests import background


def opened(**link: str) -> AppTest:
    """The map page, opened by a link."""
    return finished(background.visit("pages/explore/map.py", **link).run())


def finished(at: AppTest) -> AppTest:
    """The page once its map is made: a run that meets a layout under way ends there."""
    for _ in range(40):
        if any("How far can it be believed?" in one.value for one in at.markdown) or at.error:
            break
        for job in background.jobs(at):
            job.wait(60)
        at.run()
    assert not at.exception
    return at


def said(at: AppTest) -> str:
    return "\n".join(one.value for one in [*at.markdown, *at.caption]).replace("\\", "")


def picture(at: AppTest) -> dict[str, Any]:
    """What the browser is given to draw the map of."""
    (told,) = [
        one.proto.json for one in at.get("bidi_component") if one.proto.component_name in {"atlas", "plotly_map"}
    ]
    return dict(json.loads(told))


def run(code: str) -> str:
    """What the lines shown print, run where nothing is imported or named before them."""
    with redirect_stdout(io.StringIO()) as out:
        exec(compile(code, "shown", "exec"), {})
    return out.getvalue()
