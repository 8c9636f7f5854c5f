"""Two people who make two things part of each other at the same moment."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from crm.core.db import db, transaction
from crm.parties.models import Party
from crm.parties.operations import add_party, change_party
from crm.taxonomy.models import Theme
from crm.taxonomy.operations import add_theme, change_item
from crm.upkeep.check import run_checks
from tests.cast import OPERATOR
from tests.merge.test_at_once import at_once


def named(model: type, name: str) -> Party | Theme:
    """The one with this name."""
    return db.session.scalars(select(model).where(model.name == name)).one()


def initiative(one: str, of: str) -> None:
    """Make an initiative part of another."""
    values = {"part_of": named(Party, of)}
    change_party(named(Party, one), values=values, actor=OPERATOR)


def theme(one: str, of: str) -> None:
    """Put a theme under another."""
    change_item(named(Theme, one), values={"parent": named(Theme, of)}, actor=OPERATOR)


@pytest.mark.parametrize("put", [initiative, theme])
def test_the_second_hears_that_it_would_be_a_circle(
    app: Flask, put: Callable[[str, str], None]
) -> None:
    with app.app_context(), transaction():
        for name in ("Groen", "Gezond"):
            add_party(values={"name": name, "kind": "coalitie"}, actor=OPERATOR)
            add_theme(name, actor=OPERATOR)
    refused = at_once(app, lambda: put("Groen", "Gezond"), lambda: put("Gezond", "Groen"))
    assert len(refused) == 1
    with app.app_context():
        assert [one.naam for one in run_checks() if not one.goed] == []


def test_the_check_names_a_circle(app: Flask) -> None:
    with app.app_context(), transaction():
        one, other = (
            add_party(values={"name": name, "kind": "coalitie"}, actor=OPERATOR) for name in "AB"
        )
        for part, whole in ((one, other), (other, one)):
            assert part.profile is not None
            part.profile.part_of = whole
    with app.app_context():
        control = next(found for found in run_checks() if found.nummer == 3)
        assert control.gevonden == sorted(named(Party, name).ref for name in "AB")
