"""The second factor of an account: turned on, checked, turned off, and its recovery codes."""

from __future__ import annotations

from sqlalchemy import delete, func, or_, select, update

from crm.accounts.models import RecoveryCode, User
from crm.accounts.permissions import TOWN_HALL
from crm.accounts.queries import hash_token
from crm.accounts.roles import Role
from crm.accounts.totp import matching_step, new_recovery_codes, plain_code
from crm.accounts.viewer import Viewer
from crm.audit.operations import record
from crm.core.dates import utc_now
from crm.core.db import db
from crm.core.errors import Refused


def must_have_second_factor(role: Role, *, has_it: bool) -> bool:
    """Whether an account may not do without, where the setting asks for it."""
    return role in TOWN_HALL and not has_it


def turn_on_second_factor(user: User, secret: str, code: str, *, actor: Viewer) -> list[str]:
    """Ask for a code from now on; the recovery codes, shown this once.

    The code proves that the app has the secret.
    """
    if user.has_second_factor:
        raise Refused("De tweede stap staat al aan.")
    step = matching_step(secret, code, at=utc_now())
    if step is None:
        raise Refused("Deze code klopt niet. Kijk welke nu in uw app staat.", field="code")
    user.totp_secret, user.totp_since, user.totp_step = secret, utc_now(), step
    codes = _new_codes(user)
    db.session.flush()
    record("user.second_factor_on", user, actor=actor)
    return codes


def turn_off_second_factor(user: User, *, actor: Viewer) -> None:
    """A password alone is enough again; the recovery codes go."""
    if not user.has_second_factor:
        raise Refused("De tweede stap staat al uit.")
    user.totp_secret = user.totp_since = user.totp_step = None
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    db.session.flush()
    record("user.second_factor_off", user, actor=actor)


def renew_recovery_codes(user: User, *, actor: Viewer) -> list[str]:
    """Ten new recovery codes, shown this once; the old ones no longer work."""
    if not user.has_second_factor:
        raise Refused("Zet eerst de tweede stap aan.")
    codes = _new_codes(user)
    record("user.recovery_codes_made", user, actor=actor)
    return codes


def fits_second_factor(user: User, code: str) -> bool:
    """Whether it is a code of the app or a recovery code, and not used before: now it is."""
    if user.totp_secret is None:
        return False
    step = matching_step(user.totp_secret, code, at=utc_now())
    if step is not None:
        later = or_(User.totp_step.is_(None), User.totp_step < step)
        used = update(User).where(User.id == user.id, later).values(totp_step=step)
        return db.session.scalar(used.returning(User.id)) is not None
    spent = update(RecoveryCode).where(
        RecoveryCode.user_id == user.id,
        RecoveryCode.code_hash == hash_token(plain_code(code)),
        RecoveryCode.used_at.is_(None),
    )
    found = spent.values(used_at=utc_now()).returning(RecoveryCode.id)
    return db.session.scalar(found) is not None


def codes_left(user: User) -> int:
    """How many recovery codes still work."""
    query = select(func.count(RecoveryCode.id)).where(
        RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None)
    )
    return db.session.scalar(query) or 0


def _new_codes(user: User) -> list[str]:
    codes = new_recovery_codes()
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    db.session.add_all(
        RecoveryCode(user_id=user.id, code_hash=hash_token(plain_code(code))) for code in codes
    )
    db.session.flush()
    return codes
