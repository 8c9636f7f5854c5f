"""Saying in a browser which column is what, choosing among doubles, mending what was refused."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from zipfile import ZipFile

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.core.db import db, transaction
from crm.exchange.models import ImportProfile
from crm.parties.models import Party
from crm.parties.operations import add_party
from crm.web import exchange
from tests.cast import OPERATOR, enter, sign_in

REGISTER = (
    "Handelsnaam;Soort organisatie;E-mailadres;Stad\n"
    "Koor De Noot;vereniging;koor@noot.example;Vlietdam\n"
    "Stichting Tuin;bewonersinitiatief;geen;Vlietdam\n"
    "Fonds Vliet;fonds;;Vlietdam\n"
)


@pytest.fixture
def amina(app: Flask) -> FlaskClient:
    """Amina, a medewerker, signed in; Fonds Vliet and a hidden party are there."""
    with app.app_context(), transaction():
        enter("amina")
        for name, visibility in (("Fonds Vliet", "netwerk"), ("Koor De Noot", "vertrouwelijk")):
            values = {"name": name, "kind": "fonds", "visibility": visibility}
            add_party(values=values, actor=OPERATOR)
    return sign_in(app, "amina")


def hand_over(client: FlaskClient, text: str, name: str = "verenigingen 2024.csv") -> str:
    form = {"file": (BytesIO(text.encode()), name), "visibility": "netwerk"}
    answer = client.post("/uitwisseling", data=form)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def settled(**more: str) -> dict[str, str]:
    return {
        "veld_naam": "handelsnaam",
        "veld_soort": "soort organisatie",
        "veld_email": "e-mailadres",
        "veld_plaats": "stad",
        "days": "dag",
        "amounts": "punt",
        "kind": "",
        "source": "Sociale kaart",
        "keep_as": "Verenigingen",
        **more,
    }


def test_an_unknown_list_is_settled_chosen_and_read_in(app: Flask, amina: FlaskClient) -> None:
    settle = hand_over(amina, REGISTER)
    assert settle.endswith("/indeling")
    page = amina.get(settle).text
    assert "UTF-8, puntkomma’s, kolomnamen op regel 1" in page
    assert "partijen: elke regel" in page
    assert '<option selected value="handelsnaam">' in page
    assert "Koor De Noot · Stichting Tuin" in page
    show = amina.post(settle, data=settled()).headers["Location"]
    page = amina.get(show).text
    assert "Herkend als: Verenigingen" in page
    # the invisible namesake is nowhere; the visible one can be chosen
    choices = page[page.index("Staan deze er al?") :]
    assert "Fonds Vliet" in choices
    assert choices.count('name="keuze-') == 2
    assert "1 als dezelfde partij, 0 als een nieuwe partij" in choices
    assert amina.post(f"{show}/keuzes", data={"bekijk": "ja"}).status_code == 303
    page = amina.get(show).text
    assert "Partijen: wat er wijzigt" in page
    assert "1 als dezelfde partij, 0 als een nieuwe partij" in page
    # what was chosen is of this layout alone
    amina.post(f"{show}/keuzes", data={"keuze-4": "nieuw"})
    assert "0 als dezelfde partij, 1 als een nieuwe" in amina.get(show).text
    assert amina.post(settle, data=settled()).status_code == 303
    page = amina.get(show).text
    assert "Partijen: wat er wijzigt" not in page
    assert "1 als dezelfde partij, 0 als een nieuwe partij" in page
    amina.post(f"{show}/keuzes", data={"bekijk": "ja"})
    report = amina.post(show).headers["Location"]
    with app.app_context():
        names = db.session.scalars(select(Party.name).order_by(Party.id)).all()
    assert names == ["Fonds Vliet", "Koor De Noot", "Koor De Noot"]
    # the refused row comes back as it was, with what was wrong
    answer = amina.get(f"{report}/geweigerd")
    rows = list(csv.DictReader(StringIO(answer.text)))
    assert [row["handelsnaam"] for row in rows] == ["Stichting Tuin"]
    assert (rows[0]["regel"], rows[0]["kolom"]) == ("3", "e-mailadres")
    # mended and handed over again it is known by itself
    again = hand_over(amina, REGISTER.replace("geen", "tuin@vliet.example"))
    assert not again.endswith("/indeling")
    amina.post(again)
    with app.app_context():
        assert db.session.scalars(select(Party).where(Party.name == "Stichting Tuin")).one()
        assert len(db.session.scalars(select(ImportProfile)).all()) == 1


def test_what_is_missing_or_chosen_twice_is_said_at_the_field(amina: FlaskClient) -> None:
    settle = hand_over(amina, REGISTER)
    answer = amina.post(settle, data=settled(veld_naam="", veld_plaats="e-mailadres", keep_as=""))
    assert answer.status_code == 422
    assert "Kies de kolom waar dit in staat." in answer.text
    assert "Deze kolom is al gekozen" in answer.text
    assert "Geef deze indeling een naam." in answer.text
    assert amina.get(f"{settle}?soort=subsidies").status_code == 200
    assert amina.get(f"{settle}?soort=gebieden").status_code == 200
    assert amina.get(f"{settle}?soort=iets").status_code == 400
    assert amina.post(settle, data=settled(veld_naam="bestaat niet")).status_code == 422


def test_a_file_of_another_cannot_be_settled(app: Flask, amina: FlaskClient) -> None:
    settle = hand_over(amina, REGISTER)
    with app.app_context(), transaction():
        enter("chantal")
    chantal = sign_in(app, "chantal")
    assert chantal.get(settle).status_code == 404
    assert chantal.post(settle, data=settled()).status_code == 404


def test_a_large_file_is_left_to_the_worker(
    app: Flask, amina: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "SMALL", 10)
    settle = hand_over(amina, REGISTER)
    show = amina.post(settle, data=settled()).headers["Location"]
    assert "Wat erin zit" in amina.get(show).text
    again = amina.post(show)
    assert again.headers["Location"] == show
    report = amina.get(show).headers["Location"]
    assert "Verslag van" in amina.get(report).text
    assert amina.get(show).headers["Location"] == report
    folder = app.config["INSTANCE"] / "uploads"
    assert [path.suffix for path in folder.iterdir()] == [".json"]


def test_the_template_is_filled_in_and_read(app: Flask, amina: FlaskClient) -> None:
    book = openpyxl.load_workbook(BytesIO(amina.get("/uitwisseling/sjabloon.xlsx").data))
    assert book.sheetnames[0] == "uitleg"
    book["partijen"].append(["p1", "Imkers", "bewonersinitiatief"])
    filled = BytesIO()
    book.save(filled)
    form = {"file": (BytesIO(filled.getvalue()), "sjabloon.xlsx"), "visibility": "netwerk"}
    show = amina.post("/uitwisseling", data=form).headers["Location"]
    assert "kennen wij niet" not in amina.get(show).text
    amina.post(show)
    with app.app_context():
        assert db.session.scalars(select(Party).where(Party.name == "Imkers")).one()


def test_a_register_in_a_zip(amina: FlaskClient) -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("map/verenigingen.csv", REGISTER)
    form = {"file": (BytesIO(packed.getvalue()), "alles.zip"), "visibility": "netwerk"}
    settle = amina.post("/uitwisseling", data=form).headers["Location"]
    assert "Handelsnaam".lower() in amina.get(settle).text
    show = amina.post(settle, data=settled()).headers["Location"]
    assert "Herkend als: Verenigingen" in amina.get(show).text
