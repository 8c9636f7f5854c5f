"""Accounts and signing in."""

from __future__ import annotations

import secrets
from datetime import timedelta

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import update

from crm.accounts.attempts import attempt_key, forget_failures, note_failure, refuse_after
from crm.accounts.models import Reading, Setting, SignInSession, User
from crm.accounts.passwords import hash_password, verify
from crm.accounts.queries import find_user, hash_token, normalise_email
from crm.accounts.roles import ACCOUNT_ROLES
from crm.accounts.viewer import Viewer
from crm.audit.operations import record
from crm.core.dates import utc_now
from crm.core.db import aside, db
from crm.core.errors import Refused

FAILURES_PER_ACCOUNT = 5
FAILURES_PER_ADDRESS = 30
SEEN_AGAIN_AFTER = timedelta(minutes=5)


def add_user(
    email: str, *, name: str, role: str, password: str, is_demo: bool = False, actor: Viewer
) -> User:
    """Make an account; Refused with a sentence when address, role or password will not do."""
    try:
        validate_email(email, check_deliverability=False)
    except EmailNotValidError as error:
        raise Refused(f"‘{email}’ is geen e-mailadres.", field="email") from error
    if role not in ACCOUNT_ROLES:
        raise Refused(f"Kies een rol: {', '.join(ACCOUNT_ROLES)}.", field="role")
    if find_user(email) is not None:
        raise Refused("Er is al een account met dit e-mailadres.", field="email")
    try:
        password_hash = hash_password(password)
    except ValueError as error:
        raise Refused(str(error), field="password") from error
    user = User(
        email=normalise_email(email),
        name=name,
        role=role,
        password_hash=password_hash,
        is_demo=is_demo,
    )
    db.session.add(user)
    db.session.flush()
    record("user.created", user, difference={"rol": [None, role]}, actor=actor)
    return user


def disable_user(user: User, *, actor: Viewer) -> User:
    """Put an account out of use; its sessions die at once."""
    user.active = False
    end_sessions(user)
    db.session.flush()
    record("user.disabled", user, actor=actor)
    return user


def end_sessions(user: User) -> None:
    """Sign an account out everywhere."""
    db.session.execute(
        update(SignInSession)
        .where(SignInSession.user_id == user.id, SignInSession.revoked_at.is_(None))
        .values(revoked_at=utc_now())
    )


def sign_in(email: str, password: str, *, address: str) -> str | None:
    """The token of a new session, None when it does not fit; Throttled after many failures.

    Known and unknown accounts get the same answer in the same time.
    """
    account = attempt_key("account", normalise_email(email))
    place = attempt_key("address", address)
    refuse_after({account: FAILURES_PER_ACCOUNT, place: FAILURES_PER_ADDRESS})
    user = find_user(email)
    fits = verify(password, user.password_hash if user is not None else None)
    if user is None or not fits or not user.active:
        note_failure(account, place)
        return None
    token = secrets.token_urlsafe(32)
    db.session.add(SignInSession(token_hash=hash_token(token), user=user))
    forget_failures(account)
    db.session.flush()
    return token


def sign_out(session: SignInSession) -> None:
    """End one session."""
    session.revoked_at = utc_now()
    db.session.flush()


def note_seen(session_id: int) -> None:
    """Remember that a session was used, outside the request's own transaction."""
    with aside() as session:
        session.execute(
            update(SignInSession)
            .where(SignInSession.id == session_id)
            .values(last_seen_at=utc_now())
        )


def note_reading(kind: str, ref: str, *, viewer: Viewer) -> None:
    """Log that somebody opened a confidential record, outside the request's transaction."""
    with aside() as session:
        session.add(Reading(user_ref=viewer.ref, subject_kind=kind, subject_ref=ref))


def change_setting(key: str, value: str, *, actor: Viewer) -> None:
    """Keep a choice of the beheerder; an event when it became different."""
    setting = db.session.get(Setting, key)
    before = setting.value if setting is not None else None
    if setting is None:
        setting = Setting(key=key, value=value)
        db.session.add(setting)
    setting.value = value
    db.session.flush()
    if before != value:
        record("setting.changed", setting, difference={key: [before, value]}, actor=actor)
