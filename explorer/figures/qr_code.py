"""An address as a QR code (ISO/IEC 18004), drawn by the library segno."""

from dataclasses import dataclass
from typing import Final

import segno

QUIET: Final = 4  # white modules around it, which scanners need


@dataclass(frozen=True)
class QrCode:
    """The side in modules with its margin, and the dark modules as the path of an SVG of that size."""

    side: int
    path: str


def qr_code(address: str) -> QrCode:
    """The code of an address, from which up to 15 per cent may be hidden (level M)."""
    rows = [list(row) for row in segno.make(address, error="m", micro=False).matrix]
    dark = [(x + QUIET, y + QUIET) for y, row in enumerate(rows) for x, module in enumerate(row) if module]
    return QrCode(len(rows) + 2 * QUIET, "".join(f"M{x} {y}h1v1h-1z" for x, y in dark))
