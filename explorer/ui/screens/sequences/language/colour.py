"""The reader's text, each token on a background as strong as one unit's value there, or as the model's surprise."""

import math
from functools import partial

import streamlit as st

from explorer.figures import reading as figures
from explorer.sequence.language.reading import Reading, read, varied
from explorer.tasks.language_models import LanguageModels
from explorer.text.numbers import chance_of_log, number
from explorer.ui.screens.sequences.language import choices
from explorer.ui.screens.sequences.language.choices import Wanted
from explorer.ui.shell import panels, reader_errors
from explorer.ui.shell.linked import linked
from explorer.vectors.word_vectors import Floats

TEXT = (
    "The cook made the apple and pear salad for lunch. She bought a pair of shoes at the market. The pear and pair of "
    "shoes lies under the table."
)
SURPRISE, UNIT = "Surprise", "One unit"
GAP = "\u00a0\u200b"  # a space that is seen, and behind which a line may end


def view(wanted: Wanted) -> None:
    """The text, what colours it, and the picture."""
    text = linked().text_area("Your text", TEXT, key="coloured", max_chars=600, height=100) or ""
    left, right = st.columns([4, 6], gap="medium", vertical_alignment="bottom")
    by = linked(left).segmented_control(
        "Coloured by", [SURPRISE, UNIT], default=SURPRISE, required=True, key="coloured_by"
    )
    unit = None
    if by == UNIT:
        most = wanted.settings.units
        unit = linked(right).number_input(
            "Unit; 0 is the one that varies most over this text", 0, most, 0, key="coloured_unit"
        )
    choices.course(wanted, partial(_seen, wanted=wanted, text=text, unit=unit))


def _seen(found: LanguageModels, moment: int, *, wanted: Wanted, text: str, unit: int | None) -> None:
    with reader_errors.shown(stop=False):
        readings = read(found.at(moment), text)
        at = None if unit is None else (varied(readings) if unit == 0 else unit - 1)
        _coloured(readings, at, found)
        names = [token for one in readings for token in one.tokens]
        values = [float(value) for one in readings for value in _values(one, at)]
        title = "nats" if at is None else f"a of unit {at + 1}"
        what = "Surprise" if at is None else f"Unit {at + 1}"
        panels.show(
            figures.tokens(names, values, title=title, highest=_highest(at, found), both_signs=at is not None),
            key="coloured_bars",
            name="surprise" if at is None else "one unit",
            title=f"{what}, token by token",
            alt=f"{what} at each of {len(names)} tokens",
            columns={"token": names, title: values},
            code=wanted.python()
            + "from explorer.sequence.language.reading import read\n\n"
            + f"for sentence in read(course.at({moment}), {text!r}):\n"
            + "    for token, surprise, state in zip(sentence.tokens, sentence.surprise, sentence.states):\n"
            + ("        print(token, surprise.round(3))\n" if at is None else f"        print(token, state[{at}])\n"),
        )
        st.info(_said(readings, at), icon=":material/visibility:")
        if at is None:
            st.latex(
                r"\text{surprise}^{\langle t \rangle} = -\log P(y^{\langle t \rangle} \mid y^{\langle 1 \rangle} "
                r"\ldots y^{\langle t-1 \rangle})"
            )


def _highest(at: int | None, found: LanguageModels) -> float:
    """The value with the strongest background: for surprise, that of guessing among all tokens."""
    return math.log(len(found.learned.tokens)) if at is None else 1.0


def _values(one: Reading, at: int | None) -> Floats:
    return one.surprise if at is None else one.states[:, at]


def _coloured(readings: list[Reading], at: int | None, found: LanguageModels) -> None:
    """The text, one sentence a line, each token on its background."""
    letters = found.learned.tokens.unit == "characters"
    lines = []
    for one in readings:
        grounds = figures.grounds(_values(one, at), highest=_highest(at, found), both_signs=at is not None)
        parts: list[tuple[str, str]] = []
        for token, ground in zip(one.tokens, grounds, strict=True):
            if letters and parts and parts[-1][1] == ground:  # a background has a margin: letters share one
                parts[-1] = (parts[-1][0] + token, ground)
            else:
                parts.append((token, ground))
        shown = (f':color[{_written(text, letters)}]{{background="{ground}"}}' for text, ground in parts)
        lines.append(("" if letters else " ").join(shown))
    with st.container(border=True):
        st.markdown("\n\n".join(lines))
        scale = (
            f"The stronger the background, the greater the surprise; strongest from {_highest(at, found):.1f} nats on, "
            f"which guessing among all {len(found.learned.tokens):,} tokens would cost."
            if at is None
            else "Blue: the unit is above 0 after reading the token; orange: below. Strongest at 1 and −1."
        )
        st.caption(scale)


def _written(text: str, letters: bool) -> str:
    """Tokens inside Markdown, with spaces that are seen where letters are read."""
    return panels.plain(text).replace(" ", GAP) if letters else panels.plain(text)


def _said(readings: list[Reading], at: int | None) -> str:
    named = [(token, value) for one in readings for token, value in zip(one.tokens, _values(one, at), strict=True)]
    unknown = list(
        dict.fromkeys(t for one in readings for t, known in zip(one.tokens, one.known, strict=True) if not known)
    )
    if at is None:
        token, value = max(named, key=lambda pair: float(pair[1]))
        text = f"Most surprising is **{_name(token)}**, {value:.2f} nats: its probability was {chance_of_log(-value)}."
    else:
        (up, high), (down, low) = (choose(named, key=lambda pair: float(pair[1])) for choose in (max, min))
        text = (
            f"Unit {at + 1} is highest, {number(high, '.2f')}, after **{_name(up)}** and lowest, "
            f"{number(low, '.2f')}, after **{_name(down)}**. Most units mean nothing that has a name; look for "
            "one that follows a word or a place in the sentence."
        )
    if unknown:
        text += f" Read as `<UNK>`: {panels.plain(', '.join(unknown))}."
    return text


def _name(token: str) -> str:
    return "␣" if token == " " else panels.plain(token)
