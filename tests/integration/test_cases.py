"""Cases as people find them: by the card they are about, and by the cards they have made or changed."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from engine.operations import OPERATIONS, OperationContext
from engine.registries import load_registries
from engine.testing import MONDAY_NOON
from persistence import cases, definitions
from persistence.instances import ProcessInstance

CARD = {"channel": "phone", "client_name": "Пётр", "phone": "+7 912 345-67-89"}


def running(session: Session) -> int:
    """A case of a process that does nothing."""
    version = definitions.ProcessDefinition(
        key="p", version=1, name="P", sha256="0" * 64, start_groups=[], deployed_at=MONDAY_NOON, source="files"
    )
    case = ProcessInstance(
        definition_id=definitions.add(session, version, {"p.bpmn": b""}), key="p", title="P", status="active",
        state=b"", started_at=MONDAY_NOON,
    )  # fmt: skip
    session.add(case)
    session.flush()
    return case.id


def card_of(session: Session, instance_id: int | None) -> int:
    context = OperationContext(
        session, MONDAY_NOON, load_registries(), ZoneInfo("Europe/Moscow"), instance_id=instance_id
    )
    card: int = OPERATIONS["records.create"](context, registry="lead", data=CARD)["id"]
    return card


def test_a_card_lists_the_case_that_made_it_though_the_case_is_about_another(session: Session) -> None:
    case = running(session)
    assert [row.id for row in cases.of_record(session, card_of(session, case))] == [case]


def test_a_card_that_no_case_has_touched_lists_none(session: Session) -> None:
    running(session)
    assert cases.of_record(session, card_of(session, None)) == []
