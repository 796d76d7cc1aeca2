"""
A short text of the reader's own as a piece of a link: deflated, in letters that an address may hold.
"""

import base64
import binascii
import zlib
from typing import Final

from explorer.errors import TextError

MOST: Final = 4_000  # characters that a link carries
LONGEST: Final = 6_000  # letters of the piece: text that hardly deflates is too long for an address


def written(text: str) -> str | None:
    """The text as letters for a link; None for one that is empty or too long.

    >>> read(written("The king rules. The queen rules."))
    'The king rules. The queen rules.'
    """
    if not text.strip() or len(text) > MOST:
        return None
    deflated = zlib.compress(text.encode("utf-8", "replace"), 9, wbits=-15)
    letters = base64.urlsafe_b64encode(deflated).decode().rstrip("=")
    return letters if len(letters) <= LONGEST else None


def read(letters: str) -> str:
    """The text that `written` wrote.

    Raises
    ------
    TextError
        If it is not of that form, or longer than a link carries.
    """
    if len(letters) <= LONGEST:
        unpacking = zlib.decompressobj(wbits=-15)
        try:
            packed = base64.b64decode(letters + "=" * (-len(letters) % 4), altchars=b"-_", validate=True)
            text = unpacking.decompress(packed, 4 * MOST).decode()
        except (binascii.Error, ValueError, zlib.error):
            text = ""
        if unpacking.eof and 0 < len(text) <= MOST:
            return text
    raise TextError("The text in this link cannot be read: the link was cut off or changed on its way.")
