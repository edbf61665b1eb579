"""Call activities: other processes run as instances of their own, linked to their caller."""

from __future__ import annotations

import pytest

from engine import commands
from engine.commands import step as steps_module
from engine.deployment import Package
from engine.errors import Conflict
from persistence.definitions import ProcessDefinition
from persistence.incidents import Incident
from persistence.instances import ProcessInstance
from tests.diagrams import boundary, element, end, extended, gateway, process, start, task, timer
from tests.integration.company import ANYTHING, Company, step

SOLD_OUT = element("error", "sold_out", name="Sold out", errorCode="sold_out")


def call(element_id: str = "analyse", *content: str, process_id: str = "child", **mapped: str) -> str:
    """Calls ``child``; ``position`` goes in and ``price`` comes out."""
    passed = element("camunda:in", source="position", target="position") + element(
        "camunda:out", source="price", target="price"
    )
    return element("callActivity", element_id, extended(passed), *content, calledElement=process_id, **mapped)


def caller(*content: str, flows: str = "") -> bytes:
    """``analyse`` calls, then somebody makes an offer; ``again`` is behind its boundary event, if it has one."""
    also = step("again") if flows else ""
    return process(
        start(), *(content or (call(),)), step("offer"), also, end(), flows=f"start analyse offer end; {flows}",
        extra=[SOLD_OUT],
    )  # fmt: skip


CHILD = process(start(), step("look"), end(), flows="start look end", process_id="child")
SEVERAL = element(
    "multiInstanceLoopCharacteristics", "",
    "<loopDataOutputRef>prices</loopDataOutputRef>", element("outputDataItem", name="price"),
    camunda__collection="${positions}", camunda__elementVariable="position",
)  # fmt: skip


def deployed(company: Company, diagram: bytes, child: bytes = CHILD) -> None:
    company.deploy(child, "child")
    company.deploy(diagram)


def test_a_called_process_is_an_instance_linked_to_its_caller(company: Company) -> None:
    deployed(company, caller())
    parent = company.start(position="bolt", secret="not passed")
    (child,) = company.children(parent)
    assert (child.key, child.root_id, child.started_by) == ("child", parent, company.anna)
    assert (child.parent_token, child.status) == (company.history(parent, "entered")[-1].token, "active")
    assert company.variables(child.id) == {"position": "bolt"}
    assert company.tasks(parent) == []


def test_its_end_gives_back_what_is_mapped_and_goes_on_in_the_caller(company: Company) -> None:
    deployed(company, caller())
    parent = company.start(position="bolt")
    (child,) = company.children(parent)
    completion = company.complete(child.id, "look", price=12.5, internal="not mapped")
    assert (completion.status, completion.opened) == ("completed", (company.task(parent, "offer").id,))
    assert (company.instance(child.id).status, company.tasks(parent)) == ("completed", ["offer"])
    assert company.variables(parent) == {"position": "bolt", "price": 12.5}


def test_a_called_process_that_needs_nobody_returns_within_the_same_step(company: Company) -> None:
    quick = process(
        start(),
        task("set", "<script>price = 7</script>", tag="scriptTask"),
        end(),
        flows="start set end",
        process_id="child",
    )
    deployed(company, caller(), quick)
    parent = company.start(position="bolt")
    assert (company.tasks(parent), company.variables(parent)["price"]) == (["offer"], 7)


def test_a_grandchild_knows_the_root(company: Company) -> None:
    company.deploy(process(start(), step("dig"), end(), flows="start dig end", process_id="grandchild"), "grandchild")
    middle = process(
        start(), call("deeper", process_id="grandchild"), end(), flows="start deeper end", process_id="child"
    )
    deployed(company, caller(), middle)
    parent = company.start(position="bolt")
    (child,) = company.children(parent)
    (grandchild,) = company.children(child.id)
    assert grandchild.root_id == parent
    company.complete(grandchild.id, "dig", price=3)
    assert (company.tasks(parent), company.variables(parent)["price"]) == (["offer"], 3)


