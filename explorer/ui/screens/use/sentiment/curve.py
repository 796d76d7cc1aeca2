"""Few labels: accuracy by the number of labelled sentences, drawn while it is computed, and what it says."""

from functools import partial

import streamlit as st

from explorer.figures import accuracy as figures
from explorer.files import library
from explorer.tasks.contenders import Contender
from explorer.tasks.curve import Curve, CurveSettings, Lead, Level, crossing, leads, levels
from explorer.tasks.linear import CountSettings
from explorer.text.numbers import number
from explorer.ui.screens.use.sentiment import choices, material
from explorer.ui.screens.use.sentiment.choices import Asked
from explorer.ui.screens.use.sentiment.material import Material
from explorer.ui.shell import panels, watching
from explorer.ui.shell.linked import linked
from explorer.ui.shell.watching import Scene

KINDS = (choices.BAYES, choices.LOGISTIC, choices.AVERAGE)
MODELS = (library.BUILT_IN_NAME, library.FAMOUS_NAME)
SIZES = CurveSettings().sizes
FEW, MANY = 200, 1000  # labels: up to FEW a size is few, above MANY it is many


def view() -> None:
    """The curve of the chosen classifiers, while it is computed and after.

    Raises
    ------
    ExplorerError
        If the sentences or classifiers chosen cannot be used.
    """
    row = st.columns(3, gap="small", vertical_alignment="bottom")
    with row[1]:
        asked = choices.classifiers("curve", KINDS, models=MODELS)
    with row[2].popover("Draws", icon=":material/casino:", width="stretch"):
        draws = linked().slider(
            "Draws of each number of labels", 2, 20, 5, key="curve_draws",
            help="Which sentences are labelled is luck: each draw takes different ones, the same for every classifier.",
        )  # fmt: skip
    with row[0]:
        given = material.chosen()
    settings = curve_settings(SIZES, given, draws)
    watching.course(
        "sentiment curve",
        (given.key, asked.key, settings),
        "The curve",
        partial(Curve, asked.contenders, given.learned, given.tested, settings, choices.judged_rightly),
        partial(_seen, given=given, asked=asked, settings=settings),
        unit="labels learned from",
        paced=False,
    )


def _seen(course: Curve, _scene: Scene, *, given: Material, asked: Asked, settings: CurveSettings) -> None:
    title = "Accuracy by number of labels: mean of the draws and its 95% interval"
    drawn(course, said(course, len(given.learned)), given, asked, settings, key="few_labels", title=title)
    found = levels(course.found)
    pair = rivals(course.contenders, found)
    whole = {level.size for level in found if level.contender == asked.names[-1] and level.draws == settings.draws}
    over_all = [lead for lead in leads(course.found, *pair) if lead.size in whole] if pair else []
    if pair and over_all:
        st.latex(_formula(max(over_all, key=lambda lead: lead.difference), settings.draws))
        st.caption(
            panels.plain(
                f"a: accuracy on the {len(given.tested):,} sentences of the test; d: the draws. “{pair[0]}” minus "
                f"“{pair[1]}”, which learned from the same sentences in each draw, where this difference is greatest."
            )
        )


def drawn(
    course: Curve, told: str, given: Material, asked: Asked, settings: CurveSettings, *, key: str, title: str
) -> None:
    """A curve as far as it is computed, its numbers and its Python, and under it what it says, `told`."""
    found = levels(course.found)
    panels.show(
        figures.curve(found, asked.names, [*settings.sizes, len(given.learned)], guessing=given.guessing),
        key=key,
        name="accuracy by labels",
        title=title,
        alt=told.replace("*", ""),
        columns={
            field: [getattr(level, field) for level in found]
            for field in ("contender", "size", "mean", "low", "high", "draws")
        },
        code=given.python() + asked.python() + "\nfrom explorer.tasks.curve import CurveSettings, levels, points\n\n"
        f"found = list(points(contenders, learned, tested, {settings!r}))\n"
        "for level in levels(found):\n"
        '    print(level.contender, level.size, f"{level.mean:.3f} {level.low:.3f} {level.high:.3f}")\n',
    )
    st.info(told, icon=":material/visibility:")


