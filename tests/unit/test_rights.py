"""Who may do what, as a table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine import rights
from engine.errors import Forbidden
from engine.registries import Rights
from engine.rights import Actor, CaseSubject, PersonSubject, PlaceSubject, TaskSubject

ANNA, BORIS = 1, 2
QUEUE = frozenset({("group", "sales")})
SALES = Actor(ANNA, frozenset({"sales"}))
STRANGER = Actor(BORIS)
OPERATOR = Actor(BORIS, frozenset({"operators"}))
ANALYST = Actor(BORIS, frozenset({"analysts"}))
ADMINISTRATOR = Actor(BORIS, frozenset({"administrators"}))

CHIEF = Actor(3)
SUBSTITUTE = Actor(BORIS, frozenset({"buyers"}), {ANNA: frozenset({"sales", "administrators", "operators"})})

SALES_REGISTRY = Rights(read=frozenset(), write=frozenset({"sales"}))
IN_QUEUE = TaskSubject(candidates=QUEUE)
HERS = TaskSubject(assignee_id=ANNA, candidates=QUEUE)
HERS_ALONE = TaskSubject(assignee_id=ANNA)
LED = TaskSubject(assignee_id=ANNA, line_manager=3)
DELEGATED_TO_HER = TaskSubject(assignee_id=ANNA, owner_id=BORIS, candidates=QUEUE)
ESCALATED = TaskSubject(assignee_id=5, overseers=QUEUE)
ASKED_BY_HER = TaskSubject(assignee_id=BORIS, requested_by=ANNA, is_side=True)
DONE_BY_HER = TaskSubject(assignee_id=ANNA, completed_by=ANNA, is_open=False, candidates=QUEUE)


@pytest.mark.parametrize(
    ("right", "actor", "subject", "allowed"),
    [
        (rights.may_claim, SALES, IN_QUEUE, True),
        (rights.may_claim, STRANGER, IN_QUEUE, False),
        (rights.may_claim, SALES, HERS, False),
        (rights.may_claim, OPERATOR, IN_QUEUE, False),
        (rights.may_work, SALES, HERS, True),
        (rights.may_work, SALES, IN_QUEUE, True),
        (rights.may_work, SALES, DONE_BY_HER, False),
        (rights.may_work, OPERATOR, HERS, False),
        (rights.may_release, SALES, HERS, True),
        (rights.may_release, SALES, HERS_ALONE, False),
        (rights.may_release, STRANGER, HERS, False),
        (rights.may_assign, OPERATOR, HERS, True),
        (rights.may_assign, SALES, HERS, True),
        (rights.may_assign, STRANGER, HERS, False),
        (rights.may_assign, CHIEF, LED, True),
        (rights.may_assign, CHIEF, HERS, False),
        (rights.may_work, CHIEF, LED, False),
        (rights.may_see_task, CHIEF, LED, True),
        (rights.may_assign, SALES, DELEGATED_TO_HER, False),
        (rights.may_assign, SALES, ESCALATED, True),
        (rights.may_direct, SALES, HERS, False),
        (rights.may_direct, CHIEF, LED, True),
        (rights.may_direct, OPERATOR, HERS, True),
        (rights.may_direct, SALES, ESCALATED, True),
        (rights.may_direct, SALES, ASKED_BY_HER, True),
        (rights.may_direct, OPERATOR, DONE_BY_HER, False),
        (rights.may_delegate, SALES, HERS, True),
        (rights.may_delegate, SALES, DELEGATED_TO_HER, False),
        (rights.may_delegate, OPERATOR, HERS, False),
        (rights.may_give_back, SALES, DELEGATED_TO_HER, True),
        (rights.may_give_back, SALES, HERS, False),
        (rights.may_give_back, STRANGER, DELEGATED_TO_HER, True),  # its owner, who fetches it
        (rights.may_release, SALES, DELEGATED_TO_HER, False),
        (rights.may_postpone, SALES, HERS, True),
        (rights.may_postpone, OPERATOR, HERS, False),
        (rights.may_withdraw, SALES, ASKED_BY_HER, True),
        (rights.may_withdraw, STRANGER, ASKED_BY_HER, False),
        (rights.may_withdraw, OPERATOR, HERS, False),
        (rights.may_see_task, SALES, ESCALATED, True),
        (rights.may_see_task, SALES, DONE_BY_HER, True),
        (rights.may_see_task, STRANGER, HERS, False),
        (rights.may_see_task, OPERATOR, HERS, True),
        (rights.may_see_task, ANALYST, HERS, True),
    ],
)
def test_tasks(right, actor, subject, allowed):
    assert right(actor, subject) is allowed


@pytest.mark.parametrize(
    ("right", "subject", "allowed"),
    [
        (rights.may_see_task, HERS, True),
        (rights.may_see_task, DONE_BY_HER, True),
        (rights.may_claim, IN_QUEUE, True),
        (rights.may_work, IN_QUEUE, True),
        (rights.may_work, HERS, True),
        (rights.may_release, HERS, True),
        (rights.may_assign, HERS, True),
        (rights.may_assign, IN_QUEUE, False),
        (rights.may_assign, DELEGATED_TO_HER, False),
        (rights.may_delegate, HERS, True),
        (rights.may_postpone, HERS, True),
        (rights.may_direct, HERS, False),
        (rights.may_see_case, CaseSubject(participants=frozenset({ANNA})), True),
        (rights.may_see_case, CaseSubject(candidates=QUEUE), True),
        (rights.may_see_case, CaseSubject(), False),
        (rights.may_read_registry, SALES_REGISTRY, True),
        (rights.may_write_registry, SALES_REGISTRY, False),
        (rights.may_start, ["sales"], False),
    ],
)
def test_a_substitute_does_the_work_of_the_absent_and_nothing_else(right, subject, allowed):
    assert right(SUBSTITUTE, subject) is allowed


@pytest.mark.parametrize("right", [rights.may_operate, rights.may_model, rights.may_administer, rights.oversees])
def test_nobody_is_an_operator_or_administrator_as_a_substitute(right):
    assert not right(SUBSTITUTE)


@pytest.mark.parametrize(
    ("subject", "absent"),
    [
        (HERS, ANNA),
        (IN_QUEUE, ANNA),
        (TaskSubject(candidates=frozenset({("person", str(ANNA))})), ANNA),
        (TaskSubject(assignee_id=BORIS, candidates=QUEUE), None),
        (TaskSubject(candidates=frozenset({("group", "sales"), ("group", "buyers")})), None),
        (TaskSubject(candidates=frozenset({("group", "everyone")})), None),
    ],
)
def test_a_task_is_done_on_behalf_of_the_absent_unless_it_is_ones_own_as_well(subject, absent):
    assert rights.on_behalf_of(SUBSTITUTE, subject, rights.may_work) == absent


@pytest.mark.parametrize(
    ("right", "subject", "absent"),
    [
        (rights.may_delegate, HERS, ANNA),
        (rights.may_assign, ESCALATED, ANNA),  # to her group
        (rights.may_assign, replace(HERS, line_manager=BORIS), None),
        (rights.may_give_back, DELEGATED_TO_HER, None),  # by the substitute, who owns it
    ],
)
def test_what_one_may_do_oneself_is_not_done_on_behalf_of_the_absent(right, subject, absent):
    assert right(SUBSTITUTE, subject)
    assert rights.on_behalf_of(SUBSTITUTE, subject, right) == absent


@pytest.mark.parametrize(
    ("actor", "case", "allowed"),
    [
        (SALES, CaseSubject(started_by=ANNA), True),
        (SALES, CaseSubject(participants=frozenset({ANNA})), True),
        (SALES, CaseSubject(candidates=QUEUE), True),
        (SALES, CaseSubject(responsible_id=ANNA), True),
        (CHIEF, CaseSubject(participants=frozenset({ANNA}), line_managers=frozenset({3})), True),
        (STRANGER, CaseSubject(started_by=ANNA, participants=frozenset({ANNA}), candidates=QUEUE), False),
        (OPERATOR, CaseSubject(), True),
        (ANALYST, CaseSubject(), True),
        (ADMINISTRATOR, CaseSubject(), True),
    ],
)
def test_cases(actor, case, allowed):
    assert rights.may_see_case(actor, case) is allowed


@pytest.mark.parametrize(
    ("right", "allowed"),
    [
        (rights.may_see_work_of, {"herself", "chief", "operator", "administrator"}),
        (rights.may_hand_over_work_of, {"chief", "operator", "administrator"}),
        (rights.may_set_absence_of, {"herself", "chief", "administrator"}),
    ],
)
def test_what_belongs_to_a_person(right, allowed):
    people = {
        "herself": SALES,
        "chief": CHIEF,
        "stranger": STRANGER,
        "operator": OPERATOR,
        "analyst": ANALYST,
        "administrator": ADMINISTRATOR,
        "substitute": SUBSTITUTE,
    }
    subject = PersonSubject(ANNA, line_manager=3)
    assert {name for name, actor in people.items() if right(actor, subject)} == allowed


@pytest.mark.parametrize(
    ("right", "allowed"),
    [
        (rights.may_operate, {"operators", "administrators"}),
        (rights.may_send_message, {"operators", "administrators"}),
        (rights.may_model, {"analysts", "administrators"}),
        (rights.may_administer, {"administrators"}),
    ],
)
def test_roles(right, allowed):
    roles = ("operators", "analysts", "administrators", "sales", "directors")
    assert {role for role in roles if right(Actor(ANNA, frozenset({role})))} == allowed


def test_a_process_that_names_no_group_is_started_by_nobody():
    assert not rights.may_start(ADMINISTRATOR, [])


def test_everyone_belongs_to_everyone():
    assert rights.may_start(STRANGER, ["everyone"])


def test_a_registry_is_read_and_written_by_the_groups_it_names():
    named = Rights(read=frozenset({"sales"}), write=frozenset({"purchasing"}))
    buyer = Actor(ANNA, frozenset({"purchasing"}))
    assert [rights.may_read_registry(who, named) for who in (SALES, buyer, OPERATOR, STRANGER)] == [
        True,
        True,
        True,
        False,
    ]
    assert [rights.may_write_registry(who, named) for who in (SALES, buyer, OPERATOR, ADMINISTRATOR)] == [
        False,
        True,
        False,
        True,
    ]


def test_a_lacking_right_is_refused():
    with pytest.raises(Forbidden):
        rights.require(False)


@pytest.mark.parametrize(
    ("actor", "place", "allowed"),
    [
        (SALES, PlaceSubject(registry=SALES_REGISTRY), True),
        (SALES, PlaceSubject(task=IN_QUEUE), True),
        (SALES, PlaceSubject(case=CaseSubject(started_by=ANNA)), True),
        (STRANGER, PlaceSubject(CaseSubject(started_by=ANNA), HERS, SALES_REGISTRY), False),
        (OPERATOR, PlaceSubject(CaseSubject(started_by=ANNA)), True),
        (SALES, PlaceSubject(), False),
    ],
)
def test_documents_and_comments_are_seen_where_they_belong(actor, place, allowed):
    assert rights.may_see_place(actor, place) is allowed


@pytest.mark.parametrize(
    ("actor", "created_by", "allowed"),
    [
        (STRANGER, BORIS, True),
        (STRANGER, ANNA, False),
        (SALES, BORIS, True),
        (OPERATOR, ANNA, True),
        (STRANGER, None, False),
    ],
)
def test_a_document_is_renamed_by_who_put_it_there_and_by_writers_of_its_record(actor, created_by, allowed):
    assert rights.may_change_document(actor, created_by, PlaceSubject(registry=SALES_REGISTRY)) is allowed
