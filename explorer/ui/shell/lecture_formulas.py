"""Formulas of the lectures with the live numbers in them, as LaTeX."""

from collections.abc import Sequence
from math import log

from explorer.training.lessons.count_table import Cell
from explorer.ui.shell.formulas import word


def one_hot(written: str, place: int, V: int) -> str:
    """A word as its place and as its row of zeros and a single 1; `V` words and <UNK>."""
    return (
        rf"{word(written)} \;\to\; {place} \;\to\; o_{{{place}}} \in \{{0, 1\}}^{{{V + 1:,}}} \\ o_{{{place}}} = "
        rf"(\underbrace{{0, \dots, 0}}_{{{place}}},\ \mathbf{{1}},\ \underbrace{{0, \dots, 0}}_{{{V - place:,}}})"
    )


def window_pairs(n: int, window: int, *, dynamic: bool) -> str:
    """How many pairs a sentence of n words gives, word by word of the window."""
    law = r"1 - \tfrac{d - 1}{m}" if dynamic else "1"
    chances = [1 - (d - 1) / window if dynamic else 1 for d in range(1, min(window, n - 1) + 1)]
    shown = " + ".join(rf"2\cdot {n - d}" + (rf"\cdot {p:.2g}" if p < 1 else "") for d, p in enumerate(chances[:4], 1))
    more = r" + \dots" if len(chances) > 4 else ""
    total = sum(2 * (n - d) * p for d, p in enumerate(chances, 1))
    return (
        rf"\text{{{'pairs on average' if dynamic else 'pairs'}}} = \sum_{{d=1}}^{{m}} 2\,(n - d)\,P(d) \\ "
        rf"P(d) = {law} \\ n = {n},\ m = {window}: \\ {shown}{more} = \mathbf{{{total:.4g}}}"
    )


def count(i: str, j: str, cell: Cell) -> str:
    """X of a pair."""
    return (
        rf"X_{{ij}} = \sum_{{\text{{times }}j\text{{ is near }}i}} \mathrm{{weight}}(d) \\ "
        rf"X({word(i)}, {word(j)}) = \mathbf{{{cell.together:.4g}}}"
    )


def pmi(i: str, j: str, cell: Cell, *, smoothing: float, shift: float) -> str:
    """PMI of a pair, from its definition down to the number."""
    law = r"\mathrm{PMI}(i,j) = \log\frac{X_{ij}}{X_{i\cdot}\,P(j)}"
    if smoothing != 1:
        law += rf" \\ P(j) \propto X_{{\cdot j}}^{{{smoothing:g}}}"
    pair = rf"\mathrm{{PMI}}({word(i)}, {word(j)})"
    if not cell.together:
        return law + rf" \\ {pair} = \log 0 = -\infty"
    numbers = rf"\log\frac{{{cell.together:.4g}}}{{{cell.word:.4g}\cdot {cell.share:.4g}}}"
    if shift == 1:
        return law + rf" \\ {pair} \\ = {numbers} = \mathbf{{{cell.pmi:.3f}}}"
    less = rf"{cell.pmi:.3f} - \log {shift:g} = \mathbf{{{cell.pmi - log(shift):.3f}}}"
    return law + rf" \\ {pair} - \log k \\ = {less}"


def svd(left_out: float, dim: int, exponent: float) -> str:
    """What a truncated SVD keeps."""
    return (
        rf"M \approx U_D\,\Sigma_D V_D^\top \quad (D = {dim}) \\ \text{{vectors}} = U_D\,\Sigma_D^{{{exponent:g}}} "
        rf"\\ \frac{{\lVert M - U_D \Sigma_D V_D^\top\rVert^2}}{{\lVert M\rVert^2}} = \mathbf{{{left_out:.3f}}}"
    )


def glove(pair: str, f: float, model: float, log_count: float) -> str:
    """One term of J, with the numbers of the pair of words `pair`, "a, b"."""
    first, second = pair.split(", ", 1)
    return (
        r"J = \sum_{X_{ij}>0} f(X_{ij})\,e_{ij}^2 \\ e_{ij} = w_i^\top\tilde w_j + b_i + \tilde b_j - \log X_{ij} \\ "
        rf"J({word(first)}, {word(second)}) \\ = {f:.3f}\,({model:.2f} - {log_count:.2f})^2 = "
        rf"\mathbf{{{f * (model - log_count) ** 2:.3g}}}"
    )


def shifted(k: int, correlation: float) -> str:
    """What SGNS aims at, and how close it gets."""
    return (
        rf"u_j^\top v_i \;\longrightarrow\; \mathrm{{PMI}}(i,j) - \log {max(k, 1)} \\ "
        rf"\text{{correlation}} = \mathbf{{{correlation:.3f}}}"
    )


def path(centre: str, context: str, turns: Sequence[int], chances: Sequence[float], probability: float) -> str:
    """A word's probability as the product over the turns of its path."""
    asked = [rf"{'' if turn == 0 else '1-'}\sigma_{{{n}}}" for n, turn in enumerate(turns, start=1)]
    asked = [part if "-" not in part else f"({part})" for part in asked]
    numbers = _product([f"{chance:.2f}" for chance in chances], r" \cdot ")
    return (
        rf"P({word(context)} \mid {word(centre)}) \\ = {_product(asked)} \\ = {numbers} \\ = "
        rf"\mathbf{{{probability:.4f}}}"
    )


def _product(factors: Sequence[str], dot: str = "") -> str:
    """The factors in lines that a phone has room for."""
    lines = [dot.join(factors[n : n + 5]) for n in range(0, len(factors), 5)]
    return rf"{dot}\\ ".join(lines)


def two_parts(centre: str, context: str, probability: float) -> str:
    """The gradient of the full softmax with respect to the centre vector."""
    return (
        rf"-\frac{{\partial J}}{{\partial v_c}} = \underbrace{{u_o}}_{{\text{{observed}}}} - "
        rf"\underbrace{{\textstyle\sum_j P(j \mid c)\,u_j}}_{{\text{{expected}}}} \\ "
        rf"P({word(context)} \mid {word(centre)}) = \mathbf{{{probability:.3f}}}"
    )


def neural_lm(*, direct: bool, answer: str, probability: float) -> str:
    """The model of Bengio et al. and its answer."""
    past = r"W x + " if direct else ""
    return (
        rf"P(w_t \mid \text{{context}}) \\ = \mathrm{{softmax}}\bigl(b + {past}U \tanh(d + H x)\bigr) \\ "
        rf"P({word(answer)}) = \mathbf{{{probability:.3f}}}"
    )
