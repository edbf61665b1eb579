"""Tasks that belong to no case, or to a record; tasks that are delegated or done on somebody's behalf."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from persistence import base

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

REFERENCES = {"owner_id": "person", "completed_for": "person", "record_id": "record"}


def upgrade() -> None:
    with op.batch_alter_table("user_task") as task:
        for name in ("instance_id", "token"):
            task.alter_column(name, existing_type=base.BigInt, nullable=True)
        task.alter_column("element_id", existing_type=sa.String(), nullable=True)
        task.add_column(sa.Column("result", sa.String()))
        for name, table in REFERENCES.items():
            task.add_column(sa.Column(name, base.BigInt))
            task.create_foreign_key(f"fk_user_task_{name}_{table}", table, [name], ["id"])
        task.create_index("ix_user_task_record_id", ["record_id"])
    with op.batch_alter_table("history") as history:
        history.alter_column("instance_id", existing_type=base.BigInt, nullable=True)
        history.add_column(sa.Column("task_id", base.BigInt))
        history.create_foreign_key("fk_history_task_id_user_task", "user_task", ["task_id"], ["id"])
        history.create_index("ix_history_task_id", ["task_id"])


def downgrade() -> None:
    raise NotImplementedError("Expected tasks to keep what they know now. Restore the backup made before the upgrade.")
