"""What runs, and what it needs."""

from __future__ import annotations

from typing import Any

from engine.dialect.linter import LintContext
from tests.diagrams import (
    again,
    boundary,
    catch,
    definitions,
    element,
    end,
    extended,
    flow,
    mapping,
    process,
    properties,
    start,
    task,
    undoing,
    when,
)
from tests.unit.dialect.linter_examples import Example


def create(_context: object, registry: str, data: dict[str, Any], title: str | None = None) -> None:
    """An operation as in engine.operations."""


KNOWN = LintContext(
    forms=["qualify"],
    groups=["managers"],
    operations={"records.create": create},
    processes=["billing"],
    functions=["workdays"],
    decisions=["approval"],
)


def user_task(**attributes: str) -> bytes:
    return process(task("work", tag="userTask", **attributes))


def alarmed(due: str = "P1D", **properties: str) -> bytes:
    """A user task with these camunda:properties."""
    given = "".join(element("camunda:property", name=name, value=value) for name, value in properties.items())
    extension = element("extensionElements", "", element("camunda:properties", "", given))
    return process(task("work", extension, tag="userTask", **({"camunda__dueDate": due} if due else {})))


def service_task(*parameters: str, topic: str = "records.create") -> bytes:
    given = "".join(element("camunda:inputParameter", name=name) for name in parameters)
    extension = element("extensionElements", "", element("camunda:inputOutput", "", given))
    return process(task("work", extension, tag="serviceTask", **({"camunda__topic": topic} if topic else {})))


def timer(text: str, kind: str = "timeDuration") -> bytes:
    definition = element("timerEventDefinition", "", f"<{kind}>{text}</{kind}>")
    return process(element("intermediateCatchEvent", "wait", definition))


def event(kind: str, *more: str, tag: str = "intermediateCatchEvent", extra: str = "", **attributes: str) -> bytes:
    told = {name: attributes.pop(name) for name in ("cancelActivity", "isInterrupting") if name in attributes}
    definition = element(f"{kind}EventDefinition", **attributes)
    return process(element(tag, "event", definition, *more, **told), extra=[extra])


def several(tag: str, *kinds: str, **attributes: str) -> bytes:
    """An event with definitions of these kinds."""
    return process(element(tag, "event", *(element(f"{kind}EventDefinition") for kind in kinds), **attributes))


PASSED = extended(mapping({"goods": "${goods}"}))
KEYED = extended(properties(correlationKey="${order}"))


def begun_together(extension: str) -> bytes:
    """A parallel gateway at which an instance begins with two messages, the first with this extension."""
    gateway = element("eventBasedGateway", "begin", instantiate="true", eventGatewayType="Parallel")
    tasks = task("one", extension, tag="receiveTask"), task("two", KEYED, tag="receiveTask")
    return process(gateway, *tasks, flows="begin one; begin two")


def correlated(*messages: str) -> bytes:
    """A key of two properties: the first is in the messages ``paid`` and ``sent``, the second in these."""
    references = "".join(f"<correlationPropertyRef>{each}</correlationPropertyRef>" for each in ("number", "year"))
    key = element("collaboration", "c", element("correlationKey", "by_number", references))
    return process(extra=[key, retrieved("number", "paid", "sent"), retrieved("year", *messages)])


def retrieved(name: str, *messages: str) -> str:
    """A correlation property with its place in messages."""
    paths = (
        element("correlationPropertyRetrievalExpression", "", f"<messagePath>{name}</messagePath>", messageRef=each)
        for each in messages
    )
    return element("correlationProperty", name, *paths)


def talking(awaited: str) -> bytes:
    """A process sends ``sent`` to another, which waits for a message."""
    sender = element("process", "one", task("tell", tag="sendTask", messageRef="sent"), isExecutable="true")
    receiver = element("process", "two", task("get", tag="receiveTask", messageRef=awaited), isExecutable="true")
    flow = element("messageFlow", "says", sourceRef="tell", targetRef="get")
    return definitions(element("collaboration", "c", flow), sender, receiver)


def sends(time_to_live: str) -> bytes:
    return event("message", extended(properties(messageTimeToLive=time_to_live)), tag="endEvent")


