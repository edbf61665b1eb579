"""
Sign-in: who is at the keyboard.

An *account* (address, password) belongs to a *person* (name, department, groups), whom the engine knows.  Flask-Security
checks passwords and keeps the session; rights come from the person's groups and are decided in ``engine.rights``.
"""

from __future__ import annotations

from datetime import datetime

from flask_security import UserMixin
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from persistence.base import Base, Instant


class Account(Base, UserMixin):
    """The right to sign in as one person.  ``fs_uniquifier`` changes to end every session of the account."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    last_login_at: Mapped[datetime | None] = mapped_column(Instant)
