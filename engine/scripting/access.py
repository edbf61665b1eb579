"""Reading and writing parts of values: `deal.number`, `lines[0]`, `lines[0].amount += 1`, `for line in lines`."""

from collections.abc import Iterator
from typing import Any, Final

from engine.scripting.arithmetic import BINARY
from engine.scripting.attributes import METHODS, PROPERTIES
from engine.scripting.budget import ITEM_BYTES, Budget
from engine.scripting.errors import Refused, near, shorten
from engine.scripting.kinds import key, kind

_SEQUENCES: Final = frozenset({list, tuple, str})
_ITERABLE: Final = frozenset({list, tuple, dict, str})


def attribute(_budget: Budget, value: Any, name: str) -> Any:
    """`value.name`: the key of a mapping, or a listed property of a date or duration."""
    if type(value) is dict:
        try:
            return value[name]
        except KeyError:
            raise Refused(f"Expected the key {name!r}, but it is missing{near(name, value)}") from None
    read = PROPERTIES.get((type(value), name))
    if read is None:
        raise Refused(f"Expected a mapping to read .{name} from, but it is {kind(value)}{_hint(value, name)}")
    return read(value)


def peek(_budget: Budget, value: Any, *names: str) -> Any:
    """The value at the end of a chain of keys, or None as soon as one is missing."""
    for name in names:
        value = value.get(name) if type(value) is dict else None
    return value


def method(budget: Budget, value: Any, name: str, *arguments: Any, **named: Any) -> Any:
    """`value.name(…)`: only what the table lists for exactly this type."""
    call = METHODS.get((type(value), name))
    if call is None:
        raise Refused(f"Expected something {kind(value)} can do, but .{name}() is not{_hint(value, name)}")
    return call(budget, value, *arguments, **named)


def item(budget: Budget, value: Any, index: Any) -> Any:
    """`value[index]`: an item, the value of a key, a slice."""
    if type(value) is dict:
        index = key(budget, index)
        if index in value:
            return value[index]
        raise Refused(f"Expected the key {shorten(str(index))!r}, but it is missing{near(str(index), value)}")
    if type(value) not in _SEQUENCES:
        raise Refused(f"Expected a list or a mapping before [, but got {kind(value)}")
    if type(index) is slice:
        return _part(budget, value, index)
    return value[_position(value, index)]


def set_item(budget: Budget, value: Any, index: Any, new: Any) -> None:
    """`value[index] = new`, in a list or a mapping."""
    if type(value) is dict:
        budget.spend()
        budget.allocate(2 * ITEM_BYTES)
        value[key(budget, index)] = new
    elif type(value) is list:
        value[_position(value, index)] = new
    else:
        raise Refused(f"Expected a list or a mapping to write into, but got {kind(value)}")


def delete_item(budget: Budget, value: Any, index: Any) -> None:
    """`del value[index]`, in a list or a mapping."""
    item(budget, value, index)
    if type(value) not in (dict, list) or type(index) is slice:
        raise Refused("Expected one item of a list or a mapping after del")
    budget.spend(1 + len(value) // 64)
    del value[index]


def augment(budget: Budget, sign: str, old: Any, change: Any) -> Any:
    """The new value of `old += change`; a list grows in place, as in Python."""
    if type(old) is list and sign == "+":
        if type(change) not in (list, tuple):
            raise Refused(f"Expected a list to add to a list, but got {kind(change)}: write [value]")
        budget.items(len(change))
        old.extend(change)
        return old
    return BINARY[sign](budget, old, change)


def augment_item(budget: Budget, sign: str, value: Any, index: Any, change: Any) -> None:
    """`value[index] += change`."""
    set_item(budget, value, index, augment(budget, sign, item(budget, value, index), change))


def iterate(budget: Budget, value: Any) -> Iterator[Any]:
    """What `for` goes through; every round is a step."""
    if type(value) not in _ITERABLE:
        raise Refused(f"Expected a list to go through, but got {kind(value)}")
    for one in value:
        budget.spend()
        yield one


def unpack(budget: Budget, value: Any, shape: dict[str, Any], _iterate: Any) -> list[Any]:
    """The parts for `a, (b, c) = value`; `shape` is RestrictedPython's description of the targets."""
    parts = list(iterate(budget, value))
    if len(parts) != shape["min_len"]:
        raise Refused(f"Expected {shape['min_len']} values to assign, but got {len(parts)}")
    budget.items(len(parts))
    for position, inner in shape["childs"]:
        parts[position] = unpack(budget, parts[position], inner, _iterate)
    return parts


def iterate_unpacked(budget: Budget, value: Any, shape: dict[str, Any], _iterate: Any) -> Iterator[list[Any]]:
    """What `for a, b in value` goes through."""
    for one in iterate(budget, value):
        yield unpack(budget, one, shape, _iterate)


def sequence(budget: Budget, value: Any) -> Any:
    """A list or tuple just written in the source, paid for."""
    budget.allocate(ITEM_BYTES * (len(value) + 1))
    return value


def mapping(budget: Budget, value: dict[Any, Any]) -> dict[Any, Any]:
    """A mapping just written in the source, paid for."""
    budget.allocate(2 * ITEM_BYTES * (len(value) + 1))
    return value


def _part(budget: Budget, value: Any, part: slice) -> Any:
    for bound in (part.start, part.stop, part.step):
        if type(bound) not in (int, type(None)):
            raise Refused(f"Expected whole numbers in [:], but got {kind(bound)}")
    count = len(range(*part.indices(len(value))))
    (budget.text if type(value) is str else budget.items)(count)
    return value[part]


def _position(value: Any, index: Any) -> int:
    if type(index) is not int:
        raise Refused(f"Expected a whole number in [], but got {kind(index)}")
    if not -len(value) <= index < len(value):
        raise Refused(f"Expected an item at [{index}], but there are only {len(value)}")
    return index


def _hint(value: Any, name: str) -> str:
    if type(value) is dict:
        return f": a dot on a mapping is its key, write {name}(value, …) for a function"
    return near(name, {known for kind_, known in (*METHODS, *PROPERTIES) if kind_ is type(value)})
