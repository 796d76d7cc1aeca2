r"""
Every objective of the lectures by name: its settings, its trainer, what it does, its formula.

The command line and the pages choose from this table.  All trainers are made and used alike:
`trainer = objective.trainer(corpus, objective.settings(dim=50))`, `trainer.step().loss`,
`trainer.vectors()`; `steps_done`, `epoch` and `words_seen` say how far they are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from explorer.training.lecture.cbow import CBOWHierarchicalSettings, CBOWHierarchicalTrainer, CBOWSettings, CBOWTrainer
from explorer.training.lecture.counts import CountSettings, CountTrainer
from explorer.training.lecture.glove import GloVeSettings, GloVeTrainer
from explorer.training.lecture.hierarchical import HierarchicalSettings, HierarchicalTrainer
from explorer.training.lecture.neural_lm import NeuralLMSettings, NeuralLMTrainer
from explorer.training.lecture.sgns import SGNSSettings, SGNSTrainer
from explorer.training.lecture.softmax import SoftmaxSettings, SoftmaxTrainer
from explorer.vectors.model import Provenance
from explorer.vectors.word_vectors import WordVectors


class Step(Protocol):
    """What the record of every step has."""

    @property
    def number(self) -> int:
        """Counts from 1."""

    @property
    def loss(self) -> float:
        """As the objective defines it, from before the update; lower is better."""


class Trainer(Protocol):
    """What every trainer can do."""

    steps_done: int

    @property
    def epoch(self) -> float:
        """How many times the text has been read."""

    @property
    def words_seen(self) -> int:
        """Words of the text read so far, all epochs together."""

    def step(self) -> Step:
        """Learn a little."""

    def vectors(self) -> WordVectors:
        """The word vectors as they are now."""

    @property
    def provenance(self) -> Provenance:
        """What the vectors were learned from, how, and how far training went."""


@dataclass(frozen=True)
class Objective:
    """One way of learning word vectors.

    Parameters
    ----------
    name : str
        As on the command line.
    title : str
        As on a page.
    settings, trainer : classes
        `trainer(corpus, settings())` is ready to step.
    about : str
        One sentence.
    formula : str
        The loss, in LaTeX.
    at_once : bool
        One step does all there is to do.
    whole_epochs : bool
        The trainer has a compiled `train_epoch()` for long texts.
    """

    name: str
    title: str
    settings: Any
    trainer: Callable[..., Trainer]
    about: str
    formula: str
    at_once: bool = False
    whole_epochs: bool = False


OBJECTIVES = {
    objective.name: objective
    for objective in (
        Objective(
            "sgns",
            "Skip-gram, negative sampling",
            SGNSSettings,
            SGNSTrainer,
            "Tells a true pair of neighbours from k pairs with words drawn at random.",
            r"-\log\sigma(u_o^\top v_c)-\sum_{k=1}^{K}\log\sigma(-u_k^\top v_c)",
        ),
        Objective(
            "softmax",
            "Skip-gram, full softmax",
            SoftmaxSettings,
            SoftmaxTrainer,
            "Predicts the context word among all words of the vocabulary: exact, and slow when there are many.",
            r"-\log\frac{\exp(u_o^\top v_c)}{\sum_{j=1}^{V}\exp(u_j^\top v_c)}",
        ),
        Objective(
            "hierarchical-softmax",
            "Skip-gram, hierarchical softmax",
            HierarchicalSettings,
            HierarchicalTrainer,
            "Finds the context word by a few left-or-right decisions down a Huffman tree.",
            r"-\sum_{n\in\mathrm{path}(o)}\log\sigma(\pm\,u_n^\top v_c)",
        ),
        Objective(
            "cbow",
            "CBOW, negative sampling",
            CBOWSettings,
            CBOWTrainer,
            "Predicts the word in the middle from the mean of the words around it, against k words drawn at random.",
            r"-\log\sigma(u_c^\top h)-\sum_{k=1}^{K}\log\sigma(-u_k^\top h),\quad h=\tfrac1n\sum_i v_i",
        ),
        Objective(
            "cbow-hs",
            "CBOW, hierarchical softmax",
            CBOWHierarchicalSettings,
            CBOWHierarchicalTrainer,
            "Predicts the word in the middle from the mean of the words around it, down a Huffman tree.",
            r"-\sum_{n\in\mathrm{path}(c)}\log\sigma(\pm\,u_n^\top h),\quad h=\tfrac1n\sum_i v_i",
        ),
        Objective(
            "glove",
            "GloVe",
            GloVeSettings,
            GloVeTrainer,
            "Fits the logarithm of how often two words occur near each other by the dot product of their vectors.",
            r"\sum_{X_{ij}>0}f(X_{ij})\,\bigl(w_i^\top\tilde w_j+b_i+\tilde b_j-\log X_{ij}\bigr)^2",
            whole_epochs=True,
        ),
        Objective(
            "ppmi-svd",
            "PPMI and SVD",
            CountSettings,
            CountTrainer,
            "Counts neighbours, weighs them by pointwise mutual information and keeps the strongest D directions.",
            r"\bigl\lVert\max(\mathrm{PMI}-\log k,\,0)-U_D\Sigma_D V_D^\top\bigr\rVert^2",
            at_once=True,
        ),
        Objective(
            "neural-lm",
            "Neural language model",
            NeuralLMSettings,
            NeuralLMTrainer,
            "Predicts the next word from the vectors of the last n words through a hidden layer.",
            r"-\log\mathrm{softmax}\bigl(b+Wx+U\tanh(d+Hx)\bigr)_{w_t},\quad x=(C_{w_{t-n}},\dots,C_{w_{t-1}})",
        ),
    )
}
