"""Words that contain a piece of text, or match a /regular expression/; neither can hang the server."""

import re
from collections.abc import Sequence
from time import monotonic

from explorer.errors import SettingError

LONGEST = 60  # letters of a pattern
MOST_REPEATS = 3
SECONDS = 1.0


def matching(words: Sequence[str], sought: str) -> list[int]:
    """Rows of the words that contain `sought` in any case; between slashes it is a regular expression.

    >>> matching(["king", "Kingdom", "queen"], "king"), matching(["king", "Kingdom", "queen"], "/^k.*m$/")
    ([0, 1], [1])

    Raises
    ------
    SettingError
        If the expression is not valid, or could take for ever.
    """
    if len(sought) > 2 and sought.startswith("/") and sought.endswith("/"):
        return _by_pattern(words, sought[1:-1])
    part = sought.strip().casefold()
    return [row for row, word in enumerate(words) if part in word.casefold()] if part else []


def _by_pattern(words: Sequence[str], text: str) -> list[int]:
    if len(text) > LONGEST:
        raise SettingError(f"The expression has {len(text)} characters; at most {LONGEST} are taken.")
    plain = re.sub(r"\\.|\[[^\]]*\]", "x", text)  # without escapes and classes
    if re.search(r"\)\s*[*+{?]", plain) or re.search(r"\\[1-9]|\(\?", text):
        raise SettingError("Repeated groups, look-around and back-references can take for ever; leave them out.")
    if len(re.findall(r"[*+{]", plain)) > MOST_REPEATS:
        raise SettingError(
            f"More than {MOST_REPEATS} of *, + and {{ }} in one expression can take for ever; use fewer."
        )
    try:
        pattern = re.compile(text, re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as error:
        raise SettingError(f"“{text}” is not a regular expression: {error}.") from None
    end = monotonic() + SECONDS
    found = []
    for row, word in enumerate(words):
        if pattern.search(word[:80]):
            found.append(row)
        if monotonic() > end:
            raise SettingError(f"“{text}” takes too long on these words; make it simpler.")
    return found
