"""A scenario is played through the real commands; where the story and the process part, it says where and how."""

from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml

from engine.deployment import Package
from engine.scenarios import Coverage, Played, ScenarioFailed, play
from engine.scenarios.story import read_scenario
from tests.diagrams import (
    arrows,
    boundary,
    catch,
    definitions,
    element,
    end,
    extended,
    flow,
    gateway,
    mapping,
    process,
    signal,
    start,
    task,
    timer,
    user,
    when,
)

PEOPLE = {"anna": "chiefs", "ivan": "clerks"}
START = {"start": "asked", "by": "ivan", "answer": {"what": "Скидка"}}
ANSWERED = {"by": "ivan", "answer": {"what": "Скидка"}}
DECIDE = {"task": "decide", "by": "anna", "answer": {"decision": "yes", "clerk": "ivan"}}


def form(**properties: Any) -> bytes:
    schema = {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
    return orjson.dumps({"title": "Форма", "schema": schema})


def diagram() -> bytes:
    notify = mapping({"to": '${clerk if what != "Сбой" else "group:nobody"}', "title": "Решено: ${what}"})
    remind = mapping({"to": "group:chiefs", "title": "Ждут ответа"})
    attributes = {"tag": "serviceTask", "camunda__type": "external", "camunda__topic": "notify.people"}
    content = [
        start("asked", camunda__formKey="start"),
        user("decide", camunda__candidateGroups="chiefs", camunda__formKey="decide", camunda__dueDate="P1D"),
        boundary("late", "decide", timer("P1D"), cancelActivity="false"),
        task("remind", extended(remind), **attributes),
        end("reminded"),
        gateway("exclusive", "agreed", default="agreed_tell"),
        task("tell", extended(notify), **attributes),
        end("told"),
        end("refused"),
        arrows("asked decide agreed tell told; late remind reminded"),
        flow("agreed", "refused", '${decision == "no"}'),
    ]
    return definitions(
        element("process", "ask", *content, isExecutable="true", camunda__candidateStarterGroups="clerks")
    )


def package() -> Package:
    forms = {
        "forms/start.json": form(what={"type": "string"}),
        "forms/decide.json": form(
            decision={"type": "string", "enum": ["yes", "no"]}, clerk={"type": "integer", "format": "person"}
        ),
    }
    return Package("ask", {"ask.bpmn": diagram(), **forms})


@pytest.fixture
def played(tmp_path: Path) -> Any:
    """Plays steps given as Python."""
    (tmp_path / "ask").mkdir()

    def played(*steps: Any, **story: Any) -> Played:
        file = tmp_path / "ask" / "story.yaml"
        told = {"name": "История", "people": PEOPLE, "steps": list(steps), **story}
        file.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False), "utf-8")
        return play(read_scenario(file), [package()])

    return played


def test_a_true_story_is_played_to_its_end(played: Any) -> None:
    told = played(
        START,
        {"expect": {"tasks": [{"task": "decide", "of": "chiefs", "to": None}], "running": True}},
        DECIDE | {"of": "chiefs"},
        {"expect": {"ended": "told", "tasks": [], "notified": [{"person": "ivan", "title": "Решено: Скидка"}]}},
        {"expect": {"variables": {"what": "Скидка", "decision": "yes"}, "running": False, "notified": []}},
    )
    assert {"asked", "asked_decide", "decide", "agreed_tell", "told"} <= told.visited["ask"]


def any_order() -> Package:
    """A process in which people choose whom to ask, before somebody decides."""
    asking = {"camunda__candidateGroups": "clerks", "camunda__formKey": "start", "camunda__dueDate": "P1D"}
    content = [
        start("asked", camunda__formKey="start"),
        element("adHocSubProcess", "ask_around", user("ask_bank", "ask_client", **asking)),
        end("told"),
        arrows("asked ask_around told"),
    ]
    diagram = process(*content, process_id="ask", camunda__candidateStarterGroups="clerks")
    return Package("ask", {"ask.bpmn": diagram, "forms/start.json": form(what={"type": "string"})})


def test_people_begin_steps_of_an_ad_hoc_subprocess_and_close_it(tmp_path: Path) -> None:
    begun = {"begin": "ask_client", "by": "ivan"}
    steps = [START, begun, {"task": "ask_client", **ANSWERED}, begun, {"close": "ask_around", "by": "ivan"},
             {"expect": {"ended": "told", "tasks": []}}]  # fmt: skip
    file = tmp_path / "story.yaml"
    file.write_text(yaml.safe_dump({"name": "История", "people": PEOPLE, "steps": steps}), "utf-8")
    told = play(read_scenario(file), [any_order()])
    assert "ask_client" in told.visited["ask"]
    steps[1] = {"begin": "ask_client", "by": "anna"}
    file.write_text(yaml.safe_dump({"name": "История", "people": PEOPLE, "steps": steps}), "utf-8")
    with pytest.raises(ScenarioFailed, match="anna has no part in the case"):
        play(read_scenario(file), [any_order()])


