"""Deployment: files become immutable versions, and the newest version is what starts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import orjson
import pytest

from engine import commands
from engine.errors import Conflict, DeploymentRefused, ProcessNotFound
from engine.testing import MONDAY_NOON
from persistence.definitions import DefinitionFile, ProcessDefinition, StartSubscription
from persistence.instances import ProcessInstance
from persistence.jobs import Job, LeaseLost
from tests.diagrams import element, end, process, start, task, timer
from tests.integration.company import Company, do_job, step

DAY = timedelta(days=1)


def diagram(work: str = "work", **attributes: str) -> bytes:
    return process(start(), step(work), end(), flows=f"start {work} end", **attributes)


def by_message(name: str) -> bytes:
    return process(
        start("begin", '<messageEventDefinition messageRef="m"/>'), step("work"), end(), flows="begin work end",
        extra=[element("message", "m", name=name)],
    )  # fmt: skip


def by_calendar(when: str, kind: str = "Cycle", work: str = "work") -> bytes:
    return process(start("begin", timer(when, kind)), step(work), end(), flows=f"begin {work} end")


def test_files_become_the_first_version_with_everything_in_it(company: Company) -> None:
    xml = diagram(name="Работа\nс клиентом", camunda__candidateStarterGroups="staff, ", camunda__versionTag="1.0")
    deployed = company.deploy(xml)
    assert (deployed.key, deployed.version, deployed.changed) == ("p", 1, True)
    (version,) = company.rows(ProcessDefinition)
    assert (version.name, version.start_groups, version.version_tag) == ("Работа с клиентом", ["staff"], "1.0")
    assert (version.source, version.deployed_at) == ("files", MONDAY_NOON)
    files = {file.path: file.content for file in company.rows(DefinitionFile)}
    assert (files["p.bpmn"], sorted(files)) == (xml, ["forms/anything.json", "p.bpmn"])


def test_unchanged_files_make_no_new_version(company: Company) -> None:
    first = company.deploy(diagram())
    again = company.deploy(diagram())
    assert (again.definition_id, again.version, again.changed) == (first.definition_id, 1, False)
    assert len(company.rows(ProcessDefinition)) == 1


def test_a_changed_form_makes_a_new_version(company: Company) -> None:
    company.deploy(diagram())
    form = orjson.dumps({"title": "Новая", "schema": {"type": "object"}})
    assert company.deploy(diagram(), anything=form).version == 2


def test_going_back_to_older_files_makes_a_new_version(company: Company) -> None:
    company.deploy(diagram())
    company.deploy(diagram("other"))
    assert company.deploy(diagram()).version == 3


def test_running_instances_stay_on_their_version_and_new_ones_take_the_newest(company: Company) -> None:
    company.deploy(process(start(), step("work", "first"), end(), flows="start work first end"))
    old = company.start()
    company.deploy(process(start(), step("work", "second"), end(), flows="start work second end"))
    new = company.start()
    company.complete(old, "work")
    company.complete(new, "work")
    assert (company.tasks(old), company.tasks(new)) == (["first"], ["second"])


def test_a_form_of_an_older_version_stays_what_it_was(company: Company) -> None:
    company.deploy(diagram())
    old = company.start()
    schema = {"type": "object", "required": ["reason"], "properties": {"reason": {"type": "string"}}}
    company.deploy(diagram(), anything=orjson.dumps({"title": "Строже", "schema": schema}))
    assert company.complete(old, "work").status == "completed"


def test_errors_refuse_a_deployment_and_nothing_is_written(company: Company) -> None:
    broken = process(start(), task("work", tag="userTask"), end(), flows="start work end")
    with pytest.raises(DeploymentRefused) as refused:
        company.deploy(broken)
    assert {f.element_id for f in refused.value.findings if f.severity == "error"} == {"work"}
    assert "work" in str(refused.value)
    assert (company.rows(ProcessDefinition), company.rows(StartSubscription)) == ([], [])
    with pytest.raises(ProcessNotFound):
        company.start()


def test_warnings_do_not_refuse_a_deployment(company: Company) -> None:
    assert company.deploy(diagram()).changed  # it is not drawn, which is a warning


def test_a_version_that_was_rolled_back_is_forgotten(company: Company) -> None:
    class ChangedOurMind(Exception):
        pass

    def deploy_and_regret(xml: bytes) -> None:
        from engine.deployment import Package

        package = Package("p", {"p.bpmn": xml, "forms/anything.json": b'{"title": "A", "schema": {"type": "object"}}'})
        with company.database.sessions.begin() as session:
            commands.deploy(company.engine, session, package)
            commands.start_process(company.engine, session, "p")
            raise ChangedOurMind

    with pytest.raises(ChangedOurMind):
        deploy_and_regret(diagram("regretted"))
    company.deploy(diagram("meant"))
    assert company.tasks(company.start()) == ["meant"]


def test_only_the_newest_version_is_started_by_its_message(company: Company) -> None:
    company.deploy(by_message("lead.received"))
    company.deploy(by_message("request.received"))
    assert [s.name for s in company.rows(StartSubscription)] == ["request.received"]
    assert company.receive("lead.received").outcome == "unmatched"
    started = company.receive("request.received")
    assert (started.outcome, [i.definition_id for i in company.rows(ProcessInstance)]) == (
        "started",
        [company.rows(ProcessDefinition)[-1].id],
    )


def test_files_never_replace_what_was_published_in_the_application(company: Company) -> None:
    company.deploy(diagram())
    published = company.deploy(diagram("published"), source="published")
    assert (published.version, published.changed) == (2, True)
    again = company.deploy(diagram())
    assert (again.version, again.changed) == (2, False)
    assert company.tasks(company.start()) == ["published"]


def test_files_that_changed_beside_a_published_version_are_a_conflict_with_a_remedy(company: Company) -> None:
    company.deploy(diagram())
    company.deploy(diagram("published"), source="published")
    with pytest.raises(Conflict, match=r"published in the application meanwhile.* export that version over the files"):
        company.deploy(diagram("changed"))
    assert len(company.rows(ProcessDefinition)) == 2


def test_files_that_are_what_was_published_are_unchanged(company: Company) -> None:
    company.deploy(diagram())
    company.deploy(diagram("published"), source="published")
    assert not company.deploy(diagram("published")).changed


def test_a_calendar_start_is_a_job_and_starts_the_process_again_and_again(company: Company) -> None:
    company.deploy(by_calendar("0 9 * * 1"))  # Mondays at nine in Moscow; it is Monday noon
    (job,) = company.rows(Job, kind="start_timer")
    assert (job.kind, job.element_id, job.due_at) == ("start_timer", "begin", datetime(2026, 3, 9, 6, 0, tzinfo=UTC))
    company.forward(days=15)
    assert len(company.rows(ProcessInstance)) == 2
    (job,) = company.rows(Job, kind="start_timer")
    assert job.due_at == datetime(2026, 3, 23, 6, 0, tzinfo=UTC)
    assert [company.tasks(i.id) for i in company.rows(ProcessInstance)] == [["work"], ["work"]]


def test_a_cycle_with_an_end_stops_starting(company: Company) -> None:
    company.deploy(by_calendar("R2/P1D"))
    company.forward(days=9)
    assert (len(company.rows(ProcessInstance)), company.rows(Job, kind="start_timer")) == (2, [])


def test_a_start_at_a_date_happens_once(company: Company) -> None:
    company.deploy(by_calendar("2026-03-05T09:00", "Date"))
    company.forward(days=9)
    (instance,) = company.rows(ProcessInstance)
    assert (instance.started_at, company.rows(Job, kind="start_timer")) == (datetime(2026, 3, 5, 6, 0, tzinfo=UTC), [])


def test_a_date_that_has_passed_starts_nothing(company: Company) -> None:
    company.deploy(by_calendar("2020-03-05T09:00", "Date"))
    company.forward(days=9)
    assert (company.rows(ProcessInstance), company.rows(Job, kind="start_timer")) == ([], [])


@pytest.mark.parametrize(("when", "kind"), [("R2/2020-01-01/P1D", "Cycle"), ("${nobody_knows}", "Date")])
def test_a_calendar_start_that_cannot_be_set_refuses_the_deployment(company: Company, when: str, kind: str) -> None:
    with pytest.raises(DeploymentRefused, match="begin"):
        company.deploy(by_calendar(when, kind))
    assert (company.rows(ProcessDefinition), company.rows(Job, kind="start_timer")) == ([], [])


def test_a_new_version_takes_over_the_calendar(company: Company) -> None:
    company.deploy(by_calendar("R/P1D"))
    company.forward(hours=12)
    company.deploy(by_calendar("R/P1D", work="changed"))
    assert [job.due_at for job in company.rows(Job, kind="start_timer")] == [MONDAY_NOON + timedelta(hours=36)]
    company.forward(days=1)
    (instance,) = company.rows(ProcessInstance)
    assert company.tasks(instance.id) == ["changed"]


def test_a_version_without_a_calendar_start_ends_the_old_one(company: Company) -> None:
    company.deploy(by_calendar("R/P1D"))
    company.deploy(diagram())
    assert company.rows(Job, kind="start_timer") == []


def test_a_start_that_was_claimed_before_a_new_version_came_starts_nothing(company: Company) -> None:
    company.deploy(by_calendar("R/P1D"))
    company.clock.forward(DAY)
    (job,) = company.claim_jobs()
    company.deploy(by_calendar("R/P2D"))
    with pytest.raises(LeaseLost):
        company.do(do_job, job)
    assert company.do(commands.start_by_timer, job) is None
    assert company.rows(ProcessInstance) == []


def test_starting_by_timer_tells_the_instance(company: Company) -> None:
    company.deploy(by_calendar("R/P1D"))
    (job,) = company.rows(Job, kind="start_timer")
    instance_id = company.do(commands.start_by_timer, job)
    (instance,) = company.rows(ProcessInstance)
    assert (instance.id, instance.started_by, instance.status) == (instance_id, None, "active")
