"""Nobody ever wrote when an account was last entered.

Revision ID: 0023
Revises: 0022
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from persistence import base

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("account") as account:
        account.drop_column("last_login_at")


def downgrade() -> None:
    with op.batch_alter_table("account") as account:
        account.add_column(sa.Column("last_login_at", base.Instant()))
