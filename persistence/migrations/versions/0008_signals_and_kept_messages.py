"""Subscriptions to signals; messages that are kept until somebody waits for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from persistence import base

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BUFFERED = sa.text("outcome = 'buffered'")


def upgrade() -> None:
    kind = sa.Column("kind", sa.String(length=10), server_default="message", nullable=False)
    op.add_column("message_subscription", kind)
    op.add_column("received_message", sa.Column("expires_at", base.Instant()))
    op.create_index(
        "ix_received_message_buffered",
        "received_message",
        ["name", "id"],
        sqlite_where=BUFFERED,
        postgresql_where=BUFFERED,
    )


def downgrade() -> None:
    op.drop_index("ix_received_message_buffered", "received_message")
    op.drop_column("received_message", "expires_at")
    op.drop_column("message_subscription", "kind")
