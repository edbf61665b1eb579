"""Indexes leave out the rows that have nothing in them: most steps wrote an entry nobody ever looks for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_user_task_record_id", "user_task", ["record_id"]),
    ("ix_history_task_id", "history", ["task_id"]),
    ("ix_job_task_id", "job", ["task_id"]),
    ("ix_variable_name_text", "variable", ["name", "text"]),
    ("ix_variable_name_number", "variable", ["name", "number"]),
)


def upgrade() -> None:
    for name, table, columns in INDEXES:
        op.drop_index(name, table)
        filled = sa.text(f"{columns[-1]} IS NOT NULL")
        op.create_index(name, table, columns, sqlite_where=filled, postgresql_where=filled)


def downgrade() -> None:
    for name, table, columns in INDEXES:
        op.drop_index(name, table)
        op.create_index(name, table, columns)
