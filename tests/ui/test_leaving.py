"""
What a visitor has begun ends once they have left: every kind of long work of the pages calls its report on the way.

A report is where the work of a visitor who has left ends (`jobs`), so that little may be done between two of them.
Each kind has a row here that does a small piece of it with the code of the pages; a kind without a row fails.
"""

import ast
import gc
import io
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from itertools import groupby
from pathlib import Path
from typing import Any
from weakref import ref

import numpy as np
import pytest

from explorer.context.split import Split, SplitSettings
from explorer.files import imports, library
from explorer.files.formats import export
from explorer.judging import analogy_sets, categorisation, evaluation
from explorer.judging.bias import debias, direction, ranking, residual, scores, word_sets
from explorer.judging.bias.debias import DebiasSettings
from explorer.judging.compare import peer, trainings
from explorer.judging.compare.learning_curve import Stage, learning_curve
from explorer.judging.compare.models import CompareSettings, compare
from explorer.known_answers.answers import Check, answers
from explorer.known_answers.table import checks
from explorer.progress import Report
from explorer.projection import inverted_file, layout, libraries
from explorer.projection.clusters import clusters
from explorer.projection.forming import Forming
from explorer.projection.neighbours import neighbour_graph
from explorer.projection.settings import ProjectionSettings, SpaceSettings, TiedSettings
from explorer.projection.space import space_of
from explorer.projection.tied import Tied
from explorer.sequence.language.course import LanguageCourse
from explorer.sequence.language.language_model import LanguageModelSettings
from explorer.sequence.language.words_or_characters import WordsOrCharacters
from explorer.sequence.tasks import fruit
from explorer.sequence.tasks.date_course import DateCourse
from explorer.sequence.tasks.explosion import Explosion, ExplosionSettings
from explorer.sequence.tasks.memory_race import MemoryRace, MemoryRaceSettings
from explorer.sequence.tasks.moved_names import MovedNames
from explorer.sequence.tasks.name_course import TagCourse, TagSettings
from explorer.sequence.tasks.truncation import Truncation, TruncationSettings
from explorer.sequence.translator import TranslatorSettings
from explorer.tasks.average_and_order import OrderCourse, OrderSettings
from explorer.tasks.contenders import Contender
from explorer.tasks.curve import Curve, CurveSettings
from explorer.tasks.labelled import Labelled, polarity
from explorer.tasks.language_models import LanguageModels
from explorer.tasks.names import conll
from explorer.tasks.names.scores import TaggerContender, trained
from explorer.tasks.names.window import WindowSettings
from explorer.tasks.recurrent import RecurrentSettings
from explorer.tasks.search import relevance
from explorer.tasks.search.by_meaning import meaning_index
from explorer.tasks.trainings import Trainings
from explorer.text import corpus
from explorer.text.corpus import Corpus
from explorer.text.vocabulary import Vocabulary
from explorer.training.lecture.cooccurrence import cooccurrence
from explorer.training.lecture.counts import CountSettings, CountTrainer
from explorer.training.lecture.glove import GloVeSettings
from explorer.training.lecture.neural_lm import NeuralLMSettings
from explorer.training.lecture.sgns import SGNSSettings
from explorer.training.lessons.cost import Measuring, zipf
from explorer.training.lessons.glove_course import GloVeCourse
from explorer.training.lessons.neural_lm_course import NeuralLMCourse
from explorer.training.lessons.race import Race, RaceSettings
from explorer.training.lessons.shifted_pmi import Approach
from explorer.training.lessons.two_vectors import TwoVectorsCourse
from explorer.training.lessons.two_ways import TwoWays
from explorer.ui.screens.judge.debias import retrial, side_by_side
from explorer.ui.screens.use.names.comparison import Comparison
from explorer.ui.shell import jobs
from explorer.ui.shell.jobs import Workers
from explorer.vectors.word_vectors import WordVectors

ROOT = Path(__file__).resolve().parents[2]
SAME = 12  # reports in a row that may tell the same
LOOKED_AT = 40  # reports of each kind
NTH = 4  # report at which the visitor is gone: work that reports only at its beginning and end has none
Work = Callable[[Report], object]


class Left(Exception):  # noqa: N818 - not an error: the visitor has left
    """Raised by a report, as a job's is once nobody waits for it."""


@cache
def text() -> Corpus:
    return corpus.from_text(corpus.read_packaged("royals"), name="royals")


