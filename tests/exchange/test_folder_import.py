"""Exchange folders through the front door: keys, refusals, defaults, clearing, doubles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.accounts.roles import Role
from crm.accounts.viewer import Viewer
from crm.audit.models import Event
from crm.core.db import db, transaction
from crm.exchange import operations
from crm.exchange.models import ImportRun
from crm.exchange.operations import import_path
from crm.exchange.queries import get_run
from crm.exchange.tables import Unreadable
from crm.exchange.undo import undo_import
from crm.links.edges import expected_degrees, expected_edges
from crm.links.models import Degree, Edge, Link
from crm.parties.models import Party
from crm.parties.operations import add_party
from crm.people.first_contacts import parties_with_two
from crm.people.models import AccountHolding, ContactRole, Person, Portfolio, Signpost
from crm.resources.models import Grant
from crm.taxonomy.models import TargetGroup, Theme
from tests.exchange.conftest import DATA, OPERATOR, fates, party, refused
from tests.support.settings import TODAY

Read = Callable[..., dict[str, Any]]
PARTIES = "referentie,naam,soort\np1,Tuin,bewonersinitiatief\np2,Fonds,fonds\n"
AMINA = Viewer(0, Role.CIVIL_SERVANT, TODAY, ref="amina")


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_folder_with_good_and_bad_rows(app: Flask) -> None:
    with app.app_context():
        report = import_path(DATA / "uitwisseling", viewer=OPERATOR).report
        assert refused(report) == [
            ("partijen.csv", 6, "soort", "onbekende_waarde"),
            ("partijen.csv", 8, "referentie", "dubbel"),
            ("partijen.csv", 7, "gebied", "onbekend"),
            ("relaties.csv", 8, "begin", "datum"),
            ("relaties.csv", 4, "partij_a", "dubbel"),
            ("relaties.csv", 5, "partij_a", "geweigerd"),
            ("relaties.csv", 6, "partij_b", "zichzelf"),
            ("relaties.csv", 7, "eind", "periode"),
        ]
        assert "(regel 3)" in report["weigeringen"][4]["reden"]
        assert report["meldingen"] == [
            "Het bestand verwacht.csv kennen wij niet. Het is niet gelezen.",
            "De kolom kleur in partijen.csv kennen wij niet. Zij is niet gelezen.",
            "Mogelijk dubbel: ‘Fonds Vliet’ en ‘Fonds Vliet’.",
        ]
        assert fates(report, "partijen") == (3, 0, 0)
        assert fates(report, "verbindingen") == (2, 0, 0)
        cook = party("'s-Gravenhuis")
        assert cook.description == "Wij koken,\nelke week."
        assert {theme.name for theme in cook.themes} == {"Eten", "Zorg;hulp"}
        assert cook.profile is not None
        assert cook.profile.phase == "opbouw"
        fund = db.session.scalars(select(Party).where(Party.reference == "p2")).one()
        assert (fund.description, fund.sensitive, fund.visibility) == ("=1+1", True, "intern")
        # an area may be called by its name
        assert [area.code for area in fund.areas] == ["WK1"]
        again = import_path(DATA / "uitwisseling", viewer=OPERATOR).report
        assert fates(again, "partijen") == (0, 0, 3)
        assert fates(again, "verbindingen") == (0, 0, 2)


def test_edges_and_degrees_follow(folder: Read, app: Flask) -> None:
    links = "partij_a,partij_b,soort,zichtbaarheid\np2,p1,financiert,\np1,p2,kent,intern\n"
    folder({"partijen.csv": PARTIES, "verbindingen.csv": links})
    folder(
        {"partijen.csv": "referentie,naam,soort,zichtbaarheid\np1,Tuin,bewonersinitiatief,intern\n"}
    )
    with app.app_context():
        edges = set(db.session.execute(select(*Edge.__table__.columns)))
        assert edges == set(db.session.execute(expected_edges()))
        assert {edge.level for edge in edges} == {2}
        degrees = set(db.session.execute(select(*Degree.__table__.columns)))
        assert degrees == set(db.session.execute(expected_degrees()))


def test_absent_columns_stay_and_empty_cells_clear(folder: Read, app: Flask) -> None:
    folder(
        {
            "partijen.csv": "referentie,naam,soort,omschrijving,website,themas,fase,sector\n"
            "p1,Tuin,bewonersinitiatief,Groen,https://tuin.example,Natuur;Eten,opbouw,privaat\n"
        }
    )
    report = folder(
        {
            "partijen.csv": "referentie,naam,soort,omschrijving,themas,fase,sector\n"
            "p1,De Tuin,bewonersinitiatief,,Eten,,\n"
        }
    )
    assert fates(report, "partijen") == (0, 1, 0)
    with app.app_context():
        garden = party("De Tuin")
        assert garden.profile is not None
        assert (garden.description, garden.website) == ("", "https://tuin.example")
        assert (garden.sector, garden.profile.phase) == ("civiel", "idee")
        assert [theme.name for theme in garden.themes] == ["Eten"]
        assert garden.version == 2
        assert "tuin" in garden.stems
        event = db.session.scalars(select(Event).where(Event.tag == "party.changed")).one()
        assert event.difference["naam"] == ["Tuin", "De Tuin"]
        assert event.difference["themas"] == [["Eten", "Natuur"], ["Eten"]]


def test_a_uuid_is_the_ref_and_stays(folder: Read, app: Flask) -> None:
    ref = str(uuid4())
    folder({"partijen.csv": f"referentie,naam,soort\n{ref},Tuin,fonds\n{ref.upper()},B,fonds\n"})
    with app.app_context():
        assert (party("Tuin").ref, party("Tuin").reference) == (ref, None)
        assert count(Party) == 1
    report = folder({"partijen.csv": f"referentie,naam,soort\n{ref},Tuin,fonds\n"})
    assert fates(report, "partijen") == (0, 0, 1)


def test_a_row_that_needs_a_refused_row_is_refused(folder: Read, app: Flask) -> None:
    head = "referentie,naam,soort,onderdeel_van\n"
    report = folder(
        {
            "partijen.csv": head
            + "a,A,afdeling,b\nb,B,gemeente,c\nc,C,fout,\nd,D,afdeling,e\ne,E,gemeente,\n"
            + "f,F,afdeling,g\ng,G,afdeling,f\nh,H,afdeling,bestaat-niet\n",
            "personen.csv": "referentie,achternaam\nm,Mens\n",
            "rollen.csv": "persoon,partij,rol\nm,a,contactpersoon\nm,d,contactpersoon\n",
        }
    )
    assert [(one[1], one[3]) for one in refused(report) if one[0] == "partijen.csv"] == [
        (4, "onbekende_waarde"),
        (7, "kring"),
        (8, "kring"),
        (3, "geweigerd"),
        (9, "onbekend"),
        (2, "geweigerd"),
    ]
    assert ("rollen.csv", 2, "partij", "geweigerd") in refused(report)
    with app.app_context():
        assert party("D").parent == party("E")
        assert count(ContactRole) == 1
        assert count(Party) == 2


def test_one_vaste_contactpersoon_at_a_time(folder: Read, app: Flask) -> None:
    holders = (
        "partij,persoon,team,rol,begin,eind\n"
        "p1,m,,vaste_contactpersoon,2020-01-01,2021-01-01\n"
        "p1,n,,vaste_contactpersoon,2021-01-01,\n"
        "p1,m,,vaste_contactpersoon,2022-01-01,\n"
        "p1,m,p2,accounthouder,,\n"
        "p1,,p2,accounthouder,,\n"
    )
    files = {
        "partijen.csv": PARTIES,
        "personen.csv": "referentie,achternaam\nm,Mens\nn,Ander\n",
        "accounthouders.csv": holders,
    }
    report = folder(files)
    assert [(one[1], one[3]) for one in refused(report)] == [(4, "dubbel"), (5, "houder")]
    again = folder(files)
    assert fates(again, "accounthouders") == (0, 0, 3)
    files["accounthouders.csv"] = (
        "partij,persoon,team,rol,begin,eind\n"
        "p1,m,,vaste_contactpersoon,2022-01-01,\n"
        "p1,n,,vaste_contactpersoon,2021-01-01,2022-01-01\n"
    )
    handed_over = folder(files)
    assert fates(handed_over, "accounthouders") == (1, 1, 0)
    with app.app_context():
        assert count(AccountHolding) == 4
        with transaction():
            undo_import(get_run(handed_over["run"], viewer=OPERATOR), actor=OPERATOR)
        assert count(AccountHolding) == 3


def test_one_first_contact_per_day(folder: Read, app: Flask) -> None:
    head = "persoon,partij,rol,eerste_aanspreekpunt,begin,eind\n"
    files = {
        "partijen.csv": PARTIES,
        "personen.csv": "referentie,achternaam\nm,Mens\nn,Ander\n",
        "rollen.csv": head + (
            "m,p1,trekker,ja,2020-01-01,2021-01-01\n"
            "m,p1,trekker,nee,2021-01-01,\n"
            "n,p1,trekker,ja,2021-01-01,\n"
            "m,p1,bestuurder,ja,2022-01-01,\n"
        ),
    }  # fmt: skip
    report = folder(files)
    assert refused(report) == [("rollen.csv", 5, "eerste_aanspreekpunt", "dubbel")]
    assert fates(folder(files), "rollen") == (0, 0, 3)
    # who no longer is it makes room, also when somebody else is it from the same day
    files["rollen.csv"] = head + (
        "n,p1,trekker,nee,2021-01-01,\n"
        "m,p1,bestuurder,ja,2022-01-01,\n"
        "m,p1,trekker,ja,2020-01-01,2022-01-01\n"
    )
    report = folder(files)
    assert refused(report) == []
    assert fates(report, "rollen") == (1, 2, 0)
    with app.app_context():
        assert parties_with_two() == set()
        with transaction():
            undo_import(get_run(report["run"], viewer=OPERATOR), actor=OPERATOR)
        assert parties_with_two() == set()
    # a handover as our own export may have it: who comes stands before who goes
    rows = (
        "m,p1,bestuurder,ja,2026-01-01,\n"
        "n,p1,trekker,ja,2021-01-01,{end}\n"
        "n,p1,trekker,nee,2026-01-01,\n"
    )
    files["rollen.csv"] = head + rows.format(end="2020-01-01")
    assert [(one[1], one[3]) for one in refused(folder(files))] == [(3, "periode"), (2, "dubbel")]
    files["rollen.csv"] = head + rows.format(end="2026-01-01")
    handed_over = folder(files)
    assert refused(handed_over) == []
    with app.app_context():
        assert parties_with_two() == set()
        with transaction():
            undo_import(get_run(handed_over["run"], viewer=OPERATOR), actor=OPERATOR)
        assert parties_with_two() == set()


def test_themes_are_made_unless_there_is_a_list(folder: Read, app: Flask) -> None:
    files = {"partijen.csv": "referentie,naam,soort,themas,doelgroepen\np1,A,fonds,Nieuw,Ouderen\n"}
    report = folder(files | {"themas.csv": "naam,bovenliggend\nOud,\n"})
    assert refused(report) == [("partijen.csv", 2, "themas", "onbekend")]
    [refusal] = report["weigeringen"]
    assert refusal["reden"].endswith("‘Nieuw’ niet. Zet een regel hierover in themas.csv.")
    folder(files)
    with app.app_context():
        assert set(db.session.scalars(select(Theme.name))) == {"Oud", "Nieuw"}
        assert set(db.session.scalars(select(TargetGroup.name))) == {"Ouderen"}


def test_what_is_not_there_yet_says_what_to_read_first(folder: Read) -> None:
    report = folder({"partijen.csv": "referentie,naam,soort,gebied\np1,A,fonds,WK9\n"})
    [refusal] = report["weigeringen"]
    assert refusal["reden"] == (
        "Wij kennen gebied ‘WK9’ niet. "
        "Lees eerst gebieden.csv in, of lever de hele map aan als één zipbestand."
    )


@pytest.mark.parametrize(
    "files",
    [
        {"partijen.csv": "referentie,naam\np1,A\n"},
        {"partijen.csv": PARTIES, "personen.csv": 'referentie,achternaam\nm,"open\n'},
        {"iets.csv": "a,b\n1,2\n"},
    ],
)
def test_a_file_that_cannot_be_read_stops_everything(
    files: dict[str, str], folder: Read, app: Flask
) -> None:
    with pytest.raises(Unreadable):
        folder(files)
    with app.app_context():
        assert count(Party) == count(Event) == count(ImportRun) == 0


def test_an_undirected_link_is_the_same_either_way_round(folder: Read, app: Flask) -> None:
    links = "partij_a,partij_b,soort,begin,eind\n{},werkt_samen_met,2024-01-01,{}\n"
    folder({"partijen.csv": PARTIES, "verbindingen.csv": links.format("p1,p2", "")})
    report = folder({"relaties.csv": links.format("p2,p1", "")})
    assert fates(report, "verbindingen") == (0, 0, 1)
    report = folder({"relaties.csv": links.format("p2,p1", "2025-01-01")})
    assert fates(report, "verbindingen") == (0, 1, 0)
    with app.app_context():
        link = db.session.scalars(select(Link)).one()
        assert link.party_a_id < link.party_b_id
        assert (link.origin, link.ends_on.isoformat()) == ("import", "2025-01-01")


def test_who_sees_what_is_new(folder: Read, app: Flask) -> None:
    files = {"partijen.csv": PARTIES, "personen.csv": "referentie,achternaam\nm,Mens\n"}
    folder(files)
    with app.app_context():
        assert party("Tuin").visibility == "netwerk"
        assert db.session.scalars(select(Person)).one().visibility == "intern"
    head = "referentie,naam,soort,zichtbaarheid,bestuurlijk_gevoelig\n"
    report = folder(
        {"partijen.csv": head + "p3,C,fonds,openbaar,ja\np4,D,fonds,,ja\np5,E,fonds,,\n"},
        visibility="intern",
    )
    assert refused(report) == [("partijen.csv", 2, "zichtbaarheid", "gevoelig")]
    with app.app_context():
        assert (party("D").visibility, party("E").visibility) == ("intern", "intern")


def test_a_hidden_key_is_in_use_and_nothing_else(folder: Read, app: Flask) -> None:
    head = "referentie,naam,soort,zichtbaarheid\n"
    folder({"partijen.csv": head + "geheim,Zwarte Doos,fonds,vertrouwelijk\np1,Tuin,fonds,\n"})
    report = folder(
        {
            "partijen.csv": "referentie,naam,soort\n"
            "geheim,Zwarte doos,fonds\nx,Zwarte doos,fonds\n",
            "relaties.csv": "partij_a,partij_b,soort\np1,geheim,kent\n",
        },
        viewer=AMINA,
    )
    assert refused(report) == [
        ("partijen.csv", 2, "referentie", "al_in_gebruik"),
        ("relaties.csv", 2, "partij_b", "onbekend"),
    ]
    assert report["records"]["partijen"]["mogelijk_dubbel"] == 0
    assert "Zwarte Doos" not in str(report)


def test_grants_without_a_party_are_counted(folder: Read, app: Flask) -> None:
    report = folder(
        {
            "partijen.csv": PARTIES,
            "regelingen.csv": "referentie,naam,aanbieder,minimum\nr1,Buurtpot,p2,100.00\n",
            "subsidies.csv": "dossier,regeling,partij,jaar,verleend,zonder_partij\n"
            "d1,r1,p1,2024,250.00,\nd2,r1,,2024,,particulier\nd3,r1,,2024,abc,\nd1,r1,p1,2024,1,\n",
        }
    )
    assert report["zonder_partij"] == {"particulier": 1, "leeg": 0}
    assert [(one[1], one[3]) for one in refused(report)] == [(4, "bedrag"), (5, "dubbel")]
    with app.app_context():
        assert count(Grant) == 2


def test_somebody_else_changes_something_meanwhile(
    folder: Read, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan is made anew when the database is no longer what it was."""
    real, disturbed = operations.hold_chain, []

    def disturb() -> None:
        real()
        if not disturbed:
            disturbed.append(True)
            add_party(values={"name": "Tussendoor", "kind": "fonds"}, actor=OPERATOR)
            db.session.flush()

    monkeypatch.setattr(operations, "hold_chain", disturb)
    report = folder({"partijen.csv": PARTIES})
    assert fates(report, "partijen") == (2, 0, 0)
    with app.app_context():
        assert set(db.session.scalars(select(Party.name))) == {"Tuin", "Fonds"}


