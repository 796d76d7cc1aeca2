"""One to many: a name written letter by letter after the first, by a network that learns a list of names live."""

import math
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from explorer.figures import language as curves
from explorer.figures import letters as figures
from explorer.sequence.language.course import ORDER, LanguageCourse
from explorer.sequence.language.draws import Draw
from explorer.sequence.language.language_model import LanguageModelSettings
from explorer.sequence.language.tokens import EOS
from explorer.sequence.network import CellName
from explorer.sequence.tasks import names
from explorer.sequence.tasks.names import LONGEST_NAME, NameList, Written
from explorer.ui.shell import formulas, panels, reader_errors, watching
from explorer.ui.shell.linked import linked
from explorer.ui.shell.watching import Scene

CELLS: tuple[CellName, ...] = ("RNN", "GRU", "LSTM")
OWN = "own"
MORE = 10  # names written at once


@dataclass(frozen=True)
class Wanted:
    """What is learned and how, and what is to be written: its beginning, the temperature, the seed of the draws."""

    names: NameList
    settings: LanguageModelSettings
    beginning: str
    heat: float
    drawn: int


def view() -> None:
    """The list, the letter, the training."""
    choice = st.columns([3, 2, 4, 4, 3], gap="small", vertical_alignment="bottom")
    with choice[0].popover("Names", icon=":material/list:", width="stretch"):
        learned = _list()
    beginning = linked(choice[1]).text_input("Begins with", "M", key="letter", max_chars=10) or ""
    heat = linked(choice[2]).slider("Temperature τ", 0.0, 3.0, 1.0, 0.1, key="name_heat")
    cell = linked(choice[3]).segmented_control(
        "Cell", CELLS, default="GRU", required=True, key="name_cell", width="stretch"
    )
    with choice[4].popover("Training", icon=":material/tune:", width="stretch"):
        steps = linked().select_slider("Steps of 32 names", [100, 200, 400, 600, 1000], 600, key="name_steps")
        seed = linked().number_input("Seed", 0, 2**31 - 2, 1, key="name_seed")
        drawn = linked().number_input("Random seed of what is written", 1, 10_000, 1, key="name_draw")
    settings = replace(names.SETTINGS, cell=cell, seed=seed)
    if learned is None:
        st.info("Write a list of your own under “Names”, one name on each line.", icon=":material/list:")
        return
    watching.course(
        "names",
        (learned, settings, steps),
        "Learning names",
        partial(LanguageCourse, "\n".join(learned.names), "characters", settings, steps),
        partial(_seen, wanted=Wanted(learned, settings, beginning.strip().lower(), heat, drawn)),
        unit="steps",
        tells=True,
    )


def _list() -> NameList | None:
    """The list that is learned from; None while the reader's own is empty."""
    packaged = {one.key: one for one in names.packaged()}
    titles = {key: one.title for key, one in packaged.items()} | {OWN: "A list of your own"}
    key = linked().selectbox("List", list(titles), format_func=titles.__getitem__, key="name_list")
    if key != OWN:
        st.caption(f"{len(packaged[key].names):,} names. {packaged[key].source}")
        return packaged[key]
    text = st.text_area("One name a line", key="own_names", height=200, max_chars=100_000, persist_state="session")
    return names.read(text, title="Your list") if text and text.strip() else None


def _seen(found: LanguageCourse, scene: Scene, *, wanted: Wanted) -> None:
    now = watching.moment(found.step, found.reached, scene, key="name_moment")
    some: list[Written] = []
    begins, heat, seed = wanted.beginning, wanted.heat, wanted.drawn
    with reader_errors.shown(stop=False):
        some = names.some(found.at(now), wanted.names, MORE, seed=seed, beginning=begins, temperature=heat)
        begun, draws = found.sampled(now, begins, temperature=heat, top_k=None, seed=seed)
        _letters(found, begun, draws, _python(found, now, wanted))
    if some:
        st.header("Others that it writes", anchor=False)
        with st.container(border=True):
            st.markdown(", ".join(panels.plain(one.name if one.new else f"{one.name}*") for one in some[1:]))
            st.caption("A name with a star is in the list; the others are new.")
    _score(found, now, some, _course(found, wanted))


