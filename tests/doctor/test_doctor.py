"""The doctor's sentences: each is said where it is true, on a machine or a site made so."""

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from explorer.doctor import __main__ as doctor
from explorer.doctor import kernels, machine, settings, site
from explorer.doctor.finding import Finding
from explorer.figures import moving_picture
from explorer.files import web_file
from explorer.files.store import contents, visitors
from tests import http_server

GB = 2**30
ROOT = Path(__file__).resolve().parents[2]


def sentences(found: Iterator[Finding]) -> list[str]:
    return [str(finding) for finding in found]


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"HOME": "/x"}, "✓ The app has 18 settings, none of them set, and nothing is wrong with them."),
        (
            {"EMBEDDING_EXPLORER_SHARED": "1"},
            "✓ The app has 18 settings, 1 of them set, and nothing is wrong with them.",
        ),
        (
            {"EMBEDDING_EXPLORER_SHARE": "1"},
            "✗ EMBEDDING_EXPLORER_SHARE is not a setting of this app. Did you mean EMBEDDING_EXPLORER_SHARED?",
        ),
        (
            {"EMBEDDING_EXPLORER_ZZZ9": "1"},
            "✗ EMBEDDING_EXPLORER_ZZZ9 is not a setting of this app. Remove it; docs/operating.md lists the settings.",
        ),
        (
            {"EMBEDDING_EXPLORER_METRICS": "yes"},
            "• EMBEDDING_EXPLORER_METRICS is “yes”. It is on when it is 1 and off when it is 0.",
        ),
        (
            {"EMBEDDING_EXPLORER_KEEP_HOURS": "a day"},
            "✗ EMBEDDING_EXPLORER_KEEP_HOURS is “a day”. It must be a number above 0, as 24.",
        ),
        (
            {"EMBEDDING_EXPLORER_STORE_GB": "nan"},
            "✗ EMBEDDING_EXPLORER_STORE_GB is “nan”. It must be a number above 0, as 20.",
        ),
    ],
)
def test_settings(environment: dict[str, str], told: str) -> None:
    assert sentences(settings.checked(environment)) == [told]


def test_the_settings_are_those_of_the_code_and_of_the_page_for_operators() -> None:
    code = [path for path in (ROOT / "explorer").rglob("*.py") if "doctor" not in path.parts]
    read = {name for path in code for name in re.findall(r"EMBEDDING_EXPLORER_([A-Z_]+)", path.read_text("utf-8"))}
    assert {setting.name for setting in settings.SETTINGS} == read
    page = (ROOT / "docs/operating.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| `EMBEDDING_EXPLORER_([A-Z_]+)` \| (.*?) \| (.*?) \|$", page)
    assert rows == [(one.name, one.default, one.meaning) for one in settings.SETTINGS]
    defaults = {setting.name: setting.default for setting in settings.SETTINGS}
    assert float(defaults["STORE_GB"]) == contents.QUOTA_GB
    assert float(defaults["KEEP_HOURS"]) == visitors.HOURS
    assert float(defaults["URL_GB"]) == web_file.MOST_GB


def test_a_store_that_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE", str(tmp_path))
    first, _ = machine.store()
    assert str(first) == f"✓ The store at {tmp_path} can be written."
    assert list(tmp_path.iterdir()) == [], "nothing is left there"


def test_a_store_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "file"
    place.touch()
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE", str(place / "store"))
    assert sentences(machine.store()) == [
        f"✗ The store could not be written: not a directory. It is at {place}/store. Set EMBEDDING_EXPLORER_STORE to a "
        "folder that the app's user can write, on a disk with locks."
    ]


@pytest.mark.parametrize(
    ("free", "told"),
    [
        (60, "✓ The store takes 3.0 of 20.0 GB that it may, and its disk has 60.0 GB free."),
        (
            5,
            "• The store takes 3.0 of 20.0 GB that it may, and its disk has 5.0 GB free: the disk is full before the "
            "store is. Set EMBEDDING_EXPLORER_STORE_GB to 8 or less, so that old models give way before the disk is "
            "full.",
        ),
        (
            1,
            "✗ The store takes 3.0 of 20.0 GB that it may, and its disk has 1.0 GB free. Free some of it: an import "
            "needs about 2 GB.",
        ),
    ],
)
def test_the_disk(free: int, told: str) -> None:
    assert str(machine.room(free * GB, 3 * GB, 20 * GB)) == told


def test_folders_that_are_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EMBEDDING_EXPLORER_LESSONS", raising=False)
    monkeypatch.setenv("EMBEDDING_EXPLORER_MODELS", str(tmp_path))
    assert sentences(machine.folders()) == [f"• The folder of vector files, {tmp_path}, is empty. Put files into it."]
    (tmp_path / "glove.txt").touch()
    assert sentences(machine.folders()) == [f"✓ The folder of vector files, {tmp_path}, can be read; 1 in it."]
    monkeypatch.delenv("EMBEDDING_EXPLORER_MODELS")
    monkeypatch.setenv("EMBEDDING_EXPLORER_LESSONS", str(tmp_path / "none"))
    assert sentences(machine.folders()) == [
        f"✗ The folder of lessons, {tmp_path}/none, cannot be read: no such file or directory. Correct "
        "EMBEDDING_EXPLORER_LESSONS, or let the app's user read the folder."
    ]


