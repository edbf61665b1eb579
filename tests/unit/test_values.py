import math
from collections import OrderedDict
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.durations import Duration
from engine.values import MAX_DEPTH, InvalidValue, freeze, same, thaw

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(-1e300, 1e300)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
)
json_values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8), inner)
    ),
    max_leaves=20,
)


class Stage(StrEnum):
    WON = "won"


@given(json_values)
def test_a_json_value_freezes_to_itself(value: Any) -> None:
    assert same(freeze(value), value)


@given(json_values)
def test_freezing_twice_is_freezing_once(value: Any) -> None:
    assert orjson.dumps(freeze(freeze(thaw(value)))) == orjson.dumps(freeze(thaw(value)))


@given(json_values)
def test_thawing_what_was_frozen_is_stable(value: Any) -> None:
    frozen = freeze(thaw(value))
    assert freeze(thaw(frozen)) == frozen


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12))
def test_an_amount_survives_the_way_out_and_in(amount: Decimal) -> None:
    assert thaw(freeze(amount)) == amount


@given(json_values)
def test_what_is_frozen_is_json(value: Any) -> None:
    frozen = freeze(thaw(value))
    assert orjson.loads(orjson.dumps(frozen)) == frozen


@pytest.mark.parametrize(
    ("value", "frozen"),
    [
        (Decimal("0.10"), 0.1),
        (Decimal("1500.00"), 1500),
        (Decimal("0.1") + Decimal("0.2"), 0.3),
        (Decimal(1) / 3, 0.333333333333333),
        (Decimal("1E+20"), 1e20),
        (datetime(2026, 1, 31, 7, tzinfo=UTC), "2026-01-31T07:00:00+00:00"),
        (datetime(2026, 1, 31, 7, tzinfo=timezone(timedelta(hours=3))), "2026-01-31T07:00:00+03:00"),
        (date(2026, 1, 31), "2026-01-31"),
        (timedelta(days=1, hours=2), "P1DT2H"),
        (Duration(months=3), "P3M"),
        ((1, 2), [1, 2]),
        (Stage.WON, "won"),
        (OrderedDict(a=1), {"a": 1}),
        ({"deep": [Decimal("2.50")]}, {"deep": [2.5]}),
    ],
    ids=repr,
)
def test_freezes_what_expressions_make(value: Any, frozen: Any) -> None:
    assert freeze(value) == frozen
    assert type(freeze(value)) is type(frozen)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (math.nan, "which JSON cannot hold"),
        (math.inf, "which JSON cannot hold"),
        (Decimal("NaN"), "which JSON cannot hold"),
        (Decimal("-Infinity"), "which JSON cannot hold"),
        (2**63, "within 64 bits"),
        (-(2**63) - 1, "within 64 bits"),
        ({1: "x"}, "Expected text as a key"),
        ("a\0b", "without NUL characters"),
        ("\ud800", "half of a surrogate pair"),
        (datetime(2026, 1, 1), "an offset from UTC"),  # noqa: DTZ001 - that it has none is the point
        (b"bytes", "Expected a JSON value"),
        ({1, 2}, "Expected a JSON value"),
        (object(), "Expected a JSON value"),
        ("я" * 600_000, "bytes of JSON"),
        ([""] * 100_001, "items"),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else value[:30],
)
def test_refuses_what_a_variable_cannot_hold(value: Any, reason: str) -> None:
    with pytest.raises(InvalidValue, match=reason):
        freeze(value)


def test_an_error_names_the_path_to_the_value() -> None:
    with pytest.raises(InvalidValue, match=r"at lines\[1\]\.amount"):
        freeze({"lines": [{"amount": 1}, {"amount": math.nan}]})


def test_refuses_a_list_inside_itself() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(InvalidValue, match=f"at most {MAX_DEPTH} levels"):
        freeze(endless)


def test_refuses_a_small_structure_shared_into_a_large_one() -> None:
    shared: list[Any] = [1]
    for _ in range(40):
        shared = [shared, shared]
    with pytest.raises(InvalidValue, match="Expected at most"):
        freeze(shared)


def test_what_is_frozen_shares_nothing_with_what_it_was() -> None:
    lines = [{"amount": 1}]
    freeze(lines)[0]["amount"] = 2
    assert lines == [{"amount": 1}]


def test_what_is_thawed_shares_nothing_with_what_it_was() -> None:
    lines = [{"amount": 1}]
    thaw(lines)[0]["amount"] = 2
    assert lines == [{"amount": 1}]


def test_numbers_with_a_fraction_are_exact_inside() -> None:
    assert thaw({"amount": 0.1}) == {"amount": Decimal("0.1")}


@pytest.mark.parametrize(
    ("left", "right"), [(1, True), (0, False), ("1", 1), ([1], [True]), ({"a": 1}, {}), ([1], [1, 2])]
)
def test_tells_values_apart_that_python_may_not(left: Any, right: Any) -> None:
    assert not same(left, right)


def test_a_whole_number_is_the_same_with_and_without_a_fraction() -> None:
    assert same({"a": [2]}, {"a": [2.0]})
