"""What a docstring of the library must say."""

import ast
import re
from pathlib import Path

from tests.source import nodes, of_each

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted(p for p in ROOT.glob("explorer/**/*.py") if "ui" not in p.parts)
# what several methods share, or what only prepares one
WITHOUT_A_PAPER = {"__init__", "base", "objectives", "held_out", "contexts", "plane", "one_update", "presets"}
METHODS = sorted([
    ROOT / "explorer/judging/analogy.py",
    ROOT / "explorer/text/vocabulary.py",
    ROOT / "explorer/training/fast/fine_tuning.py",
    *(p for p in ROOT.glob("explorer/training/lecture/*.py") if p.stem not in WITHOUT_A_PAPER),
    *(p for p in ROOT.glob("explorer/training/lessons/*.py") if p.stem not in WITHOUT_A_PAPER),
])
SHAPE = re.compile(r"\(([A-Za-z]\w*\+?1?|\d+)(, ([A-Za-z]\w*|\d+))*,?\)")


def functions(path: Path) -> list[ast.FunctionDef]:
    return [n for n in nodes(path, ast.FunctionDef) if n.name[0] != "_"]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@of_each(FILES)
def test_arrays_have_shapes(path: Path) -> None:
    for f in functions(path):
        annotations = [a.annotation for a in (*f.args.args, *f.args.kwonlyargs)] + [f.returns]
        if any(a is not None and re.search(r"NDArray|Floats|Ids", ast.unparse(a)) for a in annotations):
            doc = ast.get_docstring(f) or ""
            assert SHAPE.search(doc) or f.name == "sigmoid", f"{f.name}: say the shape, e.g. (V, D)"


@of_each(FILES)
def test_what_is_raised_is_said(path: Path) -> None:
    for f in functions(path):
        for n in ast.walk(f):
            if isinstance(n, ast.Raise) and isinstance(n.exc, ast.Call):
                raised = ast.unparse(n.exc.func)
                assert raised in (ast.get_docstring(f) or ""), f"{f.name} raises {raised}: say so"


@of_each(METHODS)
def test_methods_cite_their_paper(path: Path) -> None:
    docs = [ast.get_docstring(n) or "" for n in nodes(path, ast.Module, ast.FunctionDef, ast.ClassDef)]
    if path.name != "__init__.py":
        assert any(re.search(r"\b(19|20)\d\d\b", d) for d in docs)
