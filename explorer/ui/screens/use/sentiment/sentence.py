"""One sentence: what each classifier says of it, each word's share in that, and what the order of the words does."""

from functools import partial

import streamlit as st

from explorer.figures import sentiment as figures
from explorer.files import library
from explorer.tasks.classifier import Classifier, probabilities
from explorer.tasks.contenders import Contender
from explorer.tasks.explanation import Explanation, agreement, explained, methods
from explorer.tasks.features import rows_of
from explorer.tasks.labelled import Sentence
from explorer.tasks.tokens import words_of
from explorer.tasks.trainings import Trainings
from explorer.text.numbers import number
from explorer.ui.screens.use.sentiment import changes, choices, material, negation
from explorer.ui.screens.use.sentiment.choices import Asked
from explorer.ui.screens.use.sentiment.material import Material
from explorer.ui.shell import panels
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import fill
from explorer.ui.shell.watching import Scene

FIRST = "a film lacking in good taste"
EXAMPLES = (
    FIRST,
    "Completely lacking in good taste and good acting.",
    "Completely lacking in good taste, good service, and good ambience",
    "Not lacking in good taste, good service, or good ambience.",
    "The first hour is excellent, but the rest is not.",
    "It is slow, but it is beautiful.",
)
MOST_WORDS, MOST_LETTERS = 40, 300


def view() -> None:
    """What each classifier says of the reader's sentence, as soon as it is trained.

    Raises
    ------
    ExplorerError
        If the sentences or classifiers chosen cannot be used.
    """
    left, right = st.columns(2, gap="small", vertical_alignment="bottom")
    with right:
        asked = choices.classifiers("said", choices.KINDS, models=(library.FAMOUS_NAME,))
    with left:
        given = material.chosen()
    choices.course(given, asked, partial(_seen, given=given, asked=asked))


def _seen(course: Trainings, scene: Scene, *, given: Material, asked: Asked) -> None:
    words, number = _asked(given)
    made = dict(zip(asked.contenders, course.made, strict=False))
    if not words:
        st.info("Write a sentence of at least one word.")
        return
    if not made:
        st.caption("The first classifier will be there in a moment.")
        return
    told = given.classes[number]
    chances = [float(probabilities(one, [words])[0, number]) for one in made.values()]
    explanations = _explanations(made, words, number)
    code = _python(given, asked, words, number)
    left, right = st.columns([2, 3], gap="large")
    with left:
        panels.show(
            figures.probabilities(asked.names, chances, told, guessing=1 / len(given.classes)),
            key="said",
            name="what classifiers say",
            title=f"Probability of “{panels.plain(told)}”",
            alt=", ".join(f"{one.name} {chance:.2f}" for one, chance in zip(made, chances, strict=True)),
            columns={"classifier": [one.name for one in made], f"P({told})": chances},
            code=code,
        )
    with right:
        panels.show(
            figures.shares([(one.name, found) for one, found in explanations], words),
            key="shares",
            name="shares of the words",
            title="What each word adds to the score, in log-odds",
            alt="; ".join(f"{one.name}, {found.method}: {_strongest(found)}" for one, found in explanations),
            columns={"word": list(words)}
            | {f"{one.name}, {found.method}": found.shares.tolist() for one, found in explanations},
            code=code,
        )
    st.caption(f"Above: blue and + speak for “{panels.plain(told)}”, orange and − against it.")
    st.info(_said(made, chances, words, number, told), icon=":material/visibility:")
    _sums(explanations, len(given.classes))
    _unknown(words, given, asked)
    if not scene.under_way:
        changes.section(made, asked, words, number, given, MOST_LETTERS)
        negation.section(made, given, asked)


def _asked(given: Material) -> tuple[Sentence, int]:
    """The reader's words, and the number of the class whose probability is asked for."""
    several = len(given.classes) > 2
    place = st.columns([8, 3, 3] if several else [9, 3], gap="small", vertical_alignment="bottom")
    written = linked(place[0]).text_input("Your sentence", FIRST, key="sentence", max_chars=MOST_LETTERS)
    with place[1].popover("Examples", icon=":material/format_quote:", width="stretch"):
        for i, example in enumerate(EXAMPLES):
            st.button(
                panels.plain(example), key=f"sentence_{i}", type="tertiary", on_click=fill,
                kwargs={"sentence": example},
            )  # fmt: skip
    number = len(given.classes) - 1
    if several:
        number = linked(place[2]).selectbox(
            "Probability of", range(len(given.classes)), index=number, key="said_class",
            format_func=given.classes.__getitem__
        )  # fmt: skip
    words = words_of(written or "")
    if len(words) > MOST_WORDS:
        st.caption(f"Only the first {MOST_WORDS} of the {len(words)} words and signs are read.")
    return words[:MOST_WORDS], number


