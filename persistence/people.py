"""People, their departments and groups; tokens with which programs act for them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from persistence.base import Base


class Department(Base):
    """A part of the company.  ``head_id`` is who leads it."""

    __tablename__ = "department"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    head_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", use_alter=True))


class Person(Base):
    """Somebody who can be given tasks.  How they sign in is the web's affair (``account``)."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str | None] = mapped_column(unique=True)
    phone: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str] = mapped_column(String(2), default="ru")  # ru | en
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]


class Group(Base):
    """A role that diagrams and rights speak of, such as ``head_of_sales``."""

    __tablename__ = "people_group"

    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")


class PersonGroup(Base):
    """A person's membership in a group."""

    __tablename__ = "person_group"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    group_key: Mapped[str] = mapped_column(ForeignKey("people_group.key"), primary_key=True, index=True)


class ApiToken(Base):
    """A bearer token of the REST API.  Only its SHA-256 is kept: whoever reads the table cannot use it."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