class TestSidesOfLinks:
    """What each side says comes in with the link it belongs to."""

    PARTIES = "referentie,naam,soort\na,Tuin,bewonersinitiatief\nb,School,school\nc,Fonds,fonds\n"
    LINKS = "referentie,partij_a,partij_b,soort\nl,a,b,kent\n"

    def test_with_its_link(self, folder: Read, app: Flask) -> None:
        sides = (
            "verbinding,partij,niveau_ervaren,bevestigd_op,bevestigd_via\n"
            "l,b,3,2026-05-01,gesprek\nl,a,2,,\n"
        )
        files = {"partijen.csv": self.PARTIES, "verbindingen.csv": self.LINKS,
                 "verbindingskanten.csv": sides}  # fmt: skip
        report = folder(files)
        assert report["weigeringen"] == []
        with app.app_context():
            link = db.session.scalars(select(Link)).one()
            said = {side.party.name: side.level_experienced for side in link.sides}
            assert said == {"School": 3, "Tuin": 2}
        assert fates(folder(files), "verbindingskanten") == (0, 0, 2)

    def test_what_cannot_be_is_refused(self, folder: Read) -> None:
        sides = "verbinding,partij,niveau_ervaren,bevestigd_op\nl,c,3,\nl,a,9,\nl,b,,2026-05-01\n"
        report = folder({"partijen.csv": self.PARTIES, "verbindingen.csv": self.LINKS,
                         "verbindingskanten.csv": sides})  # fmt: skip
        columns = [one["kolom"] for one in report["weigeringen"]]
        assert sorted(columns) == ["bevestigd_op", "niveau_ervaren", "partij"]