def curve_settings(sizes: tuple[int, ...], given: Material, draws: int) -> CurveSettings:
    """The numbers of labels that these sentences allow; for very few sentences, a quarter and a half of them."""
    many = len(given.learned)
    few = max(2, many // 4)
    return CurveSettings(tuple(size for size in sizes if size < many) or (few, max(few, many // 2)), draws, given.seed)


def rivals(contenders: tuple[Contender, ...], found: list[Level]) -> tuple[str, str] | None:
    """The best with vectors and the best of one-hot words, while labels are few; None if one kind is missing."""
    best: dict[bool, tuple[float, str]] = {}
    few = [level for level in found if level.size <= FEW] or found
    for one in contenders:
        means = [level.mean for level in few if level.contender == one.name]
        counts = isinstance(one.settings, CountSettings)
        if means:
            best[counts] = max(best.get(counts, (0.0, "")), (sum(means) / len(means), one.name))
    return (best[False][1], best[True][1]) if len(best) == 2 else None


def said(course: Curve, whole: int) -> str:
    """What the curve shows so far: who leads with few labels, by how much, and where the lead is lost."""
    found = levels(course.found)
    if not found:
        return "The first points are on their way."
    pair = rivals(course.contenders, found)
    ended = any(level.size == whole for level in found)
    last = max(level.size for level in found)
    best = max((level for level in found if level.size == last), key=lambda level: level.mean)
    end = (
        f" With {'all ' if last == whole else ''}{last:,} labels **{panels.plain(best.contender)}** is best: "
        f"{best.mean:.3f} ({best.low:.3f} to {best.high:.3f})."
    )
    if pair is None:
        return end.strip()
    ahead, behind = (panels.plain(name) for name in pair)
    between = leads(course.found, *pair)
    clear = [lead for lead in between if lead.low > 0]
    if clear:
        most = max(clear, key=lambda lead: lead.difference)
        few = " when labels are few" if most.size <= MANY else ""
        told = f"**Vectors help{few}:** with {most.size:,} labels *{ahead}* leads *{behind}* by {in_points(most)}."
    else:
        told = f"At no number of labels so far is *{ahead}* clearly ahead of *{behind}*."
    lost = crossing(between) if clear else None
    end_of_it = in_points(between[-1]) if between else ""
    if lost is not None and between[-1].high < 0:
        told += (
            f" **With many they are overtaken:** the lead is lost at about {_rounded(lost):,} labels; with "
            f"{between[-1].size:,} it is {end_of_it}."
        )
    elif lost is not None:
        told += f" The lead is gone at about {_rounded(lost):,} labels, but not clearly reversed: {end_of_it}."
    elif ended and clear:
        told += " The lead is never lost with the labels there are."
    return told + end


def in_points(lead: Lead) -> str:
    """A difference in points of a hundred, with its interval."""
    mean, low, high = (number(100 * value, "+.1f") for value in (lead.difference, lead.low, lead.high))
    return f"{mean} points (95%: {low} to {high})"


def _rounded(labels: float) -> int:
    """The number to two digits: more are not known."""
    return int(float(f"{labels:.2g}"))


def _formula(lead: Lead, draws: int) -> str:
    """The lead at one size, as the mean over the draws."""
    half = (lead.high - lead.low) / 2
    return (
        rf"\textsf{{lead}}({lead.size}) = \frac{{1}}{{{draws}}} \sum_{{d=1}}^{{{draws}}} "
        r"\big(a_d^{\textsf{vectors}} - a_d^{\textsf{one-hot}}\big) "
        rf"\\ \pm\, t_{{{draws - 1}}} \frac{{s}}{{\sqrt{{{draws}}}}} = \mathbf{{{lead.difference:.3f}}} \pm {half:.3f}"
    )
