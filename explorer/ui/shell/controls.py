"""Widgets that return a value of the library's own types."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st

from explorer.files import famous, library
from explorer.text import corpus, own_text
from explorer.text.corpus import Corpus
from explorer.text.names import safe_name
from explorer.training.lecture.sgns import SGNSSettings
from explorer.training.lessons.presets import PRESETS
from explorer.ui.shell import folding, terms
from explorer.ui.shell.cache import shared_models, shared_texts
from explorer.ui.shell.linked import linked, unlinked
from explorer.ui.shell.state import fill, held_by, session
from explorer.vectors.model import Model


def offered() -> dict[str, Callable[[], Model]]:
    """The models of this visit by name, those of the app first; each is opened when its function is called."""
    own = {model.name: partial(_itself, model) for model in session().library.models}
    return {library.BUILT_IN_NAME: _built_in, library.FAMOUS_NAME: _famous, **own}


def _built_in() -> Model:
    return Model(library.BUILT_IN_NAME, shared_models.built_in(), library.BUILT_IN_SOURCE)


def _famous() -> Model:
    return Model(library.FAMOUS_NAME, shared_models.famous(), famous.source(len(shared_models.famous())))


def _itself(model: Model) -> Model:
    return model


def choose_model(label: str = "Model", *, folds: bool = True) -> Model:
    """One of the models of this visit; two that come with the app are always among them.

    `folds` is whether the switch for upper case and accents is shown next to it, for pages that ask for words.
    """
    known = offered()
    asked = st.query_params.get("model")
    if asked is not None and asked not in known and (found := session().library.find(asked)) is not None:
        known[found.name] = partial(_itself, found)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        name = linked(kept=True).selectbox(label, list(known), key="model", help="Add more on the Models page.")
        if folds:
            folding.choose()
    return known[name]()


def choose_vectors(label: str = "Word vectors", *, key: str) -> Model:
    """The model whose vectors a classifier uses: at first GloVe, which knows most words."""
    known = offered()
    names = list(known)
    name = linked(kept=True).selectbox(
        label, names, index=names.index(library.FAMOUS_NAME), key=key, help="Add more on the Models page."
    )
    return known[name]()


def choose_models(*, first: int = 6) -> list[Model]:
    """Several models of this visit, at least one: at first the built-in one and the newest, `first` in all."""
    known = offered()
    own = [model.name for model in session().library.models]
    built_in = library.BUILT_IN_NAME
    start = [built_in, *own[-(first - 1) :]] if first > 1 else [built_in]
    names = unlinked().multiselect(
        "Models", list(known), default=start, key="models", max_selections=12, help="Add more on the Models page."
    )
    return [known[name]() for name in names or [built_in]]


OWN_TEXT = "own"
MOST_WORDS = 10_000  # different words of a text for live training


def choose_corpus(*, seed: int) -> Corpus | None:
    """One of the packaged texts or the visitor's own; None while the own text is missing.

    Raises
    ------
    TextError
        If the text has too little to learn from.
    """
    texts = {text.key: text for text in corpus.packaged()}
    titles = {**{key: text.title for key, text in texts.items()}, OWN_TEXT: "A text of your own"}
    key = linked(kept=True).selectbox("Text", list(titles), format_func=titles.__getitem__, key="text")
    if key != OWN_TEXT:
        st.caption(f"{texts[key].about} {texts[key].source}")
    else:
        give_own_text()
    suits = texts[key].min_count if key in texts else 1
    min_count = linked(kept=True).number_input(
        "Minimum count", 1, 1000, suits, key=f"min_count_{key}", help=terms.meaning("min-count")
    )
    if key != OWN_TEXT:
        return shared_texts.packaged_corpus(key, seed, min_count, MOST_WORDS)
    own = session().own_text
    return replace(shared_texts.own_corpus(own[1], min_count, MOST_WORDS), name=own[0]) if own else None


def python_of_text(chosen: Corpus) -> str:
    """The lines of Python that read this text, as `text`, with the same vocabulary."""
    least = int(chosen.vocabulary.counts.min())
    key = next((text.key for text in corpus.packaged() if text.title == chosen.name), None)
    read = f"corpus.read_packaged({key!r}, seed=1)"
    if key is None:
        read = "Path('my_text.txt').read_text(encoding='utf-8')"
    return (
        ("" if key else "from pathlib import Path\n\n") + "from explorer.text import corpus\n\n"
        f"text = corpus.from_text(\n    {read}, name={chosen.name!r}, min_count={least}, max_size={MOST_WORDS}\n)\n"
    )


def give_own_text() -> None:
    """Show fields for the visitor's own text, which the visit keeps as `own_text`.

    Raises
    ------
    TextError
        If a text cannot be read.
    """
    take_text_of_link()
    pasted = unlinked().text_area(
        "Paste it here", key="own_text", height=160, max_chars=2_000_000, persist_state="session"
    )
    upload = st.file_uploader("or upload a text file", type=["txt", "md"], key="own_file", max_upload_size=20)
    if upload is not None:
        name = safe_name(upload.name)
        session().own_text = (name, corpus.decode(upload.getvalue(), name=name))
    elif pasted.strip():
        session().own_text = (corpus.UNNAMED, pasted)


def take_text_of_link() -> None:
    """Take the own text that came with the link, unless the visitor has given another.

    Raises
    ------
    TextError
        If it cannot be read.
    """
    letters = st.query_params.get("own")
    if letters is not None:
        st.query_params.pop("own")  # it is now in the field, and Share writes it again
        text = own_text.read(letters)
        session().own_text = ("Your text", text)
        fill(own_text=text)


def sgns_settings(prefix: str = "") -> SGNSSettings:
    """Settings of skip-gram with negative sampling; all are in the link, under names that begin with `prefix`."""
    usual = SGNSSettings()
    left, right = st.columns(2, gap="medium")
    with left:
        dim = linked().slider("Dimensions D", 2, 200, usual.dim, key=f"{prefix}dim", help=terms.meaning("dimension"))
        window = linked().slider(
            "Window, words to each side",
            1,
            20,
            usual.window,
            key=f"{prefix}window",
            help=terms.meaning("context-window"),
        )
        negatives = linked().slider(
            "Negatives k", 0, 20, usual.negatives, key=f"{prefix}negatives", help=terms.meaning("negative-sample")
        )
        rate = linked().number_input(
            "Learning rate",
            0.001,
            10.0,
            usual.learning_rate,
            0.01,
            format="%.3f",
            key=f"{prefix}rate",
            help=terms.meaning("learning-rate"),
        )
    with right:
        sample = linked().select_slider(
            "Subsampling threshold t",
            [0.0, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001, 0.00001],
            usual.sample,
            format_func=lambda t: f"{t:g}" if t else "off",
            key=f"{prefix}sample",
            help=terms.meaning("subsampling"),
        )
        exponent = linked().slider(
            "Noise exponent",
            0.0,
            1.0,
            usual.noise_exponent,
            0.05,
            key=f"{prefix}exponent",
            help=terms.meaning("noise-distribution"),
        )
        batch = linked().select_slider(
            "Pairs a step", [1, 4, 16, 64, 256, 1024], usual.batch, key=f"{prefix}batch", help=terms.meaning("batch")
        )
        seed = linked().number_input("Seed", 0, 2**31 - 1, usual.seed, key=f"{prefix}seed", help=terms.meaning("seed"))
    return SGNSSettings(
        dim=dim,
        window=window,
        negatives=negatives,
        learning_rate=rate,
        sample=sample,
        noise_exponent=exponent,
        batch=batch,
        seed=seed,
    )


ONE_RUN, OWN_DIFFERENCE = "One run", "Settings of your own"


def choose_experiment(settings: SGNSSettings) -> tuple[str, str, SGNSSettings] | None:
    """What differs in a second run next to the first, what to look for, and its settings; None for a single run."""
    known = {preset.title: preset for preset in PRESETS}
    title = linked(kept=True).selectbox(
        "Beside it, from the same seed",
        [ONE_RUN, *known, OWN_DIFFERENCE],
        key="experiment",
        on_change=_prepare_experiment,
    )
    if title in known:
        return known[title].difference, known[title].look_for, known[title].beside(settings)
    if title == OWN_DIFFERENCE:
        return "other settings", "", sgns_settings("beside_")
    st.caption("Break it: each experiment changes one thing and says what to look for.")
    return None


def end_experiment() -> None:
    """Back to a single run."""
    session().branch = session().beside_text = session().left_out = None
    fill(experiment=ONE_RUN)


def _prepare_experiment() -> None:
    for preset in PRESETS:
        if preset.title == held_by("experiment"):
            key_of = {"learning_rate": "rate", "noise_exponent": "exponent"}  # where setting and widget differ
            fill(**{key_of.get(name, name): value for name, value in preset.usual.items()})
            if preset.text:
                fill(text=preset.text)
