"""What pages tell of themselves for the questions of lessons: every name declared, of the kind it is said to be."""

from numbers import Real

import pytest

from explorer.judging import analogy
from explorer.judging.analogy import AnalogySettings
from explorer.lessons.observed import OBSERVED
from explorer.ui.shell import observed
from explorer.ui.shell.cache import shared_models
from tests.background import jobs, visit

VIEWS: dict[str, list[dict[str, str]]] = {
    "words/one_hot": [{}],
    "words/pairs": [{}, {"pairs_view": "Subsampling"}, {"pairs_view": "Negatives"}],
    "explore/analogies": [{}],
    "explore/map": [{"method": "PCA", "word": "king"}],
    "judge/bias": [{}],
    "use/search": [{}],
    "explore/context": [{"context_view": "Places of a word"}],
    "train/race": [{"race_steps": "200", "race_dim": "4"}],
}
SLOW = {"judge/debias", "sequences/memory"}  # told after half a minute of work
KINDS = {"number": Real, "word": str, "flag": bool}


def told_by(page: str, **query: str) -> dict[str, object]:
    app = visit(f"pages/{page}.py", **query).run()
    while not (told := app.session_state["session"].studying.observed):  # work in the background has just begun
        for job in jobs(app):
            job.wait(1)
        app.run()
    assert not app.exception
    assert set(told) == {page}
    return {name: value() if callable(value) else value for name, value in told[page].items()}


@pytest.mark.usefixtures("little_context")
@pytest.mark.parametrize("page", VIEWS)
def test_a_page_tells_all_that_is_declared_of_it(page: str) -> None:
    told: dict[str, object] = {}
    for query in VIEWS[page]:
        told |= told_by(page, **query)
    assert set(told) == set(OBSERVED[page])
    for name, value in told.items():
        assert isinstance(value, KINDS[OBSERVED[page][name].kind]), (name, value)


def test_every_page_of_the_table_is_tried() -> None:
    assert set(OBSERVED) == {*VIEWS, *SLOW, observed.WATCH}


def test_the_answers_of_an_analogy_are_those_of_the_library() -> None:
    told = told_by("explore/analogies", a="man", b="man", c="king")
    answers = {
        keep: analogy.solve(shared_models.built_in(), "man", "man", "king", AnalogySettings(keep_query=keep), k=1)[
            0
        ].word
        for keep in (False, True)
    }
    assert (told["answer"], told["answer_allowed"]) == (answers[False], answers[True])
    assert answers[True] == "king"
