"""A register through the front door: who becomes a party, what changes, what people keep."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.audit.models import Event
from crm.core.db import db, transaction
from crm.exchange.models import ImportRun, SourceName
from crm.exchange.operations import import_path
from crm.parties.models import Party
from crm.parties.operations import add_party, change_party
from crm.resources.affiliations import expected_affiliations
from crm.resources.models import Affiliation, Grant, Scheme
from crm.taxonomy.models import Area
from tests.exchange.conftest import DATA, OPERATOR, fates, party, refused

Read = Callable[..., dict[str, Any]]


def grant(dossier: str) -> Grant:
    return db.session.scalars(select(Grant).where(Grant.dossier == dossier)).one()


@pytest.mark.parametrize("name", ["2016_komma.csv", "2016_data.txt", "2016.xlsx", "2017-06.csv"])
def test_every_shape_gives_the_same_records(name: str, register: Read, app: Flask) -> None:
    report = register(name)
    assert report["profiel"] == "amsterdam-subsidieregister"
    assert fates(report, "partijen") == (4, 0, 0)
    assert fates(report, "regelingen") == (3, 0, 0)
    assert fates(report, "subsidies") == (8, 0, 0)
    assert report["zonder_partij"] == {"particulier": 1, "leeg": 1}
    assert report["weigeringen"] == []
    with app.app_context():
        names = set(db.session.scalars(select(Party.name).where(Party.kind != "afdeling")))
        assert names == {
            "Stichting De Brug",
            'Buurtkoor "De Valse Noot"',
            "Oude Naam",
            "R. Verzonnen",
            "Gemeente Amsterdam",
        }
        bridge = party("Stichting De Brug")
        assert {theme.name for theme in bridge.themes} == {"Welzijn", "Cultuur"}
        assert [area.name for area in bridge.areas] == ["stadsdeel Oost"]
        assert grant("VB-003").party_id == grant("VB-002").party_id == bridge.id
        assert grant("VB-001").without_party == "particulier"
        assert grant("VB-005").without_party == "leeg"


def test_units_are_areas_or_departments_and_give_the_schemes(register: Read, app: Flask) -> None:
    register("2016_komma.csv")
    with app.app_context():
        providers = {
            scheme.name: scheme.provider.name for scheme in db.session.scalars(select(Scheme))
        }
        assert providers == {
            "Bewonersgeld, klein": "Gemeente Amsterdam",
            "Cultuurpot": "Kunst en Cultuur",
            "Sportfonds": "Onderwijs, Jeugd en Zorg",
        }
        department = party("Kunst en Cultuur")
        assert (department.kind, department.parent) == ("afdeling", party("Gemeente Amsterdam"))
        areas = db.session.scalars(select(Area).where(Area.kind == "stadsdeel")).all()
        assert {area.name for area in areas} == {"stadsdeel Oost", "stadsdeel West"}
        assert {area.parent.code for area in areas if area.parent} == {"GM0363"}


def test_a_second_run_changes_nothing(register: Read, app: Flask) -> None:
    register("2016_komma.csv")
    with app.app_context():
        before = db.session.scalar(select(func.count()).select_from(Event))
    for name in ("2016_komma.csv", "2016_data.txt", "2016.xlsx"):
        report = register(name)
        for kind, counts in report["records"].items():
            assert (counts["nieuw"], counts["gewijzigd"]) == (0, 0), kind
        assert report["run"] is None
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Event)) == before


def test_a_later_register_updates_and_adds(register: Read, app: Flask) -> None:
    register("2017-06.csv")
    report = register("2017-12.csv")
    assert fates(report, "partijen") == (1, 1, 1)
    assert fates(report, "subsidies") == (1, 7, 0)
    assert report["records"]["partijen"]["mogelijk_dubbel"] == 1
    assert "Mogelijk dubbel: ‘Nieuwe Naam’ en ‘Oude Naam’." in report["meldingen"]
    with app.app_context():
        bridge = party("Stichting De Brug")
        # became private, and keeps the party it had
        assert grant("VB-002").party_id == bridge.id
        # was nobody's
        assert (grant("VB-005").party_id, grant("VB-005").without_party) == (bridge.id, None)
        assert grant("VB-006").party_id == party("Nieuwe Naam").id
        assert grant("VB-003").settled == 3500
        # is no longer in the file, and stays
        assert grant("VB-004").party_id == party('Buurtkoor "De Valse Noot"').id
        assert "Groen" in {theme.name for theme in bridge.themes}
        expected = set(db.session.execute(expected_affiliations()))
        table = Affiliation.__table__
        assert set(db.session.execute(select(*table.columns))) == expected
    again = register("2017-12.csv")
    assert fates(again, "subsidies") == (0, 0, 8)
    assert again["run"] is None


def test_what_people_changed_stays_until_the_source_says_something_else(
    register: Read, app: Flask
) -> None:
    register("2017-06.csv")
    with app.app_context(), transaction():
        change_party(party("Stichting De Brug"), values={"name": "Brug"}, actor=OPERATOR)
        grant("VB-007").project = "Voetbal voor meisjes"
        grant("VB-003").awarded = Decimal(1)
    report = register("2017-12.csv")
    assert (
        "Bij Stichting De Brug is naam met de hand gewijzigd. Dat is zo gelaten."
        in (report["meldingen"])
    )
    assert (
        "Bij dossier VB-007 is project met de hand gewijzigd. Dat is zo gelaten."
        in (report["meldingen"])
    )
    with app.app_context():
        # renamed, and still known by the name that the source uses
        assert grant("VB-009").party_id == party("Brug").id
        assert grant("VB-007").project == "Voetbal voor meisjes"
        assert grant("VB-003").awarded == 3500


def test_names_follow_a_merge(register: Read, app: Flask) -> None:
    register("2017-06.csv")
    with app.app_context(), transaction():
        into, name = (
            party("Stichting De Brug"),
            db.session.scalars(select(SourceName).where(SourceName.key == "r. verzonnen")).one(),
        )
        name.party_id = into.id
    # both names bring the same new theme to the one party
    report = register("2017-12.csv")
    assert fates(report, "partijen") == (1, 1, 0)
    with app.app_context():
        assert "Groen" in {theme.name for theme in party("Stichting De Brug").themes}
    assert register("2017-12.csv")["run"] is None


def test_every_new_or_changed_record_leaves_one_event(register: Read, app: Flask) -> None:
    register("2017-06.csv")
    register("2017-12.csv")
    with app.app_context():
        tags = dict(db.session.execute(select(Event.tag, func.count()).group_by(Event.tag)).all())
        assert tags["grant.created"] == 9
        assert tags["grant.changed"] == 7
        assert tags["import.done"] == 2
        assert db.session.scalar(select(func.count()).select_from(ImportRun)) == 2
        versions = dict(db.session.execute(select(Grant.dossier, Grant.version)).all())
        assert (versions["VB-003"], versions["VB-004"], versions["VB-009"]) == (2, 1, 1)


def test_who_sees_what_is_new(register: Read, app: Flask) -> None:
    register("2016_komma.csv", visibility="openbaar")
    with app.app_context():
        assert party("Stichting De Brug").visibility == "openbaar"
        # may be a person: looked at before it is seen in the network
        assert party("R. Verzonnen").visibility == "intern"


def test_a_name_that_is_there_already_may_be_double(register: Read, app: Flask) -> None:
    with app.app_context(), transaction():
        values = {"name": "stichting de brug", "kind": "vereniging"}
        add_party(values=values, actor=OPERATOR)
    report = register("2016_komma.csv")
    assert fates(report, "partijen") == (4, 0, 0)
    assert report["records"]["partijen"]["mogelijk_dubbel"] == 1


def test_bad_rows_are_refused_and_the_rest_is_written(tmp_path: Path, app: Flask) -> None:
    lines = (DATA / "register" / "2017-06.csv").read_text(encoding="utf-8").splitlines()
    rows = [line.split(";") for line in lines]
    rows[1][8] = "500,00"
    rows[2][1] = ""
    rows[3][11] = "16"
    rows[4][12] = "12-06-2017"
    rows[5].append("te veel")
    rows.append(rows[6])
    path = tmp_path / "register.csv"
    path.write_text("\n".join(";".join(row) for row in rows), encoding="utf-8")
    with app.app_context():
        report = import_path(path, viewer=OPERATOR).report
        assert db.session.scalar(select(func.count()).select_from(Grant)) == 3
    assert refused(report) == [
        ("register.csv", 2, "bedrag_aangevraagd", "bedrag"),
        ("register.csv", 3, "dossiernummer", "leeg"),
        ("register.csv", 4, "subsidiejaar", "jaar"),
        ("register.csv", 5, "datum_overzicht", "datum"),
        ("register.csv", 6, "", "te_veel_cellen"),
        ("register.csv", 10, "dossiernummer", "dubbel"),
    ]
    assert report["weigeringen"][-1]["reden"] == "Dit dossier staat al op regel 7."
    assert report["records"]["subsidies"]["geweigerd"] == 6
    # nobody whose only row was refused became a party
    assert fates(report, "partijen") == (2, 0, 0)
