"""Machine code kept on disk is renewed when any of the files it was compiled from changes."""

import ast
import hashlib
from pathlib import Path

from explorer.training.fast import kernels

FAST = Path(kernels.__file__).parent


def test_the_kernels_know_the_tiles_they_were_compiled_with() -> None:
    """numba watches only the file of the function that it keeps: that one must change with tiles.py."""
    digest = hashlib.blake2b((FAST / "tiles.py").read_bytes(), digest_size=8).hexdigest()
    assert digest == kernels.TILES, f'tiles.py has changed: write TILES = "{digest}" in kernels.py'


def test_no_other_file_takes_part() -> None:
    """Of the project's own modules, kernels.py calls compiled code of tiles.py only, and nobody else does."""
    for path in sorted(FAST.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert ("explorer.training.fast.tiles" in imported) == (path.name == "kernels.py"), path.name
