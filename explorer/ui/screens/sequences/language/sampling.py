"""Sampling one draw at a time: the distribution, the random number, and the word that it hits."""

from functools import partial

import streamlit as st

from explorer.figures import language as figures
from explorer.sequence.language.draws import Draw
from explorer.sequence.language.tokens import EOS, UNK, Tokens
from explorer.tasks.language_models import LanguageModels
from explorer.ui.screens.sequences.language import choices
from explorer.ui.screens.sequences.language.choices import Wanted
from explorer.ui.shell import panels, reader_errors, terms
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import fill, held_by

PLACE = "draw"  # key of the slider


def view(wanted: Wanted) -> None:
    """The settings of the draws, and the draws."""
    choice = st.columns([4, 4, 4, 3], gap="medium", vertical_alignment="bottom")
    beginning = linked(choice[0]).text_input("Begins with", "the", key="begins", max_chars=80) or ""
    heat = linked(choice[1]).slider(
        "Temperature τ", 0.0, 3.0, 1.0, 0.1, key="language_heat", help=terms.meaning("temperature")
    )
    kept = linked(choice[2]).select_slider(
        "Top-k: keep the likeliest", ["1", "2", "3", "5", "10", "20", "50", "all"], "all", key="top_k"
    )
    seed = linked(choice[3]).number_input("Random seed", 1, 10_000, 1, key="draw_seed")
    top_k = None if kept == "all" else int(kept)
    choices.course(wanted, partial(_seen, wanted=wanted, beginning=beginning, heat=heat, top_k=top_k, seed=seed))


def _seen(
    found: LanguageModels, moment: int, *, wanted: Wanted, beginning: str, heat: float, top_k: int | None, seed: int
) -> None:
    model = found.at(moment)
    with reader_errors.shown(stop=False):
        begun, drawn = found.sampled(moment, beginning, temperature=heat, top_k=top_k, seed=seed)
        at = 0 if choices.under_way(wanted) else _which(len(drawn))  # a link's draw waits for its sentence
        draw = drawn[at]
        st.markdown(f"#### {_so_far(model.tokens, begun, drawn[: at + 1])}")
        code = wanted.python() + (
            f"how = dict(temperature={heat}, top_k={top_k}, seed={seed})\n"
            f"begun, draws = course.sampled({moment}, {beginning!r}, **how)  # after {found.step[moment]} steps\n"
            "for draw in draws:\n"
            "    print(draw.token, round(draw.random, 4), round(draw.low, 4), round(draw.high, 4))\n"
        )
        panels.show(
            figures.draw(draw, model.tokens.words),
            key="drawn",
            name="one draw",
            alt=f"The random number {draw.random:.4f} falls on {draw.token}",
            columns={
                "token": list(model.tokens.words),
                "drawn from": draw.probability.tolist(),
                "believed": draw.believed.tolist(),
            },
            code=code,
        )
        st.latex(
            rf"P_\tau(w) = \frac{{e^{{z_w / \tau}}}}{{\sum_v e^{{z_v / \tau}}}} \qquad \tau = {heat:g} \\ "
            rf"{draw.low:.4f} \le \mathbf{{{draw.random:.4f}}} < {draw.high:.4f}"
        )
        st.info(_said(draw, heat), icon=":material/visibility:")
        st.header("The whole sentence", anchor=False)
        st.markdown(_so_far(model.tokens, begun, drawn, marked=False))


def _which(count: int) -> int:
    """The draw that is shown, from 0, chosen by a slider and a button beside it."""
    held = held_by(PLACE)
    if isinstance(held, int) and held > count:
        fill(**{PLACE: count})
    if count < 2:
        return 0
    left, right = st.columns([5, 1], gap="medium", vertical_alignment="bottom")
    now = linked(left).slider("Draw", 1, count, 1, key=PLACE, help="One draw at a time with arrow keys.")
    right.button(
        "Next draw",
        key="next_draw",
        icon=":material/casino:",
        disabled=now >= count,
        on_click=fill,
        kwargs={PLACE: min(now + 1, count)},
        width="stretch",
    )
    return int(now) - 1


def _so_far(tokens: Tokens, begun: list[str], drawn: list[Draw], *, marked: bool = True) -> str:
    """The sentence after these draws; the last is bold, a rejected one struck through."""
    last = drawn[-1]
    before = [draw.token for draw in drawn[:-1] if not draw.rejected]
    told = panels.plain(tokens.joined([*begun, *before]))
    word = panels.plain("␣" if last.token == " " and marked else last.token)
    if marked:
        word = f"~~{word}~~" if last.rejected else f"**{word}**"
    gap = "" if tokens.unit == "characters" and last.token != EOS else " "
    return f"{told}{gap}{word}".strip()


def _said(draw: Draw, heat: float) -> str:
    share = draw.high - draw.low
    text = (
        f"All probabilities are laid end to end from 0 to 1. The random number **{draw.random:.4f}** falls on "
        f"**{panels.plain(draw.token)}**, whose stretch is {share:.4f} long. "
    )
    if draw.rejected:
        return text + f"`{UNK}` is not a word to write: it is rejected, and the next draw is for the same place."
    if draw.token == EOS:
        return text + "The sentence ends here."
    believed = float(draw.believed[draw.id])
    if heat != 1 or abs(believed - share) > 1e-4:
        text += f"The model itself gives it {believed:.4f}; temperature and top-k changed that. "
    return text + "The network reads it next."
