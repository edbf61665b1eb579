"""Who executes jobs that have been claimed: threads of this process; a distributed task engine in their place later."""

from __future__ import annotations

import threading
from collections.abc import Callable, Container
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

from flask import Flask

from persistence.jobs import Job


class Executor(Protocol):
    """Who executes jobs that have been claimed."""

    def free(self) -> int:
        """How many jobs it would take now, of those that stay inside."""

    def free_outside(self) -> int:
        """How many it would take of those that reach outside."""

    def submit(self, job: Job) -> None:
        """Execute a job soon, elsewhere."""

    def stop(self) -> None:
        """Finish what was begun, begin nothing more."""


class Threads:
    """An executor on threads of this process: one pool for steps, one for what reaches outside.

    So no mail server that does not answer keeps a timer waiting.
    """

    def __init__(
        self,
        app: Flask,
        execute: Callable[[Job], None],
        outward: Container[str],
        size: int,
        when_free: Callable[[], Any],
    ) -> None:
        """``outward``: the kinds of jobs that reach outside; they get half of the ``size`` again."""
        self._app, self._execute, self._outward = app, execute, outward
        self._inside = _Pool(size, "job", when_free)
        self._outside = _Pool(max(1, size // 2), "outside", when_free)

    def free(self) -> int:
        """Threads for steps without a job."""
        return self._inside.free()

    def free_outside(self) -> int:
        """Threads for what reaches outside without a job."""
        return self._outside.free()

    def submit(self, job: Job) -> None:
        """Execute in a thread."""
        pool = self._outside if job.kind in self._outward else self._inside
        pool.submit(lambda: self._run(job))

    def stop(self) -> None:
        """Wait for the jobs in the threads."""
        self._inside.stop()
        self._outside.stop()

    def _run(self, job: Job) -> None:
        with self._app.app_context():
            self._execute(job)


class _Pool:
    """Threads that are counted, and tell when the first of them is free again."""

    def __init__(self, size: int, name: str, when_free: Callable[[], Any]) -> None:
        self._size, self._when_free = size, when_free
        self._threads = ThreadPoolExecutor(size, thread_name_prefix=name)
        self._busy = 0
        self._lock = threading.Lock()

    def free(self) -> int:
        with self._lock:
            return self._size - self._busy

    def submit(self, work: Callable[[], None]) -> None:
        with self._lock:
            self._busy += 1
        self._threads.submit(self._run, work)

    def stop(self) -> None:
        self._threads.shutdown(wait=True)

    def _run(self, work: Callable[[], None]) -> None:
        try:
            work()
        finally:
            with self._lock:
                was_full, self._busy = self._busy == self._size, self._busy - 1
            if was_full:
                self._when_free()
