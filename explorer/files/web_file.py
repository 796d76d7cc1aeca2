"""
A file from a public address of the web.

A visitor who names an address could make this server ask what only it can reach: itself, its neighbours, the cloud's
metadata.  So nothing is fetched unless the operator allows it (EMBEDDING_EXPLORER_URLS=1); only http and https are
used; a name is resolved once, all its IP addresses must be public, and the connection goes to the very address that was
checked, so that a name which resolves differently the second time (DNS rebinding) gains nothing.  Each redirect is
checked in the same way.  Size and time have limits.
"""

import hashlib
import http.client
import ipaddress
import json
import os
import secrets
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote, urljoin, urlsplit

from explorer.errors import VectorFileError
from explorer.files.transfer import Progress, TooMuchError, received

MOST_GB: Final = 8.0
MOST_SECONDS: Final = 2 * 3600.0
SILENCE: Final = 8.0  # seconds without a byte
FIRST_ANSWER: Final = 30.0  # seconds for all of the answer's head, however slowly it comes
MOST_REDIRECTS: Final = 5
LONGEST: Final = 2000  # letters of an address
KEPT: Final = 24 * 3600  # seconds that a part of a file waits for another try
NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


def allowed() -> bool:
    """Whether the operator lets visitors name addresses."""
    return os.environ.get("EMBEDDING_EXPLORER_URLS", "").lower() in {"1", "true", "yes", "on"}


def most_bytes() -> int:
    """Bytes a file may have: EMBEDDING_EXPLORER_URL_GB, by default 8 GB."""
    return int(float(os.environ.get("EMBEDDING_EXPLORER_URL_GB", MOST_GB)) * 1e9)


