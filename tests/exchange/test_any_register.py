"""Lists of parties and areas, and registers that people settled by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from crm.core.db import db, transaction
from crm.core.errors import Refused
from crm.exchange.operations import Wish, import_path
from crm.exchange.queries import get_run
from crm.exchange.stored import keep_profile
from crm.exchange.undo import undo_import
from crm.parties.models import Party
from crm.parties.operations import add_party, change_party
from crm.people.models import ContactRole, Person
from crm.people.operations import add_first_contact
from crm.resources.models import Grant, Scheme
from crm.taxonomy.models import Area
from crm.taxonomy.operations import add_area
from crm.upkeep.check import run_checks
from tests.exchange.conftest import OPERATOR, fates, party, refused
from tests.support.settings import TODAY

Read = Callable[..., dict[str, Any]]
LIST = {
    "target": "partijen",
    "columns": {
        "naam": "organisatie",
        "soort": "type",
        "adres": "adres",
        "postcode": "pc",
        "email": "mail",
        "contact": "contactpersoon",
        "contact_telefoon": "tel",
        "gebied": "wijk",
        "themas": "thema",
    },
    "source": "Sociale kaart",
    "days": "dag",
}
HEAD = "Organisatie;Type;Adres;PC;Mail;Contactpersoon;Tel;Wijk;Thema\n"
ROWS = (
    "Buurttuin De Vliet;bewonersinitiatief;Kerkstraat 12 b;1234ab;tuin@vliet.example;"
    "Jan de Vries;06 12345678;Noord;Groen, Eten\n"
    "Basisschool De Dam;school;;;;;;Nergens;\n"
)


@pytest.fixture
def read(app: Flask, tmp_path: Path) -> Read:
    """Read a text in as a file, with a profile that was settled by hand."""

    def read(text: str, settings: dict[str, Any], **options: Any) -> dict[str, Any]:
        path = tmp_path / "register.csv"
        path.write_text(text, encoding="utf-8")
        with app.app_context():
            with transaction():
                name = keep_profile("Ons register", settings, actor=OPERATOR).name
            return import_path(path, Wish(name, **options), viewer=OPERATOR).report

    return read


def faults(app: Flask) -> list[Any]:
    with app.app_context():
        return [one for one in run_checks() if not one.goed]


def test_a_list_becomes_parties_with_their_people(app: Flask, read: Read) -> None:
    with app.app_context(), transaction():
        add_area("WK01", "Noord", "wijk", actor=OPERATOR)
    report = read(HEAD + ROWS, LIST)
    assert fates(report, "partijen") == (2, 0, 0)
    assert report["weigeringen"] == []
    assert any("‘Nergens’" in one for one in report["meldingen"])
    with app.app_context():
        garden = party("Buurttuin De Vliet")
        assert (garden.kind, garden.source) == ("bewonersinitiatief", "Sociale kaart")
        assert (garden.street, garden.house_number, garden.postcode) == (
            *("Kerkstraat", "12 b"),
            "1234 AB",
        )
        assert [theme.name for theme in garden.themes] == ["Eten", "Groen"]
        assert [area.code for area in garden.areas] == ["WK01"]
        role = db.session.scalars(select(ContactRole)).one()
        assert (role.party, role.is_first_contact) == (garden, True)
        assert (role.person.name, role.person.phone) == ("Jan de Vries", "06 12345678")
        assert role.person.visibility == "intern"
    assert faults(app) == []


def test_reading_a_list_again_changes_only_what_the_source_says_otherwise(
    app: Flask, read: Read
) -> None:
    read(HEAD + ROWS, LIST)
    again = read(HEAD + ROWS, LIST)
    assert again["run"] is None
    with app.app_context(), transaction():
        values = {"email": "beter@vliet.example", "description": "Met de hand"}
        change_party(party("Buurttuin De Vliet"), values=values, actor=OPERATOR)
        somebody = {"name": "Bo Bakker", "on": TODAY, "actor": OPERATOR}
        add_first_contact(party("Buurttuin De Vliet"), **somebody)
    # who is first contact today is not asked of a list that knows no days
    assert fates(read(HEAD + ROWS, LIST), "rollen") == (0, 0, 1)
    newer = ROWS.replace("1234ab", "4321 AB").replace("De Dam;school", "De Dam;vereniging")
    report = read(HEAD + newer, LIST)
    assert fates(report, "partijen") == (0, 2, 0)
    assert any("email met de hand gewijzigd" in one for one in report["meldingen"])
    with app.app_context():
        garden = party("Buurttuin De Vliet")
        assert (garden.email, garden.postcode) == ("beter@vliet.example", "4321 AB")
        assert party("Basisschool De Dam").kind == "vereniging"
        assert len(db.session.scalars(select(Person)).all()) == 2


def test_a_list_can_be_taken_back(app: Flask, read: Read) -> None:
    first = read(HEAD + ROWS, LIST)
    second = read(HEAD + ROWS.replace("1234ab", "4321 AB"), LIST)
    for report in (second, first):
        with app.app_context(), transaction():
            undo_import(get_run(report["run"], viewer=OPERATOR), actor=OPERATOR)
    with app.app_context():
        assert db.session.scalars(select(Party)).all() == []
        assert db.session.scalars(select(Person)).all() == []
    assert faults(app) == []
    assert fates(read(HEAD + ROWS, LIST), "partijen") == (2, 0, 0)


def test_somebody_says_that_it_is_the_same_party(app: Flask, read: Read) -> None:
    with app.app_context(), transaction():
        values = {"name": "Tuin aan de Vliet", "kind": "fonds", "email": "hand@vliet.example"}
        ref = add_party(values=values, actor=OPERATOR).ref
    same = {"buurttuin de vliet": ref}
    report = read(HEAD + ROWS, LIST, same=same)
    assert fates(report, "partijen") == (1, 1, 0)
    with app.app_context():
        known = party("Tuin aan de Vliet")
        # what people filled in stays; what was empty is filled
        assert (known.email, known.street) == ("hand@vliet.example", "Kerkstraat")
        assert known.kind == "fonds"
    # from now on the source's own name is known
    report = read(HEAD + ROWS.replace("Kerkstraat", "Dorpsstraat"), LIST)
    assert fates(report, "partijen") == (0, 1, 1)


def test_refusals_speak_of_the_columns_of_the_file(read: Read) -> None:
    rows = ";school;;;;;;;\nKoor;vereniging;;;geen adres;;;;\nKoor;vereniging;;;;;;;\n"
    report = read(HEAD + rows, LIST)
    assert refused(report) == [
        ("register.csv", 2, "organisatie", "leeg"),
        ("register.csv", 4, "", "dubbel"),
        ("register.csv", 3, "mail", "email"),
    ] or {one[1] for one in refused(report)} >= {2, 3}


def test_a_subsidy_register_of_another_town(app: Flask, read: Read) -> None:
    settings = {
        "target": "subsidies",
        "columns": {
            "applicant": "ontvanger",
            "theme": "taakveld",
            "awarded": "verleend bedrag",
            "year": "subsidiejaar",
            "project": "activiteit",
        },
        "amounts": "komma",
        "days": "dag",
        "municipality": "Vlietdam",
        "scheme": "Subsidies Vlietdam",
    }
    head = "Ontvanger,Subsidiejaar,Taakveld,Activiteit,Verleend bedrag\n"
    rows = (
        'Koor De Noot,2024,Cultuur,Concert,"€ 1.250,50"\n'
        'Koor De Noot,2024,Cultuur,Concert,"€ 300,-"\n'
        "(Particulier),2024,Sport,Racket,\n"
        "Stichting Dam,,Sport,Veld,2000\n"
    )
    report = read(head + rows, settings)
    assert report["weigeringen"] == []
    assert fates(report, "subsidies") == (4, 0, 0)
    assert report["zonder_partij"] == {"particulier": 1, "leeg": 0}
    with app.app_context():
        awarded = [str(one.awarded) for one in db.session.scalars(select(Grant).order_by(Grant.id))]
        assert awarded == ["1250.5", "300", "None", "2000"]
        assert db.session.scalars(select(Scheme.name)).all() == ["Subsidies Vlietdam"]
        assert party("Gemeente Vlietdam").kind == "gemeente"
    assert read(head + rows, settings)["run"] is None


AREAS_2015 = (
    "code,soort,naam,ouder_code,gemeente_code\n"
    "GM01,gemeente,Vliet,,GM01\nGM02,gemeente,Dam,,GM02\n"
    "WK0101,wijk,Noord,GM01,GM01\nWK0199,wijk,,GM01,GM01\nBU010101,buurt,Haven,WK0101,GM01\n"
)


def test_areas_of_cbs_are_a_tree_and_stay_when_they_are_dissolved(
    app: Flask, tmp_path: Path
) -> None:
    path = tmp_path / "gebieden_2015.csv"
    path.write_text(AREAS_2015)

    def load() -> dict[str, Any]:
        with app.app_context():
            return import_path(path, viewer=OPERATOR).report

    first = load()
    assert first["profiel"] == "cbs-gebieden"
    assert fates(first, "gebieden") == (5, 0, 0)
    with app.app_context(), transaction():
        haven = db.session.scalars(select(Area).where(Area.code == "BU010101")).one()
        assert haven.parent is not None
        assert (haven.parent.name, haven.parent.parent.name) == ("Noord", "Vliet")
        dam = db.session.scalars(select(Area).where(Area.code == "GM02")).one()
        values = {"name": "Koor", "kind": "vereniging", "areas": [haven, dam]}
        add_party(values=values, actor=OPERATOR)
    assert load()["run"] is None
    path.write_text("code,naam,veiligheidsregio\nGM01,Vlietstad,VR1\n")
    with app.app_context():
        newer = import_path(path, Wish("cbs-gebieden"), viewer=OPERATOR).report
    assert fates(newer, "gebieden") == (0, 1, 0)
    assert any("‘Dam’" in one for one in newer["meldingen"])
    with app.app_context():
        assert [area.name for area in party("Koor").areas] == ["Dam", "Haven"]
        assert db.session.scalars(select(Area.name).where(Area.code == "GM01")).one() == "Vlietstad"
    assert faults(app) == []


def test_only_the_areas_of_one_municipality(read: Read) -> None:
    columns = {"code": "code", "naam": "naam", "bovenliggend": "ouder_code"}
    settings = {"target": "gebieden", "columns": columns, "only": "GM01"}
    report = read(
        AREAS_2015.replace("WK0101", "WK000101").replace("GM01", "GM0001"),
        {**settings, "only": "GM0001"},
    )
    assert fates(report, "gebieden")[0] >= 2
    assert fates(report, "gebieden")[0] < 5


def test_a_profile_has_a_name_of_its_own(app: Flask) -> None:
    with app.app_context(), transaction():
        for title in ("", "Uitwisseling", "Amsterdam subsidieregister"):
            with pytest.raises(Refused):
                keep_profile(title, LIST, actor=OPERATOR)


def test_a_public_source_may_be_shown_to_everybody(app: Flask, read: Read) -> None:
    with pytest.raises(Refused):
        read(HEAD + ROWS, LIST, visibility="openbaar")
    read(HEAD + ROWS, {**LIST, "is_public": True}, visibility="openbaar")
    with app.app_context():
        assert party("Buurttuin De Vliet").visibility == "openbaar"
        assert db.session.scalars(select(Person.visibility)).all() == ["intern"]
