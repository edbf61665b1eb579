"""What compiled expressions call instead of doing it by themselves: one table from the name in the code to the guard.

The names begin with an underscore, so no expression can write them. RestrictedPython chose `_getattr_`, `_getitem_`,
`_getiter_` and the two for unpacking; the others are ours.
"""

from collections.abc import Callable
from typing import Any, Final

from engine.scripting import access, operators, texts
from engine.scripting.functions import BUILT_IN_FUNCTIONS

FUNCTION_PREFIX: Final = "_function_"

HOOKS: Final[dict[str, Callable[..., Any]]] = {
    "_add_": operators.add,
    "_subtract_": operators.subtract,
    "_multiply_": operators.multiply,
    "_divide_": operators.divide,
    "_floor_divide_": operators.floor_divide,
    "_modulo_": operators.modulo,
    "_power_": operators.power,
    "_merge_": operators.merge,
    "_negate_": operators.negate,
    "_plus_": operators.plus,
    "_equal_": operators.equal,
    "_unequal_": operators.unequal,
    "_less_": operators.less,
    "_less_or_equal_": operators.less_or_equal,
    "_greater_": operators.greater,
    "_greater_or_equal_": operators.greater_or_equal,
    "_contains_": operators.contains,
    "_lacks_": operators.lacks,
    "_key_": operators.key,
    "_getattr_": access.attribute,
    "_getitem_": access.item,
    "_getiter_": access.iterate,
    "_unpack_sequence_": access.unpack,
    "_iter_unpack_sequence_": access.iterate_unpacked,
    "_peek_": access.peek,
    "_method_": access.method,
    "_set_item_": access.set_item,
    "_delete_item_": access.delete_item,
    "_augment_": access.augment,
    "_augment_item_": access.augment_item,
    "_sequence_": access.sequence,
    "_mapping_": access.mapping,
    "_joined_": texts.joined,
    "_formatted_": texts.formatted,
    **{FUNCTION_PREFIX + name: function for name, function in BUILT_IN_FUNCTIONS.items()},
}
