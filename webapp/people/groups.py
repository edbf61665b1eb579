"""The groups every installation has: the roles that diagrams, registries and rights speak of."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from persistence.people import Group

GROUPS: dict[str, tuple[str, str]] = {
    "sales_managers": ("Менеджеры по продажам", "Sales managers"),
    "head_of_sales": ("Руководитель отдела продаж", "Head of sales"),
    "sales_directors": ("Директор по продажам", "Sales director"),
    "sales_administrators": ("Администраторы отдела продаж", "Sales administrators"),
    "marketing_analysts": ("Маркетинговые аналитики", "Marketing analysts"),
    "purchasing": ("Отдел закупок", "Purchasing"),
    "finance_directors": ("Финансовый директор", "Financial director"),
    "accountants": ("Бухгалтерия", "Accounting"),
    "directors": ("Директор", "Director"),
    "lawyers": ("Юристы", "Lawyers"),
    "logistics": ("Логистика", "Logistics"),
    "foreign_trade": ("Отдел ВЭД", "Foreign trade"),
    "production": ("Производство", "Production"),
    "planners": ("Планово-диспетчерский отдел", "Planning"),
    "analysts": ("Аналитики процессов", "Process analysts"),
    "operators": ("Операторы процессов", "Process operators"),
    "administrators": ("Администраторы", "Administrators"),
}
"""Key → name, English name."""


def ensure_groups(session: Session) -> None:
    """Add the groups that are missing; names changed by an administrator stay."""
    known = set(session.scalars(select(Group.key)))
    session.add_all(Group(key=key, name=ru, name_en=en) for key, (ru, en) in GROUPS.items() if key not in known)
    session.flush()
