"""A visitor's names and words are text: no page hands one to Markdown with its marks alive."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from explorer.context import split
from explorer.files import library
from explorer.judging import analogy_sets
from explorer.sequence.moments import Moments
from explorer.sequence.tasks import memory_race
from explorer.sequence.tasks.memory_race import MemoryRaceSettings
from explorer.sequence.tasks.truncation import TruncationSettings
from explorer.sequence.trainer import SequenceTrainer
from explorer.tasks import average_and_order
from explorer.tasks.averaging import NetworkSettings
from explorer.tasks.labelled import Labelled, polarity
from explorer.tasks.names import conll
from explorer.training.lessons.cost import Measuring
from explorer.training.lessons.neural_lm_course import NeuralLMCourse
from explorer.ui.screens.sequences.memory import choices, truncation
from explorer.ui.screens.train import count, neural_lm, race
from explorer.ui.screens.use.sentiment import choices as sentiment_choices
from explorer.ui.screens.use.sentiment import curve, material, moved
from explorer.ui.screens.use.sentiment.unseen import EXAMPLES
from explorer.ui.screens.words import two_vectors
from explorer.ui.shell import turns, watching
from explorer.ui.shell.jobs import Job
from explorer.ui.shell.state import Session
from explorer.vectors.model import Model, Provenance
from explorer.vectors.word_vectors import WordVectors
from tests.background import SHOWN, opened, settled

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("pages/*/*.py"))
MARKS = (
    "![zq](http://evil.invalid/a)",
    "[zq](http://evil.invalid/b)",
    "<img src=http://evil.invalid/zq>",
    "**zq**",
    "$zq$",
    ":red[zq]",
    ":material/bolt:zq",
    ":smile:zq",
    "`zq`",
    "&lt;zq&gt;",
    "http://evil.invalid/zq",
    "www.evil.invalid/zq",
    "zq@evil.invalid",
    "~~zq~~",
    "<b>zq</b>",
    "%{x}zq",
    "zq\u202egpj",
)
ALIVE = re.compile(  # a "!" before an escaped [ is one
    r"(?<!\\)(!|\\!)?\[zq|(?<!\\)<img|(?<!\\)\*zq|(?<!\\)\$zq|(?<!\\):red|:material/bolt|:smile:|(?<!\\)`zq|(?<!\\)&lt;zq"
    r"|http\\?://evil|www\\?\.evil|zq@evil|(?<!\\)~zq|\u202e"
)
IN_A_FORMULA = re.compile(r"(?<!\\)\$zq|:material/|\u202e")
IN_A_FIGURE = re.compile(r"<(b>zq|img)|&(?!amp;|lt;|gt;)|%\{x\}zq|\u202e")
ALL_REVIEWS, ALL_QUESTIONS, ALL_TAGGED = polarity, analogy_sets.google_set, conll.packaged
AS_IT_IS = {  # fields that Streamlit shows without reading them as Markdown, or does not show
    "id", "key", "user_key", "spec", "columns", "json", "options", "default", "value", "raw_value", "raw_values",
    "placeholder", "data", "code_text", "fragment_id", "query_params", "config", "element_id", "form_id", "url", "page",
    "query_string", "url_query_params", "query_param_key", "alt", "formatted_options", "filename", "download_filename",
}  # fmt: skip


def strings(message: Message, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every text of a message, with the names of the fields that lead to it."""
    for field, held in message.ListFields():
        many = held if field.is_repeated else [held]
        if field.message_type is not None and field.message_type.GetOptions().map_entry:
            many = list(held.values())
        for one in many:
            if isinstance(one, Message):
                yield from strings(one, (*path, field.name))
            elif isinstance(one, str):
                yield (*path, field.name), one


def texts_of(held: object) -> Iterator[str]:
    """Every text of a figure."""
    still = [held]
    while still:
        one = still.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            still += [part for key, part in one.items() if key not in {"uirevision", "legendgroup"}]
        elif isinstance(one, list):
            still += one


@lru_cache(64)
def alive_in_figure(spec: str) -> list[str]:
    """Texts of a figure in which a mark is still one: the same figure stands in several views of a page."""
    return [one for one in texts_of(json.loads(spec)) if IN_A_FIGURE.search(one)]


def alive(app: AppTest) -> list[str]:
    """Texts of the page in which a mark is still one."""
    found = []
    for element in [*app.main, *app.sidebar]:
        proto: Any = getattr(element, "proto", None)
        if proto is None:
            continue
        for path, text in strings(proto):
            if path[-1] == "spec":
                found += [f"{element.key}: {one}" for one in alive_in_figure(text)]
            alive_here = IN_A_FORMULA if text.startswith("$$\n") else ALIVE
            if path[-1] not in AS_IT_IS and alive_here.search(text):
                found.append(f"{type(proto).__name__}.{'.'.join(path)}: {text[:160]}")
    return found


