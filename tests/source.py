"""The source of the app, file by file, for the tests that read it."""

import ast
import gc
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


@cache
def tree_of(path: Path) -> ast.Module:
    """The tree of a file of Python, parsed once; it is shared, and to be read only.

    Trees are set aside from garbage collection, which would look through all of them again and again.
    """
    gc.disable()
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    finally:
        gc.freeze()
        gc.enable()


def nodes(path: Path, *kinds: type) -> list[Any]:
    """The nodes of these kinds in a file of Python, in which each rule would else look for them again."""
    found = _by_kind(path)
    return [node for kind in kinds for node in found.get(kind, ())]


@cache
def _by_kind(path: Path) -> dict[type, list[ast.AST]]:
    found = defaultdict(list)
    for node in ast.walk(tree_of(path)):
        found[type(node)].append(node)
    return found


def of_each(files: Iterable[Path]) -> Callable[[Callable[[Path], None]], Callable[[], None]]:
    """A test of one file made a test of all, which names every file that fails.

    pytest takes longer to begin a test than such a test takes, and there are hundreds of files.
    """

    def decorate(check: Callable[[Path], None]) -> Callable[[], None]:
        def test() -> None:
            wrong = []
            for path in files:
                try:
                    check(path)
                except AssertionError as error:
                    wrong.append(f"{path.relative_to(ROOT)}: {error}")
            assert not wrong, "\n" + "\n".join(wrong)

        test.__name__, test.__doc__, test.__module__ = check.__name__, check.__doc__, check.__module__
        return test

    return decorate
