"""Two versions of the app on one store: neither removes what it cannot read, and each finds its own again."""

import io
import json
from pathlib import Path

import pytest

from explorer.errors import VectorFileError
from explorer.files import imports
from explorer.files.library import Library
from explorer.files.store import contents, kept_texts, layout
from explorer.files.store.layout import HEADER
from tests.faults.conftest import MORE


def of_next_version(path: Path) -> None:
    """Make a file of the store one that the next version has written."""
    raw = path.read_bytes()
    head = json.loads(raw[8:HEADER])
    head["__metadata__"]["version"] = "2"
    path.write_bytes(raw[:8] + json.dumps(head).encode().ljust(HEADER - 8) + raw[HEADER:])


def read_by_this(text: str) -> str | None:
    return text if text.startswith("1:") else None


def read_by_next(text: str) -> str | None:
    return text if text.startswith("2:") else None


def test_a_model_of_the_other_version_is_passed_over_and_left_there(
    ann: Library, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path,) = place.glob("*.safetensors")
    of_next_version(path)
    raw = path.read_bytes()
    assert Library.of("Ann").models == []
    assert contents.open_entry(path.stem) is None
    assert not contents.sound(path.stem)
    contents.make_room(1)
    assert path.read_bytes() == raw
    monkeypatch.setattr(layout, "VERSION", "2")
    assert [model.name for model in Library.of("Ann").models] == [model.name for model in ann.models]


def test_a_full_quota_does_not_drive_out_what_the_other_version_keeps(
    ann: Library, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ann.models
    (path,) = place.glob("*.safetensors")
    of_next_version(path)
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE_GB", "0.0001")
    imports.import_upload(io.BytesIO(MORE), "more.txt")
    assert path.exists()


def test_what_the_other_version_keeps_for_a_visitor_is_set_aside_and_found_again() -> None:
    kept_texts.write("Ann", "kept", "2: views", reader=read_by_next)
    assert kept_texts.read_by(read_by_this, "Ann", "kept") is None
    kept_texts.write("Ann", "kept", "1: views", reader=read_by_this)
    assert kept_texts.read_by(read_by_this, "Ann", "kept") == "1: views"
    assert kept_texts.read_by(read_by_next, "Ann", "kept") == "2: views"
    kept_texts.write("Ann", "kept", "2: views, one more", reader=read_by_next)
    assert kept_texts.read_by(read_by_next, "Ann", "kept") == "2: views, one more"
    assert kept_texts.read_by(read_by_this, "Ann", "kept") == "1: views"
    assert kept_texts.read_by(read_by_this, "Bob", "kept") is None


def test_there_are_never_more_than_a_few_set_aside(place: Path) -> None:
    for turn in range(9):
        kept_texts.write("Ann", "kept", f"{turn}: of an unknown version", reader=lambda _: None)
    assert len(list(place.rglob("kept*.json"))) == 1 + kept_texts.MOST_ASIDE


def test_a_text_too_long_for_either_is_refused() -> None:
    with pytest.raises(VectorFileError, match="at most 4,000,000 can be kept"):
        kept_texts.write("Ann", "kept", "x" * 4_000_001)