@cache
def hostile(name: str = "**zq** <img src=http://evil.invalid/zq> $zq$") -> Model:
    """The built-in model, with hostile words for neighbours of those that the pages begin with."""
    usual = library.built_in()
    near = ("king", "queen", "woman", "he", "doctor", "paris", "cat")
    words = [mark if n == 0 else f"{mark}{n}" for n in range(len(near)) for mark in MARKS]
    noise = 0.1 * np.random.default_rng(0).normal(size=(len(words), usual.dim)).astype(np.float32)
    rows = noise + np.repeat(usual.matrix[[usual.index[word] for word in near]], len(MARKS), axis=0)
    matrix = np.concatenate([usual.matrix[:100], rows, usual.matrix[100:6000]]).astype(np.float32)
    source = Provenance("imported", "![zq](http://evil.invalid/a)", "file")
    return Model(name, WordVectors((*usual.words[:100], *words, *usual.words[100:6000]), matrix), source)


def views(app: AppTest) -> list[tuple[str, str]]:
    """Every choice of a switch that the page has, as key and value."""
    return [(group.key, option) for group in app.button_group for option in group.options if group.key]


@cache
def few_reviews() -> Labelled:
    taken_out = EXAMPLES[0][0]  # the word that “Unseen words” begins with
    rows = [row for row, words in enumerate(ALL_REVIEWS().sentences) if row % 30 == 0 or taken_out in words]
    return ALL_REVIEWS().chosen(np.array(rows))


@cache
def few_questions() -> analogy_sets.QuestionSet:
    asked = ALL_QUESTIONS()
    some = [analogy_sets.drawn(asked, section.name, 20, seed=0).sections[0] for section in asked.sections]
    return replace(asked, sections=tuple(some))


@cache
def few_tagged(name: str) -> conll.Tagged:
    found = ALL_TAGGED(name)
    return found.chosen(np.arange(0, len(found), 5))


@pytest.fixture(autouse=True)
def few_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    """What learns from sentences is given few of them, or few steps: what comes of it is not looked at here."""
    at_length = Moments.__init__

    def briefly(moments: Moments[Any], trainer: SequenceTrainer, steps: int, look: Any, **_: int) -> None:
        at_length(moments, trainer, min(steps, 8), look, most=4)

    for module in (material, average_and_order):
        monkeypatch.setattr(module, "polarity", few_reviews)
    monkeypatch.setattr(analogy_sets, "google_set", few_questions)
    for module in (curve, moved):
        monkeypatch.setattr(module, "SIZES", (20,))
    monkeypatch.setattr(two_vectors, "STEPS", 50)
    monkeypatch.setattr(count, "STEPS", 50)
    monkeypatch.setattr(count, "EPOCHS", 2)
    monkeypatch.setattr(race, "EPOCHS", 1)
    monkeypatch.setattr(race, "Measuring", partial(Measuring, sizes=(1_000, 10_000, 12_000)))
    monkeypatch.setattr(neural_lm, "NeuralLMCourse", lambda text, settings, _: NeuralLMCourse(text, settings, 20))
    monkeypatch.setattr(sentiment_choices, "NetworkSettings", partial(NetworkSettings, epochs=1))
    monkeypatch.setattr(memory_race, "MOMENTS", 2)
    monkeypatch.setattr(split, "MOMENTS", 4)
    monkeypatch.setattr(Moments, "__init__", briefly)
    monkeypatch.setattr(truncation, "TruncationSettings", partial(TruncationSettings, steps=8))
    monkeypatch.setattr(choices, "MemoryRaceSettings", lambda **more: MemoryRaceSettings(**{**more, "steps": 8}))
    monkeypatch.setattr(conll, "packaged", few_tagged)


@pytest.fixture(autouse=True)
def done_before_it_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page waits for its course, as it does for quick work: under way it would be drawn only to be drawn over."""

    def waited(job: Job[Any], _begun: object) -> None:
        with turns.aside():
            job.wait(120)
        SHOWN.add(job)

    monkeypatch.setattr(watching, "_await", waited)


QUICK = {  # the shortest trainings: what they come to is not looked at here
    "pages/explore/context.py": {"split_steps": "200", "split_units": "8"},
    "pages/explore/map.py": {"most": "300"},
    "pages/sequences/language.py": {"language_units": "16"},
    "pages/sequences/memory.py": {"race_units": "8"},
    "pages/sequences/step_by_step.py": {"review_passes": "1", "date_steps": "100"},
    "pages/train/race.py": {"race_steps": "200"},
    "pages/use/names.py": {"window_passes": "1", "against": "vectors"},
}  # fmt: skip


@pytest.mark.usefixtures("little_context")
@pytest.mark.parametrize("page", PAGES)
def test_no_mark_of_a_model_is_alive(page: str) -> None:
    session, model = Session(), hostile()
    session.library.add(model)
    app = opened(page, session, model=model.name, **QUICK.get(page, {}))
    assert alive(app) == []
    for field in (fields := [*app.text_input, *app.text_area]):
        field.set_value(", ".join(MARKS) if field.proto.max_chars > 300 or "words" in str(field.label) else MARKS[0])
    if fields:
        settled(app)
        assert alive(app) == []
    for key, value in views(app):
        shown = [group.formatted_values for group in app.button_group if group.key == key]
        if shown and shown != [[value]]:
            try:
                app.button_group(key=key).set_value(value)
            except ValueError:
                continue
            settled(app)
            assert alive(app) == [], (key, value)
