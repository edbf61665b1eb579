"""What compiled expressions call instead of doing it by themselves: one table from the name in the code to the guard.

The names begin with an underscore, so no expression can write them. RestrictedPython chose `_getattr_`, `_getitem_`,
`_getiter_` and the two for unpacking; the others are ours.
"""

from collections.abc import Callable
from typing import Any, Final

from engine.scripting import access, arithmetic, comparison, kinds, texts
from engine.scripting.functions import BUILT_IN_FUNCTIONS

FUNCTION_PREFIX: Final = "_function_"

HOOKS: Final[dict[str, Callable[..., Any]]] = {
    "_add_": arithmetic.add,
    "_subtract_": arithmetic.subtract,
    "_multiply_": arithmetic.multiply,
    "_divide_": arithmetic.divide,
    "_floor_divide_": arithmetic.floor_divide,
    "_modulo_": arithmetic.modulo,
    "_power_": arithmetic.power,
    "_merge_": arithmetic.merge,
    "_negate_": arithmetic.negate,
    "_plus_": arithmetic.plus,
    "_equal_": comparison.equal,
    "_unequal_": comparison.unequal,
    "_less_": comparison.less,
    "_less_or_equal_": comparison.less_or_equal,
    "_greater_": comparison.greater,
    "_greater_or_equal_": comparison.greater_or_equal,
    "_contains_": comparison.contains,
    "_lacks_": comparison.lacks,
    "_key_": kinds.key,
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
