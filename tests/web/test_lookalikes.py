"""Bestaat dit al? A second step before a party is added, with or without a script."""

from __future__ import annotations

import re
from collections import Counter
from types import SimpleNamespace
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from crm.audit.models import Event
from crm.core.db import db, transaction
from crm.core.jobs.operations import run_job
from crm.parties.models import LookalikePair, Party
from tests.cast import sign_in
from tests.page import fill_in, send
from tests.web.conftest import party


def test_a_party_that_is_there_is_shown_first(app: Flask, vlietdam: SimpleNamespace) -> None:
    amina = sign_in(app, "amina")
    asked = fill_in(amina, "/partijen/nieuw", name="Stichting Buurttuin Vliet", mission="Groen")
    assert asked.status_code == 200
    assert "Bestaat dit al?" in asked.text
    assert f'href="/partijen/{vlietdam.tuin}"' in asked.text
    assert "op rechtsvorm en kleine woorden na" in asked.text
    assert "Stichting Buurttuin Vliet" not in amina.get("/partijen").text
    again = send(amina, "/partijen/nieuw", asked.text)
    assert again.status_code == 303
    added = amina.get(again.location).text
    assert "Stichting Buurttuin Vliet" in added
    assert "Groen" in added


def test_another_name_is_asked_about_anew(app: Flask, vlietdam: SimpleNamespace) -> None:
    amina = sign_in(app, "amina")
    asked = fill_in(amina, "/partijen/nieuw", name="Buurttuin Vliet")
    other = send(amina, "/partijen/nieuw", asked.text, name="De Kring, basisschool")
    assert "Bestaat dit al?" in other.text
    assert f'href="/partijen/{vlietdam.school}"' in other.text
    assert "Dezelfde woorden, in een andere volgorde." in other.text


def test_what_is_hidden_stays_unsaid(app: Flask, vlietdam: SimpleNamespace) -> None:
    amina = sign_in(app, "amina")
    assert fill_in(amina, "/partijen/nieuw", name="Vlietse Zaak").status_code == 303


