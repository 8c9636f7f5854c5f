"""Personal links: shown once, kept as a hash, and one answer for all that do not work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, scoped_session

from crm.accounts.attempts import attempt_key
from crm.accounts.models import Attempt, PersonalLink, User
from crm.accounts.operations import add_user
from crm.accounts.personal_links import (
    FAILURES_PER_ADDRESS,
    LinkGone,
    find_link,
    give_link,
    open_link,
    revoke_link,
    revoke_links_of,
    use_link,
)
from crm.accounts.purposes import TERMS, Purpose
from crm.audit.models import Event
from crm.core.dates import utc_now
from crm.core.db import db, transaction
from crm.core.errors import Throttled
from tests.cast import OPERATOR, PASSWORD

Db = scoped_session[Session]
HOME = "192.0.2.1"


@pytest.fixture
def sam(session: Db) -> User:
    """Somebody to give links to."""
    made = add_user(
        "sam@vlietdam.example", name="Sam Tol", role="lezer", password=PASSWORD, actor=OPERATOR
    )
    session.commit()
    return made


def give(sam: User, purpose: Purpose = Purpose.INVITATION) -> str:
    token = give_link(purpose, about=sam, holder=sam, actor=OPERATOR)
    db.session.commit()
    return token


def found(token: str, purpose: Purpose = Purpose.INVITATION) -> PersonalLink:
    link = find_link(token, purpose)
    assert link is not None
    return link


class TestGiving:
    def test_the_token_is_nowhere_in_the_database(self, session: Db, sam: User) -> None:
        token = give(sam)
        link = found(token)
        assert (link.subject_kind, link.subject_ref, link.holder_ref) == (
            "account",
            sam.ref,
            sam.ref,
        )
        kept = [
            str(value) for row in session.execute(select(PersonalLink.__table__)) for value in row
        ]
        events = [str(event.difference) for event in session.scalars(select(Event))]
        assert len(token) >= 43
        assert not any(token in text for text in kept + events)

    def test_one_that_works_once_takes_the_place_of_the_one_before(
        self, session: Db, sam: User
    ) -> None:
        first, second = give(sam), give(sam)
        assert find_link(first, Purpose.INVITATION) is None
        assert found(second)
        profiles = [give(sam, Purpose.PROFILE) for _ in range(2)]
        assert all(find_link(token, Purpose.PROFILE) for token in profiles)
        assert found(second)


class TestNotWorking:
    def test_wrong_expired_used_and_revoked_are_told_alike(self, session: Db, sam: User) -> None:
        used, revoked, expired = (give(sam, Purpose.PROFILE), give(sam, Purpose.PROFILE), "")
        once = give(sam)
        use_link(found(once), actor=OPERATOR)
        revoke_link(found(revoked, Purpose.PROFILE), actor=OPERATOR)
        session.commit()
        expired = give(sam, Purpose.RESET)
        past = update(PersonalLink).where(PersonalLink.purpose == "wachtwoord")
        session.execute(past.values(expires_at=utc_now()))
        session.commit()
        told = set()
        for token, purpose in (
            ("verzonnen", Purpose.PROFILE),
            ("x" * 5000, Purpose.PROFILE),
            (used, Purpose.INVITATION),
            (once, Purpose.INVITATION),
            (revoked, Purpose.PROFILE),
            (expired, Purpose.RESET),
        ):
            with pytest.raises(LinkGone) as gone:
                open_link(token, purpose, address=HOME)
            told.add(str(gone.value))
        assert len(told) == 1
        assert open_link(used, Purpose.PROFILE, address=HOME)

    def test_all_of_one_person_are_taken_back_together(self, session: Db, sam: User) -> None:
        tokens = {purpose: give(sam, purpose) for purpose in Purpose}
        revoke_links_of(sam.ref)
        assert not any(find_link(token, purpose) for purpose, token in tokens.items())

    def test_guessing_is_slowed_down_by_address(self, session: Db, sam: User) -> None:
        token = give(sam)
        for _ in range(2):
            with pytest.raises(LinkGone):
                open_link("mis", Purpose.INVITATION, address=HOME)
        key = attempt_key("link", HOME)
        assert session.scalar(select(func.count(Attempt.id)).where(Attempt.key == key)) == 2
        session.add_all(Attempt(key=key) for _ in range(FAILURES_PER_ADDRESS - 2))
        session.commit()
        with pytest.raises(Throttled):
            open_link(token, Purpose.INVITATION, address=HOME)
        assert open_link(token, Purpose.INVITATION, address="192.0.2.2")


class TestUsing:
    def test_finding_and_opening_change_nothing(self, session: Db, sam: User) -> None:
        token = give(sam)
        before = session.scalar(select(func.count(Event.id)))
        for _ in range(2):
            assert open_link(token, Purpose.INVITATION, address=HOME).used_at is None
        assert not session.dirty
        assert session.scalar(select(func.count(Event.id))) == before

    def test_the_second_of_two_at_the_same_time_is_refused(self, app: Flask) -> None:
        with app.app_context(), transaction():
            sam = add_user(
                "sam@vlietdam.example", name="Sam", role="lezer", password=PASSWORD, actor=OPERATOR
            )
            token = give_link(Purpose.INVITATION, about=sam, holder=sam, actor=OPERATOR)
        with app.app_context(), transaction():
            mine = found(token)
            use_link(mine, actor=OPERATOR)
            with pytest.raises(LinkGone):
                use_link(mine, actor=OPERATOR)

    def test_one_that_works_longer_can_be_used_again(self, session: Db, sam: User) -> None:
        token = give(sam, Purpose.PROFILE)
        for _ in range(2):
            use_link(found(token, Purpose.PROFILE), actor=OPERATOR)
        assert TERMS[Purpose.PROFILE].lasts > timedelta(days=7)
