"""The demo company on a server of its own, as `marshrut demo` opens it for anybody."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
LISTENING = re.compile(r"Listening at: (http://127\.0\.0\.1:\d+)")
OURS = ("MARSHRUT", "DATABASE_URL", "PORT")  # settings of whoever runs the tests are not the tests'


@dataclass(frozen=True)
class Company:
    """Where it is served, and what its server has said so far."""

    address: str
    said: list[str]
    folder: Path

    def deploy(self, content: Path) -> None:
        """Deploy the processes of a folder as well, while the company works."""
        command = [sys.executable, "-m", "webapp", "deploy"]
        subprocess.run(command, cwd=ROOT, env=_environment(self.folder, MARSHRUT_PROCESSES=str(content)), check=True)


@contextmanager
def open_company(folder: Path) -> Iterator[Company]:
    """A server with an instance folder of its own, stopped afterwards."""
    with subprocess.Popen(
        [sys.executable, "-m", "webapp", "demo", "--port", "0"],
        cwd=ROOT,
        env=_environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        said: list[str] = []
        try:
            address = _address(server.stdout or (), said)
            with _listening_on(server, said):
                yield Company(address, said, folder)
        finally:
            server.terminate()


def _environment(folder: Path, **settings: str) -> dict[str, str]:
    """The settings of an instance in a folder."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {**inherited, "MARSHRUT_INSTANCE": str(folder), **settings}


def _address(output: Iterable[str], said: list[str]) -> str:
    """Where the server says that it listens: the system has chosen a free port."""
    for line in output:
        said.append(line)
        if found := LISTENING.search(line):
            return found[1]
    raise AssertionError("Expected the demo company to open, but its server said: " + "".join(said))


@contextmanager
def _listening_on(server: subprocess.Popen[str], said: list[str]) -> Iterator[None]:
    """Take what the server says until it ends, lest it wait for somebody to listen."""
    reader = threading.Thread(target=said.extend, args=(server.stdout,))
    reader.start()
    try:
        yield
    finally:
        server.terminate()
        reader.join()
