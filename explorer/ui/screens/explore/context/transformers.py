"""Which transformer looks at the sentence: one that this server offers, the visitor's own, or none."""

import streamlit as st

from explorer.context.transformer import files
from explorer.context.transformer.model import Transformer
from explorer.ui.shell import panels, reader_errors
from explorer.ui.shell.cache import shared_contexts
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import fill, session

NONE = "None: word vectors, nothing learned"
OWN = "Your files"
MOST_MB = 400
KINDS = ["json", "txt", "safetensors", "zip", "tar", "gz", "tgz"]


def choose() -> tuple[Transformer, str] | None:
    """The transformer chosen, and the folder's name that its Python opens; None without one."""
    left, right = st.columns([7, 3], gap="medium", vertical_alignment="bottom")
    with right.popover("Bring a transformer", icon=":material/upload:", width="stretch"):
        _bring()
    own = session().own_transformer
    offered = files.offered_models()
    options = [*offered, NONE, *([OWN] if own else [])]
    name = linked(left, kept=True).selectbox("Transformer", options, key="transformer", format_func=_shown)
    if name == OWN and own is not None:
        return own, "/path/of/the/folder"
    if name in offered:
        return shared_contexts.offered_transformer(name), f"/path/of/{name}"
    if not offered:
        st.info(
            "A trained transformer shows here where each of its heads looks, and how a word's vector moves away from "
            "its one meaning layer by layer. This server offers none: fetch config.json, vocab.txt and "
            "model.safetensors of all-MiniLM-L6-v2 (91 MB) or distilbert-base-uncased (268 MB) from the Hugging Face "
            "Hub, and give all three under “Bring a transformer”. Until then, the built-in word vectors look at each "
            "other with nothing learned.",
            icon=":material/upload:",
        )
    return None


def _shown(name: str) -> str:
    return name if name in (NONE, OWN) else panels.plain(name)


def _bring() -> None:
    """The upload, or what was uploaded."""
    visit = session()
    if visit.own_transformer is not None:
        shape = visit.own_transformer.settings
        st.markdown(f"**{OWN}**: {shape.layers} layers of {shape.heads} heads, {shape.D} numbers a piece.")
        st.button("Remove", key="remove_transformer", icon=":material/delete:", on_click=_remove)
        return
    given = st.file_uploader(
        "config.json, vocab.txt and model.safetensors, or one zip or tar of them",
        type=KINDS,
        accept_multiple_files=True,
        key="transformer_files",
        max_upload_size=MOST_MB,
    )
    if given:
        with reader_errors.shown(stop=False):
            visit.own_transformer = shared_contexts.own_transformer(files.Upload([(one.name, one) for one in given]))
            fill(transformer=OWN)
            st.success("Read, and chosen under “Transformer”.", icon=":material/check_circle:")
    st.caption(
        f"BERT, DistilBERT or MiniLM, up to {MOST_MB} MB. It is yours alone, and is forgotten when you close or reload "
        "the page. The person who runs this server can offer larger ones: a folder with the three files, inside the "
        "folder that EMBEDDING_EXPLORER_MODELS names."
    )


def _remove() -> None:
    session().own_transformer = None
    fill(transformer=[*files.offered_models(), NONE][0])
