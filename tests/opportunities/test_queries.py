"""Opportunities of a party, through the database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from crm.ideas.related import related_to
from crm.links.operations import archive_link
from crm.opportunities.queries import Opportunity, opportunities_for
from crm.parties.models import Party
from crm.parties.operations import archive_party
from crm.resources.affiliations import rebuild_affiliations
from crm.resources.models import Grant, Scheme
from tests.opportunities.invented import OPERATOR, READER, Town, on
from tests.support.counting import counted
from tests.support.settings import TODAY


@pytest.fixture
def town(session: Session) -> Town:
    """An empty town with its kinds of link."""
    return Town()


def names(found: list[Opportunity]) -> list[str]:
    return [one.party.name for one in found]


def reason(found: list[Opportunity], name: str, code: str) -> tuple[str, str]:
    chance = next(one for one in found if one.party.name == name)
    given = next(one for one in chance.reasons if one.code == code)
    return given.label, given.sentence


def test_shared_partners_are_named_and_the_score_adds_up(town: Town) -> None:
    garden, choir = town.party("Buurttuin"), town.party("Zangkoor")
    for name in ("Welzijn Vlietdam", "Basisschool De Kring"):
        partner = town.party(name)
        town.link(garden, partner)
        town.link(choir, partner)
    found = opportunities_for(garden, viewer=OPERATOR)
    assert names(found)[0] == "Zangkoor"
    assert reason(found, "Zangkoor", "gedeelde_partners") == (
        "Gedeelde partners",
        (
            "Gedeelde partners: Basisschool De Kring en Welzijn Vlietdam. "
            "Vraag eerst of zij elkaar al kennen."
        ),
    )
    for one in found:
        assert one.score == pytest.approx(sum(given.points for given in one.reasons))
        assert one.strength.word


def test_a_need_meets_an_offer(town: Town) -> None:
    garden, church = town.party("Buurttuin", areas=["Oost"]), town.party("Kerk", areas=["Oost"])
    town.offer(garden, "zoekt", "faciliteit", "Een zaal in de winter")
    town.offer(church, "biedt", "faciliteit", "Zaal op dinsdag")
    _, sentence = reason(opportunities_for(garden, viewer=OPERATOR), "Kerk", "zoekt_en_biedt")
    assert sentence == (
        "Kerk biedt ruimte of voorziening: ‘Zaal op dinsdag’. "
        "Hier is nodig: ‘Een zaal in de winter’."
    )


@pytest.mark.parametrize(
    "values", [{"status": "vervuld"}, {"valid_until": TODAY - timedelta(days=1)}]
)
def test_an_offer_that_is_gone_is_no_reason(town: Town, values: dict[str, object]) -> None:
    garden, church = town.party("Buurttuin"), town.party("Kerk", "kerkgenootschap")
    town.offer(garden, "zoekt", "faciliteit", "Een zaal")
    town.offer(church, "biedt", "faciliteit", "Zaal op dinsdag", **values)
    codes = {
        given.code for one in opportunities_for(garden, viewer=OPERATOR) for given in one.reasons
    }
    assert "zoekt_en_biedt" not in codes


def test_the_same_theme_in_the_same_area(town: Town) -> None:
    garden = town.party("Buurttuin", themes=["Groen", "Jeugd"], areas=["Oost"])
    town.party("Plukweide", themes=["Groen"], areas=["Oost"])
    town.party("Bosgroep", themes=["Groen"], areas=["West"])
    found = opportunities_for(garden, viewer=OPERATOR)
    assert names(found) == ["Plukweide"]
    assert reason(found, "Plukweide", "zelfde_thema_in_gebied") == (
        "Zelfde thema in hetzelfde gebied",
        "Zelfde thema in hetzelfde gebied: Groen (in Oost).",
    )


def test_who_is_funded_by_the_same_scheme(town: Town, session: Session) -> None:
    here = {"themes": ["Groen"], "areas": ["Oost"]}
    garden, choir = town.party("Buurttuin", **here), town.party("Zangkoor", **here)
    scheme = Scheme(name="Wijkbudget Oost", sort_key="wijkbudget oost")
    session.add(scheme)
    for number, party in enumerate((garden, choir)):
        session.add(Grant(dossier=f"D{number}", scheme=scheme, party=party))
    session.flush()
    rebuild_affiliations()
    _, sentence = reason(opportunities_for(garden, viewer=OPERATOR), "Zangkoor", "zelfde_regeling")
    assert sentence == "Geld uit dezelfde regeling: Wijkbudget Oost (2 ontvangers)."


def test_parties_like_this_take_part(town: Town) -> None:
    fund = town.party("Wijkfonds", "fonds")
    here = {"themes": ["Groen"], "areas": ["Oost"]}
    garden = town.party("Buurttuin", **here)
    for name in ("Plukweide", "Bosgroep"):
        town.link(fund, town.party(name, **here), "financiert")
    found = opportunities_for(garden, viewer=OPERATOR, to_kinds=("fonds",))
    assert reason(found, "Wijkfonds", "partijen_zoals_deze")[1] == (
        "Bosgroep en Plukweide werken al met Wijkfonds en hebben veel gemeen met Buurttuin."
    )


class TestWhoIsNeverSuggested:
    @pytest.fixture
    def garden(self, town: Town) -> Party:
        return town.party("Buurttuin", themes=["Groen"], areas=["Oost"])

    @pytest.fixture
    def meadow(self, town: Town) -> Party:
        return town.party("Plukweide", themes=["Groen"], areas=["Oost"])

    def test_who_is_linked_now(self, town: Town, garden: Party, meadow: Party) -> None:
        town.link(garden, meadow)
        assert opportunities_for(garden, viewer=OPERATOR) == []

    def test_who_will_be_linked(self, town: Town, garden: Party, meadow: Party) -> None:
        town.link(garden, meadow, begins_on=TODAY + timedelta(days=9))
        assert opportunities_for(garden, viewer=OPERATOR) == []

    def test_but_who_was_linked_is(self, town: Town, garden: Party, meadow: Party) -> None:
        town.link(garden, meadow, ends_on=date(2025, 1, 1))
        assert names(opportunities_for(garden, viewer=OPERATOR)) == ["Plukweide"]
        assert opportunities_for(garden, viewer=on(date(2024, 1, 1))) == []

    def test_and_who_is_linked_no_more(self, town: Town, garden: Party, meadow: Party) -> None:
        archive_link(town.link(garden, meadow), actor=OPERATOR)
        assert names(opportunities_for(garden, viewer=OPERATOR)) == ["Plukweide"]

    def test_who_is_archived(self, town: Town, garden: Party, meadow: Party) -> None:
        archive_party(meadow, actor=OPERATOR)
        assert opportunities_for(garden, viewer=OPERATOR) == []
        assert opportunities_for(meadow, viewer=OPERATOR) == []

    def test_who_is_hidden(self, town: Town, garden: Party) -> None:
        town.party("Geheim", themes=["Groen"], areas=["Oost"], visibility="vertrouwelijk")
        town.party("Binnen", themes=["Groen"], areas=["Oost"], visibility="intern")
        assert names(opportunities_for(garden, viewer=OPERATOR)) == ["Binnen"]
        assert opportunities_for(garden, viewer=READER) == []


def test_a_hidden_party_has_no_opportunities(town: Town) -> None:
    here = {"themes": ["Groen"], "areas": ["Oost"]}
    hidden = town.party("Geheim", visibility="intern", sensitive=True, **here)
    town.party("Plukweide", **here)
    assert opportunities_for(hidden, viewer=OPERATOR) == []
    assert related_to(hidden, viewer=OPERATOR) == []


def test_the_number_of_queries_does_not_grow_with_the_answer(town: Town) -> None:
    here = {"themes": ["Groen"], "areas": ["Oost"]}
    garden = town.party("Buurtkoor", **here)
    counts = []
    for size in (6, 24):
        for number in range(size):
            other = town.party(f"Koor {size} {number}", **here)
            town.link(other, town.party(f"Partner {size} {number}"))
        with counted() as statements:
            opportunities_for(garden, viewer=OPERATOR, top=20)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 16


def test_related_parties_may_be_linked(town: Town) -> None:
    garden = town.party("Buurttuin Oost", themes=["Groen"], areas=["Oost"])
    meadow = town.party("Buurttuin West", themes=["Groen"], areas=["West"])
    town.link(garden, meadow)
    found = related_to(garden, viewer=OPERATOR)
    assert names(found) == ["Buurttuin West"]
    sentences = {given.code: given.sentence for given in found[0].reasons}
    assert sentences == {
        "naam_lijkt": "De namen lijken op elkaar: buurttuin.",
        "thema_lijkt": "Zelfde thema: Groen.",
        "zelfde_werk": "Allebei over groen en tuinen.",
    }
    assert found[0].name == [("Buurttuin", True), (" West", False)]
    assert found[0].score == pytest.approx(sum(given.points for given in found[0].reasons))
