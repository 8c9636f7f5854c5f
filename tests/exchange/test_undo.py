"""Taking one import back: exactly, or not at all and with the reasons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.audit.models import Event
from crm.core.dates import Period
from crm.core.db import Base, db, transaction
from crm.core.errors import Refused
from crm.exchange.export import export_tables
from crm.exchange.queries import get_run
from crm.exchange.undo import look_at_undoing, undo_import
from crm.links.operations import add_link
from crm.links.queries import get_link_kind
from crm.parties.operations import add_party, change_party
from crm.people.models import ContactRole, Person
from crm.people.operations import open_role
from crm.upkeep.check import run_checks
from tests.exchange.conftest import DATA, OPERATOR, party

Read = Callable[..., dict[str, Any]]
KEPT_ASIDE = {"event", "import_run", "import_change", "alembic_version"}
VERSIONS = {"id", "version", "changed_at", "changed_by"}


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, but for the log and what saving itself raises."""
    return {
        table.name: sorted(
            tuple(str(cell) for name, cell in row._mapping.items() if name not in VERSIONS)
            for row in db.session.execute(select(table))
        )
        for table in Base.metadata.sorted_tables
        if table.name not in KEPT_ASIDE
    }


def undo(app: Flask, report: dict[str, Any]) -> None:
    with app.app_context(), transaction():
        undo_import(get_run(report["run"], viewer=OPERATOR), actor=OPERATOR)


def obstacles(app: Flask, report: dict[str, Any]) -> list[str]:
    with app.app_context():
        run = get_run(report["run"], viewer=OPERATOR)
        return [one.sentence for one in look_at_undoing(run, viewer=OPERATOR).obstacles]


def faults(app: Flask) -> list[Any]:
    with app.app_context():
        return [one for one in run_checks() if not one.goed]


@pytest.mark.parametrize("name", ["2016.xlsx", "2017-12.csv"])
def test_a_register_goes_without_a_trace(
    app: Flask, register: Callable[[str], dict[str, Any]], name: str
) -> None:
    with app.app_context():
        before = everything()
    report = register(name)
    with app.app_context():
        assert everything() != before
    undo(app, report)
    with app.app_context():
        assert everything() == before
        told = set(db.session.scalars(select(Event.tag)))
    assert {"import.undone", "import.removed"} <= told
    assert faults(app) == []


def test_a_folder_on_top_of_another_becomes_what_it_was(app: Flask, folder: Read) -> None:
    files = {
        path.name: path.read_text(encoding="utf-8") for path in (DATA / "uitwisseling").iterdir()
    }
    first = folder(files)
    with app.app_context():
        before, tables = everything(), export_tables(viewer=OPERATOR)
    parties = [
        "referentie,naam,soort,omschrijving,themas,gebied,gearchiveerd_op",
        "p1,Anders,fonds,Nieuw,Nieuw thema,,2026-01-02T03:04:05Z",
        "p9,Erbij,school,,,,",
    ]
    second = folder({"partijen.csv": "\n".join(parties) + "\n"})
    assert second["records"]["partijen"]["gewijzigd"] == 1
    undo(app, second)
    with app.app_context():
        assert everything() == before
        assert export_tables(viewer=OPERATOR) == tables
    assert faults(app) == []
    # and the first one can still be taken back
    undo(app, first)
    with app.app_context():
        assert (
            db.session.scalar(select(func.count()).select_from(Base.metadata.tables["party"])) == 0
        )
    assert faults(app) == []


def test_the_second_of_two_years_can_be_taken_back_and_then_the_first(
    app: Flask, register: Callable[[str], dict[str, Any]]
) -> None:
    with app.app_context():
        empty = everything()
    first = register("2017-06.csv")
    with app.app_context():
        before = everything()
    second = register("2017-12.csv")
    found = obstacles(app, first)
    assert found[0].startswith("‘2017-12.csv’ is later ingelezen")
    undo(app, second)
    with app.app_context():
        assert everything() == before
    undo(app, first)
    with app.app_context():
        assert everything() == empty


def test_what_people_built_on_stands_in_the_way(app: Flask, folder: Read) -> None:
    rows = "referentie,naam,soort\np1,Een,fonds\np2,Twee,school\np3,Drie,school\n"
    report = folder({"partijen.csv": rows})
    with app.app_context(), transaction():
        change_party(party("Een"), values={"description": "Beter"}, actor=OPERATOR)
        other = add_party(values={"name": "Ander", "kind": "fonds"}, actor=OPERATOR)
        add_link(party("Twee"), other, get_link_kind("kent"), actor=OPERATOR)
    assert obstacles(app, report) == [
        "‘Een’ is daarna gewijzigd.",
        "‘Twee’ wordt gebruikt door een verbinding.",
    ]
    with pytest.raises(Refused, match="verder gewerkt"):
        undo(app, report)
    with app.app_context():
        assert party("Drie")


def test_areas_and_roles_that_are_used_stay(app: Flask, folder: Read) -> None:
    report = folder({"gebieden.csv": "code,naam,soort\nGM1,Vlietdam,gemeente\n"})
    folder({"partijen.csv": "referentie,naam,soort,gebied\np1,Een,fonds,GM1\n"})
    assert obstacles(app, report) == ["‘Vlietdam’ wordt gebruikt door een partij."]


def test_who_became_first_contact_since_stands_in_the_way(app: Flask, folder: Read) -> None:
    head = "persoon,partij,rol,eerste_aanspreekpunt,begin,eind\n"
    files = {
        "partijen.csv": "referentie,naam,soort\np1,Een,fonds\np2,Twee,fonds\n",
        "personen.csv": "referentie,achternaam\nm,Mens\nn,Ander\n",
        "rollen.csv": head + "m,p1,trekker,ja,2020-01-01,\n",
    }
    folder(files)
    report = folder(files | {"rollen.csv": head + "m,p1,trekker,ja,2020-01-01,2021-01-01\n"})
    since = Period(date(2021, 1, 1))
    with app.app_context(), transaction():
        for name in ("Een", "Twee", "Twee"):
            person = db.session.scalars(select(Person).where(Person.last_name == "Ander")).one()
            role = open_role(person, party(name), role="trekker", period=since, actor=OPERATOR)
            role.is_first_contact = True
    with pytest.raises(Refused, match="‘Een’ zou op één dag twee eerste aanspreekpunten"):
        undo(app, report)
    with app.app_context(), transaction():
        for role in db.session.scalars(
            select(ContactRole).where(ContactRole.party == party("Een"))
        ):
            role.is_first_contact = role.begins_on != since.begins_on
    # what is wrong elsewhere is no reason
    undo(app, report)


def test_once_is_enough(app: Flask, folder: Read) -> None:
    report = folder({"partijen.csv": "referentie,naam,soort\np1,Een,fonds\n"})
    undo(app, report)
    with pytest.raises(Refused, match="al ongedaan"):
        undo(app, report)


def test_a_party_that_became_an_initiative_is_none_again(app: Flask, folder: Read) -> None:
    folder({"partijen.csv": "referentie,naam,soort\np1,Een,fonds\n"})
    with app.app_context():
        before = everything()
    report = folder({"partijen.csv": "referentie,naam,soort\np1,Een,bewonersinitiatief\n"})
    undo(app, report)
    with app.app_context():
        assert everything() == before
