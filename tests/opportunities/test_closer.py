"""One chance told in full: how far apart, who could introduce, since when, and what it brings."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from sqlalchemy.orm import Session

from crm.core.dates import Period
from crm.opportunities.closer import Closer, look_closer
from crm.opportunities.distance import Distance, distance_between
from crm.opportunities.gains import Side, Wanted, gain
from crm.opportunities.ranking.evidence import Facts
from crm.opportunities.ranking.named import Named, pieces
from crm.opportunities.ranking.tables import Tables
from crm.parties.models import Party
from crm.people.operations import add_person, open_role
from tests.opportunities.invented import OPERATOR, READER, Town, facts

HERE = {"themes": ["Groen"], "areas": ["Oost"]}


@pytest.fixture
def town(session: Session) -> Town:
    """An empty town with its kinds of link."""
    return Town()


def closer(one: Party, other: Party) -> Closer:
    found = look_closer(one, other, viewer=OPERATOR)
    assert found is not None
    return found


def distance(one: Party, other: Party) -> Distance:
    return distance_between(one.id, other.id, Tables(OPERATOR))


def names(ways: tuple[tuple[Facts, ...], ...]) -> list[str]:
    return [" ".join(party.name for party in way) for way in ways]


def test_the_steps_between_two_parties(town: Town) -> None:
    row = [town.party(name) for name in ("A", "B", "C", "D", "E", "F")]
    for one, other in pairwise(row):
        town.link(one, other)
    found = [distance(row[0], other) for other in row[1:]]
    assert [one.steps for one in found] == [1, 2, 3, 4, None]
    assert [names(one.ways) for one in found] == [[], ["B"], ["B C"], ["B C D"], []]
    assert not any(one.is_bridge for one in found)


def test_a_bridge_joins_groups_that_do_not_meet(town: Town) -> None:
    left, right = town.party("Links"), town.party("Rechts")
    ends = [[town.party(f"{side.name} {n}") for n in (1, 2)] for side in (left, right)]
    for side, partners in zip((left, right), ends, strict=True):
        for partner in partners:
            town.link(side, partner)
    assert distance(left, right).is_bridge
    town.link(ends[0][0], ends[1][0])
    assert (distance(left, right).steps, distance(left, right).is_bridge) == (3, False)


def test_who_knows_both_with_a_known_contact_first(town: Town) -> None:
    garden, choir = town.party("Buurttuin"), town.party("Zangkoor")
    small, known = town.party("Klein"), town.party("Bekend")
    for partner, since in ((small, date(2024, 5, 1)), (known, date(2025, 3, 1))):
        town.link(garden, partner, begins_on=date(2020, 1, 1))
        town.link(choir, partner, begins_on=since)
    town.link(known, town.party("Nog een"))
    jan = add_person(values={"first_name": "Jan", "last_name": "Bos"}, actor=OPERATOR)
    open_role(jan, known, role="contactpersoon", period=Period(), actor=OPERATOR)
    found = closer(garden, choir)
    told = [
        (names((one.way,))[0], one.contact.name if one.contact else None)
        for one in found.introducers
    ]
    assert told == [("Bekend", "Jan Bos"), ("Klein", None)]
    assert (found.since.day, found.since.why) == (date(2024, 5, 1), "Toen kende Klein hen allebei.")
    assert not found.is_linked


def test_each_side_gains_what_is_true_and_the_evidence_knows_its_records(town: Town) -> None:
    garden = town.party("Buurttuin", "bewonersinitiatief", areas=["Oost"])
    church = town.party("Kerk", "kerkgenootschap", areas=["Oost"])
    town.link(church, town.party("Koor"))
    town.offer(garden, "zoekt", "faciliteit", "Een zaal in de winter")
    hall = town.offer(church, "biedt", "faciliteit", "Zaal op dinsdag")
    found = closer(garden, church)
    assert found.gains == (
        "Buurttuin zoekt ruimte of voorziening. Kerk biedt: ‘Zaal op dinsdag’.",
        "Buurttuin is voor Kerk de eerste partner van bewoners.",
    )
    assert found.since.why == "Toen stonden de vraag en het aanbod er allebei."
    named = next(one for one in found.chance.reasons[0].evidence if one.ref == hall.ref)
    assert (named, named.what, named.at) == ("Zaal op dinsdag", "offer", church.ref)


def test_what_is_hidden_joins_nobody(town: Town) -> None:
    garden, choir = town.party("Buurttuin", **HERE), town.party("Zangkoor", **HERE)
    secret = town.party("Geheim", visibility="intern")
    town.link(garden, secret)
    town.link(choir, secret)
    assert closer(garden, choir).distance.steps == 2
    for_reader = look_closer(garden, choir, viewer=READER)
    assert for_reader is not None
    assert (for_reader.distance.steps, for_reader.introducers) == (None, ())
    assert look_closer(garden, secret, viewer=READER) is None


def test_nothing_is_said_when_nothing_is_true() -> None:
    one, other = Side(facts(1), {}), Side(facts(2), {3: facts(3)})
    assert gain(one, other) == ""
    wants = Wanted(2, "zoekt", "Geld", "geld")
    assert gain(one, Side(facts(2), {}, (wants,))) == ""
    new = {n: facts(n) for n in (3, 4, 5)}
    assert gain(one, Side(facts(2), new)) == (
        "Naam1 komt via Naam2 bij 3 partijen die zij nog niet kent."
    )


def test_a_sentence_in_pieces() -> None:
    tuin, buurttuin = Named("Tuin", "party", "1"), Named("Buurttuin", "party", "2")
    found = pieces("Met Tuin: Buurttuin en Tuin.", [tuin, buurttuin])
    assert [(text, name.ref if name else "") for text, name in found] == [
        ("Met Tuin: ", ""), ("Buurttuin", "2"), (" en ", ""), ("Tuin", "1"), (".", ""),
    ]  # fmt: skip
