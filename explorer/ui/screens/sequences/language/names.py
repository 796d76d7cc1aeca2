"""Names of a kind, written after one letter by a network that reads characters, at growing steps."""

from functools import partial

import streamlit as st

from explorer.figures import language as figures
from explorer.sequence.language.course import ORDER, LanguageCourse
from explorer.sequence.tasks import names
from explorer.sequence.tasks.names import NameList, Written
from explorer.ui.shell import panels, reader_errors, terms, watching
from explorer.ui.shell.linked import linked
from explorer.ui.shell.watching import Scene

STEPS = 400
EACH = 5  # names at a moment


def view() -> None:
    """The list, the letter, and the names at each moment of the training."""
    lists = {one.key: one for one in names.packaged()}
    choice = st.columns([4, 3, 4, 3], gap="medium", vertical_alignment="bottom")
    key = linked(choice[0]).selectbox(
        "Names of a kind", list(lists), format_func=lambda one: lists[one].title, key="name_kind"
    )
    letter = linked(choice[1]).text_input("First letter", "M", key="first_letter", max_chars=5) or ""
    heat = linked(choice[2]).slider(
        "Temperature τ", 0.0, 3.0, 1.0, 0.1, key="kind_heat", help=terms.meaning("temperature")
    )
    seed = linked(choice[3]).number_input("Random seed", 1, 10_000, 1, key="kind_seed")
    chosen = lists[key]
    st.caption(panels.plain(f"{len(chosen.names):,} names. {chosen.source}"))
    watching.course(
        "names after a letter",
        key,
        "Learning names",
        partial(LanguageCourse, "\n".join(chosen.names), "characters", names.SETTINGS, STEPS),
        partial(_seen, chosen=chosen, letter=letter.strip().lower(), heat=heat, seed=seed),
        unit="steps",
        tells=True,
    )


def _seen(found: LanguageCourse, scene: Scene, *, chosen: NameList, letter: str, heat: float, seed: int) -> None:
    now = watching.moment(found.step, found.reached, scene, key="kind_moment")
    seen = found.seen
    held, steps = [one.perplexity for one in seen], found.step[: len(seen)]
    with reader_errors.shown(stop=False):
        shown = sorted({*range(0, now + 1, 3), now})
        drawn = {
            moment: names.some(found.at(moment), chosen, EACH, seed=seed, beginning=letter, temperature=heat)
            for moment in shown
        }
        left, right = st.columns(2, gap="large")
        with left:
            st.header(f"After “{panels.plain(letter)}”", anchor=False)
            st.markdown(
                "\n".join(
                    f"- **{steps[moment]:,} steps**: {', '.join(_name(one) for one in written)}"
                    for moment, written in drawn.items()
                )
            )
            st.caption("Bold names are new: they are not in the list. Each moment uses the same random numbers.")
        with right:
            panels.show(
                figures.perplexity(
                    steps,
                    held,
                    found.learned_perplexity[: len(seen)],
                    now,
                    peer=found.peer_perplexity,
                    order=ORDER["characters"],
                    whole=found.step[-1],
                ),
                key="kind_perplexity",
                name="perplexity of names",
                title="Perplexity of a letter, held-out names",
                alt=f"Perplexity {held[now]:.3g} after {steps[now]} steps, Kneser-Ney {found.peer_perplexity:.3g}",
                columns={"step": steps, "held out": held, "learned from": found.learned_perplexity[: len(seen)]},
                code=_python(now, chosen, letter, heat, seed),
            )
        st.info(_said(found, now, drawn[now]), icon=":material/visibility:")


def _name(one: Written) -> str:
    return f"**{panels.plain(one.name)}**" if one.new else panels.plain(one.name)


def _said(found: LanguageCourse, now: int, written: list[Written]) -> str:
    new = sum(one.new for one in written)
    held = [one.perplexity for one in found.seen[: now + 1]]
    best = min(range(len(held)), key=held.__getitem__)
    text = f"After {found.step[now]:,} steps {new} of {len(written)} names are new. "
    if held[now] > 1.05 * held[best]:
        return text + (
            f"Held-out names were likeliest after {found.step[best]:,} steps, with a perplexity of {held[best]:.3g}; "
            f"since then the network has been learning the list by heart: {held[now]:.3g} now."
        )
    return (
        f"{text}Perplexity of held-out names: {held[now]:.3g}; of Kneser-Ney, which counts: "
        f"{found.peer_perplexity:.3g}."
    )


def _python(now: int, chosen: NameList, letter: str, heat: float, seed: int) -> str:
    return (
        "from explorer.sequence.language.course import LanguageCourse\n"
        "from explorer.sequence.tasks.names import SETTINGS, packaged, some\n\n"
        f"names = next(one for one in packaged() if one.key == {chosen.key!r})\n"
        f'course = LanguageCourse("\\n".join(names.names), "characters", SETTINGS, {STEPS})\ncourse.run()\n'
        f"for one in some(course.at({now}), names, {EACH}, seed={seed}, beginning={letter!r}, temperature={heat}):\n"
        "    print(one.name, one.new)\n"
    )