def is_public(address: str) -> bool:
    """Whether an IP address, in digits, is one that anybody on the internet could reach.

    >>> [is_public(a) for a in ("8.8.8.8", "127.0.0.1", "169.254.169.254", "::ffff:10.0.0.1", "2002:7f00:1::")]
    [True, False, False, False, False]
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        within = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]  # ways to write an IPv4 address in IPv6
        if ip in NAT64 or ip.packed[:12] == bytes(12):
            within.append(ipaddress.IPv4Address(ip.packed[12:]))
        if any(inner is not None and not is_public(str(inner)) for inner in within):
            return False
        if ip.is_site_local:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback)


@dataclass(frozen=True)
class Web:
    """How the web is reached; tests replace both functions.

    Parameters
    ----------
    is_public : callable
        Whether an IP address may be connected to.
    resolve : callable
        As socket.getaddrinfo.
    """

    is_public: Callable[[str], bool] = is_public
    resolve: Callable[..., list[tuple[int, int, int, str, tuple[str | int, ...]]]] = socket.getaddrinfo  # type: ignore[assignment]


THE_WEB: Final = Web()


def file_name(url: str) -> str:
    """What the file at an address is called.

    >>> file_name("https://example.org/a/glove%206B.txt.gz?download=1")
    'glove 6B.txt.gz'
    """
    parts = urlsplit(url)
    return Path(unquote(parts.path)).name[:100] or parts.hostname or "file"


def fetch(url: str, folder: Path, progress: Progress | None = None, web: Web = THE_WEB) -> Path:
    """The file at `url`, fetched into `folder` under a name of its own; a partial file of an earlier try is completed.

    Raises
    ------
    VectorFileError
        If the address may not be fetched, does not answer, or sends more than is accepted.
    """
    url = url.strip()
    key = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:24]
    waiting, mine = folder / f"{key}.fetched", folder / f"{key}.{secrets.token_hex(4)}"
    _tidy(folder)
    with suppress(FileNotFoundError):
        waiting.replace(mine)  # whoever takes it has it alone
    try:
        _fetch(url, mine, progress, web, time.monotonic() + MOST_SECONDS)
    except BaseException as error:
        if isinstance(error, TooMuchError):
            mine.unlink(missing_ok=True)
        elif mine.exists():
            mine.replace(waiting)
        raise
    return mine


def _fetch(url: str, path: Path, progress: Progress | None, web: Web, until: float) -> None:
    about = path.with_name(path.name.split(".")[0] + ".about")
    have, mark = path.stat().st_size if path.exists() else 0, _mark(about)
    ask = {"Range": f"bytes={have}-", "If-Range": mark} if have and mark else {}
    with _answer(url, ask, web) as answer:
        resumed = answer.status == HTTPStatus.PARTIAL_CONTENT and answer.getheader("Content-Range", "").startswith(
            f"bytes {have}-"
        )
        if ask and not resumed and answer.status != HTTPStatus.OK:  # the part is of no use: once more, from the start
            path.unlink()
            return _fetch(url, path, progress, web, until)
        validator = answer.getheader("ETag") or answer.getheader("Last-Modified") or ""
        about.write_text(json.dumps("" if validator.startswith("W/") else validator), encoding="utf-8")
        if not received(answer, path, have if resumed else 0, progress=progress, most=most_bytes(), until=until):
            raise VectorFileError("The address sent an empty file, or its answer was cut off; try again.")
    about.unlink(missing_ok=True)
    return None


@contextmanager
def _answer(url: str, headers: dict[str, str], web: Web) -> Iterator[http.client.HTTPResponse]:
    """The answer to a request for `url`, at the end of its redirects."""
    for _ in range(MOST_REDIRECTS + 1):
        connection, target = _connection(url, web)
        shown = urlsplit(url).hostname
        over = threading.Timer(FIRST_ANSWER, connection.close_now)
        try:
            over.start()
            try:
                connection.request(
                    "GET",
                    target,
                    headers={"User-Agent": "embedding-explorer", "Accept-Encoding": "identity", **headers},
                )
                answer = connection.getresponse()
                if connection.was_cut:  # a head that was cut off may still look complete
                    raise TimeoutError
            except (OSError, http.client.HTTPException, ValueError) as error:
                if connection.was_cut or isinstance(error, TimeoutError):  # a cut shows as one of several errors
                    sentence = f"“{shown}” did not begin its answer within {FIRST_ANSWER:.0f} s."
                    raise VectorFileError(sentence) from None
                raise VectorFileError(f"“{shown}” cannot be reached, or its answer is not HTTP.") from None
            finally:
                over.cancel()
            where = answer.getheader("Location")
            if answer.status in (301, 302, 303, 307, 308) and where:
                url = urljoin(url, where)
                continue
            if answer.status not in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT) and not (
                headers and answer.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
            ):
                raise VectorFileError(f"“{shown}” answered “{answer.status} {answer.reason[:60]}”; check the address.")
            yield answer
            return
        finally:
            connection.close()
    raise VectorFileError(f"The address redirects more than {MOST_REDIRECTS} times.")


def _connection(url: str, web: Web) -> tuple["_Connection", str]:
    """A connection to the server of `url`, not opened yet, and the path to ask for.

    Raises
    ------
    VectorFileError
        If it is not a public address.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    except ValueError:  # also of idna
        host, port, parts = "", 0, urlsplit("")
    if parts.scheme not in ("http", "https") or not host or len(url) > LONGEST:
        raise VectorFileError("An address begins with https:// or http:// and names a public server and a file on it.")
    if parts.username is not None or (port < 1024 and port not in (80, 443)):
        raise VectorFileError("An address has no user name in it, and no port below 1024 but 80 and 443.")
    try:
        found = web.resolve(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise VectorFileError(f"There is no server “{host}”, or this server is offline.") from None
    addresses = [str(one[4][0]) for one in found]
    if not addresses or not all(web.is_public(address) for address in addresses):
        raise VectorFileError(f"“{host}” is not a public address; files are fetched from public ones only.")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~") + (
        "?" + quote(parts.query, safe="/?%:@!$&'()*+,;=~") if parts.query else ""
    )
    return _Connection(host, port, addresses[0], secure=parts.scheme == "https"), path


class _Connection(http.client.HTTPConnection):
    """To the address that was checked, whatever the name resolves to by now; the certificate is that of the name."""

    def __init__(self, host: str, port: int, address: str, *, secure: bool) -> None:
        super().__init__(host, port, timeout=SILENCE)
        self._address, self._secure, self.was_cut = address, secure, False
        self.default_port = 443 if secure else 80  # which the request does not name

    def connect(self) -> None:
        """Open it."""
        plain = self.sock = socket.create_connection((self._address, self.port), SILENCE)
        try:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(plain, server_hostname=self.host) if self._secure else plain
        except BaseException:
            plain.close()
            raise

    def close_now(self) -> None:
        """End it from another thread, whatever it waits for."""
        self.was_cut = True
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


def _mark(about: Path) -> str:
    """What identifies the version of the file that a part belongs to, or ""."""
    try:
        return str(json.loads(about.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return ""


def _tidy(folder: Path) -> None:
    """Remove the parts that nobody has come back for, and the oldest others until they take little enough room."""
    parts = []
    for path in folder.iterdir():
        with suppress(OSError):
            status = path.stat()
            if time.time() - status.st_mtime > KEPT:
                path.unlink()
            elif path.suffix == ".fetched":
                parts.append((status.st_mtime, status.st_size, path))
    taken = sum(size for _, size, _ in parts)
    for _, size, path in sorted(parts):
        if taken <= most_bytes():
            break
        with suppress(OSError):
            path.unlink()
        taken -= size
