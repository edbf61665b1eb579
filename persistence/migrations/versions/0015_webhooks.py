"""Outgoing webhooks and their deliveries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from persistence import base

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", base.BigInt, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("failures", base.BigInt, nullable=False),
        sa.Column("created_at", base.Instant(), nullable=False),
        sa.Column("created_by", base.BigInt),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name="fk_webhook_created_by_person"),
        sa.PrimaryKeyConstraint("id", name="pk_webhook"),
    )
    op.create_table(
        "webhook_event",
        sa.Column("webhook_id", base.BigInt, nullable=False),
        sa.Column("event", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhook.id"], name="fk_webhook_event_webhook_id_webhook"),
        sa.PrimaryKeyConstraint("webhook_id", "event", name="pk_webhook_event"),
    )
    op.create_table(
        "webhook_process",
        sa.Column("webhook_id", base.BigInt, nullable=False),
        sa.Column("process_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhook.id"], name="fk_webhook_process_webhook_id_webhook"),
        sa.PrimaryKeyConstraint("webhook_id", "process_key", name="pk_webhook_process"),
    )
    op.create_table(
        "webhook_delivery",
        sa.Column("id", base.BigInt, nullable=False),
        sa.Column("webhook_id", base.BigInt, nullable=False),
        sa.Column("event", sa.String(length=30), nullable=False),
        sa.Column("data", base.Json, nullable=False),
        sa.Column("created_at", base.Instant(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("attempts", base.BigInt, nullable=False),
        sa.Column("tried_at", base.Instant()),
        sa.Column("response_status", base.BigInt),
        sa.Column("response_body", sa.String()),
        sa.Column("took_ms", base.BigInt),
        sa.Column("error", sa.String()),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhook.id"], name="fk_webhook_delivery_webhook_id_webhook"),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_delivery"),
    )
    op.create_index("ix_webhook_delivery_webhook_id_id", "webhook_delivery", ["webhook_id", "id"])


def downgrade() -> None:
    for table in ("webhook_delivery", "webhook_process", "webhook_event", "webhook"):
        op.drop_table(table)
