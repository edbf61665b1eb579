"""A group may come to an end; history goes on naming it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from persistence import base

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people_group", sa.Column("archived_at", base.Instant()))


def downgrade() -> None:
    op.drop_column("people_group", "archived_at")
