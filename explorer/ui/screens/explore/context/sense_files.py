"""Sentences with a marked word from the visitor's files, judged by three systems, and every mistake."""

from collections.abc import Sequence

import streamlit as st

from explorer.context.place_vectors import System
from explorer.context.sense_files import read
from explorer.context.sense_test import JUDGED, SenseTest
from explorer.context.two_senses import as_files
from explorer.figures import context as figures
from explorer.text import corpus
from explorer.text.names import safe_name
from explorer.ui.screens.explore.context import texts
from explorer.ui.shell import panels
from explorer.ui.shell.cache import shared_contexts
from explorer.ui.shell.linked import linked

EXAMPLE = "bank"
SHOWN = 100
HINT = (
    "A file with *data* in its name and one with *gold*, in the form of CoarseWSD-20 (place, tab, sentence; places are "
    "counted from 0) or of WiC (word, N or V, 1-4, two sentences, separated by tabs; gold T or F). If files are named "
    "*train* and *test*, *train* holds the examples; otherwise half of the sentences do. A *classes_map.txt* gives the "
    "senses names."
)


def view() -> None:
    """The scores of the files given, or of the example."""
    own, names = _given()
    found = shared_contexts.sense_test(read(own))
    measures = list(found.measures["mixed"])
    panels.show(
        figures.senses(
            measures,
            {
                system: [(one.value, one.low, one.high) for one in scores.values()]
                for system, scores in found.measures.items()
            },
        ),
        key="file_scores",
        name="senses of files",
        title=f"Which sense has the word? {len(found.part.gold):,} {_unit(found)}, {found.examples:,} as examples",
        alt=_said(found),
        columns={
            "system": list(found.measures),
            **{name: [round(scores[name].value, 4) for scores in found.measures.values()] for name in measures},
        },
        code=_python(names),
    )
    st.info(_said(found), icon=":material/visibility:")
    st.caption(
        "With 95% intervals, by resampling the judged sentences. "
        + (
            "Two places are called the same sense if their cosine is above a threshold, which is chosen on the "
            "examples. By type a word has one vector, so only another form of the word makes a difference."
            if found.part.paired
            else "A system says the sense whose examples' mean is nearer; the ARI asks k-means for as many groups as "
            "there are senses, without examples. By type only the most frequent sense is known."
        )
    )
    _mistakes(found)


def _given() -> tuple[dict[str, str], list[str]]:
    """The text of each file by its name, given or of the example; and the names of the files given."""
    uploads = st.file_uploader(
        "Your files", type=["txt"], accept_multiple_files=True, key="sense_files", max_upload_size=20
    )
    st.caption(HINT)
    if uploads:
        own = {safe_name(one.name): corpus.decode(one.getvalue(), name=safe_name(one.name)) for one in uploads}
        return own, list(own)
    example = as_files(EXAMPLE)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"Until then, an example: made-up sentences with *{EXAMPLE}* by water and for money.")
        for name, text in example.items():
            st.download_button(
                name,
                text,
                file_name=name,
                mime="text/plain",
                key=f"example_{name}",
                type="tertiary",
                icon=":material/download:",
            )
    return example, []


def _unit(found: SenseTest) -> str:
    return "pairs of sentences" if found.part.paired else "sentences"


def _python(names: Sequence[str]) -> str:
    files = f"{{name: Path(name).read_text(encoding='utf-8') for name in {list(names)!r}}}"
    source = f"files = {files}\n"
    if not names:
        source = f"from explorer.context.two_senses import as_files\n\nfiles = as_files({EXAMPLE!r})\n"
    return (
        f"{texts.OPENING}from explorer.context.sense_files import read\n"
        "from explorer.context.sense_test import sense_test\n"
        f"{source}found = sense_test(model, read(files))\n"
        "for system, measures in found.measures.items():\n"
        "    print(system, *(round(one.value, 4) for one in measures.values()))\n"
    )


def _said(found: SenseTest) -> str:
    right = {system: scores["accuracy"] for system, scores in found.measures.items()}
    told = ", ".join(f"{one.value:.3f} by {system}" for system, one in right.items())
    best, bar = right["mixed"], right["average"]
    verdict = (
        "Model and average together are better than the average."
        if best.low > bar.high
        else "The average is no worse than model and average together."
        if best.value <= bar.value
        else "The intervals overlap: the lead of model and average together over the average may be chance."
    )
    return f"Right: {told}. {verdict}"


def _mistakes(found: SenseTest) -> None:
    system: System = linked().segmented_control(
        "Mistakes of", JUDGED, default="mixed", required=True, key="file_mistakes"
    )
    wrong = found.mistakes(system)
    of = len(found.part.gold)
    st.markdown(f"**{len(wrong):,} of {of:,} {_unit(found)} wrong**" + (f", the first {SHOWN}" * (len(wrong) > SHOWN)))
    rows = [_row(found, system, line) for line in wrong[:SHOWN]]
    if rows:
        st.dataframe(rows, hide_index=True)


def _row(found: SenseTest, system: System, line: int) -> dict[str, str]:
    sentences, gold, said = found.part.lines[line], found.part.gold[line], found.said[system][line]
    if found.part.paired:
        one, other = (" ".join(sentence.words) for sentence in sentences)
        return {"same sense": gold, "it said": said, "one": one, "other": other}
    before, word, behind = sentences[0].around
    return {"it was": gold, "it said": said, "before": before, "word": word, "after": behind}
