"""
A condition on what a page shows, as a lesson writes it: `held < 2.0 and negatives <= 5`.

It compares names with values or with each other; a name by itself is a flag; and, or, not join the parts. It is read as
a syntax tree and never run.
"""

import ast
from collections.abc import Callable, Mapping
from itertools import pairwise
from operator import eq, ge, gt, le, lt, ne
from typing import Any, Final

from explorer.errors import LessonError

LONGEST: Final = 1000  # characters
COMPARED: Final[Mapping[type, Callable[[Any, Any], bool]]] = {
    ast.Lt: lt, ast.LtE: le, ast.Gt: gt, ast.GtE: ge, ast.Eq: eq, ast.NotEq: ne,
}  # fmt: skip


class Predicate:
    """A condition on what a page shows.

    Parameters
    ----------
    text : str

    Raises
    ------
    LessonError
        If it is anything but comparisons of names and values, joined by and, or, not.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        try:
            self._tree = ast.parse(text.strip() if len(text) <= LONGEST else "", mode="eval").body
            self._refuse(self._tree)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            shown = text if len(text) <= 60 else text[:60] + " …"
            raise LessonError(
                f"“{shown}” is not a condition: write comparisons of what the page shows, joined by and, or, not, "
                "as held < 2.0 and negatives <= 5."
            ) from None
        self.names = frozenset(node.id for node in ast.walk(self._tree) if isinstance(node, ast.Name))

    def holds(self, observations: Mapping[str, object]) -> bool | None:
        """Whether the condition holds; None while that depends on a name without a value."""
        return self._holds(self._tree, observations)

    def comparisons(self) -> tuple[tuple[str, object], ...]:
        """Each name that is compared with a value, and that value."""
        found: list[tuple[str, object]] = []
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Compare):
                sides = [node.left, *node.comparators]
                for one, other in pairwise(sides):
                    for name, value in ((one, other), (other, one)):
                        if isinstance(name, ast.Name) and not isinstance(value, ast.Name):
                            found.append((name.id, ast.literal_eval(value)))
        return tuple(found)

    def _refuse(self, node: ast.expr) -> None:
        """Raise ValueError if the tree has anything else in it."""
        match node:
            case ast.BoolOp():
                for one in node.values:
                    self._refuse(one)
            case ast.UnaryOp(op=ast.Not()):
                self._refuse(node.operand)
            case ast.Compare():
                if not all(type(op) in COMPARED for op in node.ops):
                    raise ValueError
                for one in (node.left, *node.comparators):
                    if not isinstance(one, ast.Name):
                        self._refuse_value(one)
            case ast.Name():
                pass
            case _:
                raise ValueError

    @staticmethod
    def _refuse_value(node: ast.expr) -> None:
        if not isinstance(ast.literal_eval(node), str | int | float):
            raise ValueError

    def _holds(self, node: ast.expr, seen: Mapping[str, object]) -> bool | None:
        match node:
            case ast.BoolOp():
                held = [self._holds(one, seen) for one in node.values]
                decides = isinstance(node.op, ast.Or)  # a true part decides an `or`, a false one an `and`
                return decides if decides in held else None if None in held else not decides
            case ast.UnaryOp():
                inner = self._holds(node.operand, seen)
                return None if inner is None else not inner
            case ast.Compare():
                sides = [self._value(one, seen) for one in (node.left, *node.comparators)]
                return _chain(node.ops, sides)
            case _:
                known = self._value(node, seen)
                return None if known is None else bool(known)

    @staticmethod
    def _value(node: ast.expr, seen: Mapping[str, object]) -> object:
        return seen.get(node.id) if isinstance(node, ast.Name) else ast.literal_eval(node)


def _chain(operators: list[ast.cmpop], sides: list[object]) -> bool | None:
    """Whether each side compares with the next as its operator says; capitals do not matter in words."""
    if any(side is None for side in sides):
        return None
    plain = [side.strip().casefold() if isinstance(side, str) else side for side in sides]
    for operator, (one, other) in zip(operators, pairwise(plain), strict=True):
        if isinstance(one, str) != isinstance(other, str) and not isinstance(operator, ast.Eq | ast.NotEq):
            return False
        if not COMPARED[type(operator)](one, other):
            return False
    return True
