"""Working hours, and the company's own days."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from persistence import base

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "working_hours",
        sa.Column("id", base.BigInt, nullable=False),
        sa.Column("version", base.BigInt, nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.Column("lunch_starts", sa.Time()),
        sa.Column("lunch_ends", sa.Time()),
        sa.Column("weekend", base.Json, nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("updated_at", base.Instant(), nullable=False),
        sa.Column("updated_by", base.BigInt),
        sa.ForeignKeyConstraint(["updated_by"], ["person.id"], name="fk_working_hours_updated_by_person"),
        sa.PrimaryKeyConstraint("id", name="pk_working_hours"),
    )
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=5), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_calendar_day"),
    )


def downgrade() -> None:
    op.drop_table("calendar_day")
    op.drop_table("working_hours")
