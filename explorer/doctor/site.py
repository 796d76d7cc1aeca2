"""Checks of the app as a browser reaches it, through any balancer in front of it."""

import base64
import http.client
import os
import re
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

from explorer.doctor.finding import Finding

TIMEOUT = 10.0  # seconds
OPENED = 6  # requests by which the same visitor opens a page
VISITOR = re.compile(r"explorer_visitor=([\w-]+)(.*)")
SERVER = "X-Explorer-Server"


class Site:
    """One address, as http://school.example or https://school.example/words.

    Raises
    ------
    ValueError
        If it is not an address of the web.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"“{url}” is not an address of the web, which begins with http:// or https://.")
        self.is_secure, self.host, self.netloc = parts.scheme == "https", parts.hostname, parts.netloc
        self.port, self.base = parts.port, parts.path.rstrip("/")
        self.origin = f"{parts.scheme}://{parts.netloc}"

    def answer(self, path: str, headers: dict[str, str]) -> http.client.HTTPResponse:
        """The answer to a request; its body is not read.

        Raises
        ------
        OSError
            If nobody answers.
        """
        asked: http.client.HTTPConnection
        if self.is_secure:
            asked = http.client.HTTPSConnection(
                self.host, self.port, timeout=TIMEOUT, context=ssl.create_default_context()
            )
        else:
            asked = http.client.HTTPConnection(self.host, self.port, timeout=TIMEOUT)
        try:
            asked.request("GET", self.base + path, headers={"Host": self.netloc, **headers})
            return asked.getresponse()
        finally:
            asked.close()


def checked(url: str) -> Iterator[Finding]:
    """The findings about that address."""
    try:
        site = Site(url)
        health = site.answer("/_stcore/health", {})
    except ValueError as error:
        yield Finding("address", "wrong", str(error), "Give the address that visitors type.")
        return
    except (OSError, http.client.HTTPException) as error:
        says = f"Nobody answers at {url}: {error}."
        yield Finding("address", "wrong", says, "Start the app and the balancer, and look at the address.")
        return
    if health.status != 200:
        says = f"A server answers at {url}, but not this app: its health check gives {health.status}."
        yield Finding("address", "wrong", says, "Let the balancer pass all paths on to the app.")
        return
    yield Finding("address", "well", f"The app answers at {url}.")
    try:
        yield from _page(site)
        yield _socket(site)
        yield _figures(site)
    except (OSError, http.client.HTTPException) as error:
        says = f"The connection to {url} broke off: {error or type(error).__name__}."
        yield Finding("address", "wrong", says, "Look at the balancer's log.")


def _page(site: Site) -> Iterator[Finding]:
    page = site.answer("/", {"Accept": "text/html"})
    given = page.headers.get_all("Set-Cookie") or []
    told = next(filter(None, map(VISITOR.search, given)), None)
    if told is None:
        says = "The page comes without the visitor's cookie: after a reload the visitor's work is lost."
        yield Finding("cookie", "wrong", says, "Let the balancer pass on Set-Cookie, and cache no pages.")
        return
    if site.is_secure and "secure" not in told[2].lower():
        says = "The app does not know that visitors come by https: their cookie would also travel in the clear."
        yield Finding("cookie", "wrong", says, "Let the balancer send X-Forwarded-Proto.")
    else:
        yield Finding("cookie", "well", "A visitor gets a cookie by which their work is found again.")
    cookies = "; ".join(line.partition(";")[0] for line in given)  # also the balancer's own
    held = {"Accept": "text/html", "Cookie": cookies}
    servers = {site.answer("/", held).headers.get(SERVER, "") for _ in range(OPENED)} - {""}
    if len(servers) > 1:
        says = f"One visitor was sent to {len(servers)} servers in {OPENED} requests: their pages lose what they hold."
        do = "Let the balancer choose by the cookie explorer_visitor, as deploy/nginx/site.conf does."
        yield Finding("balancer", "wrong", says, do)
    else:
        yield Finding("balancer", "well", "A visitor stays on one server.")


def _socket(site: Site) -> Finding:
    key = base64.b64encode(os.urandom(16)).decode()
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": key, "Sec-WebSocket-Version": "13"}
    answer = site.answer("/_stcore/stream", {**upgrade, "Origin": site.origin, "Sec-WebSocket-Protocol": "streamlit"})
    if answer.status == 101:
        return Finding("WebSocket", "well", "WebSockets get through.")
    if answer.status == 403:
        says = "The app refuses WebSockets: it is told another host than the one that visitors type."
        return Finding("WebSocket", "wrong", says, "Let the balancer pass on Host with its port ($http_host in nginx).")
    says = f"WebSockets do not get through (the answer is {answer.status}): every page stays empty."
    return Finding("WebSocket", "wrong", says, "Let the balancer pass on Upgrade and Connection, by HTTP/1.1.")


def _figures(site: Site) -> Finding:
    if site.answer("/metrics", {}).headers.get("Content-Type", "").startswith("text/plain; version="):
        says = "The operator's figures at /metrics are open to everybody who can reach this address."
        return Finding("figures", "note", says, "Close /metrics at the balancer, as deploy/nginx/site.conf does.")
    return Finding("figures", "well", "The operator's figures are not open at this address.")
