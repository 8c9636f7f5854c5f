"""Accounts, their sessions, and attempts to sign in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.passwords import UNCHOSEN
from crm.accounts.roles import Role
from crm.core.dates import utc_now
from crm.core.db import Instant, Model, new_ref


class User(Model):
    """An account: one person, one role."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint(
            "role IN ('initiatiefnemer', 'lezer', 'medewerker', 'beheerder')", name="role"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(36), unique=True, default=new_ref)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_since: Mapped[datetime | None] = mapped_column(Instant)
    totp_step: Mapped[int | None]

    @property
    def is_invited(self) -> bool:
        """Whether no password was chosen yet."""
        return self.password_hash == UNCHOSEN

    @property
    def has_second_factor(self) -> bool:
        """Whether a password alone is not enough to come in."""
        return self.totp_since is not None

    @property
    def role_kind(self) -> Role:
        """The role as a value."""
        return Role(self.role)


class SignInSession(Model):
    """One signed-in browser; only the hash of its token is kept.

    With `waits_until` the password fitted and the second factor has yet to come: it is no way in.
    """

    __tablename__ = "sign_in_session"
    leaves_events = False  # nobody waits for an import to sign in or out

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(36), unique=True, default=new_ref)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    last_seen_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    waits_until: Mapped[datetime | None] = mapped_column(Instant)
    device: Mapped[str] = mapped_column(String(60), default="")

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class RecoveryCode(Model):
    """A code that once takes the place of the second factor; only its hash is kept."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class PersonalLink(Model):
    """A link that lets one person do one thing without signing in; only its hash is kept.

    What it is about and who holds it are refs as text: both may lie in any package.
    """

    __tablename__ = "personal_link"
    __table_args__ = (Index("ix_personal_link_holder_ref_purpose", "holder_ref", "purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(36), unique=True, default=new_ref)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_ref: Mapped[str] = mapped_column(String(36), index=True)
    holder_ref: Mapped[str] = mapped_column(String(36))
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    created_by: Mapped[str | None] = mapped_column(String(36))
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)


class Attempt(Model):
    """One failed attempt to come in; `key` is a hash of an account or an address."""

    __tablename__ = "sign_in_attempt"
    leaves_events = False
    __table_args__ = (Index("ix_sign_in_attempt_key_at", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant, default=utc_now)


class Reading(Model):
    """Somebody opened a confidential or sensitive record."""

    __tablename__ = "reading"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    user_ref: Mapped[str | None] = mapped_column(String(36))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_ref: Mapped[str] = mapped_column(String(36), index=True)


class Setting(Model):
    """A choice of the beheerder: the name of the network, which parts are on."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(String(1000))

    @property
    def ref(self) -> str:
        """How the history knows it."""
        return self.key
