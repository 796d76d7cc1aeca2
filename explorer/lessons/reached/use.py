"""What the pages that judge and use vectors report, computed with the library alone."""

from collections.abc import Callable
from typing import Final

from explorer.errors import LessonError
from explorer.lessons.answers import analogies, bias, context
from explorer.lessons.observed import Observed
from explorer.tasks.search.hits import best
from explorer.tasks.tokens import words_of


def debiased(way: str = "hard debias") -> Observed:
    """What the page Debias reports once its trial is over."""
    return {"method": way, "remains": bias.remains(way).classifier}


def searched(question: str = "planes dropped bombs on the capital", model: str = analogies.BUILT_IN) -> Observed:
    """What the page Search reports for a question to Lee news.

    Raises
    ------
    LessonError
        If no sentence is found.
    """
    found = best(context.news(model), words_of(question), 1)
    if not found:
        raise LessonError(f"No sentence is found for “{question[:60]}”.")
    return {"question": question, "shared": len(found[0].shared)}


REACHED: Final[tuple[Callable[..., Observed], ...]] = (debiased, searched)
