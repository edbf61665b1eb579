"""Saved views of the list of tasks: who may see and change them, and how they are kept."""

from __future__ import annotations

from collections.abc import Iterable

from engine import rights
from engine.errors import InvalidInput, NotFound
from engine.forms import FieldError
from persistence import saved_views
from persistence.saved_views import View
from webapp import dates
from webapp.access.signed_in import actor, signed_in
from webapp.database import db
from webapp.tasks.query import TaskQuery
from webapp.transaction import run_in_transaction

LONGEST_NAME = 100  # characters


def mine() -> list[View]:
    """One's own views and those shared with one."""
    return saved_views.visible(db.session(), signed_in().id, actor().groups)


def named(view_id: int) -> View:
    """A view one may see.  Raises NotFound or Forbidden."""
    found = saved_views.by_id(db.session(), view_id, signed_in().id)
    if found is None:
        raise NotFound("Expected a saved view, but there is none with this id. It may have been deleted.")
    rights.require(rights.may_use_view(actor(), found.owner_id, found.groups))
    return found


def own(view_id: int) -> View:
    """A view one may change.  Raises NotFound or Forbidden."""
    found = named(view_id)
    rights.require(rights.may_change_view(actor(), found.owner_id))
    return found


def keep(name: str, query: TaskQuery, groups: Iterable[str]) -> int:
    """Keep the query under a name; the view's id.  Raises InvalidInput."""
    checked, shared, address = _name(name), _shareable(groups), query.but().address()
    return run_in_transaction(
        lambda session: saved_views.add(session, signed_in().id, checked, address, shared, dates.now())
    )


def change(view_id: int, name: str, groups: Iterable[str]) -> None:
    """Rename it and share it with these groups.  Raises InvalidInput, NotFound or Forbidden."""
    view, checked, shared = own(view_id), _name(name), _shareable(groups)
    run_in_transaction(lambda session: saved_views.change(session, view.id, checked, shared))


def remove(view_id: int) -> None:
    """Forget it.  Raises NotFound or Forbidden."""
    view = own(view_id)
    run_in_transaction(lambda session: saved_views.remove(session, view.id))


def set_default(view_id: int, *, is_default: bool) -> None:
    """Open one's list with it, or no longer.  Raises NotFound or Forbidden."""
    view, me = named(view_id), signed_in().id
    if is_default != view.is_default:
        run_in_transaction(lambda session: saved_views.set_default(session, me, view.id if is_default else None))


def _name(name: str) -> str:
    checked = " ".join(name.replace("\0", "").split())
    if not 0 < len(checked) <= LONGEST_NAME:
        raise InvalidInput([FieldError(("name",), "minLength" if not checked else "maxLength", LONGEST_NAME)])
    return checked


def _shareable(groups: Iterable[str]) -> frozenset[str]:
    """One shares with groups one belongs to, and with everyone."""
    return frozenset(groups) & actor().groups
