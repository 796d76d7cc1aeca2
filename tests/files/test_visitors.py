"""What is mine is mine: a visitor neither lists, opens nor deletes what is another's, and finds their own again."""

import os
import time
from pathlib import Path

import numpy as np
import pytest

from explorer.files.imports import import_file
from explorer.files.library import Library
from explorer.files.store import contents, visitors
from explorer.vectors.model import Model, Provenance
from explorer.vectors.word_vectors import WordVectors

RAW = b"the 1 0\nking 2 1\nqueen 2 -1\n"
HOUR = 3600


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE", str(tmp_path / "store"))
    return contents.folder()


@pytest.fixture
def trained() -> Model:
    vectors = WordVectors(("a", "b c"), np.array([[1, 2], [3, 4]], dtype=np.float32), np.array([7, 2]))
    told = (("D", 2), ("rate", "0.1, then 0.05 from step 9"))
    return Model("Ann's run", vectors, Provenance("trained", "Ann's diary", "SGNS", told, seed=3, steps=10))


def imported(tmp_path: Path, name: str) -> Model:
    (tmp_path / name).write_bytes(RAW)
    return import_file(tmp_path / name).model


def age(store: Path, hours: float) -> None:
    for path in [*store.rglob("*.json"), *store.glob("*.safetensors")]:
        os.utime(path, (time.time() - hours * HOUR,) * 2)


def test_a_later_visit_finds_everything_again(tmp_path: Path, trained: Model) -> None:
    first = Library.of("Ann")
    first.add(imported(tmp_path, "glove.txt"))
    first.add(trained)
    first.rename("glove", "My GloVe")
    again = Library.of("Ann")
    assert [model.name for model in again.models] == ["My GloVe", "Ann's run"]
    found = again.models[1]
    assert found.provenance == trained.provenance
    assert list(found.vectors.words) == list(trained.vectors.words)
    assert found.vectors.matrix.tolist() == trained.vectors.matrix.tolist()
    assert found.vectors.counts is not None
    assert found.vectors.counts.tolist() == [7, 2]
    assert again.add(trained) is found, "the same content is kept once"


def test_another_neither_lists_nor_opens_nor_deletes(tmp_path: Path, trained: Model) -> None:
    ann, bob = Library.of("Ann"), Library.of("Bob")
    ann.add(imported(tmp_path, "glove.txt"))
    ann.add(trained)
    assert Library.of("Bob").models == []
    assert bob.find("glove") is None
    assert bob.find("Ann's run") is None
    bob.remove("glove")
    visitors.let_go("Bob", "nothing of Bob's")
    assert len(Library.of("Ann").models) == 2


def test_the_same_content_is_there_once_and_each_has_a_name_of_their_own(tmp_path: Path, store: Path) -> None:
    ann, bob = Library.of("Ann"), Library.of("Bob")
    ann.add(imported(tmp_path, "ann.txt"))
    bob.add(imported(tmp_path, "bob.txt"))
    assert len(list(store.glob("*.safetensors"))) == 1
    assert b"ann" not in next(store.glob("*.safetensors")).read_bytes()[: 1 << 16]
    assert [model.name for model in Library.of("Bob").models] == ["bob"]
    assert Library.of("Bob").models[0].provenance.sentence == "The file bob.txt."
    ann.remove("ann")
    assert [model.name for model in Library.of("Bob").models] == ["bob"], "the content stays while somebody has it"
    bob.remove("bob")
    assert not list(store.glob("*.safetensors"))


def test_what_nobody_opens_is_let_go_after_its_time(
    tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Library.of("Ann").add(imported(tmp_path, "glove.txt"))
    age(store, 23)
    assert len(Library.of("Ann").models) == 1, "and its time begins again"
    age(store, 25)
    assert Library.of("Ann").models == []
    assert not list(store.glob("*.safetensors"))
    Library.of("Ann").add(imported(tmp_path, "glove.txt"))
    age(store, 25)
    monkeypatch.setenv("EMBEDDING_EXPLORER_KEEP_HOURS", "48")
    assert len(Library.of("Ann").models) == 1


def test_a_class_that_shares_has_one_shelf_that_only_its_operator_empties(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMBEDDING_EXPLORER_SHARED", "1")
    Library.of("Ann").add(imported(tmp_path, "glove.txt"))
    bob = Library.of("Bob")
    assert [model.name for model in bob.models] == ["glove"]
    bob.rename("glove", "Bob's")
    bob.remove("Bob's")
    assert bob.models == []
    assert [model.name for model in Library.of("Ann").models] == ["glove"]


def test_a_model_that_another_tab_has_kept_is_found_by_its_name(tmp_path: Path) -> None:
    one, two = Library.of("Ann"), Library.of("Ann")
    one.add(imported(tmp_path, "glove.txt"))
    found = two.find("glove")
    assert found is not None
    assert two.models == [found]
    assert two.find("nothing") is None


def test_without_a_key_nothing_is_written(trained: Model, store: Path) -> None:
    Library.of("").add(trained)
    assert contents.entries() == []
    assert not (store / "visitors").exists()


def test_a_damaged_file_of_a_shelf_is_passed_over(tmp_path: Path, store: Path) -> None:
    Library.of("Ann").add(imported(tmp_path, "glove.txt"))
    (file,) = store.rglob("*.json")
    for content in ("", "[]", '{"name": 3}', '{"name": "x", "provenance": {}, "since": "now"}'):
        file.write_text(content, encoding="utf-8")
        assert Library.of("Ann").models == []
