"""What there may be thousands of, or may be long, is kept beside the state of an instance, part by part."""

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


def downgrade() -> None:
    raise NotImplementedError("Expected data of before, but migrations only go forward. Restore a backup instead.")
