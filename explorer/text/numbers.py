"""Numbers as they are read, not as a program or a table to save needs them."""

import math
import re
from decimal import Decimal
from typing import Final

RAISED: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
LOWERED: Final = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def number(value: float, form: str) -> str:
    """`value` in the form of Python's `format`, with a true minus sign, which is as wide as a plus; none before zero.

    >>> number(-0.25, "+.2f"), number(0.25, "+.2f"), number(-0.25, ".0%"), number(-0.002, "+.0%")
    ('−0.25', '+0.25', '−25%', '0%')
    """
    told = format(value, form)
    return told.replace("-", "−") if re.search("[1-9]|inf", told) else told.lstrip("-+")


def power_of_ten(value: float | Decimal) -> str:
    """A very small or very large value with two digits, as a formula writes it.

    >>> power_of_ten(4.84e-08), power_of_ten(-1.2e33)
    ('4.8·10⁻⁸', '−1.2·10³³')
    """
    digits, exponent = f"{value:.1e}".split("e")
    return f"{number(float(digits), '.1f')}·10{str(int(exponent)).translate(RAISED)}"


def chance(value: float) -> str:
    """A probability or share with two digits, as a power of ten where it is very small.

    >>> chance(0.25), chance(5.5e-4)
    ('0.25', '5.5·10⁻⁴')
    """
    return power_of_ten(value) if 0 < value < 0.001 else f"{value:.2g}"


def chance_of_log(log: float) -> str:
    """The probability whose natural logarithm is `log`, with two digits, also where a float is too small for it.

    >>> chance_of_log(-2), chance_of_log(-7.5), chance_of_log(-1000)
    ('0.14', '5.5·10⁻⁴', '5.1·10⁻⁴³⁵')
    """
    return chance(math.exp(log)) if log > -700 else power_of_ten(Decimal(log).exp())


def three_digits(value: float) -> str:
    """A value with three digits, or all before its point; as a power of ten where it is very small or large.

    >>> three_digits(40.31), three_digits(2714.2), three_digits(27142), three_digits(-0.00012)
    ('40.3', '2,714', '2.7·10⁴', '−1.2·10⁻⁴')
    """
    if value and not 0.001 <= abs(value) < 1e4:
        return power_of_ten(value)
    return number(value, ",.0f" if abs(value) >= 999.5 else ".3g")


def in_formula(told: str) -> str:
    r"""A number that this module has written, as LaTeX.

    >>> in_formula("−4.8·10⁻⁸"), in_formula("2,714")
    ('-4.8 \\cdot 10^{-8}', '2{,}714')
    """
    powers = re.sub("·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda found: rf" \cdot 10^{{{found[1].translate(LOWERED)}}}", told)
    return powers.replace("−", "-").replace(",", "{,}")
