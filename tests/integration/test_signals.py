"""Signals across instances: everybody who waits, each once, however many there are."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from engine import commands
from engine.commands import Reached, delivery
from engine.engine import Engine
from engine.errors import Conflict
from persistence.instances import ProcessInstance
from persistence.jobs import Job
from persistence.messages import MessageSubscription
from tests.diagrams import (
    boundary,
    catch,
    element,
    end,
    extended,
    gateway,
    message,
    passed,
    process,
    signal,
    start,
    throw,
    timer,
)
from tests.integration.company import Company, at_once, step

SIGNALS = (element("signal", "price", name="price.changed"), element("message", "paid", name="price.changed"))
WAITS = process(
    start(), catch("wait", signal("price")), step("next"), end(), flows="start wait next end", process_id="waits",
    extra=SIGNALS,
)  # fmt: skip
STARTS = process(
    start("begin", signal("price")), step("work"), end(), flows="begin work end", process_id="starts", extra=SIGNALS
)
THROWS = process(
    start(), throw("tell", signal("price", extended(passed(price="${7}")))), step("after"), end(),
    flows="start tell after end", process_id="throws", extra=SIGNALS,
)  # fmt: skip


def broadcast(company: Company, name: str = "price.changed", **payload: object) -> Reached:
    reached: Reached = company.do(commands.broadcast_signal, name, payload, actor_id=company.boris)
    return reached


def test_a_throw_reaches_every_waiting_instance_and_starts_every_process_in_one_transaction(company: Company) -> None:
    for diagram, key in ((WAITS, "waits"), (STARTS, "starts"), (THROWS, "throws")):
        company.deploy(diagram, key)
    waiting = [company.start("waits") for _ in range(3)]
    thrower = company.start("throws")
    assert [company.tasks(each) for each in (*waiting, thrower)] == [["next"]] * 3 + [["after"]]
    (started,) = company.rows(ProcessInstance, key="starts")
    assert (company.tasks(started.id), company.variables(started.id)) == (["work"], {"price": 7.0})
    assert [company.variables(each) for each in waiting] == [{"price": 7.0}] * 3
    assert company.rows(MessageSubscription) == []
    (received,) = company.history(waiting[0], "signal_received")
    assert (received.element_id, received.data) == ("wait", {"price": 7})


def test_a_signal_from_outside_tells_how_many_it_has_reached(company: Company) -> None:
    company.deploy(WAITS, "waits")
    company.deploy(STARTS, "starts")
    waiting = [company.start("waits") for _ in range(2)]
    reached = broadcast(company, price=8)
    (started,) = company.rows(ProcessInstance, key="starts")
    assert reached == Reached(2, (started.id,), 0)
    assert [company.variables(each) for each in (*waiting, started.id)] == [{"price": 8.0}] * 3
    assert started.started_by == company.boris
    assert broadcast(company, "nobody.waits") == Reached(0, (), 0)


def test_only_the_newest_version_of_a_process_is_started(company: Company) -> None:
    company.deploy(STARTS, "starts")
    company.deploy(STARTS.replace(b'id="work"', b'id="job"').replace(b'"work"', b'"job"'), "starts")
    assert len(broadcast(company).started) == 1


def test_a_message_of_the_same_name_is_not_the_signal(company: Company) -> None:
    company.deploy(process(start(), catch("wait", message("paid")), end(), flows="start wait end", extra=SIGNALS), "p")
    company.deploy(WAITS, "waits")
    by_message, by_signal = company.start("p"), company.start("waits")
    assert broadcast(company).delivered == 1
    assert [company.instance(i).status for i in (by_message, by_signal)] == ["active", "active"]
    assert company.receive("price.changed").instance_id == by_message
    assert company.receive("price.changed").outcome == "unmatched"


def test_many_receivers_get_it_by_jobs_each_once(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "AT_ONCE", 2)
    diagram = process(
        start(), step("host"), boundary("on", "host", signal("price"), cancelActivity="false"), step("next"), end(),
        flows="start host end; on next end", extra=SIGNALS,
    )  # fmt: skip
    company.deploy(diagram)
    waiting = [company.start() for _ in range(7)]
    assert broadcast(company, price=8) == Reached(2, (), 5)
    company.complete(waiting[6], "host")
    later = company.start()
    assert len(company.rows(Job, kind="signal")) == 3
    company.work()
    assert [company.tasks(each) for each in waiting] == [["host", "next"]] * 6 + [[]]
    assert (company.tasks(later), company.rows(Job, kind="signal")) == (["host"], [])


def test_a_process_that_is_called_after_the_throw_does_not_get_it(company: Company) -> None:
    company.deploy(WAITS, "waits")
    calls = process(
        start(), throw("tell", signal("price")), element("callActivity", "call", calledElement="waits"), end(),
        flows="start tell call end", extra=SIGNALS,
    )  # fmt: skip
    company.deploy(calls)
    (called,) = company.children(company.start())
    assert (called.status, company.tasks(called.id), len(company.rows(MessageSubscription))) == ("active", [], 1)


def test_a_called_process_whose_caller_the_signal_interrupts_does_not_get_it(company: Company) -> None:
    company.deploy(WAITS, "waits")
    calls = process(
        start(), gateway("parallel", "fork"), step("work"), throw("tell", signal("price")),
        element("callActivity", "call", calledElement="waits"), boundary("on", "call", signal("price")), step("next"),
        end(), flows="start fork work tell end; fork call end; on next end", extra=SIGNALS,
    )  # fmt: skip
    company.deploy(calls)
    instance_id = company.start()
    company.complete(instance_id, "work")
    (called,) = company.children(instance_id)
    assert (called.status, company.history(called.id, "signal_received")) == ("cancelled", [])
    assert company.tasks(instance_id) == ["next"]


def test_a_start_event_of_several_definitions_starts_by_each_10_5_2(company: Company) -> None:
    several = start("begin", signal("price"), message("paid"), timer("R/P1D", "Cycle"))
    company.deploy(process(several, step("work"), end(), flows="begin work end", extra=SIGNALS))
    broadcast(company)
    company.receive("price.changed")
    company.forward(days=1)
    assert len(company.rows(ProcessInstance, key="p")) == 3


def test_a_failed_throw_reaches_nobody(company: Company) -> None:
    company.deploy(WAITS, "waits")
    company.deploy(THROWS, "throws")
    waiting = company.start("waits")

    def throw_and_fail(engine: Engine, session: Session) -> None:
        commands.start_process(engine, session, "throws", {}, actor_id=company.anna)
        raise Conflict

    with pytest.raises(Conflict):
        company.do(throw_and_fail)
    assert (company.tasks(waiting), len(company.rows(ProcessInstance))) == ([], 1)


def test_signals_at_the_same_moment_are_each_received_once(company: Company) -> None:
    company.deploy(WAITS, "waits")
    waiting = [company.start("waits") for _ in range(3)]
    reached = at_once(*[lambda: broadcast(company)] * 4)
    assert sum(each.delivered for each in reached) == 3
    assert [company.passed(each).count("wait") for each in waiting] == [1, 1, 1]


def test_signals_that_answer_one_another_for_ever_become_an_incident(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.commands.step.STEP_THROWS", 20)
    diagram = process(
        start("begin", signal("price")), throw("again", signal("price")), step("next"), end(),
        flows="begin again next end", extra=SIGNALS,
    )  # fmt: skip
    company.deploy(diagram)
    (first,) = broadcast(company).started
    stopped = [each.id for each in company.rows(ProcessInstance) if each.status == "incident"]
    assert (len(stopped), company.tasks(first)) == (1, ["next"])
    (incident,) = company.incidents(stopped[0])
    assert (incident.kind, incident.element_id) == ("budget", "again")
