"""A word's places through the layers of a transformer: how alike its vectors stay, minus what any two words share."""

import streamlit as st

from explorer.context.transformer.model import Transformer
from explorer.context.transformer.through_layers import AROUND, OTHERS, ThroughLayers
from explorer.figures import heads as figures
from explorer.ui.screens.explore.context import texts
from explorer.ui.shell import completion, panels
from explorer.ui.shell.cache import shared_contexts, shared_models
from explorer.ui.shell.linked import linked


def view(model: Transformer, folder: str) -> None:
    """The word asked for, in two million words of Wikipedia."""
    word = linked().text_input("Word", "bank", key="layers_word", max_chars=60)
    completion.offer(shared_models.built_in(), "layers_word")
    found = shared_contexts.through_layers(model, shared_contexts.wikipedia_sample(), word)
    written = word.strip().lower()
    panels.show(
        figures.through_layers(found, written),
        key="through_layers",
        name=f"{written} through the layers",
        title=f"How alike *{panels.plain(written)}* stays at {found.places} of its {found.total:,} places",
        alt=_said(found, written),
        columns={
            "layer": list(range(len(found.same))),
            "same word": found.same.tolist(),
            "different words": found.different.tolist(),
            "difference": found.corrected.tolist(),
        },
        code=(
            f"{texts.OPENING}from explorer.context.text_sample import row_of, wikipedia\n"
            "from explorer.context.transformer import files\n"
            "from explorer.context.transformer.through_layers import through_layers\n\n"
            f"sample = wikipedia(model.types)\nrow = row_of(model.types, sample, {written!r})\n"
            f"transformer = files.in_folder(Path({folder!r}))  # config.json, vocab.txt, model.safetensors\n"
            "found = through_layers(transformer, sample, row)\n"
            "print(found.same.round(3), found.different.round(3), found.corrected.round(3))\n"
        ),
    )
    st.latex(
        r"\mathrm{SelfSim}_\ell(w) = \frac{1}{n^2-n} \sum_{i \neq j} \cos\big(x_\ell(w, i),\, x_\ell(w, j)\big) \\ "
        rf"\ell = {len(found.same) - 1}:\; {found.same[-1]:.3f} - {found.different[-1]:.3f} = {found.corrected[-1]:.3f}"
    )
    st.info(panels.plain(_said(found, written)), icon=":material/visibility:")
    st.caption(
        f"Each place is read with up to {AROUND} words on either side, in lower case and without punctuation, as the "
        "text has it. Layer 0 is the piece's one vector with its position, so the cosine is not quite 1 there. All "
        f"vectors of a layer may point much the same way; so the mean cosine of {OTHERS} different words is subtracted "
        "(Ethayarajh 2019). What is left tells how far the word, rather than its place, decides its vector."
    )


def _said(found: ThroughLayers, word: str) -> str:
    first, last = found.corrected[0], found.corrected[-1]
    way = "less alike" if last < first else "no less alike"
    return (
        f"Two places of {word} have a cosine of {found.same[0]:.2f} before the first layer and {found.same[-1]:.2f} "
        f"after the last; two different words {found.different[0]:.2f} and {found.different[-1]:.2f}. The difference "
        f"goes from {first:.2f} to {last:.2f}: through the layers the places of the word become {way}."
    )
