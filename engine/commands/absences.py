"""Absences: a person is away for some days and a substitute does their work."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from engine import notices
from engine.engine import Engine
from engine.errors import NotFound
from engine.wrong import Texts, Wrong
from persistence import audit, people, substitutions
from persistence.substitutions import Substitution

LONGEST_NOTE: Final = 500  # characters

REFUSALS: Final[Texts] = {
    "required": ("Заполните это поле.", "Fill in this field."),
    "inactive": ("Выберите работающего сотрудника.", "Choose somebody who works here."),
    "oneself": ("Заместителем должен быть кто-то другой.", "The substitute must be somebody else."),
    "order": ("Последний день не может быть раньше первого.", "The last day cannot be before the first."),
    "past": ("Эти дни уже прошли.", "These days have already passed."),
    "overlap": (
        "На эти дни отсутствие уже указано: {starts:%d.%m.%Y} – {ends:%d.%m.%Y}. Сначала отмените его.",
        "There already is an absence on these days: {starts:%d.%m.%Y} – {ends:%d.%m.%Y}. Cancel it first.",
    ),
    "substitute_away": (
        "Этот сотрудник сам отсутствует {starts:%d.%m.%Y} – {ends:%d.%m.%Y}. Выберите другого.",
        "This person is away themselves {starts:%d.%m.%Y} – {ends:%d.%m.%Y}. Choose somebody else.",
    ),
    "too_long": ("Не длиннее {limit} знаков.", "At most {limit} characters."),
}


@dataclass(frozen=True, slots=True)
class Absence:
    """What is asked for: the days away, both included, and who does the work meanwhile."""

    substitute_id: int | None
    starts_on: date | None
    ends_on: date | None
    note: str = ""


def set_absence(engine: Engine, session: Session, person_id: int, absence: Absence, by_id: int) -> int:
    """Let a person be away, and tell the substitute; the substitution's id.  Raises InvalidInput."""
    people.lock(session, person_id)  # two absences of one person at the same moment cannot both find their days free
    _check(session, person_id, absence, engine.today())
    substitution = Substitution(person_id=person_id, set_by=by_id, created_at=engine.now(), **asdict(absence))
    session.add(substitution)
    session.flush()
    _record(engine, session, substitution, "absence_set", by_id)
    return substitution.id


def revoke_absence(engine: Engine, session: Session, person_id: int, substitution_id: int, by_id: int) -> None:
    """End a person's absence now, or call it off, and tell the substitute.

    Raises NotFound when there is none that goes on or is to come.
    """
    substitution = session.get(Substitution, substitution_id)
    if substitution is None or substitution.person_id != person_id:
        raise NotFound("There is no such absence.")
    if substitution.revoked_at is not None or substitution.ends_on < engine.today():
        raise NotFound("There is no such absence, or it is over.")
    substitution.revoked_at, substitution.revoked_by = engine.now(), by_id
    _record(engine, session, substitution, "absence_revoked", by_id)


def _check(session: Session, person_id: int, absence: Absence, today: date) -> None:
    wrong = Wrong(REFUSALS)
    for field in ("substitute_id", "starts_on", "ends_on"):
        if getattr(absence, field) is None:
            wrong.add(field, "required")
    if len(absence.note) > LONGEST_NOTE:
        wrong.add("note", "too_long", limit=LONGEST_NOTE)
    if absence.starts_on and absence.ends_on:
        _check_days(session, person_id, absence.starts_on, absence.ends_on, today, wrong)
    if absence.substitute_id is not None:
        _check_substitute(session, person_id, absence, wrong)
    wrong.refuse()


def _check_days(session: Session, person_id: int, starts_on: date, ends_on: date, today: date, wrong: Wrong) -> None:
    if ends_on < starts_on:
        wrong.add("ends_on", "order")
    elif ends_on < today:
        wrong.add("ends_on", "past")
    elif clash := substitutions.clash(session, person_id, starts_on, ends_on):
        wrong.add("starts_on", "overlap", starts=clash.starts_on, ends=clash.ends_on)


def _check_substitute(session: Session, person_id: int, absence: Absence, wrong: Wrong) -> None:
    substitute_id = absence.substitute_id or 0
    if substitute_id == person_id:
        wrong.add("substitute_id", "oneself")
    elif not people.active_ids(session, [substitute_id]):
        wrong.add("substitute_id", "inactive")
    elif absence.starts_on and absence.ends_on:
        clash = substitutions.clash(session, substitute_id, absence.starts_on, absence.ends_on)
        if clash:
            wrong.add("substitute_id", "substitute_away", starts=clash.starts_on, ends=clash.ends_on)


def _record(engine: Engine, session: Session, substitution: Substitution, kind: str, by_id: int) -> None:
    names = people.names(session, [substitution.person_id, substitution.substitute_id])
    now = {"substitute": names[substitution.substitute_id]} | {
        field: getattr(substitution, field) for field in ("starts_on", "ends_on", "note")
    }
    changes = {
        field: (None, value) if kind == "absence_set" else (value, None) for field, value in now.items() if value
    }
    audit.add(session, engine.now(), by_id, kind, (substitution.person_id, names[substitution.person_id]), changes)
    _tell_substitute(engine, session, substitution, kind, names[substitution.person_id], by_id)


def _tell_substitute(
    engine: Engine, session: Session, substitution: Substitution, kind: str, absent: str, by_id: int
) -> None:
    days = {field: getattr(substitution, field).isoformat() for field in ("starts_on", "ends_on")}
    notices.tell(
        engine,
        session,
        "substitution",
        [substitution.substitute_id],
        key=f"{kind}:{substitution.id}",
        actor_id=by_id,
        data={"absent": absent, **days, "is_off": kind == "absence_revoked", "text": substitution.note},
        link=f"/people/{substitution.person_id}",
    )


def tell_absent(
    engine: Engine,
    session: Session,
    task_id: int,
    instance_id: int | None,
    person_id: int,
    absent_id: int | None,
    deed: str = "",
) -> None:
    """An absent person, if it was on somebody's behalf, learns who completed or passed on their task.

    ``deed`` is "task_assigned" or "task_delegated"; empty for a completion, which is told once.
    """
    if absent_id is None:
        return
    subject: dict[str, Any] = {"task_id": task_id, "instance_id": instance_id, "actor_id": person_id}
    key = f"done_for_you:{task_id}" + (f":{deed}:{engine.now().isoformat()}" if deed else "")
    notices.tell(engine, session, "done_for_you", [absent_id], key=key, data={"deed": deed}, **subject)
