"""Adjoining periods of a role told as one stay, and the days of it as first contact. Pure.

Who is first contact holds per day, and a row says it of its whole period: so a role is cut in two
where that begins or ends. People read it as one stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from crm.core.dates import Period, period_text
from crm.parties.models import Party
from crm.people.models import ContactRole, Person

Piece = tuple[Period, bool]
FIRST = "eerste aanspreekpunt"


@dataclass(frozen=True, slots=True)
class Stay:
    """The periods, one after another, in which somebody has the same role at a party."""

    pieces: tuple[ContactRole, ...]

    @property
    def last(self) -> ContactRole:
        """The last of them: its number and ref stand for the stay."""
        return self.pieces[-1]

    @property
    def id(self) -> int:
        """The number of the last period."""
        return self.last.id

    @property
    def ref(self) -> str:
        """The ref of the last period."""
        return self.last.ref

    @property
    def person_id(self) -> int:
        """Whose it is, by number."""
        return self.last.person_id

    @property
    def person(self) -> Person:
        """Whose it is."""
        return self.last.person

    @property
    def party_id(self) -> int:
        """Where, by number."""
        return self.last.party_id

    @property
    def party(self) -> Party:
        """Where."""
        return self.last.party

    @property
    def role(self) -> str:
        """The role."""
        return self.last.role

    @property
    def role_label(self) -> str:
        """The word for the role."""
        return self.last.role_label

    @property
    def begins_on(self) -> date | None:
        """The first day."""
        return self.pieces[0].begins_on

    @property
    def ends_on(self) -> date | None:
        """The first day after it."""
        return self.last.ends_on

    @property
    def period(self) -> Period:
        """From the first day to the end of the last period."""
        return Period(self.begins_on, self.ends_on)

    @property
    def is_first_contact(self) -> bool:
        """Whether this was, is or will be the first contact on any day."""
        return any(piece.is_first_contact for piece in self.pieces)

    @property
    def first_periods(self) -> list[Period]:
        """The days as first contact."""
        firsts = [piece.period for piece in self.pieces if piece.is_first_contact]
        return [period for period, is_first in in_pieces(self.period, firsts) if is_first]

    @property
    def first_words(self) -> str:
        """`eerste aanspreekpunt tot en met 28 februari 2027`; empty when on no day.

        Without days when it holds from the first day to the last.
        """
        told = []
        for one in self.first_periods:
            begins_on = None if one.begins_on == self.begins_on else one.begins_on
            ends_on = None if one.ends_on == self.ends_on else one.ends_on
            told.append(period_text(Period(begins_on, ends_on)))
        return f"{FIRST} {' en '.join(told)}".strip() if told else ""

    def piece_in(self, days: Period) -> ContactRole:
        """The first of its periods that holds one of these days."""
        return next(piece for piece in self.pieces if piece.period.overlaps(days))

    def is_first_on(self, day: date) -> bool:
        """Whether this is the first contact on a day."""
        return any(one.holds(day) for one in self.first_periods)

    def is_first_in(self, period: Period) -> bool:
        """Whether this is the first contact on every day of the stay that the period holds."""
        return all(piece.is_first_contact for piece in self.pieces if piece.period.overlaps(period))


def stays_of(roles: Iterable[ContactRole]) -> list[Stay]:
    """The stays that roles make, in the order in which the first of each came."""
    given = list(roles)
    chains: list[list[ContactRole]] = []
    going_on: dict[tuple[object, ...], list[ContactRole]] = {}
    for role in sorted(given, key=_begin):
        same = (role.person_id, role.party_id, role.role)
        chain = going_on.pop((*same, role.begins_on), None) if role.begins_on else None
        if chain is None:
            chain = []
            chains.append(chain)
        chain.append(role)
        going_on[(*same, role.ends_on)] = chain
    place = {id(role): number for number, role in enumerate(given)}
    found = [Stay(tuple(chain)) for chain in chains]
    return sorted(found, key=lambda stay: min(place[id(piece)] for piece in stay.pieces))


def next_first(roles: Iterable[ContactRole], day: date) -> ContactRole | None:
    """Who becomes the first contact after a day: the role, of the days that begin then."""
    firsts = (role for role in roles if role.is_first_contact and _begin(role) > day)
    return min(firsts, key=_begin, default=None)


def in_pieces(period: Period, firsts: Sequence[Period]) -> list[Piece]:
    """A period cut where it becomes, or is no longer, one of the first contact."""
    others = period.without(firsts)
    pieces = [(one, False) for one in others]
    pieces += [(one, True) for one in period.without(others)]
    return sorted(pieces, key=lambda piece: piece[0].begins_on or date.min)


def _begin(role: ContactRole) -> date:
    return role.begins_on or date.min
