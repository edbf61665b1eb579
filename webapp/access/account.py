"""
Sign-in: who is at the keyboard.

An *account* (address, password) belongs to a *person* (name, department, groups), whom the engine knows.
Flask-Security checks passwords and keeps the session; rights come from the person's groups and are decided in
``engine.rights``.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, current_app
from flask_security import RoleMixin, Security, SQLAlchemyUserDatastore, UserMixin, hash_password
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import ForeignKey, String, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from persistence.base import Base
from persistence.prepared import Prepared
from webapp import dates
from webapp.access.account_mail import AccountMail
from webapp.access.security import limiter
from webapp.database import db

INVITATION_DAYS = 7
SHORTEST_PASSWORD = 12  # characters
SIGN_IN_LIMIT = "10 per minute; 100 per hour"


class Account(Base, UserMixin):
    """The right to sign in as one person.  ``fs_uniquifier`` changes to end every session of the account."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    confirmed_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Visitor(UserMixin):
    """Whose session it is: what a request has to know of an account, and nothing that could be changed by mistake."""

    id: int
    person_id: int
    active: bool
    fs_uniquifier: str


class Accounts(SQLAlchemyUserDatastore):
    """Flask-Security's view of the accounts.  No roles: a person's groups are theirs whichever way they came in."""

    def __init__(self) -> None:
        super().__init__(db, Account, RoleMixin)

    def find_user(self, case_insensitive: bool = False, **by: Any) -> Account | Visitor | None:
        """The account with this attribute; of a session, as every request asks, what the request has to know."""
        if by.keys() == {"fs_uniquifier"}:
            return _visitor(db.session(), by["fs_uniquifier"])
        found = super().find_user(case_insensitive=case_insensitive, **by)
        assert found is None or isinstance(found, Account)
        return found


VISITOR = Prepared(
    select(Account.id, Account.person_id, Account.active).where(Account.fs_uniquifier == bindparam("cookie"))
)


def _visitor(session: Session, fs_uniquifier: str) -> Visitor | None:
    row = VISITOR.row(session, cookie=fs_uniquifier)
    return None if row is None else Visitor(row[0], row[1], bool(row[2]), fs_uniquifier)


accounts = Accounts()
security = Security(mail_util_cls=AccountMail)


def init_app(app: Flask) -> None:
    app.config.update(
        SECURITY_PASSWORD_SINGLE_HASH={"argon2"},  # argon2 salts by itself; a second secret to lose helps nobody
        SECURITY_LOGIN_URL="/sign-in",
        SECURITY_LOGOUT_URL="/sign-out",
        SECURITY_LOGOUT_METHODS=["POST"],
        SECURITY_POST_LOGOUT_VIEW="/sign-in",
        SECURITY_LOGIN_USER_TEMPLATE="account/sign_in.html",
        SECURITY_RETURN_GENERIC_RESPONSES=True,  # whether an address has an account is nobody's business
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False, "test_environment": True},
        SECURITY_DEFAULT_REMEMBER_ME=False,
        SECURITY_SEND_REGISTER_EMAIL=False,
        SECURITY_CACHE_CONTROL={"private": None, "no-store": None},  # its own default says «no-store=True», to nobody
    )
    security.init_app(app, accounts)
    sign_in: Callable[..., Any] = app.view_functions["security.login"]
    app.view_functions["security.login"] = limiter.limit(SIGN_IN_LIMIT, methods=["POST"])(sign_in)


def add_account(session: Session, person_id: int, email: str, password: str) -> Account:
    """Let a person sign in; asks for an application context, whose secret goes into the hash."""
    account = Account(
        person_id=person_id,
        email=email.strip().lower(),
        password=hash_password(password),
        fs_uniquifier=uuid.uuid4().hex,
        confirmed_at=dates.now(),
    )
    session.add(account)
    session.flush()
    return account


def set_account(session: Session, person_id: int, email: str | None, active: bool) -> None:
    """Keep a person's account, if they have one, at their address; without an address, or when they have left, shut.

    Whoever may no longer sign in is signed out everywhere.
    """
    account = account_of(session, person_id)
    if account is None:
        return
    account.email = (email or account.email).strip().lower()
    account.active = active and email is not None
    if not account.active:
        account.fs_uniquifier = uuid.uuid4().hex
    session.flush()


def invite(session: Session, person_id: int, email: str) -> str:
    """The secret of a link with which a person chooses their password; makes their account if there is none.

    It is good for ``INVITATION_DAYS`` and once: choosing a password changes what it was signed with.
    """
    account = account_of(session, person_id)
    if account is None:
        account = Account(person_id=person_id, email=email.strip().lower(), fs_uniquifier=uuid.uuid4().hex)
        session.add(account)
        session.flush()
    return str(_invitations().dumps([account.id, account.fs_uniquifier]))


def invited(session: Session, secret: str) -> Account | None:
    """The account an invitation is for, unless it was forged, has been used or is too old."""
    try:
        account_id, uniquifier = _invitations().loads(secret, max_age=INVITATION_DAYS * 24 * 3600)
    except (BadSignature, TypeError, ValueError):
        return None
    account = session.get(Account, account_id)
    return account if account and account.active and account.fs_uniquifier == uniquifier else None


def set_password(account: Account, password: str) -> None:
    """Let the account be entered with this password only; all its sessions end."""
    account.password = hash_password(password)
    account.fs_uniquifier = uuid.uuid4().hex
    account.confirmed_at = account.confirmed_at or dates.now()


def _invitations() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="invitation")


def account_of(session: Session, person_id: int) -> Account | None:
    """The account with which a person signs in."""
    return session.scalar(select(Account).where(Account.person_id == person_id))
