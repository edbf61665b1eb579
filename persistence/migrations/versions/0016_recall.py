"""The state before the last completed task, so that it can be taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from persistence import base

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recall_point",
        sa.Column("instance_id", base.BigInt, nullable=False),
        sa.Column("task_id", base.BigInt, nullable=False),
        sa.Column("version", base.BigInt, nullable=False),
        sa.Column("refusal", sa.String()),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("before", base.Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name="fk_recall_point_instance_id_process_instance"
        ),
        sa.ForeignKeyConstraint(["task_id"], ["user_task.id"], name="fk_recall_point_task_id_user_task"),
        sa.PrimaryKeyConstraint("instance_id", name="pk_recall_point"),
    )


def downgrade() -> None:
    op.drop_table("recall_point")
