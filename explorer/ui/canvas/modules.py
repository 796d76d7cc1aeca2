"""
The modules of a component as one script.

The browser's `import` takes files; a component of Streamlit takes one string, which comes to the browser through
Streamlit's own socket and so also behind a sub-path or a proxy that lets nothing else through.  So a component's
modules are written down one after the other, those that others import first, each in a function of its own: no
name of one is seen in another but by import.

They keep to what this needs: `import { a, b } from "./file.js";`, and `export` before a class, function or const.
"""

import re
from functools import cache
from pathlib import Path
from typing import Final

CANVAS: Final = Path(__file__).parent
IMPORT: Final = re.compile(r'^import (\{[^}]*\}) from "(\.[^"]+)";\n', re.MULTILINE)
EXPORT: Final = re.compile(r"^export (?=(?:async )?(?:class|function|const) (\w+))", re.MULTILINE)


@cache
def script(entry: str) -> str:
    """The module `entry`, as "live/panel.js", and all that it imports; ends with the default export of `entry`."""
    order: list[Path] = []
    top = CANVAS / entry
    _collect(top, order, ())
    return "\n".join([*(_wrapped(path) for path in order[:-1]), EXPORT.sub("", _linked(top))])


@cache
def style(name: str) -> str:
    """The style sheet of a component, as "live/panel.css", after what all of them share."""
    return "\n".join((CANVAS / path).read_text(encoding="utf-8") for path in ("shared/shared.css", name))


def _collect(path: Path, order: list[Path], above: tuple[Path, ...]) -> None:
    """Append to `order` the modules that `path` imports, then itself.

    Raises
    ------
    ValueError
        If modules import each other in a circle.
    """
    if path in above:
        raise ValueError(f"{path.name} imports itself, by way of {above[-1].name}.")
    if path in order:
        return
    for _, other in IMPORT.findall(path.read_text(encoding="utf-8")):
        _collect((path.parent / other).resolve(), order, (*above, path))
    order.append(path)


def _name(path: Path) -> str:
    return "module_" + re.sub(r"\W", "_", str(path.relative_to(CANVAS).with_suffix("")))


def _linked(path: Path) -> str:
    """The module with its imports taken from the modules written before it."""

    def taken(found: re.Match[str]) -> str:
        return f"const {found[1].replace(' as ', ': ')} = {_name((path.parent / found[2]).resolve())};\n"

    return IMPORT.sub(taken, path.read_text(encoding="utf-8"))


def _wrapped(path: Path) -> str:
    source = _linked(path)
    exported = ", ".join(EXPORT.findall(source))
    return f"const {_name(path)} = (() => {{\n{EXPORT.sub('', source)}\nreturn {{ {exported} }};\n}})();\n"