def test_time_passes_only_when_told_and_every_timer_fires_at_its_time(played: Any) -> None:
    played(
        START,
        {"expect": {"tasks": [{"task": "decide", "due": "2026-03-03T10:00:00+03:00"}]}},
        {"wait": "PT23H"},
        {"expect": {"notified": [], "not_passed": ["remind"], "alarmed": []}},
        {"until": "2026-03-03T10:00:00+03:00"},
        {"expect": {"notified": ["anna"], "passed": ["reminded"], "tasks": ["decide"]}},
        {"expect": {"alarmed": [{"person": "anna", "kind": "task_overdue", "task": "decide"}]}},
        {"expect": {"alarmed": []}},
    )


def test_a_signal_reaches_who_waits_for_it_and_it_is_told_if_nobody_does(tmp_path: Path) -> None:
    wait = catch("wait", signal("news"))
    waits = process(
        start(), wait, end(), flows="start wait end", process_id="ask", camunda__candidateStarterGroups="clerks",
        extra=[element("signal", "news", name="price.changed")],
    )  # fmt: skip
    file = tmp_path / "story.yaml"
    steps = [{"start": "start", "by": "ivan"}, {"signal": "price.changed"}, {"expect": {"ended": "end"}}]
    file.write_text(yaml.safe_dump({"name": "История", "people": PEOPLE, "steps": steps}), "utf-8")
    play(read_scenario(file), [Package("ask", {"ask.bpmn": waits})])
    file.write_text(yaml.safe_dump({"name": "История", "people": PEOPLE, "steps": steps[1:2]}), "utf-8")
    with pytest.raises(ScenarioFailed, match="nobody waits for it"):
        play(read_scenario(file), [Package("ask", {"ask.bpmn": waits})])


def story(tmp_path: Path, package: Package, *steps: Any) -> Played:
    file = tmp_path / "story.yaml"
    file.write_text(yaml.safe_dump({"name": "История", "people": PEOPLE, "steps": list(steps)}), "utf-8")
    return play(read_scenario(file), [package])


def test_files_are_attached_by_their_names(tmp_path: Path) -> None:
    file = {"type": "string", "format": "attachment"}
    rows = {"type": "array", "items": {"type": "object", "properties": {"scan": file}}}
    forms = {"forms/ask.json": form(charter=file, papers={"type": "array", "items": file}, rows=rows)}
    asks = process(
        start(), user("fill", camunda__candidateGroups="clerks", camunda__formKey="ask"), end(),
        flows="start fill end", process_id="ask", camunda__candidateStarterGroups="clerks",
    )  # fmt: skip
    answer = {"charter": "устав.pdf", "papers": ["а.pdf", "б.pdf"], "rows": [{"scan": "в.pdf"}]}
    steps = {"start": "start", "by": "ivan"}, {"task": "fill", "by": "ivan", "answer": answer}
    story(tmp_path, Package("ask", {"ask.bpmn": asks, **forms}), *steps, {"expect": {"ended": "end"}})


def test_a_side_task_is_completed_by_its_title_by_who_may(tmp_path: Path) -> None:
    given = {"title": "Позвонить", "to": "group:chiefs"}
    attributes = {"tag": "serviceTask", "camunda__type": "external", "camunda__topic": "tasks.create_side_task"}
    asks = process(
        start(), task("call", extended(mapping(given)), **attributes),
        catch("wait", when("${open_side_tasks() == 0}")), end(),
        flows="start call wait end", process_id="ask", camunda__candidateStarterGroups="clerks",
    )  # fmt: skip
    package, begin = Package("ask", {"ask.bpmn": asks}), {"start": "start", "by": "ivan"}
    calls = {"side_task": "Позвонить", "by": "anna", "result": "Дозвонилась"}
    story(tmp_path, package, begin, calls, {"expect": {"ended": "end"}})
    with pytest.raises(ScenarioFailed, match="Expected ivan to be allowed, it is for group chiefs"):
        story(tmp_path, package, begin, calls | {"by": "ivan"})
    with pytest.raises(ScenarioFailed, match="Expected an open side task Написать, but there is none"):
        story(tmp_path, package, begin, calls | {"side_task": "Написать"})


