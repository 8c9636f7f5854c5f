"""A profile confirmed by a personal link: opening changes nothing, what connects waits."""

from __future__ import annotations

import re
from datetime import date
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from crm.accounts.models import PersonalLink
from crm.accounts.operations import change_setting
from crm.audit.models import Event
from crm.core.dates import utc_now
from crm.core.db import db, transaction
from crm.links.models import Link
from crm.links.operations import add_link, end_link
from crm.links.queries import get_link_kind
from crm.merge.models import PartyMerge
from crm.merge.operations import merge_parties, undo_merge
from crm.parties.models import Party
from crm.parties.operations import change_party
from crm.people.models import ContactRole, Person
from crm.people.operations import close_role
from crm.reminders.models import Correction
from crm.resources.models import Offer
from tests.cast import OPERATOR, sign_in
from tests.page import fill_in, send
from tests.support.profiles import confirmed_long_ago, link_for, one
from tests.support.settings import TODAY

LIST = "/partijen/lang-niet-bevestigd"


@pytest.fixture
def town(app: Flask, vlietdam: SimpleNamespace) -> SimpleNamespace:
    """The garden was confirmed long ago."""
    confirmed_long_ago(app, vlietdam.tuin)
    return vlietdam


def told(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Event)) or 0


def test_opening_changes_nothing(app: Flask, town: SimpleNamespace) -> None:
    address, client = link_for(app, town.tuin), app.test_client()
    before = told(app)
    for path in (address, f"{address}/minder-mail", f"{address}/klaar"):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    assert told(app) == before
    with app.app_context():
        assert one(Party, town.tuin).verified_on == date(2025, 1, 1)
        assert db.session.scalars(select(PersonalLink.used_at)).all()[-1] is None


def test_two_minutes_on_a_phone(app: Flask, town: SimpleNamespace) -> None:
    address, client = link_for(app, town.tuin), app.test_client()
    with app.app_context(), transaction():
        change_setting("network_name", "Vlietdam", actor=OPERATOR)
    page = client.get(address).text
    assert "Gemeente Vlietdam vraagt u dit na te kijken." in page
    assert "Wij tuinieren" in page
    answer = fill_in(
        client,
        address,
        description="Wij tuinieren elke zaterdag",
        need="gereedschap",
        **{f"aanbod-{town.aanbod}": "voorbij"},
    )
    assert answer.status_code == 303
    assert "Dank u wel" in client.get(answer.headers["Location"]).text
    with app.app_context():
        garden = one(Party, town.tuin)
        assert (garden.verified_on, garden.description) == (TODAY, "Wij tuinieren elke zaterdag")
        assert garden.phone == "070 123"
        assert one(Offer, town.aanbod).status == "vervallen"
        assert db.session.scalar(select(Offer.title).where(Offer.status == "open")) == "gereedschap"
        side = one(Link, town.link).side_of(garden)
        assert side is not None
        assert side.confirmed_on == TODAY
        assert not db.session.scalars(select(Correction)).all()
    page = sign_in(app, "amina").get(f"/partijen/{town.tuin}/tijdlijn").text
    assert "het aanspreekpunt, met een persoonlijke link" in page


def test_what_changes_who_is_connected_waits(app: Flask, town: SimpleNamespace) -> None:
    with app.app_context(), transaction():
        of_dries = select(ContactRole).join(Person).where(Person.ref == town.dries)
        db.session.scalars(of_dries).one().is_first_contact = True
    address, client = link_for(app, town.tuin), app.test_client()
    said = {
        f"link-{town.link}": "voorbij",
        "still": "nee",
        "contact_name": "Roos Kramer",
        "visibility": "openbaar",
        "fresh_link": "de bakker op de hoek",
    }
    assert fill_in(client, address, **said).status_code == 303
    assert fill_in(client, address, **said).status_code == 303
    with app.app_context():
        assert one(Link, town.link).ends_on is None
        assert one(Party, town.tuin).visibility == "netwerk"
        assert db.session.scalar(select(func.count()).select_from(Correction)) == 4
    amina = sign_in(app, "amina")
    page = amina.get(LIST).text
    assert "Roos Kramer" in page
    assert "4 aanpassingen wachten" in amina.get("/").text
    assert f"/partijen/delen?partij={town.tuin}&amp;met=openbaar" in page
    taken = re.findall(r'action="(/partijen/aanpassingen/[^"]+/overnemen)"', page)
    for action in taken:
        assert amina.post(action).status_code == 303
    assert {amina.post(action).status_code for action in taken} == {404}
    with app.app_context():
        assert one(Link, town.link).ends_on == TODAY
        # everybody sees it after an act of its own, that shows first what they will see
        assert one(Party, town.tuin).visibility == "netwerk"
        dries = one(Person, town.dries)
        roles = db.session.scalars(select(ContactRole).where(ContactRole.ends_on.is_(None))).all()
        first = [role.person.last_name for role in roles if role.is_first_contact]
        assert first == ["Kramer"]
        assert [role.role for role in roles if role.person_id == dries.id] == ["initiatiefnemer"]
    assert "Roos Kramer" not in amina.get(LIST).text


