"""Formulas of a cell with the numbers of one unit at one word, as LaTeX."""

from collections.abc import Sequence

from explorer.sequence.unrolled import Gate

LETTERS = {"u": r"\Gamma_u", "r": r"\Gamma_r", "f": r"\Gamma_f", "o": r"\Gamma_o", "c": r"\tilde c", "a": "a"}


def cell(gates: Sequence[Gate], *, t: int, unit: int, before: int, memory: tuple[float, float], a: float) -> list[str]:
    """One line for each gate, then memory and output; words and units from 1.

    `before` is the word whose state is read: t - 1, or t + 1 from the end; `memory` is c of that word and of this.
    """
    names = [gate.name for gate in gates]
    lstm, gru = "o" in names, "o" not in names and "u" in names
    lines = []
    for gate in gates:
        state = f"a^{{\\langle {before} \\rangle}}"
        if gru and gate.name == "c":
            state = rf"\Gamma_r * {state}" if "r" in names else state
        squash = r"\tanh" if gate.name in "ac" else r"\sigma"
        letter = _at(LETTERS[gate.name], t)
        terms = f"{gate.state:.2f} {_plus(gate.x)} {_plus(gate.bias)}"
        lines.append(
            _beside(
                rf"{letter} = {squash}\big(W_{gate.name}\,[{state};\, x^{{\langle {t} \rangle}}] + b_{gate.name}\big)",
                rf"{_at(LETTERS[gate.name], t, unit)} = {squash}({terms}) = \mathbf{{{gate.value:.3f}}}",
            )
        )
    of = {gate.name: gate.value for gate in gates}
    if gru:
        kept = f"{of['u']:.2f} \\cdot {_bracket(of['c'])} + {1 - of['u']:.2f} \\cdot {_bracket(memory[0])}"
        lines.append(
            _beside(
                rf"{_at('a', t)} = \Gamma_u * \tilde c + (1 - \Gamma_u) * {_at('a', before)}",
                rf"{_at('a', t, unit)} = {kept} = \mathbf{{{a:.3f}}}",
            )
        )
    if lstm:
        kept = f"{of['u']:.2f} \\cdot {_bracket(of['c'])} + {of['f']:.2f} \\cdot {_bracket(memory[0])}"
        lines += [
            _beside(
                rf"{_at('c', t)} = \Gamma_u * \tilde c + \Gamma_f * {_at('c', before)}",
                rf"{_at('c', t, unit)} = {kept} = \mathbf{{{memory[1]:.3f}}}",
            ),
            _beside(
                rf"{_at('a', t)} = \Gamma_o * \tanh {_at('c', t)}",
                rf"{_at('a', t, unit)} = {of['o']:.2f} \cdot \tanh({memory[1]:.3f}) = \mathbf{{{a:.3f}}}",
            ),
        ]
    return lines


def answer(
    *, t: int, both: bool, score: float, bias: float, probability: float, is_name: bool, loss: float
) -> list[str]:
    """ŷ of word t (from 1) from its score, and what it costs."""
    read = rf"[\overrightarrow{{a}}^{{\langle {t} \rangle}};\, \overleftarrow{{a}}^{{\langle {t} \rangle}}]"
    if not both:
        read = _at("a", t)
    said = _at(r"\hat y", t)
    truth = rf"-\log {probability:.3f}" if is_name else rf"-\log(1 - {probability:.3f})"
    return [
        rf"{said} = \sigma(W_{{ya}}\,{read} + b_y) = \sigma({score - bias:.2f} {_plus(bias)}) "
        rf"= \mathbf{{{probability:.3f}}}",
        rf"{_at('L', t)} = -y \log \hat y - (1 - y) \log(1 - \hat y) = {truth} = \mathbf{{{loss:.3f}}}",
    ]


def word_vector(*, t: int, row: int | None, n: int) -> str:
    """x of word t (from 1): a row of E, or zeros for a word that the network has no row for."""
    if row is None:
        return rf"{_at('x', t)} = (0, \dots, 0) \in \mathbb{{R}}^{{{n}}}"
    return rf"{_at('x', t)} = E^\top o_{{{row}}} = E_{{{row}}} \in \mathbb{{R}}^{{{n}}}"


def _beside(law: str, numbers: str) -> str:
    """A law and its numbers in one line; where that is too long, in two, each whole."""
    return rf"{{{law}}} \qquad \allowbreak {{{numbers}}}"


def _at(letter: str, t: int, unit: int | None = None) -> str:
    index = "" if unit is None else f"_{{{unit}}}"
    body = letter if unit is None or "_" not in letter else f"{letter[:-2]}_{{{letter[-1]},{unit}}}"
    return f"{body}{index if '_' not in letter else ''}^{{\\langle {t} \\rangle}}"


def _plus(number: float) -> str:
    return f"+ {number:.2f}" if number >= 0 else f"- {-number:.2f}"


def _bracket(number: float) -> str:
    return f"({number:.3f})" if number < 0 else f"{number:.3f}"
