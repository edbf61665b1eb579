"""Large variables of an instance: texts until somebody looks."""

from __future__ import annotations

import orjson
import pytest

from engine.semantics.large import LARGE, Variables, parted

LIST = list(range(LARGE))
TEXT = orjson.dumps(LIST).decode()


@pytest.fixture
def variables() -> Variables:
    return Variables({"amount": 5}, {"items": TEXT})


def test_they_are_what_they_were_whoever_asks(variables: Variables):
    assert variables == {"amount": 5, "items": LIST}
    assert (len(variables), list(variables), "items" in variables, variables.get("none")) == (
        2,
        ["amount", "items"],
        True,
        None,
    )


def test_one_that_was_read_is_written_as_it_was(variables: Variables):
    assert variables["items"][1] == 1
    assert parted(variables) == ({"amount": 5}, {"items": TEXT})


def test_one_that_was_assigned_is_written_as_it_is_now(variables: Variables):
    variables["items"] = LIST[1:]
    small, large = parted(variables)
    assert (small, orjson.loads(large["items"])) == ({"amount": 5}, LIST[1:])


def test_one_that_became_small_is_written_with_the_others(variables: Variables):
    variables["items"] = [1]
    small, large = parted(variables)
    assert (orjson.loads(orjson.dumps(small)), large) == ({"amount": 5, "items": [1]}, {})


@pytest.mark.parametrize("read_before", [False, True])
def test_one_that_is_deleted_is_gone(variables: Variables, read_before: bool):
    if read_before:
        assert variables["items"]
    del variables["items"]
    assert ("items" in variables, dict(variables)) == (False, {"amount": 5})
    with pytest.raises(KeyError):
        del variables["items"]


def test_a_long_text_and_a_long_list_are_large_and_numbers_are_not():
    small, large = parted({"text": "ы" * LARGE, "items": LIST, "amount": 5, "short": "ы", "few": [1]})
    assert (small.keys(), large.keys()) == ({"amount", "short", "few"}, {"text", "items"})
