"""Coming in and going out: sessions are opened, finished by a second factor, and ended."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, select, update

from crm.accounts.attempts import attempt_key, forget_failures, note_failure, refuse_after
from crm.accounts.models import SignInSession, User
from crm.accounts.passwords import verify
from crm.accounts.queries import find_user, hash_token, normalise_email
from crm.accounts.roles import Role
from crm.accounts.second_factor import fits_second_factor
from crm.core.dates import utc_now
from crm.core.db import Instant, aside, db, remembered
from crm.core.errors import NotFound
from crm.core.prepared import run

FAILURES_PER_ACCOUNT = 5
FAILURES_PER_ADDRESS = 30
SEEN_AGAIN_AFTER = timedelta(minutes=5)
# Who was away for so long signs in again.
LASTS_UNSEEN = timedelta(days=14)
WAITS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session's token; it is no way in while it waits for the second factor."""

    token: str
    waits: bool


class Living(NamedTuple):
    """A living session, and what every page asks of its account."""

    id: int
    last_seen_at: datetime
    user_id: int
    ref: str
    name: str
    role: str
    has_second_factor: bool

    @property
    def role_kind(self) -> Role:
        """The role as a value."""
        return Role(self.role)


def sign_in(email: str, password: str, *, address: str, device: str = "") -> Opened | None:
    """A new session, None when it does not fit; Throttled after many failures.

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
    forget_failures(account)
    waits = user.has_second_factor
    return Opened(_open(user, device, waits_for=WAITS if waits else None), waits)


def finish_sign_in(waiting: SignInSession, code: str, *, address: str) -> str | None:
    """The token of a whole session, None when the code does not fit; Throttled after many."""
    account = attempt_key("factor", waiting.user.ref)
    place = attempt_key("address", address)
    refuse_after({account: FAILURES_PER_ACCOUNT, place: FAILURES_PER_ADDRESS})
    if not fits_second_factor(waiting.user, code):
        note_failure(account, place)
        return None
    forget_failures(account)
    waiting.revoked_at = utc_now()
    return _open(waiting.user, waiting.device)


def sign_out(session: SignInSession) -> None:
    """End one session."""
    session.revoked_at = utc_now()
    db.session.flush()


def end_sessions(user: User, *, but: int | None = None) -> None:
    """Sign an account out everywhere, but for the session with this id."""
    ended = update(SignInSession).where(
        SignInSession.user_id == user.id, SignInSession.revoked_at.is_(None)
    )
    if but is not None:
        ended = ended.where(SignInSession.id != but)
    db.session.execute(ended.values(revoked_at=utc_now()))


def note_seen(session_id: int) -> None:
    """Remember that a session was used, outside the request's own transaction."""
    with aside() as session:
        session.execute(
            update(SignInSession)
            .where(SignInSession.id == session_id)
            .values(last_seen_at=utc_now())
        )


def find_session(token: str) -> Living | None:
    """The living session of an active account with this token."""
    found = run(_living_by_token(), _asked(token))
    return Living._make(found[0]) if found else None


def find_waiting_session(token: str) -> SignInSession | None:
    """The session with this token that waits for the second factor."""
    waits = SignInSession.waits_until > bindparam("now", type_=Instant)
    query = select(SignInSession).where(_has_token(), User.active, waits)
    asked = {**_asked(token), "now": utc_now()}
    return db.session.scalar(query.join(SignInSession.user), asked)


def list_sessions(user: User) -> list[SignInSession]:
    """The living sessions of an account, the last used one first."""
    query = select(SignInSession).where(
        SignInSession.user_id == user.id, SignInSession.waits_until.is_(None), _living()
    )
    order = query.order_by(SignInSession.last_seen_at.desc(), SignInSession.id.desc())
    return list(db.session.scalars(order))


def get_session(ref: str, *, user: User) -> SignInSession:
    """A living session of this account; that of another is not there."""
    query = select(SignInSession).where(
        SignInSession.ref == ref, SignInSession.user_id == user.id, _living()
    )
    session = db.session.scalar(query)
    if session is None:
        raise NotFound("Deze sessie is al voorbij.")
    return session


def _open(user: User, device: str, *, waits_for: timedelta | None = None) -> str:
    token = secrets.token_urlsafe(32)
    until = utc_now() + waits_for if waits_for is not None else None
    session = SignInSession(
        token_hash=hash_token(token), user=user, device=device, waits_until=until
    )
    db.session.add(session)
    db.session.flush()
    return token


def _asked(token: str) -> dict[str, Any]:
    return {"token_hash": hash_token(token), "unseen": utc_now() - LASTS_UNSEEN}


@remembered
def _living_by_token() -> Select[int, datetime, int, str, str, str, bool]:
    """Every page asks this, so it is written once, and reads no more than pages need."""
    of_account = (User.id, User.ref, User.name, User.role, User.totp_since.is_not(None))
    return (
        select(SignInSession.id, SignInSession.last_seen_at, *of_account)
        .join(SignInSession.user)
        .where(_has_token(), User.active, SignInSession.waits_until.is_(None))
    )


def _has_token() -> ColumnElement[bool]:
    unseen = bindparam("unseen", type_=Instant)
    return (SignInSession.token_hash == bindparam("token_hash")) & _living_since(unseen)


def _living() -> ColumnElement[bool]:
    return _living_since(utc_now() - LASTS_UNSEEN)


def _living_since(unseen: Any) -> ColumnElement[bool]:
    return SignInSession.revoked_at.is_(None) & (SignInSession.last_seen_at > unseen)
