"""
Names and words of a visitor made safe, before they are kept and before they are shown.

A name can hold characters that no reader sees: line ends that break a line of code, marks that reverse the direction of
writing ("exe.gpj" for "gpj.exe"), letters of no width that make two names look alike.  See Unicode Technical Report 36,
"Unicode Security Considerations" (2014).
"""

import re
import unicodedata
from typing import Final

LONGEST: Final = 60  # characters of a name
JOINING: Final = "\u200c\u200d"  # of no width, but spelling in Persian and parts of an emoji
UNSEEN: Final = ("Cc", "Cf", "Cs", "Co")  # control, format, surrogate, private use
SPACE: Final = re.compile(r"[\s\x1c-\x1f\x85\u2028\u2029]+")


def visible(text: str) -> str:
    """`text` on one line, with � for each character that is invisible or reverses the direction of writing.

    >>> visible("first\\nsecond"), visible("safe\\u202egpj")
    ('first second', 'safe�gpj')
    """
    line = SPACE.sub(" ", text)
    if line.isprintable():
        return line
    return "".join("�" if unicodedata.category(one) in UNSEEN and one not in JOINING else one for one in line)


def safe_name(name: str, longest: int = LONGEST) -> str:
    """A name as it is kept: one line of visible characters, at most `longest` of them, and never empty.

    >>> safe_name(" glove\\r\\n.6B\\u202e "), safe_name("\\u200b")
    ('glove .6B', 'unnamed')
    """
    seen = "".join(
        one
        for one in SPACE.sub(" ", unicodedata.normalize("NFC", name))
        if unicodedata.category(one) not in UNSEEN or one in JOINING
    )
    return " ".join(seen.split())[:longest].strip() or "unnamed"
