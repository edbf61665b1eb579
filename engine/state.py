"""
A workflow's state as bytes, and back.

Kept: open tokens, their scopes and variables, what can still be compensated. Not kept: anything that has been (that is
history) and anything the definition says (that is in the specification, shared by all instances of a version).

The format has a version; a reader for each version that was ever written stays here.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Any, cast

import orjson
import zstandard

from engine.semantics.large import Variables
from engine.semantics.parts import Shelf
from engine.semantics.process import ProcessSpec
from engine.semantics.resting import put_to_rest
from engine.semantics.rows import StateUnreadable, restore, row_of
from engine.semantics.scope import Scope
from engine.semantics.subprocesses import SubProcess
from engine.semantics.workflow import ProcessWorkflow

FORMAT = 1
COMPRESS_FROM = 1536  # bytes; below, zstd costs more than the database saves
_ZSTD = b"\x28\xb5\x2f\xfd"  # RFC 8878, 3.1.1: magic number of a frame


def dump(workflow: ProcessWorkflow) -> bytes:
    """The state of a workflow at rest; what is kept beside it goes to its shelf (``engine.semantics.parts``)."""
    resting = put_to_rest(workflow)
    data = workflow.data if isinstance(workflow.data, Variables) else Variables(dict(workflow.data), (), workflow.parts)
    content = {"format": FORMAT, "last": workflow.last_token, "data": data.written(), **_scope(workflow, resting)}
    workflow.parts.flush()
    if data.kept:
        content["large"] = sorted(data.kept)
    if workflow.correlated:
        content["correlated"] = workflow.correlated
    state = orjson.dumps(content)
    return zstandard.ZstdCompressor(level=1).compress(state) if len(state) >= COMPRESS_FROM else state


def load(state: bytes, spec: ProcessSpec, shelf: Shelf) -> ProcessWorkflow:
    """The workflow as it was.

    Raises StateUnreadable if it stands at an element the specification lacks; a token at rest does so later.
    """
    content = orjson.loads(zstandard.ZstdDecompressor().decompress(state) if state[:4] == _ZSTD else state)
    if content.get("format") != FORMAT:
        raise StateUnreadable(f"Expected a state of format {FORMAT}, but this is format {content.get('format')!r}")
    workflow = ProcessWorkflow(spec, shelf)
    large = content.get("large")
    workflow.data = Variables(content["data"], large, workflow.parts) if large else content["data"]
    workflow.correlated = content.get("correlated", {})
    _fill(workflow, content)
    workflow.last_token = content["last"]
    workflow.completed = not workflow.tasks
    return workflow


def _scope(scope: Scope, resting: Container[int]) -> dict[str, Any]:
    inner = scope.root.subprocesses
    written: dict[str, Any] = {"tokens": [row_of(token) for token in scope.tasks.values() if token.id not in resting]}
    if scope.ledger:
        written["ledger"] = scope.ledger
    if inner:
        within = {str(t.id): _scope(inner[t.id], resting) for t in scope.tasks.values() if t.id in inner}
        written |= {"within": within} if within else {}
    return written


def _fill(scope: Scope, content: dict[str, Any]) -> None:
    scope.ledger = content.get("ledger", [])
    for row in content["tokens"]:
        restore(scope, *row)
    for token in scope.tasks.values():
        if token._parent is not None:
            scope.tasks[token._parent]._children.append(token.id)
    for host, inner in content.get("within", {}).items():
        _fill(_enclosed(scope, int(host)), inner)


def _enclosed(scope: Scope, host: int) -> Scope:
    token = scope.tasks[host]
    return scope.root.enclose(token, cast(SubProcess, token.node).body)
