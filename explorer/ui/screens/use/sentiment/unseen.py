"""Unseen words: a word is taken out of the labels, and each classifier is asked again what it means."""

from functools import partial

import streamlit as st

from explorer.errors import UnknownWordError
from explorer.figures import sentiment as figures
from explorer.files import library
from explorer.tasks.classifier import probabilities
from explorer.tasks.labelled import Sentence
from explorer.tasks.tokens import words_of
from explorer.tasks.trainings import Trainings
from explorer.tasks.unseen import Survival, carriers, without_word
from explorer.ui.screens.use.sentiment import choices, material
from explorer.ui.screens.use.sentiment.choices import Asked
from explorer.ui.screens.use.sentiment.material import Material
from explorer.ui.shell import completion, panels, watching
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import fill
from explorer.ui.shell.watching import Scene

KINDS = (choices.BAYES, choices.LOGISTIC, choices.AVERAGE, choices.NETWORK)
EXAMPLES = (
    ("absent", "it is absent"),
    ("tedious", "it is tedious"),
    ("superb", "the acting is superb"),
    ("bland", "a bland film"),
)
KEPT = 0.5  # share of a probability's distance from guessing that must remain for a classifier to “still know”


def view() -> None:
    """The probability of a sentence with a word among the labels, and without it.

    Raises
    ------
    ExplorerError
        If the word is in no labelled sentence, or what was chosen cannot be used.
    """
    left, right = st.columns(2, gap="small", vertical_alignment="bottom")
    with right:
        asked = choices.classifiers("unseen", KINDS, models=(library.FAMOUS_NAME,))
    with left:
        given = material.chosen()
    row = st.columns([3, 6, 3], gap="small", vertical_alignment="bottom")
    typed = linked(row[0]).text_input("Take this word out", EXAMPLES[0][0], key="out", max_chars=60)
    written = linked(row[1]).text_input(
        "and ask about this sentence", EXAMPLES[0][1], key="unseen_sentence", max_chars=300
    )
    completion.offer_words([word for word, _ in given.learned.word_counts.most_common()], "out")
    with row[2].popover("Examples", icon=":material/format_quote:", width="stretch"):
        for word, sentence in EXAMPLES:
            st.button(
                f"{word}: {sentence}", key=f"out_{word}", type="tertiary", on_click=fill,
                kwargs={"out": word, "unseen_sentence": sentence},
            )  # fmt: skip
    word = (words_of(typed or "") or ("",))[0]
    left_over = without_word(given.learned, word)
    pairs = [(one, part) for one in asked.contenders for part in (given.learned, left_over)]
    watching.course(
        "sentiment unseen",
        (given.key, asked.key, word),
        "With the word and without it",
        partial(Trainings, pairs, choices.train),
        partial(_seen, given=given, asked=asked, word=word, words=words_of(written or "")),
        unit="%",
        paced=False,
    )


def _seen(course: Trainings, _scene: Scene, *, given: Material, asked: Asked, word: str, words: Sentence) -> None:
    number = len(given.classes) - 1
    chances = [float(probabilities(one, [words])[0, number]) for one in course.made] if words else []
    found = [
        Survival(name, seen, unseen)
        for name, seen, unseen in zip(asked.names, chances[::2], chances[1::2], strict=False)
    ]
    if not found:
        st.caption("The first classifier will be there in a moment.")
        return
    told = given.classes[number]
    taken = len(given.learned.with_word(word))
    panels.show(
        figures.survival(found, told, guessing=1 / len(given.classes)),
        key="survival",
        name="unseen word",
        title=f"“{panels.plain(' '.join(words))}”, with “{panels.plain(word)}” among the labels and without the "
        f"{taken:,} sentences that have it",
        alt="; ".join(f"{one.contender} {one.with_word:.2f} to {one.without_word:.2f}" for one in found),
        columns={field: [getattr(one, field) for one in found] for field in ("contender", "with_word", "without_word")},
        code=given.python() + asked.python() + "\nfrom explorer.tasks.unseen import survival\n\n"
        f"for one in survival(contenders, learned, {word!r}, {words!r}, {number}):\n"
        '    print(one.contender, f"{one.with_word:.3f} {one.without_word:.3f}")\n',
    )
    st.info(said(found, word, 1 / len(given.classes)), icon=":material/visibility:")
    _carried(given, asked, word)


def said(found: list[Survival], word: str, guessing: float) -> str:
    """Which classifiers still know, and which have forgotten; one that never knew is neither."""
    knew = [one for one in found if abs(one.with_word - guessing) > 0.1]
    kept = [one for one in knew if (one.without_word - guessing) / (one.with_word - guessing) >= KEPT]
    lost = [one for one in knew if one not in kept]
    word = panels.plain(word)
    parts = []
    if kept:
        parts.append(f"**Still know**, though no label showed them “{word}”: {_listed(kept)}.")
    if lost:
        parts.append(f"**Have lost** more than half of it: {_listed(lost)}.")
    if not knew:
        parts.append(f"None was sure of this sentence even with “{word}” among the labels; try another sentence.")
    return " ".join(parts)


def _listed(found: list[Survival]) -> str:
    return "; ".join(panels.plain(f"{one.contender} ({one.with_word:.2f} → {one.without_word:.2f})") for one in found)


def _carried(given: Material, asked: Asked, word: str) -> None:
    """The neighbours of the word that are in the labels: they carry the meaning over."""
    for model in asked.models:
        name = panels.plain(choices.short(model.name))
        try:
            near = carriers(model.vectors, word, given.learned, 8)
        except UnknownWordError:
            st.caption(f"{name} has no vector of “{panels.plain(word)}”, so it cannot help.")
            continue
        listed = ", ".join(panels.plain(f"{one.word} ({one.score:.2f})") for one in near)
        st.caption(
            f"What carries the meaning in {name}: the nearest words of “{panels.plain(word)}” that are in the labels, "
            f"with their cosine: {listed or 'none'}."
        )
