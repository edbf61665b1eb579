"""All tasks of a person are found by an index that SQLite does not prefer to the one of the open tasks."""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_user_task_assignee_id", "user_task")
    op.create_index("ix_user_task_assignee_id_instance_id", "user_task", ["assignee_id", "instance_id"])


def downgrade() -> None:
    op.drop_index("ix_user_task_assignee_id_instance_id", "user_task")
    op.create_index("ix_user_task_assignee_id", "user_task", ["assignee_id"])
