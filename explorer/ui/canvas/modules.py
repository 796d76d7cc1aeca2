"""
The modules of a component as one script.

The browser's `import` takes files; a Streamlit component takes one string, which reaches the browser through
Streamlit's own socket, and so also behind a sub-path or a proxy that lets nothing else through. So a component's
modules are joined into one script, imported modules first, each in its own function: a module sees names of another
only by import.

The modules use only these forms: `import { a, b } from "./file.js";`, and `export` before a class, function or const.
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
    """The module `entry`, as "live/panel.js", and its imports as one script, ending with `entry`'s default export."""
    order: list[Path] = []
    top = CANVAS / entry
    _collect(top, order, ())
    return "\n".join([*(_wrapped(path) for path in order[:-1]), EXPORT.sub("", _linked(top))])


@cache
def style(*names: str) -> str:
    """The style sheets of a component, as "live/panel.css", after the shared one."""
    return "\n".join((CANVAS / path).read_text(encoding="utf-8") for path in ("shared/shared.css", *names))


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
    """The module with its imports taken from the earlier modules of the script."""

    def taken(found: re.Match[str]) -> str:
        return f"const {found[1].replace(' as ', ': ')} = {_name((path.parent / found[2]).resolve())};\n"

    return IMPORT.sub(taken, path.read_text(encoding="utf-8"))


def _wrapped(path: Path) -> str:
    source = _linked(path)
    exported = ", ".join(EXPORT.findall(source))
    return f"const {_name(path)} = (() => {{\n{EXPORT.sub('', source)}\nreturn {{ {exported} }};\n}})();\n"
