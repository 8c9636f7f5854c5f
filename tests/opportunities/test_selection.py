"""The best chances between the parties of a list."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from crm.accounts.viewer import Viewer
from crm.core.dates import Period
from crm.core.db import db
from crm.opportunities import selection
from crm.opportunities.departments import departments, held_by
from crm.opportunities.queries import NetworkOpportunity, opportunities_for
from crm.opportunities.selection import opportunities_between
from crm.parties.models import Party
from crm.parties.queries import PartyFilters, filtered_parties
from crm.people.holding_operations import open_holding
from crm.people.operations import add_person, open_role
from tests.opportunities.invented import OPERATOR, READER, Town
from tests.support.counting import counted

HERE = {"themes": ["Groen"], "areas": ["Oost"]}


@pytest.fixture
def town(session: Session) -> Town:
    """An empty town with its kinds of link."""
    return Town()


def between(*parties: Party, viewer: Viewer = OPERATOR) -> list[NetworkOpportunity]:
    return opportunities_between([party.id for party in parties], viewer=viewer)


@pytest.mark.parametrize("read_whole", [selection.READ_WHOLE, 0])
def test_only_between_these_and_as_strong_as_elsewhere(
    town: Town, read_whole: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selection, "READ_WHOLE", read_whole)
    garden, meadow, wood = (town.party(name, **HERE) for name in ("Tuin", "Weide", "Bos"))
    choir = town.party("Zangkoor", **HERE)
    for partner in (town.party("School"), town.party("Welzijn")):
        town.link(garden, partner)
        town.link(meadow, partner)
    town.link(wood, meadow)
    hidden = town.party("Geheim", visibility="vertrouwelijk", **HERE)
    found = between(garden, meadow, wood, hidden)
    pairs = [{one.party.name, one.chance.party.name} for one in found]
    assert len(pairs) == 2
    assert {"Tuin", "Weide"} in pairs
    assert {"Tuin", "Bos"} in pairs
    for one in found:
        parties = {party.name: party for party in (garden, meadow, wood)}
        elsewhere = opportunities_for(parties[one.party.name], viewer=OPERATOR)
        assert one.chance in elsewhere
        assert len(elsewhere) > 1
    assert between(garden) == between(garden, hidden) == between() == []
    assert between(garden, choir, viewer=READER)


def test_as_many_queries_for_many_as_for_two(town: Town) -> None:
    parties = [town.party(f"Partij {number}", **HERE) for number in range(30)]
    for party in parties:
        town.link(party, town.party(f"Partner van {party.name}"))
    counts = []
    for some in (parties[:2], parties):
        with counted() as statements:
            between(*some)
        counts.append(len(statements))
    assert counts[1] <= counts[0]


def test_a_department_holds_by_itself_by_its_teams_and_by_its_people(town: Town) -> None:
    works = town.party("Beheer", "afdeling")
    team = town.party("Team Groen", "team", parent=works)
    town.party("Afdeling zonder", "afdeling")
    mine, theirs, free = (town.party(name) for name in ("Mijn", "Hun", "Vrij"))
    amina = add_person(values={"last_name": "Amina"}, actor=OPERATOR)
    open_role(amina, works, role="ambtenaar", period=Period(), actor=OPERATOR)
    open_holding(mine, person=amina, role="accounthouder", period=Period(), actor=OPERATOR)
    open_holding(theirs, team=team, role="accounthouder", period=Period(), actor=OPERATOR)
    assert [name for _, name in departments(OPERATOR)] == ["Beheer", "Team Groen"]
    assert departments(READER) == []

    def held(unit: Party) -> set[str]:
        filters = PartyFilters(extra=[held_by([unit.ref], OPERATOR)])
        found = db.session.scalars(filtered_parties(filters, viewer=OPERATOR))
        return {party.name for party in found}

    assert held(works) == {"Mijn", "Hun"}
    assert held(team) == {"Hun"}
    assert free.name not in held(works)
