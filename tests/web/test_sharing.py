"""Sharing many parties: exactly what was shown, one event each, taken back in one click."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.audit.models import Event
from crm.core.db import db, transaction
from crm.links.models import Edge, Link
from crm.links.operations import add_link
from crm.links.queries import get_link_kind
from crm.parties.models import Party
from crm.parties.operations import change_party
from crm.resources.operations import add_offer
from crm.upkeep.check import run_checks
from tests.cast import OPERATOR, sign_in
from tests.page import fill_in, send
from tests.support.databases import KeepTown
from tests.web.conftest import party

LOOK = "/partijen/delen?soort=vereniging"


@pytest.fixture
def town(app: Flask, vlietdam: SimpleNamespace, kept_town: KeepTown) -> SimpleNamespace:
    """Clubs that only the town hall sees, one of them with a person's name, one withheld."""
    return kept_town("sharing", partial(make_town, app, vlietdam))


def make_town(app: Flask, vlietdam: SimpleNamespace) -> SimpleNamespace:
    """Make it."""
    with app.app_context(), transaction():
        for short, name, values in (
            ("club", "Schaakvereniging De Toren", {"visibility": "intern"}),
            ("koor", "Zangkoor Vlietdam", {"visibility": "intern"}),
            ("mens", "J. de Vries", {"visibility": "intern"}),
            ("schuil", "Stichting Schuilplaats", {"visibility": "intern", "withheld": True}),
            ("geheim", "Vereniging Geheim", {"visibility": "vertrouwelijk"}),
            ("al", "Toneelvereniging", {}),
        ):
            setattr(vlietdam, short, party(name, "vereniging", **values).ref)
    return vlietdam


def seen_by(app: Flask, *refs: str) -> list[str]:
    with app.app_context():
        query = select(Party.ref, Party.visibility).where(Party.ref.in_(refs))
        found = dict(db.session.execute(query).all())
        return [found[ref] for ref in refs]


def events(app: Flask, tag: str) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).where(Event.tag == tag)) or 0


def test_it_says_first_what_each_group_will_see(app: Flask, town: SimpleNamespace) -> None:
    amina = sign_in(app, "amina")
    page = amina.get(LOOK).text
    assert "Deel 2 partijen met het netwerk?" in page
    assert "Lijkt de naam van een mens: 1" in page
    assert "Adres is geheim: 1" in page
    assert "Vereniging Geheim" not in page
    assert events(app, "party.shared") == 0
    assert "Deel 3 partijen met iedereen?" in amina.get(f"{LOOK}&met=openbaar").text
    assert "Deel 3 partijen met het netwerk?" in amina.get(f"{LOOK}&toch={town.mens}").text


def test_sharing_and_taking_back(app: Flask, town: SimpleNamespace) -> None:
    amina, refs = sign_in(app, "amina"), (town.club, town.koor, town.mens, town.schuil)
    answer = fill_in(amina, LOOK)
    assert answer.status_code == 303
    assert seen_by(app, *refs) == ["netwerk", "netwerk", "intern", "intern"]
    assert events(app, "party.shared") == 2
    assert sign_in(app, "bas").get(f"/partijen/{town.club}").status_code == 200
    with app.app_context():
        of_club = select(Event).where(Event.subject_ref == town.club, Event.tag == "party.shared")
        club = db.session.scalars(select(Party).where(Party.ref == town.club)).one()
        told = {"wie mag dit zien": ["intern", "netwerk"]}
        assert db.session.scalars(of_club).one().difference == told
        assert (club.version, club.changed_by is not None) == (2, True)
    with app.app_context(), transaction():
        koor = db.session.scalars(select(Party).where(Party.ref == town.koor)).one()
        change_party(koor, values={"visibility": "openbaar"}, actor=OPERATOR)
    address = answer.headers["Location"]
    assert "Schaakvereniging" in amina.get(address).text
    assert amina.post(f"{address}/terug").status_code == 303
    assert seen_by(app, *refs) == ["intern", "openbaar", "intern", "intern"]
    assert events(app, "party.unshared") == 1
    amina.post(f"{address}/terug")
    assert events(app, "party.unshared") == 1
    assert sign_in(app, "bas").get(f"/partijen/{town.club}").status_code == 404


