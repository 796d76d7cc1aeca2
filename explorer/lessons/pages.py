"""
Which pages there are, and which names a link to each can set: read from the source of the pages.

A name is known if it is the key of a widget of the page, or if the page reads it from its address. The source of the
page and of all of `explorer.ui` that it imports is read, so no server is needed. Whether a value is possible is checked
by the page itself.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
KEYED: Final = ("key", "switch")  # names of arguments that are the key of a widget
PRESENT: Final = "present"  # the name that every page takes: the view for a projector
SHELL: Final = "shell"  # the folder of what pages share; only the functions that a page calls are read


@cache
def pages() -> tuple[str, ...]:
    """All pages by section and name, as `train/watch`."""
    return tuple(sorted(path.relative_to(ROOT / "pages").with_suffix("").as_posix() for path in _pages()))


@cache
def names(page: str) -> re.Pattern[str]:
    """A pattern that matches each name that a link to the page can set."""
    return re.compile("|".join(sorted({PRESENT, *(one for part in _parts(page) for one in _named(part))})))


@cache
def keys(page: str) -> re.Pattern[str]:
    """A pattern that matches the key of each widget, figure or table of the page, in a link or not."""
    found = set[str]()
    for part in _parts(page):
        turns = _turns(part)
        calls = (node for node in _nodes(part) if isinstance(node, ast.Call))
        for value in (keyword.value for call in calls for keyword in call.keywords if keyword.arg == "key"):
            found.update(turns.get(value.id, ()) if isinstance(value, ast.Name) else _pattern(value))
    return re.compile("|".join(sorted(found)))


@cache
def _parts(page: str) -> tuple[ast.AST, ...]:
    """The page, the views it imports, and the shared functions that these call."""
    read = sorted(_read_by(ROOT / "pages" / f"{page}.py"))
    parts: list[ast.AST] = [_tree(path) for path in read if SHELL not in path.parts]
    functions = (node for path in read if SHELL in path.parts for node in _tree(path).body)
    shared = {node.name: node for node in functions if isinstance(node, ast.FunctionDef)}
    for part in parts:  # the list grows in this loop: a shared function may call another
        parts.extend(shared.pop(name) for name in sorted(_mentioned(part) & shared.keys()))
    return tuple(parts)


@cache  # the same modules are read for every page
def _nodes(tree: ast.AST) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree))


@cache
def _mentioned(tree: ast.AST) -> frozenset[str]:
    mentions = (node for node in _nodes(tree) if isinstance(node, ast.Name | ast.Attribute))
    return frozenset(node.id if isinstance(node, ast.Name) else node.attr for node in mentions)


def _pages() -> list[Path]:
    return sorted((ROOT / "pages").glob("*/*.py"))


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _read_by(page: Path) -> set[Path]:
    """The page and every module of `explorer.ui` that it imports, directly or not."""
    found, open_ends = set[Path](), [page]
    while open_ends:
        path = open_ends.pop()
        if path not in found:
            found.add(path)
            open_ends.extend(_imported(_tree(path)))
    return found


@cache
def _imported(tree: ast.Module) -> tuple[Path, ...]:
    found = []
    for node in _nodes(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("explorer.ui"):
            for module in (node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)):
                path = ROOT.joinpath(*module.split(".")).with_suffix(".py")
                if path.is_file():
                    found.append(path)
    return tuple(found)


def _constants(tree: ast.AST) -> dict[str, ast.expr]:
    """The expression assigned to each name."""
    return {
        target.id: node.value
        for node in _nodes(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }


@cache
def _turns(tree: ast.AST) -> dict[str, set[str]]:
    """The keys that each loop variable takes: those of a table, or texts of a list that look like keys."""
    constants, found = _constants(tree), dict[str, set[str]]()
    for node in _nodes(tree):
        if isinstance(node, ast.For | ast.comprehension):
            tables = [
                constants[one.id] for one in ast.walk(node.iter) if isinstance(one, ast.Name) and one.id in constants
            ]
            texts = {one for table in tables for one in _texts(table)}
            written = (one.value for one in ast.walk(node.iter) if isinstance(one, ast.Constant))
            texts |= {one for one in written if isinstance(one, str) and re.fullmatch(r"[a-z][a-z_0-9]*", one)}
            for one in ast.walk(node.target):
                if isinstance(one, ast.Name):
                    found.setdefault(one.id, set()).update(texts)
    return found


@cache
def _named(tree: ast.AST) -> frozenset[str]:
    return frozenset(_names_of(tree))


def _names_of(tree: ast.AST) -> Iterator[str]:
    """A regular expression for each widget key and each name that is read from the address."""
    constants, turns = _constants(tree), _turns(tree)
    for node in _nodes(tree):
        if isinstance(node, ast.Call):
            for keyed in _keys_given(node):
                yield from turns.get(keyed.id, ()) if isinstance(keyed, ast.Name) else _pattern(keyed)
            if ast.unparse(node.func).endswith(("query_params.get", "query_params.get_all")) and node.args:
                asked = node.args[0]
                yield from _pattern(asked)
                if isinstance(asked, ast.Name):  # one of several, in a constant of the module
                    yield from (one for value in constants.values() for one in _texts(value))
        elif isinstance(node, ast.FunctionDef):
            taken = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
            for argument, default in taken:
                if argument.arg in KEYED and default is not None:
                    yield from _pattern(default)


def _keys_given(call: ast.Call) -> Iterator[ast.expr]:
    """The keys in a call that makes a linked widget, of Streamlit or of ours."""
    linked = isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value).startswith("linked(")
    ours = isinstance(call.func, ast.Name) or ast.unparse(call.func).startswith(("controls.", "word_lists."))
    for keyword in call.keywords:
        if keyword.arg in KEYED and (linked or (ours and isinstance(keyword.value, ast.Constant))):
            yield keyword.value


def _texts(node: ast.expr) -> Iterator[str]:
    """The names in a tuple, or among the keys of a table."""
    parts = node.elts if isinstance(node, ast.Tuple | ast.List) else node.keys if isinstance(node, ast.Dict) else []
    for part in parts:
        if part is not None:
            yield from _pattern(part)


def _pattern(node: ast.expr) -> Iterator[str]:
    """Patterns for the text of a constant or an f-string; a value in it matches anything, at the start only a word."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield re.escape(node.value)
    elif isinstance(node, ast.IfExp):
        yield from (*_pattern(node.body), *_pattern(node.orelse))
    elif isinstance(node, ast.JoinedStr):
        parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".*" for part in node.values]
        if "".join(parts).replace(".*", "").strip("_"):
            yield re.sub(r"^\.\*", r"(?:[a-z]+_?)?", "".join(parts))
