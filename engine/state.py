"""
A workflow's state as bytes, and back.

Kept: open tokens, their scopes and variables, what can still be compensated. Not kept: anything that has been (that is
history) and anything the definition says (that is in the specification, shared by all instances of a version).

The format has a version; a reader for each version that was ever written stays here.
"""

from __future__ import annotations

from typing import Any, cast

import orjson
import zstandard

from engine.semantics.process import ProcessSpec
from engine.semantics.scope import Scope
from engine.semantics.subprocesses import SubProcess
from engine.semantics.token import Token
from engine.semantics.workflow import ProcessWorkflow

FORMAT = 1
COMPRESS_FROM = 1536  # bytes; below, zstd costs more than the database saves
_ZSTD = b"\x28\xb5\x2f\xfd"  # RFC 8878, 3.1.1: magic number of a frame


class StateUnreadable(Exception):
    """The state does not fit the definition it is read with."""


def dump(workflow: ProcessWorkflow) -> bytes:
    """The state of a workflow at rest."""
    content = {"format": FORMAT, "last": workflow.last_token, "data": workflow.data, **_scope(workflow)}
    if workflow.correlated:
        content["correlated"] = workflow.correlated
    state = orjson.dumps(content)
    return zstandard.ZstdCompressor(level=1).compress(state) if len(state) >= COMPRESS_FROM else state


def load(state: bytes, spec: ProcessSpec) -> ProcessWorkflow:
    """The workflow as it was. Raises StateUnreadable if it stands at an element the specification lacks."""
    content = orjson.loads(zstandard.ZstdDecompressor().decompress(state) if state[:4] == _ZSTD else state)
    if content.get("format") != FORMAT:
        raise StateUnreadable(f"Expected a state of format {FORMAT}, but this is format {content.get('format')!r}")
    workflow = ProcessWorkflow(spec)
    workflow.data = content["data"]
    workflow.correlated = content.get("correlated", {})
    _fill(workflow, content)
    workflow.last_token = content["last"]
    workflow.completed = not workflow.tasks
    return workflow


def _scope(scope: Scope) -> dict[str, Any]:
    inner = scope.root.subprocesses
    written: dict[str, Any] = {"tokens": [_token(token) for token in scope.tasks.values()]}
    if scope.ledger:
        written["ledger"] = scope.ledger
    if inner:
        within = {str(t.id): _scope(inner[t.id]) for t in scope.tasks.values() if t.id in inner}
        written |= {"within": within} if within else {}
    return written


def _token(token: Token) -> list[Any]:
    """Trailing values that say nothing are left out."""
    row = [token.id, token.node.name, token._state, token._parent, token.locals, token.internal_data or None]
    while row[-1] is None:
        row.pop()
    return row


def _fill(scope: Scope, content: dict[str, Any]) -> None:
    scope.ledger = content.get("ledger", [])
    for row in content["tokens"]:
        _restore(scope, *row)
    for token in scope.tasks.values():
        if token._parent is not None:
            scope.tasks[token._parent]._children.append(token.id)
    for host, inner in content.get("within", {}).items():
        _fill(_enclosed(scope, int(host)), inner)


def _restore(
    scope: Scope,
    token_id: int,
    element_id: str,
    state: int,
    parent: int | None = None,
    variables: dict[str, Any] | None = None,
    internal: dict[str, Any] | None = None,
) -> None:
    node = scope.spec.nodes.get(element_id)
    if node is None:
        raise StateUnreadable(f"Expected the element {element_id!r} in {scope.spec.name!r}, but it is not there")
    token = Token(scope, node, token_id, state)
    token._parent = parent
    token.locals = variables
    token.internal_data = internal or {}


def _enclosed(scope: Scope, host: int) -> Scope:
    token = scope.tasks[host]
    return scope.root.enclose(token, cast(SubProcess, token.node).body)
