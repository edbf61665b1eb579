"""Dated substitutions of absent people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from persistence import base

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

IN_FORCE = sa.text("revoked_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "substitution",
        sa.Column("id", base.BigInt, nullable=False),
        sa.Column("person_id", base.BigInt, nullable=False),
        sa.Column("substitute_id", base.BigInt, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("set_by", base.BigInt),
        sa.Column("created_at", base.Instant(), nullable=False),
        sa.Column("revoked_at", base.Instant()),
        sa.Column("revoked_by", base.BigInt),
        sa.CheckConstraint("starts_on <= ends_on", name="ck_substitution_order_of_days"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_substitution_person_id_person"),
        sa.ForeignKeyConstraint(["substitute_id"], ["person.id"], name="fk_substitution_substitute_id_person"),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name="fk_substitution_set_by_person"),
        sa.ForeignKeyConstraint(["revoked_by"], ["person.id"], name="fk_substitution_revoked_by_person"),
        sa.PrimaryKeyConstraint("id", name="pk_substitution"),
    )
    for name in ("person", "substitute"):
        op.create_index(
            f"ix_substitution_{name}",
            "substitution",
            [f"{name}_id"],
            sqlite_where=IN_FORCE,
            postgresql_where=IN_FORCE,
        )


def downgrade() -> None:
    op.drop_table("substitution")
