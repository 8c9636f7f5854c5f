"""Personal links: given, found, used and revoked. Finding one changes nothing."""

from __future__ import annotations

import secrets
from typing import Protocol

from sqlalchemy import ColumnElement, and_, or_, select, update

from crm.accounts.attempts import attempt_key, note_failure, refuse_after
from crm.accounts.models import PersonalLink
from crm.accounts.purposes import TERMS, Purpose
from crm.accounts.queries import hash_token
from crm.accounts.viewer import Viewer
from crm.audit.operations import record
from crm.core.dates import utc_now
from crm.core.db import db
from crm.core.errors import NotFound

FAILURES_PER_ADDRESS = 30
LONGEST_TOKEN = 100
REUSABLE = tuple(purpose for purpose, terms in TERMS.items() if not terms.once)


class Known(Protocol):
    """A record with a ref: what a link is about, or who holds it."""

    __tablename__: str

    @property
    def ref(self) -> str: ...


class LinkGone(NotFound):
    """It never existed, expired, was used or was revoked: the answer does not say which."""

    def __init__(self) -> None:
        super().__init__("Deze link werkt niet (meer). Vraag een nieuwe aan wie u de link gaf.")


def give_link(purpose: Purpose, *, about: Known, holder: Known, actor: Viewer) -> str:
    """The token of a new link about a record, for one person or account: shown this once.

    A link that works once takes the place of the ones given before it.
    """
    terms = TERMS[purpose]
    if terms.once:
        _revoke(_living(), PersonalLink.purpose == purpose, PersonalLink.holder_ref == holder.ref)
    token = secrets.token_urlsafe(32)
    link = PersonalLink(
        token_hash=hash_token(token),
        purpose=purpose,
        subject_kind=about.__tablename__,
        subject_ref=about.ref,
        holder_ref=holder.ref,
        created_by=actor.ref,
        expires_at=utc_now() + terms.lasts,
    )
    db.session.add(link)
    db.session.flush()
    given = {"waarvoor": [None, str(purpose)], **_about(link)}
    record("personal_link.given", link, difference=given, actor=actor)
    return token


def find_link(token: str, purpose: Purpose, *, expired: bool = False) -> PersonalLink | None:
    """The living link with this token; None when wrong, expired, used up or revoked.

    With `expired` also one whose term is over, for what asks no more than who once held it.
    """
    if len(token) > LONGEST_TOKEN:
        return None
    living = PersonalLink.revoked_at.is_(None) if expired else _living()
    query = select(PersonalLink).where(
        PersonalLink.token_hash == hash_token(token), PersonalLink.purpose == purpose, living
    )
    return db.session.scalar(query)


def open_link(token: str, purpose: Purpose, *, address: str, expired: bool = False) -> PersonalLink:
    """The living link, for a page at that internet address; LinkGone, or Throttled after many.

    A miss is kept outside the request's transaction, which it rolls back.
    """
    key = attempt_key("link", address)
    refuse_after({key: FAILURES_PER_ADDRESS})
    link = find_link(token, purpose, expired=expired)
    if link is None:
        note_failure(key)
        raise LinkGone()
    return link


def use_link(link: PersonalLink, *, actor: Viewer) -> None:
    """Write down that it was used; LinkGone when somebody else was first."""
    used = update(PersonalLink).where(PersonalLink.id == link.id, _living())
    if db.session.scalar(used.values(used_at=utc_now()).returning(PersonalLink.id)) is None:
        raise LinkGone()
    record("personal_link.used", link, difference=_about(link), actor=actor)


def revoke_link(link: PersonalLink, *, actor: Viewer) -> None:
    """Take a link back: from now on it answers as if it had never been."""
    _revoke(PersonalLink.id == link.id, _living())
    record("personal_link.revoked", link, difference=_about(link), actor=actor)


def _about(link: PersonalLink) -> dict[str, list[str | None]]:
    """What the log says a link opens: a link has no name and no page of its own."""
    return {"over": [None, link.subject_ref]}


def revoke_links_of(holder_ref: str) -> None:
    """Take back every link of a person or account, as part of a greater change."""
    _revoke(PersonalLink.holder_ref == holder_ref, _living())


def _living() -> ColumnElement[bool]:
    return and_(
        PersonalLink.revoked_at.is_(None),
        PersonalLink.expires_at > utc_now(),
        or_(PersonalLink.used_at.is_(None), PersonalLink.purpose.in_(REUSABLE)),
    )


def _revoke(*conditions: ColumnElement[bool]) -> None:
    db.session.execute(update(PersonalLink).where(*conditions).values(revoked_at=utc_now()))
