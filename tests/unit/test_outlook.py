"""What a diagram says comes after a step."""

from __future__ import annotations

from engine.dialect.parser import parse
from engine.dialect.reader import read
from engine.outlook import Prospect, outlook
from tests.diagrams import (
    arrows,
    boundary,
    catch,
    element,
    end,
    event_subprocess,
    flow,
    gateway,
    many,
    message,
    process,
    start,
    subprocess,
    task,
    timer,
    user,
)


def ahead(diagram: bytes, at: str) -> dict[str, Prospect]:
    """What comes after an element, by element id."""
    (spec,) = parse([read(diagram, "test.bpmn")]).values()
    return {prospect.element_id: prospect for prospect in outlook(spec, at)}


def told(diagram: bytes, at: str) -> dict[str, list[str]]:
    """For each prospect its conditions, as «gateway: flows» or the event's id."""
    return {
        name: [": ".join(filter(None, (c.element_id, " ".join(sorted(c.flows))))) for c in prospect.conditions]
        for name, prospect in ahead(diagram, at).items()
    }


def together(diagram: bytes, at: str) -> str:
    """What comes after an element, in order, "or" before what cannot come together with the one before it."""
    return " ".join(f"or {name}" if one.is_alternative else name for name, one in ahead(diagram, at).items())


def test_automatic_steps_are_passed_through_to_the_next_person() -> None:
    diagram = process(start(), user("a", "b", "c"), task("robot"), end(), flows="start a robot b c end")
    assert told(diagram, "a") == {"b": []}
    assert ahead(diagram, "a")["b"].through == ("robot",)


def test_the_end_is_what_comes_after_the_last_step() -> None:
    diagram = process(start(), user("a"), end(), flows="start a end")
    assert ahead(diagram, "a")["end"].kind == "end"


def test_each_answer_at_a_gateway_leads_somewhere() -> None:
    diagram = process(
        start(), user("a", "b"), gateway("exclusive", "ok", default="ok_b"), end(),
        flow("ok", "end", "${no}"), flows="start a ok b end",
    )  # fmt: skip
    assert told(diagram, "a") == {"end": ["ok: ok_end"], "b": ["ok: ok_b"]}


def test_a_step_that_every_answer_leads_to_has_no_condition() -> None:
    diagram = process(
        start(), user("a", "b"), gateway("exclusive", "split", default="split_one"), gateway("exclusive", "meet"),
        task("one"), task("two"), end(), flow("split", "two", "${no}"),
        flows="start a split one meet b end; two meet",
    )  # fmt: skip
    assert told(diagram, "a") == {"b": []}


def test_of_three_answers_two_that_lead_to_the_same_step_are_told_together() -> None:
    diagram = process(
        start(), user("a", "b"), gateway("exclusive", "ask", default="ask_end"), task("one"), task("two"), end(),
        flow("ask", "one", "${x}"), flow("ask", "two", "${y}"), flows="start a ask end; one b end; two b",
    )  # fmt: skip
    assert told(diagram, "a") == {"end": ["ask: ask_end"], "b": ["ask: ask_one ask_two"]}


def test_a_loop_leads_back_to_the_step_itself() -> None:
    diagram = process(
        start(), gateway("exclusive", "again"), user("a", "check"), gateway("exclusive", "ok", default="ok_end"),
        end(), flow("ok", "again", "${rework}"), flows="start again a check ok end",
    )  # fmt: skip
    assert told(diagram, "check") == {"end": ["ok: ok_end"], "a": ["ok: ok_again"]}
    assert told(diagram, "a") == {"check": []}


def test_a_loop_of_automatic_steps_ends() -> None:
    diagram = process(
        start(), user("a"), gateway("exclusive", "top"), task("robot"), gateway("exclusive", "ok", default="ok_end"),
        end(), flow("ok", "top", "${again}"), flows="start a top robot ok end",
    )  # fmt: skip
    assert told(diagram, "a") == {"end": ["ok: ok_end"]}


def test_a_parallel_split_leads_to_all_its_branches() -> None:
    diagram = process(
        start(), user("a", "b", "c", "d"), gateway("parallel", "split"), gateway("parallel", "join"), end(),
        flows="start a split b join d end; split c join",
    )  # fmt: skip
    assert told(diagram, "a") == {"b": [], "c": []}
    assert not ahead(diagram, "a")["b"].after_others


def test_behind_a_join_the_others_are_waited_for() -> None:
    diagram = process(
        start(), user("b", "c", "d"), gateway("parallel", "split"), gateway("parallel", "join"), end(),
        flows="start split b join d end; split c join",
    )  # fmt: skip
    assert ahead(diagram, "b")["d"].after_others


def test_one_of_many_answers_waits_for_the_others() -> None:
    voting = task("vote", many("people", "person"), tag="userTask", name="Vote")
    diagram = process(start(), voting, user("b"), end(), flows="start vote b end")
    assert ahead(diagram, "vote")["b"].after_others


def test_what_may_happen_meanwhile_is_told_by_its_event() -> None:
    diagram = process(
        start(), user("a", "b", "late"), boundary("overdue", "a", timer("P1D")), end(),
        flows="start a b end; overdue late end",
    )  # fmt: skip
    assert told(diagram, "a") == {"b": [], "late": ["overdue"]}


def test_an_automatic_step_that_may_fail_leads_to_who_handles_it() -> None:
    diagram = process(
        start(), user("a", "b", "mend"), task("robot", tag="serviceTask", camunda__topic="x"),
        boundary("failed", "robot", element("errorEventDefinition")), end(), flows="start a robot b end; failed mend",
    )  # fmt: skip
    assert told(diagram, "a") == {"b": [], "mend": ["failed"]}


