"""Files that call a theme, area or group by its old name mean what it became."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from sqlalchemy import select

from crm.core.db import db, transaction
from crm.exchange.export import export_to
from crm.exchange.models import ImportRun
from crm.exchange.operations import import_path
from crm.exchange.undo import undo_import
from crm.parties.models import Party
from crm.resources.models import Offer
from crm.taxonomy.models import Area, TargetGroup, Theme
from crm.taxonomy.operations import (
    add_area,
    add_target_group,
    add_theme,
    change_item,
    merge_item,
)
from crm.taxonomy.queries import get_offer_kind, list_offer_kinds
from tests.exchange.conftest import OPERATOR, refused

ROWS = (
    "referentie,naam,soort,themas,gebied,doelgroepen\n"
    "p1,Tuin,bewonersinitiatief,Groen;Sport,BU1,Ouderen\n"
)


def test_nothing_is_made_anew_that_was_renamed_or_merged(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "partijen.csv").write_text(ROWS, encoding="utf-8")
    with app.app_context():
        with transaction():
            green, nature = (add_theme(name, actor=OPERATOR) for name in ("Groen", "Natuur"))
            add_theme("Sport", actor=OPERATOR)
            gone, here = (add_area(code, code, "buurt", actor=OPERATOR) for code in ("BU1", "BU2"))
            group = add_target_group("Ouderen", actor=OPERATOR)
            merge_item(green, nature, actor=OPERATOR)
            merge_item(gone, here, actor=OPERATOR)
            change_item(group, values={"name": "Senioren"}, actor=OPERATOR)
        import_path(tmp_path, viewer=OPERATOR)
        garden = db.session.scalars(select(Party)).one()
        assert [theme.name for theme in garden.themes] == ["Natuur", "Sport"]
        assert [area.code for area in garden.areas] == ["BU2"]
        assert [one.name for one in garden.target_groups] == ["Senioren"]
        for model, number in ((Theme, 2), (Area, 1), (TargetGroup, 1)):
            assert len(db.session.scalars(select(model)).all()) == number


OFFERS = (
    "referentie,partij,richting,soort,titel\n"
    "a1,p1,zoekt,kennis,Advies\na2,p1,biedt,ruimte of voorziening,Zaal\na3,p1,biedt,lawaai,Niets\n"
)


def test_kinds_of_offer_by_their_code_now_or_before_or_by_their_word(
    app: Flask, tmp_path: Path
) -> None:
    (tmp_path / "partijen.csv").write_text(ROWS.splitlines()[0] + "\np1,Tuin,fonds,,,\n")
    (tmp_path / "aanbod_en_gevraagd.csv").write_text(OFFERS, encoding="utf-8")
    with app.app_context():
        with transaction():
            merge_item(get_offer_kind("kennis"), get_offer_kind("netwerk"), actor=OPERATOR)
        report = import_path(tmp_path, viewer=OPERATOR).report
        kinds = {offer.title: offer.kind.code for offer in db.session.scalars(select(Offer))}
        assert kinds == {"Advies": "netwerk", "Zaal": "faciliteit"}
        assert refused(report) == [("aanbod_en_gevraagd.csv", 4, "soort", "onbekend")]


def test_a_kind_that_was_added_travels_along(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "soorten_aanbod.csv").write_text("code,naam\nvervoer,Vervoer\n")
    (tmp_path / "partijen.csv").write_text(ROWS.splitlines()[0] + "\np1,Tuin,fonds,,,\n")
    rows = "referentie,partij,richting,soort,titel\na1,p1,biedt,vervoer,Busje\n"
    (tmp_path / "aanbod_en_gevraagd.csv").write_text(rows)
    with app.app_context():
        import_path(tmp_path, viewer=OPERATOR)
        assert db.session.scalars(select(Offer)).one().kind_label == "Vervoer"
        export_to(tmp_path / "uit", viewer=OPERATOR)
        run = db.session.scalars(select(ImportRun)).one()
        with transaction():
            undo_import(run, actor=OPERATOR)
        assert "vervoer" not in {kind.code for kind in list_offer_kinds()}
    assert "vervoer,Vervoer" in (tmp_path / "uit" / "soorten_aanbod.csv").read_text()
