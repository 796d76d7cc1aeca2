"""Taggers compared over several splits: F1, recall of unseen and of seen names, drawn as they are computed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

import streamlit as st

from explorer.figures import names as figures
from explorer.progress import FINE, Report, parts
from explorer.tasks.names.conll import Tagged
from explorer.tasks.names.recurrent import RecurrentTaggerSettings
from explorer.tasks.names.scores import Settings, SplitVerdict, TaggerContender, gain, summaries
from explorer.tasks.names.window import WindowSettings
from explorer.tasks.names.window_network import WindowNetworkSettings
from explorer.text.numbers import number
from explorer.ui.screens.use.names import choices
from explorer.ui.shell import controls, panels, watching
from explorer.ui.shell.cache import shared_tasks
from explorer.ui.shell.linked import linked
from explorer.ui.shell.watching import Scene
from explorer.vectors.model import Model

WORDS, VECTORS, BOTH = "words", "vectors", "words and vectors"
HIDDEN, LSTM = "vectors, hidden units", "LSTM, both ways"
OFFERED: dict[str, Settings] = {
    WORDS: WindowSettings("words", epochs=choices.PASSES),
    VECTORS: WindowSettings("vectors", epochs=choices.PASSES),
    BOTH: WindowSettings("both", epochs=choices.PASSES),
    HIDDEN: WindowNetworkSettings(epochs=choices.HIDDEN_PASSES),
    LSTM: RecurrentTaggerSettings(),
}


@dataclass(eq=False)
class Comparison:
    """Contenders judged on several splits in turn; a tagger that was trained before is not trained again."""

    tagged: Tagged
    contenders: Sequence[TaggerContender]
    splits: int
    found: list[SplitVerdict] = field(default_factory=list)

    def run(self, report: Report) -> None:
        """Train and judge all that are not judged yet."""
        asked = [(number, contender) for number in range(self.splits) for contender in self.contenders]
        told = parts(report, [1.0] * len(asked))
        while len(self.found) < len(asked):
            (number, contender), part = asked[len(self.found)], told[len(self.found)]
            part(0, 1)
            verdict = shared_tasks.tagger_judged(self.tagged, number, contender.settings, contender.vectors, part)
            self.found.append(SplitVerdict(contender.name, number, verdict))
        report(FINE, FINE)


def view(sentences: tuple[Tagged, str]) -> None:
    """The comparison that the reader asks for."""
    names = linked().multiselect(
        "A word is given as",
        list(OFFERED),
        default=[WORDS, VECTORS, BOTH, HIDDEN],
        key="against",
        help="The first three are the same window tagger and differ only in this; the fourth also has hidden units.",
    )
    left, right = st.columns([4, 3], gap="medium", vertical_alignment="bottom")
    with left:
        model = controls.choose_vectors("Vectors of", key="names_vectors")
    splits = linked(right).select_slider(
        "Splits",
        [1, 3, 5, 10],
        1,
        key="splits",
        help="Each keeps a different fifth of the sentences for the test. From three splits on there is an interval.",
    )
    if not names:
        st.info("Choose at least one tagger.", icon=":material/info:")
        return
    tagged, file = sentences
    contenders = [TaggerContender(name, OFFERED[name], None if name == WORDS else model.vectors) for name in names]
    watching.course(
        "names splits",
        (tagged.fingerprint, tuple(names), model.vectors.fingerprint, splits),
        f"{len(names)} taggers on {splits} split{'s' * (splits > 1)}",
        partial(Comparison, tagged, contenders, splits),
        partial(_seen, model=model, file=file),
        unit="%",
        paced=False,
    )


def _seen(found: Comparison, _scene: Scene, *, model: Model, file: str) -> None:
    verdicts = list(found.found)
    if not verdicts:
        st.caption("The first tagger is being trained; its figures appear here when it is done.")
        return
    means = summaries(verdicts)
    one = verdicts[0].verdict
    panels.show(
        figures.over_splits(verdicts, means),
        key="over_splits",
        name="names over splits",
        title=f"Names found in {panels.plain(found.tagged.name)}: the mean and its 95% interval over splits; small: "
        "each split",
        alt=_said(verdicts),
        columns={
            "tagger": [v.contender for v in verdicts],
            "split": [v.split + 1 for v in verdicts],
            "precision": [v.verdict.score.precision for v in verdicts],
            "recall": [v.verdict.score.recall for v in verdicts],
            "F1": [v.verdict.score.f1 for v in verdicts],
            "recall, unseen": [v.verdict.unseen.share for v in verdicts],
            "recall, seen": [v.verdict.seen.share for v in verdicts],
        },
        code=_python(found, model, file),
    )
    st.info(_said(verdicts), icon=":material/visibility:")
    st.caption(
        f"Unseen: a name with a word that is in no training sentence, {one.unseen.there:,} of "
        f"{one.unseen.there + one.seen.there:,} names of split 1. A name counts only if its kind and both ends are "
        "right, as CoNLL counts it."
    )


def _said(found: Sequence[SplitVerdict]) -> str:
    """What the comparison shows so far, in words; whichever way it came out."""
    means = {one.contender: one for one in summaries(found)}
    splits = len({one.split for one in found})
    over = f"Over {splits} splits" if splits > 1 else "On one split"
    told = "; ".join(f"{name} {mean.unseen[0]:.3f} (F1 {mean.f1[0]:.3f})" for name, mean in means.items())
    text = f"{over}, recall of unseen names: {told}."
    if WORDS in means:
        for name in (VECTORS, BOTH, HIDDEN, LSTM):
            if name in means:
                text += f" {_ahead(found, name)}"
    if splits == 1:
        text += " One split says little: take more to get an interval."
    return text


def _ahead(found: Sequence[SplitVerdict], name: str) -> str:
    """By how much one way is ahead of one-hot words on unseen names, and whether more than chance."""
    mean, low, high = gain(found, name, WORDS)
    one = f"With {name} it is {number(mean, '+.3f')} against one-hot words"
    if len({v.split for v in found if v.contender == name}) < 2:
        return f"{one}."
    sure = "more than chance" if low > 0 else "less, and not by chance" if high < 0 else "which may be chance"
    return f"{one} (95% {number(low, '+.3f')} to {number(high, '+.3f')}), {sure}."


def _python(found: Comparison, model: Model, file: str) -> str:
    contenders = "".join(
        f"    TaggerContender({one.name!r}, {one.settings!r}, {'None' if one.vectors is None else 'vectors'}),\n"
        for one in found.contenders
    )
    return (
        f"{panels.python_of(model)}\n{choices.sentences_python(found.tagged, file)}"
        "from explorer.tasks.names.recurrent import RecurrentTaggerSettings\n"
        "from explorer.tasks.names.scores import TaggerContender, over_splits, summaries\n"
        "from explorer.tasks.names.window import WindowSettings\n"
        "from explorer.tasks.names.window_network import WindowNetworkSettings\n\n"
        f"contenders = [\n{contenders}]\n"
        f"found = list(over_splits(contenders, tagged, splits={found.splits}))\n"
        "for one in summaries(found):\n"
        "    print(one.contender, *(f'{mean:.3f}' for mean, low, high in (one.f1, one.unseen, one.seen)))\n"
    )