def test_every_position_is_an_instance_and_results_keep_the_order_of_the_positions(company: Company) -> None:
    deployed(company, caller(call("analyse", SEVERAL)))
    parent = company.start(positions=["bolt", "nut", "washer"])
    children = company.children(parent)
    assert [company.variables(child.id) for child in children] == [{"position": p} for p in ("bolt", "nut", "washer")]
    for child, price in zip(reversed(children), (3, 2, 1), strict=True):
        company.complete(child.id, "look", price=price)
    assert company.tasks(parent) == ["offer"]
    assert company.passed(parent).count("analyse") == 4


def test_results_of_positions_are_a_list_for_the_caller(company: Company) -> None:
    show = step("offer", name="Offer ${prices[0]} + ${prices[1]}")
    diagram = process(start(), call("analyse", SEVERAL), show, end(), flows="start analyse offer end")
    deployed(company, diagram)
    parent = company.start(positions=["bolt", "nut"])
    for child, price in zip(company.children(parent), (10, 20), strict=True):
        company.complete(child.id, "look", price=price)
    assert company.task(parent, "offer").name == "Offer 10 + 20"


def test_cancelling_the_caller_cancels_everything_it_called(company: Company) -> None:
    company.deploy(process(start(), step("dig"), end(), flows="start dig end", process_id="grandchild"), "grandchild")
    middle = process(
        start(), call("deeper", process_id="grandchild"), end(), flows="start deeper end", process_id="child"
    )
    deployed(company, caller(), middle)
    parent = company.start(position="bolt")
    company.do(commands.cancel_instance, parent, company.boris, "A mistake")
    assert [i.status for i in company.rows(ProcessInstance)] == ["cancelled"] * 3
    assert [company.tasks(i.id) for i in company.rows(ProcessInstance)] == [[], [], []]


def test_an_interrupting_event_cancels_the_instances_that_have_not_ended(company: Company) -> None:
    deployed(
        company, caller(call("analyse", SEVERAL), boundary("late", "analyse", timer("P4D")), flows="late again end")
    )
    parent = company.start(positions=["bolt", "nut"])
    first, second = company.children(parent)
    company.complete(first.id, "look", price=1)
    company.forward(days=4)
    assert [company.instance(i.id).status for i in (first, second)] == ["completed", "cancelled"]
    assert (company.tasks(parent), company.tasks(second.id), company.timers()) == (["again"], [], [])


def test_a_cancelled_call_stops_its_caller_until_somebody_retries(company: Company) -> None:
    deployed(company, caller())
    parent = company.start(position="bolt")
    (child,) = company.children(parent)
    company.do(commands.cancel_instance, child.id, company.boris, "Called by mistake")
    (incident,) = company.incidents(parent)
    assert (incident.element_id, company.instance(parent).status) == ("analyse", "incident")
    assert f"{child.id}" in incident.message
    company.retry(parent)
    assert ([c.status for c in company.children(parent)], company.instance(parent).status) == (
        ["cancelled", "active"],
        "active",
    )


def failing(code: str = "sold_out") -> bytes:
    thrown = end("failed", f'<errorEventDefinition errorRef="{code}"/>')
    return process(start(), step("look"), thrown, flows="start look failed", process_id="child", extra=[SOLD_OUT])


def test_an_error_end_of_a_called_process_is_caught_on_the_call(company: Company) -> None:
    caught = boundary("out", "analyse", '<errorEventDefinition errorRef="sold_out"/>')
    deployed(company, caller(call(), caught, flows="out again end"), failing())
    parent = company.start(position="bolt")
    (child,) = company.children(parent)
    company.complete(child.id, "look")
    assert (company.tasks(parent), company.instance(child.id).status) == (["again"], "cancelled")
    assert (company.incidents(parent), company.incidents(child.id)) == ([], [])
    assert company.variables(parent)["error_code"] == "sold_out"


