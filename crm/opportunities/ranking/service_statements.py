"""The statements that read which departments serve which initiatives.

Parameters: `ids` of the one or the other, `level`, `day`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, union_all

from crm.core.prepared import Among
from crm.links.models import Edge
from crm.opportunities.ranking.roles import DEPARTMENTS, SERVED
from crm.opportunities.ranking.statements import holds, now
from crm.parties.models import Party
from crm.people.models import AccountHolding, ContactRole, Person

TOWN_HALL = 2
"""The level of those who know civil servants, and who of them serves which party."""

_edge: Any = Edge.__table__
_party: Any = Party.__table__
_holding: Any = AccountHolding.__table__
_role: Any = ContactRole.__table__
_person: Any = Person.__table__
_level: Any = bindparam("level")


def _serving(given: str) -> Any:
    """Departments and the initiatives they serve; `given` is the side of which the ids are given.

    Who is linked with it serves it; so does, as far as the town hall knows, who holds its account,
    or whose civil servant does.
    """
    by_person = _holding.join(_person, _person.c.id == _holding.c.person_id).join(
        _role, _role.c.person_id == _person.c.id
    )
    known = and_(_level >= TOWN_HALL, holds(_holding))
    known_person = and_(
        known, holds(_role), _person.c.level <= _level, _person.c.archived_at.is_(None)
    )
    mirrored = (_edge.c.src, _edge.c.dst)  # kept by src: that is the side to begin with
    servant, served = mirrored if given == "department" else mirrored[::-1]
    return union_all(
        _both_sides(_edge, servant, served, now(_edge), given),
        _both_sides(_holding, _holding.c.team_id, _holding.c.party_id, known, given),
        _both_sides(by_person, _role.c.party_id, _holding.c.party_id, known_person, given),
    )


def _both_sides(road: Any, servant: Any, served: Any, known: Any, given: str) -> Any:
    department, initiative = _party.alias("department"), _party.alias("initiative")
    return (
        select(servant, served)
        .select_from(
            road.join(department, department.c.id == servant).join(
                initiative, initiative.c.id == served
            )
        )
        .where(
            Among(servant if given == "department" else served, "ids"),
            known,
            _of_kinds(department, DEPARTMENTS),
            _of_kinds(initiative, SERVED),
        )
    )


def _of_kinds(party: Any, kinds: Iterable[str]) -> ColumnElement[bool]:
    """The kind is looked at last: a database that begins with it reads all of that kind."""
    kind_of = func.coalesce(party.c.kind, "")
    of_kind = or_(*(kind_of == str(kind) for kind in sorted(kinds)))
    return and_(of_kind, party.c.level <= _level, party.c.archived_at.is_(None))


SERVED_BY = _serving("department")
SERVANTS_OF = _serving("initiative")
