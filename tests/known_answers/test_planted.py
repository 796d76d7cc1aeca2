"""Wrong formulas, planted one at a time in each chapter's code: some row of the chapter must see red."""

import inspect
import textwrap
from collections.abc import Callable, Iterator
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any

import pytest

from explorer.judging import analogy, categorisation, evaluation
from explorer.judging.bias import association, direction, doubt, other_measures, scores
from explorer.judging.bias.debiasing import hard
from explorer.known_answers import counting, fairness, layouts, learning, models, sequences, space, trainers, uses
from explorer.known_answers.answers import Check, answers
from explorer.projection import align, honesty, pca, tsne, umap
from explorer.sequence import lstm, optimisers, rnn
from explorer.sequence.language import ngram
from explorer.tasks.search import by_meaning
from explorer.text import vocabulary
from explorer.training.fast import engine, kernels
from explorer.training.lecture import cbow, counts, glove, hierarchical, neural_lm, sgns, softmax

searching = SimpleNamespace(checks=uses._searching)  # the rows before these train classifiers
Chapter = ModuleType | SimpleNamespace
Planted = tuple[Chapter, ModuleType, str, str, str]  # chapter, module, function, old text, new text
PLANTED: list[Planted] = [
    (learning, sgns, "sigmoid", "0.5 * x", "0.505 * x"),
    (learning, softmax, "log_softmax", "np.exp(shifted)", "np.exp(1.01 * shifted)"),
    (learning, sgns, "gradients", "error_negative[:, :, None] * v", "error_negative[:, :, None] * -v"),
    (learning, sgns, "pair_losses", "np.logaddexp(0, score_negative)", "np.logaddexp(0, -score_negative)"),
    (learning, hierarchical, "path_losses", "turn == 0", "turn == 1"),
    (learning, vocabulary, "Vocabulary.noise", "exponent: float = 0.75", "exponent: float = 1.0"),
    (learning, vocabulary, "Vocabulary.keep_probability", "np.sqrt", "np.cbrt"),
    (learning, glove, "f", "0.75", "0.5"),
    (learning, engine, "FastTraining.learning_rate", "1 - done", "1 - done**2"),
    (trainers, cbow, "share", "inside / inside.sum(axis=1, keepdims=True)", "inside * 1.0"),
    (trainers, cbow, "_WindowTrainer._hand_out", "share(windows.inside, dh.dtype)", "windows.inside.astype(dh.dtype)"),
    (trainers, neural_lm, "gradients", "1 - hidden**2", "1 - hidden"),
    (trainers, neural_lm, "gradients", "dy.T @ hidden", "dy.T @ hidden**2"),
    (trainers, neural_lm, "forward", "np.tanh", "np.sin"),
    (counting, counts, "ppmi", "np.log(shift)", "np.log2(shift)"),
    (space, analogy, "scores", "with_b * with_c", "with_b + with_c"),
    (space, analogy, "as_formula", "Term(-1, a)", "Term(1, a)"),
    (space, analogy, "_pair_direction", "e_b - e_a", "e_a - e_b"),
    (space, align, "orthogonal_procrustes", "u @ vt", "vt.T @ u.T"),
    (space, honesty, "honesty", "2 / (k", "1 / (k"),
    (space, pca, "principal_axes", "centred.T @ centred", "rows.T @ rows"),
    (space, evaluation, "word_similarity", "stats.spearmanr", "stats.pearsonr"),
    (space, evaluation, "word_similarity", "found is None else", "True else"),
    (space, evaluation, "interval", "(1 - LEVEL) / 2, (1 + LEVEL) / 2", "1 - LEVEL, LEVEL"),
    (space, doubt, "interval", "np.sqrt(n / (n - 1))", "np.sqrt((n - 1) / n)"),
    (space, doubt, "interval", "(1 + level) / 2", "level"),
    (space, categorisation, "purity", ".max(axis=1)", ".min(axis=1)"),
    (space, categorisation, "purity", ".max(axis=1)", ".max(axis=0)"),
    (layouts, tsne, "_affinities", "np.log(perplexity)", "np.log2(perplexity)"),
    (layouts, tsne, "joint_probabilities", "2 * n", "n"),
    (layouts, umap, "_either_way", "either - both", "either"),
    (layouts, umap, "_weights", "np.log2(n_neighbors)", "np.log(n_neighbors)"),
    (layouts, umap, "curve", "2 * b", "b"),
    (fairness, association, "effect_size", 'ddof=1 if spread == "sample" else 0', "ddof=0"),
    (fairness, association, "p_value", ">= observed).mean()", "> 1.5 * observed).mean()"),
    (fairness, association, "p_value", "(at_least + 1) / (PERMUTATIONS + 1)", "at_least / PERMUTATIONS"),
    (fairness, association, "wefat", "ddof=1 if spread", "ddof=0 if spread"),
    (fairness, other_measures, "norm_distances", "to_first - to_second", "to_second - to_first"),
    (fairness, scores, "_norm_distance", ".sum()", ".mean()"),
    (fairness, other_measures, "average_cosine", "1 - rows", "1 + rows"),
    (fairness, other_measures, "coherence", "_ranks(", "("),
    (fairness, other_measures, "negative_sentiment", "len(shares)", "2"),
    (fairness, other_measures, "inner_products", "lengths[:, None]", "lengths[:, None] ** 2"),
    (fairness, other_measures, "indirect", "rest_v @ rest_w", "-rest_v @ rest_w"),
    (fairness, direction, "direct_bias", "np.abs", "np.negative"),
    (fairness, hard, "equalize_rows", "1 - rest @ rest", "1 + rest @ rest"),
    (sequences, rnn, "RNN._step_back", "np.subtract(1, dz, out=dz)", "np.subtract(1.01, dz, out=dz)"),
    (sequences, lstm, "LSTM._step_back", "before_c = dc * f", "before_c = dc * u"),
    (sequences, lstm, "LSTM._step_back", "np.subtract(gates, slope, out=slope)", "np.subtract(1, slope, out=slope)"),
    (sequences, optimisers, "clip_by_value", "-limit, limit", "-2 * limit, limit"),
    (sequences, ngram, "_shares", "counts - discount", "counts"),
    (searching, by_meaning, "Weighing.of", "self.settings.a + shares", "1 + shares"),
    (searching, by_meaning, "Weighing.of", "(1 + having)) + 1", "(1 + having))"),
    (searching, by_meaning, "first_component", "means.T @ means", "(means - means.mean(axis=0)).T @ means"),
    (models, evaluation, "word_similarity", "stats.spearmanr", "stats.pearsonr"),
]


