"""Not only tokens at rest are kept beside the state, but whatever there may be thousands of or may be long."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from persistence import base

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "state_part",
        sa.Column("instance_id", base.BigInt, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_state_part_instance_id_process_instance")
        ),
        sa.PrimaryKeyConstraint("instance_id", "kind", "name", name=op.f("pk_state_part")),
    )
    op.execute(
        "INSERT INTO state_part (instance_id, kind, name, content)"
        " SELECT instance_id, 'token', CAST(token AS VARCHAR), content FROM resting_token"
    )
    op.drop_table("resting_token")


def downgrade() -> None:
    raise NotImplementedError("Expected data of before, but migrations only go forward. Restore a backup instead.")
