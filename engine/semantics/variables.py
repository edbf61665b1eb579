"""
Scopes of variables.

From the inside out: a token's own (input parameters, an iteration's item), its multi-instance body's, the hosting
subprocess's, and so on up to the process instance's. Parallel branches of one scope see one set of variables.

An assignment goes to the innermost scope that already has the name. A new name goes to the innermost scope that keeps
its variables to itself (an activity with output parameters, an iteration), otherwise to the process instance.
"""

from __future__ import annotations

from collections import ChainMap
from typing import TYPE_CHECKING, Any, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, MutableMapping

    from engine.dialect.extensions import Parameter
    from engine.semantics.token import Token


class Frame(NamedTuple):
    """One layer: ``sealed`` lets no assignment out, ``home`` keeps new names."""

    variables: MutableMapping[str, Any]
    sealed: bool = False
    home: bool = False


def frames(token: Token) -> Iterator[Frame]:
    """The layers seen from a token, innermost first; the last is the process instance's."""
    at: Token | None = token
    while at is not None:
        frame = at.frame()
        if frame is not None:
            yield frame
        inside = at._parent is not None and "for" not in at.internal_data  # else it undoes something beside it
        at = at.scope.tasks[cast("int", at._parent)] if inside else at.scope.host
    yield Frame(token.scope.root.data, sealed=True)


def variables_of(token: Token) -> Mapping[str, Any]:
    """What an expression at the token sees."""
    if _is_outermost(token):
        return token.scope.root.data
    layers = [frame.variables for frame in frames(token)]
    return layers[0] if len(layers) == 1 else ChainMap(*layers)


def write(token: Token, name: str, value: Any, outside: bool = False) -> None:
    """Assign a variable as seen from the token; ``outside`` leaves the token's own layer out."""
    target = token.scope.root.data if _is_outermost(token) else _target(_layers(token, outside), name)
    if name not in target or not _same_scalar(target[name], value):
        target[name] = value
        token.scope.root.outcome.written.add(name)


def computed(token: Token, parameters: Iterable[Parameter]) -> dict[str, Any]:
    """The values of parameters by their names, as seen from the token."""
    evaluate = token.scope.root.evaluate
    return {each.name: evaluate(token, each.value) for each in parameters if applies(token, each)}


def applies(token: Token, parameter: Parameter) -> bool:
    """Whether a parameter gets its value: one that is optional does when what it is computed from is there."""
    return not parameter.optional or parameter.value.names <= token.data.keys()


def give(token: Token, outputs: Iterable[Parameter]) -> None:
    """Assign output parameters around the element the token is at; those of an iteration stay in it."""
    for name, value in computed(token, outputs).items():
        if token.keeps_variables:
            token.locals = {**(token.locals or {}), name: value}
        else:
            _write_around(token, name, value)


def _write_around(token: Token, name: str, value: Any) -> None:
    """Assign beyond the token's own variables, whether or not they are closed."""
    own, token.locals = token.locals, None
    try:
        write(token, name, value)
    finally:
        token.locals = own


def _same_scalar(old: Any, new: Any) -> bool:
    """Whether there is nothing to assign; True is no 1, and what is inside a list or a map is not compared."""
    return type(old) is type(new) and not isinstance(new, list | dict) and old == new


def _is_outermost(token: Token) -> bool:
    """Whether the token sees nothing but the process instance's variables: the usual case, made quick."""
    return token.locals is None and token._parent is None and token.scope.host is None


def _layers(token: Token, outside: bool) -> Iterator[Frame]:
    layers = frames(token)
    if outside and token.locals is not None:
        next(layers)
    return layers


def _target(layers: Iterator[Frame], name: str) -> MutableMapping[str, Any]:
    home: MutableMapping[str, Any] | None = None
    for frame in layers:
        if name in frame.variables:
            return frame.variables
        if home is None and frame.home:
            home = frame.variables
        if frame.sealed:
            break
    return frame.variables if home is None else home
