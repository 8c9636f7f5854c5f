"""Accounts: made, invited, changed, put out of use; their passwords; settings."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import func, select

from crm.accounts.attempts import attempt_key, note_failure, refuse_after
from crm.accounts.models import PersonalLink, Reading, Setting, User
from crm.accounts.passwords import UNCHOSEN, hash_password, verify
from crm.accounts.personal_links import give_link, revoke_links_of, use_link
from crm.accounts.purposes import Purpose
from crm.accounts.queries import find_user, normalise_email
from crm.accounts.roles import ACCOUNT_ROLES, Role
from crm.accounts.sessions import FAILURES_PER_ACCOUNT, end_sessions
from crm.accounts.viewer import Viewer
from crm.audit.operations import difference_between, record, snapshot
from crm.core.db import aside, db
from crm.core.errors import Refused

USER_FIELDS = {"name": "naam", "email": "e-mail", "role": "rol"}
LAST_ADMINISTRATOR = (
    "Dit is de enige beheerder. Maak eerst iemand anders beheerder, dan kan niemand buiten staan."
)


def add_user(
    email: str,
    *,
    name: str,
    role: str,
    password: str | None = None,
    is_demo: bool = False,
    actor: Viewer,
) -> User:
    """Make an account; Refused with a sentence when address, role or password will not do.

    Without a password nobody comes in until one is chosen by a personal link.
    """
    _check_email(email)
    _check_role(role)
    if find_user(email) is not None:
        raise Refused("Er is al een account met dit e-mailadres.", field="email")
    user = User(
        email=normalise_email(email),
        name=name,
        role=role,
        password_hash=UNCHOSEN if password is None else _hashed(password, email=email),
        is_demo=is_demo,
    )
    db.session.add(user)
    db.session.flush()
    record("user.created", user, difference={"rol": [None, role]}, actor=actor)
    return user


def change_user(user: User, *, name: str, email: str, role: str, actor: Viewer) -> bool:
    """Change who an account is of and what it may; False when nothing became different.

    Another address takes back the links that were sent to the old one.
    """
    _check_email(email)
    _check_role(role)
    other = find_user(email)
    if other is not None and other.id != user.id:
        raise Refused("Er is al een account met dit e-mailadres.", field="email")
    if role != Role.ADMINISTRATOR and is_only_administrator(user):
        raise Refused(LAST_ADMINISTRATOR, field="role")
    before = snapshot(user, USER_FIELDS)
    user.name, user.email, user.role = name, normalise_email(email), role
    difference = difference_between(before, snapshot(user, USER_FIELDS))
    if not difference:
        return False
    if "e-mail" in difference:
        revoke_links_of(user.ref)
    db.session.flush()
    record("user.changed", user, difference=difference, actor=actor)
    return True


def disable_user(user: User, *, actor: Viewer) -> User:
    """Put an account out of use; its sessions and links die at once."""
    if is_only_administrator(user) and not actor.is_operator:
        raise Refused(LAST_ADMINISTRATOR)
    user.active = False
    end_sessions(user)
    revoke_links_of(user.ref)
    db.session.flush()
    record("user.disabled", user, actor=actor)
    return user


def enable_user(user: User, *, actor: Viewer) -> User:
    """Put an account in use again: the password is what it was."""
    if user.active:
        raise Refused("Dit account staat al aan.")
    user.active = True
    db.session.flush()
    record("user.enabled", user, actor=actor)
    return user


def is_only_administrator(user: User) -> bool:
    """Whether nobody else with an account in use is beheerder."""
    others = select(func.count(User.id)).where(
        User.role == Role.ADMINISTRATOR, User.active, User.id != user.id
    )
    is_one = user.active and user.role == Role.ADMINISTRATOR
    return is_one and not db.session.scalar(others)


# --- passwords ----------------------------------------------------------------------------


def give_password_link(user: User, *, actor: Viewer) -> str:
    """The token of the link by which the owner chooses a password: of an invitation or anew."""
    if not user.active:
        raise Refused("Dit account staat uit. Zet het eerst aan.")
    return give_link(password_purpose(user), about=user, holder=user, actor=actor)


def password_purpose(user: User) -> Purpose:
    """Which of both links the owner of an account needs."""
    return Purpose.INVITATION if user.is_invited else Purpose.RESET


def choose_password(user: User, password: str, *, link: PersonalLink) -> None:
    """Set the password by a personal link, which is used up; every session ends."""
    user.password_hash = _hashed(password, email=user.email)
    actor = Viewer(user.id, user.role_kind, link.created_at.date(), name=user.name, ref=user.ref)
    use_link(link, actor=actor)
    revoke_links_of(user.ref)
    end_sessions(user)
    db.session.flush()
    record("user.password_chosen", user, actor=actor)


def change_password(user: User, *, old: str, new: str, session_id: int, actor: Viewer) -> None:
    """Set another password; every session ends but the one it was done in."""
    check_password(user, old, field="old")
    user.password_hash = _hashed(new, email=user.email, field="new")
    end_sessions(user, but=session_id)
    revoke_links_of(user.ref)
    db.session.flush()
    record("user.password_chosen", user, actor=actor)


def check_password(user: User, password: str, *, field: str) -> None:
    """Refused, at that field, when the password is not the account's; Throttled after many."""
    key = attempt_key("password", user.ref)
    refuse_after({key: FAILURES_PER_ACCOUNT})
    if not verify(password, user.password_hash):
        note_failure(key)
        raise Refused("Dit is niet uw wachtwoord.", field=field)


# --- settings, and the log of readings ----------------------------------------------------


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


def _check_email(email: str) -> None:
    try:
        validate_email(email, check_deliverability=False)
    except EmailNotValidError as error:
        raise Refused(f"‘{email}’ is geen e-mailadres.", field="email") from error


def _check_role(role: str) -> None:
    if role not in ACCOUNT_ROLES:
        raise Refused(f"Kies een rol: {', '.join(ACCOUNT_ROLES)}.", field="role")


def _hashed(password: str, *, email: str, field: str = "password") -> str:
    try:
        return hash_password(password, email=email)
    except ValueError as error:
        raise Refused(str(error), field=field) from error
