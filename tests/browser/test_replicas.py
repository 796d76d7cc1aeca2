"""Three servers behind nginx with the configuration of deploy/: visitors stay, one server is killed, one is added."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from websockets.sync.client import ClientConnection, connect

ROOT = Path(__file__).resolve().parents[2]
NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
VISITORS = 60
Wait = Callable[[Page], None]
pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed on this machine; CI installs it")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Site:
    """Servers that share a store, behind nginx."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.servers: dict[int, subprocess.Popen[bytes]] = {}  # by port
        self.nginx: subprocess.Popen[bytes] | None = None

    def start(self) -> int:
        """The port of one more server, which is still to come up."""
        port = free_port()
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
        surroundings = {
            **os.environ,
            "EMBEDDING_EXPLORER_STORE": str(self.folder / "store"),
            "EMBEDDING_EXPLORER_METRICS": "1",
        }
        with (self.folder / f"{port}.log").open("wb") as log:
            self.servers[port] = subprocess.Popen(
                [*command, "--server.address", "127.0.0.1"], cwd=ROOT, stdout=log, stderr=log, env=surroundings
            )
        return port

    def wait(self, port: int) -> None:
        """Return once a server answers."""
        deadline = time.monotonic() + 90
        while True:
            with suppress(urllib.error.URLError, OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2).close()
                return
            assert time.monotonic() < deadline, (self.folder / f"{port}.log").read_text(encoding="utf-8")[-2000:]
            time.sleep(0.05)

    def balance(self) -> None:
        """Let nginx send visitors to the servers there are, by the files of deploy/ with these ports."""
        named = (ROOT / "deploy/nginx/servers-one-machine.conf").read_text(encoding="utf-8")
        one = next(line for line in named.splitlines() if line.strip().startswith("server "))
        lines = "\n".join(re.sub(r":\d+", f":{port}", one, count=1) for port in self.servers)
        servers = re.sub(r"(?m)^ *server .*\n(?: *server .*\n)*", lines + "\n", named)
        site = (ROOT / "deploy/nginx/site.conf").read_text(encoding="utf-8").replace("8080", f"127.0.0.1:{self.port}")
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        places = " ".join(f"{kind}_temp_path {self.folder}/{kind};" for kind in kinds)
        user = "user root;" if os.geteuid() == 0 else ""  # whom this test's folder lets in
        whole = f"""
            {user} daemon off; master_process on; worker_processes 1; pid {self.folder}/nginx.pid;
            error_log {self.folder}/nginx.log;
            events {{ worker_connections 1024; }}
            http {{ access_log off;
                {places} {site} {servers} }}"""
        (self.folder / "nginx.conf").write_text(whole, encoding="utf-8")
        if self.nginx is None:
            command = [str(NGINX), "-c", str(self.folder / "nginx.conf"), "-e", str(self.folder / "nginx.log")]
            self.nginx = subprocess.Popen(command)
        else:
            self.nginx.send_signal(signal.SIGHUP)

    def end(self) -> None:
        for process in (*self.servers.values(), *([self.nginx] if self.nginx else [])):
            process.terminate()
        for process in (*self.servers.values(), *([self.nginx] if self.nginx else [])):
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    try:
        for port in [site.start() for _ in range(3)]:
            site.wait(port)
        site.balance()
        site.wait(site.port)
        yield site
    finally:
        site.end()


def opened(address: str, cookie: str = "", more: str = "") -> tuple[str, str]:
    """The key that a visitor has after opening a page, and the server it came from."""
    held = f"explorer_visitor={cookie}; {more}"
    asked = urllib.request.Request(address, headers={"Accept": "text/html", "Cookie": held})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        held = re.search(r"explorer_visitor=([\w-]+)", ",".join(answer.headers.get_all("Set-Cookie")))
        assert held is not None
        return held[1], str(answer.headers["X-Explorer-Server"])


def homes(address: str, visitors: list[str]) -> dict[str, str]:
    """Visitor -> server of the next page they open; the key they have is the key they keep."""
    found = dict(opened(address, visitor) for visitor in visitors)
    assert list(found) == visitors
    return found


def visits(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
        told = re.search(r"(?m)^explorer_visits (\d+)", answer.read().decode())
    assert told is not None
    return int(told[1])


def socket_of(site: Site, visitor: str) -> ClientConnection:
    """The socket that Streamlit's page of a visitor opens."""
    return connect(
        f"{site.address.replace('http', 'ws')}/_stcore/stream",
        origin=site.address,  # type: ignore[arg-type]  # it is an origin
        additional_headers={"Cookie": f"explorer_visitor={visitor}"},
        subprotocols=["streamlit"],  # type: ignore[list-item]
        ping_interval=None,
        close_timeout=1,
    )


def test_visitors_stay_and_what_they_keep_outlives_their_server(site: Site, chromium: Browser, settled: Wait) -> None:
    names = {opened(f"http://127.0.0.1:{port}")[1]: port for port in site.servers}
    visitors = [opened(site.address)[0] for _ in range(VISITORS)]
    at = homes(site.address, visitors)
    assert homes(site.address, visitors) == at  # a visitor stays on one server
    assert set(at.values()) == set(names), "sixty visitors are on all three"
    sockets = ExitStack()
    for visitor in visitors:
        sockets.enter_context(socket_of(site, visitor))
    on = Counter(at.values())
    for name, port in names.items():
        assert visits(port) == on[name], "the socket of a page is on the server that the page came from"

    for page_of_a_class in ("teacher?room=Class+wall", "course?class=ACDEF"):
        with urllib.request.urlopen(f"{site.address}/{page_of_a_class}") as answer:
            assert "explorer_class=1; Path=/; Max-Age=10800" in str(answer.headers.get_all("Set-Cookie"))
    with urllib.request.urlopen(f"{site.address}/course") as answer:
        assert "explorer_class" not in str(answer.headers.get_all("Set-Cookie"))
    in_class = {opened(site.address, visitor, "explorer_class=1")[1] for visitor in visitors[:12]}
    assert len(in_class) == 1, "a class is on one server"

    context = chromium.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.goto(f"{site.address}/watch?seed=7")
    steps = page.locator(".live-step").first
    expect(steps).to_be_visible()
    settled(page)
    page.locator(".page-keep").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".page-keep")).to_have_text("Kept")
    (mine,) = (str(one["value"]) for one in context.cookies() if one["name"] == "explorer_visitor")
    dead = opened(site.address, mine)[1]
    site.servers[names[dead]].send_signal(signal.SIGKILL)
    site.servers.pop(names[dead]).wait()

    told = "Another server goes on with this page. Running work starts again; what you kept is still here."
    expect(page.get_by_text(told)).to_be_visible()
    expect(steps).to_be_visible()
    page.goto(f"{site.address}/kept")
    expect(page.locator('[data-testid="stColumn"]').filter(has_text="Watch it learn").first).to_be_visible()
    context.close()

    later = homes(site.address, visitors)
    assert dead not in later.values()
    assert {visitor: name for visitor, name in later.items() if at[visitor] != dead} == {
        visitor: name for visitor, name in at.items() if name != dead
    }, "whose server lives stays there"
    sockets.close()

    new = site.start()
    site.wait(new)
    site.balance()
    name = opened(f"http://127.0.0.1:{new}")[1]
    deadline = time.monotonic() + 30
    while name not in (last := homes(site.address, visitors)).values():
        assert time.monotonic() < deadline
    moved = {visitor for visitor in visitors if last[visitor] != later[visitor] and at[visitor] != dead}
    assert {last[visitor] for visitor in moved} <= {name}, "who moves moves to the server that came"
