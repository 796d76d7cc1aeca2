"""Tags of words: by the content of a model, bounded, written and read back whole; a hostile text changes nothing."""

import json

import numpy as np
import pytest

from explorer.errors import SettingError, VectorFileError
from explorer.kept.tags import MOST_CHARACTERS, MOST_TAGS, Tags, from_json, to_json
from explorer.ui.screens.explore.map.tags import read
from explorer.ui.shell.panels import as_csv
from explorer.vectors.word_vectors import WordVectors

MADE = Tags().written("one", {"king": "a person", "日本": "<b>place"}).written("two", {"king": "=1+1"})


def test_what_is_written_is_read_back() -> None:
    assert from_json(to_json(MADE)) == MADE
    assert MADE.on("two") == {"king": "=1+1"}
    assert MADE.on("three") == {}


def test_an_empty_tag_takes_it_away_and_a_long_one_is_cut_to_one_line() -> None:
    left = MADE.written("one", {"king": " ", "日本": "a\n\u202e" + "x" * 50})
    assert left.on("one") == {"日本": "a �" + "x" * 37}
    assert left.on("two") == MADE.on("two")
    assert MADE.written("two", {"king": ""}).of.keys() == {"one"}


def test_they_are_bounded() -> None:
    with pytest.raises(SettingError, match="At most 20,000 words can have a tag, over all models together, not 20,002"):
        MADE.written("two", {str(n): "x" for n in range(MOST_TAGS - 1)})
    with pytest.raises(SettingError, match="can have 1,000,000 characters; these have more"):
        MADE.written("two", {f"{n}{'w' * 990}": "x" for n in range(1100)})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        json.dumps({"format": "Embedding Explorer, tags 1"}),
        json.dumps({"format": "Embedding Explorer, tags 1", "tags": {"one": ["king"]}}),
        json.dumps({"format": "Embedding Explorer, tags 1", "tags": {"one": {"king": 1}}}),
        json.dumps({"format": "Embedding Explorer, tags 1", "tags": {"one": {"w" * 1001: "x"}}}),
        json.dumps({"format": "Embedding Explorer, tags 2", "tags": {}}),
        "[" * 100_000,
        to_json(MADE) + " " * MOST_CHARACTERS,
    ],
)
def test_what_is_no_text_of_tags_is_refused(text: str) -> None:
    with pytest.raises(SettingError, match="not a text of tags"):
        from_json(text)


def test_a_table_that_went_out_brings_them_back() -> None:
    words = ("king", "=x", "'=x", "a,b", '"', "plain")
    vectors = WordVectors(words, np.eye(6, dtype=np.float32))
    tags = dict(zip(words, ("+1", "-", "x", "a, b", '"', ""), strict=True))
    table = as_csv({"word": [*words, "of another model"], "your tag": [*tags.values(), "lost"], "x": [0.5] * 7})
    assert read(table, "map.csv", vectors) == {word: tag for word, tag in tags.items() if tag}
    assert read("word\ttag\nking\tx\n", "map.tsv", vectors) == {"king": "x"}
    with pytest.raises(VectorFileError, match="no column “tag”, only: kind"):
        read("word,kind\nking,x\n", "map.csv", vectors)
    with pytest.raises(VectorFileError, match="has no tag for a word of this model"):
        read("word,tag\nqueen,x\n", "map.csv", vectors)