@cache
def words(n: int = 1700) -> WordVectors:
    """The most frequent of the built-in model, by themselves."""
    return library.built_in().most_frequent(n)


@cache
def labelled() -> Labelled:
    return polarity().chosen(np.arange(0, 10_000, 50))


@cache
def tagged() -> conll.Tagged:
    return conll.packaged("WikiGold").chosen(np.arange(60))


@cache
def biased() -> retrial.Biased:
    model = words()
    along = direction.direction(model, [("he", "she"), ("man", "woman")], "one pair")
    return retrial.Biased(model, along, *residual.most_biased(model, along, 20), ())


def a_map(report: Report, method: str = "t-SNE") -> object:
    settings = ProjectionSettings(method=method, perplexity=5)  # type: ignore[arg-type]
    few = words(60)
    return Forming(*layout.graph_of(few, settings), settings).run(report)


def gone_before_a_library(report: Report) -> object:
    """The process that makes the map is ended before it has made one; it is left to `test_real_departures`."""
    return libraries.made_apart(words(60).matrix, ProjectionSettings(engine="reference"), report)


def a_map_made_ready(report: Report) -> object:
    settings = ProjectionSettings(method="UMAP")
    return Forming(*layout.graph_of(words(60), settings), settings, report=report)


def neighbours_of_very_many(report: Report) -> object:
    rows = words().unit
    return inverted_file.nearest(rows, rows, rows, 5, report)


def distances(report: Report) -> object:
    far = space_of(words(), SpaceSettings(metric="euclidean"))
    return neighbour_graph(far, 100, report)


def an_import(report: Report) -> object:
    file = io.BytesIO(export.word2vec_text(words()))
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        patch.setenv("EMBEDDING_EXPLORER_STORE", place)
        return imports.import_upload(file, "few.txt", progress=report)


def a_long_text(report: Report) -> object:
    V, T = 50, 200_000
    tokens = np.random.default_rng(0).integers(0, V, T).astype(np.int32)
    vocabulary = Vocabulary(tuple(f"w{i}" for i in range(V)), np.bincount(tokens))
    return cooccurrence(Corpus("t", vocabulary, tokens, np.array([0, T])), window=100, report=report)


def tied_maps(report: Report) -> object:
    settings = TiedSettings("t-SNE", 0.5)
    space, graph = layout.graph_of(words(60), settings.layout)
    return Tied([space] * 2, [graph] * 2, [space.rows[:, :2]] * 2, settings).run(report)


def several_seeds(report: Report) -> object:
    from explorer.projection import shake

    settings = ProjectionSettings(perplexity=5)
    space, graph = layout.graph_of(words(60), settings)
    return shake.shaken(layout.project(space, graph, ProjectionSettings(method="PCA")), space, graph, report)


def some_answers(report: Report) -> object:
    def slowly(told: Report) -> float:
        for part in range(9):
            told(part, 9)
        return 0.0

    assert any(check.is_long for check in checks())
    return answers([Check("t", "n", 0.0, slowly, 0, "s", is_long=True)], report)


def an_index(report: Report) -> object:
    return meaning_index(labelled().sentences * 100, words(), report=report)


def questions(report: Report) -> object:
    asked = relevance.packaged(relevance.PACKAGED[0])
    return relevance.found_score(meaning_index(asked.sentences, words()), asked, report)


def ratings(report: Report) -> object:
    pairs = tuple(zip(labelled().sentences[:20], labelled().sentences[20:40], strict=True))
    rated = relevance.RatedSentences("r", pairs, tuple(float(n) for n in range(20)), 0)
    return relevance.rated_score(rated, words(), report=report)


def a_curve(report: Report) -> None:
    network = Contender("network", RecurrentSettings(units=4), words(300))
    Curve([network], labelled(), labelled(), CurveSettings((20,), 1)).run(report)


def some_trainings(report: Report) -> None:
    Trainings([(Contender("network", RecurrentSettings(units=4), words(300)), labelled())]).run(report)


def a_course(begin: Callable[[], Any], report: Report) -> None:
    begin().run(report)


def a_tagger(report: Report) -> object:
    return trained(TaggerContender("t", WindowSettings("words", epochs=9)), tagged(), report)


def an_analogy_set(report: Report) -> object:
    asked = analogy_sets.drawn(analogy_sets.google_set(), "family", 20, seed=0)
    return analogy_sets.score(library.built_in(), asked, report=report)


