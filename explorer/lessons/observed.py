"""What each page reports of what it shows, under names that a lesson's condition can use."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Observed = Mapping[str, object]  # what one page shows, by name


@dataclass(frozen=True)
class Observable:
    """One thing that a page reports: whether it is a number, a word or a flag (true or false), and what it means."""

    kind: Literal["number", "word", "flag"]
    about: str


def _number(about: str) -> Observable:
    return Observable("number", about)


def _word(about: str) -> Observable:
    return Observable("word", about)


def _flag(about: str) -> Observable:
    return Observable("flag", about)


OBSERVED: Final[Mapping[str, Mapping[str, Observable]]] = MappingProxyType({
    "words/one_hot": {
        "view": _word("which view is shown: Numbers, Look-up or Likeness"),
        "V": _number("words in the vocabulary"),
        "share": _number("share of the text that is inside the vocabulary, from 0 to 1"),
        "unknown": _number("words of the sentence that are <UNK>"),
    },
    "words/pairs": {
        "view": _word("which view is shown: Window, Subsampling or Negatives"),
        "text": _word("key of the text"),
        "sentence": _number("number of the sentence, from 1"),
        "window": _number("words to each side"),
        "pairs": _number("pairs that the sentence gives"),
        "kept": _number("words of the sentence that subsampling has left"),
        "t": _number("subsampling threshold, 0 for none"),
        "left": _number("share of the text that is left on average, from 0 to 1"),
        "exponent": _number("exponent of the noise that negatives are drawn from"),
        "k": _number("negatives for each pair"),
    },
    "train/watch": {
        "step": _number("steps done"),
        "loss": _number("running mean of the loss, nats per pair"),
        "held": _number("loss on held-out sentences, nats per pair"),
        "negatives": _number("negatives for each pair"),
        "dim": _number("dimensions"),
        "window": _number("words to each side"),
        "rate": _number("learning rate of the steps to come"),
        "seed": _number("seed"),
        "text": _word("key of the text"),
        "answer": _word("first word of the watched analogy's answers"),
    },
    "explore/analogies": {
        "a": _word("the word a of a : b = c : ?"),
        "b": _word("the word b"),
        "c": _word("the word c"),
        "answer": _word("first answer when the three given words are not allowed"),
        "answer_allowed": _word("first answer when they are allowed"),
    },
    "explore/map": {
        "method": _word("PCA, t-SNE or UMAP"),
        "seed": _number("seed of the map"),
        "words": _number("words drawn"),
        "kept": _number("share of true neighbours that are neighbours on the map, from 0 to 1"),
        "word": _word("the word asked about"),
        "torn": _flag("of the word asked about, two of the five nearest that are drawn lie far apart on the map"),
        "perplexity": _number("perplexity of t-SNE"),
    },
    "judge/bias": {
        "score": _number("projection of the first word shown on the direction"),
    },
    "judge/debias": {
        "method": _word("how the direction is removed, as hard debias"),
        "remains": _number("share of words whose side a classifier still finds, from 0 to 1"),
    },
    "train/race": {
        "step": _number("steps done"),
        "leader": _word("the objective that is surprised least by the neighbours now: Full softmax and so on"),
    },
    "sequences/memory": {
        "step": _number("steps done"),
        "rnn": _number("share of verbs the plain RNN has right 20 words after the subject, mean of three seeds"),
        "gru": _number("the same share of the GRU"),
        "lstm": _number("the same share of the LSTM"),
    },
    "explore/context": {
        "word": _word("the word whose places are shown"),
        "groups": _number("groups that are marked"),
        "apart": _number("silhouette of the groups: 0 not apart at all, 1 completely"),
    },
    "use/search": {
        "question": _word("the question"),
        "shared": _number("words of the question that the first sentence found by meaning also has"),
    },
})


def names(page: str) -> Mapping[str, Observable]:
    """What that page reports, by name; empty for a page that reports nothing."""
    return OBSERVED.get(page, MappingProxyType({}))
