"""The files of deploy/: accepted by the programs they are for where these are here, and about the app as it is."""

import fnmatch
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from explorer.doctor.settings import PREFIX, SETTINGS

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_settings_and_paths_are_those_of_the_app(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    known = {PREFIX + setting.name for setting in SETTINGS}
    assert set(re.findall(rf"{PREFIX}\w+", text)) <= known
    for named in re.findall(r"(?<![\w/])(?:deploy|locks)/[\w./-]*\w", text):
        assert (ROOT / named).exists(), named
    assert not re.search(r"(?<!\d)(?!8501|8502|8503|8080)8[05]\d\d(?!\d)", text), "a port of nobody"


@pytest.mark.skipif(NGINX is None, reason="nginx is not installed on this machine; CI installs it")
@pytest.mark.parametrize("servers", ["servers-one-machine.conf", "servers-compose.conf"])
def test_nginx_accepts_its_files(servers: str, tmp_path: Path) -> None:
    named = re.sub(r"explorer-\d:", "localhost:", (DEPLOY / "nginx" / servers).read_text(encoding="utf-8"))
    (tmp_path / servers).write_text(named, encoding="utf-8")
    whole = (
        f"pid {tmp_path}/pid; events {{}} http {{ include {DEPLOY}/nginx/site.conf; include {tmp_path}/{servers}; }}"
    )
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
    command = [str(NGINX), "-t", "-c", str(tmp_path / "nginx.conf"), "-e", "stderr"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not on this machine")
def test_systemd_accepts_its_unit(tmp_path: Path) -> None:
    unit = (DEPLOY / "embedding-explorer@.service").read_text(encoding="utf-8")
    here = re.sub(r"/opt/embedding-explorer/\.venv/bin/\w+", "/bin/true", unit)
    (tmp_path / "embedding-explorer@8501.service").write_text(here, encoding="utf-8")
    command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / "embedding-explorer@8501.service")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def balanced(servers: str) -> list[str]:
    """The addresses to which nginx sends visitors by one of its files."""
    return re.findall(r"(?m)^    server (\S+)", (DEPLOY / "nginx" / servers).read_text(encoding="utf-8"))


@pytest.mark.parametrize("servers", ["servers-one-machine.conf", "servers-compose.conf"])
def test_nginx_knows_each_server_by_a_name_of_its_own(servers: str) -> None:
    """What `hash` chooses is a name: if it has several addresses, each request goes to another of them."""
    assert "hash $explorer_key consistent;" in (DEPLOY / "nginx" / servers).read_text(encoding="utf-8")
    assert len(set(balanced(servers))) == len(balanced(servers)) == 3


def test_compose_starts_what_there_is() -> None:
    told = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    container = (DEPLOY / "Containerfile").read_text(encoding="utf-8")

    def one(pattern: str, text: str = told) -> str:
        (found,) = re.findall(pattern, text)
        return str(found)

    assert (DEPLOY / one(r"context: (\S+)") / one(r"dockerfile: (\S+)")).exists()
    started = re.findall(r"(?m)^  (\S+):(?: |\n    <<: )\*explorer$", told)
    assert len(started) == int(one(rf'{PREFIX}SERVERS: "(\d+)"'))
    shared = told[: told.index("\nservices:")]
    assert "build:" not in shared, "each server would build the image, all at once"
    assert one(r"(?m)^  image: (\S+)\n  pull_policy: never$", shared) == "embedding-explorer"
    assert re.findall(r"(?m)^      (\S+): {condition: service_healthy}$", told) == started
    port = one(r"EXPOSE (\d+)", container)
    assert balanced("servers-compose.conf") == [f"{name}:{port}" for name in started]
    assert one(r"--server.port (\d+)", container) == one(r"127.0.0.1:(\d+)/_stcore/health", container) == port
    assert one(r"- store:(\S+)") == one(rf"{PREFIX}STORE=(/store)\b", container)
    for mounted in re.findall(r"- (\./\S+?):", told):
        assert (DEPLOY / mounted).exists()
    for copied in re.findall(r"(?m)^COPY (?!--from)(\S+)", container):
        assert (ROOT / copied).exists()


def is_sent(path: str) -> bool:
    """Whether a build is given a file: the last line of .dockerignore that fits it or a folder above it decides."""
    sent = True
    parts = path.split("/")
    above = ["/".join(parts[: n + 1]) for n in range(len(parts))]
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines():
        pattern = line.removeprefix("!").removeprefix("**/")
        names = parts if "**/" in line else above
        if pattern and not line.startswith("#") and any(fnmatch.fnmatchcase(name, pattern) for name in names):
            sent = line.startswith("!")
    return sent


def test_the_image_holds_what_the_app_reads_and_nothing_else() -> None:
    used = [path.relative_to(ROOT).as_posix() for top in ("explorer", "pages") for path in (ROOT / top).rglob("*.*")]
    used = [path for path in used if "__pycache__" not in path]
    used += re.findall(r'ROOT / "([^"]+)"', (ROOT / "app.py").read_text(encoding="utf-8"))
    used += re.findall(r"(?m)^COPY (locks\S+)", (DEPLOY / "Containerfile").read_text(encoding="utf-8"))
    assert len(used) > 500
    assert [path for path in [*used, "app.py", ".streamlit/config.toml"] if not is_sent(path)] == []
    kept_out = [".git/HEAD", ".venv/bin/python", "tests/source.py", "models/mine.bin", ".env", "shared/notes.md"]
    kept_out += ["explorer/__pycache__/errors.pyc", "README.md", ".streamlit/secrets.toml"]
    assert [path for path in kept_out if is_sent(path)] == []


def test_the_balancers_hide_the_figures_of_the_operator() -> None:
    """Caddy looks at blocks with `handle` first: a `respond` beside them is never reached."""
    hidden = re.findall(r"handle @figures {\s+respond 404\s+}", (DEPLOY / "Caddyfile").read_text(encoding="utf-8"))
    assert len(hidden) == 1
    nginx = (DEPLOY / "nginx/site.conf").read_text(encoding="utf-8")
    assert re.findall(r"location = (\S+) { return 404; }", nginx) == ["/metrics", "/_stcore/metrics"]


def test_uploads_are_as_large_at_the_balancer_as_in_the_app() -> None:
    most = re.search(r"(?m)^maxUploadSize = (\d+)$", (ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
    assert most is not None
    assert f"client_max_body_size {most[1]}m;" in (DEPLOY / "nginx/site.conf").read_text(encoding="utf-8")
    assert f"max_size {most[1]}MB" in (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
