"""Finding accounts, sessions and settings."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import Select, func, select

from crm.accounts.models import Setting, SignInSession, User
from crm.core.db import db, remembered
from crm.core.errors import NotFound


def normalise_email(email: str) -> str:
    """How an e-mail address is kept and compared."""
    return email.strip().casefold()


def find_user(email: str) -> User | None:
    """The account with this address."""
    return db.session.scalar(select(User).where(User.email == normalise_email(email)))


def list_users() -> list[User]:
    """All accounts by address."""
    return sorted(db.session.scalars(select(User)), key=lambda user: user.email)


def last_seen() -> dict[int, datetime]:
    """When each account was last used, by its id."""
    latest = func.max(SignInSession.last_seen_at)
    query = select(SignInSession.user_id, latest).group_by(SignInSession.user_id)
    return dict(db.session.execute(query).all())


def hash_token(token: str) -> str:
    """What is kept of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def setting(key: str, default: str = "") -> str:
    """A choice of the beheerder."""
    value = db.session.scalar(setting_value(key))
    return default if value is None else value


@remembered
def setting_value(key: str) -> Select[str]:
    """The select of one choice of the beheerder."""
    return select(Setting.value).where(Setting.key == key)


def get_user(ref: str) -> User:
    """The account with this ref."""
    user = db.session.scalar(select(User).where(User.ref == ref))
    if user is None:
        raise NotFound("Dit account bestaat niet.")
    return user


def name_behind(ref: str | None) -> str:
    """The name of the account with this ref, `het systeem` when there is none."""
    name = db.session.scalar(select(User.name).where(User.ref == ref)) if ref else None
    return name or "het systeem"