def test_what_follows_from_a_party_follows(app: Flask, town: SimpleNamespace) -> None:
    with app.app_context(), transaction():
        ends = [
            db.session.scalars(select(Party).where(Party.ref == ref)).one()
            for ref in (town.club, town.koor)
        ]
        link = add_link(*ends, get_link_kind("kent"), actor=OPERATOR).ref
    fill_in(sign_in(app, "amina"), LOOK)
    with app.app_context():
        assert set(db.session.scalars(select(Edge.level).join(Link).where(Link.ref == link))) == {1}
    with app.app_context():
        assert not [one.naam for one in run_checks() if not one.goed]


def test_what_comes_along_is_told_first(app: Flask, town: SimpleNamespace) -> None:
    with app.app_context(), transaction():
        refs = (town.club, town.koor, town.school, town.geheim)
        club, koor, school, hidden = (
            db.session.scalars(select(Party).where(Party.ref == ref)).one() for ref in refs
        )
        knows, kept = get_link_kind("kent"), {"visibility": "intern"}
        links = [
            add_link(club, school, knows, actor=OPERATOR).ref,
            add_link(club, koor, knows, actor=OPERATOR).ref,
        ]
        add_link(koor, school, knows, values=kept, actor=OPERATOR)
        add_link(koor, hidden, knows, actor=OPERATOR)
        add_offer(koor, values={"direction": "biedt", "title": "een zaal"}, actor=OPERATOR)
    amina, bas = sign_in(app, "amina"), sign_in(app, "bas")
    assert {bas.get(f"/verbindingen/{ref}").status_code for ref in links} == {404}
    page = amina.get(LOOK).text
    assert "<li>2 verbindingen</li><li>1 keer aanbod of vraag</li>" in page
    assert "dus ook zichtbaar" not in amina.get(f"{LOOK}&met=openbaar").text
    fill_in(amina, LOOK)
    assert {bas.get(f"/verbindingen/{ref}").status_code for ref in links} == {200}


def test_what_changed_in_between_is_shown_again(app: Flask, town: SimpleNamespace) -> None:
    amina = sign_in(app, "amina")
    page = amina.get(LOOK).text
    with app.app_context(), transaction():
        party("Biljartvereniging", "vereniging", visibility="intern")
    answer = send(amina, LOOK, page)
    assert answer.status_code == 422
    assert "intussen veranderd" in answer.text
    assert events(app, "party.shared") == 0


def test_only_the_town_hall_shares(app: Flask, town: SimpleNamespace) -> None:
    for name in ("bas", "dries"):
        assert sign_in(app, name).get(LOOK).status_code == 403


def test_everybody_sees_it_by_an_act_of_its_own(app: Flask, town: SimpleNamespace) -> None:
    amina, at = sign_in(app, "amina"), f"/partijen/{town.al}"
    assert fill_in(amina, f"{at}/wijzigen", visibility="openbaar").status_code == 422
    assert f"partij={town.al}&amp;met=openbaar" in amina.get(at).text
    fill_in(amina, f"{at}/wijzigen", mission="Toneel voor het hele dorp")
    look = f"/partijen/delen?partij={town.al}&met=openbaar"
    assert "Toneel voor het hele dorp" in amina.get(look).text
    assert fill_in(amina, look).status_code == 303
    assert seen_by(app, town.al, town.club) == ["openbaar", "intern"]
    assert fill_in(amina, f"{at}/wijzigen", website="https://toneel.example").status_code == 303
    assert seen_by(app, town.al) == ["openbaar"]
