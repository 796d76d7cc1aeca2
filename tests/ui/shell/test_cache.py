"""What visitors share holds nothing that belongs to one of them: no name, no file, no source of a model or text."""

import inspect
import json
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest

from explorer.context.sense_files import read
from explorer.context.transformer.files import Upload
from explorer.context.transformer.settings import settings_of
from explorer.context.two_senses import as_files
from explorer.judging.analogy import AnalogySettings
from explorer.judging.bias.debias import DebiasSettings
from explorer.judging.bias.scores import ScoreSettings
from explorer.projection import first_picture
from explorer.projection.conditions import Conditions
from explorer.projection.settings import ProjectionSettings, SpaceSettings, TiedSettings
from explorer.tasks.averaging import NetworkSettings
from explorer.tasks.labelled import Labelled
from explorer.tasks.linear import AverageSettings
from explorer.tasks.linear import CountSettings as BagSettings
from explorer.tasks.names import conll
from explorer.tasks.names.conll import Tagged
from explorer.tasks.names.window import WindowSettings
from explorer.tasks.search.by_meaning import MeaningSettings
from explorer.tasks.search.by_words import WordSettings
from explorer.tasks.search.lines import CUTS
from explorer.text import corpus
from explorer.text.corpus import Corpus
from explorer.training.lecture.counts import CountSettings
from explorer.ui.shell import cache
from explorer.ui.shell.cache import (
    shared_contexts,
    shared_maps,
    shared_models,
    shared_tasks,
    shared_texts,
    shared_verdicts,
)
from explorer.vectors.model import Model, Provenance
from explorer.vectors.word_vectors import WordVectors
from tests.context.transformer.made import SMALL, arrays_of, model_folder

PAIRS = (("she", "he"), ("woman", "man"), ("her", "his"))
WORDS = tuple(dict.fromkeys([*(word for group in first_picture.groups().values() for word in group), *sum(PAIRS, ())]))
TEXT = "the king rules the land and the queen rules the sea. " * 20
RATED = "".join(f"{WORDS[i]} {WORDS[i + 1]} {i % 7}\n" for i in range(9))
KINDS = "".join(f"first,{word}\n" for word in WORDS[:5]) + "".join(f"second,{word}\n" for word in WORDS[5:10])
SENSES = as_files("bank")
OPERATORS = {"offered_transformer", "offered_file"}  # of the folder that the operator offers to everybody
TAGGED = "".join(f"Sally B-PER\nsees O\n{word} B-LOC\n\n" for word in WORDS)


@dataclass(frozen=True)
class Visitor:
    """One who brings the same content as the other, under names of their own."""

    secret: str
    model: Model
    text: Corpus
    labelled: Labelled
    tagged: Tagged

    @property
    def vectors(self) -> WordVectors:
        return self.model.vectors


def transformer(one: Visitor) -> Upload:
    """A small transformer in an archive of theirs."""
    arrays = arrays_of(settings_of(json.dumps(SMALL["bert"]).encode()))
    with TemporaryDirectory() as place:
        folder = model_folder(Path(place) / "model", SMALL["bert"], arrays)
        packed = BytesIO()
        with ZipFile(packed, "w") as archive:
            for path in sorted(folder.iterdir()):
                archive.write(path, path.name)
    return Upload([(f"{one.secret}.zip", packed)])


def visitor(secret: str) -> Visitor:
    matrix = np.random.default_rng(0).normal(size=(len(WORDS), 12)).astype(np.float32)
    source = Provenance("imported", f"{secret}.txt", "file", (("read by", secret),), licence=f"{secret} alone")
    return Visitor(
        secret,
        Model(f"{secret}'s model", WordVectors(WORDS, matrix), source),
        corpus.from_text(TEXT, name=f"{secret}'s text"),
        Labelled(f"{secret}'s labels", tuple((w,) for w in WORDS[:8]), np.arange(8) % 2, ("n", "p"), f"of {secret}"),
        replace(conll.read_tagged(TAGGED.encode(), name=f"{secret}'s sentences")[0], source=f"of {secret}"),
    )