def test_what_is_waited_for_is_a_stop() -> None:
    letter = element("message", "letter", name="letter")
    diagram = process(
        start(), user("a"), gateway("eventBased", "first"), catch("answer", message("letter")),
        catch("a_week", timer("P7D")), end(), flows="start a first answer end; first a_week end", extra=[letter],
    )  # fmt: skip
    assert {name: prospect.kind for name, prospect in ahead(diagram, "a").items()} == {
        "answer": "wait",
        "a_week": "wait",
    }


def test_the_way_leads_into_a_subprocess_with_people_and_out_of_it_again() -> None:
    inner = subprocess("part", start("begin"), user("inside"), end("done"), flows="begin inside done")
    diagram = process(
        start(), user("a", "b", "late"), inner, boundary("overdue", "part", timer("P1D")), end(),
        flows="start a part b end; overdue late",
    )  # fmt: skip
    assert told(diagram, "a") == {"inside": [], "late": ["overdue"]}
    assert told(diagram, "inside") == {"b": [], "late": ["overdue"]}


def test_a_subprocess_without_people_is_one_automatic_step() -> None:
    inner = subprocess("part", start("begin"), task("robot"), end("done"), flows="begin robot done")
    diagram = process(start(), user("a", "b"), inner, end(), flows="start a part b end")
    assert told(diagram, "a") == {"b": []}
    assert ahead(diagram, "a")["b"].through == ("part",)


def test_an_error_end_leads_to_who_catches_it() -> None:
    refused = end("refused", element("errorEventDefinition"))
    inner = subprocess("part", start("begin"), user("inside"), refused, flows="begin inside refused")
    diagram = process(
        start(), inner, boundary("failed", "part", element("errorEventDefinition")), user("b", "mend"), end(),
        flows="start part b end; failed mend end",
    )  # fmt: skip
    assert told(diagram, "inside") == {"mend": ["failed"]}


def test_cancelling_a_transaction_leads_to_the_cancel_event_on_its_boundary() -> None:
    cancel = element("cancelEventDefinition")
    inside = start("begin"), user("ask"), end("off", cancel), arrows("begin ask off")
    diagram = process(
        start(), element("transaction", "part", *inside), boundary("stopped", "part", cancel), user("b", "mend"), end(),
        flows="start part b end; stopped mend end",
    )  # fmt: skip
    assert told(diagram, "ask") == {"mend": ["stopped"]}


def test_an_event_subprocess_is_told_by_what_starts_it() -> None:
    rescue = event_subprocess("rescue", timer("P1D"), user("help"), end("helped"), flows="rescue_begins help helped")
    diagram = process(start(), user("a"), rescue, end(), flows="start a end")
    assert told(diagram, "a") == {"end": [], "help": ["rescue_begins"]}
    assert ahead(diagram, "help")["helped"].kind == "end"


def test_what_different_answers_lead_to_is_told_as_one_or_the_other() -> None:
    diagram = process(
        start(), user("a", "b"), gateway("exclusive", "ok", default="ok_b"), end(),
        flow("ok", "end", "${no}"), flows="start a ok b end",
    )  # fmt: skip
    assert together(diagram, "a") == "end or b"


def test_what_one_answer_leads_to_stands_together_however_far_it_is() -> None:
    diagram = process(
        start(), user("a", "b", "c"), gateway("exclusive", "ok", default="ok_robot"), end(), end("refused"),
        gateway("parallel", "split"), task("robot"), task("second"), gateway("parallel", "join"),
        flow("ok", "split", "${yes}"), flows="start a ok robot refused; split b join end; split second c join",
    )  # fmt: skip
    assert together(diagram, "a") == "b c or refused"


def test_branches_that_go_on_side_by_side_are_no_alternatives() -> None:
    diagram = process(
        start(), user("a", "b", "c"), gateway("inclusive", "some"), gateway("inclusive", "join"), end(),
        flow("some", "b", "${x}"), flow("some", "c", "${y}"), flows="start a some; b join end; c join",
    )  # fmt: skip
    assert together(diagram, "a") == "b c"


def test_of_what_is_waited_for_behind_an_event_based_gateway_one_comes() -> None:
    letter = element("message", "letter", name="letter")
    diagram = process(
        start(), user("a"), gateway("eventBased", "first"), catch("answer", message("letter")),
        catch("a_week", timer("P7D")), end(), flows="start a first answer end; first a_week end", extra=[letter],
    )  # fmt: skip
    assert together(diagram, "a") == "answer or a_week"
    assert told(diagram, "a") == {"answer": [], "a_week": []}


def test_what_interrupts_the_step_comes_instead_of_what_follows_it() -> None:
    nodes = start(), user("a", "b", "late"), end()
    flows = "start a b end; overdue late end"
    assert together(process(*nodes, boundary("overdue", "a", timer("P1D")), flows=flows), "a") == "b or late"
    meanwhile = boundary("overdue", "a", timer("P1D"), cancelActivity="false")
    assert together(process(*nodes, meanwhile, flows=flows), "a") == "b late"
    assert ahead(process(*nodes, meanwhile, flows=flows), "a")["late"].is_aside


def test_a_failing_step_is_an_alternative_only_to_what_comes_after_it() -> None:
    nodes = (
        start(), user("a", "b", "mend"), task("robot", tag="serviceTask", camunda__topic="x"),
        boundary("failed", "robot", element("errorEventDefinition")), gateway("parallel", "split"), end(),
    )  # fmt: skip
    assert together(process(*nodes, flows="start a split robot b end; failed mend"), "a") == "b or mend"
    beside = process(*nodes, end("done"), flows="start a split robot done; split b end; failed mend")
    assert together(beside, "a") == "b done or mend"
