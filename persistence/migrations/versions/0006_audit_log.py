"""The audit log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from persistence import base

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", base.BigInt, nullable=False),
        sa.Column("at", base.Instant(), nullable=False),
        sa.Column("actor_id", base.BigInt),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=100), nullable=False),
        sa.Column("subject_name", sa.String(), nullable=False),
        sa.Column("changes", base.Json, nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name="fk_audit_entry_actor_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entry"),
    )


def downgrade() -> None:
    op.drop_table("audit_entry")
