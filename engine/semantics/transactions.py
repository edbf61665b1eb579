"""
Transactions: subprocesses that are done as a whole or undone (BPMN 2.0.2, 10.3.5 "Transaction", 10.5.3, 10.5.6).

A transaction ends in one of three ways. It is completed as any subprocess. A cancel end event in it interrupts what
is still going on, undoes what has been done, the latest first, and leaves by the cancel event on the boundary. And an
error that leaves it ("hazard") interrupts it and undoes nothing: somebody has to look at what is left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from engine.semantics import compensation
from engine.semantics.subprocesses import SubProcess
from engine.semantics.triggers import CancelTrigger, CompensationTrigger

if TYPE_CHECKING:
    from engine.semantics.token import Token


class Transaction(SubProcess):
    """A subprocess that can be cancelled; nothing keeps others from seeing what is done in it meanwhile."""

    element_type = "transaction"


def begin_cancelling(token: Token) -> bool | None:
    """Interrupt everything else in the transaction and undo what has been done; True when that is nothing.

    What was completed in an activity that is still running has been done, too.
    """
    scope = token.scope
    scope.ledger = compensation.done_so_far(scope)
    scope.cancel_others(token)
    return compensation.start(token, CompensationTrigger())


def leave_cancelled(token: Token) -> None:
    """All is undone: go on from the cancel event on the transaction's boundary."""
    transaction = cast("Token", token.scope.host)
    token.scope.root.outcome.happened("completed", token)
    token.scope.consume(token)
    event = next(e for e in cast("Transaction", transaction.node).boundary_events if e.has(CancelTrigger))
    event.catch(transaction)
