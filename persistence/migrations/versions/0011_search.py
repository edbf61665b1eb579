"""Search over everything: an index of words, and what tells quickly which cases and tasks a person sees."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from persistence import base

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

POSTGRESQL = (
    """
    ALTER TABLE search_entry ADD COLUMN search_words tsvector
        GENERATED ALWAYS AS (array_to_tsvector(string_to_array(btrim(words), ' '))) STORED
    """,
    "CREATE INDEX search_words_index ON search_entry USING gin (search_words)",
)

SQLITE = (
    # Words come folded and apart, so ASCII's few rules are enough; what surrounds them is not asked for (detail).
    """
    CREATE VIRTUAL TABLE search_words USING fts5(
        words, content='search_entry', content_rowid='id', tokenize="ascii tokenchars '_'", detail='none',
        columnsize=0, prefix='2 3'
    )
    """,
    "CREATE TABLE search_vocabulary (word TEXT PRIMARY KEY) WITHOUT ROWID",
    """
    CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN
        INSERT INTO search_words (rowid, words) VALUES (new.id, new.words);
        INSERT INTO search_vocabulary
            SELECT value FROM json_each('["' || replace(trim(new.words), ' ', '","') || '"]')
            WHERE true ON CONFLICT DO NOTHING;
    END
    """,
    """
    CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN
        INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', old.id, old.words);
    END
    """,
    """
    CREATE TRIGGER search_entry_changed AFTER UPDATE OF words ON search_entry WHEN new.words <> old.words BEGIN
        INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', old.id, old.words);
        INSERT INTO search_words (rowid, words) VALUES (new.id, new.words);
        INSERT INTO search_vocabulary
            SELECT value FROM json_each('["' || replace(trim(new.words), ' ', '","') || '"]')
            WHERE true ON CONFLICT DO NOTHING;
    END
    """,
)


def upgrade() -> None:
    op.create_table(
        "search_entry",
        sa.Column("id", base.BigInt, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("subject_id", base.BigInt, nullable=False),
        sa.Column("case_id", base.BigInt, nullable=True),
        sa.Column("record_id", base.BigInt, nullable=True),
        sa.Column("registry", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("changed_at", base.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
        sa.UniqueConstraint("kind", "subject_id", name=op.f("uq_search_entry_kind_subject_id")),
    )
    op.create_index(op.f("ix_search_entry_case_id"), "search_entry", ["case_id"])
    op.create_index(op.f("ix_user_task_assignee_id"), "user_task", ["assignee_id"])
    op.create_index(op.f("ix_user_task_completed_by"), "user_task", ["completed_by"])
    op.create_index(op.f("ix_user_task_requested_by"), "user_task", ["requested_by"])
    op.create_index(op.f("ix_user_task_owner_id"), "user_task", ["owner_id"])
    op.create_index(op.f("ix_process_instance_started_by"), "process_instance", ["started_by"])
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("Expected data of before, but migrations only go forward. Restore a backup instead.")