def _letters(found: LanguageCourse, begun: list[str], draws: list[Draw], code: str) -> None:
    tokens = found.learned.tokens
    written = "".join([*begun, *(draw.token for draw in draws if draw.token != EOS)])[:LONGEST_NAME]
    first = "".join(begun) or "(nothing)"
    st.header(f"{panels.plain(first)} → {panels.plain(written)}", anchor=False)
    shown = draws[: LONGEST_NAME - len(begun)]
    panels.show(
        figures.written(begun, shown, tokens.words),
        key="letters",
        name="a name letter by letter",
        alt=f"The probability of each letter at each step; drawn were the letters of {written}",
        columns={"letter": list(tokens.words)}
        | {f"{t} {draw.token}": draw.probability.tolist() for t, draw in enumerate(shown, 1)},
        code=code,
    )
    last = shown[0]
    t = len(begun) + 1  # x<1> is a vector of zeros, the letters of the beginning come after it
    chance = float(last.probability[last.id])
    st.latex(rf"\hat y^{{\langle {t} \rangle}} = \mathrm{{softmax}}(W_{{ya}}\,a^{{\langle {t} \rangle}} + b_y)")
    st.latex(
        rf"P({formulas.word(last.token)}) = \mathbf{{{chance:.3f}}} "
        rf"\qquad x^{{\langle {t + 1} \rangle}} = y^{{\langle {t} \rangle}}"
    )


def _score(found: LanguageCourse, now: int, some: list[Written], code: str) -> None:
    seen = found.seen
    steps, held = found.step[: len(seen)], [one.perplexity for one in seen]
    best = min(range(now + 1), key=held.__getitem__)
    left, right = st.columns([3, 2], gap="large")
    with left:
        panels.show(
            curves.perplexity(
                steps,
                held,
                found.learned_perplexity[: len(seen)],
                now,
                peer=found.peer_perplexity,
                order=ORDER["characters"],
                whole=found.step[-1],
            ),
            key="name_perplexity",
            name="perplexity of names",
            alt=f"Perplexity {held[now]:.3g} after {steps[now]} steps, Kneser-Ney {found.peer_perplexity:.3g}",
            columns={"step": steps, "held out": held, "learned from": found.learned_perplexity[: len(seen)]},
            code=code + "for step, seen in zip(course.step, course.seen):\n    print(step, round(seen.perplexity, 3))\n"
            "print(course.peer_perplexity)  # Kneser-Ney\n",
        )
    new = sum(one.new for one in some)
    text = (
        f"After {steps[now]:,} steps perplexity is **{held[now]:.3g}** (loss {math.log(held[now]):.3f} nats), measured "
        f"on {len(found.held)} held-out names: the network is as unsure as if it had to choose each time among "
        f"{held[now]:.3g} equally likely letters. Kneser-Ney, which counts, has **{found.peer_perplexity:.3g}**. "
    )
    if some:
        text += f"Of {len(some)} names it writes here, {new} are new. "
    if held[now] > 1.05 * held[best]:
        text += f"It was best after {steps[best]:,} steps; since then it has been learning the list by heart."
    right.info(text, icon=":material/visibility:")


def _course(found: LanguageCourse, wanted: Wanted) -> str:
    """The lines that train the same, as `course`, on `names`."""
    own = wanted.names.key == OWN
    learned = (
        'read(Path("names.txt").read_text(encoding="utf-8"), title="Own")'
        if own
        else f"next(one for one in packaged() if one.key == {wanted.names.key!r})"
    )
    return (
        ("from pathlib import Path\n\n" if own else "")
        + "from explorer.sequence.language.course import LanguageCourse\n"
        "from explorer.sequence.language.language_model import LanguageModelSettings\n"
        f"from explorer.sequence.tasks.names import {'read' if own else 'packaged'}, some\n\n"
        f"names = {learned}\n"
        f"settings = {wanted.settings!r}\n"
        f'course = LanguageCourse("\\n".join(names.names), "characters", settings, {found.step[-1]})\n'
        "course.run()\n"
    )


def _python(found: LanguageCourse, now: int, wanted: Wanted) -> str:
    return (
        _course(found, wanted)
        + f"how = dict(beginning={wanted.beginning!r}, temperature={wanted.heat}, seed={wanted.drawn})\n"
        f"begun, draws = course.sampled({now}, top_k=None, **how)\n"
        "for draw in draws:\n"
        "    print(draw.token, round(float(draw.probability[draw.id]), 3))\n"
        f"print([one.name for one in some(course.at({now}), names, {MORE}, **how)])\n"
    )