def test_a_link_that_ended_meanwhile_keeps_its_last_day(app: Flask, town: SimpleNamespace) -> None:
    said = {f"link-{town.link}": "voorbij"}
    fill_in(app.test_client(), link_for(app, town.tuin), **said)
    with app.app_context(), transaction():
        end_link(one(Link, town.link), ends_on=date(2026, 11, 1), actor=OPERATOR)
    amina = sign_in(app, "amina")
    [action] = re.findall(r'action="([^"]+/overnemen)"', amina.get(LIST).text)
    amina.post(action)
    assert "is al voorbij" in amina.get(LIST).text
    with app.app_context():
        assert one(Link, town.link).ends_on == date(2026, 11, 1)


def test_less_to_be_seen_lands_at_once(app: Flask, town: SimpleNamespace) -> None:
    fill_in(app.test_client(), link_for(app, town.tuin), visibility="intern")
    with app.app_context():
        assert one(Party, town.tuin).visibility == "intern"


def test_a_link_opens_one_party_until_it_is_taken_back(app: Flask, town: SimpleNamespace) -> None:
    address, client = link_for(app, town.tuin), app.test_client()
    assert client.get(address.replace("profiel", "mijn-punten")).status_code == 404
    assert client.get(f"/partijen/{town.tuin}").status_code == 302
    sign_in(app, "amina").post(f"/partijen/{town.tuin}/link-intrekken")
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


def test_a_phase_goes_step_by_step(app: Flask, town: SimpleNamespace) -> None:
    address, client = link_for(app, town.tuin), app.test_client()
    assert fill_in(client, address, phase="geborgd").status_code == 422
    assert "Schrijf waarom" in fill_in(client, address, phase="gestopt").text
    with app.app_context():
        assert one(Party, town.tuin).profile.phase == "idee"
    assert fill_in(client, address, phase="orientatie").status_code == 303
    why = {"phase": "gestopt", "stopped_because": "De grond is verkocht"}
    assert fill_in(client, address, **why).status_code == 303
    with app.app_context():
        profile = one(Party, town.tuin).profile
        assert (profile.phase, profile.stopped_because) == ("gestopt", "De grond is verkocht")


def propose(app: Flask, town: SimpleNamespace) -> str:
    """The school would like to work with the garden too; the ref of that link."""
    with app.app_context(), transaction():
        ends = one(Party, town.tuin), one(Party, town.school), get_link_kind("kent")
        return add_link(*ends, values={"status": "voorgesteld"}, actor=OPERATOR).ref


@pytest.mark.parametrize("answer", ["", "klopt", "voorbij"])
def test_a_proposed_link_wants_an_answer_of_its_own(
    app: Flask, town: SimpleNamespace, answer: str
) -> None:
    ref = propose(app, town)
    said = {f"link-{ref}": answer} if answer else {}
    assert fill_in(app.test_client(), link_for(app, town.tuin), **said).status_code == 303
    with app.app_context():
        link = one(Link, ref)
        side = link.side_of(one(Party, town.tuin))
        assert (side is not None and side.confirmed_on == TODAY) == (answer == "klopt")
        assert (link.status, link.is_archived) == ("voorgesteld", False)
    taken = re.findall(r'action="([^"]+/overnemen)"', sign_in(app, "amina").get(LIST).text)
    assert len(taken) == (answer == "voorbij")
    for action in taken:
        sign_in(app, "amina").post(action)
        with app.app_context():
            assert one(Link, ref).is_archived


def test_another_address_takes_the_link_to_the_old_one_back(
    app: Flask, town: SimpleNamespace
) -> None:
    address, client = link_for(app, town.tuin), app.test_client()
    amina, person = sign_in(app, "amina"), f"/personen/{town.dries}/wijzigen"
    assert fill_in(amina, person, function="Voorzitter").status_code == 303
    assert client.get(address).status_code == 200
    assert fill_in(amina, person, email="dries@elders.example").status_code == 303
    assert client.get(address).status_code == 404