SPACE = SpaceSettings()
MAP = ProjectionSettings(perplexity=10)
LISTS = (WORDS[:4], WORDS[4:8], WORDS[8:12], WORDS[12:16])
CALLS: Mapping[str, Callable[[Visitor], object]] = {
    "own_corpus": lambda _: shared_texts.own_corpus(TEXT, 1, 1000),
    "read_corpus": lambda _: shared_texts.packaged_corpus("royals", 1, 1, 1000),
    "ranked_sample": lambda v: shared_maps.ranked_sample(v.vectors, 50, 2),
    "filtered_sample": lambda v: shared_maps.filtered_sample(v.vectors, 20, Conditions(pattern="e")),
    "dense_clusters": lambda v: shared_maps.dense_clusters(v.vectors, SpaceSettings(), 5, bytes(8 * len(v.vectors))),
    "contours": lambda v: shared_maps.contours(bytes(8 * len(v.vectors)), len(v.vectors)),
    "meeting": lambda v: shared_maps.meeting(v.vectors, Conditions(pattern="e")),
    "near_sample": lambda v: shared_maps.near_sample(v.vectors, WORDS[0], 20),
    "matching_sample": lambda v: shared_maps.matching_sample(v.vectors, "e", 20),
    "listed_sample": lambda v: shared_maps.listed_sample(v.vectors, WORDS[:20]),
    "space": lambda v: shared_maps.space(v.vectors, SPACE),
    "neighbours": lambda v: shared_maps.neighbours(v.vectors, SPACE, 15),
    "projection": lambda v: shared_maps.projection(v.vectors, MAP),
    "on_axes": lambda v: shared_maps.on_axes(v.vectors, v.vectors, replace(MAP, method="Formulas", axes=WORDS[:2])),
    "shaken": lambda v: shared_maps.shaken(v.vectors, MAP),
    "side_by_side": lambda v: shared_maps.side_by_side(v.vectors, MAP),
    "clusters": lambda v: shared_maps.clusters(v.vectors, SPACE, 4),
    "cooccurrence": lambda v: shared_texts.cooccurrence(v.text, 2, "harmonic"),
    "counted": lambda v: shared_texts.counted(v.text, CountSettings(dim=2)),
    "neighbour_table": lambda v: shared_verdicts.neighbour_table(v.vectors, 50, 5),
    "word_space": lambda v: shared_verdicts.word_space(v.vectors),
    "look_up": lambda _: shared_texts.look_up(10, 4),
    "debiased": lambda v: shared_verdicts.debiased(v.vectors, DebiasSettings(PAIRS, sets=PAIRS)),
    "doubt": lambda v: shared_verdicts.doubt(v.vectors, ScoreSettings("WEAT d", LISTS)),
    "question": lambda v: shared_verdicts.question(v.vectors, "man", "woman", "king", AnalogySettings()),
    "google_accuracy": lambda v: shared_verdicts.google_accuracy(v.vectors),
    "similarity_score": lambda v: shared_verdicts.similarity_score(v.vectors, "WordSim-353"),
    "rated_set": lambda _: shared_verdicts.rated_set("A file of your own", RATED),
    "likeness_judged": lambda v: shared_verdicts.likeness_judged(
        v.vectors, "A file of your own", RATED, "zero", standardise=False
    ),
    "categorised": lambda v: shared_verdicts.categorised(v.vectors, KINDS),
    "compared": lambda v: shared_verdicts.compared(
        (v.vectors, replace(v.vectors, matrix=v.vectors.matrix[::-1].copy())), 50, 5
    ),
    "tied_layouts": lambda v: shared_verdicts.tied_layouts(
        (v.vectors, replace(v.vectors, matrix=v.vectors.matrix[::-1].copy())), 50, 5, TiedSettings(strength=1.0)
    ),
    "judged_rightly": lambda v: shared_tasks.judged_rightly(AverageSettings(), v.vectors, v.labelled, v.labelled),
    "own_tagged": lambda _: shared_tasks.own_tagged(TAGGED.encode()),
    "tagger": lambda v: shared_tasks.tagger(v.tagged, 0, WindowSettings("words", epochs=1), None),
    "tagger_judged": lambda v: shared_tasks.tagger_judged(v.tagged, 0, WindowSettings("words", epochs=1), None),
    "own_lines": lambda _: shared_tasks.own_lines(TEXT, CUTS[0]),
    "meaning_index": lambda v: shared_tasks.meaning_index(
        shared_tasks.own_lines(TEXT, CUTS[0]), v.vectors, MeaningSettings()
    ),
    "word_index": lambda _: shared_tasks.word_index(shared_tasks.own_lines(TEXT, CUTS[0]), WordSettings()),
    "own_sample": lambda _: shared_contexts.own_sample(TEXT),
    "word_places": lambda _: shared_contexts.word_places(shared_contexts.own_sample(TEXT), "king", 2, 20, 0),
    "contextuality": lambda _: shared_contexts.contextuality(shared_contexts.own_sample(" ".join(WORDS) * 25), "king"),
    "sense_test": lambda v: shared_contexts.sense_test(
        read({f"{v.secret} {name}": text for name, text in SENSES.items()})
    ),
    "own_transformer": lambda v: shared_contexts.own_transformer(transformer(v)),
    "read_by_transformer": lambda v: shared_contexts.read_by_transformer(
        shared_contexts.own_transformer(transformer(v)), "the river"
    ),
    "through_layers": lambda v: shared_contexts.through_layers(
        shared_contexts.own_transformer(transformer(v)), shared_contexts.own_sample(TEXT), "king"
    ),
    "completions": lambda v: shared_models.completions(v.vectors),
    "pseudoword": lambda _: shared_contexts.pseudoword("king", "computer", 0),
    "classifier": lambda v: shared_tasks.classifier(NetworkSettings(epochs=1), v.vectors, v.labelled),
    "stored_null": lambda v: shared_verdicts.stored_null((v.vectors, shared_models.built_in()), 50, 5),
}  # fmt: skip