@pytest.mark.parametrize(
    "planted", PLANTED, ids=lambda planted: f"{planted[1].__name__.rpartition('.')[2]}.{planted[2]}: {planted[4]}"
)
def test_a_wrong_formula_turns_a_row_of_its_chapter_red(planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    chapter, module, name, old, new = planted
    forget(chapter)
    plant(monkeypatch, module, name, old, new)
    assert next(missed(chapter.checks()), None) is not None
    forget(chapter)


def forget(chapter: Chapter) -> None:
    """What rows share is kept by their chapter: neither right figures may hide a wrong formula, nor wrong ones stay."""
    for member in vars(chapter).values():
        if hasattr(member, "cache_clear"):
            member.cache_clear()


def test_a_wrong_rate_of_the_compiled_engine_turns_a_row_red(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is compiled cannot be exchanged like the rest: here it is called with a rate one per cent too high."""
    right, rate = kernels.learn_sentences, 13  # the place of the rate among the arguments
    monkeypatch.setattr(
        kernels, "learn_sentences", lambda *given: right(*given[:rate], 1.01 * given[rate], *given[rate + 1 :])
    )
    assert list(missed(trainers.checks())) == [
        "V_in and V_out minus the readable trainer's, float64",
        "V_in and V_out minus the readable trainer's, float32",
    ]


def missed(checks: Iterator[Check]) -> Iterator[str]:
    """Names of the rows that are not as expected, one by one; one that cannot be worked out counts as missed."""
    for check in checks:
        try:
            found = [one.name for one in answers([check]) if not one.passed]
        except (ValueError, IndexError, FloatingPointError, RuntimeWarning, RuntimeError, AttributeError, TypeError):
            found = [check.name]
        yield from found


def plant(monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, old: str, new: str) -> None:
    """The function keeps its identity, so that whoever imported it by name gets the wrong formula too."""
    function: Any = module
    for part in name.split("."):
        function = inspect.getattr_static(function, part)
    source = textwrap.dedent(inspect.getsource(function))
    assert old in source, f"{name} no longer says {old!r}"
    assert old != new
    wrong = compiled(source.replace(old, new), module, name.rpartition(".")[2])
    monkeypatch.setattr(function, "__code__", wrong.__code__)
    monkeypatch.setattr(function, "__defaults__", wrong.__defaults__)


def compiled(source: str, module: ModuleType, name: str) -> FunctionType:
    """The function of that name which the source defines, among the names of the module."""
    names: dict[str, Any] = dict(vars(module))
    exec(compile("from __future__ import annotations\n" + source, f"<planted {name}>", "exec"), names)
    found: Callable[..., Any] = names[name]
    assert isinstance(found, FunctionType)
    return found