def _explanations(
    made: dict[Contender, Classifier], words: Sentence, number: int
) -> list[tuple[Contender, Explanation]]:
    """The exact shares of a linear classifier; for the others, both explanations that there are."""
    return [
        (contender, explained(classifier, words, number, method))
        for contender, classifier in made.items()
        for method in methods(classifier)
        if method == "exact" or "exact" not in methods(classifier)
    ]


def _strongest(found: Explanation) -> str:
    at = int(abs(found.shares).argmax())
    return f"{found.sentence[at]} {number(found.shares[at], '+.2f')}"


def _said(made: dict[Contender, Classifier], chances: list[float], words: Sentence, number: int, told: str) -> str:
    """Who says what, and who would say the same of the words in the opposite order."""
    told = panels.plain(told)
    classes = next(iter(made.values())).classes
    otherwise = panels.plain(classes[1 - number]) if len(classes) == 2 else f"Not {told}"
    yes: list[str] = []
    no: list[str] = []
    blind, turned = [], []
    for (contender, classifier), chance in zip(made.items(), chances, strict=True):
        name = panels.plain(contender.name)
        mine = probabilities(classifier, [words])[0]
        (yes if mine.argmax() == number else no).append(f"{name} ({chance:.2f})")
        back = float(probabilities(classifier, [words[::-1]])[0, number])
        if abs(back - chance) < 1e-4:
            blind.append(name)
        else:
            turned.append(f"{name} {chance:.2f} → {back:.2f}")
    parts = []
    if yes:
        parts.append(f"**{told}**: {'; '.join(yes)}.")
    if no:
        parts.append(f"**{otherwise}**: {'; '.join(no)}.")
    if len(words) > 1 and blind:
        parts.append(f"Read backwards, the sentence is the same to {'; '.join(blind)}: they do not see the order.")
    if turned:
        parts.append(f"Read backwards, it is a different one to {'; '.join(turned)}.")
    return " ".join(parts)


def _sums(explanations: list[tuple[Contender, Explanation]], n_classes: int) -> None:
    """Shows that exact shares add up, and how far two explanations that cannot be exact agree."""
    exact = [(one, found) for one, found in explanations if found.method == "exact"]
    if exact:
        contender, found = next(((one, e) for one, e in exact if one.vectors is not None), exact[0])
        st.latex(
            rf"\textsf{{score}} = \underbrace{{{found.rest:.2f}}}_{{\textsf{{bias}}}} "
            rf"+ \underbrace{{{found.shares.sum():.2f}}}_{{\textsf{{sum of the {len(found.shares)} shares}}}} "
            rf"= \mathbf{{{found.score:.2f}}}" + (rf" \\ P = \sigma({found.score:.2f})" if n_classes == 2 else "")
        )
        of = "" if n_classes == 2 else ", that of this class minus the mean of the others"
        st.caption(panels.plain(f"{contender.name}: exact, so the shares and the bias add up to the score{of}."))
    agreeing = []
    for contender in dict.fromkeys(one for one, found in explanations if found.method != "exact"):
        pair = [found for one, found in explanations if one is contender]
        if len(pair) == 2 and (rank := agreement(*pair)) is not None:
            agreeing.append(f"{contender.name} {rank:.2f}")
    if agreeing:
        st.caption(
            panels.plain(
                "Where no explanation is exact, two are shown: the score minus the score without the word, and the "
                "gradient times the word's vector. Rank correlation of the two (1 is full agreement): "
                + "; ".join(agreeing)
                + "."
            )
        )


def _unknown(words: Sentence, given: Material, asked: Asked) -> None:
    """Whose vectors these are, which words no label showed, and which have no vector."""
    seen = given.learned.word_counts
    told = [f"Word vectors: {', '.join(choices.short(model.name) for model in asked.models)}."]
    unseen = [word for word in dict.fromkeys(words) if word not in seen]
    if unseen:
        told.append(f"In no labelled sentence: {', '.join(unseen)}.")
    for model in asked.models:
        none = [word for word, row in zip(words, rows_of(words, model.vectors).tolist(), strict=True) if row < 0]
        if none:
            told.append(f"Without a vector in {choices.short(model.name)}: {', '.join(dict.fromkeys(none))}.")
    st.caption(panels.plain(" ".join(told)))


def _python(given: Material, asked: Asked, words: Sentence, number: int) -> str:
    return (
        given.python() + asked.python() + "\nfrom explorer.tasks.classifier import probabilities\n"
        "from explorer.tasks.contenders import trained\n"
        "from explorer.tasks.explanation import explained, methods\n\n"
        f"sentence = {words!r}\n"
        "for contender in contenders:\n"
        "    classifier = trained(contender, learned)\n"
        f'    print(contender.name, f"{{probabilities(classifier, [sentence])[0, {number}]:.3f}}")\n'
        f"    print(explained(classifier, sentence, {number}, methods(classifier)[0]).shares.round(3))\n"
    )
