"""Large variables of an instance: parts of their own until somebody looks."""

from __future__ import annotations

import orjson
import pytest

from engine.semantics.large import KIND, LARGE, Variables
from engine.semantics.parts import Key, MemoryShelf, Parts

LIST = list(range(LARGE))
TEXT = orjson.dumps(LIST).decode()
ITEMS = Key(KIND, "items")


@pytest.fixture
def shelf() -> MemoryShelf:
    return MemoryShelf({ITEMS: TEXT})


@pytest.fixture
def variables(shelf: MemoryShelf) -> Variables:
    return Variables({"amount": 5}, ["items"], Parts(shelf))


def written(variables: Variables) -> dict[str, object]:
    """What is written with the state, as it is read."""
    found: dict[str, object] = orjson.loads(orjson.dumps(variables.written()))
    variables._parts.flush()
    return found


def test_they_are_what_they_were_whoever_asks(variables: Variables):
    assert variables == {"amount": 5, "items": LIST}
    assert (len(variables), list(variables)) == (2, ["amount", "items"])
    assert ("items" in variables, variables.get("none")) == (True, None)


def test_one_that_was_only_read_is_not_written_again(variables: Variables, shelf: MemoryShelf):
    assert variables["items"][1] == 1
    shelf[ITEMS] = "untouched"
    assert (written(variables), variables.kept, shelf[ITEMS]) == ({"amount": 5}, {"items"}, "untouched")


def test_one_that_was_assigned_is_written_as_it_is_now(variables: Variables, shelf: MemoryShelf):
    variables["items"] = LIST[1:]
    assert (written(variables), orjson.loads(shelf[ITEMS])) == ({"amount": 5}, LIST[1:])


def test_one_that_became_small_is_written_with_the_others(variables: Variables, shelf: MemoryShelf):
    variables["items"] = [1]
    assert (written(variables), variables.kept, shelf) == ({"amount": 5, "items": [1]}, set(), {})


@pytest.mark.parametrize("read_before", [False, True])
def test_one_that_is_deleted_is_gone(variables: Variables, shelf: MemoryShelf, read_before: bool):
    if read_before:
        assert variables["items"]
    del variables["items"]
    assert ("items" in variables, dict(variables), written(variables), shelf) == (
        False,
        {"amount": 5},
        {"amount": 5},
        {},
    )
    with pytest.raises(KeyError):
        del variables["items"]


def test_one_that_is_lost_is_told(variables: Variables, shelf: MemoryShelf):
    shelf.clear()
    with pytest.raises(KeyError, match="beside the state"):
        assert variables["items"]


def test_a_long_text_and_a_long_list_are_large_and_numbers_are_not():
    shelf = MemoryShelf()
    variables = Variables({"text": "ы" * LARGE, "items": LIST, "amount": 5, "short": "ы", "few": [1]}, (), Parts(shelf))
    assert written(variables).keys() == {"amount", "short", "few"}
    assert {key.name for key in shelf} == variables.kept == {"text", "items"}
