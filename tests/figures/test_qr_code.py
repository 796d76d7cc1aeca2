"""The QR code on the projector: its finder patterns where ISO/IEC 18004 has them, and all of it within its side."""

import re

from explorer.figures.qr_code import QUIET, qr_code

FINDER = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]


def test_it_has_its_three_finders_and_a_margin() -> None:
    code = qr_code("https://explorer.example.org/course?class=K7QMX")
    dark = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", code.path)}
    modules = code.side - 2 * QUIET
    assert (modules - 17) % 4 == 0, "21, 25, 29 … modules, by its version"
    assert min(min(place) for place in dark) == QUIET
    assert max(max(place) for place in dark) == code.side - QUIET - 1
    for left, top in ((0, 0), (modules - 7, 0), (0, modules - 7)):
        drawn = ["".join("01"[(left + x + QUIET, top + y + QUIET) in dark] for x in range(7)) for y in range(7)]
        assert drawn == FINDER
    assert qr_code("another address").path != code.path
