"""The list of tasks finds words of cases by the search index: it is made anew at the next start."""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM search_entry")


def downgrade() -> None:
    raise NotImplementedError("Expected data of before, but migrations only go forward. Restore a backup instead.")
