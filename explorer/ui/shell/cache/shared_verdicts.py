"""Results of evaluating models: neighbours, analogies, ratings, categories, bias, comparisons."""

from typing import TYPE_CHECKING

import streamlit as st

from explorer.errors import SelectionError
from explorer.judging import analogy_sets, evaluation, words
from explorer.judging.analogy import AnalogySettings, Question
from explorer.judging.bias.debias import DebiasSettings
from explorer.judging.bias.scores import ScoreSettings
from explorer.progress import Report, parts, to_nobody
from explorer.projection.settings import TiedSettings
from explorer.ui.shell.cache.shared_content import KEYS, OWN_FILE, shared
from explorer.ui.shell.cache.shared_models import built_in
from explorer.ui.shell.shared import kept
from explorer.vectors.word_vectors import Rows, WordVectors

if TYPE_CHECKING:
    from explorer.judging.bias.debiasing.steps import Step
    from explorer.judging.bias.direction import Direction
    from explorer.judging.bias.doubt import Doubt
    from explorer.judging.categorisation import Grouping, OddOneOut
    from explorer.judging.compare.models import Comparison
    from explorer.judging.evaluation import SimilarityScore
    from explorer.judging.rating_files import RatedSet
    from explorer.projection.tied import TiedLayouts


@kept(shared, "Finding the neighbours of all words …")
def neighbour_table(vectors: WordVectors, n: int, k: int) -> Rows:
    """(n, k) rows of the nearest neighbours of the most frequent words."""
    table = words.neighbour_table(vectors, n=n, k=k)
    table.setflags(write=False)
    return table


@kept(shared, "Looking at the whole space …")
def word_space(vectors: WordVectors) -> words.Space:
    """How evenly the frequent words are spread over all directions."""
    return words.space(vectors)


@kept(shared, "Taking the direction out …")
def debiased(
    vectors: WordVectors, settings: DebiasSettings, _report: Report = to_nobody
) -> "tuple[Direction, tuple[Step, ...]]":
    """A direction, and the vectors before and after each step of removing it."""
    from explorer.judging.bias import debias

    return debias.steps(vectors, settings, _report)


@kept(shared)
def doubt(vectors: WordVectors, settings: ScoreSettings) -> "Doubt":
    """A bias score, and how certain it is."""
    from explorer.judging.bias import doubt as doubts

    return doubts.doubt(settings.score, vectors, settings.lists)


@kept(shared)
def question(vectors: WordVectors, a: str, b: str, c: str, settings: AnalogySettings) -> Question:
    """An analogy prepared for a model, which is scanned once for all that is asked."""
    return Question(vectors, a, b, c, settings)


@kept(shared, "Asking the analogies …")
def google_accuracy(vectors: WordVectors, _report: Report = to_nobody) -> float:
    """Share of right answers to the Google analogies whose words the model has; 0 if it has none."""
    found = analogy_sets.score(vectors, analogy_sets.google_set(), report=_report)
    asked = sum(len(section.asked) for section in found)
    return sum(section.correct for section in found) / asked if asked else 0.0


@kept(shared, "Asking for likeness …")
def similarity_score(vectors: WordVectors, name: str) -> float | None:
    """Rank correlation with the human ratings of a packaged set; None if the model has too few of its words."""
    try:
        return evaluation.word_similarity(vectors, evaluation.packaged(name)).spearman
    except SelectionError:
        return None


@kept(shared)
def rated_set(name: str, own_text: str) -> "RatedSet":
    """The packaged set of that name, or the one in the text of a visitor's file."""
    from explorer.judging import rating_files

    if name not in evaluation.PACKAGED:
        return rating_files.read_set(own_text, name=OWN_FILE)
    return rating_files.RatedSet(name, evaluation.packaged(name))


@kept(shared, "Comparing with people …")
def likeness_judged(
    vectors: WordVectors, name: str, own_text: str, unknown: str, standardise: bool
) -> "tuple[SimilarityScore, tuple[float, float]]":
    """A model's score on a set, and the interval of its rank correlation."""
    pairs = rated_set(name, own_text).pairs
    policy = next(known for known in evaluation.POLICIES if known == unknown)
    score = evaluation.word_similarity(vectors, pairs, unknown=policy, standardise=standardise)
    return score, evaluation.interval(score)


@kept(shared)
def categorised(vectors: WordVectors, own_text: str, _report: Report = to_nobody) -> "tuple[Grouping, OddOneOut]":
    """How a model groups the words of a set of categories, and how often it finds the odd one out."""
    from explorer.judging import categorisation

    sets = categorisation.everyday() if not own_text else categorisation.read_categories(own_text, name=OWN_FILE)
    grouping, asking = parts(_report, (2, 1))
    return (
        categorisation.grouping(vectors, sets, report=grouping),
        categorisation.odd_one_out(vectors, sets, report=asking),
    )


@kept(shared)
def compared(models: tuple[WordVectors, ...], n: int, k: int, _report: Report = to_nobody) -> "Comparison":
    """Two to four models over the words they share."""
    from explorer.judging.compare.models import CompareSettings, compare

    return compare(models, CompareSettings(n, k), _report)


@kept(shared)
def tied_layouts(
    models: tuple[WordVectors, ...], n: int, k: int, settings: TiedSettings, _report: Report = to_nobody
) -> "TiedLayouts":
    """Maps of two to four models over the words they share, tied to one another."""
    from explorer.judging.compare.layouts import tied_layouts as laid_out

    return laid_out(models, compared(models, n, k), settings, _report)


@st.cache_resource(max_entries=1, show_spinner=False, hash_funcs=KEYS)
def twins() -> tuple[WordVectors, ...]:
    """The built-in model trained again with other seeds, its most frequent words."""
    from explorer.judging.compare.null import twins as opened

    return opened()


@kept(shared)
def stored_null(models: tuple[WordVectors, ...], n: int, k: int, _report: Report = to_nobody) -> "Comparison | None":
    """How much two seeds of the built-in model differ, on the words on which these models are compared."""
    from explorer.judging.compare.null import stored_null as null

    return null(built_in(), twins(), compared(models, n, k, _report).words, k, _report)
