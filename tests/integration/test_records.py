"""Business records: made, found, changed, linked; by the operations that diagrams call."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.errors import KeyTaken, OperationError, RecordChanged
from engine.operations import OPERATIONS, OperationContext
from engine.registries import load_registries
from persistence.people import Person
from persistence.records import Record, RecordChange, RecordKey, RecordLink, RecordValue
from tests.databases import Database

REGISTRIES = load_registries()
MOSCOW = ZoneInfo("Europe/Moscow")
NOON = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
INN, OTHER_INN = "7707083893", "7736050003"
FILTER = {"name": "Фильтр", "sku": "F-1", "unit": "pcs"}
ROMASHKA = {"name": "Ромашка", "inn": INN, "kpp": "770701001"}


class Operations:
    """The operations by their topics, called the way a step calls them."""

    def __init__(self, session: Session, now: datetime = NOON, actor_id: int | None = None) -> None:
        self.context = OperationContext(session, now, REGISTRIES, MOSCOW, actor_id=actor_id)

    def __call__(self, topic: str, **arguments: Any) -> Any:
        with self.context.session.begin_nested():
            return OPERATIONS[topic](self.context, **arguments)

    def at(self, now: datetime) -> Operations:
        moved = Operations(self.context.session)
        moved.context = replace(self.context, now=now)
        return moved


@pytest.fixture
def anna(session: Session) -> int:
    person = Person(name="Анна", created_at=NOON)
    session.add(person)
    session.flush()
    return person.id


@pytest.fixture
def run(session: Session, anna: int) -> Iterator[Operations]:
    return Operations(session, actor_id=anna)


def company(run: Operations, **data: Any) -> dict[str, Any]:
    made: dict[str, Any] = run("records.create", registry="company", data=ROMASHKA | data)
    return made


def lead(run: Operations, **arguments: Any) -> dict[str, Any]:
    data = {"channel": "web_form", "client_name": "Иван"}
    made: dict[str, Any] = run("records.create", **{"registry": "lead", "data": data} | arguments)
    return made


def row(run: Operations, reference: dict[str, Any]) -> Record:
    run.context.session.expire_all()
    return run.context.session.get_one(Record, reference["id"])


def history(run: Operations, reference: dict[str, Any]) -> list[RecordChange]:
    changes = select(RecordChange).where(RecordChange.record_id == reference["id"]).order_by(RecordChange.id)
    return list(run.context.session.scalars(changes))


class TestCreating:
    def test_a_record_is_numbered_titled_and_put_at_the_first_stage(self, run: Operations):
        made = lead(run)
        assert (made["number"], made["title"], made["stage"]) == ("Л-2026-00001", "Иван", "new")

    def test_its_reference_holds_the_cards_fields_beside_its_own(self, run: Operations):
        made = lead(run)
        assert (made["channel"], made["data"]["channel"], made["registry"]) == ("web_form", "web_form", "lead")

    def test_a_given_title_stage_and_responsible_person_are_taken(self, run: Operations, anna: int):
        made = lead(run, title="Заявка", stage="qualification", responsible=anna)
        assert (made["title"], made["stage"], made["responsible"]) == ("Заявка", "qualification", anna)

    def test_an_amount_is_kept_to_the_kopeck(self, run: Operations):
        made = run("records.create", registry="deal", data={"subject": "Фильтры"}, amount=1234.5)
        assert made["amount"] == 1234.5
        assert (row(run, made).amount, row(run, made).currency) == (Decimal("1234.50"), "RUB")

    def test_the_year_of_a_number_is_the_local_one(self, run: Operations):
        half_past_midnight_in_moscow = datetime(2026, 12, 31, 21, 30, tzinfo=UTC)
        assert lead(run.at(half_past_midnight_in_moscow))["number"] == "Л-2027-00001"

    def test_data_that_do_not_fit_the_registry_are_refused(self, run: Operations):
        with pytest.raises(OperationError, match="client_name"):
            lead(run, data={"channel": "web_form"})

    def test_a_refused_record_takes_no_number(self, run: Operations):
        with pytest.raises(OperationError):
            lead(run, data={"channel": "smoke signal", "client_name": "Иван"})
        assert lead(run)["number"] == "Л-2026-00001"

    @pytest.mark.parametrize(
        ("arguments", "complaint"),
        [
            ({"registry": "stock"}, "«stock» is not one"),
            ({"stage": "lost"}, "«lost» is not one"),
            ({"responsible": 404}, "active person"),
            ({"amount": "много"}, "amount"),
            ({"amount": "NaN"}, "amount"),
            ({"links": {"boss": 1}}, "kind of link of lead"),
            ({"links": {"company": 404}}, "record of company"),
            ({"links": {"company": "Ромашка"}}, "record or its id"),
        ],
    )
    def test_a_wrong_argument_is_refused_with_the_reason(
        self, run: Operations, arguments: dict[str, Any], complaint: str
    ):
        with pytest.raises(OperationError, match=complaint):
            lead(run, **arguments)

    def test_many_are_made_at_once_with_the_same_links(self, run: Operations):
        deal = run("records.create", registry="deal", data={"subject": "Фильтры"})
        items = [{"product": name, "quantity": 1, "unit": "pcs"} for name in ("Фильтр", "Масло")]
        made = run("records.create_many", registry="deal_position", items=items, links={"deal": deal})
        assert [position["title"] for position in made] == ["Фильтр", "Масло"]
        linked = select(RecordLink.from_id).where(RecordLink.to_id == deal["id"], RecordLink.kind == "deal")
        assert run.context.session.scalars(linked).all() == [position["id"] for position in made]


class TestUniqueKeys:
    def test_a_key_in_use_is_refused_with_the_record_that_has_it(self, run: Operations):
        company(run)
        with pytest.raises(KeyTaken, match="К-00001 «Ромашка» has it"):
            company(run, name="Ромашка-2")

    def test_a_refused_record_leaves_nothing_behind(self, run: Operations):
        company(run)
        with pytest.raises(KeyTaken):
            company(run)
        session = run.context.session
        assert [len(session.scalars(select(table)).all()) for table in (Record, RecordKey, RecordChange)] == [1, 1, 1]

    def test_the_same_inn_with_another_kpp_is_another_company(self, run: Operations):
        company(run)
        assert company(run, kpp="770702001")["number"] == "К-00002"

    def test_records_without_the_keys_fields_do_not_clash(self, run: Operations):
        made = [run("records.create", registry="company", data={"name": "Без реквизитов"}) for _ in range(2)]
        assert [record["number"] for record in made] == ["К-00001", "К-00002"]

    def test_a_changed_key_is_free_for_others(self, run: Operations):
        run("records.update", record=company(run), data={"inn": OTHER_INN})
        assert company(run, name="Другая Ромашка")["number"] == "К-00002"

    def test_a_change_cannot_take_a_key_in_use(self, run: Operations):
        company(run)
        other = company(run, inn=OTHER_INN)
        with pytest.raises(KeyTaken):
            run("records.update", record=other, data={"inn": INN})
        assert row(run, other).data["inn"] == OTHER_INN

    def test_two_at_once_cannot_both_take_a_key(self, database: Database):
        ready = Barrier(2)

        def make(_: int) -> str:
            ready.wait()
            with database.sessions() as session:
                try:
                    company(Operations(session))
                except KeyTaken:
                    return "refused"
                session.commit()
                return "made"

        with ThreadPoolExecutor(2) as threads:
            assert sorted(threads.map(make, range(2))) == ["made", "refused"]


class TestFinding:
    @pytest.mark.parametrize("phone", ["+74951234567", "8 (495) 123-45-67", "495 123 45 67"])
    def test_a_phone_is_found_however_it_is_written(self, run: Operations, phone: str):
        made = company(run, phone="8-495-123-45-67")
        assert run("records.find", registry="company", any_of=[{"phone": phone}])["id"] == made["id"]

    def test_the_first_criterion_that_tells_decides(self, run: Operations):
        by_inn, _ = company(run), company(run, inn=OTHER_INN, email="info@romashka.ru")
        criteria = [{"inn": INN}, {"email": "info@romashka.ru"}]
        assert run("records.find", registry="company", any_of=criteria)["id"] == by_inn["id"]

    def test_a_criterion_that_matches_several_does_not_tell(self, run: Operations):
        company(run, email="one@romashka.ru")
        second = company(run, kpp="770702001", email="two@romashka.ru")
        criteria = [{"inn": INN}, {"email": "TWO@romashka.ru"}]
        assert run("records.find", registry="company", any_of=criteria)["id"] == second["id"]

    def test_all_values_of_a_criterion_must_match(self, run: Operations):
        company(run, email="info@romashka.ru")
        assert run("records.find", registry="company", any_of=[{"inn": INN, "email": "no@romashka.ru"}]) is None

    def test_empty_values_are_left_out(self, run: Operations):
        made = company(run)
        criteria = [{"phone": None, "email": ""}, {"inn": INN, "phone": ""}]
        assert run("records.find", registry="company", any_of=criteria)["id"] == made["id"]

    def test_nothing_but_empty_values_finds_nothing(self, run: Operations):
        company(run)
        assert run("records.find", registry="company", any_of=[{"phone": None}]) is None

    def test_archived_records_are_not_found(self, run: Operations):
        row(run, company(run)).archived = True
        assert run("records.find", registry="company", any_of=[{"inn": INN}]) is None

    def test_numbers_are_compared_as_numbers(self, run: Operations):
        run("records.create", registry="product", data=FILTER | {"base_price": 100.10})
        assert run("records.find", registry="product", any_of=[{"base_price": 100.1}])["sku"] == "F-1"

    def test_a_record_is_found_by_its_number(self, run: Operations):
        made = company(run)
        assert run("records.find", registry="company", any_of=[{"number": "К-00001"}])["id"] == made["id"]

    def test_a_field_that_is_not_indexed_is_refused(self, run: Operations):
        with pytest.raises(OperationError, match=r"indexed field of company .*«site»"):
            run("records.find", registry="company", any_of=[{"site": "romashka.ru"}])

    def test_what_is_not_found_is_made(self, run: Operations):
        arguments = {"registry": "company", "any_of": [{"inn": INN}], "data": ROMASHKA, "stage": "unverified"}
        made = run("records.find_or_create", **arguments)
        found = run("records.find_or_create", **arguments)
        assert (made["id"], made["stage"]) == (found["id"], "unverified")

    def test_what_is_found_gets_the_links_and_keeps_its_data(self, run: Operations):
        owner = company(run)
        anton = {"name": "Антон", "phone": "8 916 123-45-67"}
        made = run("records.create", registry="contact", data=anton)
        found = run(
            "records.find_or_create",
            registry="contact",
            any_of=[{"phone": "+79161234567"}],
            data=anton | {"name": "Антон Павлович"},
            links={"company": owner},
        )
        assert (found["id"], found["name"]) == (made["id"], "Антон")
        assert run.context.session.scalars(select(RecordLink.to_id)).all() == [owner["id"]]


class TestSaving:
    def test_a_card_without_a_record_makes_one(self, run: Operations, anna: int):
        made = run("records.save", registry="company", data=ROMASHKA, stage="manager_check", responsible=anna)
        assert (made["number"], made["stage"], made["responsible"]) == ("К-00001", "manager_check", anna)

    def test_a_card_of_a_record_replaces_the_one_it_had(self, run: Operations):
        made = company(run, site="romashka.ru")
        saved = run("records.save", registry="company", record=made, data=ROMASHKA | {"name": "Лютик"})
        assert (saved["id"], saved["title"], "site" in saved["data"]) == (made["id"], "Лютик", False)

    def test_who_is_responsible_stays_unless_somebody_is_named(self, run: Operations, anna: int):
        made = run("records.create", registry="company", data=ROMASHKA, responsible=anna)
        saved = run("records.save", registry="company", record=made, data=ROMASHKA, stage="rework")
        assert (saved["responsible"], saved["stage"]) == (anna, "rework")

    def test_a_stage_and_a_card_saved_together_are_one_change(self, run: Operations):
        made = company(run)
        run("records.save", registry="company", record=made, data=ROMASHKA | {"name": "Лютик"}, stage="rework")
        assert [change.kind for change in history(run, made)] == ["created", "stage"]

    def test_a_card_of_another_registry_is_refused(self, run: Operations):
        with pytest.raises(OperationError, match="one of lead"):
            run("records.save", registry="company", record=lead(run), data=ROMASHKA)


class TestChanging:
    def test_fields_not_given_stay(self, run: Operations):
        changed = run("records.update", record=company(run), data={"site": "romashka.ru"})
        assert (changed["inn"], changed["site"]) == (INN, "romashka.ru")

    def test_a_field_given_as_null_is_emptied(self, run: Operations):
        changed = run("records.update", record=company(run, site="romashka.ru"), data={"site": None})
        assert "site" not in changed["data"]

    def test_a_title_that_came_from_the_data_follows_them(self, run: Operations):
        assert run("records.update", record=company(run), data={"name": "Лютик"})["title"] == "Лютик"

    def test_a_title_of_its_own_stays(self, run: Operations):
        made = run("records.create", registry="company", data=ROMASHKA, title="Наш клиент")
        assert run("records.update", record=made, data={"name": "Лютик"})["title"] == "Наш клиент"

    def test_each_change_is_a_new_version(self, run: Operations):
        made = company(run)
        run("records.update", record=made, data={"site": "romashka.ru"})
        assert row(run, made).version == 2

    def test_a_change_that_changes_nothing_is_none(self, run: Operations):
        made = company(run)
        run("records.update", record=made, data={"name": "Ромашка"})
        assert (row(run, made).version, len(history(run, made))) == (1, 1)

    def test_whoever_saw_an_older_version_changes_nothing(self, run: Operations):
        made = company(run)
        run("records.update", record=made, data={"site": "a.ru"}, version=1)
        with pytest.raises(RecordChanged):
            run("records.update", record=made, data={"site": "b.ru"}, version=1)
        assert row(run, made).data["site"] == "a.ru"

    def test_indexed_values_follow_the_data(self, run: Operations):
        made = company(run, phone="8 495 123-45-67")
        run("records.update", record=made, data={"phone": "8 495 765-43-21"})
        phones = select(RecordValue.text).where(RecordValue.record_id == made["id"], RecordValue.name == "phone")
        assert run.context.session.scalars(phones).all() == ["+74957654321"]

    def test_a_stage_remembers_since_when(self, run: Operations):
        made = lead(run)
        moved = run.at(NOON + timedelta(hours=1))("records.set_stage", record=made, stage="won")
        assert (moved["stage"], row(run, made).stage_since) == ("won", NOON + timedelta(hours=1))

    def test_the_same_stage_again_changes_nothing(self, run: Operations):
        made = lead(run)
        run.at(NOON + timedelta(hours=1))("records.set_stage", record=made, stage="new")
        assert (row(run, made).stage_since, row(run, made).version) == (NOON, 1)

    def test_fields_can_be_filled_on_the_way_to_a_stage(self, run: Operations):
        moved = run("records.set_stage", record=lead(run), stage="not_target", data={"reject_reason": "spam"})
        assert (moved["stage"], moved["reject_reason"]) == ("not_target", "spam")

    def test_an_unknown_stage_is_refused(self, run: Operations):
        with pytest.raises(OperationError, match="There are: new, qualification, won, not_target"):
            run("records.set_stage", record=lead(run), stage="lost")

    def test_a_record_can_be_given_to_somebody_who_is_told(self, run: Operations, anna: int):
        made = lead(run)
        given = run("records.assign", record=made, responsible=anna, stage="qualification", title="Вам обращение")
        assert (given["responsible"], given["stage"]) == (anna, "qualification")
        assert [change.kind for change in history(run, made)] == ["created", "stage"]

    def test_fields_can_be_filled_when_a_record_is_given_to_somebody(self, run: Operations, anna: int):
        given = run("records.assign", record=lead(run), responsible=anna, data={"company_name": "Ромашка"})
        assert (given["responsible"], given["company_name"]) == (anna, "Ромашка")

    def test_what_a_process_has_made_can_be_withdrawn(self, run: Operations):
        made = company(run)
        withdrawn = run("records.withdraw", record=made, stage="refused", reason="Не нужен")
        assert withdrawn["stage"] == "refused"
        assert history(run, made)[-1].data["reason"] == "Не нужен"

    def test_what_was_never_made_need_not_be_withdrawn(self, run: Operations):
        assert run("records.withdraw", record=None, stage="refused") is None

    def test_a_record_that_does_not_exist_is_refused(self, run: Operations):
        with pytest.raises(OperationError, match="none with the id 404"):
            run("records.update", record=404, data={})

    def test_two_steps_at_once_change_one_after_the_other(self, database: Database):
        with database.sessions.begin() as session:
            made = company(Operations(session))

        def note(number: int) -> None:
            with database.sessions.begin() as session:
                record = session.get_one(Record, made["id"])
                run = Operations(session)
                run("records.update", record=record.id, data={"comment": f"{number}"})

        with ThreadPoolExecutor(4) as threads:
            list(threads.map(note, range(12)))
        with database.sessions() as session:
            assert session.get_one(Record, made["id"]).version == 13
            assert len(history(Operations(session), made)) == 13


class TestHistory:
    def test_a_new_records_history_begins_with_what_was_filled(self, run: Operations, anna: int):
        [made] = history(run, company(run))
        assert (made.kind, made.actor_id, made.at) == ("created", anna, NOON)
        assert made.data["fields"]["data.inn"] == [None, INN]

    def test_a_change_is_kept_field_by_field_old_and_new(self, run: Operations):
        made = company(run, site="a.ru")
        run("records.update", record=made, data={"site": "b.ru", "region": "Москва"})
        changes = history(run, made)[-1].data["fields"]
        assert changes == {"data.site": ["a.ru", "b.ru"], "data.region": [None, "Москва"]}

    def test_a_move_is_kept_with_its_reason(self, run: Operations):
        made = lead(run)
        run("records.set_stage", record=made, stage="not_target", reason="Спам")
        move = history(run, made)[-1]
        assert (move.kind, move.data) == ("stage", {"fields": {"stage": ["new", "not_target"]}, "reason": "Спам"})

    def test_a_link_is_kept_with_what_it_leads_to(self, run: Operations):
        made, owner = lead(run), company(run)
        run("records.link", record=made, to=owner, kind="company")
        entry = history(run, made)[-1]
        assert (entry.kind, entry.data["link"], entry.data["to"]["number"]) == ("linked", "company", "К-00001")


class TestLinking:
    def test_the_same_link_again_changes_nothing(self, run: Operations):
        made, owner = lead(run), company(run)
        for _ in range(2):
            run("records.link", record=made, to=owner, kind="company")
        assert len(history(run, made)) == 2

    def test_empty_links_are_left_out(self, run: Operations):
        made = lead(run, links={"company": None, "contact": ""})
        assert run.context.session.scalars(select(RecordLink)).all() == []
        assert made["id"]

    def test_a_link_must_lead_to_the_registry_of_its_kind(self, run: Operations):
        made = lead(run)
        with pytest.raises(OperationError, match="record of company as company"):
            run("records.link", record=made, to=made, kind="company")
