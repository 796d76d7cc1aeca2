"""Known answers of what vectors are used for: they are met, files are recognised, and a wrong formula is noticed."""

import shutil
from pathlib import Path

import pytest

from explorer.known_answers import uses
from explorer.known_answers.answers import answers
from explorer.tasks.names import spans
from explorer.tasks.search import by_meaning


def missed() -> set[str]:
    """Of the rows that train nothing; `test_known_answers` asks for all of them once."""
    return {one.name for one in answers([*uses._names(), *uses._searching()]) if not one.passed}


def test_all_are_met_and_there_are_many() -> None:
    assert missed() == set()
    assert len(list(uses.checks())) >= 18


def test_wrong_formulas_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A component that is the second instead of the first, and a name that begins nowhere but after O."""
    monkeypatch.setattr(by_meaning, "first_component", lambda means: by_meaning.np.linalg.svd(means)[2][1])
    monkeypatch.setattr(spans, "_begins", lambda before, _mark, _kind, _now: before == "O")
    found = missed()
    assert "SIF: largest difference from the formula" in found
    assert "F1, two names taken for one" in found
    assert "idf: largest difference from the formula" not in found


def test_files_are_recognised_by_their_content_whatever_they_are_called(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(shared / "downstream" / "stsa.binary.train", tmp_path / "a.txt")
    shutil.copy(shared / "downstream" / "stsa.binary.test", tmp_path / "b.txt")
    (tmp_path / "c.txt").write_bytes(b"x" * 3673)
    found = uses.recognised([*tmp_path.iterdir(), tmp_path / "none"])
    assert found == {"SST-2 train": tmp_path / "a.txt", "SST-2 test": tmp_path / "b.txt"}
    alone = len(list(uses.checks()))
    assert len(list(uses.checks(list(found.values())))) == alone + 2
    monkeypatch.setenv("EMBEDDING_EXPLORER_MODELS", str(tmp_path))
    assert len(list(uses.checks())) == alone + 2
