"""Headers, forged requests, floods, redirects, demo mode."""

from __future__ import annotations

import stat
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import update

from persistence.people import Person
from tests.integration.web.conftest import Browser, settings
from webapp import create_app
from webapp.settings import Settings, SettingsError
from webapp.transaction import run_in_transaction
from webapp.views.session import address_here


def test_pages_run_scripts_of_this_site_only(browser):
    headers = browser.get("/sign-in").headers
    assert "script-src 'self';" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Strict-Transport-Security" not in headers
    assert headers["Cache-Control"] == "private, no-store"


def test_over_https_cookies_are_secure_and_browsers_told_to_stay(web_template):
    application = create_app(settings(web_template, https=True))
    answer = application.test_client().get("/sign-in", base_url="https://localhost")
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    assert all("Secure" in cookie for cookie in answer.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize("path", ["/request", "/language", "/sign-out", "/tasks/1/claim"])
def test_a_form_without_its_token_is_refused_in_words(browser, path):
    answer = browser.become("ivanova").client.post(path, data={"language": "en"})
    assert answer.status_code == 400
    assert "Ничего не сохранено" in answer.text


def test_a_sign_in_form_that_has_become_stale_is_shown_afresh(browser):
    assert browser.client.post("/sign-in", data={"email": "a@b.example"}).location == "/sign-in"


def test_signing_in_leads_to_where_one_wanted_to_go(browser):
    closed = browser.get("/cases?status=active")
    assert closed.location == "/sign-in?next=/cases?status%3Dactive"
    credentials = {"email": "ivanova@demo.example", "password": "marshrut-demo"}
    assert browser.post(closed.location, credentials).location == "/cases?status=active"


@pytest.mark.parametrize("next_", ["https://evil.example/", "//evil.example", "\\\\evil.example", "/\\evil.example"])
def test_signing_in_never_leads_to_another_site(browser, next_):
    credentials = {"email": "ivanova@demo.example", "password": "marshrut-demo", "next": next_}
    location = urlsplit(browser.post(f"/sign-in?next={next_}", credentials).headers.get("Location", "/"))
    assert (location.scheme, location.netloc) == ("", "")
    assert "\\" not in location.path


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("/tasks?tab=groups", "/tasks?tab=groups"),
        (None, "/"),
        ("https://evil.example", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
    ],
)
def test_the_language_switch_stays_on_this_site(address, safe):
    assert address_here(address) == safe


@pytest.mark.parametrize("email", ["ivanova@demo.example", "nobody@demo.example"])
def test_a_wrong_password_says_the_same_whether_there_is_an_account(browser, email):
    answer = browser.post("/sign-in", {"email": email, "password": "wrong password"})
    assert "Проверьте адрес и пароль" in answer.text


def test_too_many_attempts_to_sign_in_are_slowed_down(web_template):
    browser = Browser(create_app(settings(web_template, rate_limits=True)).test_client())
    answers = [browser.post("/sign-in", {"email": "a@b.example", "password": str(n)}).status_code for n in range(11)]
    assert answers[-1] == 429


def test_signing_out_ends_the_session(browser):
    browser.become("ivanova").post("/sign-out")
    assert browser.get("/tasks").status_code == 302


def test_an_inactive_person_is_out_at_once(app, browser):
    browser.become("ivanova")
    with app.app_context():
        run_in_transaction(lambda session: session.execute(update(Person).values(active=False)) and None)
    assert browser.get("/tasks").status_code == 302


def test_demo_people_exist_in_demo_mode_only(web_template):
    client = create_app(settings(web_template, demo=False)).test_client()
    assert client.post("/demo/become/1").status_code in (400, 404)
    assert "demo-person" not in client.get("/sign-in").text


def test_the_switcher_is_refused_to_other_computers(browser):
    answer = browser.post("/demo/become/1", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert answer.status_code == 404


def test_in_demo_mode_no_other_host_name_is_served(browser):
    assert browser.client.get("/sign-in", headers={"Host": "evil.example"}).status_code == 400


def test_demo_mode_refuses_to_listen_to_other_computers():
    with pytest.raises(SettingsError, match="this computer only"):
        Settings(database_url="sqlite://", secret_key="x", host="0.0.0.0", demo=True)


def test_the_secret_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path):
    environment = {"MARSHRUT_INSTANCE": str(tmp_path / "var")}
    first = Settings.from_environment(environment)
    assert Settings.from_environment(environment).secret_key == first.secret_key
    assert stat.S_IMODE((tmp_path / "var" / "secret_key").stat().st_mode) == 0o600
    assert first.secret_key not in repr(first)


def test_an_unusable_setting_is_refused_in_words(tmp_path: Path):
    for bad in ({"PORT": "web"}, {"MARSHRUT_DEMO": "maybe"}, {"MARSHRUT_WEBHOOK_SITE": "lead.received:short"}):
        with pytest.raises(SettingsError, match="Expected"):
            Settings.from_environment({"MARSHRUT_INSTANCE": str(tmp_path), **bad})


def test_an_error_says_what_happened_and_what_is_safe(browser):
    page = browser.become("ivanova").get("/tasks/999")
    assert page.status_code == 404
    assert "Такого задания нет" in page.text
    assert "Проверьте ссылку" in page.text


def test_an_unexpected_failure_tells_nothing_of_the_inside(app, browser, monkeypatch):
    monkeypatch.setattr("webapp.views.cases.cases.cases", lambda *_, **__: 1 / 0)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    page = browser.become("ivanova").get("/cases")
    assert page.status_code == 500
    assert "данные не испорчены" in page.text
    assert "ZeroDivisionError" not in page.text


def test_a_request_that_is_too_large_is_refused(browser):
    answer = browser.become("ivanova").post("/tasks/1/complete", {"data": "x" * (17 * 2**20)})
    assert answer.status_code == 413