def test_an_error_passes_through_a_caller_that_does_not_catch_it(company: Company) -> None:
    caught = boundary("out", "analyse", "<errorEventDefinition/>")
    company.deploy(failing().replace(b'id="child"', b'id="grandchild"'), "grandchild")
    middle = process(
        start(), call("deeper", process_id="grandchild"), end(), flows="start deeper end", process_id="child"
    )
    deployed(company, caller(call(), caught, flows="out again end"), middle)
    parent = company.start(position="bolt")
    (child,) = company.children(parent)
    (grandchild,) = company.children(child.id)
    company.complete(grandchild.id, "look")
    assert company.tasks(parent) == ["again"]
    assert [company.instance(i.id).status for i in (child, grandchild)] == ["cancelled", "cancelled"]
    assert company.rows(Incident, resolved_at=None) == []


ESCALATION = element("escalation", "late", name="Late", escalationCode="late")


def telling(*, works: bool) -> bytes:
    """Escalates, then somebody looks or it ends at once."""
    tell = element("intermediateThrowEvent", "tell", '<escalationEventDefinition escalationRef="late"/>')
    look, flows = (step("look"), "start tell look end") if works else ("", "start tell end")
    return process(start(), tell, look, end(), flows=flows, process_id="child", extra=[ESCALATION])


def told(*, interrupts: bool) -> bytes:
    definition = '<escalationEventDefinition escalationRef="late"/>'
    caught = boundary("out", "analyse", definition, cancelActivity=str(interrupts).lower())
    calls = element("callActivity", "analyse", calledElement="child")
    return caller(calls, caught, flows="out again end").replace(SOLD_OUT.encode(), ESCALATION.encode())


def test_an_escalation_of_a_called_process_is_caught_on_the_call_and_goes_on_beside_it(company: Company) -> None:
    deployed(company, told(interrupts=False), telling(works=True))
    parent = company.start()
    (child,) = company.children(parent)
    assert (company.tasks(parent), company.tasks(child.id)) == (["again"], ["look"])


def test_an_escalation_can_end_the_called_process(company: Company) -> None:
    deployed(company, told(interrupts=True), telling(works=True))
    parent = company.start()
    (child,) = company.children(parent)
    assert (company.tasks(parent), company.instance(child.id).status) == (["again"], "cancelled")


@pytest.mark.parametrize(("interrupts", "tasks"), [(True, ["again"]), (False, ["again", "offer"])])
def test_an_escalation_is_heard_though_the_called_process_ends_in_the_same_step(
    company: Company, interrupts: bool, tasks: list[str]
) -> None:
    deployed(company, told(interrupts=interrupts), telling(works=False))
    assert sorted(company.tasks(company.start())) == tasks


def test_an_error_nobody_catches_stays_an_incident_where_it_was_thrown(company: Company) -> None:
    deployed(company, caller(), failing())
    parent = company.start(position="bolt")
    (child,) = company.children(parent)
    company.complete(child.id, "look")
    assert [i.kind for i in company.incidents(child.id)] == ["error"]
    assert (company.incidents(parent), company.instance(parent).status) == ([], "active")


def test_an_incident_in_an_output_mapping_of_a_call_loses_no_result(company: Company) -> None:
    out = element("camunda:out", sourceExpression="${price * factor}", target="total")
    diagram = caller(element("callActivity", "analyse", extended(out), calledElement="child"))
    deployed(company, diagram)
    parent = company.start()
    (child,) = company.children(parent)
    company.complete(child.id, "look", price=12)
    assert (company.instance(child.id).status, company.instance(parent).status) == ("completed", "incident")
    assert [i.element_id for i in company.incidents(parent)] == ["analyse"]


def test_a_version_that_is_not_there_is_an_incident_and_what_was_typed_stays(company: Company) -> None:
    diagram = process(
        start(), step("ask"),
        call("analyse", camunda__calledElementBinding="version", camunda__calledElementVersion="9"),
        step("offer"), end(), flows="start ask analyse offer end",
    )  # fmt: skip
    deployed(company, diagram)
    parent = company.start()
    company.complete(parent, "ask", position="bolt")
    (incident,) = company.incidents(parent)
    assert (incident.element_id, company.variables(parent)) == ("analyse", {"position": "bolt"})
    assert "version 9" in incident.message


