"""What the page Neural language model shows of a training: the next word, the loss, the map, sentences."""

from dataclasses import replace
from functools import partial

import streamlit as st

from explorer.figures import matrices, network
from explorer.text.corpus import Corpus
from explorer.training.lecture.neural_lm import Context, NeuralLMSettings
from explorer.training.lessons import neural_lm_course
from explorer.training.lessons.neural_lm_course import NeuralLMCourse
from explorer.ui.shell import controls, lecture_formulas, panels, reader_errors, watching
from explorer.ui.shell.linked import linked
from explorer.ui.shell.watching import Scene

CONTEXTS: dict[str, tuple[Context, int]] = {
    "Last 4 words": ("last", 4),
    "Last 1 word": ("last", 1),
    "4 left and 4 right": ("around", 4),
    "1 word nearby": ("nearby", 4),
}


def settings() -> tuple[NeuralLMSettings, int]:
    """The model's settings and the steps to train, all in the link."""
    left, right = st.columns(2, gap="medium")
    with left:
        dim = linked().slider("Dimensions D", 2, 100, 32, key="lm_dim")
        hidden = linked().slider("Units of the tanh layer", 1, 200, 32, key="lm_hidden")
        direct = linked().toggle("Direct connections W", key="lm_direct")
    with right:
        rate = linked().number_input("Learning rate", 0.01, 10.0, 0.5, 0.1, key="lm_rate")
        steps = linked().select_slider("Steps", [300, 1000, 3000, 10_000], 3000, key="lm_steps")
        seed = linked().number_input("Seed", 0, 2**31 - 1, 1, key="lm_seed")
    return NeuralLMSettings(dim=dim, hidden=hidden, direct=direct, learning_rate=rate, seed=seed), steps


def looking(chosen: NeuralLMSettings, label: str) -> NeuralLMSettings:
    """The settings with the context of that label."""
    context, order = CONTEXTS[label]
    return replace(chosen, context=context, order=order)


def course(corpus: Corpus, chosen: NeuralLMSettings, steps: int, written: str) -> None:
    """The training with these settings, and what it says of the words `written`, while it runs and afterwards."""
    watching.course(
        "neural lm",
        (corpus.fingerprint, chosen, steps),
        "Learning",
        partial(NeuralLMCourse, corpus, chosen, steps),
        partial(_seen, written=written),
        unit="steps",
    )


def _seen(found: NeuralLMCourse, scene: Scene, *, written: str) -> None:
    moment = watching.moment(found.step.tolist(), found.reached, scene, key="lm_moment")
    with reader_errors.shown(stop=False):
        prediction(found, moment, written)
    learning(found, moment)
    if found.trainer.settings.context == "last":
        writing(found, moment, written.lower().split()[:1])


GAP = "_"


def example(corpus: Corpus, chosen: NeuralLMSettings) -> str:
    """The beginning of the text's first sentence, with a gap where the context of the model needs one."""
    words = [corpus.vocabulary.words[i] for i in corpus.sentence(0)]
    if chosen.context == "around":
        return " ".join([*words[:3], GAP, *words[4:8]])
    return " ".join(words[:4])


def prediction(found: NeuralLMCourse, moment: int, written: str) -> None:
    """The network with the context in it, and the probabilities of the word in the gap as bars."""
    before, after = (part.split() for part in written.lower().partition(GAP)[::2])
    s, trainer = found.trainer.settings, found.trainer
    left_of, right_of = found.window(before, after)
    words, probability = found.next_words(moment, before, after, 10)
    python = _python(found) + (
        f"for word, chance in zip(*course.next_words({moment}, {before}, {after}, 10)):\n"
        "    print(word, round(float(chance), 4))\n"
    )
    left, right = st.columns([3, 2], gap="large")
    with left:
        panels.show(
            network.network(
                [*left_of, *right_of],
                dim=s.dim,
                hidden=s.hidden,
                words=trainer.edge + 1,
                answer=words[0],
                sure=float(probability[0]),
            ),
            key="network",
            name="network",
            title="The network at this moment",
            alt="Context words, their vectors, a tanh layer, a softmax, the likeliest word",
            code=python,
        )
    with right:
        panels.show(
            network.next_word(words, probability),
            key="next",
            name="next word",
            title="The likeliest words",
            alt=f"The likeliest next word is {words[0]}",
            columns={"word": words, "probability": probability.tolist()},
            code=python,
        )
    st.latex(lecture_formulas.neural_lm(direct=s.direct, answer=words[0], probability=float(probability[0])))
    st.caption(
        f"{neural_lm_course.END} is the edge of a sentence: its beginning in a context, its end as an answer. "
        f"In a model that looks to both sides, {GAP} is the gap."
    )