class TestWegwijzers:
    """Portfolios and signposts come in with the person they belong to."""

    FILES: ClassVar[dict[str, str]] = {
        "personen.csv": "referentie,achternaam,naam_openbaar_sinds,naam_openbaar_hoe\n"
        "m,Hof,2026-01-01,aan tafel\n",
        "portefeuilles.csv": "persoon,naam,themas,begin\nm,wonen,Groen;Wonen,2025-01-01\n",
        "wegwijzers.csv": "persoon,thema,begin\nm,Vervoer,2025-01-01\n",
    }

    def test_they_come_in_once(self, folder: Read, app: Flask) -> None:
        assert folder(self.FILES)["weigeringen"] == []
        with app.app_context():
            portfolio = db.session.scalars(select(Portfolio)).one()
            assert [theme.name for theme in portfolio.themes] == ["Groen", "Wonen"]
            signpost = db.session.scalars(select(Signpost)).one()
            assert (signpost.person.name, signpost.theme.name) == ("Hof", "Vervoer")
            assert signpost.person.public_name_how == "aan tafel"
        again = folder(self.FILES)
        assert fates(again, "portefeuilles") == (0, 0, 1)
        assert fates(again, "wegwijzers") == (0, 0, 1)

    def test_a_second_row_that_says_the_same_is_refused(self, folder: Read) -> None:
        double = self.FILES["wegwijzers.csv"] + "m,Vervoer,2025-01-01\n"
        report = folder(self.FILES | {"wegwijzers.csv": double})
        assert [one["bestand"] for one in report["weigeringen"]] == ["wegwijzers.csv"]


def test_the_timeline_names_a_theme_that_the_same_file_made(app: Flask, folder: Read) -> None:
    folder({"partijen.csv": "referentie,naam,soort\np1,Tuin,fonds\n"})
    folder({"partijen.csv": "referentie,naam,soort,themas\np1,Tuin,fonds,Vrede\n"})
    with app.app_context():
        themes = select(Event.difference).where(Event.subject_ref == party("Tuin").ref)
        told = [one["themas"] for one in db.session.scalars(themes) if "themas" in one]
    assert told == [[[], ["Vrede"]]]