def test_a_process_that_only_messages_start_cannot_be_called_and_says_so(company: Company) -> None:
    message = element("message", "m", name="lead.received")
    by_message = process(
        start("begin", '<messageEventDefinition messageRef="m"/>'),
        end(),
        flows="begin end",
        process_id="child",
        extra=[message],
    )
    deployed(company, caller(), by_message)
    parent = company.start(position="bolt")
    assert [i.element_id for i in company.incidents(parent)] == ["analyse"]
    company.deploy(CHILD, "child")
    company.retry(parent)
    assert ([c.status for c in company.children(parent)], company.incidents(parent)) == (["active"], [])


@pytest.mark.parametrize("limit", ["STEP_CALLS", "NESTED_CALLS"])
def test_a_process_that_calls_itself_for_ever_is_an_incident(
    company: Company, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(steps_module, limit, 20)
    endless = process(
        start(), gateway("exclusive", "deeper"), call("analyse", process_id="child"), end(),
        flows="start deeper analyse end", process_id="child",
    )  # fmt: skip
    company.deploy(endless, "child")
    company.start("child", position="bolt")
    assert [i.kind for i in company.rows(Incident)] == ["budget"]
    assert len(company.rows(ProcessInstance)) == 21


def test_the_latest_version_is_called_unless_one_is_named(company: Company) -> None:
    named = call("named", camunda__calledElementBinding="version", camunda__calledElementVersion="1")
    company.deploy(CHILD, "child")
    company.deploy(CHILD.replace(b"look", b"view"), "child")
    company.deploy(
        process(
            start(), gateway("parallel", "fork"), call("newest"), named, end(),
            flows="start fork newest end; fork named end",
        )
    )  # fmt: skip
    parent = company.start(position="bolt")
    assert [company.tasks(child.id) for child in company.children(parent)] == [["view"], ["look"]]


def test_the_newest_version_with_a_tag_is_called_by_the_tag(company: Company) -> None:
    tagged = call("named", camunda__calledElementBinding="versionTag", camunda__calledElementVersionTag="stable")
    for node, tag in (("look", "stable"), ("view", "stable"), ("watch", "next")):
        drawn = process(start(), step(node), end(), flows=f"start {node} end", process_id="child",
                        camunda__versionTag=tag)  # fmt: skip
        company.deploy(drawn, "child")
    company.deploy(process(start(), tagged, end(), flows="start named end"))
    (child,) = company.children(company.start(position="bolt"))
    assert company.tasks(child.id) == ["view"]


@pytest.mark.parametrize(("outer", "inner"), [("p", "child"), ("child", "p")])
def test_what_was_deployed_in_the_same_file_is_called_whatever_came_later(
    company: Company, outer: str, inner: str
) -> None:
    """As the file was then, with its forms: a later one with the same diagram is another deployment."""
    bound = call("bound", process_id=inner, camunda__calledElementBinding="deployment")
    called = process(start("in"), step("look"), end("out"), flows="in look out", process_id=inner)
    other = called[called.index(b"<process") : called.index(b"</definitions>")].decode()
    drawn = process(start(), step("wait"), bound, end(), flows="start wait bound end", extra=[other], process_id=outer)
    old = {"p.bpmn": drawn, "p.en.json": b'{"process": "Outer", "child": "Inner"}', "forms/anything.json": ANYTHING}
    company.do(commands.deploy, Package("p", old))
    instance = company.start(outer, position="bolt")
    new = ANYTHING.replace(b'"object"', b'"object", "description": "New"')
    assert company.do(commands.deploy, Package("p", old | {"forms/anything.json": new})).changed
    company.complete(instance, "wait")
    (child,) = company.children(instance)
    definition = company.rows(ProcessDefinition, id=child.definition_id)[0]
    assert (definition.key, definition.version, company.tasks(child.id)) == (inner, 1, ["look"])


def test_an_instance_cannot_be_started_where_it_waits_for_a_message(company: Company) -> None:
    message = element("message", "m", name="lead.received")
    company.deploy(
        process(start("begin", '<messageEventDefinition messageRef="m"/>'), end(), flows="begin end", extra=[message])
    )
    with pytest.raises(Conflict, match="cannot be started this way"):
        company.start()
    assert company.rows(ProcessInstance) == []
