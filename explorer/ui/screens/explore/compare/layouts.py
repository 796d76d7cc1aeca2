"""The maps of models laid out by t-SNE or UMAP and tied: the choice, the work, and what the tie costs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st

from explorer.judging.compare.models import CompareSettings, Comparison
from explorer.progress import Report, parts
from explorer.projection.settings import TiedSettings
from explorer.ui.shell import long_work, panels, signed
from explorer.ui.shell.cache import shared_verdicts
from explorer.ui.shell.linked import linked
from explorer.ui.shell.streamlit_private import DeltaGenerator
from explorer.vectors.model import Model

if TYPE_CHECKING:
    from explorer.projection.tied import TiedLayouts

PCA = "PCA"
WAYS = (PCA, "t-SNE", "UMAP")
JOB = "tied layouts"


@dataclass(frozen=True, eq=False)
class Laid:
    """Tied layouts of the models, and the same layouts without a tie."""

    settings: TiedSettings
    tied: "TiedLayouts"
    free: "TiedLayouts"


def choose(top: DeltaGenerator) -> TiedSettings | None:
    """How the maps are laid out, chosen in the row `top`; None for the axes of the first model's PCA."""
    way = linked(top).segmented_control(
        "Laid out by",
        WAYS,
        default=PCA,
        required=True,
        key="layout",
        width="content",
        help="PCA keeps straight lines and few neighbours. t-SNE and UMAP keep neighbours; each model is laid out by "
        "itself, and a tie holds the places of one word in all models together, so that they can be compared by eye.",
    )
    if way == PCA:
        return None
    strength = linked().slider(
        "Strength of the tie",
        0.0,
        1.0,
        0.7,
        0.1,
        key="tie",
        width=420,
        help="0: every model has a layout of its own, only turned onto the first. 1: a word has nearly one place in "
        "all of them. A strong tie costs each map some of its true neighbours, as the table below shows.",
    )
    return TiedSettings("t-SNE" if way == "t-SNE" else "UMAP", strength)


def made(models: Sequence[Model], compared: CompareSettings, chosen: TiedSettings | None) -> Laid | None:
    """The layouts; None if none are asked for. The page ends here, with a bar, while they are being made.

    Raises
    ------
    ExplorerError
        If there are too many words for it, or the server has too much to do.
    """
    if chosen is None:
        return None
    vectors = tuple(model.vectors for model in models)
    free = replace(chosen, strength=0.0)

    def work(report: Report) -> "tuple[TiedLayouts, TiedLayouts]":
        first, second = (
            shared_verdicts.tied_layouts(vectors, compared.words, compared.neighbours, one, told)
            for one, told in zip((chosen, free), parts(report, (1, 1)), strict=True)
        )
        return first, second

    wanted = (tuple(one.fingerprint for one in vectors), compared, chosen)
    label = f"{chosen.method} of {len(models)} models, with the tie and without it"
    return Laid(chosen, *long_work.result(JOB, wanted, label, work, unit="%"))


def placed(found: Comparison, laid: Laid | None) -> Comparison:
    """The comparison with its words at the places of the layouts, whose axes mean nothing."""
    if laid is None:
        return found
    return replace(found, at=tuple(one.coordinates for one in laid.tied.maps), explained=())


def caption(laid: Laid) -> str:
    """What the maps are, and what must not be read from them."""
    return (
        f"Each model is laid out by {laid.settings.method} from its own neighbours; a tie of strength "
        f"{laid.settings.strength:g} holds the places of a word together. The tie puts a word in the same region of "
        "all maps: this is no evidence that the models agree."
    )


def cost(names: Sequence[str], laid: Laid) -> None:
    """What the tie costs each map, and how far a word lies from its place on the first, with the tie and without it."""
    both = (laid.tied, laid.free)
    trust = [[one.honesty.trustworthiness for one in layouts.maps] for layouts in both]
    kept = [[one.honesty.kept for one in layouts.maps] for layouts in both]
    moved = [[None, *(float(move.mean()) for move in layouts.moved)] for layouts in both]
    means = [(layouts.mean_move, _mean(trust[i]), _mean(kept[i])) for i, layouts in enumerate(both)]
    (near, tied_trust, tied_kept), (far, free_trust, free_kept) = means
    st.markdown(
        f"**What the tie costs.** With it a word lies **{near:.2f}** radii from its place on the first map, without it "
        f"**{far:.2f}**. The maps pay for that: a trustworthiness of **{tied_trust:.3f}** instead of "
        f"**{free_trust:.3f}**, and **{tied_kept:.1%}** of the true neighbours instead of **{free_kept:.1%}**."
    )
    columns: dict[str, list[object]] = {
        "model": list(names),
        "trustworthiness, tied": [*trust[0]],
        "free": [*trust[1]],
        "neighbours kept, tied": [*kept[0]],
        "kept, free": [*kept[1]],
        "mean move, tied": [*moved[0]],
        "move, free": [*moved[1]],
    }
    st.dataframe(signed.table(columns, dict.fromkeys(list(columns)[1:], ".3f")), hide_index=True, key="cost_of_tie")
    st.caption(
        f"Over {laid.tied.maps[0].honesty.k} neighbours. Free: the same layouts from the same start and seed "
        f"({laid.settings.seed}), without a tie, each turned onto the first. Mean move: how far a word lies from its "
        f"place in {panels.plain(names[0])}, in radii of the map; about 1 where maps have nothing in common."
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def python(laid: Laid) -> str:
    """The lines that lay out the models of a comparison `found`, to follow those that make it."""
    return (
        "\nfrom dataclasses import replace\n\nfrom explorer.judging.compare.layouts import tied_layouts\n"
        "from explorer.projection.settings import TiedSettings\n\n"
        f"settings = {laid.settings}\n"
        "for one in (settings, replace(settings, strength=0.0)):\n"
        "    laid = tied_layouts(models, found, one)\n"
        "    trust = [round(drawn.honesty.trustworthiness, 3) for drawn in laid.maps]\n"
        "    print(one.strength, trust, [round(float(move.mean()), 3) for move in laid.moved])\n"
    )


def columns(names: Sequence[str], laid: Laid) -> dict[str, list[object]]:
    """Where the words stand on each map, as columns to save."""
    return {
        f"{axis}: {name}": one.coordinates[:, place].tolist()
        for name, one in zip(names, laid.tied.maps, strict=True)
        for place, axis in enumerate("xy")
    }