def a_ranking(report: Report) -> object:
    tests = word_sets.association_tests()[:6]
    return ranking.ranking([library.built_in()] * 2, tests, scores.of_four_lists("sample")[0], draws=2, report=report)


def some_stages(report: Report) -> object:
    return learning_curve([Stage(library.built_in(), n) for n in range(6)], evaluation.packaged("WordSim-353"), report)


def all_ways(report: Report) -> object:
    asked = {"hard": DebiasSettings(pairs=(("he", "she"), ("man", "woman")))}
    return side_by_side._outcome(biased(), asked, gender=True, report=report)  # type: ignore[arg-type]


def a_variation(report: Report) -> object:
    wanted = trainings.Variation(SGNSSettings(dim=50), "Seed", (1, 2), 200)
    return trainings.varied(text(), wanted, report)


SGNS = SGNSSettings(dim=8)
MEMORY = MemoryRaceSettings(units=4, steps=4, seeds=(1,), longest=3, gaps=(1,))
COURSES: dict[str, Callable[[], Any]] = {
    "race": lambda: Race(text(), RaceSettings(dim=4, steps=40)),
    "cost": lambda: Measuring(4, 2, sizes=(100, 200)),
    "two ways": lambda: TwoWays(text(), dim=4, window=2, negatives=2, epochs=1, seed=1),
    "glove": lambda: GloVeCourse(text(), GloVeSettings(dim=4), 6),
    "shifted": lambda: Approach(text(), SGNS, 200),
    "neural lm": lambda: NeuralLMCourse(text(), NeuralLMSettings(dim=4, hidden=4), 40),
    "two vectors": lambda: TwoVectorsCourse(text(), SGNS, 200),
    "word split": lambda: Split(SplitSettings(units=4, steps=20)),
    "names splits": lambda: Comparison(tagged(), [TaggerContender("t", WindowSettings("words", epochs=9))], 1),
    "moved names": lambda: MovedNames(TagSettings(units=4, steps=20)),
    "names": lambda: LanguageCourse("anna\nbert\ncora\n" * 40, "characters", LanguageModelSettings(units=4), 20),
    "name tags": lambda: TagCourse(TagSettings(units=4, steps=20)),
    "dates": lambda: DateCourse(TranslatorSettings(units=4), 20),
    "reviews": lambda: OrderCourse(OrderSettings(units=4, passes=1), words(300)),
    "language": lambda: LanguageModels(fruit.text(), "words", LanguageModelSettings(units=4), 20),
    "words or characters": lambda: WordsOrCharacters(fruit.text(), LanguageModelSettings(units=4), 20),
    "memory race": lambda: MemoryRace(MEMORY),
    "truncation": lambda: Truncation(TruncationSettings(steps=4, seeds=(1,), ways=(None, 5))),
    "explosion": lambda: Explosion(ExplosionSettings(units=4, steps=20)),
}
COURSES["names after a letter"] = COURSES["names"]
ROWS: dict[str, Work] = {
    **{name: partial(a_course, begin) for name, begin in COURSES.items()},
    **dict.fromkeys(("sentiment classifiers", "sentiment unseen", "sentiment bias", "sentiment moved"), some_trainings),
    **dict.fromkeys(("sentiment curve", "sentiment uses"), a_curve),
    **dict.fromkeys(("analogies", "analogy sets"), an_analogy_set),
    "comparison": lambda report: compare([words()] * 3, CompareSettings(1000, 5), report),
    "counts": a_long_text,
    "tied layouts": tied_maps,
    "svd": lambda report: CountTrainer(zipf(600), CountSettings(dim=8, window=2)).step(report),
    "ranking": a_ranking,
    "retrial": lambda report: retrial.tried(biased(), words(), report),
    "all_ways": all_ways,
    "debias": lambda report: debias.steps(words(3000), DebiasSettings(pairs=(("he", "she"),)), report),
    "learning curve": some_stages,
    "names tagger": a_tagger,
    "meaning index": an_index,
    "categories": lambda report: categorisation.grouping(words(8000), categorisation.everyday(), report=report),
    "clusters that pull": lambda report: clusters(space_of(words(), SpaceSettings()), 12, report=report),
    "questions asked": questions,
    "pairs rated": ratings,
    "choice._train_again": lambda report: trainings.repeated(text(), SGNS, steps=200, seeds=(1, 2), report=report),
    "multiples._train": a_variation,
    "multiples._train, gensim": lambda report: peer.trained(text(), peer.BesideGensim(SGNSSettings(), 200), report),
    "known_answers._run": some_answers,
    "models.<module>": an_import,
    "work.finished_map": a_map,
    "work.finished_map, made ready": a_map_made_ready,
    "work.finished_map, distances": distances,
    "work.finished_map, a library": gone_before_a_library,
    "work._finish": partial(a_map, method="UMAP"),
    "work.quietly": several_seeds,
    "work.quietly, very many words": neighbours_of_very_many,
}
SILENT = {  # whose reports all tell the same, and why
    "work.finished_map, a library": "the library says nothing, and the page says so",
}


