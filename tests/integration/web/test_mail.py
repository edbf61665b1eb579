"""Mail: once, to the right person, in their language, together with the case; also when the worker is killed."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from persistence import definitions
from persistence.instances import ProcessInstance
from persistence.jobs import Job
from persistence.notifications import Notification
from persistence.outgoing_mail import OutgoingMail
from persistence.people import Person
from tests.databases import Database
from tests.integration.web.office import MINUTE, Office, ready
from tests.mailbox import Mailbox
from webapp.access.account_mail import AccountMail
from webapp.cli import main
from webapp.database import db
from webapp.mail.letters import Letter, message_of
from webapp.running import worker
from webapp.running.executors import Threads
from webapp.settings import Settings, SettingsError
from webapp.transaction import run_in_transaction

ROOT = Path(__file__).parents[3]

DOOMED = """
import sys
from datetime import timedelta

from tests.integration.web.office import ready
from webapp import create_app
from webapp.mail.mail_server import Conversation
from webapp.running import worker

url, smtp_url, phase = sys.argv[1:]
offer, finish = Conversation.offer, Conversation.finish


def die(*_):
    print(phase, flush=True)
    sys.stdin.read()  # until the end comes


def offered(self, *message):
    offer(self, *message)
    die()


def taken(self):
    finish(self)
    die()


if phase == "offered":
    Conversation.offer = offered
if phase == "marked":
    Conversation.finish = die
if phase == "taken":
    Conversation.finish = taken
office = ready(url, smtp_url)
with office.app.app_context():
    (job,) = office.claim("doomed")
    if phase == "claimed":
        die()
    worker.execute(job)
