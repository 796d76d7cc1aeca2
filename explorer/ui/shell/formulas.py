"""Formulas and sentences with the live numbers in them."""

import re

from explorer.judging.analogy import AnalogySettings, Parallelogram, Split
from explorer.judging.bias.direction import Direction
from explorer.text.names import visible
from explorer.vectors.word_vectors import Floats


def word(text: str) -> str:
    r"""A word inside a formula, with LaTeX's special characters escaped.

    >>> word("crown_prince")
    '\\textsf{crown\\_prince}'
    """
    seen = visible(text if len(text) <= 24 else text[:23] + "…")
    escaped = re.sub(r"([_%#&{}$])", r"\\\1", re.sub(r"[\\^~]", " ", seen))
    return r"\textsf{" + escaped.replace(":", ":{}") + "}"  # :material/x: is an icon to Streamlit, here too


def analogy_score(split: Split, a: str, b: str, c: str, settings: AnalogySettings) -> str:
    """The score of a word by the rule, as LaTeX: from the rule's formula to the number."""
    d, a, b, c = (word(text) for text in (split.word, a, b, c))
    room = r"\rule{0pt}{1.7em}"  # the page cuts off anything higher than a line
    if settings.rule == "3CosAdd":
        terms = [_in_brackets(cos) for cos in split.cosines]
        if not settings.unit:
            terms = [rf"{length:.2f} \cdot {term}" for length, term in zip(split.lengths, terms, strict=True)]
        quotient = rf"\frac{{{terms[1]} - {terms[0]} + {terms[2]}}}{{{split.target:.3f}}}"
        return rf"{room}\cos({d},\; {b} - {a} + {c}) \\ = {quotient} = \mathbf{{{split.score:.3f}}}"
    if settings.rule == "3CosMul":
        shifted = [f"{(1 + cos) / 2:.3f}" for cos in split.cosines]
        return (
            rf"{room}\frac{{s({d}, {b}) \; s({d}, {c})}}{{s({d}, {a}) + \varepsilon}} = "
            rf"\frac{{{shifted[1]} \cdot {shifted[2]}}}{{{shifted[0]}}} = \mathbf{{{split.score:.3f}}} \\ "
            r"s = \tfrac{1 + \cos}{2}"
        )
    return rf"\cos({d} - {c},\; {b} - {a}) = \mathbf{{{split.score:.3f}}}"


def parallelogram_sentences(drawn: Parallelogram) -> str:
    """Sentences on what the drawing cannot show: the offsets' true angle and lengths, the answer's distance."""
    a, b, c, d = drawn.words
    if drawn.cosine is None:
        return f"The answer is {c} itself, so there is no offset from {c} to compare with {a} → {b}."
    return (
        f"In all dimensions: the offsets {a} → {b} and {c} → {d} have a cosine of {drawn.cosine:.2f} "
        f"(1 would be parallel) and lengths {drawn.lengths[0]:.2f} and {drawn.lengths[1]:.2f}. "
        f"{d} lies {drawn.gap:.2f} away from {b} − {a} + {c}, {drawn.off_plane[3]:.2f} of it off this plane."
    )


def direction_verdict(along: Direction, by_chance: Floats) -> str:
    """A sentence on whether the pairs share a direction, compared with the shares (P,) that random pairs explain."""
    share, chance = along.explained[0], by_chance[0]
    if len(along.pairs) == 1:
        return (
            "One pair always agrees with itself. Only more pairs can show whether its difference is the one you mean."
        )
    compared = (
        f"The first component explains **{share:.0%}** of the pairs' differences; with random words it is {chance:.0%}."
    )
    if share < 1.3 * chance:
        return f"{compared} These pairs share no direction, so what follows means little."
    if share < 2 * chance:
        return f"{compared} The pairs agree, but weakly: read what follows with care."
    return f"{compared} The pairs agree on one direction."


def indirect_bias(w: str, v: str, cosine: float, without: float) -> str:
    """The share of two words' similarity that comes from a direction, as LaTeX: from the formula to the number."""
    w, v, share = word(w), word(v), (cosine - without) / cosine
    return (
        rf"\beta({w}, {v}) = \frac{{w \cdot v - \cos(w_\perp, v_\perp)}}{{w \cdot v}} \\ = "
        rf"\frac{{{cosine:.3f} - {_in_brackets(without)}}}{{{cosine:.3f}}} = \mathbf{{{share:.3f}}}"
    )


def _in_brackets(number: float) -> str:
    """A number as it stands in a sum or a product: in brackets if it is negative."""
    return f"({number:.3f})" if number < 0 else f"{number:.3f}"