def begun(path: Path) -> set[str]:
    """The kinds of long work that a module of the pages begins, by name, or by the function that begins them."""
    found: set[str] = set()
    source = path.read_text(encoding="utf-8")
    if not any(part in source for part in ("watching.course", "long_work.result", "workers()")):
        return found
    tree = ast.parse(source)
    inside = {id(node): f.name for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) for node in ast.walk(f)}
    constants = {ast.unparse(node.targets[0]): node.value for node in ast.walk(tree) if isinstance(node, ast.Assign)}
    for node in ast.walk(tree):
        called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        if called in ("watching.course", "long_work.result") and isinstance(node, ast.Call):
            name = constants.get(ast.unparse(node.args[0]), node.args[0])
            assert isinstance(name, ast.Constant), path
            found.add(str(name.value))
        elif called.endswith("workers().start"):
            found.add(f"{path.stem}.{inside.get(id(node), '<module>')}")
    return found


def test_every_kind_of_long_work_has_a_row() -> None:
    modules = [*ROOT.glob("explorer/ui/screens/**/*.py"), *ROOT.glob("pages/*/*.py")]
    kinds = set().union(*map(begun, modules))
    assert len(kinds) > 30
    assert kinds == {row.partition(",")[0] for row in ROWS}


def told_by(kind: str, told: list[tuple[int, int]], most: int) -> None:
    """Do this kind of work, add what it reports to `told`, and leave at the report number `most`."""

    def report(done: int, total: int) -> None:
        told.append((done, total))
        if len(told) == most:
            raise Left

    ROWS[kind](report)


@pytest.mark.parametrize("kind", ROWS)
def test_it_ends_at_the_report_at_which_its_visitor_is_gone(kind: str) -> None:
    told: list[tuple[int, int]] = []
    with pytest.raises(Left):
        told_by(kind, told, NTH)
    assert len(told) == NTH, "after it nothing is done that would be told"


@pytest.mark.parametrize("kind", sorted(ROWS.keys() - SILENT.keys()))
def test_what_it_shows_moves(kind: str) -> None:
    """Between two reports others may have a turn; so work that tells the same again and again seems to stand still."""
    told: list[tuple[int, int]] = []
    with suppress(Left):
        told_by(kind, told, LOOKED_AT)
    assert max(len(list(same)) for _, same in groupby(told)) <= SAME


@pytest.mark.parametrize("kind", sorted(COURSES.keys() - {"names after a letter"}))
def test_a_course_that_was_left_is_let_go(kind: str) -> None:
    """At once, and not when garbage is next collected: each holds networks, those of a language course up to 24 MB."""

    def report(_done: int, _total: int) -> None:
        raise Left

    gc.disable()
    try:
        course = COURSES[kind]()
        with suppress(Left):
            course.run(report)
        left = ref(course)
        del course
        assert left() is None
    finally:
        gc.enable()


def _again_and_again(work: Work, report: Report) -> None:
    while True:
        work(report)


def test_real_departures(monkeypatch: pytest.MonkeyPatch) -> None:
    """A job in a thread, and one that waits for a process until it has ended: both are over soon.

    Most of that is the time in which a visitor may come back, which is shorter here.
    """
    assert jobs.GRACE + jobs.SWEEP < 4
    monkeypatch.setattr(jobs, "GRACE", 0.2)
    monkeypatch.setattr(jobs, "SWEEP", 0.1)
    here = True
    workers = Workers(presence=lambda: lambda: here)
    endless: list[Work] = [gone_before_a_library, several_seeds]  # one of them may be done before anybody is missed
    work = [partial(_again_and_again, one) for one in endless]
    left = [workers.start("work", one) for one in work]
    here = False
    gone = time.monotonic()
    for job in left:
        job.wait(30)
    assert all(job.idle and job.cancelled for job in left)
    assert time.monotonic() - gone < 5
