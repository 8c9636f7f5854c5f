"""What imports make of a party that became part of another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from crm.core.db import db, transaction
from crm.exchange.models import ImportRun
from crm.exchange.undo import look_at_undoing
from crm.links.models import Link
from crm.merge.operations import merge_parties, undo_merge
from crm.merge.queries import get_merge
from crm.parties.models import Party
from crm.resources.models import Grant
from crm.upkeep.check import run_checks
from tests.exchange.conftest import OPERATOR, fates, party

Read = Callable[..., dict[str, Any]]
PARTIES = "referentie,naam,soort\np1,Tuin,vereniging\np2,De Tuin,vereniging\np3,School,school\n"
LINKS = "partij_a,partij_b,soort\np2,p3,kent\n"


def merge(app: Flask, kept: str, dropped: str) -> str:
    """Merge two parties by name; the ref of the merge."""
    with app.app_context(), transaction():
        return merge_parties(party(kept), party(dropped), actor=OPERATOR).ref


def test_the_old_key_stands_for_the_one_that_stayed(app: Flask, folder: Read) -> None:
    files = {"partijen.csv": PARTIES, "verbindingen.csv": LINKS}
    folder(files)
    done = merge(app, "Tuin", "De Tuin")
    report = folder(files)
    assert fates(report, "partijen") == (0, 0, 3)
    assert fates(report, "verbindingen") == (0, 0, 1)
    assert report["meldingen"] == [
        "‘p2’ is samengevoegd met een andere partij. Die regel verandert niets."
    ]
    folder({"verbindingen.csv": "partij_a,partij_b,soort\np3,p2,financiert\n"})
    with app.app_context():
        links = db.session.scalars(select(Link)).all()
        assert {(one.party_a.name, one.party_b.name) for one in links} == {
            ("Tuin", "School"), ("School", "Tuin"),
        }  # fmt: skip
    with app.app_context(), transaction():
        undo_merge(get_merge(done, viewer=OPERATOR), actor=OPERATOR)
    assert fates(folder(files), "partijen") == (0, 0, 3)
    with app.app_context():
        assert [one.naam for one in run_checks() if not one.goed] == []


def test_a_register_that_uses_the_old_name_finds_the_party(app: Flask, register: Read) -> None:
    register("2016_komma.csv")
    with app.app_context():
        receivers = select(Grant.party_id).where(Grant.party_id.is_not(None)).distinct()
        kept, dropped = db.session.scalars(
            select(Party.name).where(Party.id.in_(receivers)).order_by(Party.id).limit(2)
        )
        before = db.session.scalar(select(func.count(Party.id))) or 0
    merge(app, kept, dropped)
    report = register("2016_komma.csv")
    assert fates(report, "partijen")[0] == 0
    with app.app_context():
        assert db.session.scalar(select(func.count(Party.id))) == before - 1
        run = db.session.scalars(select(ImportRun).order_by(ImportRun.id)).first()
        assert run is not None
        sentences = {one.sentence for one in look_at_undoing(run, viewer=OPERATOR).obstacles}
        assert f"‘{kept}’ is samengevoegd met een andere partij." in sentences
