"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from persistence import base

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

OPEN_TASK = "status IN ('created', 'assigned')"
PENDING_JOB = "status = 'pending'"
LEASED_JOB = "status = 'pending' AND lease_until IS NOT NULL"


def upgrade() -> None:
    create_people()
    create_definitions()
    create_records()
    create_instances()
    create_user_tasks()
    create_jobs_and_messages()
    create_numbering_and_notifications()


def downgrade() -> None:
    raise NotImplementedError("Expected a schema to go back to, but this is the first one. Drop the database instead.")


def create_people() -> None:
    op.create_table(
        "department",
        sa.Column("id", base.BigInt, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("parent_id", base.BigInt),
        sa.Column("head_id", base.BigInt),
        sa.ForeignKeyConstraint(["head_id"], ["person.id"], name="fk_department_head_id_person", use_alter=True),
        sa.ForeignKeyConstraint(["parent_id"], ["department.id"], name="fk_department_parent_id_department"),
        sa.PrimaryKeyConstraint("id", name="pk_department"),
        sa.UniqueConstraint("key", name="uq_department_key"),
    )
    op.create_table(
        "person",
        sa.Column("id", base.BigInt, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String()),
        sa.Column("phone", sa.String()),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("department_id", base.BigInt),
        sa.Column("manager_id", base.BigInt),
        sa.Column("created_at", base.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="fk_person_department_id_department"),
        sa.ForeignKeyConstraint(["manager_id"], ["person.id"], name="fk_person_manager_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("email", name="uq_person_email"),
    )
    op.create_table(
        "people_group",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_people_group"),
    )
    op.create_table(
        "person_group",
        sa.Column("person_id", base.BigInt, nullable=False),
        sa.Column("group_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["group_key"], ["people_group.key"], name="fk_person_group_group_key_people_group"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_person_group_person_id_person"),
        sa.PrimaryKeyConstraint("person_id", "group_key", name="pk_person_group"),
    )
    op.create_index("ix_person_group_group_key", "person_group", ["group_key"])
    op.create_table(
        "account",
        sa.Column("id", base.BigInt, nullable=False),
        sa.Column("person_id", base.BigInt, nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("password", sa.String(length=255)),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("confirmed_at", base.Instant()),
        sa.Column("last_login_at", base.Instant()),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_account_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("email", name="uq_account_email"),
        sa.UniqueConstraint("fs_uniquifier", name="uq_account_fs_uniquifier"),
        sa.UniqueConstraint("person_id", name="uq_account_person_id"),
    )
    op.create_table(
        "api_token",
        sa.Column("id", base.BigInt, nullable=False),
        sa.Column("person_id", base.BigInt, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", base.Instant(), nullable=False),
        sa.Column("last_used_at", base.Instant()),
        sa.Column("expires_at", base.Instant()),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_api_token_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_api_token"),
        sa.UniqueConstraint("token_hash", name="uq_api_token_token_hash"),
    )
    op.create_index("ix_api_token_person_id", "api_token", ["person_id"])
    if op.get_bind().dialect.supports_alter:  # SQLite took the reference to a table yet to come
        op.create_foreign_key("fk_department_head_id_person", "department", "person", ["head_id"], ["id"])


def create_definitions() -> None:
    op.create_table(
        "process_definition",
        sa.Column("id", base.BigInt, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("version", base.BigInt, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("version_tag", sa.String()),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("start_groups", base.Json, nullable=False),
        sa.Column("deployed_at", base.Instant(), nullable=False),
        sa.Column("deployed_by", base.BigInt),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["deployed_by"], ["person.id"], name="fk_process_definition_deployed_by_person"),
        sa.PrimaryKeyConstraint("id", name="pk_process_definition"),
        sa.UniqueConstraint("key", "version", name="uq_process_definition_key_version"),
    )
    op.create_table(
        "definition_file",
        sa.Column("definition_id", base.BigInt, nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["definition_id"], ["process_definition.id"], name="fk_definition_file_definition_id_process_definition"
        ),
        sa.PrimaryKeyConstraint("definition_id", "path", name="pk_definition_file"),
    )
    op.create_table(
        "start_subscription",
        sa.Column("id", base.BigInt, nullable=False),
        sa.Column("definition_id", base.BigInt, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("element_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String()),
        sa.Column("expression", sa.String()),
        sa.ForeignKeyConstraint(
            ["definition_id"], ["process_definition.id"], name="fk_start_subscription_definition_id_process_definition"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_start_subscription"),
    )
    op.create_index("ix_start_subscription_key", "start_subscription", ["key"])
    op.create_index("ix_start_subscription_kind_name", "start_subscription", ["kind", "name"])


def create_records() -> None:
    op.create_table(
        "record",
        sa.Column("id", base.BigInt, nullable=False),
        sa.Column("registry", sa.String(), nullable=False),
        sa.Column("number", sa.String()),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("pipeline", sa.String()),
        sa.Column("stage", sa.String()),
        sa.Column("stage_since", base.Instant()),
        sa.Column("responsible_id", base.BigInt),
        sa.Column("amount", base.Money()),
        sa.Column("currency", sa.String(length=3)),
        sa.Column("data", base.Json, nullable=False),
        sa.Column("schema_version", base.BigInt, nullable=False),
        sa.Column("version", base.BigInt, nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("created_at", base.Instant(), nullable=False),
        sa.Column("created_by", base.BigInt),
        sa.Column("updated_at", base.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name="fk_record_created_by_person"),
        sa.ForeignKeyConstraint(["responsible_id"], ["person.id"], name="fk_record_responsible_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_record"),
        sa.UniqueConstraint("registry", "number", name="uq_record_registry_number"),
    )
    op.create_index("ix_record_registry_stage", "record", ["registry", "stage"])
    op.create_index("ix_record_responsible_id", "record", ["responsible_id"])
    op.create_table(
        "record_link",
        sa.Column("id", base.BigInt, nullable=False),
        sa.Column("from_id", base.BigInt, nullable=False),
        sa.Column("to_id", base.BigInt, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["from_id"], ["record.id"], name="fk_record_link_from_id_record"),
        sa.ForeignKeyConstraint(["to_id"], ["record.id"], name="fk_record_link_to_id_record"),
        sa.PrimaryKeyConstraint("id", name="pk_record_link"),
        sa.UniqueConstraint("from_id", "to_id", "kind", name="uq_record_link_from_id_to_id_kind"),
    )
    op.create_index("ix_record_link_to_id", "record_link", ["to_id"])
    op.create_table(
        "record_key",
        sa.Column("registry", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("record_id", base.BigInt, nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name="fk_record_key_record_id_record"),
        sa.PrimaryKeyConstraint("registry", "name", "value", name="pk_record_key"),
    )
    op.create_index("ix_record_key_record_id", "record_key", ["record_id"])
    op.create_table(
        "record_value",
        sa.Column("record_id", base.BigInt, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.String()),
        sa.Column("number", base.Number()),
        sa.Column("instant", base.Instant()),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name="fk_record_value_record_id_record"),
        sa.PrimaryKeyConstraint("record_id", "name", name="pk_record_value"),
    )
    op.create_index("ix_record_value_name_text", "record_value", ["name", "text"])


def create_instances() -> None:
    op.create_table(
        "process_instance",
        sa.Column("id", base.BigInt, nullable=False),
        sa.Column("definition_id", base.BigInt, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("business_key", sa.String()),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("version", base.BigInt, nullable=False),
        sa.Column("started_at", base.Instant(), nullable=False),
        sa.Column("ended_at", base.Instant()),
        sa.Column("started_by", base.BigInt),
        sa.Column("parent_id", base.BigInt),
        sa.Column("parent_token", base.BigInt),
        sa.Column("root_id", base.BigInt),
        sa.Column("record_id", base.BigInt),
        sa.ForeignKeyConstraint(
            ["definition_id"], ["process_definition.id"], name="fk_process_instance_definition_id_process_definition"
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["process_instance.id"], name="fk_process_instance_parent_id_process_instance"
        ),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name="fk_process_instance_record_id_record"),
        sa.ForeignKeyConstraint(
            ["root_id"], ["process_instance.id"], name="fk_process_instance_root_id_process_instance"
        ),
        sa.ForeignKeyConstraint(["started_by"], ["person.id"], name="fk_process_instance_started_by_person"),
        sa.PrimaryKeyConstraint("id", name="pk_process_instance"),
    )
    op.create_index("ix_process_instance_business_key", "process_instance", ["business_key"])
    op.create_index("ix_process_instance_parent_id", "process_instance", ["parent_id"])
    op.create_index("ix_process_instance_record_id", "process_instance", ["record_id"])
    op.create_index("ix_process_instance_root_id", "process_instance", ["root_id"])
    op.create_index("ix_process_instance_status_key", "process_instance", ["status", "key"])
    op.create_table(
        "history",
        sa.Column("id", base.BigInt, nullable=False),
        sa.Column("instance_id", base.BigInt, nullable=False),
        sa.Column("at", base.Instant(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("element_id", sa.String()),
        sa.Column("element_type", sa.String()),
        sa.Column("token", base.BigInt),
        sa.Column("actor_id", base.BigInt),
        sa.Column("data", base.Json, nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name="fk_history_actor_id_person"),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name="fk_history_instance_id_process_instance"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_history"),
    )
    op.create_index("ix_history_instance_id_id", "history", ["instance_id", "id"])
    op.create_table(
        "variable",
        sa.Column("instance_id", base.BigInt, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("type", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String()),
        sa.Column("number", base.Number()),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name="fk_variable_instance_id_process_instance"
        ),
        sa.PrimaryKeyConstraint("instance_id", "name", name="pk_variable"),
    )
    op.create_index("ix_variable_name_number", "variable", ["name", "number"])
    op.create_index("ix_variable_name_text", "variable", ["name", "text"])
    op.create_table(
        "incident",
        sa.Column("id", base.BigInt, nullable=False),
        sa.Column("instance_id", base.BigInt, nullable=False),
        sa.Column("token", base.BigInt),
        sa.Column("element_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("details", base.Json, nullable=False),
        sa.Column("created_at", base.Instant(), nullable=False),
        sa.Column("resolved_at", base.Instant()),
        sa.Column("resolved_by", base.BigInt),
        sa.Column("resolution", sa.String()),
        sa.Column("owner_id", base.BigInt),
        sa.Column("note", sa.String()),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name="fk_incident_instance_id_process_instance"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name="fk_incident_owner_id_person"),
        sa.ForeignKeyConstraint(["resolved_by"], ["person.id"], name="fk_incident_resolved_by_person"),
        sa.PrimaryKeyConstraint("id", name="pk_incident"),
    )
    op.create_index("ix_incident_instance_id", "incident", ["instance_id"])
    op.create_index(
        "ix_incident_open",
        "incident",
        ["created_at"],
        sqlite_where=sa.text("resolved_at IS NULL"),
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.create_table(
        "record_history",
        sa.Column("id", base.BigInt, nullable=False),
        sa.Column("record_id", base.BigInt, nullable=False),
        sa.Column("at", base.Instant(), nullable=False),
        sa.Column("actor_id", base.BigInt),
        sa.Column("instance_id", base.BigInt),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("data", base.Json, nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name="fk_record_history_actor_id_person"),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name="fk_record_history_instance_id_process_instance"
        ),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name="fk_record_history_record_id_record"),
        sa.PrimaryKeyConstraint("id", name="pk_record_history"),
    )
    op.create_index("ix_record_history_record_id_id", "record_history", ["record_id", "id"])


def create_user_tasks() -> None:
    op.create_table(
        "user_task",
        sa.Column("id", base.BigInt, nullable=False),
        sa.Column("instance_id", base.BigInt, nullable=False),
        sa.Column("token", base.BigInt, nullable=False),
        sa.Column("element_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("form_key", sa.String()),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("assignee_id", base.BigInt),
        sa.Column("requested_by", base.BigInt),
        sa.Column("created_at", base.Instant(), nullable=False),
        sa.Column("due_at", base.Instant()),
        sa.Column("follow_up_at", base.Instant()),
        sa.Column("priority", base.BigInt, nullable=False),
        sa.Column("completed_at", base.Instant()),
        sa.Column("completed_by", base.BigInt),
        sa.Column("outcome", sa.String()),
        sa.Column("draft", base.Json),
        sa.Column("draft_saved_at", base.Instant()),
        sa.ForeignKeyConstraint(["assignee_id"], ["person.id"], name="fk_user_task_assignee_id_person"),
        sa.ForeignKeyConstraint(["completed_by"], ["person.id"], name="fk_user_task_completed_by_person"),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name="fk_user_task_instance_id_process_instance"
        ),
        sa.ForeignKeyConstraint(["requested_by"], ["person.id"], name="fk_user_task_requested_by_person"),
        sa.PrimaryKeyConstraint("id", name="pk_user_task"),
        sa.UniqueConstraint("instance_id", "token", name="uq_user_task_instance_id_token"),
    )
    op.create_index(
        "ix_user_task_open_assignee",
        "user_task",
        ["assignee_id"],
        sqlite_where=sa.text(OPEN_TASK),
        postgresql_where=sa.text(OPEN_TASK),
    )
    op.create_index(
        "ix_user_task_open_due",
        "user_task",
        ["due_at"],
        sqlite_where=sa.text(OPEN_TASK),
        postgresql_where=sa.text(OPEN_TASK),
    )
    op.create_table(
        "user_task_candidate",
        sa.Column("task_id", base.BigInt, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["user_task.id"], name="fk_user_task_candidate_task_id_user_task"),
        sa.PrimaryKeyConstraint("task_id", "kind", "value", name="pk_user_task_candidate"),
    )
    op.create_index("ix_user_task_candidate_kind_value", "user_task_candidate", ["kind", "value"])


def create_jobs_and_messages() -> None:
    op.create_table(
        "job",
        sa.Column("id", base.BigInt, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("instance_id", base.BigInt),
        sa.Column("token", base.BigInt),
        sa.Column("definition_id", base.BigInt),
        sa.Column("element_id", sa.String()),
        sa.Column("payload", base.Json, nullable=False),
        sa.Column("due_at", base.Instant(), nullable=False),
        sa.Column("attempts", base.BigInt, nullable=False),
        sa.Column("max_attempts", base.BigInt, nullable=False),
        sa.Column("retry_delays", base.Json),
        sa.Column("lease_until", base.Instant()),
        sa.Column("lease_owner", sa.String()),
        sa.Column("idempotency_key", sa.String()),
        sa.Column("error", sa.String()),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("created_at", base.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["definition_id"], ["process_definition.id"], name="fk_job_definition_id_process_definition"
        ),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name="fk_job_instance_id_process_instance"),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
        sa.UniqueConstraint("idempotency_key", name="uq_job_idempotency_key"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_job_due", "job", ["due_at"], sqlite_where=sa.text(PENDING_JOB), postgresql_where=sa.text(PENDING_JOB)
    )
    op.create_index(
        "ix_job_lease",
        "job",
        ["lease_until"],
        sqlite_where=sa.text(LEASED_JOB),
        postgresql_where=sa.text(LEASED_JOB),
    )
    op.create_index("ix_job_instance_id_token", "job", ["instance_id", "token"])
    op.create_table(
        "message_subscription",
        sa.Column("id", base.BigInt, nullable=False),
        sa.Column("instance_id", base.BigInt, nullable=False),
        sa.Column("token", base.BigInt, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("correlation_key", sa.String()),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name="fk_message_subscription_instance_id_process_instance"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_message_subscription"),
    )
    op.create_index("ix_message_subscription_instance_id", "message_subscription", ["instance_id"])
    op.create_index("ix_message_subscription_name_correlation_key", "message_subscription", ["name", "correlation_key"])
    op.create_table(
        "received_message",
        sa.Column("id", base.BigInt, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("correlation_key", sa.String()),
        sa.Column("idempotency_key", sa.String()),
        sa.Column("payload", base.Json, nullable=False),
        sa.Column("received_at", base.Instant(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("instance_id", base.BigInt),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name="fk_received_message_instance_id_process_instance"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_received_message"),
        sa.UniqueConstraint("name", "idempotency_key", name="uq_received_message_name_idempotency_key"),
    )
    op.create_index("ix_received_message_instance_id", "received_message", ["instance_id"])


def create_numbering_and_notifications() -> None:
    op.create_table(
        "number_sequence",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", base.BigInt, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_number_sequence"),
    )
    op.create_table(
        "notification",
        sa.Column("id", base.BigInt, nullable=False),
        sa.Column("person_id", base.BigInt, nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("link", sa.String()),
        sa.Column("created_at", base.Instant(), nullable=False),
        sa.Column("read_at", base.Instant()),
        sa.Column("instance_id", base.BigInt),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name="fk_notification_instance_id_process_instance"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_notification_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_notification"),
    )
    op.create_index("ix_notification_person_id_id", "notification", ["person_id", "id"])
    op.create_index(
        "ix_notification_unread",
        "notification",
        ["person_id"],
        sqlite_where=sa.text("read_at IS NULL"),
        postgresql_where=sa.text("read_at IS NULL"),
    )
