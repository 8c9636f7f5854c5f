"""Searching through the front door of the domain, on both databases."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, scoped_session

from crm.accounts.roles import Role
from crm.accounts.viewer import Viewer
from crm.core.dates import utc_now
from crm.core.db import db, transaction
from crm.parties.models import Party, PartyAccess
from crm.people.models import Person
from crm.search import statements
from crm.search.queries import Found, matching_parties, matching_people, search
from tests.search.register import party, person, role, save, viewer

DatabaseSession = scoped_session[Session]


def names(found: Found) -> list[str]:
    return [hit.name for hit in found.hits]


@pytest.fixture
def reader(session: DatabaseSession) -> Viewer:
    return viewer(Role.READER)


class TestMatching:
    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("Buurttuin De Vliet", "buurttuin de vliet"),
            ("Buurttuin De Vliet", "buurt"),
            ("Buurttuin De Vliet", "BU"),
            ("Buurttuin De Vliet", "vliet buurttuin"),
            ("Buurttuinvereniging Oost", "tuinver"),
            ("Buurttuinvereniging Oost", "oost tuinver"),
            ("Buurttuin De Vliet", "tuinen"),
            ("Moestuinen Zuid", "moestuin"),
            ("Moestuin Zuid", "moestuinen"),
            ("Repair Café Zuid", "cafe"),
            ("Repair Cafe Zuid", "café"),
            ("Coöperatie ’t Hoekje", "cooperatie t hoek"),
            ("IJsclub Vooruit", "ĳsclub"),
            ("Straße 12", "strasse 1"),
            ("Plein 1940", "1940"),
        ],
    )
    def test_a_name_is_found_by(self, reader: Viewer, name: str, text: str) -> None:
        save(party(name), party("Zwembad De Waterlelie"))
        assert names(search(text, viewer=reader)) == [name]

    def test_a_party_is_found_by_the_words_of_its_description_and_place(
        self, reader: Viewer
    ) -> None:
        save(party("Samen", description="Wij repareren fietsen.", place="Vlietdam"))
        assert names(search("fiets", viewer=reader)) == ["Samen"]
        assert names(search("vlietdam", viewer=reader)) == ["Samen"]

    def test_a_person_is_found_by_any_name_and_what_it_knows(self, reader: Viewer) -> None:
        save(person("Amina", "Idrissi", name_prefix="El", expertise="vergunningen"))
        for text in ("amina", "idr", "el idrissi", "amina idr", "vergunning", "driss"):
            assert names(search(text, viewer=reader)) == ["Amina El Idrissi"], text

    @pytest.mark.parametrize("text", ["xyz", "vliet xyz", "ietx", '"', "vliet NOT buurttuin"])
    def test_what_does_not_match_is_not_found(self, reader: Viewer, text: str) -> None:
        save(party("Buurttuin De Vliet"))
        assert names(search(text, viewer=reader)) == []

    @pytest.mark.parametrize("text", ["", "v", "*", " - "])
    def test_too_short_says_so(self, reader: Viewer, text: str) -> None:
        save(party("Vliet"))
        assert search(text, viewer=reader) == Found(is_too_short=True)


class TestOrder:
    def test_exact_then_prefix_then_word_then_part_then_name(self, reader: Viewer) -> None:
        save(
            *(party("Moestuin Zuid"), party("Samen", description="in de tuin"), party("De Tuin")),
            *(party("Tuinclub"), party("Tuin 10"), party("Tuin"), party("Tuin 2")),
            *(person("Tuin", "Aal"), person("Bas", "Tuinman"), party("Buurttuin")),
        )
        assert names(search("tuin", viewer=reader)) == [
            *("Tuin", "Tuin Aal", "Tuin 2", "Tuin 10", "Tuinclub", "Bas Tuinman"),
            *("De Tuin", "Samen"),
            *("Buurttuin", "Moestuin Zuid"),
        ]

    def test_same_names_stand_in_the_order_they_came(self, reader: Viewer) -> None:
        first, second = party("Tuin"), party("TUIN")
        save(first, second)
        assert [hit.ref for hit in search("tuin", viewer=reader).hits] == [first.ref, second.ref]

    def test_it_stops_when_there_are_enough(self, reader: Viewer) -> None:
        save(*(party(f"Tuin {number}") for number in range(12)))
        found = search("tuin", viewer=reader)
        assert names(found) == [f"Tuin {number}" for number in range(10)]
        assert found.has_more
        assert not search("tuin", viewer=reader, most=12).has_more

    def test_many_candidates_give_the_same_answer_as_few(
        self, reader: Viewer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        save(
            *(party(f"{first}tuin {number}") for first in ("", "Moes") for number in range(12)),
            *(person("Jan", f"Tuin{letter}") for letter in "cab"),
            *(person(f"Tuin{letter}", "Jansen") for letter in "cab"),
            party("Samen", description="een tuin", phone="06 12 34 50 12"),
        )
        texts = ("tuin", "tuin 1", "moes tuin", "oest", "jan", "jansen", "012", "samen tu")
        few = [names(search(text, viewer=reader, most=40)) for text in texts]
        monkeypatch.setattr(statements, "MOST_SORTED", 0)
        statements._sorted.cache_clear()
        many = [names(search(text, viewer=reader, most=40)) for text in texts]
        statements._sorted.cache_clear()
        assert few == many
        assert all(few)


class TestPhone:
    def test_the_last_digits_find_who_calls(self, reader: Viewer) -> None:
        garden = party("Buurttuin", phone="+31 252 41 56 78")
        save(garden, person("Dries", "Vermeer", phone="06 12 34 56 78"), party("X 678 Y"))
        assert names(search("678", viewer=reader)) == ["Buurttuin", "Dries Vermeer", "X 678 Y"]
        assert names(search("0252-415678", viewer=reader)) == ["Buurttuin"]
        assert names(search("06 12345678", viewer=reader)) == ["Dries Vermeer"]

    def test_digits_in_the_middle_do_not(self, reader: Viewer) -> None:
        save(party("Buurttuin", phone="06 12 34 56 78"))
        assert names(search("345", viewer=reader)) == []

    def test_a_withheld_address_finds_nobody(self, session: DatabaseSession) -> None:
        save(party("Opvang", phone="06 12 34 56 78", place="Rietveld", withheld=True))
        for role_ in (Role.READER, Role.CIVIL_SERVANT, Role.ADMINISTRATOR):
            who = viewer(role_)
            assert names(search("678", viewer=who)) == []
            assert names(search("rietveld", viewer=who)) == []
            assert [hit.detail for hit in search("opvang", viewer=who).hits] == [""]

    def test_a_number_that_became_withheld_is_not_found_either(self, reader: Viewer) -> None:
        save(party("Opvang", phone="06 12 34 56 78"))
        with transaction():
            db.session.execute(update(Party).values(withheld=True))
        assert names(search("678", viewer=reader)) == []


class TestWhoSees:
    def test_hidden_records_change_nothing(self, session: DatabaseSession) -> None:
        who = viewer(Role.READER)
        save(*(party(f"Tuin {number}") for number in range(3)), person("Bas", "Tuinman"))
        before = search("tuin", viewer=who, most=4)
        hidden = {"visibility": "intern"}
        save(
            *(party(f"Tuin {number}", **hidden) for number in range(20)),
            *(person("Tuin", f"{number}", phone="678", **hidden) for number in range(20)),
            party("Tuin", visibility="vertrouwelijk"),
            party("De Tuin", visibility="intern", sensitive=True),
        )
        assert search("tuin", viewer=who, most=4) == before
        assert names(search("678", viewer=who)) == []

    def test_who_holds_a_confidential_party_finds_it(self, session: DatabaseSession) -> None:
        secret = party("Geheime Tuin", visibility="vertrouwelijk")
        save(secret)
        holder, other = viewer(Role.CIVIL_SERVANT), viewer(Role.CIVIL_SERVANT)
        access = PartyAccess(user_id=holder.user_id, party_id=secret.id, why="houder")
        save(access)
        assert names(search("tuin", viewer=holder)) == ["Geheime Tuin"]
        assert names(search("tuin", viewer=other)) == []

    def test_access_that_ended_finds_nothing(self, session: DatabaseSession) -> None:
        secret = party("Geheime Tuin", visibility="vertrouwelijk")
        save(secret)
        who = viewer(Role.CIVIL_SERVANT)
        ended = {"begins_on": date(2020, 1, 1), "ends_on": who.day}
        save(PartyAccess(user_id=who.user_id, party_id=secret.id, why="houder", **ended))
        assert names(search("tuin", viewer=who)) == []

    def test_archived_is_not_found(self, reader: Viewer) -> None:
        save(party("Tuin", archived_at=utc_now()), person("Tuin", "Man", archived_at=utc_now()))
        assert names(search("tuin", viewer=reader)) == []


class TestWhatAHitShows:
    def test_a_person_shows_where_it_is_today(self, reader: Viewer) -> None:
        dries = person("Dries", "Vermeer", function="trekker van de tuin")
        garden, hidden = party("Buurttuin"), party("Geheim", visibility="intern")
        old, gone = party("Oud"), party("Weg", archived_at=utc_now())
        save(
            *(dries, role(dries, garden), role(dries, garden, role="vrijwilliger")),
            *(role(dries, hidden), role(dries, gone)),
            role(dries, old, ends_on=date(2021, 1, 1)),
        )
        [hit] = search("vermeer", viewer=reader).hits
        assert (hit.kind, hit.detail) == ("persoon", "trekker van de tuin")
        assert [other.name for other in hit.others] == ["Buurttuin"]

    def test_a_party_shows_its_place_and_who_to_ask_for(self, reader: Viewer) -> None:
        garden = party("Buurttuin", place="Vlietdam", kind="bewonersinitiatief")
        first, second = person("Zoë", "Zon"), person("Aad", "Aal")
        hidden = person("Bas", "Berg", visibility="intern")
        save(
            *(role(hidden, garden), role(second, garden)),
            role(first, garden, is_first_contact=True),
        )
        [hit] = search("buurttuin", viewer=reader, with_contacts=True).hits
        assert (hit.kind, hit.detail) == ("bewonersinitiatief", "Vlietdam")
        assert [other.name for other in hit.others] == ["Zoë Zon"]


class TestConditions:
    def test_a_list_is_narrowed_in_the_same_ways(self, session: DatabaseSession) -> None:
        save(
            *(party("Tuin"), party("Moestuin"), party("Samen", description="een tuin")),
            *(party("Plein", phone="06 12 34 56 78"), person("Dries", "Vermeer")),
        )

        def listed(text: str) -> set[str]:
            return set(session.scalars(select(Party.name).where(matching_parties(text))))

        assert listed("tuin") == {"Tuin", "Moestuin", "Samen"}
        assert listed("678") == {"Plein"}
        assert listed("*") == set()
        people = session.scalars(select(Person).where(matching_people("verm"))).all()
        assert [found.name for found in people] == ["Dries Vermeer"]