def test_a_link_works_thirty_days_and_stands_nowhere(app: Flask, town: SimpleNamespace) -> None:
    address, client = link_for(app, town.tuin), app.test_client()
    fill_in(client, address)
    token = address.rsplit("/", 1)[1]
    with app.app_context(), transaction():
        link = db.session.scalars(select(PersonalLink).order_by(PersonalLink.id.desc())).first()
        assert link is not None
        assert token not in link.token_hash
        for event in db.session.scalars(select(Event)):
            assert token not in f"{event.difference} {event.subject_ref} {event.actor_ref}"
        link.expires_at = utc_now()
    assert client.get(address).status_code == 404
    assert fill_in_nothing(client, address) == 404
    # whoever still has an old mail may ask for less of it
    assert fill_in(client, f"{address}/minder-mail").status_code == 303
    sign_in(app, "amina").post(f"/partijen/{town.tuin}/link-intrekken")


def test_somebody_else_saved_it_meanwhile(app: Flask, town: SimpleNamespace) -> None:
    address, client = link_for(app, town.tuin), app.test_client()
    page = client.get(address).text
    with app.app_context(), transaction():
        change_party(one(Party, town.tuin), values={"place": "Oost"}, actor=OPERATOR)
    answer = send(client, address, page, description="Nieuw", **{f"link-{town.link}": "voorbij"})
    assert answer.status_code == 409
    assert "Nieuw" in answer.text
    assert send(client, address, answer.text).status_code == 303
    with app.app_context():
        garden = one(Party, town.tuin)
        assert (garden.place, garden.description) == ("Oost", "Nieuw")
        assert db.session.scalars(select(Correction.link_id)).one() == one(Link, town.link).id


def fill_in_nothing(client: FlaskClient, address: str) -> int:
    """A POST by who kept the page open."""
    return client.post(address, data={"still": "ja", "visibility": "openbaar"}).status_code


def test_a_link_leads_on_to_the_party_that_stayed(app: Flask, town: SimpleNamespace) -> None:
    address, client = link_for(app, town.tuin), app.test_client()
    with app.app_context(), transaction():
        merge = merge_parties(one(Party, town.school), one(Party, town.tuin), actor=OPERATOR).ref
    assert "Basisschool De Kring" in client.get(address).text
    with app.app_context(), transaction():
        undo_merge(one(PartyMerge, merge), actor=OPERATOR)
    assert "Buurttuin De Vliet" in client.get(address).text


def test_who_left_opens_nothing(app: Flask, town: SimpleNamespace) -> None:
    address = link_for(app, town.tuin)
    with app.app_context(), transaction():
        role = db.session.scalars(
            select(ContactRole).join(Person).where(Person.ref == town.dries)
        ).one()
        close_role(role, ends_on=TODAY, actor=OPERATOR)
    assert app.test_client().get(address).status_code == 404


def test_what_is_wrong_comes_back_with_what_was_typed(app: Flask, town: SimpleNamespace) -> None:
    answer = fill_in(
        app.test_client(),
        link_for(app, town.tuin),
        still="nee",
        website="tuin.nl",
        description="Nieuw",
        **{f"link-{town.link}": "voorbij"},
    )
    assert answer.status_code == 422
    assert "https://" in answer.text
    assert "Nieuw" in answer.text
    assert re.search(rf'name="link-{town.link}" value="voorbij" checked', answer.text)


def test_nothing_hidden_stands_on_the_page(app: Flask, town: SimpleNamespace) -> None:
    page = app.test_client().get(link_for(app, town.tuin)).text
    assert "Basisschool De Kring" in page
    with app.app_context(), transaction():
        change_party(one(Party, town.school), values={"visibility": "intern"}, actor=OPERATOR)
    assert "Basisschool" not in app.test_client().get(link_for(app, town.tuin)).text
    with app.app_context(), transaction():
        change_party(one(Party, town.tuin), values={"visibility": "vertrouwelijk"}, actor=OPERATOR)
    answer = sign_in(app, "amina").post(f"/partijen/{town.tuin}/link-sturen")
    assert "/profiel/" not in answer.text


def test_the_list_and_who_may_see_it(app: Flask, town: SimpleNamespace) -> None:
    page = sign_in(app, "amina").get(LIST).text
    assert "Buurttuin De Vliet" in page
    assert "Stuur de link" in page
    file = sign_in(app, "amina").get(f"{LIST}?vorm=csv").text
    assert "Buurttuin De Vliet,bewonersinitiatief,2025-01-01,Dries Vermeer," in file
    for name in ("bas", "dries"):
        assert sign_in(app, name).get(LIST).status_code == 403