def test_what_a_form_or_a_right_refuses_is_part_of_the_story(played: Any) -> None:
    played(
        START,
        {"task": "decide", "by": "ivan", "forbidden": True},
        {"task": "decide", "by": "anna", "answer": {"decision": "maybe"}, "refused": ["decision", "clerk"]},
        DECIDE,
    )


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ({"task": "other", "by": "anna"}, "Expected an open task other, but there is decide"),
        (DECIDE | {"of": "clerks"}, "Expected the task to be for clerks, but it is for group chiefs"),
        (DECIDE | {"by": "ivan"}, "Expected ivan to be allowed, it is for group chiefs"),
        (DECIDE | {"forbidden": True}, "Expected anna not to be allowed, it is for group chiefs"),
        (DECIDE | {"by": "olga"}, "Expected one of the people anna, ivan, but got 'olga'"),
        (DECIDE | {"answer": {"decision": "yes"}}, "Expected the form to refuse nothing, but clerk: Заполните поле"),
        (DECIDE | {"refused": ["clerk"]}, r"Expected the form to refuse \['clerk'\], but it accepted everything"),
        ({"start": "elsewhere", "by": "ivan"}, "Expected a start event elsewhere, but no process has one"),
        (START | {"by": "anna"}, "Expected anna to be allowed to start ask"),
        ({"message": "unknown"}, "Expected the message to be received, but it was unmatched"),
        ({"mend": "tell", "by": "anna"}, "Expected an incident at tell, but there is none"),
        ({"wait": "soon"}, "soon"),
        ({"dance": "samba"}, "Expected one of message, start"),
        ({"wait": "P1D", "start": "asked", "by": "ivan"}, "Expected one of message, start"),
        ({}, "Expected one of message, start"),
        (DECIDE | {"refuse": []}, "Expected only answer, by, forbidden, of, refused, task, but there is refuse"),
        ({"expect": {"weather": "fine"}}, "Expected one of record, .* but there is 'weather'"),
        ({"expect": {"tasks": []}}, r"Expected the open tasks \[\], but there are \[.*decide"),
        ({"expect": {"tasks": ["decide", "decide"]}}, "Expected the open tasks"),
        (
            {"expect": {"ended": "told"}},
            "Expected the process to have ended at told, but it is active with decide open",
        ),
        ({"expect": {"running": False}}, "Expected running: False, but the process is active"),
        ({"expect": {"notified": ["anna"]}}, r"Expected to be notified .*anna.*, but were \[\]"),
        ({"expect": {"alarmed": ["anna"]}}, r"Expected to be alarmed .*anna.*, but were \[\]"),
        ({"expect": {"passed": ["tell"]}}, "Expected to have passed tell, but did not"),
        ({"expect": {"not_passed": ["asked"]}}, "Expected not to have passed asked, but did"),
        ({"expect": {"incident": "tell"}}, "Expected an incident at tell, but there are none"),
        ({"expect": {"variables": {"what": "Отсрочка"}}}, "Expected the variables .*Отсрочка.*, but .*Скидка"),
        ({"expect": {"record": {"registry": "deal"}}}, "Expected at least 1 of deal with {}, but there are"),
        ({"expect": {"records": [{"registry": "deal", "count": 1}]}}, "Expected 1 of deal with {}, but there are"),
    ],
)
def test_where_story_and_process_part_the_step_and_the_difference_are_named(
    played: Any, step: Any, message: str
) -> None:
    with pytest.raises(ScenarioFailed, match=message) as failure:
        played(START, step)
    assert "История\nstory.yaml, step 2 (" in str(failure.value)


def test_an_incident_nobody_expects_ends_the_story(played: Any) -> None:
    with pytest.raises(ScenarioFailed, match="Expected tell to succeed, but"):
        played(START | {"answer": {"what": "Сбой"}}, DECIDE)


def test_an_expected_incident_is_mended_and_the_story_goes_on(played: Any) -> None:
    played(
        START | {"answer": {"what": "Сбой"}},
        DECIDE,
        {"expect": {"incident": "tell", "running": True}},
        {"mend": "tell", "by": "anna", "with": {"what": "Скидка"}},
        {"expect": {"ended": "told", "notified": ["ivan"]}},
    )


def test_records_may_be_there_before_and_are_compared_by_what_is_named(played: Any) -> None:
    company = {"registry": "company", "data": {"name": "ООО «Вега»", "inn": "7707083893"}, "responsible": "ivan"}
    played(
        START,
        {"expect": {"record": {"registry": "company", "responsible": "ivan", "inn": "7707083893", "count": 1}}},
        records=[company],
    )


def test_coverage_tells_what_no_scenario_goes_through(played: Any) -> None:
    told = played(START, {"task": "decide", "by": "anna", "answer": {"decision": "no", "clerk": "ivan"}})
    coverage = Coverage.of(package(), [told.visited])
    late = {"late", "late_remind", "remind", "remind_reminded", "reminded"}
    assert coverage.missing == late | {"agreed_tell", "tell", "tell_told", "told"}
    assert coverage.percent == 100 * 7 // 16
