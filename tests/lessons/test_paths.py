"""The paths of three courses lead to steps and pages that there are."""

from urllib.parse import parse_qs

import pytest

from explorer.lessons import course, pages
from explorer.lessons.paths import Path, paths


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.course)
def test_every_row_leads_to_a_step_or_to_a_page_with_settings_it_has(path: Path) -> None:
    for asked, key, where in path.steps:
        assert asked
        if key:
            assert isinstance(where, int)
            assert 1 <= where <= len(course.lesson(key).steps), asked
            assert path.course in course.lesson(key).courses, f"{key} is on the path of {path.course}"
        else:
            page, _, query = str(where).partition("?")
            assert page in pages.pages(), asked
            unknown = [name for name in parse_qs(query) if not pages.names(page).fullmatch(name)]
            assert unknown == [], asked


def test_no_path_asks_the_same_twice() -> None:
    for path in paths():
        asked = [one for one, _, _ in path.steps]
        assert len(set(asked)) == len(asked)
