"""Chances of the whole network, and who waits for a contact person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.accounts.viewer import Viewer
from crm.core.dates import Period
from crm.opportunities import starts
from crm.opportunities.queries import (
    MOST_OFTEN,
    Waiting,
    network_opportunities,
    without_contact,
)
from crm.parties.models import Party, PartyAccess
from crm.parties.operations import change_party
from crm.parties.queries import PartyFilters
from crm.people.holding_operations import close_holding, open_holding
from crm.people.models import Person
from crm.people.operations import add_person
from crm.upkeep.generate import generate_network
from tests.opportunities.invented import OPERATOR, READER, Town
from tests.support.settings import TODAY


@pytest.fixture
def town(session: Session) -> Town:
    """An empty town with its kinds of link."""
    return Town()


@pytest.fixture
def large(session: Session) -> None:
    """An invented network of a hundred parties, of which half look for what the others have."""
    generate_network(100, seed=3, actor=OPERATOR)
    town = Town()
    for number, party in enumerate(session.scalars(select(Party).order_by(Party.name))):
        town.offer(party, ("zoekt", "biedt")[number % 2], "faciliteit", "een zaal op dinsdag")


def person(name: str, **values: object) -> Person:
    return add_person(values={"last_name": name, **values}, actor=OPERATOR)


def hold(party: Party, who: Person, role: str = "vaste_contactpersoon", **period: date) -> object:
    return open_holding(party, person=who, role=role, period=Period(**period), actor=OPERATOR)


@pytest.mark.usefixtures("large")
class TestTheNetwork:
    def test_the_stronger_first_then_who_is_not_above_yet_and_nobody_too_often(self) -> None:
        found = network_opportunities(viewer=OPERATOR)
        assert len(found) > starts.STARTS
        seen: set[int] = set()
        order = []
        for one in found:
            pair = {one.party.id, one.chance.party.id}
            again = bool(pair & seen)
            order.append((-one.chance.strength.blocks, again, -one.chance.score))
            seen |= pair
        assert order == sorted(order)
        pairs = [frozenset((one.party.id, one.chance.party.id)) for one in found]
        assert len(pairs) == len(set(pairs))
        everybody = [party for pair in pairs for party in pair]
        assert max(everybody.count(party) for party in everybody) <= MOST_OFTEN

    def test_others_start_on_another_day(self) -> None:
        days = {
            tuple(
                starts.starting_parties(
                    Viewer.operator(TODAY + timedelta(day)), PartyFilters()
                ).parties
            )
            for day in range(8)
        }
        assert len(days) > 1

    def test_within_a_theme(self) -> None:
        filters = PartyFilters(themes=["Groen"])
        found = starts.starting_parties(OPERATOR, filters).parties
        assert found
        for one in network_opportunities(viewer=OPERATOR, filters=filters):
            assert one.party.id in found


@pytest.mark.usefixtures("town")
def test_in_a_small_network_the_best_is_found_wherever_it_is(town: Town) -> None:
    for number in range(40):
        town.party(f"Partij {number}", areas=["Oost"])
    here = {"themes": ["Groen"], "areas": ["West"]}
    pair = {town.party("Buurttuin", **here).id, town.party("Moestuin", **here).id}
    best = network_opportunities(viewer=OPERATOR)[0]
    assert {best.party.id, best.chance.party.id} == pair


def test_initiatives_take_half_of_the_turns(town: Town) -> None:
    for number in range(60):
        town.party(f"Stichting {number}", kind="maatschappelijke_organisatie")
    initiatives = {town.party(f"Tuin {number}", "bewonersinitiatief").id for number in range(5)}
    found = starts.starting_parties(OPERATOR, PartyFilters()).parties[: starts.STARTS]
    assert len(initiatives & set(found)) >= starts.STARTS // 2


def test_the_parties_of_an_account_start_first(town: Town, session: Session) -> None:
    parties = [town.party(f"Partij {number}") for number in range(starts.EVERYBODY_STARTS + 1)]
    account = User(
        email="amina@vlietdam.example", name="Amina", role="medewerker", password_hash="x"
    )
    session.add(account)
    session.flush()
    for party in parties[:2]:
        session.add(PartyAccess(user_id=account.id, party_id=party.id, why="houder"))
    session.flush()
    viewer = Viewer(account.id, Role.CIVIL_SERVANT, TODAY)
    found = starts.starting_parties(viewer, PartyFilters()).parties
    assert set(found[:2]) == {party.id for party in parties[:2]}
    assert starts.STARTS < len(found) == len(set(found)) <= starts.STARTS + starts.SLICE


def names(found: list[Waiting]) -> list[str]:
    return [one.party.name for one in found]


class TestWithoutContact:
    def test_only_initiatives_and_coalitions_that_go_on(self, town: Town) -> None:
        town.party("Buurttuin", "bewonersinitiatief")
        town.party("Wijkverbond", "coalitie")
        town.party("Zangkoor", "vereniging")
        stopped = town.party("Oude tuin", "bewonersinitiatief")
        values = {"phase": "gestopt", "stopped_because": "klaar"}
        change_party(stopped, values=values, actor=OPERATOR)
        assert names(without_contact(viewer=OPERATOR)) == ["Buurttuin", "Wijkverbond"]

    def test_who_has_one_today_does_not_wait(self, town: Town) -> None:
        garden = town.party("Buurttuin", "bewonersinitiatief")
        holding = hold(garden, person("Amina"), begins_on=date(2025, 1, 1))
        assert without_contact(viewer=OPERATOR) == []
        close_holding(holding, ends_on=TODAY, actor=OPERATOR)  # type: ignore[arg-type]
        assert names(without_contact(viewer=OPERATOR)) == ["Buurttuin"]
        yesterday = replace(OPERATOR, day=TODAY - timedelta(days=1))
        assert without_contact(viewer=yesterday) == []

    def test_who_serves_a_neighbour_is_proposed_with_the_reason(self, town: Town) -> None:
        here = {"themes": ["Groen"], "areas": ["Oost"]}
        garden = town.party("Buurttuin", "bewonersinitiatief", **here)
        meadow = town.party("Plukweide", "bewonersinitiatief", **here)
        corner = town.party("Speelhoek", "bewonersinitiatief", areas=["Oost"])
        town.link(garden, meadow)
        hold(meadow, person("Amina"))
        hold(corner, person("Bram"))
        (waiting,) = without_contact(viewer=OPERATOR)
        assert [(one.servant.name, one.why) for one in waiting.candidates] == [
            (
                "Amina",
                (
                    "Begeleidt al Plukweide. Daar is een verbinding mee.",
                    "Begeleidt een partij met hetzelfde thema in hetzelfde gebied.",
                ),
            ),
            ("Bram", ("Begeleidt een partij in hetzelfde gebied.",)),
        ]

    def test_what_is_hidden_proposes_nobody(self, town: Town) -> None:
        here = {"themes": ["Groen"], "areas": ["Oost"]}
        town.party("Buurttuin", "bewonersinitiatief", **here)
        secret = town.party("Geheim", "vereniging", visibility="vertrouwelijk", **here)
        hold(secret, person("Amina"), "accounthouder")
        hidden = person("Bram", visibility="vertrouwelijk")
        hold(town.party("Plukweide", "vereniging", **here), hidden, "accounthouder")
        (waiting,) = without_contact(viewer=OPERATOR)
        assert waiting.candidates == ()

    def test_it_is_for_the_town_hall(self, town: Town) -> None:
        town.party("Buurttuin", "bewonersinitiatief")
        assert without_contact(viewer=READER) == []
