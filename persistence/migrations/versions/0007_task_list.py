"""Indexes that serve the list of tasks in each of its orders, and find records by number."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OPEN = "status IN ('created', 'assigned')"
PARTIAL = {
    "open_assignee": (OPEN, ["assignee_id", "due_at", "id"]),
    "open_newest": (OPEN, ["assignee_id", "id"]),
    "open_priority": (OPEN, ["assignee_id", "priority", "id"]),
    "deferred": (f"{OPEN} AND follow_up_at IS NOT NULL", ["assignee_id", "follow_up_at", "id"]),
    "done": ("status = 'completed'", ["completed_by", "completed_at", "id"]),
    "done_on_behalf": ("status = 'completed'", ["completed_for", "completed_at", "id"]),
}


def upgrade() -> None:
    op.drop_index("ix_user_task_open_assignee", "user_task")
    for name, (condition, columns) in PARTIAL.items():
        where = sa.text(condition)
        op.create_index(f"ix_user_task_{name}", "user_task", columns, sqlite_where=where, postgresql_where=where)
    op.create_index("ix_record_number", "record", ["number"])
    op.create_index("ix_record_value_name_number", "record_value", ["name", "number"])


def downgrade() -> None:
    raise NotImplementedError("Expected the list to stay quick. Restore the backup made before the upgrade.")
