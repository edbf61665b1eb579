"""«Календарь»: everybody sees the year, administrators change hours and days."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from tests.integration.web.conftest import person_id

HOURS = {"opens": "09:00", "closes": "18:00", "weekend": ["5", "6"], "zone": "Europe/Moscow"}


def words_of(page, day):
    """What the page says of a day of the year in its own words, as (number, words)."""
    return re.findall(rf'title="([^"]+)">{day}<', page)


def test_the_year_tells_holidays_transfers_and_short_days_in_words(browser):
    page = browser.become("ivanova").get("/calendar?year=2026").text
    assert "выходной: Рождество Христово" in page
    assert "выходной: Выходной (перенесено с 03.01.2026)" in page
    assert "короче на час" in words_of(page, 30)
    assert "<b>1–6</b> выходной: Новогодние каникулы" in page
    assert "Изменить дни" not in page


def test_a_year_without_a_decree_says_so(browser):
    page = browser.become("ivanova").get("/calendar?year=2028").text
    assert "Постановление о переносе выходных на 2028 год программе неизвестно" in page
    assert "Постановление" not in browser.get("/calendar?year=2026").text


def test_an_administrator_makes_a_day_off_and_leaves_it_to_the_public_calendar_again(browser):
    browser.become("pavlov")
    days = {"first": "2026-03-03", "last": "2026-03-04", "kind": "off", "note": "переезд"}
    answer = browser.post("/calendar/days", days)
    assert answer.location == "/calendar?year=2026"
    assert browser.get(answer.location).text.count('title="выходной: переезд"') == 2
    browser.post("/calendar/days", days | {"kind": "public"})
    assert "выходной: переезд" not in browser.get(answer.location).text


def test_the_log_tells_days_in_words(browser, app):
    browser.become("pavlov").post(
        "/calendar/days", {"first": "2026-03-03", "last": "", "kind": "off", "note": "переезд"}
    )
    browser.post("/calendar/hours", HOURS | {"weekend": ["4", "5", "6"]})
    soon = datetime.now(UTC).date() + timedelta(days=7)
    away = {"starts_on": str(soon), "ends_on": str(soon), "substitute_id": str(person_id(app, "ivanova"))}
    assert browser.post(f"/people/{person_id(app, 'petrov')}/absences", away).status_code == 303
    page = browser.get("/settings/audit").text
    assert "3 марта 2026: пусто → выходной" in page
    assert "выходные дни недели: сб, вс → пт, сб, вс" in page
    assert f"первый день: пусто → {soon.day} " in page


def test_wrong_days_and_hours_are_refused_beside_their_fields(browser):
    browser.become("pavlov")
    answer = browser.post(
        "/calendar/days", {"first": "2026-03-03", "last": "2026-03-01", "kind": "", "note": "переезд"}
    )
    assert answer.status_code == 422
    assert "Последний день не может быть раньше первого." in answer.text
    assert "Выберите, какой это день." in answer.text
    assert 'value="переезд"' in answer.text
    answer = browser.post("/calendar/hours", HOURS | {"lunch_starts": "20:00", "lunch_ends": "21:00+03:00"})
    assert answer.status_code == 422
    assert "Перерыв должен быть внутри рабочего дня" in answer.text


def test_hours_are_saved_with_their_break(browser):
    browser.become("pavlov").post("/calendar/hours", HOURS | {"lunch_starts": "13:00", "lunch_ends": "14:00"})
    assert "13:00–14:00" in browser.become("ivanova").get("/calendar").text