def cached() -> dict[str, Callable[..., object]]:
    """Every cached function of the app that is given something."""
    names = [found.name for found in pkgutil.iter_modules(cache.__path__)]
    subjects = [pkgutil.resolve_name(f"{cache.__name__}.{name}") for name in names]
    found = {name: value for subject in subjects for name, value in vars(subject).items()}
    kept = {name: value for name, value in found.items() if hasattr(value, "clear") and callable(value)}
    return {name: value for name, value in kept.items() if inspect.signature(value).parameters}


def texts_in(value: Any, seen: set[int]) -> Iterator[str]:
    """Every text that can be reached from a record: fields, entries, arrays of text, what a function was bound to."""
    if isinstance(value, str):
        yield value
        return
    if id(value) in seen or value is None or isinstance(value, (int, float, bytes, type)):
        return
    seen.add(id(value))
    inner: list[Any] = []
    if isinstance(value, np.ndarray):
        inner = value.ravel().tolist() if value.dtype.kind in "OUS" else []
    elif isinstance(value, Mapping):
        inner = [*value.keys(), *value.values()]
    elif isinstance(value, (list, tuple, set, frozenset)):
        inner = list(value)
    elif isinstance(value, partial):
        inner = [value.func, value.args, value.keywords]
    elif inspect.ismethod(value):
        inner = [value.__self__]
    elif inspect.isfunction(value):
        inner = [cell.cell_contents for cell in value.__closure__ or ()]
    elif hasattr(value, "__dict__"):
        inner = [*vars(value).values()]
    for part in inner:
        yield from texts_in(part, seen)


def test_no_cached_function_is_forgotten_here() -> None:
    assert set(cached()) == {*CALLS, *OPERATORS}


def test_texts_are_found_wherever_they_hide() -> None:
    hidden = visitor("Ann")
    for value in (hidden, [{"a": (hidden.model,)}], np.array(["Ann"]), partial(print, hidden.text), lambda: hidden):
        assert any("Ann" in text for text in texts_in(value, set()))


@pytest.mark.usefixtures("little_context")
@pytest.mark.parametrize("name", CALLS)
def test_nothing_shared_holds_a_name(name: str) -> None:
    """Both ask for the same content; what the second gets was made for the first, and tells of neither."""
    cached()[name].clear()  # type: ignore[attr-defined]
    for one in (visitor("Ann"), visitor("Bob")):
        told = list(texts_in(CALLS[name](one), set()))
        assert not [text for text in told if "Ann" in text or "Bob" in text]


def test_a_classifier_is_kept_by_its_settings_vectors_and_labels() -> None:
    """Settings of two kinds with the same numbers, no vectors, and labels in another order are told apart."""
    one, other = visitor("Ann"), visitor("Bob")
    turned = one.labelled.chosen(np.arange(8)[::-1])
    made = shared_tasks.classifier(AverageSettings(), one.vectors, one.labelled)
    assert shared_tasks.classifier(AverageSettings(), other.vectors, other.labelled) is made
    for asked in (
        (AverageSettings(2.0), one.vectors, one.labelled),
        (BagSettings(strength=30.0), None, one.labelled),
        (NetworkSettings(epochs=1, use="from scratch"), None, one.labelled),
        (AverageSettings(), one.vectors, turned),
    ):
        assert shared_tasks.classifier(*asked) is not made
    assert shared_tasks.classifier(BagSettings("naive Bayes", 3.0), None, one.labelled) is not shared_tasks.classifier(
        BagSettings("logistic regression", 3.0), None, one.labelled
    )


def test_a_text_that_no_seed_draws_is_kept_once() -> None:
    lee, royals = (partial(shared_texts.packaged_corpus, key, min_count=3, max_size=1000) for key in ("lee", "royals"))
    assert lee(1) is lee(2)
    assert royals(1).fingerprint != royals(2).fingerprint
