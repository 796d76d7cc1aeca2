"""Machine code kept on disk is renewed when any of the files it was compiled from changes."""

import ast
import hashlib
from pathlib import Path

from explorer.training.fast import kernels

FAST = Path(kernels.__file__).parent
EXPLORER = FAST.parents[1]


def test_the_kernels_know_the_tiles_they_were_compiled_with() -> None:
    """numba watches only the file of the function that it keeps: that one must change with tiles.py."""
    digest = hashlib.blake2b((FAST / "tiles.py").read_bytes(), digest_size=8).hexdigest()
    assert digest == kernels.TILES, f'tiles.py has changed: write TILES = "{digest}" in kernels.py'


def test_no_other_file_takes_part() -> None:
    """Compiled code is made of its own file alone, but for the tiles: the rest they import are types and a report.

    numba would keep what it compiled of a function that another file has changed since.
    """
    kinds = {"explorer.vectors.word_vectors.Floats", "explorer.training.lecture.pairs.Ids", "explorer.progress.Report"}
    kinds.add("explorer.progress.to_nobody")  # called by Python alone: none of it is compiled
    compiled = []
    sources = {path: path.read_text(encoding="utf-8") for path in sorted(EXPLORER.rglob("*.py"))}
    for path, tree in ((path, ast.parse(text)) for path, text in sources.items() if "numba" in text):
        imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        names = {f"{node.module}.{alias.name}" for node in imports for alias in node.names}
        whole = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        if "numba" in whole or "numba.njit" in names:
            compiled.append(path.name)
            others = {name for name in names if name.startswith("explorer.")} - kinds
            tiles = {name for name in others if name.startswith("explorer.training.fast.tiles.")}
            assert others == tiles, path
            assert not tiles or path == FAST / "kernels.py", path
    assert len(compiled) >= 6
