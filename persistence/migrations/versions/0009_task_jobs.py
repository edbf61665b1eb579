"""Jobs about a task; people and groups that a task was escalated to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from persistence import base

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("job", table_kwargs={"sqlite_autoincrement": True}) as job:
        job.add_column(sa.Column("task_id", base.BigInt))
        job.create_foreign_key("fk_job_task_id_user_task", "user_task", ["task_id"], ["id"])
        job.create_index("ix_job_task_id", ["task_id"])
    op.create_table(
        "user_task_overseer",
        sa.Column("task_id", base.BigInt, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["user_task.id"], name="fk_user_task_overseer_task_id_user_task"),
        sa.PrimaryKeyConstraint("task_id", "kind", "value", name="pk_user_task_overseer"),
    )
    op.create_index("ix_user_task_overseer_kind_value", "user_task_overseer", ["kind", "value"])


def downgrade() -> None:
    raise NotImplementedError("Expected tasks to keep their reminders. Restore the backup made before the upgrade.")
