"""Files that call a theme, area or group by its old name mean what it became."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from sqlalchemy import select

from crm.core.db import db, transaction
from crm.exchange.operations import import_path
from crm.parties.models import Party
from crm.taxonomy.models import Area, TargetGroup, Theme
from crm.taxonomy.operations import (
    add_area,
    add_target_group,
    add_theme,
    change_item,
    merge_item,
)
from tests.exchange.conftest import OPERATOR

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