"""


def texts(mail: EmailMessage) -> tuple[str, str]:
    """The plain text and the HTML."""
    return tuple(mail.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[return-value,union-attr]


def test_a_mail_says_what_is_wanted_in_the_language_of_its_reader(office: Office, mailbox: Mailbox):
    office.tell(office.anna, office.bill, actor_id=None, data={"text": "Посмотрите цену.\n.Точка в начале строки"})
    office.work()
    to_anna, to_bill = sorted(mailbox.mails, key=lambda mail: mail["To"])
    assert (to_anna["Subject"], to_bill["Subject"]) == ("Маршрут упоминает вас: дело", "Marshrut mentions you: a case")
    text, html = texts(to_anna)
    assert "  .Точка в начале строки" in text
    (notice,) = (one for one in office.rows(Notification) if one.person_id == office.anna)
    for part in (text, html):
        assert f"https://flow.example.org/notifications/{notice.id}" in part
        assert "https://flow.example.org/me/notifications" in part
    assert "Open" in texts(to_bill)[1]


def test_a_mail_can_be_sorted_filtered_and_switched_off(office: Office, mailbox: Mailbox):
    office.tell(office.anna)
    office.work()
    (mail,) = mailbox.mails
    (told,) = office.rows(Notification)
    assert mail["Message-ID"] == f"<notice-{told.id}@flow.example.org>"
    assert mail["From"] == "Маршрут <flow@example.org>"
    assert (mail["Auto-Submitted"], mail["References"]) == ("auto-generated", None)
    assert mail["List-Unsubscribe"] == "<https://flow.example.org/me/notifications>"


def test_a_long_subject_arrives_as_it_was_written(office: Office):
    title = "Вам передано обращение Л-2026-00001: ООО «Кровля-Сервис», и отвечать на него надо до вечера пятницы"
    letter = Letter("long", "anna@example.org", title, "Текст", "<p>Текст</p>")
    with office.app.app_context():
        content = message_of(letter, datetime.now(UTC)).as_bytes()
    assert message_from_bytes(content, policy=default)["Subject"] == title
    assert max(len(line) for line in content.split(b"\r\n")) <= 78


def test_nothing_is_fetched_from_anywhere_when_a_mail_is_read(office: Office, mailbox: Mailbox):
    office.tell(office.anna)
    office.work()
    html = texts(mailbox.mails[0])[1]
    assert not any(mark in html for mark in ("<img", "<link", "<style", "<script", "url(", "@import"))


@pytest.mark.parametrize(
    ("phase", "mails", "known"),
    [("claimed", 1, "sent"), ("offered", 1, "sent"), ("marked", 0, "unsure"), ("taken", 1, "unsure")],
)
def test_a_worker_that_is_killed_sends_no_second_mail(
    office: Office, mailbox: Mailbox, database: Database, phase: str, mails: int, known: str
):
    office.tell(office.anna)
    command = [sys.executable, "-c", DOOMED, database.url, mailbox.url, phase]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as doomed:
        assert doomed.stdout is not None
        assert doomed.stdout.readline() == f"{phase}\n"
        doomed.send_signal(signal.SIGKILL)
        assert doomed.wait() == -signal.SIGKILL
    office.work(later=3 * MINUTE)
    assert len(mailbox.mails) == mails
    assert [mail.status for mail in office.rows(OutgoingMail)] == [known]
    waiting = [job.kind for job in office.rows(Job) if job.status == "pending"]
    assert waiting == ([] if known == "sent" else ["digest"])


def test_two_workers_send_a_mail_once(office: Office, mailbox: Mailbox):
    for number in range(6):
        office.tell(office.anna, key=str(number))
    workers = [Thread(target=office.work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    sent = [mail["Message-ID"] for mail in mailbox.mails]
    assert len(sent) == len(set(sent)) == 6


def test_a_mailbox_that_does_not_exist_is_tried_once(office: Office, mailbox: Mailbox):
    mailbox.unknown = {"anna@example.org"}
    office.tell(office.anna)
    office.work()
    (mail,) = office.rows(OutgoingMail)
    assert (mail.status, "550 No such mailbox" in mail.reply, office.rows(Job)) == ("refused", True, [])


def test_a_server_that_is_busy_is_asked_again(office: Office, mailbox: Mailbox):
    mailbox.answer = "451 Later"
    office.tell(office.anna)
    office.work()
    assert office.rows(OutgoingMail) == []
    mailbox.answer = "250 Taken"
    office.work(later=2 * MINUTE)
    assert (len(mailbox.mails), office.rows(Job)) == (1, [])


def test_what_was_read_in_the_bell_meanwhile_is_not_mailed(office: Office, mailbox: Mailbox):
    office.tell(office.anna)
    with office.app.app_context():
        run_in_transaction(lambda session: session.execute(update(Notification).values(read_at=datetime.now(UTC))))
    office.work()
    assert (mailbox.mails, office.rows(Job)) == ([], [])


def test_mails_about_one_case_are_shown_together(office: Office, mailbox: Mailbox, case: Callable[[], int]):
    case_id = case()
    for kind, key in (("mention", "a"), ("incident", "b")):
        office.tell(office.anna, kind=kind, key=key, instance_id=case_id)
    office.work()
    assert {mail["References"] for mail in mailbox.mails} == {f"<case-{case_id}@flow.example.org>"}
    assert mailbox.mails[0]["Subject"] == "Маршрут упоминает вас: Л-1"


@pytest.fixture
def case(office: Office) -> Callable[[], int]:
    def make() -> int:
        with office.app.app_context():
            return run_in_transaction(_add_case)

    return make


def _add_case(session) -> int:
    now = datetime.now(UTC)
    definition = definitions.ProcessDefinition(
        key="p", version=1, name="Проверка", sha256="0" * 64, start_groups=[], deployed_at=now, source="files"
    )
    about = {
        "key": "p",
        "title": "Проверка",
        "business_key": "Л-1",
        "status": "active",
        "state": b"",
        "started_at": now,
    }
    case = ProcessInstance(definition_id=definitions.add(session, definition, {"p.bpmn": b""}), **about)
    session.add(case)
    session.flush()
    return case.id


def test_a_mail_of_flask_security_is_a_job_too(office: Office, mailbox: Mailbox):
    with office.app.app_context():
        AccountMail(office.app).send_mail(
            "reset", "Новый пароль", "anna@example.org", "x", "Ссылка", "<p>Ссылка</p>", user=None
        )
        assert mailbox.mails == []
    office.work()
    (mail,) = mailbox.mails
    assert (mail["Subject"], texts(mail)[0].strip()) == ("Новый пароль", "Ссылка")


def test_mail_can_be_tried_from_the_command_line(office: Office, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("webapp.cli.mail.create_app", lambda: office.app)
    done = CliRunner().invoke(main, ["mail", "test", "you@example.org"])
    assert done.exit_code == 0, done.output
    assert "took the mail to you@example.org: 250 Taken" in done.output
    assert mailbox.mails[0]["Subject"] == "Почта «Маршрута» работает."
    mailbox.unknown = {"nobody@example.org"}
    assert "550 No such mailbox" in CliRunner().invoke(main, ["mail", "test", "nobody@example.org"]).output


def test_a_mail_server_needs_a_sender_and_a_public_address(tmp_path: Path):
    given = {"MARSHRUT_INSTANCE": str(tmp_path), "MARSHRUT_SMTP_URL": "smtp://localhost"}
    with pytest.raises(SettingsError, match="MARSHRUT_MAIL_FROM and MARSHRUT_PUBLIC_URL"):
        Settings.from_environment(given)
    complete = {"MARSHRUT_MAIL_FROM": "a@b.example", "MARSHRUT_PUBLIC_URL": "https://b.example/"}
    assert Settings.from_environment(given | complete).public_url == "https://b.example"
    with pytest.raises(SettingsError, match="smtps"):
        Settings.from_environment(given | complete | {"MARSHRUT_SMTP_URL": "http://localhost"})


def test_a_mail_server_that_does_not_answer_keeps_nothing_else_waiting(database: Database):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        office = ready(database.url, f"smtp://127.0.0.1:{silent.getsockname()[1]}")
        with database.sessions.begin() as session:
            anna = Person(name="Анна", email="anna@example.org", created_at=datetime.now(UTC))
            session.add(anna)
            session.flush()
            person_id = anna.id
        for key in "abc":
            office.tell(person_id, key=key)
        executor = Threads(office.app, worker.execute, worker.OUTWARD, 4, bool)
        clock = worker.Clock(office.app, executor)
        clock.start()
        callers = [silent.accept()[0] for _ in range(2)]
        assert (executor.free(), executor.free_outside()) == (4, 0)
        for caller in callers:
            caller.close()
        clock.stop()
    with office.app.app_context():
        db.engine.dispose()
