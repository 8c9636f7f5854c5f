"""Who is the first contact of a party holds per day: another one takes over from a day on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from crm.core.dates import Period
from crm.core.db import db
from crm.core.errors import Refused
from crm.parties.models import Party, PartyAccess
from crm.parties.operations import add_party
from crm.people.first_contacts import make_first_contact
from crm.people.models import ContactRole, Person
from crm.people.operations import add_person, close_role, open_role
from crm.people.stays import Stay, stays_of
from crm.upkeep.check import run_checks
from tests.cast import OPERATOR, enter
from tests.support.settings import TODAY

START, BEFORE, LATER = date(2024, 1, 1), date(2025, 1, 1), date(2027, 3, 1)
WHOLE = Period(START)


@pytest.fixture
def garden(session: Any) -> Party:
    return add_party(values={"name": "Tuin", "kind": "bewonersinitiatief"}, actor=OPERATOR)


def somebody(name: str) -> Person:
    """One more person."""
    return add_person(values={"last_name": name}, actor=OPERATOR)


def role_of(
    person: Person, party: Party, period: Period, *, first: bool = True, role: str = "trekker"
) -> ContactRole:
    """A role, of the first contact unless said otherwise."""
    return open_role(
        person, party, role=role, period=period, is_first_contact=first, actor=OPERATOR
    )


def first_on(party: Party, day: date) -> list[str]:
    """Who is the first contact on a day."""
    query = select(ContactRole).where(ContactRole.party_id == party.id)
    roles = [role for role in db.session.scalars(query) if role.period.holds(day)]
    return [role.person.last_name for role in roles if role.is_first_contact]


def rows_of(person: Person) -> list[tuple[date | None, date | None, bool]]:
    """The roles of somebody as they are stored."""
    query = select(ContactRole).where(ContactRole.person_id == person.id)
    rows = [(one.begins_on, one.ends_on, one.is_first_contact) for one in db.session.scalars(query)]
    return sorted(rows, key=lambda row: row[0] or date.min)


def no_faults() -> bool:
    """Whether everything that is checked is right, but for versions of what the cast made."""
    return [one for one in run_checks() if not one.goed and one.nummer != 11] == []


class TestAppointed:
    def test_from_a_day_to_come_the_one_of_today_stays_until_then(self, garden: Party) -> None:
        an, bo = somebody("An"), somebody("Bo")
        role_of(an, garden, WHOLE)
        role_of(bo, garden, Period(LATER))
        assert rows_of(an) == [(START, LATER, True), (LATER, None, False)]
        assert rows_of(bo) == [(LATER, None, True)]
        assert first_on(garden, TODAY) == ["An"]
        assert first_on(garden, LATER - timedelta(days=1)) == ["An"]
        assert first_on(garden, LATER) == ["Bo"]

    def test_in_the_past_leaves_what_was_before(self, garden: Party) -> None:
        an, bo = somebody("An"), somebody("Bo")
        role_of(an, garden, Period(START, LATER))
        role_of(bo, garden, Period(BEFORE, TODAY))
        assert rows_of(an) == [
            (START, BEFORE, True), (BEFORE, TODAY, False), (TODAY, LATER, True),
        ]  # fmt: skip
        assert first_on(garden, BEFORE) == ["Bo"]

    def test_from_the_same_day_the_other_role_stays_whole(self, garden: Party) -> None:
        an, bo = somebody("An"), somebody("Bo")
        role_of(an, garden, WHOLE)
        role_of(bo, garden, WHOLE)
        assert rows_of(an) == [(START, None, False)]
        assert rows_of(bo) == [(START, None, True)]

    def test_without_a_first_day_the_past_stays_as_it_was(self, garden: Party) -> None:
        an, bo = somebody("An"), somebody("Bo")
        role_of(an, garden, Period(None))
        assert role_of(bo, garden, Period(None)).is_first_contact
        assert rows_of(an) == [(None, TODAY, True), (TODAY, None, False)]
        assert rows_of(bo) == [(None, TODAY, False), (TODAY, None, True)]

    def test_who_may_see_the_party_still_may(self, garden: Party) -> None:
        dries = enter("dries", own=garden)
        [role] = db.session.scalars(select(ContactRole).where(ContactRole.person == dries))
        make_first_contact(role, actor=OPERATOR)
        role_of(somebody("Bo"), garden, Period(LATER))
        seen = db.session.scalars(select(PartyAccess).where(PartyAccess.party_id == garden.id))
        assert any(one.begins_on == LATER for one in seen)
        assert no_faults()


class TestMade:
    def test_from_today_on(self, garden: Party) -> None:
        an, bo = somebody("An"), somebody("Bo")
        role = role_of(an, garden, WHOLE)
        other = role_of(bo, garden, Period(BEFORE), first=False)
        make_first_contact(other, actor=OPERATOR)
        assert rows_of(an) == [(START, TODAY, True), (TODAY, None, False)]
        assert rows_of(bo) == [(BEFORE, TODAY, False), (TODAY, None, True)]
        make_first_contact(role, actor=OPERATOR)
        assert rows_of(an) == [(START, None, True)]
        assert rows_of(bo) == [(BEFORE, None, False)]

    def test_again_takes_back_what_was_to_come(self, garden: Party) -> None:
        an, bo = somebody("An"), somebody("Bo")
        role = role_of(an, garden, WHOLE)
        role_of(bo, garden, Period(LATER))
        make_first_contact(role, actor=OPERATOR)
        assert rows_of(an) == [(START, None, True)]
        assert rows_of(bo) == [(LATER, None, False)]

    def test_not_with_a_role_that_is_over(self, garden: Party) -> None:
        role = role_of(somebody("An"), garden, Period(START, BEFORE), first=False)
        with pytest.raises(Refused):
            make_first_contact(role, actor=OPERATOR)


class TestEnded:
    @pytest.fixture
    def an(self, garden: Party) -> Person:
        person = somebody("An")
        role_of(person, garden, WHOLE)
        role_of(somebody("Bo"), garden, Period(LATER))
        return person

    def close(self, person: Person, day: date) -> None:
        query = select(ContactRole).where(ContactRole.person_id == person.id)
        role = db.session.scalars(query.order_by(ContactRole.id)).first()
        assert role is not None
        close_role(role, ends_on=day, actor=OPERATOR)

    def test_earlier_than_somebody_else_takes_over(self, an: Person) -> None:
        self.close(an, TODAY)
        assert rows_of(an) == [(START, TODAY, True)]

    def test_later(self, an: Person) -> None:
        self.close(an, LATER + timedelta(days=9))
        assert rows_of(an) == [(START, LATER, True), (LATER, LATER + timedelta(days=9), False)]

    def test_before_it_began(self, an: Person) -> None:
        with pytest.raises(Refused):
            self.close(an, START)
        assert len(rows_of(an)) == 2

    def test_put_off_leaves_the_next_one_the_first(self, garden: Party) -> None:
        an, bo = somebody("An"), somebody("Bo")
        role = role_of(an, garden, Period(START, LATER))
        role_of(bo, garden, Period(LATER))
        close_role(role, ends_on=LATER + timedelta(days=9), actor=OPERATOR)
        assert rows_of(an) == [(START, LATER, True), (LATER, LATER + timedelta(days=9), False)]
        assert first_on(garden, LATER) == ["Bo"]


class TestStays:
    """Two periods of a role that join are told as one."""

    def told(self, *rows: tuple[date | None, date | None, bool]) -> list[str]:
        roles = [
            ContactRole(person_id=1, party_id=1, role="trekker", begins_on=begins_on,
                        ends_on=ends_on, is_first_contact=first)
            for begins_on, ends_on, first in rows
        ]  # fmt: skip
        return [stay.first_words for stay in stays_of(roles)]

    @pytest.mark.parametrize(
        ("rows", "words"),
        [
            ([(START, None, True)], ["eerste aanspreekpunt"]),
            ([(START, None, False)], [""]),
            ([(LATER, None, False), (START, LATER, True)],
             ["eerste aanspreekpunt tot en met 28 februari 2027"]),
            ([(None, BEFORE, False), (BEFORE, TODAY, True), (TODAY, None, True)],
             ["eerste aanspreekpunt sinds 1 januari 2025"]),
            ([(START, BEFORE, False), (BEFORE, TODAY, True), (TODAY, None, False)],
             [f"eerste aanspreekpunt 1 januari 2025 tot en met {TODAY.day - 1} november 2026"]),
            ([(START, BEFORE, True), (TODAY, None, False)], ["eerste aanspreekpunt", ""]),
        ],
    )  # fmt: skip
    def test_in_words(self, rows: list[Any], words: list[str]) -> None:
        assert self.told(*rows) == words

    def test_others_are_apart(self) -> None:
        one = ContactRole(person_id=1, party_id=1, role="trekker", ends_on=TODAY)
        other = ContactRole(person_id=2, party_id=1, role="trekker", begins_on=TODAY)
        assert [stay.pieces for stay in stays_of([other, one])] == [(other,), (one,)]
        assert Stay((one,)).period == Period(None, TODAY)


def test_the_check_finds_two_on_one_day(garden: Party) -> None:
    role_of(somebody("An"), garden, WHOLE)
    other = role_of(somebody("Bo"), garden, WHOLE, first=False)
    assert no_faults()
    other.is_first_contact = True
    [fault] = [one for one in run_checks() if not one.goed and one.nummer != 11]
    assert fault.naam == "één eerste aanspreekpunt per dag"
    assert replace(fault, gevonden=[]).nummer == 0
