"""Tokens at rest beside the state: a step of a thousand parallel iterations reads and writes one of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from persistence import base

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "resting_token",
        sa.Column("instance_id", base.BigInt, nullable=False),
        sa.Column("token", base.BigInt, nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_resting_token_instance_id_process_instance")
        ),
        sa.PrimaryKeyConstraint("instance_id", "token", name=op.f("pk_resting_token")),
    )


def downgrade() -> None:
    raise NotImplementedError("Expected data of before, but migrations only go forward. Restore a backup instead.")
