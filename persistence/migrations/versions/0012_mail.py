"""What became of each mail, and when people want their digest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from persistence import base

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outgoing_mail",
        sa.Column("job_id", base.BigInt, nullable=False, autoincrement=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("at", base.Instant(), nullable=False),
        sa.Column("reply", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("job_id", name="pk_outgoing_mail"),
    )
    op.create_index("ix_outgoing_mail_at", "outgoing_mail", ["at"])
    op.create_table(
        "digest_time",
        sa.Column("person_id", base.BigInt, nullable=False),
        sa.Column("at", sa.String(length=5), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_digest_time_person_id_person"),
        sa.PrimaryKeyConstraint("person_id", name="pk_digest_time"),
    )


def downgrade() -> None:
    op.drop_table("digest_time")
    op.drop_table("outgoing_mail")
