"""Saved views of the list of tasks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from persistence import base

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", base.BigInt, nullable=False),
        sa.Column("owner_id", base.BigInt, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("query", base.Json, nullable=False),
        sa.Column("created_at", base.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name="fk_saved_view_owner_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_view"),
    )
    op.create_index("ix_saved_view_owner_id", "saved_view", ["owner_id"])
    op.create_table(
        "saved_view_group",
        sa.Column("view_id", base.BigInt, nullable=False),
        sa.Column("group_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["view_id"], ["saved_view.id"], name="fk_saved_view_group_view_id_saved_view"),
        sa.PrimaryKeyConstraint("view_id", "group_key", name="pk_saved_view_group"),
    )
    op.create_index("ix_saved_view_group_group_key", "saved_view_group", ["group_key"])
    op.create_table(
        "default_view",
        sa.Column("person_id", base.BigInt, nullable=False),
        sa.Column("view_id", base.BigInt, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_default_view_person_id_person"),
        sa.ForeignKeyConstraint(["view_id"], ["saved_view.id"], name="fk_default_view_view_id_saved_view"),
        sa.PrimaryKeyConstraint("person_id", name="pk_default_view"),
    )
    op.create_index("ix_default_view_view_id", "default_view", ["view_id"])


def downgrade() -> None:
    raise NotImplementedError("Expected saved views to stay. Restore the backup made before the upgrade.")
