"""Numbers as they are read, not as a program or a table to save needs them."""

import re


def number(value: float, form: str) -> str:
    """`value` in the form of Python's `format`, with a true minus sign, which is as wide as a plus; none before zero.

    >>> number(-0.25, "+.2f"), number(0.25, "+.2f"), number(-0.25, ".0%"), number(-0.002, "+.0%")
    ('−0.25', '+0.25', '−25%', '0%')
    """
    told = format(value, form)
    return told.replace("-", "−") if re.search("[1-9]|inf", told) else told.lstrip("-+")
