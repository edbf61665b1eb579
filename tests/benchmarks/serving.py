"""A gunicorn on loopback, and a client that posts forms to it over one kept-alive connection."""

import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from urllib.parse import urlencode

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds
PROCESSES = Path("/proc")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Client:
    """Posts forms over one kept-alive connection, with the cookies that pages gave it.

    Cookies given by answers to forms are left out: they hold the notices that the next page would show.
    """

    def __init__(self, port: int, server: int) -> None:
        self.server = server
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.cookies: dict[str, str] = {}

    def clock(self) -> float:
        """Seconds of processor time the server has spent."""
        return processor_seconds(self.server)

    def get(self, path: str) -> str:
        """A page's text."""
        status, text = self.request("GET", path)
        assert status == 200, f"Expected a page at {path}, but {status}: {text[:500]}"
        return text

    def post(self, path: str, fields: Mapping[str, str], keep_cookies: bool = False) -> None:
        """Send a form that is answered by a redirect."""
        status, text = self.request("POST", path, urlencode(fields), keep_cookies)
        assert status in (302, 303), f"Expected POST {path} to redirect, but {status}: {text[:2000]}"

    def request(self, method: str, path: str, body: str | None = None, keep_cookies: bool = True) -> tuple[int, str]:
        """Status and text of the answer."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        self.connection.request(method, path, body, headers | FORM if body is not None else headers)
        response = self.connection.getresponse()
        if keep_cookies:
            given = (cookie.split(";")[0].partition("=") for cookie in response.headers.get_all("Set-Cookie", []))
            self.cookies |= {name: value for name, _, value in given}
        return response.status, response.read().decode()


def processor_seconds(process: int) -> float:
    """What a process and its children have cost the processor, to the nanosecond (proc(5)); elsewhere the time."""
    if not PROCESSES.exists():
        return perf_counter()
    folder = PROCESSES / str(process) / "task"
    spent = sum(int((thread / "schedstat").read_text().split()[0]) for thread in folder.iterdir())
    children = (folder / str(process) / "children").read_text().split()
    return spent / 1e9 + sum(processor_seconds(int(child)) for child in children)


@contextmanager
def serving(application: str, environment: Mapping[str, str], log: Path) -> Iterator[Client]:
    """Serve a WSGI application as `marshrut web` does.

    The socket listens before the server starts, so that nobody has to ask again and again whether it has.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener, log.open("wb") as output:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as gunicorn does with sockets of its own
        bind = ["--bind", f"fd://{listener.fileno()}"]
        options = ["--worker-class", "gthread", "--threads", "8", "--keep-alive", "60", "--no-control-socket"]
        command = [sys.executable, "-m", "gunicorn", *bind, *options, application]
        server = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=output,
            stderr=output,
            pass_fds=[listener.fileno()],
        )
        client = Client(listener.getsockname()[1], server.pid)
        try:
            yield client
        finally:
            client.connection.close()
            server.terminate()
            server.wait(PATIENCE)
