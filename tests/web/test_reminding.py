"""Reminders: one bundled mail, sent once, by hand or by itself when a beheerder wants that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from crm.accounts.models import PersonalLink
from crm.audit.models import Event
from crm.core.dates import Period
from crm.core.db import aside, db, transaction
from crm.core.jobs.operations import job_store, start_job
from crm.core.mail import server
from crm.links.operations import add_link
from crm.links.queries import get_link_kind
from crm.parties.models import Party
from crm.parties.operations import change_party
from crm.people.models import Person
from crm.people.operations import change_person, open_role
from crm.reminders import mailing
from crm.reminders.jobs import IS_OFF, NAME
from crm.reminders.mailing import send_due
from crm.reminders.models import MailedPerson
from crm.reminders.waiting import Due, list_due
from crm.resources.models import Offer
from crm.upkeep.check import run_checks
from tests.cast import OPERATOR, sign_in
from tests.page import fill_in, send
from tests.support.mail import Mailbox, mail_server
from tests.support.profiles import confirmed_long_ago, link_for, one
from tests.support.settings import TODAY


@pytest.fixture
def town(app: Flask, vlietdam: SimpleNamespace) -> SimpleNamespace:
    """The garden was confirmed long ago."""
    confirmed_long_ago(app, vlietdam.tuin)
    return vlietdam


@pytest.fixture
def box(app: Flask, town: SimpleNamespace) -> Iterator[Mailbox]:
    """A mail server that the app knows."""
    with mail_server() as box:
        address = f"smtp://localhost:{box.port}?van=crm@vlietdam.example"
        app.config.update(MAIL=server.mail_server(address), BASE_URL="http://localhost")
        yield box


def test_once_and_then_a_pause(app: Flask, town: SimpleNamespace, box: Mailbox) -> None:
    with app.app_context():
        due = [
            (one.person.name, [point.party.name for point in one.points])
            for one in list_due(on=TODAY)
        ]
        assert due == [("Dries Vermeer", ["Buurttuin De Vliet"])]
        assert send_due(on=TODAY, dry_run=True, actor=OPERATOR).people == 1
        assert not box.mails
        assert send_due(on=TODAY, actor=OPERATOR).people == 1
        assert send_due(on=TODAY, actor=OPERATOR).people == 0
        assert send_due(on=TODAY + timedelta(days=27), actor=OPERATOR).people == 0
    [mail] = box.mails
    payload = mail.get_payload(decode=True)
    assert isinstance(payload, bytes)
    text = payload.decode()
    assert "minder-mail" in text
    found = re.search(r"http://localhost(/mijn-punten/[\w-]+)", text)
    assert found
    client = app.test_client()
    page = client.get(found.group(1)).text
    assert "Buurttuin De Vliet" in page
    answer = fill_in(client, f"{found.group(1)}/{town.tuin}")
    assert answer.status_code == 303
    assert "Er wacht niets op u" in client.get(found.group(1)).text
    for other in (town.school, "a%00b"):
        assert client.get(f"{found.group(1)}/{other}").status_code == 404


def test_less_mail(app: Flask, town: SimpleNamespace) -> None:
    address = f"{link_for(app, town.tuin)}/minder-mail"
    client = app.test_client()
    assert fill_in(client, address).status_code == 303
    assert "Mail mij weer vaker" in client.get(address).text
    with app.app_context(), transaction():
        db.session.scalars(select(MailedPerson)).one().last_on = TODAY - timedelta(days=90)
    with app.app_context():
        assert not list_due(on=TODAY)


def test_pressed_twice_it_is_said_once(app: Flask, town: SimpleNamespace) -> None:
    address, client = f"{link_for(app, town.tuin)}/minder-mail", app.test_client()
    page = client.get(address).text
    assert send(client, address, page).status_code == 303
    assert send(client, address, page).status_code == 303
    assert "Mail mij weer vaker" in client.get(address).text
    with app.app_context():
        told = db.session.scalars(select(Event).where(Event.tag == "person.mail_chosen")).all()
        assert len(told) == 1
        assert not [one.naam for one in run_checks() if not one.goed]


def test_somebody_saves_while_we_look_who_is_due(
    app: Flask, town: SimpleNamespace, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found_late(**asked: Any) -> list[Due]:
        found = list_due(**asked)
        if "person" not in asked:
            with aside() as another:
                another.execute(update(Party).where(Party.ref == town.school).values(source="x"))
        return found

    monkeypatch.setattr(mailing, "list_due", found_late)
    with app.app_context():
        assert send_due(on=TODAY, actor=OPERATOR).people == 1


def test_nobody_is_mailed_about_what_is_hidden(app: Flask, town: SimpleNamespace) -> None:
    with app.app_context(), transaction():
        hidden = {"visibility": "vertrouwelijk"}
        change_party(one(Party, town.tuin), values=hidden, actor=OPERATOR)
    with app.app_context(), transaction():
        assert not list_due(on=TODAY)
        change_party(one(Party, town.tuin), values={"visibility": "intern"}, actor=OPERATOR)
        change_person(one(Person, town.dries), values={"email": ""}, actor=OPERATOR)
    with app.app_context():
        assert not list_due(on=TODAY)


def text_of(box: Mailbox) -> str:
    """The text of the one mail that came."""
    [mail] = box.mails
    payload = mail.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


def test_by_hand_a_second_mail_in_a_week_is_told_before(
    app: Flask, town: SimpleNamespace, box: Mailbox
) -> None:
    address, full = f"/partijen/{town.tuin}/link-sturen", "Deze week ging er al een mail"
    amina = sign_in(app, "amina")
    page = amina.get(address).text
    assert full not in page
    assert "Wij mailen deze link" in send(amina, address, page).text
    # a page of before knows nothing of that mail
    refused = send(amina, address, page)
    assert (refused.status_code, full in refused.text) == (422, True)
    assert "/profiel/" in text_of(box)
    with app.app_context():
        assert send_due(on=TODAY, actor=OPERATOR).people == 0
    assert "Wij mailen deze link" in send(amina, address, refused.text).text
    assert len(box.mails) == 2
    # it is one mailbox, whoever reads it
    with app.app_context(), transaction():
        wil = one(Person, town.wil)
        change_person(wil, values={"email": one(Person, town.dries).email}, actor=OPERATOR)
    assert full in amina.get(f"/partijen/{town.school}/link-sturen").text
    with app.app_context(), transaction():
        for mailed in db.session.scalars(select(MailedPerson)):
            mailed.last_on = TODAY - timedelta(days=7)
    assert full not in amina.get(address).text


def test_by_hand_one_link_to_all_that_waits(app: Flask, town: SimpleNamespace) -> None:
    amina, address = sign_in(app, "amina"), f"/partijen/{town.tuin}/link-sturen"
    assert "Waarover?" not in amina.get(address).text
    with app.app_context(), transaction():
        old = {"verified_on": TODAY - timedelta(200)}
        change_party(one(Party, town.school), values=old, actor=OPERATOR)
        dries, since = one(Person, town.dries), Period(TODAY)
        school = one(Party, town.school)
        open_role(dries, school, role="anders", period=since, is_first_contact=True, actor=OPERATOR)
    page = fill_in(amina, address, waarover="alles").text
    found = re.search(r"/mijn-punten/[\w-]+", page)
    assert found
    points = app.test_client().get(found.group()).text
    assert "Buurttuin De Vliet" in points
    assert "Basisschool De Kring" in points


def test_who_reads_one_address_gets_one_mail(app: Flask, town: SimpleNamespace) -> None:
    with app.app_context(), transaction():
        dries, wil, school = one(Person, town.dries), one(Person, town.wil), town.school
        change_person(wil, values={"email": dries.email.upper()}, actor=OPERATOR)
        change_party(
            one(Party, school), values={"verified_on": TODAY - timedelta(200)}, actor=OPERATOR
        )
    with app.app_context():
        assert len(list_due(on=TODAY)) == 1


def test_all_that_waits_is_in_one_mail(app: Flask, town: SimpleNamespace, box: Mailbox) -> None:
    with app.app_context(), transaction():
        garden, school = one(Party, town.tuin), one(Party, town.school)
        change_party(garden, values={"verified_on": TODAY}, actor=OPERATOR)
        assert not list_due(on=TODAY)
        kind = get_link_kind("kent")
        add_link(school, garden, kind, values={"status": "voorgesteld"}, actor=OPERATOR)
        one(Offer, town.aanbod).valid_until = TODAY + timedelta(days=3)
    with app.app_context():
        assert send_due(on=TODAY, actor=OPERATOR).people == 1
    text = text_of(box)
    assert "1 voorgestelde verbinding, 1 keer aanbod of vraag die afloopt" in " ".join(text.split())
    found = re.search(r"/mijn-punten/[\w-]+", text)
    assert found
    client = app.test_client()
    page = client.get(f"{found.group()}/{town.tuin}").text
    [proposed] = re.findall(r'name="(link-[^"]+)" value="klopt"> ', page)
    fill_in(client, f"{found.group()}/{town.tuin}", **{proposed: "voorbij"})
    assert "Er wacht niets op u" in client.get(found.group()).text
    sign_in(app, "amina").post(f"/partijen/{town.tuin}/link-intrekken")
    assert client.get(found.group()).status_code == 404


def test_nobody_is_mailed_by_surprise(app: Flask, town: SimpleNamespace, box: Mailbox) -> None:
    def day(number: int) -> str:
        with app.app_context(), transaction():
            ref = start_job(NAME, once=f"{NAME} {number}", actor=OPERATOR)
        with app.app_context():
            job = job_store().find(ref or "")
            assert job is not None
            return job.sentence

    assert day(1) == IS_OFF
    assert not box.mails
    beheer = sign_in(app, "beheer")
    assert "staan uit" in beheer.get("/beheer").text
    assert "zou 1 persoon" in beheer.get("/beheer/herinneringen").text
    assert fill_in(beheer, "/beheer/herinneringen", is_on="y").status_code == 303
    assert "staan aan" in beheer.get("/beheer").text
    assert day(2) == "1 persoon over 1 partij."
    assert len(box.mails) == 1
    assert sign_in(app, "amina").get("/beheer/herinneringen").status_code == 403


def test_the_command(app: Flask, town: SimpleNamespace, box: Mailbox) -> None:
    def remind(*options: str) -> tuple[int, str]:
        answer = app.test_cli_runner().invoke(args=["crm", "remind", *options])
        return answer.exit_code, answer.output.strip()

    would = "Dries Vermeer: Buurttuin De Vliet\nAan de beurt: 1 persoon over 1 partij."
    assert remind("--dry-run") == (0, would)
    assert not box.mails
    assert remind("--on", "2030-01-01")[0] == 2
    assert remind() == (0, "Gemaild: 1 persoon over 1 partij.")
    assert remind() == (0, "Gemaild: 0 personen over 0 partijen.")
    assert remind("--on", "2026-11-01") == (0, "Gemaild: 0 personen over 0 partijen.")
    assert "/mijn-punten/" in text_of(box)


def test_the_command_without_a_mail_server(app: Flask, town: SimpleNamespace) -> None:
    answer = app.test_cli_runner().invoke(args=["crm", "remind"])
    assert answer.exit_code == 0
    assert "niets verstuurd" in answer.output
    with app.app_context():
        assert not db.session.scalars(select(PersonalLink)).all()
