"""Activities: ways out, parameters, and what a user task tells people (BPMN 2.0.2, 10.3, 13.3.1 and 8.4.13)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from engine.errors import OperationError
from engine.semantics.outcome import UserTaskOpened
from engine.testing import ProcessRun
from tests.diagrams import (
    boundary,
    end,
    extended,
    flow,
    gateway,
    many,
    mapping,
    process,
    properties,
    script,
    start,
    task,
    timer,
    user,
)

Run = Callable[..., ProcessRun]


def single(content: str) -> bytes:
    """One step, ``work``, between start and end."""
    return process(start(), content, end(), flows="start work end")


def asked(*content: str, **attributes: str) -> bytes:
    return single(task("work", *content, tag="userTask", **attributes))


def opened(instance: ProcessRun) -> UserTaskOpened:
    (task_opened,) = (what for what in instance.open.values() if isinstance(what, UserTaskOpened))
    return task_opened


def test_several_flows_out_of_a_task_are_all_taken(run: Run) -> None:
    diagram = process(start(), user("work", "a", "b"), end(), flows="start work a end; work b end")
    instance = run(diagram)
    instance.complete("work")
    assert instance.tasks == ["a", "b"]


def test_every_flow_into_a_task_starts_it_again(run: Run) -> None:
    diagram = process(
        start(), gateway("parallel", "fork"), user("a", "b", "both"), end(), flows="start fork a both end; fork b both"
    )
    instance = run(diagram)
    instance.complete("a")
    instance.complete("b")
    assert instance.tasks == ["both", "both"]


def conditional(default: str = "") -> bytes:
    attributes = {"default": default} if default else {}
    otherwise = "" if default else "${n &gt; 9}"
    return process(
        start(), user("work", **attributes), user("a", "b", "c"), end(),
        flow("work", "a", "${n &gt; 1}"), flow("work", "b", "${n &gt; 2}"), flow("work", "c", otherwise),
        flows="start work; a end; b end; c end",
    )  # fmt: skip


@pytest.mark.parametrize(("n", "tasks"), [(0, ["c"]), (2, ["a"]), (3, ["a", "b"])])
def test_of_conditional_flows_those_that_hold_are_taken_else_the_default(run: Run, n: int, tasks: list[str]) -> None:
    instance = run(conditional("work_c"))
    instance.complete("work", n=n)
    assert instance.tasks == tasks


def test_a_task_without_a_flow_to_take_is_an_incident_and_loses_no_token(run: Run) -> None:
    instance = run(conditional())
    instance.complete("work", n=0)
    assert ([i.element_id for i in instance.incidents], instance.ended) == (["work"], False)
    instance.retry("work", n=2)
    assert (instance.incidents, instance.tasks) == ([], ["a"])
    assert instance.passed().count("work") == 1


def test_input_parameters_are_seen_in_the_task_only(run: Run) -> None:
    diagram = process(
        start(), task("work", extended(mapping({"double": "${n * 2}"})), tag="scriptTask").replace(
            "</scriptTask>", "<script>seen = double</script></scriptTask>"), end(), flows="start work end",
    )  # fmt: skip
    instance = run(diagram, {"n": 21})
    assert instance.data == {"n": 21, "seen": 42}


def test_without_output_parameters_everything_submitted_reaches_the_process(run: Run) -> None:
    instance = run(asked(extended(mapping({"hint": "from outside"}))))
    instance.complete("work", decision="yes", comment="fine")
    assert instance.data == {"decision": "yes", "comment": "fine"}


def test_with_output_parameters_only_those_reach_the_process(run: Run) -> None:
    instance = run(asked(extended(mapping(outputs={"accepted": '${decision == "yes"}'}))), {"decision": "none yet"})
    instance.complete("work", decision="yes", comment="fine")
    assert instance.data == {"decision": "none yet", "accepted": True}


def test_output_parameters_are_all_computed_before_any_is_assigned(run: Run) -> None:
    instance = run(asked(extended(mapping(outputs={"a": "${b}", "b": "${a}"}))), {"a": 1, "b": 2})
    instance.complete("work")
    assert instance.data == {"a": 2, "b": 1}


def test_a_failing_output_parameter_keeps_what_was_submitted_and_is_mended_by_a_retry(run: Run) -> None:
    instance = run(asked(extended(mapping(outputs={"total": "${price * quantity}"}))))
    instance.complete("work", price=10)
    assert [(i.element_id, i.kind) for i in instance.incidents] == [("work", "expression")]
    instance.retry("work", quantity=3)
    assert (instance.ended, instance.incidents, instance.data) == (True, [], {"total": 30})


def test_what_an_expression_saw_is_told_with_the_incident(run: Run) -> None:
    instance = run(asked(camunda__assignee="${lead.owner.id}"), {"lead": {"number": "Л-1"}})
    (incident,) = instance.incidents
    assert incident.details["expression"] == "lead.owner.id"
    assert "Л-1" in incident.details["variables"]["lead"]


def test_input_parameters_are_computed_anew_from_outside_when_a_task_is_retried(run: Run) -> None:
    work = task("work", extended(mapping({"lead": "${lead.company}"})), tag="serviceTask", camunda__topic="check")
    answers: list[Any] = [OperationError("not yet"), OperationError("not yet"), "checked"]

    def check(lead: Any) -> Any:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    instance = run(single(work), {"lead": {"company": "old"}}, results={"check": check})
    instance.retry("work")
    instance.retry("work", lead={"company": "new"})
    assert (instance.ended, instance.data) == (True, {"lead": {"company": "new"}})
    assert [arguments for _, arguments in instance.effects.performed] == [{"lead": "old"}] * 2 + [{"lead": "new"}]


def test_the_title_is_the_name_with_expressions_filled_in(run: Run) -> None:
    instance = run(asked(name="Квалифицировать заявку\n${lead.number}"), {"lead": {"number": "Л-2026-00001"}})
    assert opened(instance).name == "Квалифицировать заявку Л-2026-00001"


def test_the_property_title_takes_the_place_of_the_name(run: Run) -> None:
    instance = run(asked(extended(properties(title="Сделка ${number}")), name="Сделка"), {"number": 7})
    assert opened(instance).name == "Сделка 7"


def test_a_title_that_is_a_number_is_still_a_text(run: Run) -> None:
    assert opened(run(asked(name="${number}"), {"number": 7})).name == "7"


@pytest.mark.parametrize("person", [7, "7", {"id": 7, "name": "Анна"}])
def test_an_assignee_is_an_id_a_text_or_a_card(run: Run, person: Any) -> None:
    assert opened(run(asked(camunda__assignee="${manager}"), {"manager": person})).assignee == 7


@pytest.mark.parametrize("nobody", [None, "", {"name": "without id"}])
def test_an_assignee_may_be_nobody_where_somebody_else_can_do_it(run: Run, nobody: Any) -> None:
    task = asked(camunda__assignee="${manager}", camunda__candidateGroups="staff")
    assert opened(run(task, {"manager": nobody})).assignee is None


def test_a_task_of_nobody_is_an_incident_that_can_be_mended(run: Run) -> None:
    instance = run(asked(camunda__assignee="${manager}"), {"manager": None})
    assert [(i.element_id, i.kind) for i in instance.incidents] == [("work", "expression")]
    instance.retry("work", manager=7)
    assert opened(instance).assignee == 7


@pytest.mark.parametrize("wrong", ["Анна", [7], {"id": {"id": 7}}])
def test_an_assignee_that_is_no_person_is_an_incident_that_can_be_mended(run: Run, wrong: Any) -> None:
    instance = run(asked(camunda__assignee="${manager}"), {"manager": wrong})
    assert ([i.element_id for i in instance.incidents], instance.tasks) == (["work"], [])
    instance.retry("work", manager=7)
    assert (instance.incidents, opened(instance).assignee) == ([], 7)


def test_candidates_are_lists_texts_with_commas_or_expressions(run: Run) -> None:
    diagram = asked(camunda__candidateUsers="${people}", camunda__candidateGroups="sales, ${group}")
    task_opened = opened(run(diagram, {"people": [1, {"id": 2}, "3"], "group": "directors"}))
    assert (task_opened.candidate_users, task_opened.candidate_groups) == ((1, 2, 3), ("sales", "directors"))


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("PT4H", datetime(2026, 3, 2, 13, 0, tzinfo=UTC)),
        ("P1M", datetime(2026, 4, 2, 9, 0, tzinfo=UTC)),
        ("${by}", datetime(2026, 3, 9, 20, 59, 59, tzinfo=UTC)),  # the end of the day in Moscow
        ("2026-03-05T10:00:00+03:00", datetime(2026, 3, 5, 7, 0, tzinfo=UTC)),
    ],
)
def test_a_due_date_is_a_duration_a_day_or_an_instant(run: Run, due: str, expected: datetime) -> None:
    assert opened(run(asked(camunda__dueDate=due), {"by": "2026-03-09"})).due == expected


def test_a_due_date_may_be_missing(run: Run) -> None:
    task_opened = opened(run(asked(camunda__dueDate="${by}"), {"by": None}))
    assert (task_opened.due, task_opened.follow_up, task_opened.priority) == (None, None, 50)


@pytest.mark.parametrize("attribute", ["camunda__dueDate", "camunda__followUpDate", "camunda__priority"])
def test_a_date_or_priority_that_is_none_is_an_incident(run: Run, attribute: str) -> None:
    instance = run(asked(**{attribute: "${what}"}), {"what": "soon"})
    assert [i.element_id for i in instance.incidents] == ["work"]
    assert "soon" in instance.incidents[0].message


def test_a_priority_may_be_computed(run: Run) -> None:
    assert opened(run(asked(camunda__priority="${2 * n}"), {"n": 40})).priority == 80


def test_iterations_tell_their_own_item_and_are_done_once_each(run: Run) -> None:
    diagram = asked(many("${people}", "each"), camunda__assignee="${each}", name="Ask ${each}")
    instance = run(diagram, {"people": [3, 1, 2]})
    tasks = [what for what in instance.open.values() if isinstance(what, UserTaskOpened)]
    assert [(t.name, t.assignee) for t in tasks] == [("Ask 3", 3), ("Ask 1", 1), ("Ask 2", 2)]
    for _ in range(3):
        instance.complete("work")
    assert (instance.ended, instance.passed().count("work")) == (True, 4)  # three iterations and the activity


def test_iterations_can_end_early(run: Run) -> None:
    until = "<completionCondition>${nrOfCompletedInstances / nrOfInstances &gt;= 0.5}</completionCondition>"
    instance = run(asked(many("${[1, 2, 3, 4]}", "each", until)))
    instance.complete("work")
    assert instance.tasks == ["work"] * 3
    instance.complete("work")
    assert (instance.ended, instance.passed("cancelled")) == (True, ["work", "work"])


def test_a_condition_of_iterations_that_fails_is_mended_without_losing_one(run: Run) -> None:
    until = "<completionCondition>${nrOfCompletedInstances == enough}</completionCondition>"
    instance = run(asked(many("${[1, 2, 3]}", "each", until)))
    instance.complete("work")
    assert [i.element_id for i in instance.incidents] == ["work"]
    instance.retry("work", enough=2)
    assert (instance.incidents, instance.tasks) == ([], ["work", "work"])
    instance.complete("work")
    assert instance.tasks == ["work"]


def test_a_task_of_no_kind_is_passed_at_once(run: Run) -> None:
    assert run(single(task("work"))).passed() == ["start", "work", "end"]


def test_a_manual_task_waits_until_somebody_says_it_is_done(run: Run) -> None:
    instance = run(single(task("work", tag="manualTask", name="Позвонить")))
    assert opened(instance).name == "Позвонить"
    instance.complete("work")
    assert instance.ended


def test_a_script_that_fails_assigns_nothing(run: Run) -> None:
    instance = run(single(script("work", "a = 1\nb = a / zero")), {"zero": 0})
    assert (instance.data, [i.element_id for i in instance.incidents]) == ({"zero": 0}, ["work"])
    instance.retry("work", zero=2)
    assert instance.data == {"zero": 2, "a": 1, "b": 0.5}


def test_a_task_is_entered_once_even_if_it_is_retried(run: Run) -> None:
    instance = run(asked(camunda__assignee="${who}"))
    instance.retry("work", who=1)
    assert instance.passed("entered") == ["work"]


def test_a_retry_leaves_the_timers_of_an_activity_as_they_are(run: Run) -> None:
    diagram = process(
        start(), task("work", tag="userTask", camunda__assignee="${who}"), boundary("late", "work", timer("P1D")),
        end(), end("given_up"), flows="start work end; late given_up",
    )  # fmt: skip
    instance = run(diagram)
    instance.forward(hours=6)
    instance.retry("work", who=1)
    assert [t.due for t in instance.timers] == [datetime(2026, 3, 3, 9, 0, tzinfo=UTC)]
