"""What is seen of a map: words that join it once it is made, words that are hidden, and the way back."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from explorer.errors import SelectionError
from explorer.projection import joined
from explorer.projection.conditions import Conditions, Met
from explorer.projection.joined import InSight
from explorer.ui.screens.explore.map import conditions
from explorer.ui.shell import panels, state, typed_lists
from explorer.ui.shell.cache import shared_maps
from explorer.ui.shell.linked import linked

LONGEST = 8000  # letters of a list that a link can carry
KEYS = ("added", "hidden")
NOTHING = Conditions()


@dataclass(frozen=True, eq=False)
class Sight:
    """What the visitor asks to see of a map.

    Parameters
    ----------
    everything : InSight
        The map with the words that joined it.
    visible : (n,) bool
        Which of them are not hidden.
    more, hidden : tuple of str
        Words asked to join and to be hidden.
    wanted : Conditions
        Conditions that the words of the map itself must meet.
    """

    everything: InSight
    visible: Met
    more: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    wanted: Conditions = NOTHING

    @property
    def seen(self) -> InSight:
        """The words that are not hidden."""
        return joined.only(self.everything, self.visible)


def all_of(whole: InSight) -> Sight:
    """All words that the map was made of, and no others."""
    return Sight(whole, whole.everyone)


def choose(whole: InSight) -> Sight:
    """The map with the words that joined it, and which of them are hidden.

    Raises
    ------
    ExplorerError
        If a condition cannot be used, or a list holds too many words.
    """
    vectors = whole.sample.model
    wanted = conditions.choose(vectors, "Show only words", "show")
    texts = [
        linked(kept=True).text_area(label, key=key, height=70, max_chars=LONGEST, help=told) or ""
        for key, label, told in (
            ("added", "Words that join", "They are placed among the words drawn, and no word moves for them."),
            ("hidden", "Words hidden", "They keep their place: remove them from the list to see them again."),
        )
    ]
    _remember((texts[0], texts[1]))
    more, hidden = (typed_lists.words(vectors, text) if text.strip() else () for text in texts)
    everything = joined.joined(whole, more) if more else whole
    met = shared_maps.meeting(vectors, wanted) if wanted else None
    visible = joined.visible(everything, met, hidden)
    if unknown := [word for word in more if word not in vectors]:
        st.caption(f"Not in this model: {', '.join(map(panels.plain, unknown[:12]))}.")
    if not visible.any():
        raise SelectionError(
            "All words of this map are hidden. Ask for less, or remove words from the list of hidden words."
        )
    return Sight(everything, visible, more, hidden, wanted)


def asked_for() -> bool:
    """Whether the link or a widget asks for other words than those the map was made of."""
    held = {"show", *KEYS} & set(st.query_params)
    return bool(held) or any(state.held_by(key) for key in ("show", *KEYS))


def add(words: Sequence[str]) -> None:
    """Let these words join the map."""
    _extend("added", words)


def hide(words: Sequence[str]) -> None:
    """Hide these words."""
    _extend("hidden", words)
    state.session().selection = ()


def fits(key: str, words: Sequence[str]) -> bool:
    """Whether these further words fit into a list that a link carries."""
    return len(_with(key, words)) <= LONGEST


def tell(seen: InSight, whole: InSight) -> None:
    """How many words joined and how many are hidden, and the steps back and forward."""
    visit = state.session()
    hidden = len(whole) - len(seen.drawn)
    if len(visit.sights) < 2 and not seen.joined and not hidden:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for name, step, icon in (("Undo", -1, "undo"), ("Redo", 1, "redo")):
            possible = 0 <= visit.sight + step < len(visit.sights)
            st.button(
                name,
                key=f"sight_{name.lower()}",
                icon=f":material/{icon}:",
                type="tertiary",
                disabled=not possible,
                on_click=_go,
                args=(step,),
            )
        parts = [f"{len(seen.joined):,} joined (ringed)"] * bool(seen.joined) + [f"{hidden:,} hidden"] * bool(hidden)
        st.caption(", ".join(parts) or "All words of the map are shown.")


def note(seen: InSight, method: str) -> None:
    """Which words joined the map and how they were placed."""
    if not seen.joined:
        return
    words = [panels.plain(seen.projection.words[row]) for row in seen.joined[:12]]
    how = (
        "between the words drawn that are nearest to them; the layout was made without them"
        if method in ("t-SNE", "UMAP")
        else "where the axes of this map put them"
    )
    st.caption(f"Joined: {', '.join(words)}{' …' if len(seen.joined) > 12 else ''}, {how}.")


def _remember(now: tuple[str, str]) -> None:
    """Record what joined and what is hidden as the present step of Undo and Redo."""
    visit = state.session()
    visit.sights = visit.sights or [("", "")]
    near = [step for step in (visit.sight, visit.sight - 1, visit.sight + 1) if 0 <= step < len(visit.sights)]
    known = next((step for step in near if visit.sights[step] == now), None)
    if known is None:
        visit.sights = [*visit.sights[: visit.sight + 1], now]
        known = len(visit.sights) - 1
    visit.sight = known


def _go(step: int) -> None:
    visit = state.session()
    visit.sight += step
    state.fill(**dict(zip(KEYS, visit.sights[visit.sight], strict=True)))


def _with(key: str, words: Sequence[str]) -> str:
    held = str(state.held_by(key) or "").strip().rstrip(",")
    return ", ".join([*([held] if held else []), *words])


def _extend(key: str, words: Sequence[str]) -> None:
    state.fill(**{key: _with(key, words)})
