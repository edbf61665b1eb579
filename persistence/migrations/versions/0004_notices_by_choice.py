"""Notices are worded when they are read, told once, and by the ways a person chose."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from persistence import base

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notification_choice",
        sa.Column("person_id", base.BigInt, nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("bell", sa.Boolean(), nullable=False),
        sa.Column("mail", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_notification_choice_person_id_person"),
        sa.PrimaryKeyConstraint("person_id", "kind", name="pk_notification_choice"),
    )
    op.drop_index("ix_notification_unread", "notification")
    with op.batch_alter_table("notification") as table:
        table.add_column(sa.Column("key", sa.String()))
        table.add_column(sa.Column("task_id", base.BigInt))
        table.add_column(sa.Column("record_id", base.BigInt))
        table.add_column(sa.Column("actor_id", base.BigInt))
        table.add_column(sa.Column("data", base.Json, nullable=False, server_default="{}"))
        table.add_column(sa.Column("bell", sa.Boolean(), nullable=False, server_default=sa.true()))
        table.add_column(sa.Column("mail", sa.String(length=6), nullable=False, server_default="none"))
        table.create_foreign_key("fk_notification_task_id_user_task", "user_task", ["task_id"], ["id"])
        table.create_foreign_key("fk_notification_record_id_record", "record", ["record_id"], ["id"])
        table.create_foreign_key("fk_notification_actor_id_person", "person", ["actor_id"], ["id"])
        table.create_unique_constraint("uq_notification_person_id_key", ["person_id", "key"])
    unread = sa.text("read_at IS NULL AND bell")
    op.create_index(
        "ix_notification_unread", "notification", ["person_id"], sqlite_where=unread, postgresql_where=unread
    )


def downgrade() -> None:
    raise NotImplementedError("Expected a schema to go back to, but notices were told by then. Restore a backup.")
