"""The text in which places are found: the sample of Wikipedia, or the visitor's own."""

import streamlit as st

from explorer.context.text_sample import TextSample
from explorer.ui.shell import controls
from explorer.ui.shell.cache import shared_contexts
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import session

WIKIPEDIA = "Wikipedia, two million words"


def sample() -> tuple[TextSample, str] | None:
    """The text chosen, and the Python that reads it as `sample`; None while there is no own text.

    Raises
    ------
    TextError
        If the visitor's text has hardly any known word.
    """
    with st.popover("Text", icon=":material/article:", width="stretch"):
        choice = linked().selectbox("Text", [WIKIPEDIA, "A text of your own"], key="context_text")
        if choice == WIKIPEDIA:
            st.caption(
                "1,950,000 words of English Wikipedia (CC BY-SA 3.0), in lower case and without punctuation. Half of "
                "it was held out when the context model learned; the other half was chosen for its many places of "
                "java, mole, bow, spring and the like."
            )
        else:
            controls.give_own_text()
    if choice == WIKIPEDIA:
        return shared_contexts.wikipedia_sample(), "sample = text_sample.wikipedia(model.types)\n"
    own = session().own_text
    if own is None:
        return None
    return shared_contexts.own_sample(own[1]), (
        'sample = text_sample.sample_of(Path("your_text.txt").read_text(encoding="utf-8"), model.types)\n'
    )


OPENING = (
    "from pathlib import Path\n\n"
    "from explorer.context import model as models\nfrom explorer.context import text_sample\n"
    "from explorer.files import library\n\nmodel = models.built_in(library.built_in())\n"
)
