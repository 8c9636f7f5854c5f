"""What a department or team holds, and who is in it: also from other departments."""

from __future__ import annotations

from dataclasses import dataclass

from crm.accounts.viewer import Viewer
from crm.parties.kinds import PartyKind
from crm.parties.models import Party
from crm.people.models import AccountHolding, ContactRole, Person
from crm.people.queries import holdings_of_team, roles_of

TEAM_KINDS = (PartyKind.DEPARTMENT, PartyKind.TEAM)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a team, with the other departments and teams they are of."""

    person: Person
    others: list[Party]


@dataclass(frozen=True, slots=True)
class TeamSide:
    """What the page of a department or team says of it as one."""

    holdings: list[AccountHolding]
    members: list[Member]


def team_of(party: Party, contacts: list[ContactRole], *, viewer: Viewer) -> TeamSide | None:
    """A team's own part of its page, from its current roles; None for other parties."""
    if party.kind not in TEAM_KINDS:
        return None
    people = {role.person.id: role.person for role in contacts}
    others: dict[int, list[Party]] = {}
    for role in roles_of(people.values(), viewer=viewer):
        is_other = role.party_id != party.id and role.party.kind in TEAM_KINDS
        if is_other and role.period.holds(viewer.day):
            others.setdefault(role.person_id, []).append(role.party)
    held = holdings_of_team(party, viewer=viewer)
    return TeamSide(
        [one for one in held if one.period.holds(viewer.day)],
        [Member(person, others.get(person.id, [])) for person in people.values()],
    )
