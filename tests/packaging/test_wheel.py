"""The wheel carries everything: installed beside nothing but the locked requirements, it serves pages."""

import os
import re
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LISTENING = re.compile(r"Listening at: (http://127\.0\.0\.1:\d+)")

pytestmark = pytest.mark.slow


def run(*command: str | Path, **options: object) -> str:
    """Run a program that has to succeed; what it said."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options)
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    build = ["wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)]
    run(sys.executable, "-m", "pip", *build)
    (built,) = folder.glob("marshrut-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a clean environment that has the wheel and what it needs."""
    environment = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", environment)
    programs = environment / "bin"
    run(programs / "pip", "install", "--quiet", "--require-hashes", "-r", ROOT / "requirements" / "run.txt")
    run(programs / "pip", "install", "--quiet", "--no-deps", wheel)
    return programs


@contextmanager
def served(program: Path, folder: Path) -> Iterator[str]:
    """The address of a server on a fresh database in the folder."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MARSHRUT", "DATABASE"))}
    server = subprocess.Popen(
        [program, "web"],
        cwd=folder,
        env={**environment, "PORT": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield listening_address(server)
    finally:
        server.terminate()
        server.communicate(timeout=30)


def listening_address(server: subprocess.Popen[str]) -> str:
    """Where it says that it listens."""
    said = []
    for line in server.stdout or ():
        said.append(line)
        if found := LISTENING.search(line):
            return found[1]
    raise AssertionError("Expected the server to say where it listens, but it said: " + "".join(said))


def test_the_wheel_carries_the_data_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    folders = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert folders == {"bpmn", "engine", "forms", "persistence", "webapp"}
    for needed in (
        "bpmn/lead_qualification/lead_qualification.bpmn",
        "forms/registries/lead.json",
        "persistence/migrations/env.py",
        "webapp/static/dist/manifest.json",
        "webapp/templates/base.html",
        "webapp/translations/en/LC_MESSAGES/messages.mo",
    ):
        assert needed in names
    assert [name for name in names if "node_modules" in name or name.startswith("webapp/frontend/")] == []


def test_the_program_tells_what_it_can_do(installed, tmp_path):
    assert "lint" in run(installed / "marshrut", "--help", cwd=tmp_path)


def test_an_installed_server_shows_its_sign_in_page(installed, tmp_path):
    run(installed / "marshrut", "migrate", cwd=tmp_path)
    with served(installed / "marshrut", tmp_path) as address, urllib.request.urlopen(f"{address}/sign-in") as page:
        assert page.status == 200
        assert "<form" in page.read().decode()
