"""Whether the roles of two parties can still be told apart: what an undo needs to know of them.

While the parties are one, adjoining periods of one role are one stay (see `crm.people.stays`): who
ends it, or changes who is first contact, moves days between rows of the one party and of the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from crm.core.trace import Row, Trace, rows_of, table_of
from crm.merge.models import PartyMerge
from crm.parties.models import Party
from crm.people.models import ContactRole

ROLE = table_of(ContactRole)
PERIOD = ("begins_on", "ends_on")
ROLES_MIXED = (
    "Dit kan niet meer. Na het samenvoegen is een rol gewijzigd. Het is niet meer bekend welke "
    "dagen daarvan bij welke partij horen. Voeg de andere partij zo nodig opnieuw toe."
)


def see_roles(trace: Trace, kept_id: int) -> None:
    """Remember how the roles at the party that stayed are, once both are one."""
    trace.see(ROLE, ROLE.c.party_id == kept_id)


def find_role_obstacle(merge: PartyMerge) -> str | None:
    """Why the roles cannot be told apart any more, as a sentence; None when they can.

    A role that lies within one party, and that the merge did not cut, may have changed.
    """
    seen = Trace(merge.steps).seen(ROLE)
    if seen is None:
        return None
    party_id = select(Party.id).where(Party.ref == merge.kept_ref).scalar_subquery()
    then, now = _by_role(seen), _by_role(rows_of(ROLE, ROLE.c.party_id == party_id))
    going, cut = _going(merge.steps), _cut(merge.steps)
    for key, before in then.items():
        after = now[key]
        mixed = _adjoin(before, going) or _adjoin(after, going) or _refs(before) & cut
        if mixed and _facts(before) != _facts(after):
            return ROLES_MIXED
    return None


def _by_role(rows: Iterable[Row]) -> dict[tuple[int, str], list[Row]]:
    found: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for row in rows:
        found[row["person_id"], row["role"]].append(row)
    return found


def _going(steps: Iterable[dict[str, Any]]) -> set[str]:
    """The refs of the roles that go back to the other party."""
    return {ref for step in steps if _is(step, "point") for ref in step["rows"]}


def _cut(steps: Iterable[dict[str, Any]]) -> set[str]:
    """The refs of the roles of which the merge changed the days."""
    return {
        step["row"]
        for step in steps
        if _is(step, "change") and not step["before"].keys().isdisjoint(PERIOD)
    }


def _is(step: dict[str, Any], did: str) -> bool:
    return bool(step["do"] == did and step["table"] == ROLE.name)


def _adjoin(rows: Sequence[Row], going: set[str]) -> bool:
    """Whether a role that goes back adjoins one that stays."""
    ends: dict[bool, set[Any]] = {True: set(), False: set()}
    for row in rows:
        ends[row["ref"] in going].add(row["ends_on"])
    begins = ((row["ref"] in going, row["begins_on"]) for row in rows)
    return any(day is not None and day in ends[not goes] for goes, day in begins)


def _refs(rows: Iterable[Row]) -> set[str]:
    return {row["ref"] for row in rows}


def _facts(rows: Iterable[Row]) -> set[tuple[Any, ...]]:
    names = ("ref", *PERIOD, "is_first_contact")
    return {tuple(row[name] for name in names) for row in rows}
