"""Indexes of user tasks leave out the rows nobody looks for in them: every step writes to those it touches."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

DONE = "status = 'completed'"
NEW = (
    ("ix_user_task_done_on_behalf", ["completed_for", "completed_at", "id"], f"{DONE} AND completed_for IS NOT NULL"),
    ("ix_user_task_cancelled", ["assignee_id"], "status = 'cancelled'"),
    ("ix_user_task_requested", ["requested_by"], "requested_by IS NOT NULL"),
    ("ix_user_task_owner", ["owner_id"], "owner_id IS NOT NULL"),
)
OLD = (
    ("ix_user_task_done_on_behalf", ["completed_for", "completed_at", "id"], DONE),
    ("ix_user_task_open_due", ["due_at"], "status IN ('created', 'assigned')"),
    ("ix_user_task_assignee_id_instance_id", ["assignee_id", "instance_id"], None),
    ("ix_user_task_completed_by", ["completed_by"], None),
    ("ix_user_task_requested_by", ["requested_by"], None),
    ("ix_user_task_owner_id", ["owner_id"], None),
)


def upgrade() -> None:
    for name, _columns, _condition in OLD:
        op.drop_index(name, "user_task")
    _create(NEW)


def downgrade() -> None:
    for name, _columns, _condition in NEW:
        op.drop_index(name, "user_task")
    _create(OLD)


def _create(indexes: tuple[tuple[str, list[str], str | None], ...]) -> None:
    for name, columns, condition in indexes:
        where = None if condition is None else sa.text(condition)
        op.create_index(name, "user_task", columns, sqlite_where=where, postgresql_where=where)
