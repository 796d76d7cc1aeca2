"""Numbers as they are read, not as a program or a table to save needs them."""

import re
from typing import Final

RAISED: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: float, form: str) -> str:
    """`value` in the form of Python's `format`, with a true minus sign, which is as wide as a plus; none before zero.

    >>> number(-0.25, "+.2f"), number(0.25, "+.2f"), number(-0.25, ".0%"), number(-0.002, "+.0%")
    ('−0.25', '+0.25', '−25%', '0%')
    """
    told = format(value, form)
    return told.replace("-", "−") if re.search("[1-9]|inf", told) else told.lstrip("-+")


def power_of_ten(value: float) -> str:
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
