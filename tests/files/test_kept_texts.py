"""What is kept with a visitor beside their models: found again, theirs alone, bounded, gone in time."""

import os
import time
from pathlib import Path

import pytest

from explorer.errors import VectorFileError
from explorer.files.store import kept_texts, visitors

ANNA, BERND = "a" * 32, "b" * 32


def test_it_is_found_again_by_its_visitor_and_by_nobody_else(tmp_path: Path) -> None:
    assert kept_texts.read(ANNA, "sheet", tmp_path) is None
    kept_texts.write(ANNA, "sheet", '{"a": "ü"}', tmp_path)
    kept_texts.write(ANNA, "sheet", '{"a": "ö"}', tmp_path)
    assert kept_texts.read(ANNA, "sheet", tmp_path) == '{"a": "ö"}'
    assert kept_texts.read(BERND, "sheet", tmp_path) is None
    assert kept_texts.read(ANNA, "other", tmp_path) is None


def test_it_is_no_model_on_the_shelf_and_goes_as_models_do(tmp_path: Path) -> None:
    kept_texts.write(ANNA, "sheet", '{"name": "x"}', tmp_path)
    assert visitors.shelf_of(ANNA, tmp_path) == []
    assert kept_texts.read(ANNA, "sheet", tmp_path) is not None
    (path,) = tmp_path.rglob("sheet.json")
    os.utime(path, (0, time.time() - 3600 * visitors.hours() - 60))
    visitors.shelf_of(BERND, tmp_path)
    assert kept_texts.read(ANNA, "sheet", tmp_path) is None


def test_reading_lets_it_live_on(tmp_path: Path) -> None:
    kept_texts.write(ANNA, "sheet", "{}", tmp_path)
    (path,) = tmp_path.rglob("sheet.json")
    os.utime(path, (0, time.time() - 3000))
    kept_texts.read(ANNA, "sheet", tmp_path)
    assert path.stat().st_mtime > time.time() - 60


def test_what_is_too_large_is_refused_in_a_sentence_and_leaves_what_was_there(tmp_path: Path) -> None:
    kept_texts.write(ANNA, "sheet", "{}", tmp_path)
    with pytest.raises(VectorFileError, match="at most 4,000,000"):
        kept_texts.write(ANNA, "sheet", "x" * (kept_texts.MOST_BYTES + 1), tmp_path)
    assert kept_texts.read(ANNA, "sheet", tmp_path) == "{}"
