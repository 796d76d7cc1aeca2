"""A word with two senses, watched: one cloud of places becomes two, and the word's one vector stays between them."""

from functools import partial

import streamlit as st

from explorer.context.split import Moment, Split, SplitSettings
from explorer.context.two_senses import WORDS
from explorer.figures import context as figures
from explorer.ui.shell import panels, watching
from explorer.ui.shell.linked import linked
from explorer.ui.shell.watching import Scene


def view() -> None:
    """The training with the settings chosen, while it runs and after."""
    watching.course("word split", settings := _settings(), "Training", partial(Split, settings), _seen, unit="steps")


def _settings() -> SplitSettings:
    left, right = st.columns([7, 3], gap="medium", vertical_alignment="bottom")
    word = linked(left).segmented_control("Word", list(WORDS), default="bank", required=True, key="split_word")
    with right.popover("Training", icon=":material/tune:", width="stretch"):
        units = linked().select_slider("Units of each GRU", [8, 16, 24, 48], 24, key="split_units")
        steps = linked().select_slider("Steps of 64 sentences", [200, 400, 800], 400, key="split_steps")
        seed = linked().number_input("Seed", 0, 2**31 - 2, 1, key="split_seed")
    return SplitSettings(word=word, units=units, steps=steps, seed=seed)


def _seen(found: Split, scene: Scene) -> None:
    moments = list(found.moments)  # the training goes on in another thread
    now = _moment(moments, scene)
    senses = WORDS[found.settings.word].senses
    left, right = st.columns([6, 5], gap="large")
    with left:
        panels.show(
            figures.split(found, now),
            key="split_map",
            name=f"{found.settings.word} in context",
            title=f"Each point is a place of *{found.settings.word}* in a sentence, after {now.step:,} steps",
            alt=_said(found, now),
            columns={
                "sentence": list(found.sentences),
                "sense": [senses[k] for k in found.sense.tolist()],
                "x": now.places[:, 0].tolist(),
                "y": now.places[:, 1].tolist(),
            },
            code=_python(found, now, moments),
        )
        st.caption(
            "Vectors of length 1, by PCA of the places at this step, turned onto the picture before. "
            "The silhouette is measured on the vectors themselves."
        )
    with right:
        panels.show(
            figures.silhouettes(found, moments, now),
            key="split_silhouette",
            name="silhouette of two senses",
            title="How far the two senses are apart: 0 not at all, 1 completely",
            alt=_said(found, now),
            columns={
                "step": [moment.step for moment in moments],
                "model": [moment.silhouette for moment in moments],
                "average": [found.of_average] * len(moments),
                "type": [0.0] * len(moments),
            },
            code=_python(found, now, moments),
        )
    st.info(_said(found, now), icon=":material/visibility:")
    loss = rf" \qquad L = {now.loss:.3f}" if now.step else ""
    st.latex(
        r"L = -\log \sigma(c_t \cdot v_w) - {\textstyle\sum_k \log \sigma(-c_t \cdot v_k)} \\ "
        rf"c_t = f(\overrightarrow{{a}}_{{t-1}}, \overleftarrow{{a}}_{{t+1}}, \bar s_t){loss}"
    )
    st.caption(
        "The loss of skip-gram with negative sampling, with one change: the vector c of a place replaces that of the "
        "centre word. c is made from everything in the sentence except the word itself; v is a word's one vector. The "
        "model of the other views learned by a softmax over 1,024 noise words instead: after the same 600,000 words "
        "and from the same seed it had the word of a gap among its first five guesses in 30.1%, with this loss in "
        "27.8%."
    )


def _moment(moments: list[Moment], scene: Scene) -> Moment:
    if scene.under_way:
        return moments[-1]
    steps = [moment.step for moment in moments]
    back = scene.controls.select_slider(
        "Go back to step", steps, steps[-1], key=f"split_moment_{steps[-1]}", format_func="{:,}".format
    )
    return moments[steps.index(back)]


def _said(found: Split, now: Moment) -> str:
    first, second = WORDS[found.settings.word].senses
    text = (
        f"After {now.step:,} steps the two senses of {found.settings.word} are apart with a silhouette of "
        f"{now.silhouette:.2f} by the model; by the average of the words around with {found.of_average:.2f}; by the "
        "word's one vector with 0, as it is the same at every place."
    )
    if now.silhouette > 0.5 and 0.2 < now.between < 0.8:
        return (
            f"{text} The one vector lies between the clouds: on the way from “{first}” (0) to “{second}” (1) it "
            f"stands at {now.between:.2f}."
        )
    return text if now.step else f"{text} Nothing is learned yet."


def _python(found: Split, now: Moment, moments: list[Moment]) -> str:
    return (
        "from explorer.context.split import Split, SplitSettings\n\n"
        f"split = Split({found.settings!r})\nsplit.run()\n"
        f"moment = split.moments[{moments.index(now)}]\n"
        "print(moment.step, round(moment.silhouette, 2), round(split.of_average, 2), round(moment.between, 2))\n"
    )