def learning(found: NeuralLMCourse, moment: int) -> None:
    """Perplexity on held-out sentences over the steps, and the map of the vectors at one moment."""
    left, right = st.columns(2, gap="large")
    steps, reached = found.step.tolist(), found.reached + 1
    with left:
        panels.show(
            matrices.course(
                found.perplexity[:reached],
                moment,
                title="perplexity, held out",
                across=steps[:reached],
                whole=steps[-1],
                step="steps",
                log=True,
            ),
            key="perplexity",
            name="perplexity",
            title="Perplexity as it learns",
            columns={
                "step": steps[:reached],
                "perplexity": found.perplexity[:reached],
                "loss": found.loss[:reached],
            },
            code=_python(found)
            + "for step, perplexity in zip(course.step, course.perplexity):\n    print(step, round(perplexity, 2))\n",
        )
        st.info(
            f"After {steps[moment]:,} steps perplexity is **{found.perplexity[moment]:.1f}**: the model is as unsure "
            f"as if it had to choose each time among {found.perplexity[moment]:.1f} equally likely words. Before "
            f"training it was {found.perplexity[0]:.0f}, the whole vocabulary.",
            icon=":material/visibility:",
        )
    with right:
        xy = found.planes[moment]
        words = found.trainer.corpus.vocabulary.words[: len(xy)]
        panels.show(
            matrices.components(words, xy, wide=340),
            key="lm_map",
            name="map",
            title="The most frequent words",
            alt="The most frequent words by PCA of their vectors",
            columns={"word": words, "axis 1": xy[:, 0].tolist(), "axis 2": xy[:, 1].tolist()},
            code=_python(found)
            + f"for word, at in zip(text.vocabulary.words[:12], course.planes[{moment}]):\n"
            + "    print(word, at.round(3))\n",
        )
        st.caption(
            f"The {len(xy)} most frequent words by PCA of their unit vectors at this moment, turned as a whole to lie "
            "near the map before. Words that can stand in the same place come together; two components cannot show "
            "all distances."
        )


def _python(found: NeuralLMCourse) -> str:
    """The lines that train the same, as `course`."""
    return (
        controls.python_of_text(found.trainer.corpus)
        + "\nfrom explorer.training.lecture.neural_lm import NeuralLMSettings\n"
        + "from explorer.training.lessons.neural_lm_course import NeuralLMCourse\n\n"
        + f"course = NeuralLMCourse(text, {found.trainer.settings}, {int(found.step[-1])})\ncourse.run()\n"
    )


def writing(found: NeuralLMCourse, moment: int, first: list[str]) -> None:
    """Sentences that the model of that moment writes, each beginning with the words `first`."""
    st.header("Sentences it writes", anchor=False)
    choice = st.columns([3, 1], gap="large", vertical_alignment="bottom")
    heat = linked(choice[0]).slider("Temperature", 0.0, 3.0, 0.8, 0.1, key="temperature")
    draw = linked(choice[1]).number_input("Draw number", 1, 10_000, 1, key="lm_draw")
    with reader_errors.shown(stop=False), st.container(border=True):
        sentences = found.sentences(moment, first, temperature=heat, seed=draw)
        st.markdown("\n".join(f"- {panels.plain(sentence)}" for sentence in sentences))
        st.caption(
            "Each begins with the first of your words; every further word is drawn with probability P to the power "
            "1/temperature. At 0 it is always the likeliest word; above 1 rarer words come more often."
        )
