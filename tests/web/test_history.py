"""Timelines in sentences, and records as they stood on another day, for who may see them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from crm.agreements.operations import Signing, add_agreement, add_signatory, move_agreement
from crm.core.db import db, transaction
from crm.exchange.operations import import_path
from crm.links.moment_queries import get_moment
from crm.links.operations import change_link, change_moment
from crm.links.queries import get_link
from crm.parties.models import Party
from crm.parties.operations import add_party, archive_party, change_party, restore_party
from crm.parties.queries import get_party
from crm.people.operations import change_person
from crm.people.queries import get_person
from crm.taxonomy.operations import add_area, add_theme
from crm.web.earlier import Earlier, on_day
from crm.web.sentences import changes_told, filled_in
from tests.cast import OPERATOR, enter, sign_in
from tests.page import fill_in

FIRST, SECOND, THIRD = date(2025, 3, 1), date(2025, 6, 1), date(2025, 9, 1)
BEFORE, BETWEEN = date(2025, 2, 1), date(2025, 3, 3)


def words(text: str) -> str:
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", "", text)))


@pytest.fixture
def clock() -> Iterator[Any]:
    """A clock that the test moves; it begins on the first day."""
    with time_machine.travel(f"{FIRST}T10:00:00Z", tick=False) as moved:
        yield moved


def to(clock: Any, day: date) -> None:
    clock.move_to(f"{day}T10:00:00Z")


def facts(earlier: Earlier) -> dict[str, tuple[str, str | None]]:
    return {fact.label: (fact.then, fact.now) for fact in earlier.facts}


class TestSentences:
    def test_each_kind_of_change_has_its_own_sentence(self) -> None:
        difference = {
            "naam": ["A", "B"],
            "telefoon": ["", "06 1"],
            "website": ["x.nl", ""],
            "soort": ["school", "fonds"],
            "geheimhouding": [False, True],
            "thema’s": [["Groen", "Zorg"], ["Groen", "Eten"]],
            "wie mag dit zien": ["intern", "netwerk"],
            "eind": [None, "2026-01-01"],
            "hoort bij": ["Groen", "Eten"],
            "begonnen op": [None, "2026-01-01"],
            "gestopt omdat": ["Verhuisd", ""],
            "bestuurlijk gevoelig": [False, True],
        }
        assert list(changes_told("party", difference)) == [
            "Naam gewijzigd van ‘A’ in ‘B’",
            "Telefoon ingevuld: ‘06 1’",
            "Website leeggemaakt. Er stond: ‘x.nl’",
            "Soort gewijzigd van ‘school’ in ‘fonds’",
            "Geheimhouding staat nu aan",
            "Thema’s: ‘Eten’ erbij, ‘Zorg’ eraf",
            "Wie mag dit zien: eerst ‘alleen gemeente’, nu ‘het netwerk’",
            "Laatste dag ingevuld: 31 december 2025",
            "Onderdeel van een groter geheel: eerst ‘Groen’, nu ‘Eten’",
            "Begonnen op: 1 januari 2026",
            "Gestopt omdat: nu leeg. Er stond: ‘Verhuisd’",
            "Bestuurlijk gevoelig: nu ja",
        ]

    def test_a_new_record_tells_what_was_filled_in_and_no_defaults(self) -> None:
        difference = {
            "naam": [None, "Tuin"],
            "soort": [None, "bewonersinitiatief"],
            "sector": [None, "civiel"],
            "fase": [None, "idee"],
            "geheimhouding": [None, False],
            "wie mag dit zien": [None, "netwerk"],
        }
        assert list(filled_in("party", difference)) == [
            "Naam: ‘Tuin’",
            "Soort: ‘bewonersinitiatief’",
        ]

    @given(
        st.dictionaries(
            st.text(min_size=1), st.lists(st.text() | st.none(), min_size=2, max_size=2)
        )
    )
    def test_every_change_becomes_one_sentence(self, difference: dict[str, list[Any]]) -> None:
        assert len(list(changes_told("party", difference))) == len(difference)


class TestTimeline:
    def test_says_who_when_and_what_of_everything_around_a_party(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        amina = sign_in(app, "amina")
        fill_in(amina, f"/partijen/{vlietdam.tuin}/wijzigen", name="De Nieuwe Tuin")
        told = words(amina.get(f"/partijen/{vlietdam.tuin}/tijdlijn").text)
        assert "Naam gewijzigd van ‘Buurttuin De Vliet’ in ‘De Nieuwe Tuin’" in told
        assert "· Amina El Idrissi" in told
        assert "Verbinding toegevoegd: De Nieuwe Tuin werkt samen met Basisschool De Kring" in told
        assert "Contact vastgelegd: Wateraansluiting" in told
        assert "Rol toegevoegd: Dries Vermeer, initiatiefnemer" in told
        assert "Geheimhouding" not in told

    @pytest.mark.parametrize("kind", ["person", "link", "moment", "offer"])
    def test_every_record_has_one(self, app: Flask, vlietdam: SimpleNamespace, kind: str) -> None:
        address = {
            "person": f"/personen/{vlietdam.wil}",
            "link": f"/verbindingen/{vlietdam.link}",
            "moment": f"/partijen/{vlietdam.tuin}/contact/{vlietdam.moment}",
            "offer": f"/partijen/{vlietdam.tuin}/biedt-en-zoekt/{vlietdam.aanbod}/wijzigen",
        }[kind]
        amina = sign_in(app, "amina")
        told = words(amina.get(address).text)
        assert "Tijdlijn" in told
        assert "· het systeem" in told
        then = amina.get(f"{address}?op=2025-01-01")
        assert then.status_code == 200
        assert "Op die dag stond dit hier nog niet." in words(then.text)

    def test_what_was_said_before_a_record_was_opened_stays_inside(self, app: Flask) -> None:
        with app.app_context():
            with transaction():
                enter("bas")
                enter("amina")
                values = {"name": "Tuin", "kind": "vereniging", "visibility": "intern"}
                party = add_party(values={**values, "interest": "Geheim plan"}, actor=OPERATOR)
                change_party(party, values={"interest": "Nieuw plan"}, actor=OPERATOR)
                ref = party.ref
            with transaction():
                values = {"visibility": "netwerk", "interest": "Mooi plan"}
                change_party(get_party(ref, viewer=OPERATOR), values=values, actor=OPERATOR)
            with transaction():
                values = {"interest": "Later plan"}
                change_party(get_party(ref, viewer=OPERATOR), values=values, actor=OPERATOR)
        bas, amina = sign_in(app, "bas"), sign_in(app, "amina")
        at = f"/partijen/{ref}/tijdlijn"
        assert "Mooi plan" in bas.get(at).text
        assert "Nieuw plan" not in bas.get(at).text
        assert "Geheim plan" not in bas.get(at).text
        assert "Geheim plan" in amina.get(at).text


class TestEarlier:
    def test_a_party_stands_as_it_stood(self, app: Flask, clock: Any) -> None:
        with app.app_context():
            with transaction():
                green, food = (add_theme(name, actor=OPERATOR) for name in ("Groen", "Eten"))
                values = {"name": "Tuin", "kind": "bewonersinitiatief", "themes": [green]}
                ref = add_party(values=values, actor=OPERATOR).ref
            to(clock, SECOND)
            with transaction():
                party = get_party(ref, viewer=OPERATOR)
                values = {"name": "De Tuin", "phase": "orientatie", "themes": [green, food]}
                change_party(party, values=values, actor=OPERATOR)
                archive_party(party, actor=OPERATOR)
            to(clock, THIRD)
            with transaction():
                party = get_party(ref, viewer=OPERATOR)
                restore_party(party, actor=OPERATOR)
                change_party(party, values={"name": "Tuin en Keuken"}, actor=OPERATOR)
            party = get_party(ref, viewer=OPERATOR)
            assert on_day(party, BEFORE, viewer=OPERATOR).facts == []
            then = facts(on_day(party, BETWEEN, viewer=OPERATOR))
            assert then["Naam"] == ("Tuin", "Tuin en Keuken")
            assert then["Fase"] == ("idee", "oriëntatie")
            assert then["Thema’s"] == ("Groen", "Eten, Groen")
            assert then["Soort"] == ("bewonersinitiatief", None)
            assert "In het archief" not in then
            later = facts(on_day(party, SECOND, viewer=OPERATOR))
            assert later["Naam"] == ("De Tuin", "Tuin en Keuken")
            assert later["In het archief"] == ("ja", "nee")

    def test_every_kind_of_record_can_be_looked_back_at(
        self, app: Flask, clock: Any, vlietdam: SimpleNamespace
    ) -> None:
        with app.app_context():
            with transaction():
                signings = [Signing(get_party(one, viewer=OPERATOR)) for one in
                            (vlietdam.tuin, vlietdam.school)]  # fmt: skip
                values = {"title": "Samen", "kind": "convenant", "ends_on": date(2026, 1, 1)}
                agreement = add_agreement(values=values, signings=signings, actor=OPERATOR)
                db.session.flush()
            to(clock, SECOND)
            with transaction():
                values = {"status": "onder_druk", "ends_on": date(2026, 1, 1)}
                link = get_link(vlietdam.link, viewer=OPERATOR)
                change_link(link, values=values, actor=OPERATOR)
                moment = get_moment(vlietdam.moment, viewer=OPERATOR)
                change_moment(moment, values={"subject": "Water"}, actor=OPERATOR)
                person = get_person(vlietdam.wil, viewer=OPERATOR)
                change_person(person, values={"phone": ""}, actor=OPERATOR)
                move_agreement(agreement, to="concept", actor=OPERATOR)
                third = Signing(
                    add_party(values={"name": "Fonds", "kind": "fonds"}, actor=OPERATOR)
                )
                add_signatory(agreement, third, actor=OPERATOR)
            looked = {
                one.__tablename__: facts(on_day(one, BETWEEN, viewer=OPERATOR))
                for one in (link, moment, person, agreement)
            }
            assert looked["link"]["Status"] == ("actief", "onder druk")
            assert looked["link"]["Laatste dag"] == ("", "31 december 2025")
            assert looked["contact_moment"]["Onderwerp"] == ("Wateraansluiting", "Water")
            assert looked["person"]["Telefoon"] == ("06 12 34 56 78", "")
            assert looked["agreement"]["Fase"] == ("verkenning", "concept")
            assert looked["agreement"]["Partijen"] == (
                "Basisschool De Kring, Buurttuin De Vliet",
                "Basisschool De Kring, Buurttuin De Vliet, Fonds",
            )
            assert looked["agreement"]["Laatste dag"] == ("31 december 2025", None)

    def test_an_import_tells_of_the_same_fields(
        self, app: Flask, clock: Any, tmp_path: Any
    ) -> None:
        columns = "referentie,naam,soort,themas,gebied,email,fase\n"
        rows = ["x,Tuin,bewonersinitiatief,Groen,BU1,a@b.example,idee\n",
                "x,De Tuin,bewonersinitiatief,Eten,BU2,c@d.example,opbouw\n"]  # fmt: skip
        with app.app_context():
            with transaction():
                enter("amina")
                add_area("BU1", "Noord", "buurt", actor=OPERATOR)
                add_area("BU2", "Zuid", "buurt", actor=OPERATOR)
            for day, row in zip((FIRST, SECOND), rows, strict=True):
                to(clock, day)
                (tmp_path / "partijen.csv").write_text(columns + row, encoding="utf-8")
                assert not import_path(tmp_path, viewer=OPERATOR).has_refusals
            party = db.session.query(Party).one()
            then = facts(on_day(party, BETWEEN, viewer=OPERATOR))
            assert then["Naam"] == ("Tuin", "De Tuin")
            assert then["E-mail"] == ("a@b.example", "c@d.example")
            assert then["Thema’s"] == ("Groen", "Eten")
            assert then["Gebied"] == ("Noord", "Zuid")
            assert then["Fase"] == ("idee", "opbouw")
            ref = party.ref
        told = words(sign_in(app, "amina").get(f"/partijen/{ref}/tijdlijn").text)
        assert "Gebied: ‘Zuid’ erbij, ‘Noord’ eraf" in told

    def test_a_day_before_it_was_opened_says_no_more_than_a_day_before_it_was_there(
        self, app: Flask, clock: Any
    ) -> None:
        with app.app_context():
            with transaction():
                enter("bas")
                values = {"name": "Tuin", "kind": "vereniging", "visibility": "intern"}
                party = add_party(values={**values, "interest": "Geheim"}, actor=OPERATOR)
                ref = party.ref
            to(clock, SECOND)
            with transaction():
                values = {"visibility": "netwerk", "interest": "Mooi"}
                change_party(get_party(ref, viewer=OPERATOR), values=values, actor=OPERATOR)
        bas = sign_in(app, "bas")
        for day in (BEFORE, BETWEEN):
            told = words(bas.get(f"/partijen/{ref}?op={day}").text)
            assert "Op die dag stond dit hier nog niet." in told
            assert "Geheim" not in told
        assert "Mooi" in words(bas.get(f"/partijen/{ref}?op={SECOND}").text)

    def test_a_withheld_address_and_a_hidden_name_are_not_told(
        self, app: Flask, clock: Any
    ) -> None:
        with app.app_context():
            with transaction():
                enter("bas")
                above = add_party(
                    values={"name": "Stille Koepel", "kind": "vereniging", "visibility": "intern"},
                    actor=OPERATOR,
                )
                values = {"name": "Tuin", "kind": "vereniging", "withheld": True}
                more = {"place": "Geheimdorp", "parent": above}
                ref = add_party(values={**values, **more}, actor=OPERATOR).ref
            to(clock, SECOND)
            with transaction():
                values = {"place": "", "parent": None}
                change_party(get_party(ref, viewer=OPERATOR), values=values, actor=OPERATOR)
        told = words(sign_in(app, "bas").get(f"/partijen/{ref}?op={BETWEEN}").text)
        assert "Zo stond het op 3 maart 2025" in told
        assert "Geheimdorp" not in told
        assert "Stille Koepel" not in told

    def test_a_hidden_and_a_missing_record_answer_the_same(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        bas = sign_in(app, "bas")
        for ref in (vlietdam.zaak, "7b0a1d6e-54b0-4f2e-9a52-0c2f7de2c111"):
            assert bas.get(f"/partijen/{ref}?op=2025-03-03").status_code == 404

    def test_a_day_to_come_is_refused_in_words(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina: FlaskClient = sign_in(app, "amina")
        soon = date(2026, 11, 22) + timedelta(days=400)
        answer = amina.get(f"/personen/{vlietdam.wil}?op={soon}")
        assert answer.status_code == 400
        assert "moet nog komen" in answer.text
