"""Comments: said once, mended in time, taken back; the mentioned and those who take part are told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import commands
from engine.errors import CommentClosed, Forbidden, InvalidInput
from engine.mentions import mentioned_in
from engine.places import Place
from persistence import comments
from persistence.comments import Comment
from persistence.notifications import Notification
from tests.diagrams import end, process, start
from tests.integration.company import Company, step


@pytest.fixture
def place(company: Company) -> Place:
    """A task of a case."""
    company.deploy(process(start(), step("work"), end(), flows="start work end"))
    instance_id = company.start()
    return Place(instance_id, task_id=company.task(instance_id, "work").id)


def say(company: Company, place: Place, text: str, author: int | None = None, **options: object) -> int:
    readers = options.pop("readers", {company.anna: "Anna Smith", company.boris: "Boris Brown"})
    comment_id: int = company.do(commands.add_comment, place, author or company.anna, text, readers, options.get("key"))
    return comment_id


def told(company: Company, kind: str) -> list[int]:
    return [row.person_id for row in company.rows(Notification, kind=kind)]


def test_a_comment_on_a_task_is_shown_on_its_case_in_the_order_of_time(company: Company, place: Place) -> None:
    say(company, place, "первый")
    say(company, Place(place.instance_id), "второй", company.boris)
    with company.database.sessions() as session:
        assert [row.Comment.text for row in comments.of_case(session, place.instance_id)] == ["первый", "второй"]
        assert [row.Comment.text for row in comments.of_task(session, place.task_id)] == ["первый"]


def test_whoever_is_mentioned_is_told_once_and_others_who_spoke_are_told_too(company: Company, place: Place) -> None:
    say(company, place, "начнём", company.boris)
    assert told(company, "comment") == []
    first = say(company, place, "@Brown Boris, посмотри")
    assert (told(company, "mention"), told(company, "comment")) == ([company.boris], [])
    company.do(
        commands.edit_comment, first, company.anna, "@Boris Brown, посмотри сегодня", {company.boris: "Boris Brown"}
    )
    assert told(company, "mention") == [company.boris]
    say(company, place, "и ещё")
    assert told(company, "comment") == [company.boris]


def test_a_mention_widens_nobodys_rights(company: Company, place: Place) -> None:
    say(company, place, "@Boris Brown, посмотри", readers={company.anna: "Anna Smith"})
    assert told(company, "mention") == []


def test_what_a_form_sends_twice_is_said_once(company: Company, place: Place) -> None:
    assert say(company, place, "раз", key="k") == say(company, place, "раз", key="k")
    assert len(company.rows(Comment)) == 1


@pytest.mark.parametrize(("text", "keyword"), [(" \r\n ", "required"), ("я" * 10_001, "maxLength")])
def test_an_empty_and_an_endless_comment_are_refused(company: Company, place: Place, text: str, keyword: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        say(company, place, text)
    assert [(error.path, error.keyword) for error in refused.value.errors] == [(("text",), keyword)]


def test_a_comment_is_mended_for_a_quarter_of_an_hour_by_who_said_it(company: Company, place: Place) -> None:
    comment_id = say(company, place, "ошипка")
    with pytest.raises(Forbidden):
        company.do(commands.edit_comment, comment_id, company.boris, "чужое", {})
    company.clock.forward(timedelta(minutes=14))
    company.do(commands.edit_comment, comment_id, company.anna, "ошибка", {})
    company.clock.forward(timedelta(minutes=2))
    with pytest.raises(CommentClosed):
        company.do(commands.edit_comment, comment_id, company.anna, "поздно", {})
    (comment,) = company.rows(Comment)
    assert (comment.text, comment.edited_at is not None) == ("ошибка", True)


def test_a_deleted_comment_keeps_its_place_but_not_its_text(company: Company, place: Place) -> None:
    comment_id = say(company, place, "лишнее")
    with pytest.raises(Forbidden):
        company.do(commands.delete_comment, comment_id, company.boris)
    company.do(commands.delete_comment, comment_id, company.anna)
    (comment,) = company.rows(Comment)
    assert (comment.text, comment.deleted_at is not None) == ("", True)
    with pytest.raises(CommentClosed):
        company.do(commands.delete_comment, comment_id, company.anna)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@Иванова Анна, нужен договор", {1}),
        ("спросите @анна иванова", {1}),
        ("@Иванова\nАнна", {1}),
        ("@Ивановалова Анна", set()),
        ("@Иванова Анналиса", set()),
        ("ivanova@Иванова.ru", set()),
        ("Иванова Анна", set()),
        ("@Иванова Анна и @Петров Семён", {1, 2}),
    ],
)
def test_a_typed_name_after_the_sign_is_a_mention(text: str, found: set[int]) -> None:
    assert mentioned_in(text, {1: "Иванова Анна", 2: "Петров Семён"}) == found
