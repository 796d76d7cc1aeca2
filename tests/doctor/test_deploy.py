"""The files of deploy/: accepted by the programs they are for where these are here, and about the app as it is."""

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
    named = (DEPLOY / "nginx" / servers).read_text(encoding="utf-8").replace("server explorer:", "server localhost:")
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


def test_compose_starts_what_there_is() -> None:
    told = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    container = (DEPLOY / "Containerfile").read_text(encoding="utf-8")

    def one(pattern: str, text: str = told) -> str:
        (found,) = re.findall(pattern, text)
        return str(found)

    assert (DEPLOY / one(r"context: (\S+)") / one(r"dockerfile: (\S+)")).exists()
    assert one(r"replicas: (\d+)") == one(rf'{PREFIX}SERVERS: "(\d+)"')
    assert one(r"- store:(\S+)") == one(rf"{PREFIX}STORE=(/store)\b", container)
    for mounted in re.findall(r"- (\./\S+?):", told):
        assert (DEPLOY / mounted).exists()
    for copied in re.findall(r"(?m)^COPY (?!--from)(\S+)", container):
        assert (ROOT / copied).exists()


def test_uploads_are_as_large_at_the_balancer_as_in_the_app() -> None:
    most = re.search(r"(?m)^maxUploadSize = (\d+)$", (ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
    assert most is not None
    assert f"client_max_body_size {most[1]}m;" in (DEPLOY / "nginx/site.conf").read_text(encoding="utf-8")
    assert f"max_size {most[1]}MB" in (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
