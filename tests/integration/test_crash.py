"""A worker that dies between taking a job and committing its result: the job is done exactly once all the same."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from persistence.jobs import Job
from tests.diagrams import boundary, element, end, process, start, timer
from tests.integration.company import LEASE, Company, do_job, step

ROOT = Path(__file__).parents[2]
DAY = timedelta(days=1)

DOOMED = """
import sys
from datetime import datetime, timedelta

from engine.calendar import WorkingCalendar
from engine.engine import Engine
from engine.registries import Registries
from persistence import jobs
from persistence.database import make_engine, make_session_factory
from tests.integration.company import LEASE, do_job

url, now, phase = sys.argv[1:]
engine = Engine(Registries([]), {}, WorkingCalendar(), clock=lambda: datetime.fromisoformat(now))
sessions = make_session_factory(make_engine(url), write=True)
with sessions.begin() as session:
    (job,) = jobs.claim_due(session, engine.now(), "doomed", 1, LEASE)
session = sessions()
if phase == "done":
    do_job(engine, session, job)
print(phase, flush=True)
sys.stdin.read()  # until the end comes
"""


def die(company: Company, phase: str) -> None:
    """A worker process claims the timer's job and is killed: it is ``claimed``, or ``done`` and not committed."""
    command = [sys.executable, "-c", DOOMED, company.database.url, company.clock().isoformat(), phase]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == f"{phase}\n"
        worker.send_signal(signal.SIGKILL)
        assert worker.wait() == -signal.SIGKILL
    wait_for_its_transaction_to_be_gone(company)


def wait_for_its_transaction_to_be_gone(company: Company) -> None:
    """PostgreSQL rolls back when it notices; until then the job's row is locked."""
    with company.database.sessions.begin() as session:
        assert len(session.scalars(select(Job).filter_by(task_id=None).with_for_update()).all()) == 1


@pytest.mark.parametrize("phase", ["claimed", "done"])
def test_a_timer_whose_worker_is_killed_fires_exactly_once(company: Company, phase: str) -> None:
    event = element("intermediateCatchEvent", "wait", timer("P1D"))
    company.deploy(process(start(), event, step("next"), end(), flows="start wait next end"))
    instance_id = company.start()
    company.clock.forward(DAY)
    die(company, phase)
    assert (company.claim_jobs(), company.tasks(instance_id)) == ([], [])
    company.clock.forward(LEASE)
    (job,) = company.claim_jobs("second")
    assert job.attempts == 2
    company.do(do_job, job)
    assert company.passed(instance_id) == ["start", "wait"]
    assert (company.tasks(instance_id), company.timers()) == (["next"], [])


def test_a_killed_worker_leaves_the_instance_to_others(company: Company) -> None:
    late = boundary("late", "work", timer("P1D"))
    company.deploy(process(start(), step("work", "remind"), late, end(), flows="start work end; late remind end"))
    instance_id = company.start()
    company.clock.forward(DAY)
    die(company, "done")
    company.complete(instance_id, "work")
    assert (company.instance(instance_id).status, company.timers()) == ("completed", [])
    assert company.passed(instance_id) == ["start", "work", "end"]
