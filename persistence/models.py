"""Every table of the application, imported so that ``Base.metadata`` knows them; the account is the web's."""

from persistence import (
    definitions,
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
    "definitions",
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
