"""
Scopes of variables.

From the inside out: a token's own (input parameters, an iteration's item), its multi-instance body's, the hosting
subprocess's, and so on up to the process instance's. Parallel branches of one scope see one set of variables.

An assignment goes to the innermost scope that already has the name. A new name goes to the innermost scope that keeps
its variables to itself (an activity with output parameters, an iteration), otherwise to the process instance.
"""

from __future__ import annotations

from collections import ChainMap
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.semantics.token import Token


class Frame(NamedTuple):
    """One layer: ``sealed`` lets no assignment out, ``home`` keeps new names."""

    variables: dict[str, Any]
    sealed: bool = False
    home: bool = False


def frames(token: Token) -> Iterator[Frame]:
    """The layers seen from a token, innermost first; the last is the process instance's."""
    at: Token | None = token
    while at is not None:
        frame = at.frame()
        if frame is not None:
            yield frame
        at = at.scope.tasks[at._parent] if at._parent is not None else at.scope.host
    yield Frame(token.scope.root.data, sealed=True)


def variables_of(token: Token) -> Mapping[str, Any]:
    """What an expression at the token sees."""
    layers = [frame.variables for frame in frames(token)]
    return layers[0] if len(layers) == 1 else ChainMap(*layers)


def write(token: Token, name: str, value: Any, outside: bool = False) -> None:
    """Assign a variable as seen from the token; ``outside`` leaves the token's own layer out."""
    layers = frames(token)
    if outside and token.locals is not None:
        next(layers)
    target = _target(layers, name)
    if name in target and target[name] == value and type(target[name]) is type(value):
        return
    target[name] = value
    token.scope.root.outcome.written.add(name)


def _target(layers: Iterator[Frame], name: str) -> dict[str, Any]:
    home: dict[str, Any] | None = None
    for frame in layers:
        if name in frame.variables:
            return frame.variables
        if home is None and frame.home:
            home = frame.variables
        if frame.sealed:
            break
    return frame.variables if home is None else home
