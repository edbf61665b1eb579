"""Files, documents with their versions, comments with their mentions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from persistence import base

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

PLACES = {"instance_id": "process_instance", "record_id": "record", "task_id": "user_task"}


def upgrade() -> None:
    create_documents()
    create_versions()
    create_comments()


def downgrade() -> None:
    raise NotImplementedError("Expected documents and comments to stay. Restore the backup made before the upgrade.")


def create_documents() -> None:
    op.create_table(
        "file",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", base.BigInt, nullable=False),
        sa.Column("stored_at", base.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_file"),
    )
    op.create_table(
        "document",
        sa.Column("id", base.BigInt, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        *(sa.Column(name, base.BigInt) for name in PLACES),
        sa.Column("current", base.BigInt, nullable=False),
        sa.Column("created_by", base.BigInt),
        sa.Column("created_at", base.Instant(), nullable=False),
        sa.Column("changed_at", base.Instant(), nullable=False),
        sa.Column("archived_at", base.Instant()),
        sa.Column("archived_by", base.BigInt),
        *(reference("document", name, table) for name, table in PLACES.items()),
        *(reference("document", name, "person") for name in ("archived_by", "created_by")),
        sa.PrimaryKeyConstraint("id", name="pk_document"),
    )
    for name in (*PLACES, "changed_at"):
        op.create_index(f"ix_document_{name}", "document", [name])


def create_versions() -> None:
    references = {"document_id": "document", "uploaded_by": "person", "for_task_id": "user_task"}
    op.create_table(
        "document_version",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("document_id", base.BigInt),
        sa.Column("number", base.BigInt),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("uploaded_by", base.BigInt),
        sa.Column("for_task_id", base.BigInt),
        sa.Column("at", base.Instant(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        *(reference("document_version", name, table) for name, table in references.items()),
        sa.ForeignKeyConstraint(["sha256"], ["file.sha256"], name="fk_document_version_sha256_file"),
        sa.PrimaryKeyConstraint("id", name="pk_document_version"),
        sa.UniqueConstraint("document_id", "number", name="uq_document_version_document_id_number"),
    )
    op.create_index("ix_document_version_sha256", "document_version", ["sha256"])


def create_comments() -> None:
    op.create_table(
        "comment",
        sa.Column("id", base.BigInt, nullable=False),
        *(sa.Column(name, base.BigInt) for name in PLACES),
        sa.Column("author_id", base.BigInt, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", base.Instant(), nullable=False),
        sa.Column("edited_at", base.Instant()),
        sa.Column("deleted_at", base.Instant()),
        sa.Column("changed_at", base.Instant(), nullable=False),
        sa.Column("key", sa.String()),
        *(reference("comment", name, table) for name, table in PLACES.items()),
        reference("comment", "author_id", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_comment"),
        sa.UniqueConstraint("key", name="uq_comment_key"),
    )
    for name in PLACES:
        op.create_index(f"ix_comment_{name}_id", "comment", [name, "id"])
    op.create_index("ix_comment_changed_at", "comment", ["changed_at"])
    op.create_table(
        "comment_mention",
        sa.Column("comment_id", base.BigInt, nullable=False),
        sa.Column("person_id", base.BigInt, nullable=False),
        reference("comment_mention", "comment_id", "comment"),
        reference("comment_mention", "person_id", "person"),
        sa.PrimaryKeyConstraint("comment_id", "person_id", name="pk_comment_mention"),
    )
    op.create_index("ix_comment_mention_person_id", "comment_mention", ["person_id"])


def reference(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}")
