"""The page of one task: what is asked and why, the form or the answer, what was before and what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from engine import rights
from engine.definitions import Definition
from engine.forms import FieldError, Form
from engine.prefill import initial_values
from engine.rights import TaskSubject
from persistence import cases, inbox, task_facts
from webapp import dates, workflow
from webapp.access import readable
from webapp.access.signed_in import actor, signed_in
from webapp.cases import diagrams, timeline
from webapp.database import db
from webapp.documents import places
from webapp.forms import answered
from webapp.forms import island as form_island
from webapp.i18n import language
from webapp.pages import errors
from webapp.records import cards
from webapp.tasks import panel as task_panel
from webapp.tasks import prospects

RECENT = 12  # events beside a task; the page of the case has them all


def page(
    task_id: int,
    typed: Mapping[str, Any] | None = None,
    wrong: Sequence[FieldError] = (),
    problem: errors.Refusal | None = None,
) -> str:
    """The page of a task; ``typed`` is what was refused and goes back into the form."""
    session = db.session()
    task, subject = readable.task(task_id)
    definition = workflow.definition(task.definition_id) if task.definition_id else None
    form = definition.forms.get(task.form_key) if definition and task.form_key else None
    return render_template(
        "tasks/show.html",
        task=task,
        form=form and form.localized(language()),
        problem=problem,
        description=diagrams.description(definition, task) if definition else task.description,
        record=cards.summary(session, task.record_id, actor()) if task.record_id else None,
        groups=inbox.queue_names(session, [task_id]).get(task_id, []),
        known=standing(task, subject)["known"],
        **places.of_task(task_id, task.instance_id),
        **_abilities(subject, task),
        **task_panel.panel(session, subject, task),
        **(_case(session, task, subject, definition) if definition else {"events": timeline.of_task(session, task)}),
        **(_form(task, subject, definition, form, typed, wrong) if subject.is_open else _answer(task, form, typed)),
    )


def standing(task: Any, subject: TaskSubject) -> dict[str, Any]:
    """How the task stands, for whoever has its page open: ``known`` changes with it, ``words`` say what happened."""
    return {
        "known": f"{task.status} {task.assignee_id or ''}".strip(),
        "mayWork": rights.may_work(actor(), subject),
        "words": _standing_words(task),
    }


def _standing_words(task: Any) -> str:
    match task.status:
        case "completed":
            name, when = task.completer_name or _("система"), dates.moment(task.completed_at)
            return _("Задание уже выполнено: %(name)s, %(when)s.", name=name, when=when)
        case "cancelled":
            return _("Задание снято: процесс пошёл дальше без него.")
        case "assigned":
            return _("Исполнитель задания теперь %(name)s.", name=task.assignee_name)
    return _("Задание снова в очереди группы: его может взять любой из неё.")


def _case(session: Session, task: Any, subject: TaskSubject, definition: Definition) -> dict[str, Any]:
    """Where the task stands in its process."""
    incidents = cases.incidents(session, task.instance_id) if task.case_status == "incident" else ()
    return {
        "diagram": diagrams.of_case(session, task.instance_id, definition, incidents),
        "events": timeline.brief(session, task.instance_id, definition, RECENT),
        "ahead": prospects.after(definition, task.element_id) if subject.is_open and task.element_id else [],
    }


def _form(
    task: Any,
    subject: TaskSubject,
    definition: Definition | None,
    form: Form | None,
    typed: Mapping[str, Any] | None,
    wrong: Sequence[FieldError],
) -> dict[str, Any]:
    """What is to be filled in, by whoever may."""
    if form is None or definition is None or not rights.may_work(actor(), subject):
        return {}
    data = typed if typed is not None else _started(task, definition, form)
    island = form_island.island(
        db.session(),
        form,
        data,
        wrong,
        draftUrl=url_for("tasks.draft", task_id=task.id),
        taskId=task.id,
        draftSaved=dates.moment(task.draft_saved_at) if task.draft_saved_at and typed is None else None,
        seen=task.draft_saved_at.isoformat() if task.draft_saved_at else None,
        signIn=url_for("security.login", next=url_for("tasks.show", task_id=task.id)),
        draftOnly=task.owner_id is not None,  # whoever delegated the task completes it
        copyKey=f"draft/{signed_in().id}/{task.id}",
    )
    return {"island": island}


def _answer(task: Any, form: Form | None, typed: Mapping[str, Any] | None) -> dict[str, Any]:
    """What was answered; and what somebody typed too late, so that it can be copied: no form is left for it."""
    session = db.session()
    given = task_facts.answer(session, task)
    return {
        "answer": None if given is None else answered.in_words(session, form, given),
        "typed": answered.in_words(session, form, typed) if typed else None,
    }


def _started(task: Any, definition: Definition, form: Form) -> Mapping[str, Any]:
    """What the form starts with: the draft, or else what the process knows already."""
    if task.draft is not None:
        draft: Mapping[str, Any] = task.draft
        return draft
    return initial_values(db.session(), definition, task.instance_id, task.token, form)


def _abilities(subject: TaskSubject, task: Any) -> dict[str, Any]:
    who = actor()
    may_work = rights.may_work(who, subject)
    return {
        "is_open": subject.is_open,
        "may_work": may_work,
        "may_claim": rights.may_claim(who, subject),
        "may_release": rights.may_release(who, subject),
        "stands_in_for": task.assignee_name if may_work and task.assignee_id in who.acts_for else None,
    }
