"""Steps of their own: asynchronous continuations, repeated attempts, and incidents that are left behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.errors import OperationError, TokenGone
from engine.runtime import Continue, Fail
from engine.semantics.failures import UnknownFlow
from engine.testing import ProcessRun
from tests.diagrams import (
    boundary,
    catch,
    element,
    end,
    extended,
    flow,
    gateway,
    many,
    mapping,
    process,
    script,
    start,
    subprocess,
    task,
    timer,
    user,
)

Run = Callable[..., ProcessRun]


def parked(run: ProcessRun) -> list[str]:
    return [job.element_id for job in run.jobs]


def pass_the_pause(run: ProcessRun) -> None:
    run.clock.forward(run.jobs[0].due - run.clock.instant)
    run.go_on()


def service(*content: str, **attributes: str) -> str:
    return task("work", *content, tag="serviceTask", camunda__topic="a.b", **attributes)


def line(*nodes: str, flows: str) -> bytes:
    return process(start(), *nodes, user("next"), end(), flows=flows)


def cycle(text: str) -> str:
    return f"<camunda:failedJobRetryTimeCycle>{text}</camunda:failedJobRetryTimeCycle>"


def fails(times: int) -> Callable[..., Any]:
    left = [times]

    def operation(**_: Any) -> str:
        left[0] -= 1
        if left[0] >= 0:
            raise OperationError("Not now")
        return "done"

    return operation


def test_async_before_ends_the_step_before_the_work(run: Run) -> None:
    instance = run(line(service(camunda__asyncBefore="true"), flows="start work next end"))
    assert (parked(instance), instance.effects.performed, instance.tasks) == (["work"], [], [])
    instance.go_on()
    assert (parked(instance), len(instance.effects.performed), instance.tasks) == ([], 1, ["next"])


def test_async_after_ends_the_step_between_the_work_and_the_flow(run: Run) -> None:
    content = extended(mapping(outputs={"done": "${result}"}))
    instance = run(line(service(content, camunda__asyncAfter="true"), flows="start work next end"), results={"a.b": 1})
    assert (parked(instance), len(instance.effects.performed), instance.tasks) == (["work"], 1, [])
    instance.go_on()
    assert (instance.tasks, instance.data, len(instance.effects.performed)) == (["next"], {"done": 1}, 1)


def test_a_user_task_may_stop_before_and_after(run: Run) -> None:
    work = task("work", tag="userTask", camunda__asyncBefore="true", camunda__asyncAfter="true")
    instance = run(line(work, flows="start work next end"))
    assert instance.tasks == []
    instance.go_on()
    instance.complete("work")
    assert (instance.tasks, parked(instance)) == ([], ["work"])
    instance.go_on()
    assert instance.tasks == ["next"]


@pytest.mark.parametrize(
    "node",
    [
        gateway("parallel", "n", camunda__asyncBefore="true"),
        catch("n", timer("PT1H"), camunda__asyncBefore="true"),
        subprocess("n", start("b"), end("e"), flows="b e", camunda__asyncBefore="true"),
    ],
)
def test_gateways_events_and_subprocesses_stop_too(run: Run, node: str) -> None:
    instance = run(process(start(), node, end(), flows="start n end"))
    assert parked(instance) == ["n"]
    instance.go_on()
    instance.forward(hours=1)
    assert instance.ended


def test_a_parallel_join_stops_once_when_all_have_come(run: Run) -> None:
    join = gateway("parallel", "join", camunda__asyncBefore="true")
    instance = run(
        process(
            start(),
            gateway("parallel", "fork"),
            user("a", "b"),
            join,
            end(),
            flows="start fork a join end; fork b join",
        )
    )
    instance.complete("a")
    assert parked(instance) == []
    instance.complete("b")
    assert parked(instance) == ["join"]
    instance.go_on()
    assert instance.ended


def test_the_loop_says_whether_each_iteration_stops(run: Run) -> None:
    loop = many("${[1, 2, 3]}", "n").replace(" isSequential", ' camunda:asyncBefore="true" isSequential')
    instance = run(process(start(), service(loop), end(), flows="start work end"))
    assert (parked(instance), instance.effects.performed) == (["work"] * 3, [])
    instance.go_on()
    assert (len(instance.effects.performed), instance.ended) == (3, True)


def test_on_the_activity_it_is_about_the_whole_of_it(run: Run) -> None:
    work = service(many("${[1, 2, 3]}", "n"), camunda__asyncBefore="true")
    instance = run(process(start(), work, end(), flows="start work end"))
    assert parked(instance) == ["work"]
    instance.go_on()
    assert instance.ended


def test_what_is_interrupted_does_not_go_on(run: Run) -> None:
    inside = subprocess("sub", start("b"), task("x", camunda__asyncBefore="true"), end("e"), flows="b x e")
    instance = run(line(inside, boundary("late", "sub", timer("PT1H")), flows="start sub end; late next end"))
    assert parked(instance) == ["x"]
    instance.forward(hours=1)
    assert (instance.jobs, instance.tasks) == ([], ["next"])


def test_a_failure_is_tried_again_after_each_pause_and_then_an_incident(run: Run) -> None:
    diagram = process(start(), service(extended(cycle("PT1M,PT1H"))), end(), flows="start work end")
    instance = run(diagram, results={"a.b": fails(9)})
    assert (parked(instance), instance.incidents) == (["work"], [])
    instance.go_on()
    assert len(instance.effects.performed) == 1  # the minute has not passed
    pass_the_pause(instance)
    assert (len(instance.effects.performed), instance.incidents) == (2, [])
    pass_the_pause(instance)
    assert (len(instance.effects.performed), [i.message for i in instance.incidents]) == (3, ["Not now"])
    assert instance.passed("attempt_failed") == ["work", "work"]


def test_an_attempt_that_succeeds_goes_on_as_if_nothing_had_been(run: Run) -> None:
    content = extended(mapping(outputs={"done": "${result}"}), cycle("R3/PT10M"))
    instance = run(line(service(content), flows="start work next end"), results={"a.b": fails(1)})
    pass_the_pause(instance)
    assert (instance.tasks, instance.data, instance.incidents) == (["next"], {"done": "done"}, [])


def test_a_step_given_up_is_an_incident_whose_retry_takes_it(run: Run) -> None:
    instance = run(process(start(), service(camunda__asyncBefore="true"), end(), flows="start work end"))
    instance.do(Fail(instance.jobs[0].token, "The worker died", "job"))
    assert ([i.kind for i in instance.incidents], instance.jobs) == (["job"], [])
    instance.retry("work")
    assert (instance.ended, len(instance.effects.performed)) == (True, 1)


def test_a_step_that_was_taken_is_not_taken_twice(run: Run) -> None:
    work = task("work", tag="userTask", camunda__asyncBefore="true")
    instance = run(process(start(), work, end(), flows="start work end"))
    token = instance.jobs[0].token
    instance.go_on()
    with pytest.raises(TokenGone, match="gone on already"):
        instance.do(Continue(token))


def test_an_incident_left_behind_goes_on_at_the_next_element_without_results(run: Run) -> None:
    content = extended(mapping(outputs={"done": "${result}"}))
    late = boundary("late", "work", timer("P1D"))
    instance = run(
        line(service(content), late, flows="start work next end; late end"), results={"a.b": OperationError("No")}
    )
    instance.skip("work")
    assert (instance.tasks, instance.data, instance.incidents, instance.timers) == (["next"], {}, [], [])
    assert "step_skipped" in [kind for kind, _ in instance.history]


def test_a_gateway_without_a_way_is_left_by_the_flow_somebody_names(run: Run) -> None:
    diagram = process(
        start(), gateway("exclusive", "which"), user("a", "b"), end(),
        flow("which", "a", "${n &gt; 10}"), flow("which", "b", "${n &lt; 5}"), flows="start which; a end; b end",
    )  # fmt: skip
    instance = run(diagram, {"n": 7})
    with pytest.raises(UnknownFlow):
        instance.skip("which", "start_which")
    instance.skip("which", "which_b")
    assert (instance.tasks, instance.incidents) == (["b"], [])


def test_an_iteration_left_behind_counts_as_done(run: Run) -> None:
    def divide(n: int) -> float:
        if not n:
            raise OperationError("There is nothing to divide by")
        return 10 / n

    results = "<loopDataOutputRef>all</loopDataOutputRef><outputDataItem name='one'/>"
    content = extended(mapping({"n": "${n}"}, {"one": "${result}"}))
    work = service(content, many("${[1, 0, 2]}", "n", results))
    instance = run(process(start(), work, end(), flows="start work end"), results={"a.b": divide})
    instance.skip("work")
    assert (instance.ended, instance.data) == (True, {"all": [10, None, 5]})


def test_an_event_that_cannot_be_waited_for_is_left_as_if_it_had_happened(run: Run) -> None:
    instance = run(line(catch("wait", timer("${when}")), flows="start wait next end"))
    instance.skip("wait")
    assert instance.tasks == ["next"]


def test_of_a_race_the_event_left_behind_wins(run: Run) -> None:
    one, other = catch("one", timer("${when}")), catch("other", timer("P1D"))
    diagram = process(
        start(), gateway("eventBased", "race"), one, other, user("a", "b"), end(),
        flows="start race one a end; race other b end",
    )  # fmt: skip
    instance = run(diagram)
    instance.skip("one")
    assert (instance.tasks, instance.timers) == (["a"], [])


def test_a_join_that_nobody_else_can_reach_lets_the_token_pass(run: Run) -> None:
    diagram = process(
        start(), gateway("exclusive", "which", default="which_b"), gateway("parallel", "join"), user("a", "b", "next"),
        end(), flow("which", "a", "${first}"), flow("which", "b"), flows="start which; a join next end; b join",
    )  # fmt: skip
    instance = run(diagram, {"first": True})
    instance.complete("a")
    instance.skip("join")
    assert instance.tasks == ["next"]


def test_an_uncaught_error_left_behind_ends_where_it_was_thrown(run: Run) -> None:
    thrown = end("failed", element("errorEventDefinition", errorRef="e"))
    known = element("error", "e", errorCode="no")
    instance = run(process(start(), script("x", "n = 1"), thrown, flows="start x failed", extra=[known]))
    assert [i.element_id for i in instance.incidents] == ["failed"]
    instance.skip("failed")
    assert instance.ended
