"""Every table of the application, imported so that ``Base.metadata`` knows them; the account is the web's."""

from persistence import (
    audit,
    comments,
    definitions,
    documents,
    history,
    incidents,
    instances,
    jobs,
    messages,
    notifications,
    numbering,
    people,
    records,
    substitutions,
    user_tasks,
    variables,
)

__all__ = [
    "audit",
    "comments",
    "definitions",
    "documents",
    "history",
    "incidents",
    "instances",
    "jobs",
    "messages",
    "notifications",
    "numbering",
    "people",
    "records",
    "substitutions",
    "user_tasks",
    "variables",
]
