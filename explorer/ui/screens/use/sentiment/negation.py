"""A small set of negations and turns, asked of each classifier: where counting words goes wrong."""

import streamlit as st

from explorer.figures import accuracy as figures
from explorer.tasks import negations
from explorer.tasks.classifier import Classifier
from explorer.tasks.contenders import Contender
from explorer.tasks.verdicts import Slice, judged
from explorer.ui.screens.use.sentiment.choices import Asked
from explorer.ui.screens.use.sentiment.material import Material
from explorer.ui.shell import panels

SAME = (negations.CLASSES, ("0", "1"))  # what classes that mean negative and positive are called


def section(made: dict[Contender, Classifier], given: Material, asked: Asked) -> None:
    """How many of the set each classifier judges correctly, and what it says of each sentence."""
    if given.classes not in SAME:
        return
    st.header("Negations and turns", anchor=False)
    sentences = negations.asked_of(negations.own(), given.classes)
    verdicts = {one: judged(classifier, sentences) for one, classifier in made.items()}
    found = [Slice(one.name, len(sentences), verdict.accuracy, *verdict.interval) for one, verdict in verdicts.items()]
    guessing = max(sentences.sizes.values()) / len(sentences)
    texts = [" ".join(words) for words in sentences.sentences]
    truth = [given.classes[label] for label in sentences.labels]
    panels.show(
        figures.slices(found, "share of the sentences judged correctly", guessing=guessing),
        key="negations",
        name="negations",
        title=f"{len(sentences)} sentences with a negation or a turn: share right and its 95% interval",
        alt=", ".join(f"{one.name} {one.accuracy:.2f}" for one in found),
        columns={"sentence": texts, "is": truth}
        | {f"P({given.classes[1]}), {one.name}": verdict.chances[:, 1].tolist() for one, verdict in verdicts.items()},
        code=given.python()
        + asked.python()
        + "\nfrom explorer.tasks import negations\nfrom explorer.tasks.contenders import trained\n"
        "from explorer.tasks.verdicts import judged\n\n"
        "sentences = negations.asked_of(negations.own(), learned.classes)\n"
        "for contender in contenders:\n"
        '    print(contender.name, f"{judged(trained(contender, learned), sentences).accuracy:.3f}")\n',
    )
    st.caption(
        f"Dashed: guessing, {guessing:.2f}. In two thirds of them the words speak for the other class, so a classifier "
        "that only adds words up is below guessing; the rest are plain. The set was written for this project and is "
        "small: look at the intervals."
    )
    with st.expander("All sentences, and the probability that each is positive"):
        st.dataframe(
            {"sentence": texts, "is": truth}
            | {one.name: verdict.chances[:, 1].tolist() for one, verdict in verdicts.items()},
            key="negation_table",
            hide_index=True,
            column_config={one.name: st.column_config.NumberColumn(format="%.2f", width="small") for one in made},
        )
