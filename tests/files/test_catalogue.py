"""The catalogue against a server of our own: list, fetch, resume, parts, checksums, and being offline."""

import gzip
import hashlib
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from explorer.errors import VectorFileError
from explorer.files import catalogue
from explorer.files.formats.reading import read
from tests.http_server import served

SMALL = gzip.compress(b"3 2\nthe 1 2\nking 3 4\nqueen 5 6\n")
HALVES = (SMALL[:20], SMALL[20:])


def md5(raw: bytes) -> str:
    return hashlib.md5(raw).hexdigest()


LIST = {
    "corpora": {"text8": {"parts": "4"}},
    "models": {
        "small-2": {
            "num_records": 3, "file_size": len(SMALL), "license": "PDDL", "parameters": {"dimension": 2},
            "description": "Three words", "checksum": md5(SMALL), "file_name": "small-2.gz", "parts": 1,
        },
        "old-entry": {"parameters": "dimentions = 200", "checksum": md5(SMALL), "parts": "1"},
        "halves": {"parts": 2, "checksum-0": md5(HALVES[0]), "checksum-1": md5(HALVES[1])},
        "spoilt": {"parts": 1, "checksum": "0" * 32},
        "__testing_word2vec": {"parts": 1, "checksum": md5(SMALL)},
        "../evil": {"parts": 1, "checksum": md5(SMALL)},
        "no checksum": {"parts": 1},
    },
}  # fmt: skip
FILES = {
    "/list.json": json.dumps(LIST).encode(),
    "/small-2/small-2.gz": SMALL,
    "/spoilt/spoilt.gz": SMALL,
    "/halves/halves.gz_00": HALVES[0],
    "/halves/halves.gz_01": HALVES[1],
    "/nonsense.json": b"<html>",
}


class Handler(BaseHTTPRequestHandler):
    asked: list[tuple[str, str | None]] = []  # noqa: RUF012 - the tests read it

    def do_GET(self) -> None:
        begin = self.headers.get("Range")
        self.asked.append((self.path, begin))
        raw = FILES.get(self.path)
        if raw is None:
            self.send_error(404)
            return
        start = int(begin.removeprefix("bytes=").removesuffix("-")) if begin else 0
        self.send_response(206 if begin else 200)
        self.send_header("Content-Length", str(len(raw) - start))
        self.end_headers()
        self.wfile.write(raw[start:])


@pytest.fixture
def address() -> Iterator[str]:
    Handler.asked.clear()
    with served(Handler) as address:
        yield address


def listed(address: str) -> dict[str, catalogue.CatalogueModel]:
    return {model.name: model for model in catalogue.models(f"{address}/list.json")}


def test_the_list_names_models_with_what_is_known_of_them(address: str) -> None:
    models = listed(address)
    assert sorted(models) == ["halves", "old-entry", "small-2", "spoilt"]
    small = models["small-2"]
    assert (small.words, small.dim, small.size, small.licence) == (3, 2, len(SMALL), "PDDL")
    assert (models["old-entry"].dim, models["old-entry"].licence) == (200, "not stated")


def test_a_model_is_fetched_checked_and_read(address: str, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    path = catalogue.fetch(listed(address)["small-2"], tmp_path, lambda *both: seen.append(both), address)
    assert path.read_bytes() == SMALL
    assert seen[-1] == (len(SMALL), len(SMALL))
    assert list(read(path)[0].words) == ["the", "king", "queen"]
    assert [file.name for file in tmp_path.iterdir()] == ["catalogue.small-2.gz"]


def test_a_broken_fetch_goes_on_where_it_stopped(address: str, tmp_path: Path) -> None:
    (tmp_path / "catalogue.small-2.gz.fetched").write_bytes(SMALL[:11])
    assert catalogue.fetch(listed(address)["small-2"], tmp_path, address=address).read_bytes() == SMALL
    assert Handler.asked[-1] == ("/small-2/small-2.gz", "bytes=11-")


def test_a_cancelled_fetch_keeps_what_it_has(address: str, tmp_path: Path) -> None:
    class StopError(Exception):
        pass

    def stop(_done: int, _total: int) -> None:
        raise StopError

    with pytest.raises(StopError):
        catalogue.fetch(listed(address)["small-2"], tmp_path, stop, address)
    assert (tmp_path / "catalogue.small-2.gz.fetched").exists()


def test_parts_are_put_together(address: str, tmp_path: Path) -> None:
    assert catalogue.fetch(listed(address)["halves"], tmp_path, address=address).read_bytes() == SMALL


def test_a_wrong_checksum_is_refused_and_not_kept(address: str, tmp_path: Path) -> None:
    with pytest.raises(VectorFileError, match="does not have the checksum of the catalogue"):
        catalogue.fetch(listed(address)["spoilt"], tmp_path, address=address)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_had_is_one_sentence(address: str, tmp_path: Path) -> None:
    with pytest.raises(VectorFileError, match="answered “404 Not Found”; try again later"):
        catalogue.fetch(listed(address)["old-entry"], tmp_path, address=address)
    with pytest.raises(VectorFileError, match="sent is not a catalogue"):
        catalogue.models(f"{address}/nonsense.json")
    with pytest.raises(VectorFileError, match="must begin with https:// or http://"):
        catalogue.models("file:///etc/passwd")
    with pytest.raises(VectorFileError, match=r"it seems to be offline\. Upload a file instead"):
        catalogue.models("http://127.0.0.1:9/list.json")