def activity(*content: str, **attributes: str) -> bytes:
    return process(task("work", *content, **attributes))


def subprocess(begin: str, **attributes: str) -> bytes:
    return process(element("subProcess", "sub", begin, **attributes))


def association(content: str) -> str:
    return element("dataOutputAssociation", "", content, element("targetRef").replace("><", ">lead<"))


def understood(namespace: str) -> bytes:
    """Nobody may run it who does not know an extension of this namespace."""
    extension = f'<extension xmlns:x="{namespace}" definition="x:thing" mustUnderstand="true"/>'
    return process().replace(b"<process ", f"{extension}<process ".encode())


def needing(name: str, kind: str = "Input") -> str:
    """What a process needs to begin, or to end: it declares ``client``."""
    needed = element(f"{kind.lower()}Set", "", element(f"data{kind}Refs").replace("><", f">{name}<"))
    return element("ioSpecification", "", element(f"data{kind}", "client"), needed)


def computes(name: str) -> str:
    value, target = element("from").replace("><", ">${1 + 1}<"), element("to").replace("><", f">{name}<")
    return element("assignment", "", value, target)


def filling(name: str) -> str:
    return element("dataInputAssociation", "", element("targetRef").replace("><", f">{name}<"), computes(name))


def script(text: str, **attributes: str) -> bytes:
    return process(task("work", f"<script>{text}</script>", tag="scriptTask", **attributes))


def call(binding: str, **attributes: str) -> bytes:
    return process(element("callActivity", "call", camunda__calledElementBinding=binding, **attributes))


def throwing(definition: str) -> bytes:
    """An activity every iteration of which throws a signal, by the definition with this id."""
    loop = element("multiInstanceLoopCharacteristics", behavior="None", noneBehaviorEventRef=definition)
    shared = element("signalEventDefinition", "each", signalRef="news")
    return process(task("work", loop), extra=[SIGNAL, shared])


def race(other: str) -> bytes:
    """A gateway at which a timer races what has the id ``work``."""
    waits = element("intermediateCatchEvent", "wait", element("timerEventDefinition"))
    return process(element("eventBasedGateway", "race"), waits, other, flows="race wait; race work")


def by_event(*content: str, id: str = "sub") -> str:
    """An event subprocess."""
    return element("subProcess", id, *content, triggeredByEvent="true")


def transaction(*content: str) -> str:
    return element("transaction", "all", *content)


def undo(activity: str) -> str:
    return element("intermediateThrowEvent", "undo", element("compensateEventDefinition", activityRef=activity))


def link(kind: str, name: str) -> str:
    """An event that throws or catches a link."""
    definition = element("linkEventDefinition", name=name)
    return element(f"intermediate{kind}Event", f"{kind.lower()}_{name}", definition)


UNDONE = element("compensateEventDefinition")
CANCEL = element("cancelEventDefinition")
TIMER_START = start("start", element("timerEventDefinition", "", "<timeCycle>R/P1D</timeCycle>"))
MESSAGE = element("message", "paid", name="payment.received")
SIGNAL = element("signal", "news", name="price.changed")
OWNER = element("potentialOwner", "owner")
ERROR = element("error", "refused", errorCode="REFUSED")
ESCALATION = element("escalation", "late", escalationCode="LATE")


def rule(**attributes: str) -> bytes:
    return process(task("work", tag="businessRuleTask", **{f"camunda__{name}": v for name, v in attributes.items()}))


def retried(cycle: str) -> str:
    return element(
        "extensionElements", "", f"<camunda:failedJobRetryTimeCycle>{cycle}</camunda:failedJobRetryTimeCycle>"
    )


