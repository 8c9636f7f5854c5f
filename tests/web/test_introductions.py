"""From a chance to a meeting: introducing, saying yes on a phone, meeting, what came of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.audit.models import Event
from crm.core.dates import Period, utc_now
from crm.core.db import db, transaction
from crm.core.mail import server
from crm.links.models import Link
from crm.links.operations import end_link
from crm.opportunities.introductions.asking import hear
from crm.opportunities.models import Dismissal, Introduction, IntroductionParty
from crm.parties.models import Party
from crm.people.models import ContactRole, Person
from crm.people.operations import change_person, close_role, open_role
from crm.reminders.mailing import send_due
from crm.reminders.waiting import list_due
from crm.upkeep.check import run_checks
from tests.cast import OPERATOR, sign_in
from tests.page import fill_in, forms_on, send
from tests.support.mail import Mailbox, mail_server
from tests.support.profiles import one
from tests.support.settings import TODAY
from tests.web.conftest import party


@pytest.fixture
def town(app: Flask, vlietdam: SimpleNamespace) -> SimpleNamespace:
    """The garden and the school are no longer linked; both have somebody with an address."""
    with app.app_context(), transaction():
        end_link(one(Link, vlietdam.link), ends_on=TODAY, actor=OPERATOR)
        change_person(
            one(Person, vlietdam.wil), values={"email": "wil@kring.example"}, actor=OPERATOR
        )
    vlietdam.pair = f"partij={vlietdam.tuin}&partij={vlietdam.school}"
    return vlietdam


@pytest.fixture
def box(app: Flask, town: SimpleNamespace) -> Iterator[Mailbox]:
    """A mail server that the app knows."""
    with mail_server() as box:
        address = f"smtp://localhost:{box.port}?van=crm@vlietdam.example"
        app.config.update(MAIL=server.mail_server(address), BASE_URL="http://localhost")
        yield box


def texts(box: Mailbox, to: str) -> list[str]:
    found = []
    for mail in box.mails:
        payload = mail.get_payload(decode=True)
        assert isinstance(payload, bytes)
        if to in str(mail["To"]):
            found.append(payload.decode())
    return found


def link_in(text: str) -> str:
    found = re.search(r"/kennismaking/[\w-]{40,}", text)
    assert found, text
    return found.group()


def events(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Event)) or 0


def begin(app: Flask, town: SimpleNamespace) -> str:
    """Amina introduces the garden and the school; the address of the introduction."""
    amina = sign_in(app, "amina")
    answer = fill_in(amina, f"/kennismakingen/nieuw?{town.pair}", message="U zaait allebei.")
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def test_from_a_chance_to_what_came_of_it(app: Flask, town: SimpleNamespace, box: Mailbox) -> None:
    at = begin(app, town)
    amina = sign_in(app, "amina")
    assert "U zaait allebei." in amina.get(at).text
    [to_dries], [to_wil] = texts(box, "dries@"), texts(box, "wil@")
    assert "dries@" not in to_wil
    assert "Amina" in to_wil
    assert "06 12" not in to_dries

    before = events(app)
    dries, wil = app.test_client(), app.test_client()
    opened = dries.get(link_in(to_dries)).text
    assert "Basisschool De Kring" in opened
    assert "De gemeente vraagt of u kennis wilt maken." in opened
    assert "06 12" not in opened
    assert events(app) == before
    dries.post(link_in(to_dries), data={"antwoord": "ja"})
    assert "Wij wachten op de ander" in dries.get(link_in(to_dries)).text
    assert len(texts(box, "dries@")) == 1

    wil.post(link_in(to_wil), data={"antwoord": "ja"})
    assert "06 12 34 56 78" in texts(box, "dries@")[-1]
    assert "dries@vlietdam.example" in texts(box, "wil@")[-1]
    assert "06 12 34 56 78" in dries.get(link_in(to_dries)).text
    assert (
        "al gedeeld"
        in dries.post(link_in(to_dries), data={"antwoord": "nee"}, follow_redirects=True).text
    )

    assert fill_in(amina, f"{at}/ontmoet").status_code == 303
    made = fill_in(amina, f"{at}/verbinding", kind="kent").headers["Location"]
    assert f'uit een kennismaking: <a href="{at}">' in amina.get(made).text
    assert "Kennismaking begonnen" in amina.get(f"/partijen/{town.tuin}/tijdlijn").text
    assert (
        "Basisschool"
        not in amina.get(f"/partijen/{town.tuin}/kansen").text.split("Kennismakingen</h2>")[0]
    )

    app.config["TODAY"] = TODAY + timedelta(days=100)
    with app.app_context():
        [due] = [d for d in list_due(on=app.config["TODAY"]) if d.person.last_name == "Bos"]
        assert [q.months for q in due.questions] == [3]
    assert "Wij werken samen" in wil.get(link_in(to_wil)).text
    wil.post(link_in(to_wil), data={"opbrengst": "samenwerking"})
    assert "U zei: wij werken samen." in wil.get(link_in(to_wil)).text
    amina = sign_in(app, "amina")
    amina.post(f"{at}/opbrengst", data={"opbrengst": "contact", "maanden": "3"})
    shown = amina.get(at).text
    assert "Zij werken samen" in shown
    assert "Zij hebben contact" in shown
    assert "hebben elkaar ontmoet" in amina.get(f"{at}?op={TODAY + timedelta(days=50)}").text
    led_to = amina.get("/kennismakingen").text
    assert "kwam 1 verbinding" in led_to
    with app.app_context():
        assert not [one.naam for one in run_checks() if not one.goed]


def test_a_button_pressed_twice_asks_nobody_twice(
    app: Flask, town: SimpleNamespace, box: Mailbox
) -> None:
    amina = sign_in(app, "amina")
    address = f"/kennismakingen/nieuw?{town.pair}"
    form = amina.get(address).text
    assert send(amina, address, form).status_code == 303
    again = send(amina, address, form)
    assert again.status_code == 422
    assert "Deze kennismaking loopt al" in again.text
    assert len(texts(box, "wil@")) == 1
    # who may not know of it is told nothing
    bas = sign_in(app, "bas")
    assert fill_in(bas, address, why="Zij zaaien").status_code == 303


def test_who_speaks_for_both_answers_for_one_at_a_time(
    app: Flask, town: SimpleNamespace, box: Mailbox
) -> None:
    with app.app_context(), transaction():
        garden, since = one(Party, town.tuin), Period(TODAY)
        open_role(one(Person, town.wil), garden, role="trekker", period=since, actor=OPERATOR)
        for role in db.session.scalars(select(ContactRole).where(ContactRole.party == garden)):
            if role.person.ref != town.wil:
                close_role(role, ends_on=TODAY, actor=OPERATOR)
    begin(app, town)
    to = link_in(texts(box, "wil@")[0])
    client = app.test_client()
    page = client.get(to).text
    for _ in range(2):
        assert send(client, to, page, antwoord="ja").status_code == 303
    with app.app_context():
        lines = db.session.scalars(select(Introduction)).one().lines
        assert sorted(line.answer for line in lines) == ["", "ja"]


def test_by_phone_with_nobody_known_and_no_mail(app: Flask, town: SimpleNamespace) -> None:
    with app.app_context(), transaction():
        town.koor = party("Koor De Vliet", "vereniging").ref
    amina = sign_in(app, "amina")
    address = f"/kennismakingen/nieuw?partij={town.tuin}&partij={town.koor}"
    at = fill_in(amina, address).headers["Location"]
    page = amina.get(at).text
    assert "Wij kennen nog geen aanspreekpunt van Koor De Vliet" in page
    there = fill_in(amina, f"{at}/aanspreekpunt/{town.koor}", name="Wil Bos")
    assert there.status_code == 422
    assert "Is dit iemand die er al is?" in there.text
    saved = fill_in(amina, f"{at}/aanspreekpunt/{town.koor}", name="Roos Kramer", phone="06 1")
    assert saved.status_code == 303
    asked = amina.post(f"{at}/vragen/{town.koor}").text
    assert "Wij kennen geen e-mailadres" in asked
    assert app.test_client().get(link_in(asked)).status_code == 200
    assert amina.post(f"{at}/link-intrekken/{town.koor}").status_code == 303
    assert app.test_client().get(link_in(asked)).status_code == 404
    phone = {"said": "ja", "how": "telefoon", "text": "Na de zomer"}
    for ref in (town.koor, town.tuin):
        assert fill_in(amina, f"{at}/antwoord/{ref}", **phone).status_code == 303
    page = amina.get(at).text
    assert "aan de telefoon" in page
    assert "Roos Kramer, 06 1" in page
    wrong = fill_in(amina, f"{at}/antwoord/{town.koor}", on="2099-01-01", **phone)
    assert wrong.status_code == 422


def test_a_no_shares_nothing(app: Flask, town: SimpleNamespace, box: Mailbox) -> None:
    at = begin(app, town)
    [to_dries], [to_wil] = texts(box, "dries@"), texts(box, "wil@")
    client = app.test_client()
    client.post(link_in(to_wil), data={"antwoord": "nee", "erbij": "Te druk nu"})
    assert "gaat nu niet door" in client.get(link_in(to_dries)).text
    assert "Te druk nu" in sign_in(app, "amina").get(at).text
    assert not any("06 12" in text for text in texts(box, "dries@"))
    # who said no may still say yes
    for text in (to_wil, to_dries):
        client.post(link_in(text), data={"antwoord": "ja"})
    assert any("06 12" in text for text in texts(box, "dries@"))


def test_who_said_yes_hears_that_it_was_taken_back(
    app: Flask, town: SimpleNamespace, box: Mailbox
) -> None:
    at = begin(app, town)
    [to_dries], [to_wil] = texts(box, "dries@"), texts(box, "wil@")
    client = app.test_client()
    client.post(link_in(to_dries), data={"antwoord": "ja"})
    sign_in(app, "amina").post(f"{at}/intrekken")
    assert "Dat gaat nu niet door" in texts(box, "dries@")[-1]
    assert len(texts(box, "wil@")) == 1
    for text in (to_dries, to_wil):
        assert client.get(link_in(text)).status_code == 404


def test_what_was_called_off_no_answer_begins_again(
    app: Flask, town: SimpleNamespace, box: Mailbox
) -> None:
    at = begin(app, town)
    amina, client = sign_in(app, "amina"), app.test_client()
    asked = [link_in(texts(box, name)[0]) for name in ("dries@", "wil@")]
    for to in asked:
        client.post(to, data={"antwoord": "ja"})
    amina.post(f"{at}/gaat-niet-door")
    box.mails.clear()
    for said in ("nee", "ja"):
        assert "loopt niet" in client.post(
            asked[0], data={"antwoord": said}, follow_redirects=True
        ).text  # fmt: skip
    page = client.get(asked[0]).text
    assert "De kennismaking gaat nu niet door" in page
    assert 'name="antwoord"' not in page
    assert "Leg het antwoord vast" not in amina.get(at).text
    assert not box.mails


def test_a_mail_that_did_not_arrive_is_told(
    app: Flask, town: SimpleNamespace, box: Mailbox
) -> None:
    box.unknown.add("wil@kring.example")
    at = begin(app, town)
    amina = sign_in(app, "amina")
    assert "Onze mail aan Wil Bos kwam" in amina.get(at).text
    assert "Onze mail aan Dries" not in amina.get(at).text
    box.unknown.clear()
    amina.post(f"{at}/vragen/{town.school}")
    assert "Onze mail aan" not in amina.get(at).text


def test_who_left_is_asked_no_more(app: Flask, town: SimpleNamespace, box: Mailbox) -> None:
    at = begin(app, town)
    [to_wil] = texts(box, "wil@")
    with app.app_context(), transaction():
        close_role(one(ContactRole, town.rol), ends_on=TODAY, actor=OPERATOR)
    assert app.test_client().get(link_in(to_wil)).status_code == 404
    amina = sign_in(app, "amina")
    assert "Wil Bos spreekt niet meer namens" in amina.get(at).text
    amina.post(f"{at}/vragen/{town.school}")
    assert len(texts(box, "wil@")) == 1
    with app.app_context():
        later = TODAY + timedelta(days=30)
        assert "Bos" not in [due.person.last_name for due in list_due(on=later) if due.questions]


@pytest.mark.parametrize("since", ["left", "withheld", "vertrouwelijk", "archived"])
def test_nothing_is_shared_of_who_left_or_was_hidden_since(
    app: Flask, town: SimpleNamespace, box: Mailbox, since: str
) -> None:
    at = begin(app, town)
    [to_wil] = texts(box, "wil@")
    assert app.test_client().post(link_in(to_wil), data={"antwoord": "ja"}).status_code == 303
    with app.app_context(), transaction():
        school = one(Party, town.school)
        if since == "left":
            close_role(one(ContactRole, town.rol), ends_on=TODAY, actor=OPERATOR)
        elif since == "withheld":
            school.withheld = True
        elif since == "vertrouwelijk":
            school.visibility = since
        else:
            school.archived_at = utc_now()
    box.mails.clear()
    with app.app_context(), transaction():
        introduction = db.session.scalars(select(Introduction)).one()
        garden = one(Party, town.tuin)
        hear(introduction, garden, said="ja", how="tafel", by=None, on=TODAY, actor=OPERATOR)
        assert introduction.is_shared
    [to_dries] = texts(box, "dries@")
    assert "06 12" not in to_dries
    assert "brengt u bij elkaar" in to_dries
    assert not texts(box, "wil@")
    seen = sign_in(app, "amina").get(at)
    assert seen.status_code == 404 or "06 12" not in seen.text
    assert "06 12" not in sign_in(app, "dries").get(at).text


def test_who_said_no_is_not_asked_what_came_of_it(
    app: Flask, town: SimpleNamespace, box: Mailbox
) -> None:
    with app.app_context(), transaction():
        choir = party("Koor De Vliet", "vereniging").ref
    amina = sign_in(app, "amina")
    address = f"/kennismakingen/nieuw?{town.pair}&partij={choir}"
    at = fill_in(amina, address, message="U zaait alle drie.").headers["Location"]
    [to_wil] = texts(box, "wil@")
    client = app.test_client()
    client.post(link_in(to_wil), data={"antwoord": "nee"})
    for ref in (town.tuin, choir):
        fill_in(amina, f"{at}/antwoord/{ref}", said="ja", how="telefoon")
    app.config["TODAY"] = TODAY + timedelta(days=20)
    for said in ({"ontmoet": ""}, {"opbrengst": "contact"}):
        client.post(link_in(to_wil), data=said)
    app.config["TODAY"] = TODAY + timedelta(days=100)
    assert "Wat is eruit gekomen?" not in client.get(link_in(to_wil)).text
    with app.app_context():
        found = db.session.scalars(select(Introduction)).one()
        assert (found.status, found.outcomes) == ("akkoord", [])


def test_asked_again_once_in_the_mail_of_the_week(
    app: Flask, town: SimpleNamespace, box: Mailbox
) -> None:
    begin(app, town)
    later = TODAY + timedelta(days=30)
    app.config["TODAY"] = later
    box.mails.clear()
    with app.app_context():
        assert send_due(on=later, actor=OPERATOR).people == 2
    [text] = texts(box, "wil@")
    assert "wilt u kennismaken met Buurttuin De Vliet?" in text
    with app.app_context(), transaction():
        line = db.session.scalars(select(IntroductionParty)).first()
        assert line is not None
        assert line.reminded_on is not None
    with app.app_context():
        again = [due.person.last_name for due in list_due(on=later + timedelta(days=40))]
        assert "Bos" not in again
    points = re.search(r"/mijn-punten/[\w-]{40,}", text)
    assert points
    client = app.test_client()
    page = client.get(points.group()).text
    [to] = re.findall(r'href="(/mijn-punten/[^"]+/kennismakingen/[^"]+)"', page)
    assert client.post(to, data={"antwoord": "ja"}).status_code == 303
    assert "Er wacht niets op u" in client.get(points.group()).text


def test_a_reader_proposes_and_an_initiator_asks(app: Flask, town: SimpleNamespace) -> None:
    bas, dries, amina = (sign_in(app, name) for name in ("bas", "dries", "amina"))
    at = fill_in(bas, f"/kennismakingen/nieuw?{town.pair}", why="Zij zaaien").headers["Location"]
    assert bas.get(at).status_code == 200
    assert dries.get(at).status_code == 404
    assert "Pak dit voorstel op" in amina.get("/").text
    assert fill_in(amina, f"{at}/oppakken").status_code == 303
    assert dries.get(at).status_code == 200
    dries.post(f"{at}/zelf/{town.tuin}", data={"antwoord": "ja"})
    assert dries.post(f"{at}/zelf/{town.school}", data={"antwoord": "ja"}).status_code == 403
    fill_in(amina, f"{at}/antwoord/{town.school}", said="ja", how="tafel")
    assert "06 12 34 56 78" in dries.get(at).text
    assert "06 12 34 56 78" not in bas.get(at).text
    with app.app_context(), transaction():
        other = party("Koor De Vliet", "vereniging").ref
    asks = f"/kennismakingen/nieuw?partij={town.tuin}&partij={other}"
    assert fill_in(dries, asks, why="Zingen in de tuin").status_code == 303
    not_own = f"/kennismakingen/nieuw?partij={town.school}&partij={other}"
    assert dries.get(not_own).status_code == 403


def test_who_is_on_the_phone_says_yes_at_once(
    app: Flask, town: SimpleNamespace, box: Mailbox
) -> None:
    amina = sign_in(app, "amina")
    said = {"already": [town.tuin], "how": "telefoon"}
    made = fill_in(amina, f"/kennismakingen/nieuw?{town.pair}", **said)
    assert made.status_code == 303, made.text
    assert "Dries Vermeer zei ja" in amina.get(made.headers["Location"]).text
    assert not texts(box, "dries@")
    [to_wil] = texts(box, "wil@")
    app.test_client().post(link_in(to_wil), data={"antwoord": "ja"})
    assert "06 12 34 56 78" in texts(box, "dries@")[-1]


def test_three_at_once(app: Flask, town: SimpleNamespace) -> None:
    with app.app_context(), transaction():
        party("Koor De Vliet", "vereniging")
    amina = sign_in(app, "amina")
    address = f"/kennismakingen/nieuw?{town.pair}"
    answer = amina.post(address, data={"wat": "erbij", "more": "Koor De Vliet"})
    assert answer.status_code == 303
    page = amina.get(answer.headers["Location"])
    assert page.text.count("Haal weg") == 3
    # what was typed is not lost when a party comes in
    typed = {"wat": "erbij", "more": "Koor De Vliet", "message": "Zing mee"}
    assert "Zing mee</textarea>" in amina.post(address, data=typed).text
    # nor when one goes, and the box for mail stays empty when it was
    away = amina.post(answer.headers["Location"], data={"weg": town.school, "message": "Zing mee"})
    assert "Zing mee</textarea>" in away.text
    assert town.school not in away.text
    assert not re.search(r'name="mail"[^>]* checked', away.text)
    untyped = amina.post(answer.headers["Location"], data={"weg": town.school, "message": ""})
    assert town.school not in untyped.headers["Location"]
    assert send(amina, answer.headers["Location"], page.text).status_code == 303
    with app.app_context():
        assert len(db.session.scalars(select(Introduction)).one().lines) == 3
    assert "Deze kennismaking loopt al" in amina.get(address).text
    assert amina.post(address, data={"wat": "erbij", "more": "Onbekend"}).status_code == 422


def test_put_away_and_back_where_it_was(app: Flask, town: SimpleNamespace) -> None:
    amina = sign_in(app, "amina")
    pair = f"van={town.tuin}&naar={town.school}"
    assert fill_in(amina, f"/kansen/later?{pair}").status_code == 303
    at = f"/partijen/{town.tuin}/kansen"
    page = amina.get(at).text
    assert "Weggelegd tot" in page
    [back] = [action for action, _ in forms_on(page) if "/terug?" in action]
    assert amina.post(back).headers["Location"].endswith(at)
    assert "Weggelegd tot" not in amina.get(at).text
    assert fill_in(amina, f"/kansen/past-niet?{pair}", why="").status_code == 422
    assert fill_in(amina, f"/kansen/past-niet?{pair}", why="gevoelig").status_code == 303
    assert "Het ligt bestuurlijk gevoelig" in amina.get("/kansen/weggelegd").text
    assert "Buurttuin" not in sign_in(app, "chantal").get("/kansen/weggelegd").text
    with app.app_context():
        assert db.session.scalars(select(Dismissal.level)).all() == [2, 3]
    there = fill_in(amina, f"/kansen/later?{pair}&terug=kansen").headers["Location"]
    assert "Leg terug" in amina.get(there).text
    assert "Leg terug" not in amina.get("/kansen?weg=onbekend").text
    assert amina.get(f"/kansen/later?van={town.zaak}&naar={town.tuin}").status_code == 404


def test_to_a_colleague(app: Flask, town: SimpleNamespace) -> None:
    amina, chantal = sign_in(app, "amina"), sign_in(app, "chantal")
    pair = f"van={town.tuin}&naar={town.school}"
    page = amina.get(f"/kansen/geef-door?{pair}").text
    [ref] = re.findall(r'value="([\w-]{36})">Chantal', page)
    assert fill_in(amina, f"/kansen/geef-door?{pair}").status_code == 422
    fill_in(amina, f"/kansen/geef-door?{pair}", to=ref, note="Jij kent de school")
    start = chantal.get("/").text
    assert "Jij kent de school" in start
    assert "Jij kent de school" not in amina.get("/").text
    assert "Haal terug" in amina.get("/kansen/weggelegd").text
    [done] = re.findall(r'action="(/kansen/doorgegeven/[^"]+)"', start)
    chantal.post(done, data={"terug": "start"})
    assert "Jij kent de school" not in chantal.get("/").text


def test_what_one_side_said_is_not_for_the_other(app: Flask, town: SimpleNamespace) -> None:
    amina, dries = sign_in(app, "amina"), sign_in(app, "dries")
    at = begin(app, town)
    assert "Wilt u kennismaken?" in dries.get("/").text
    fill_in(amina, f"{at}/antwoord/{town.school}", said="nee", how="telefoon", text="Te druk")
    for address in (at, f"{at}?op={TODAY}"):
        page = dries.get(address).text
        assert "Te druk" not in page
        assert "zei nee" not in page
        assert "Tijdlijn" not in page
    assert "Te druk" in amina.get(at).text