@pytest.mark.parametrize(
    ("there", "told"),
    [
        (True, "✓ Words can be written on moving pictures."),
        (
            False,
            "✗ Words cannot be written on moving pictures: Pillow was built without FreeType. Install Pillow from its "
            "wheel: pip install -r locks/app.txt.",
        ),
    ],
)
def test_fonts(monkeypatch: pytest.MonkeyPatch, there: bool, told: str) -> None:
    assert moving_picture.has_font()  # on this machine
    monkeypatch.setattr(moving_picture, "has_font", lambda: there)
    assert sentences(machine.fonts()) == [told]


def test_kernels(tmp_path: Path) -> None:
    places = {name: kernels.kept_in(module) for name, module in kernels.modules().items()}
    assert all(place is not None for place, _ in places.values())
    assert sentences(kernels.told(dict.fromkeys(places, (tmp_path, True)))) == [
        "✓ All 7 compiled parts are kept on this machine."
    ]
    places = dict.fromkeys(places, (tmp_path, True)) | {"training": (tmp_path, False), "counting": (tmp_path, False)}
    assert sentences(kernels.told(places)) == [
        "• What is compiled for training, counting is not on this machine yet: the first who uses it waits. Run "
        "“python -m explorer.doctor --compile” once, as the user who runs the app."
    ]
    assert sentences(kernels.told(places | {"training": (None, False)})) == [
        "✗ What is compiled cannot be kept: neither the app's folder nor the user's cache can be written. Set "
        "NUMBA_CACHE_DIR to a folder that can be written."
    ]


@contextmanager
def served(**bad: object) -> Iterator[str]:
    """The address of what answers as the app does behind a balancer, but for what is `bad`."""
    asked = iter(range(1000))

    class Balancer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/_stcore/health":
                self.send_response(int(str(bad.get("health", 200))))
            elif self.path == "/_stcore/stream":
                assert self.headers["Origin"] == f"http://{self.headers['Host']}"
                self.send_response(int(str(bad.get("socket", 101))))
            elif self.path == "/metrics":
                self.send_response(200)
                self.send_header("Content-Type", f"text/{'plain; version=0.0.4' if bad.get('metrics') else 'html'}")
            else:
                self.send_response(200)
                if not bad.get("no_cookie"):
                    self.send_header("Set-Cookie", "explorer_visitor=abc; Path=/; HttpOnly; SameSite=Lax")
                self.send_header("Set-Cookie", "balancer=1; Path=/")
                known = "balancer=1" in self.headers.get("Cookie", "") and not bad.get("spread")
                self.send_header("X-Explorer-Server", "one" if known else str(next(asked) % 2))
            self.send_header("Content-Length", "0")
            self.end_headers()

    with http_server.served(Balancer) as address:
        yield address


def test_a_site_where_all_is_well() -> None:
    with served() as address:
        assert sentences(site.checked(address)) == [
            f"✓ The app answers at {address}.",
            "✓ A visitor gets a cookie by which their work is found again.",
            "✓ A visitor stays on one server.",
            "✓ WebSockets get through.",
            "✓ The operator's figures are not open at this address.",
        ]


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (
            {"no_cookie": True},
            "✗ The page comes without the visitor's cookie: after a reload the visitor's work is lost. Let the "
            "balancer pass on Set-Cookie, and cache no pages.",
        ),
        (
            {"spread": True},
            "✗ One visitor was sent to 2 servers in 6 requests: their pages lose what they hold. Let the balancer "
            "choose by the cookie explorer_visitor, as deploy/nginx/site.conf does.",
        ),
        (
            {"socket": 403},
            "✗ The app refuses WebSockets: it is told another host than the one that visitors type. Let the "
            "balancer pass on Host with its port ($http_host in nginx).",
        ),
        (
            {"socket": 400},
            "✗ WebSockets do not get through (the answer is 400): every page stays empty. Let the balancer pass on "
            "Upgrade and Connection, by HTTP/1.1.",
        ),
        (
            {"metrics": True},
            "• The operator's figures at /metrics are open to everybody who can reach this address. Close /metrics at "
            "the balancer, as deploy/nginx/site.conf does.",
        ),
    ],
)
def test_what_a_balancer_does_wrong(bad: dict[str, object], told: str) -> None:
    with served(**bad) as address:
        found = [*site.checked(address)]
        assert [str(finding) for finding in found if finding.state != "well"] == [told]


def test_an_address_that_is_not_the_app() -> None:
    assert sentences(site.checked("school.example")) == [
        "✗ “school.example” is not an address of the web, which begins with http:// or https://. Give the address that "
        "visitors type."
    ]
    with served(health=404) as address:
        assert sentences(site.checked(address)) == [
            f"✗ A server answers at {address}, but not this app: its health check gives 404. Let the balancer pass all "
            "paths on to the app."
        ]
    (told,) = sentences(site.checked(address))  # it has gone
    assert re.fullmatch(
        rf"✗ Nobody answers at {address}: .*refused.* Start the app and the balancer, and look at the address\.", told
    )


def test_https_that_the_app_is_not_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    with served() as address:
        monkeypatch.setattr(site.http.client, "HTTPSConnection", lambda host, port, **_: plain(host, port))
        plain = site.http.client.HTTPConnection
        assert (
            "✗ The app does not know that visitors come by https: their cookie would also travel in the clear. Let the "
            "balancer send X-Forwarded-Proto."
        ) in [str(one) for one in site._page(site.Site(address.replace("http", "https")))]


def test_the_command_tells_programs_the_same(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in [name for name in os.environ if name.startswith(settings.PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE", str(tmp_path))
    assert doctor.main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert doctor.main(["--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [str(Finding(**one)) for one in told] == lines
    assert {one["check"] for one in told} >= {"settings", "store", "disk", "fonts", "kernels"}
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE_GB", "much")
    assert doctor.main([]) == 1
