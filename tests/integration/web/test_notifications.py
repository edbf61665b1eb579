"""The bell: what one was told leads there, says when it is stale, and is read one by one or all at once."""

from __future__ import annotations

import json
from datetime import date
from urllib.parse import urljoin, urlsplit

import pytest
from sqlalchemy import select

from engine import commands, notices
from engine.notices import KINDS
from persistence.notifications import Notification
from persistence.user_tasks import UserTask
from tests.integration.web.conftest import Browser, a_request, person_id
from webapp import workflow
from webapp.notifications.notices import words
from webapp.running.demo import PASSWORD


@pytest.fixture
def told(browser, session):
    """Two requests wait for the head of sales, who was told of both."""
    for number in range(2):
        browser.post("/request", a_request(key=f"key-{number}"))
    ids = session.scalars(select(Notification.id).order_by(Notification.id)).all()
    session.rollback()
    browser.become("sokolova")
    return ids


def unread(browser):
    return browser.get("/counters").json["unread"]


def test_every_kind_has_its_words(app):
    with app.test_request_context():
        assert words().keys() == KINDS.keys()


def test_a_substitute_reads_for_whom_and_when_and_that_it_is_off(app, browser):
    me, absent = person_id(app, "petrov"), person_id(app, "ivanova")
    with app.app_context():
        absence = commands.Absence(me, date(2099, 3, 2), date(2099, 3, 6))
        absence_id = workflow.act(commands.set_absence, absent, absence, absent)
        workflow.act(commands.revoke_absence, absent, absence_id, absent)
    page = browser.become("petrov").get("/notifications").text
    assert "Вы замещаете: Иванова Анна, 2 марта 2099 – 6 марта 2099" in page
    assert "Замещать больше не нужно: Иванова Анна" in page


def test_a_notice_leads_to_its_task_and_is_read_by_that(browser, told, session):
    answer = browser.get(f"/notifications/{told[0]}")
    task_id = session.scalar(select(UserTask.id))
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/tasks/{task_id}")
    assert unread(browser) == 1


def test_a_notice_of_somebody_else_leads_there_and_stays_unread(app, browser, told):
    assert Browser(app.test_client()).become("ivanova").get(f"/notifications/{told[0]}").status_code == 302
    assert unread(browser) == 2


def test_one_is_read_or_all_that_were_seen(app, browser, told):
    browser.post(f"/notifications/{told[0]}/read")
    assert unread(browser) == 1
    with app.app_context():
        workflow.act(notices.tell, "comment", [person_id(app, "sokolova")], key="later")
    browser.post("/notifications/read", {"up_to": told[1]})
    assert unread(browser) == 1


def test_nobody_marks_what_others_were_told(app, browser, told):
    Browser(app.test_client()).become("ivanova").post(f"/notifications/{told[0]}/read")
    assert unread(browser) == 2


def test_a_notice_of_a_task_that_is_done_says_so(browser, told, session):
    task_id = session.scalar(select(UserTask.id))
    answer = {"data": json.dumps({"decision": "reject", "reject_reason": "spam"})}
    assert browser.post(f"/tasks/{task_id}/complete", answer).status_code == 303
    page = browser.get("/notifications").text
    assert page.count("уже выполнено") == 1


def test_only_what_is_unread_or_of_a_kind_is_shown(browser, told):
    browser.post(f"/notifications/{told[0]}/read")
    assert browser.get("/notifications?unread=1").text.count('class="list-group-item notice') == 1
    assert browser.get("/notifications?kind=task_offered").text.count('class="list-group-item notice') == 2
    assert "Таких уведомлений нет" in browser.get("/notifications?kind=mention").text


def test_a_long_list_goes_on_where_the_page_ends(app, browser):
    with app.app_context():
        for number in range(35):
            workflow.act(notices.tell, "comment", [person_id(app, "sokolova")], key=str(number))
    first = browser.become("sokolova").get("/notifications").text
    older = browser.get(
        first.split('href="/notifications?before=')[1].split('"')[0].join(["/notifications?before=", ""])
    )
    assert first.count('class="list-group-item notice') == 30
    assert older.text.count('class="list-group-item notice') == 5


def test_what_was_chosen_is_kept_and_followed(app, browser, session):
    browser.become("sokolova").post("/me/notifications", {"mail-mention": "none", "digest_at": "18:30"})
    page = browser.get("/me/notifications").text
    assert 'value="18:30"' in page
    with app.app_context():
        workflow.act(notices.tell, "mention", [person_id(app, "sokolova")], key="a")
    assert session.scalars(select(Notification)).all() == []


def test_one_click_leaves_only_what_waits_for_me(app, browser, session):
    browser.become("sokolova").post("/me/notifications/only-what-needs-me")
    with app.app_context():
        for kind in KINDS:
            workflow.act(notices.tell, kind, [person_id(app, "sokolova")], key=kind)
    told = set(session.scalars(select(Notification.kind)))
    assert told == {kind for kind, what in KINDS.items() if what.needs_action}


def test_the_link_of_a_mail_opens_its_task_after_signing_in(app, told):
    stranger = Browser(app.test_client())
    to_sign_in = stranger.get(f"/notifications/{told[0]}").headers["Location"]
    assert to_sign_in == f"/sign-in?next=/notifications/{told[0]}"
    credentials = {"email": "sokolova@demo.example", "password": PASSWORD}
    answer = stranger.post(to_sign_in, credentials)
    assert answer.headers["Location"] == f"/notifications/{told[0]}"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example"]
)
def test_no_sign_in_leads_to_another_site(app, elsewhere):
    stranger = Browser(app.test_client())
    credentials = {"email": "sokolova@demo.example", "password": PASSWORD}
    answer = stranger.post(f"/sign-in?next={elsewhere}", credentials)
    location = answer.headers.get("Location", "/")
    assert "\\" not in location  # browsers take it for a slash
    assert urlsplit(urljoin("http://localhost/sign-in", location)).netloc == "localhost"