EXAMPLES = {
    "retry-cycle-invalid": Example(activity(retried("3 times")), activity(retried("R3/PT10M")), "work"),
    "decision-missing": Example(rule(), rule(topic="records.create"), "work"),
    "decision-unknown": Example(rule(decisionRef="aproval"), rule(decisionRef="approval"), "work", KNOWN),
    "decision-result-wrong": Example(
        rule(decisionRef="a", mapDecisionResult="first"), rule(decisionRef="a", mapDecisionResult="singleEntry"), "work"
    ),
    "element-not-executed": Example(process(element("choreographyTask", "work")), activity(), "work"),
    "event-not-executed": Example(event("cancel"), event("timer"), "event"),
    "event-definitions-clash": Example(
        several("endEvent", "terminate", "message"), several("endEvent", "message", "terminate"), "event"
    ),
    "parallel-multiple-wrong": Example(
        several("boundaryEvent", "timer", "error", parallelMultiple="true"),
        several("boundaryEvent", "timer", "message", parallelMultiple="true"),
        "event",
    ),
    "event-subprocess-start": Example(
        subprocess(start(), triggeredByEvent="true"), subprocess(TIMER_START, triggeredByEvent="true"), "sub"
    ),
    "event-subprocess-in-flow": Example(
        process(start(), by_event(TIMER_START), flows="start sub"), process(start(), by_event(TIMER_START)), "sub"
    ),
    "interruption-wrong": Example(
        event("error", tag="boundaryEvent", cancelActivity="false"), event("error", tag="boundaryEvent"), "event"
    ),
    "compensation-out-of-reach": Example(
        process(undo("work"), task("work")), process(undo("work"), task("work"), undoing("work")), "undo"
    ),
    "compensation-handler-missing": Example(
        process(task("work"), boundary("undone", "work", UNDONE)), process(task("work"), undoing("work")), "undone"
    ),
    "compensation-start-wrong": Example(
        process(by_event(start("start", UNDONE))), subprocess(by_event(start("start", UNDONE), id="inner")), "sub"
    ),
    "cancel-misplaced": Example(process(end("stop", CANCEL)), process(transaction(end("stop", CANCEL))), "stop"),
    "cancel-uncaught": Example(
        process(transaction(end("stop", CANCEL))),
        process(transaction(end("stop", CANCEL)), boundary("stopped", "all", CANCEL)),
        "all",
    ),
    "loop-not-executed": Example(
        activity(again()), process(task("work", again("${not agreed}")), task("other", again(loopMaximum="3"))), "work"
    ),
    "ad-hoc-wrong": Example(
        process(element("adHocSubProcess", "any", start(), task("work"))),
        process(element("adHocSubProcess", "any", task("work"))),
        "start",
    ),
    "behavior-wrong": Example(throwing("none_such"), throwing("each"), "work"),
    "instantiation-wrong": Example(
        process(start(), element("receiveTask", "order", instantiate="true"), flows="start order"),
        process(element("receiveTask", "order", instantiate="true")),
        "order",
    ),
    "instantiation-key-missing": Example(begun_together(""), begun_together(KEYED), "one"),
    "quantity-wrong": Example(activity(startQuantity="0"), activity(startQuantity="2"), "work"),
    "data-input-undeclared": Example(process(needing("amount")), process(needing("client")), "p"),
    "data-output-undeclared": Example(process(needing("amount", "Output")), process(needing("client", "Output")), "p"),
    "data-input-unfilled": Example(
        activity(needing("client")),
        activity(needing("client"), filling("client")),
        "work",
    ),
    "data-not-executed": Example(
        activity(association(element("transformation"))), activity(association(computes("lead"))), "work"
    ),
    "extension-not-executed": Example(
        activity(camunda__class="com.example.Work"), activity(camunda__historyTimeToLive="P30D"), "work"
    ),
    "extension-not-understood": Example(understood("urn:other"), understood("http://camunda.org/schema/1.0/bpmn"), ""),
    "parameters-idle": Example(
        event("escalation", PASSED, tag="endEvent"), event("signal", PASSED, tag="endEvent"), "event"
    ),
    "element-idle": Example(
        process(element("transaction", "all", method="##Image")),
        process(element("transaction", "all", method="##Compensate")),
        "all",
    ),
    "extension-ignored": Example(
        activity(camunda__jobPriority="7"), process(start(), camunda__historyTimeToLive="P30D"), "work"
    ),
    "timer-invalid": Example(timer("4 days"), timer("P4D"), "wait"),
    "exclusive-idle": Example(activity(camunda__exclusive="false"), activity(camunda__exclusive="true"), "work"),
    "due-date-invalid": Example(user_task(camunda__dueDate="soon"), user_task(camunda__dueDate="PT4H"), "work"),
    "message-nameless": Example(event("message"), event("message", extra=MESSAGE, messageRef="paid"), "event"),
    "signal-nameless": Example(event("signal"), event("signal", extra=SIGNAL, signalRef="news"), "event"),
    "message-lifetime-invalid": Example(sends("for ever"), sends("PT4H"), "event"),
    "correlation-wrong": Example(correlated("paid"), correlated("paid", "sent"), "by_number"),
    "message-flow-wrong": Example(talking("paid"), talking("sent"), "says"),
    "error-nameless": Example(
        event("error", tag="endEvent"), event("error", tag="endEvent", extra=ERROR, errorRef="refused"), "event"
    ),
    "escalation-nameless": Example(
        event("escalation", tag="endEvent"),
        event("escalation", tag="endEvent", extra=ESCALATION, escalationRef="late"),
        "event",
    ),
    "event-condition-missing": Example(event("conditional"), process(catch("event", when("${amount > 10}"))), "event"),
    "link-unpaired": Example(
        process(link("Throw", "there"), link("Catch", "there"), link("Catch", "their")),
        process(link("Throw", "there"), link("Catch", "there")),
        "catch_their",
    ),
    "link-with-flow": Example(
        process(link("Throw", "there"), link("Catch", "there"), end(), flows="throw_there end"),
        process(link("Throw", "there"), link("Catch", "there"), end(), flows="catch_there end"),
        "throw_there",
    ),
    "event-gateway-wrong": Example(race(task("work")), race(element("receiveTask", "work")), "work"),
    "trigger-in-subprocess": Example(subprocess(TIMER_START), subprocess(start()), "start"),
    "form-missing": Example(user_task(), user_task(camunda__formKey="qualify"), "work"),
    "form-unknown": Example(user_task(camunda__formKey="qualfy"), user_task(camunda__formKey="qualify"), "work", KNOWN),
    "start-form-misnamed": Example(
        process(start(camunda__formKey="begin")), process(start(camunda__formKey="start")), "start"
    ),
    "performer-missing": Example(user_task(), user_task(camunda__assignee="${manager}"), "work"),
    "performer-ignored": Example(
        process(task("work", OWNER, tag="userTask", camunda__assignee="7")), user_task(camunda__assignee="7"), "work"
    ),
    "group-unknown": Example(
        user_task(camunda__candidateGroups="managers, masters"),
        user_task(camunda__candidateGroups="managers"),
        "work",
        KNOWN,
    ),
    "due-date-missing": Example(user_task(), user_task(camunda__dueDate="PT4H"), "work"),
    "alarm-invalid": Example(alarmed(remindAfter="P4D, soon"), alarmed(remindAfter="P4D,${workdays(2, due)}"), "work"),
    "alarm-without-due-date": Example(alarmed("", overdueAfter="P1D"), alarmed("", overdueAfter="never"), "work"),
    "escalation-unknown": Example(
        alarmed(escalateTo="manager, mangers"), alarmed(escalateTo="manager, managers, 7"), "work", KNOWN
    ),
    "operation-missing": Example(service_task(topic=""), service_task(), "work"),
    "operation-unknown": Example(service_task(topic="records.make"), service_task(), "work", KNOWN),
    "argument-wrong": Example(
        service_task("registry", "dta", "data"), service_task("registry", "data", "title"), "work", KNOWN
    ),
    "called-process-missing": Example(
        process(element("callActivity", "call")), process(element("callActivity", "call", calledElement="x")), "call"
    ),
    "called-process-unknown": Example(
        process(element("callActivity", "call", calledElement="biling")),
        process(element("callActivity", "call", calledElement="billing")),
        "call",
        KNOWN,
    ),
    "binding-wrong": Example(call("version"), call("version", camunda__calledElementVersion="3"), "call"),
    "expression-broken": Example(
        process(task("a"), end(), flow("a", "end", "${amount &gt;}")),
        process(task("a"), end(), flow("a", "end", "${amount &gt; 10}")),
        "a_end",
    ),
    "function-unknown": Example(
        user_task(camunda__dueDate="${workday(1)}"), user_task(camunda__dueDate="${workdays(1)}"), "work", KNOWN
    ),
    "language-foreign": Example(script("x = 1", scriptFormat="groovy"), script("x = 1", scriptFormat="python"), "work"),
}
