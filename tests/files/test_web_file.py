"""Files of the web: only where the operator allows it, only from public addresses, however they are written."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from explorer.errors import VectorFileError
from explorer.files import imports, web_file
from explorer.files.web_file import Web, fetch, is_public
from tests.http_server import served

GLOVE = b"".join(b"w%d 0.25 %d\n" % (i, i) for i in range(2000))
HERE = Web(is_public=lambda address: address == "127.0.0.1")


class Handler(BaseHTTPRequestHandler):
    asked: list[tuple[str, dict[str, str]]] = []  # noqa: RUF012 - the tests read it
    version = '"one"'

    def do_GET(self) -> None:
        self.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        port = self.server.server_port  # type: ignore[attr-defined]
        ways = {
            "/moved": "/glove%20small.txt",
            "/inside": f"http://127.0.0.2:{port}/glove.txt",
            "/metadata": "http://169.254.169.254/latest/meta-data/",
            "/file": "file:///etc/passwd",
            "/round": "/round",
            "/ftp": "ftp://127.0.0.1/x",
        }
        if self.path in ways:
            self.send_response(302)
            self.send_header("Location", ways[self.path])
            self.end_headers()
            return
        if self.path == "/gone":
            self.send_error(404)
            return
        start = 0
        if self.headers.get("If-Range") == self.version:
            start = int(self.headers["Range"].removeprefix("bytes=").removesuffix("-"))
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(GLOVE) - 1}/{len(GLOVE)}")
        self.send_header("ETag", self.version)
        if self.path != "/endless":
            self.send_header("Content-Length", str(len(GLOVE) - start))
        self.end_headers()
        self.wfile.write(GLOVE[start : 9000 if self.path == "/breaks" and not start else None])


@pytest.fixture
def address() -> Iterator[str]:
    Handler.asked.clear()
    with served(Handler) as address:
        yield address


def test_a_file_is_fetched_through_a_redirect(address: str, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    path = fetch(f" {address}/moved ", tmp_path, lambda *both: seen.append(both), HERE)
    assert path.read_bytes() == GLOVE
    assert seen[-1] == (len(GLOVE), len(GLOVE))
    assert [asked for asked, _ in Handler.asked] == ["/moved", "/glove%20small.txt"]
    assert list(tmp_path.iterdir()) == [path]


NOT_PUBLIC = (
    "127.0.0.1",
    "127.9.9.9",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "198.18.0.1",
    "192.0.2.1",
    "224.0.0.1",
    "255.255.255.255",
    "240.0.0.1",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",
    "fec0::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "2002:a00:1::",
    "2001:db8::1",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
    "localhost",
    "x",
    "127.1",
)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_what_only_the_server_can_reach_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "140.82.121.3", "2606:4700:4700::1111"])
def test_what_anybody_can_reach_is(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "0"])
def test_this_server_is_refused_however_it_is_written(address: str, tmp_path: Path, host: str) -> None:
    with pytest.raises(VectorFileError, match=r"is not a public address|There is no server"):
        fetch(f"http://{host}:{address.rpartition(':')[2]}/glove.txt", tmp_path)
    assert Handler.asked == []


@pytest.mark.parametrize("way", ["inside", "metadata", "file", "ftp", "round"])
def test_a_redirect_leads_nowhere_it_may_not(address: str, tmp_path: Path, way: str) -> None:
    with pytest.raises(VectorFileError, match=r"not a public address|begins with https://|more than 5 times"):
        fetch(f"{address}/{way}", tmp_path, web=HERE)
    assert {path for path, _ in Handler.asked} == {f"/{way}"}


def test_a_name_is_resolved_once_and_all_of_it_must_be_public(address: str, tmp_path: Path) -> None:
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])  # rebinding: public when looked at, private when connected to
    asked = []

    def resolve(host: str, port: int, **_: object) -> list[tuple[int, int, int, str, tuple[str | int, ...]]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in next(answers)]

    port = address.rpartition(":")[2]
    assert fetch(f"http://rebind.example:{port}/a", tmp_path, web=Web(HERE.is_public, resolve)).read_bytes() == GLOVE
    assert asked == ["rebind.example"]
    assert Handler.asked[0][1]["host"] == f"rebind.example:{port}"
    answers = iter([["127.0.0.1", "127.0.0.2"]])
    with pytest.raises(VectorFileError, match=r"“mixed\.example” is not a public address"):
        fetch(f"http://mixed.example:{port}/a", tmp_path, web=Web(HERE.is_public, resolve))


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://x.org/a", "https://", "glove.txt", "http://[::1", "gopher://x", "http://x.org:x/"],
)
def test_other_ways_than_http_are_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(VectorFileError, match="begins with https:// or http://"):
        fetch(url, tmp_path)
    for hidden in ("http://me:secret@x.org/", "http://x.org:25/"):
        with pytest.raises(VectorFileError, match="no user name in it, and no port below 1024"):
            fetch(hidden, tmp_path)


def test_a_broken_fetch_goes_on_where_it_stopped_if_the_file_is_the_same(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(VectorFileError, match=r"connection broke after .*; try again to continue"):
        fetch(f"{address}/breaks", tmp_path, web=HERE)
    assert fetch(f"{address}/breaks", tmp_path, web=HERE).read_bytes() == GLOVE
    assert Handler.asked[-1][1]["range"] == "bytes=9000-"
    with pytest.raises(VectorFileError, match="connection broke"):
        fetch(f"{address}/breaks", tmp_path, web=HERE)
    monkeypatch.setattr(Handler, "version", '"two"')  # another file by now: its start is not glued to the old one's
    with pytest.raises(VectorFileError, match="connection broke"):
        fetch(f"{address}/breaks", tmp_path, web=HERE)
    assert max(path.stat().st_size for path in tmp_path.glob("*.fetched")) == 9000


def test_what_is_too_large_is_not_fetched(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDDING_EXPLORER_URL_GB", "0.00001")
    for way, sentence in {
        "glove": "The file has 0.0 GB; this server fetches at most",
        "endless": "has more than",
    }.items():
        with pytest.raises(VectorFileError, match=sentence):
            fetch(f"{address}/{way}", tmp_path, web=HERE)
    assert not [path for path in tmp_path.iterdir() if path.suffix != ".about"]


def test_a_cancelled_fetch_keeps_its_part(address: str, tmp_path: Path) -> None:
    class StopError(Exception):
        pass

    def stop(_done: int, _total: int) -> None:
        raise StopError

    with pytest.raises(StopError):
        fetch(f"{address}/a", tmp_path, stop, HERE)
    assert len(list(tmp_path.glob("*.fetched"))) == 1


def test_a_server_that_drips_its_answer_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_file, "FIRST_ANSWER", 0.2)
    silent = socket.create_server(("127.0.0.1", 0))  # takes the connection and says nothing
    with silent, pytest.raises(VectorFileError, match="did not begin its answer within"):
        fetch(f"http://127.0.0.1:{silent.getsockname()[1]}/a", tmp_path, web=HERE)


@pytest.mark.parametrize("cut", ["by us", "by the server"])
def test_a_head_that_is_cut_off_is_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: str) -> None:
    monkeypatch.setattr(web_file, "FIRST_ANSWER", 0.3)
    server = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        connection, _ = server.accept()
        with connection, suppress(OSError):
            connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
            for _ in range(500 if cut == "by us" else 1):
                connection.sendall(b"x")
                time.sleep(0.02)
            connection.recv(4096)

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    sentence = "did not begin its answer within" if cut == "by us" else "an empty file, or its answer was cut off"
    with server, pytest.raises(VectorFileError, match=sentence):
        fetch(f"http://127.0.0.1:{server.getsockname()[1]}/a", tmp_path, web=HERE)
    thread.join()


def test_parts_that_wait_are_not_more_than_one_file_may_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDDING_EXPLORER_URL_GB", "0.000003")  # 3,000 bytes
    now = time.time()
    for age in range(5):
        (tmp_path / f"{age}.fetched").write_bytes(bytes(1000))
        os.utime(tmp_path / f"{age}.fetched", (now - age, now - age))
    with pytest.raises(VectorFileError):
        fetch("http://127.0.0.1:9/a", tmp_path, web=HERE)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.fetched", "1.fetched", "2.fetched"]


def test_what_does_not_answer_is_one_sentence(address: str, tmp_path: Path) -> None:
    with pytest.raises(VectorFileError, match="answered “404 Not Found”; check the address"):
        fetch(f"{address}/gone", tmp_path, web=HERE)
    with socket.socket() as closed:  # bound, but nobody listens
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(VectorFileError, match="cannot be reached"):
            fetch(f"http://127.0.0.1:{closed.getsockname()[1]}/a", tmp_path, web=HERE)


def test_it_is_imported_only_where_the_operator_allows_it(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE", str(tmp_path))
    monkeypatch.delenv("EMBEDDING_EXPLORER_URLS", raising=False)
    with pytest.raises(VectorFileError, match="fetches no addresses; its operator can allow it"):
        imports.import_url(f"{address}/moved", web=HERE)
    assert Handler.asked == []
    monkeypatch.setenv("EMBEDDING_EXPLORER_URLS", "1")
    imported = imports.import_url(f"{address}/glove.small.txt.gz", web=HERE)
    assert (imported.model.name, imported.report.rows) == ("glove.small", 2000)
    assert imported.model.provenance.sentence == f"The file {address}/glove.small.txt.gz."
    assert list((tmp_path / "fetched").iterdir()) == []
