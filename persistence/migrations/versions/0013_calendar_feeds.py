"""Calendar feeds of one's deadlines."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from persistence import base

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("person_id", base.BigInt, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("with_groups", sa.Boolean(), nullable=False),
        sa.Column("created_at", base.Instant(), nullable=False),
        sa.Column("last_used_at", base.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_calendar_feed_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )


def downgrade() -> None:
    raise NotImplementedError("Expected data of before, but migrations only go forward. Restore a backup instead.")
