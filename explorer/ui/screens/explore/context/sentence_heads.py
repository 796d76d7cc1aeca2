"""All heads of one layer over a sentence, and one of them large: as lines between words and as shares."""

import streamlit as st

from explorer.context.transformer.encoder import Pass
from explorer.context.transformer.heads import Habit, habits
from explorer.context.transformer.model import Transformer
from explorer.context.transformer.wordpiece import Pieces
from explorer.figures import heads as figures
from explorer.ui.shell import formulas, panels
from explorer.ui.shell.cache import shared_contexts
from explorer.ui.shell.linked import linked

EVERY = "every piece"


def view(model: Transformer, folder: str) -> None:
    """The sentence, a layer and a head to choose, and what they look at."""
    sentence = linked().text_input(
        "A sentence", "He sat on the bank of the river.", key="attention_sentence", max_chars=300
    )
    pieces, found = shared_contexts.read_by_transformer(model, sentence)
    L, H = found.attentions.shape[:2]
    choice = st.columns(3, gap="medium", vertical_alignment="bottom")
    layer = linked(choice[0]).select_slider("Layer", list(range(1, L + 1)), 1, key=f"layer_of_{L}") - 1
    head = linked(choice[1]).select_slider("Head", list(range(1, H + 1)), 1, key=f"head_of_{H}") - 1
    named = [EVERY, *(f"{i + 1} {name}" for i, name in enumerate(pieces.names))]
    of = named.index(linked(choice[2]).selectbox("Lines from", named, key=f"lines_of_{len(named)}")) - 1
    seen = habits(found.attentions[layer])
    _all_heads(pieces, found, layer, head, seen, code := _python(folder, sentence, layer, head))
    _one_head(pieces, found, layer, head, None if of < 0 else of, code)
    _help()


def _python(folder: str, sentence: str, layer: int, head: int) -> str:
    return (
        "from pathlib import Path\n\nfrom explorer.context.transformer import files\n"
        "from explorer.context.transformer.heads import habits\n\n"
        f"model = files.in_folder(Path({folder!r}))  # config.json, vocab.txt, model.safetensors\n"
        f"pieces, found = model.read({sentence!r})\n"
        f"for number, habit in enumerate(habits(found.attentions[{layer}]), 1):\n"
        "    print(number, habit.place, round(habit.share, 3))\n"
        f"print(pieces.names)\nprint(found.attentions[{layer}, {head}].round(2))\n"
    )


def _all_heads(pieces: Pieces, found: Pass, layer: int, head: int, seen: list[Habit], code: str) -> None:
    told = "; ".join(f"head {i + 1} {habit.place} {habit.share:.0%}" for i, habit in enumerate(seen))
    panels.show(
        figures.multiples(pieces.names, found.attentions[layer], seen, chosen=head),
        key="all_heads",
        name=f"heads of layer {layer + 1}",
        title=f"All heads of layer {layer + 1}: rows look at columns, above each what it looks at most, on average",
        alt=f"Where the heads of layer {layer + 1} look most: {told}",
        columns={
            "head": list(range(1, len(seen) + 1)),
            "looks most at": [habit.place for habit in seen],
            "share": [habit.share for habit in seen],
        },
        code=code,
    )


def _one_head(pieces: Pieces, found: Pass, layer: int, head: int, of: int | None, code: str) -> None:
    shares = found.attentions[layer, head]
    title = f"Layer {layer + 1}, head {head + 1}"
    left, right = st.columns(2, gap="large")
    with left:
        panels.show(
            figures.lines(pieces.names, shares, of=of),
            key="one_head",
            name=title,
            title=f"{title}: each piece on the left takes from those on the right",
            alt=_said(pieces, found, layer, head, of),
            columns={"piece": list(pieces.names)}
            | {f"{i + 1} {name}": shares[:, i].tolist() for i, name in enumerate(pieces.names)},
            code=code,
        )
        st.caption(f"Shares below {figures.FAINTEST:.0%} are not drawn. Choose one piece under “Lines from”.")
    with right:
        panels.show(
            figures.shares(pieces.names, shares),
            key="one_head_shares",
            name=f"{title} as numbers",
            title="The same in percent: each row sums to 100",
            alt=_said(pieces, found, layer, head, of),
            code=code,
        )
    place = len(pieces.names) // 2 if of is None else of
    st.latex(_formula(pieces, found, layer, head, place))
    st.info(panels.plain(_said(pieces, found, layer, head, of)), icon=":material/visibility:")


def _strongest(found: Pass, layer: int, head: int, place: int) -> list[tuple[int, float]]:
    shares = found.attentions[layer, head, place].tolist()
    return sorted(enumerate(shares), key=lambda one: -one[1])[:3]


def _formula(pieces: Pieces, found: Pass, layer: int, head: int, place: int) -> str:
    terms = " + ".join(
        rf"{share:.2f}\, v_{{{formulas.word(pieces.names[j])}}}" for j, share in _strongest(found, layer, head, place)
    )
    d = found.states.shape[-1] // found.attentions.shape[1]
    return (
        rf"\alpha = \mathrm{{softmax}}\big(q k^\top / \sqrt{{{d}}}\big) \\ "
        rf"y_{{{formulas.word(pieces.names[place])}}} = \sum_j \alpha_j v_j \\ = {terms} + \ldots"
    )


def _said(pieces: Pieces, found: Pass, layer: int, head: int, of: int | None) -> str:
    places = range(1, len(pieces.names) - 1) if of is None else [of]
    best = max(places, key=lambda i: _strongest(found, layer, head, i)[0][1])
    parts = ", ".join(f"{share:.2f} from “{pieces.names[j]}”" for j, share in _strongest(found, layer, head, best))
    return f"“{pieces.names[best]}” takes {parts}."


def _help() -> None:
    st.caption(
        r"\[CLS\] opens every sentence and \[SEP\] ends it; neither is a word. What the model should say about the "
        r"whole sentence is read from \[CLS\]. A head that finds nothing it looks for often looks at one of the two "
        "(Clark et al. 2019). ## marks a piece that continues a word."
    )
    st.caption(
        "Attention is not explanation: a share says where a head takes from, not that the answer depends on it. What "
        "is handed over may be small; other heads and the state itself, which is added, carry the rest; and quite "
        "different shares can give the same answer (Jain and Wallace 2019)."
    )
