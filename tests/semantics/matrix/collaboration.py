"""Pools, messages, correlation, signals, and what is drawn to be read."""

from __future__ import annotations

from tests.diagrams import arrows, definitions, element, end, message, process, start, task, throw
from tests.semantics.matrix.row import Row, drawing, refused, warned

POOLS, SENT = "integration/test_pools::test_", "integration/test_sent_messages::test_"
SIGNALS, KEYS = "integration/test_signals::test_", "test_correlation::test_"
CHANGES_NOTHING = "test_documentation::test_what_is_drawn_beside_the_flow_changes_nothing_of_it"

SAID = element("message", "said", name="order.placed")
FLOW = element("collaboration", "talk", element("messageFlow", "says", sourceRef="tell", targetRef="get"))
EXTENSION = b'<extension xmlns:x="urn:x" definition="x:thing" mustUnderstand="true"/><process '
KEY = element("collaboration", "talk", element("correlationKey", "key"))


def talking(awaited: str) -> bytes:
    """One process sends ``said``, another one waits."""
    one = element(
        "process", "one", start("a"), throw("tell", message("said")), end("b"), arrows("a tell b"), isExecutable="true"
    )
    receive = task("get", tag="receiveTask", messageRef=awaited)
    two = element("process", "two", start("c"), receive, end("d"), arrows("c get d"), isExecutable="true")
    return definitions(FLOW, SAID, element("message", "other", name="other"), one, two)


def several() -> bytes:
    """A pool of up to five instances."""
    pool = element("participant", "pool", element("participantMultiplicity", maximum="5"), processRef="p")
    return process(start(), end(), flows="start end", extra=[element("collaboration", "talk", pool)])


CONVERSATION = (
    Row("несколько пулов, которые исполняются", "several pools that run",
        f"{POOLS}every_process_of_a_diagram_that_runs_is_deployed_with_it"),
    drawing("пул для чтения и поток к нему", "pool that does not run, and a flow to it",
            f"{POOLS}a_flow_to_a_pool_that_does_not_run_is_documentation"),
    drawing("пул без процесса, беседы", "pool without a process, conversations", CHANGES_NOTHING),
    refused("только пулы для чтения", "no pool that runs", "executable-process-missing",
            definitions(element("process", "p", start(), end(), arrows("start end")))),
    warned("число участников пула", "multiplicity of a pool that runs", "element-idle", several()),
    Row("потоки сообщений между пулами", "message flows between pools",
        f"{POOLS}each_reply_goes_to_the_instance_that_has_asked"),
    refused("поток между разными сообщениями", "message flow between different messages", "message-flow-wrong",
            talking("other")),
    Row("сообщение одному получателю", "a message to one receiver",
        "integration/test_messages::test_of_several_that_wait_for_any_the_longest_waiting_gets_it"),
    Row("сообщение, которого никто не ждёт", "message nobody waits for",
        f"{SENT}a_message_nobody_waits_for_is_kept_for_who_does_later_one_each_the_oldest_first"),
    Row("срок хранения сообщения", "time to live of a message", f"{SENT}a_kept_message_expires"),
    Row("сообщение без срока", "message without a time to live", f"{SENT}a_message_without_a_life_is_not_kept"),
    Row("сигнал всем", "a signal to all",
        f"{SIGNALS}a_throw_reaches_every_waiting_instance_and_starts_every_process_in_one_transaction"),
    Row("сигнал не хранится", "signals are not kept",
        "test_signals::test_a_throw_without_a_receiver_goes_on_and_leaves_nothing_behind"),
)  # fmt: skip

CORRELATION = (
    Row("ключ, заданный отправленным", "key set by what was sent",
        f"{KEYS}what_was_sent_says_which_answer_is_waited_for"),
    Row("ключ, заданный начавшим процесс", "key set by what began the instance",
        f"{KEYS}what_began_the_instance_says_which_message_comes_next"),
    Row("ключ, заданный первым пришедшим", "key set by the first that comes",
        f"{KEYS}the_first_message_that_comes_says_it_for_all_who_wait_already"),
    Row("свойства корреляции, несколько", "correlation properties, several",
        f"{KEYS}a_subscription_takes_the_values_from_the_instances_variables"),
    Row("подписка по контексту", "correlation subscription (context-based)",
        f"{KEYS}a_subscription_takes_the_values_from_the_instances_variables"),
    Row("сообщение без значения ключа", "message without the key's value",
        f"{KEYS}a_message_without_the_value_says_nothing"),
    Row("собственный ключ у события", "key at the event itself", f"{KEYS}a_key_at_the_event_itself_goes_before"),
    Row("корреляция снаружи", "correlation of what comes from outside",
        f"{POOLS}a_message_from_outside_finds_its_instance_by_what_it_brings"),
    refused("ключ без свойств", "key without properties", "correlation-wrong",
            process(start(), end(), flows="start end", extra=[KEY])),
)  # fmt: skip

DRAWINGS = (
    refused("расширение, которое нужно понимать (mustUnderstand)", "extension that must be understood",
            "extension-not-understood", process(start(), end(), flows="start end").replace(b"<process ", EXTENSION)),
    refused("ссылка в другой файл", "reference to another file", "reference-broken",
            process(start(), throw("event", message("other:said")), end(), flows="start event end")),
    drawing("аннотации, ассоциации, группы", "annotations, associations, groups", CHANGES_NOTHING),
    drawing("дорожки", "lanes", CHANGES_NOTHING),
    Row("дорожка группы: её сотрудники — исполнители", "lane of a group: its people are the performers",
        "unit/dialect/test_linter::test_a_lane_called_after_a_group_names_the_performers"),
    drawing("аудит и мониторинг", "auditing and monitoring", CHANGES_NOTHING),
    drawing("хореографии и категории", "choreographies and categories", CHANGES_NOTHING),
)  # fmt: skip

GROUPS = {
    "Пулы, сообщения, сигналы · Pools, messages, signals": CONVERSATION,
    "Корреляция · Correlation": CORRELATION,
    "Для чтения и чужое · To be read, and what is foreign": DRAWINGS,
}
