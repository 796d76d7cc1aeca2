"""The visitor's sentence on the page Bias: each word on a background as strong as it leans, and the same as bars."""

from collections.abc import Mapping

import streamlit as st

from explorer.figures import directions as figures
from explorer.figures import reading
from explorer.judging.bias import direction, sentence_scale, word_sets
from explorer.judging.bias.direction import Direction, Place
from explorer.judging.bias.sentence_scale import Scale
from explorer.judging.bias.word_sets import PairList
from explorer.text.numbers import number
from explorer.text.tokenise import as_written
from explorer.ui.shell import completion, folding, panels, typed_lists
from explorer.ui.shell.linked import linked
from explorer.vectors.word_vectors import WordVectors

TEXT = "The nurse told the engineer that she had met the captain and his daughter."


def view(vectors: WordVectors, along: Direction, chosen: PairList, code: str) -> None:
    """The field, the coloured text, its legend, and the bars; `code` are the lines that make the direction."""
    text = linked().text_input("Sentence", TEXT, key="sentence", max_chars=500) or ""
    completion.offer(vectors, "sentence", kind="list")
    parts = as_written(text)
    tokens = [word for word, _ in parts[1:]]
    spelled = {word: spelling for word in tokens if (spelling := _spelled(vectors, word)) is not None}
    found = list(dict.fromkeys(spelled.values()))
    missing = [word for word in dict.fromkeys(tokens) if word not in spelled]
    panels.found_note(found, missing, typed=f"{text} {text.lower()}")
    typed_lists.mend(vectors, missing)
    scale = sentence_scale.sentence_scale(vectors, along)
    among = {place.word: scale.scaled(place) for place in direction.places_among_alike(vectors, along, found)}
    places = {token: among[word] for token, word in spelled.items()}
    _coloured(parts, places, chosen)
    panels.show(
        figures.sentence(tokens, places, chosen.poles),
        key="sentence_figure",
        name="sentence",
        alt="; ".join(f"{word} {number(place.cosine, '+.2f')}" for word, place in places.items()),
        columns={
            "word": tokens,
            **{
                name: [getattr(places[word], field) if word in places else None for word in tokens]
                for name, field in (
                    ("place", "cosine"),
                    ("mean of words of similar frequency", "middle"),
                    ("95% of these from", "low"),
                    ("to", "high"),
                )
            },
        },
        code=code
        + "\nfrom explorer.judging.bias.sentence_scale import sentence_scale\n\n"
        + "scale = sentence_scale(vectors, along)\n"
        + f"for word in direction.project(vectors, along, {found}):\n"
        + "    print(word.word, round(scale.place(word.score), 3))\n",
    )
    st.caption(_said(scale, places))


def _spelled(vectors: WordVectors, word: str) -> str | None:
    """A word of a sentence as the model has it: as written, else in lower case as in running text; None if unknown."""
    plain = word.replace("’", "'")
    known = (plain, plain.lower(), *word_sets.in_model(vectors, [plain.lower()], any_case=folding.on())[0])
    return next((form for form in known if form in vectors), None)


def _coloured(parts: list[tuple[str, str]], places: Mapping[str, Place], chosen: PairList) -> None:
    """The text as it was written, each known word on its background, and what the backgrounds mean."""
    known = [word for word, _ in parts if word in places]
    grounds = dict(zip(known, _grounds([_strength(places[word]) for word in known]), strict=True))
    shown = []
    for word, between in parts:
        if word in grounds:
            shown.append(f':color[{panels.plain(word)}]{{background="{grounds[word]}"}}')
        elif word:
            shown.append(f"*{panels.plain(word)}* (?)")
        shown.append(panels.plain(between) if between.strip() else " ")
    steps = (-1.0, -0.5, 0.0, 0.5, 1.0)
    names = (f"{chosen.poles[1]} −1", "−½", "0", "½", f"1 {chosen.poles[0]}")
    legend = (
        f':color[{panels.plain(name)}]{{background="{ground}"}}'
        for name, ground in zip(names, _grounds(list(steps)), strict=True)
    )
    with st.container(border=True):
        st.markdown("".join(shown))
        st.caption(" ".join(legend) + "  *word* (?): not in this model")


def _strength(place: Place) -> float:
    """How strong a background is: the cosine, or half of it if such a value is usual for words of this frequency."""
    return place.cosine if place.beyond else place.cosine / 2


def _grounds(values: list[float]) -> list[str]:
    return reading.grounds(values, highest=1.0, both_signs=True)


def _said(scale: Scale, places: Mapping[str, Place]) -> str:
    """What 0 and 1 are, and which words lie beyond what is usual."""
    beyond = [panels.plain(word) for word, place in places.items() if place.beyond]
    middle, second, first = (number(one, "+.3f") for one in (scale.middle, scale.second, scale.first))
    return (
        f"0 is the average of {len(scale.of)} words that say nothing about the difference, such as "
        f"{', '.join(map(panels.plain, scale.of[:3]))} (cosine {middle}). The distance from −1 to 1 is that "
        f"from the average of the second words of the pairs ({second}) to that of the first "
        f"({first}). Grey: where 95% of words of similar frequency lie; words within it are pale. "
        + (f"Beyond it: {', '.join(beyond)}." if beyond else "No word of this sentence lies beyond it.")
    )
