"""What is shipped is what its source is said to be: every data file has a row with its licence and checksum."""

import hashlib
import lzma
import re
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[1] / "explorer" / "data"
OURS = {".md", ".toml", ".json"}  # written for this project
FOLDERS = sorted({path.parent for path in DATA.rglob("*") if path.is_file() and path.suffix not in OURS})


def rows(folder: Path) -> dict[str, list[str]]:
    """File -> the cells of its row: what, from, licence, checksum."""
    found = {}
    for line in (folder / "SOURCES.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if re.fullmatch(r"[0-9a-f]{64}", cells[-1]):
            found[cells[0]] = cells[1:]
    return found


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_each_file_has_its_source_licence_and_checksum(folder: Path) -> None:
    named = rows(folder)
    shipped = {path.name for path in folder.iterdir() if path.is_file() and path.suffix not in OURS}
    assert set(named) == shipped
    for name, (*said, checksum) in named.items():
        assert all(said), name
        content = (folder / name).read_bytes()
        content = lzma.decompress(content) if name.endswith(".xz") else content
        assert hashlib.sha256(content).hexdigest() == checksum, name
