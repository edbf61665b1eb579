"""Russian first, English complete."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask_babel import force_locale

from tests.integration.web.conftest import Browser, a_request
from webapp import dates

ROOT = Path(__file__).parents[3]
ENGLISH = ROOT / "webapp" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
RUSSIAN = ROOT / "webapp" / "translations" / "ru" / "LC_MESSAGES" / "messages.po"
NOON = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)  # Wednesday, 12:00 in Moscow
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """Every text of templates and code."""
    file = tmp_path_factory.mktemp("texts") / "messages.pot"
    extract = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "webapp/babel.cfg"]
    subprocess.run([*extract, "-k", "lazy_gettext", "-o", str(file), "webapp"], cwd=ROOT, check=True)
    with file.open("rb") as content:
        return read_po(content)


def catalogue(path, language):
    with path.open("rb") as content:
        return read_po(content, locale=language)


def test_every_text_has_an_english_translation(template):
    english = catalogue(ENGLISH, "en")
    missing = [message.id for message in template if message.id and not is_translated(english, message)]
    assert missing == []


def test_the_english_catalogue_holds_nothing_that_is_gone(template):
    assert [message.id for message in catalogue(ENGLISH, "en") if message.id and not template.get(message.id)] == []


def test_plural_forms_are_complete_in_russian(template):
    russian = catalogue(RUSSIAN, "ru")
    plural = [message for message in template if isinstance(message.id, tuple)]
    assert [message.id for message in plural if not is_translated(russian, message)] == []


def test_translations_keep_the_placeholders(template):
    for message in catalogue(ENGLISH, "en"):
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        for text in texts:
            assert placeholders(text) == placeholders(ids[0]), message.id


@pytest.mark.parametrize("path", ["/sign-in", "/request"])
def test_public_pages_speak_english_to_english_browsers(app, path):
    page = Browser(app.test_client(), "en-GB").get(path).text
    assert '<html lang="en"' in page
    assert not re.search("[А-Яа-яё]", without_names(page))


@pytest.mark.parametrize(
    "path", ["/tasks?tab=groups", "/tasks/1", "/start/lead_qualification", "/cases/1", "/me", "/cases"]
)
def test_the_frame_and_headings_are_english(app, path):
    browser = Browser(app.test_client(), "en")
    browser.post("/request", a_request(client_name="Ilya", company_name="Roof Service", product_wish="screws"))
    browser.become("sokolova").post("/language", {"language": "en"})
    page = browser.get(path)
    assert page.status_code == 200
    found = re.findall("[А-Яа-яё][А-Яа-яё ]+", without_names(page.text))
    assert found == [], found


def test_the_profile_wins_over_the_browser(browser):
    browser.become("ivanova").post("/language", {"language": "en"})
    browser.client.delete_cookie("language")
    assert '<html lang="en"' in browser.get("/tasks").text


def test_a_strangers_choice_is_kept_in_a_cookie(browser):
    browser.post("/language", {"language": "en", "next": "/request"})
    assert '<html lang="en"' in browser.get("/request").text


@pytest.mark.parametrize(
    ("due_in", "russian", "english"),
    [
        (6 * HOUR, "сегодня, 18:00", "today, 18:00"),
        (DAY, "завтра, 12:00", "tomorrow, 12:00"),
        (3 * DAY, "14 марта", "14 March"),
        (365 * DAY, "11 марта 2027", "11 March 2027"),
        (-30 * timedelta(minutes=1), "просрочено на 30 минут", "30 minutes overdue"),
        (-2 * HOUR, "просрочено на 2 часа", "2 hours overdue"),
        (-DAY, "просрочено на 1 день", "1 day overdue"),
        (-5 * DAY, "просрочено на 5 дней", "5 days overdue"),
        (-21 * DAY, "просрочено на 21 день", "21 days overdue"),
    ],
)
def test_deadlines_are_said_as_people_say_them(app, due_in, russian, english):
    with app.test_request_context():
        for language, words in (("ru", russian), ("en", english)):
            with force_locale(language):
                assert dates.due(NOON + due_in, NOON) == words


def test_moments_amounts_and_days(app):
    with app.test_request_context(), force_locale("ru"):
        assert dates.moment(NOON - DAY, NOON) == "вчера, 12:00"
        assert dates.due(None) == "без срока"
        assert dates.day(NOON) == "11 марта 2026"
        assert dates.money(1234567.5).replace("\xa0", " ") == "1 234 567,50 ₽"


def is_translated(catalogue, message):
    found = catalogue.get(message.id)
    texts = found.string if found and isinstance(found.string, tuple) else (found.string if found else "",)
    return found is not None and not found.fuzzy and all(texts)


def placeholders(text):
    return set(re.findall(r"%\((\w+)\)s", text))


def without_names(page):
    """The page without what is data: scripts, names of people, the language switch's own word."""
    page = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    page = re.sub(
        r'<ul class="list-group list-group-flush">\s*<li class="list-group-item p-0">.*?</ul>',
        "",
        page,
        flags=re.DOTALL,
    )
    page = re.sub(r'<a href="/people/\d+">.*?</a>', "", page)
    page = re.sub(r'<select [^>]*name="(?:substitute_id|responsible|person)".*?</select>', "", page, flags=re.DOTALL)
    page = re.sub(r'<div class="people-menu">.*?</div>', "", page, flags=re.DOTALL)
    page = re.sub(r'<span lang="ru">.*?</span>', "", page)
    names = "Соколова|Ирина|Иванова|Анна|СИ|С|И|Л-"
    return re.sub(rf"\b({names})\b|Л-", "", page)