class TestList:
    """Mogelijk dubbel: pairs to work through."""

    @pytest.fixture
    def doubles(self, app: Flask, vlietdam: SimpleNamespace) -> SimpleNamespace:
        """Two pairs, one of which is hidden, that nobody compared yet."""
        with app.app_context(), transaction():
            twin = party("Stichting Buurttuin Vliet", "bewonersinitiatief").ref
            party("Zaak Vlietse", "ondernemer", visibility="vertrouwelijk")
        return SimpleNamespace(twin=twin, **vars(vlietdam))

    def test_new_ones_are_compared_once_asked(self, app: Flask, doubles: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        before = amina.get("/partijen/mogelijk-dubbel").text
        assert "nog niet vergeleken" in before
        page = amina.get(post(amina, "/vergelijken").location).text
        assert "Alle partijen zijn vergeleken." in page
        assert "nog niet vergeleken" not in page
        assert f'href="/partijen/{doubles.tuin}"' in page
        assert f'href="/partijen/{doubles.twin}"' in page
        assert "op rechtsvorm en kleine woorden na" in page
        assert "Zaak" not in page
        assert "1 tweetal" in page
        file = amina.get("/partijen/mogelijk-dubbel?vorm=csv").text
        assert doubles.twin in file
        assert "Zaak" not in file

    def test_when_there_are_many_the_list_follows_by_itself(
        self, app: Flask, doubles: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("crm.parties.lookalikes_work.AT_ONCE", 1)
        # from five o'clock on the first request asks for the same work
        monkeypatch.setattr("crm.web.daily.start_days_jobs", lambda *, now: None)
        app.config["JOBS_AT_ONCE"] = False
        amina = sign_in(app, "amina")
        asked = post(amina, "/vergelijken").location
        assert "Daarna staat de nieuwe lijst hier vanzelf." in amina.get(asked).text
        chantal = sign_in(app, "chantal")
        assert "hier vanzelf" not in chantal.get(asked).text
        # who asks again waits for the same work
        assert post(amina, "/vergelijken").location == asked
        assert "vergelijken de nieuwe partijen al" in follow(chantal, post(chantal, "/vergelijken"))
        with app.app_context():
            run_job(asked.split("=")[1])
        page = amina.get(asked).text
        assert "Alle partijen zijn vergeleken." in page
        assert doubles.twin in page
        with app.app_context(), transaction():
            for name in ("Imkers Vliet", "Koor De Noot"):
                party(name, "vereniging")
        assert post(amina, "/vergelijken").location != asked

    def test_two_parties_stay_two(self, app: Flask, doubles: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        post(amina, "/vergelijken")
        page = amina.get("/partijen/mogelijk-dubbel").text
        assert "vinkje" not in page
        own = re.search(r'name="alleen" value="([^"]+)"', page)[1]
        assert send(amina, "", page, alleen=own).status_code == 303
        page = amina.get("/partijen/mogelijk-dubbel").text
        assert doubles.twin not in page
        assert "lijken" in page
        # a change of one of them brings new pairs, not this one
        fill_in(amina, f"/partijen/{doubles.twin}/wijzigen", mission="Groen", kvk="12345678")
        post(amina, "/vergelijken")
        assert doubles.twin not in amina.get("/partijen/mogelijk-dubbel").text
        apart = amina.get("/partijen/mogelijk-dubbel?oordeel=twee").text
        assert doubles.twin in apart
        send(amina, "", apart, alleen=own)
        assert doubles.twin in amina.get("/partijen/mogelijk-dubbel").text

    def test_many_at_once_and_back(self, app: Flask, doubles: SimpleNamespace) -> None:
        with app.app_context(), transaction():
            more = [party(f"Buurttuin Vliet {kind}", "vereniging").ref for kind in ("BV", "NV")]
        amina, at = sign_in(app, "amina"), "/partijen/mogelijk-dubbel"
        post(amina, "/vergelijken")
        first = amina.get(at).text
        refs = re.findall(r'name="tweetal" value="([^"]+)"', first)
        assert len(refs) > 2
        assert "Er is niets gewijzigd" in follow(amina, send(amina, at, first))
        with app.app_context(), transaction():
            zaak, tuin = (
                db.session.scalars(select(Party).where(Party.ref == ref)).one()
                for ref in (doubles.zaak, doubles.tuin)
            )
            unseen = LookalikePair(party_a=tuin, party_b=zaak, score=90, is_sure=True, why="")
            db.session.add(unseen)
            db.session.flush()
            hidden = unseen.ref
        told = follow(amina, send(amina, at, first, tweetal=[*refs[1:], hidden, str(uuid4())]))
        assert f"Onthouden: {len(refs) - 1} tweetallen" in told
        assert re.findall(r'name="alleen" value="([^"]+)"', told) == refs[:1]
        apart = amina.get(f"{at}?oordeel=twee&vinkjes=alle").text
        assert all(ref in apart for ref in more)
        assert f"{len(refs) - 1} tweetallen staan weer" in follow(amina, send(amina, at, apart))
        again = re.findall(r'name="tweetal" value="([^"]+)"', amina.get(at).text)
        assert sorted(again) == sorted(refs)
        with app.app_context():
            events = db.session.scalars(select(Event.tag).where(Event.tag.like("lookalikes.%")))
            assert Counter(events) == dict.fromkeys(
                ("lookalikes.told_apart", "lookalikes.doubted"), len(refs) - 1
            )

    def test_a_pair_goes_when_its_name_does(self, app: Flask, doubles: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        post(amina, "/vergelijken")
        fill_in(amina, f"/partijen/{doubles.twin}/wijzigen", name="Imkers Rietveld")
        post(amina, "/vergelijken")
        assert doubles.twin not in amina.get("/partijen/mogelijk-dubbel").text

    def test_who_adds_one_after_all_finds_it_here(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        amina = sign_in(app, "amina")
        asked = fill_in(amina, "/partijen/nieuw", name="Basisschool Kring")
        assert "Mogelijk dubbel" not in asked.text
        send(amina, "/partijen/nieuw", asked.text)
        assert vlietdam.school in amina.get("/partijen/mogelijk-dubbel").text
        assert "Mogelijk dubbel" in amina.get("/partijen").text

    def test_only_for_the_town_hall(self, app: Flask, doubles: SimpleNamespace) -> None:
        for name in ("bas", "dries"):
            browser = sign_in(app, name)
            assert browser.get("/partijen/mogelijk-dubbel").status_code == 403
            assert "Mogelijk dubbel" not in browser.get("/partijen").text


def follow(browser: FlaskClient, answer: TestResponse) -> str:
    assert answer.status_code == 303
    return browser.get(answer.location).text


def post(browser: FlaskClient, address: str) -> TestResponse:
    return browser.post(f"/partijen/mogelijk-dubbel{address}")


class TestWhileTyping:
    """The same question, already while a name is typed."""

    AT = "/partijen/mogelijk-dubbel/lijkt-op"

    def test_who_looks_like_it_and_why(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        assert f'data-alike="{self.AT}"' in amina.get("/partijen/nieuw").text
        assert "data-alike" not in amina.get(f"/partijen/{vlietdam.tuin}/wijzigen").text
        [found] = amina.get(self.AT, query_string={"q": "Stichting Buurttuin Vliet"}).json or []
        assert found == {
            "naam": "Buurttuin De Vliet",
            "adres": f"/partijen/{vlietdam.tuin}",
            "soort": "bewonersinitiatief",
            "waarom": "De naam is gelijk, op rechtsvorm en kleine woorden na.",
        }
        for nothing in ("", "  ", "Zwemclub", "%"):
            assert amina.get(self.AT, query_string={"q": nothing}).json == []

    def test_what_is_hidden_stays_unsaid(self, app: Flask, vlietdam: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        assert amina.get(self.AT, query_string={"q": "Vlietse Zaak"}).json == []
        assert sign_in(app, "bas").get(self.AT).status_code == 403
