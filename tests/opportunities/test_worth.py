"""Which chances are worth showing: what somebody who introduces people would bring up."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from sqlalchemy.orm import Session

from crm.opportunities.queries import opportunities_for
from crm.opportunities.ranking.needs import things_named
from crm.opportunities.related.doings import doings, told_in, words_of_both
from crm.parties.models import Party
from crm.resources.affiliations import rebuild_affiliations
from crm.resources.models import Grant, Scheme
from tests.opportunities.invented import OPERATOR, Town

HERE: dict[str, Any] = {"themes": ["Cultuur"], "areas": ["Oost"]}
OTHERS = 12


@pytest.fixture
def town(session: Session) -> Town:
    """A town where many do something with culture in Oost."""
    town = Town()
    for number in range(OTHERS):
        town.party(f"Club {number}", "maatschappelijke_organisatie", **HERE)
    return town


def shown(party: Party) -> set[str]:
    found = opportunities_for(party, viewer=OPERATOR, top=20)
    return {one.party.name for one in found}


def test_of_many_with_a_theme_in_a_place_those_who_do_the_same(town: Town) -> None:
    choir = town.party("Mannenkoor", "maatschappelijke_organisatie", **HERE)
    town.party("Harmonieorkest", "maatschappelijke_organisatie", **HERE)
    town.party("Muziek Verhuur B.V.", "maatschappelijke_organisatie", **HERE)
    town.party("Popkoor", "maatschappelijke_organisatie", themes=["Cultuur"], areas=["West"])
    town.party("Muziekkwartier BIZ", "maatschappelijke_organisatie", **HERE)
    town.party("Bizar Toneel", "maatschappelijke_organisatie", **HERE)
    assert shown(choir) == {"Harmonieorkest", "Bizar Toneel"}


def test_where_there_is_room_others_follow_and_are_called_unsure(town: Town) -> None:
    choir = town.party("Mannenkoor", "maatschappelijke_organisatie", **HERE)
    town.party("Harmonieorkest", "maatschappelijke_organisatie", **HERE)
    found = opportunities_for(choir, viewer=OPERATOR, top=5, perhaps=5)
    names = [one.party.name for one in found]
    assert [one.is_sure for one in found] == [True, False, False, False, False]
    assert names[0] == "Harmonieorkest"
    assert len(set(names)) == len(names)
    nobody_else = opportunities_for(choir, viewer=OPERATOR, top=1, perhaps=5)
    assert [one.party.name for one in nobody_else] == ["Harmonieorkest"]


def test_money_that_few_receive_for_the_same_kind_of_work(town: Town, session: Session) -> None:
    choir = town.party("Mannenkoor", "maatschappelijke_organisatie", **HERE)
    for name, scheme in (("Toneelclub", "Oost speelt"), ("Verhalenhuis", "Eenmalige subsidies")):
        given = Scheme(name=scheme, sort_key=scheme.lower())
        other = town.party(name, "maatschappelijke_organisatie", **HERE)
        session.add_all(
            Grant(dossier=f"{scheme} {one.name}", scheme=given, party=one) for one in (choir, other)
        )
    session.flush()
    rebuild_affiliations()
    assert shown(choir) == {"Toneelclub"}


def test_who_gives_leave_or_money_is_met_over_what_is_asked_alone(town: Town) -> None:
    choir = town.party("Koor", "bewonersinitiatief", themes=["Zang"], areas=["Oost"])
    works = town.party("Afdeling Cultuur", "afdeling", themes=["Zang"], areas=["Oost"])
    assert shown(choir) == set()
    town.offer(choir, "zoekt", "faciliteit", "repetitieruimte op dinsdag")
    town.offer(works, "biedt", "faciliteit", "zaal van de gemeente")
    assert shown(choir) == {"Afdeling Cultuur"}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("een zaal op dinsdag", "repetitieruimte met piano", True),
        ("2.500 euro voor de kas", "bijdrage voor groen", True),
        ("verse groente", "groente die over is", True),
        ("ligplaats voor vier boten", "leslokalen in het weekend", False),
        ("stalling met stopcontact", "sporthal op woensdag", False),
        ("advies over tocht", "advies over ouder worden", False),
    ],
)
def test_a_need_and_an_offer_speak_of_the_same_thing(one: str, other: str, same: bool) -> None:
    assert bool(things_named(one) & things_named(other)) == same


def test_what_names_say() -> None:
    def nowhere() -> frozenset[str]:
        return frozenset({"amsterdam"})

    assert doings("Stichting Muziekschool Noord") == {"muziek, dans en toneel"}
    assert doings("Damrak Holding") == doings("Tuindorp") == set()
    assert words_of_both("Muziekvereniging Waterland", "Waterland Projecten", nowhere) == [
        "Waterland"
    ]
    for name in ("Holding", "Afdeling", "Ondernemersvereniging", "Amsterdam", "Onderwijs"):
        assert words_of_both(f"A {name}", f"B {name}", nowhere) == []


def test_a_text_is_not_kept_for_what_it_speaks_of() -> None:
    """Who wrote too much takes it back: nothing may still hold it."""
    text = " ".join(["Wij koken voor ouderen,", "ook voor mevrouw Boterbloem van nummer 12"])
    holding = sys.getrefcount(text)
    assert told_in(text) >= {"eten en koken", "ouderen"}
    assert sys.getrefcount(text) == holding
