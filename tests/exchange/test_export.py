"""Export: comes back byte for byte, and shows a viewer no more than they may see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.accounts.roles import Role
from crm.accounts.viewer import Viewer
from crm.core.db import db, transaction
from crm.exchange.export import export_to
from crm.exchange.operations import import_path
from crm.links.models import ContactMoment, Link
from crm.links.operations import add_link
from crm.links.queries import get_link_kind
from crm.parties.models import Party
from crm.parties.operations import add_party
from crm.people.models import Person
from crm.resources.models import Grant, Offer, Scheme
from crm.taxonomy.models import Area, TargetGroup, Theme
from crm.taxonomy.queries import get_offer_kind
from crm.upkeep.demo import make_demo
from tests.exchange.conftest import DATA, OPERATOR
from tests.support.databases import Database
from tests.support.settings import TODAY

Read = Callable[..., dict[str, Any]]


def bytes_of(path: Path) -> dict[str, bytes]:
    """The files of a folder by name; of a file its own."""
    if path.is_file():
        return {path.suffix: path.read_bytes()}
    return {file.name: file.read_bytes() for file in path.iterdir()}


def send_out(app: Flask, *paths: Path) -> None:
    """Export to each of these, and leave the database."""
    with app.app_context():
        for path in paths:
            export_to(path, viewer=OPERATOR)
        db.session.remove()
        db.engine.dispose()


def comes_back(app: Flask, database: Database, first: Path, again: Path) -> bool:
    """Whether an export, read into an empty database, leaves that as the same bytes.

    Reading those in as well must change nothing.
    """
    database.restore()
    with app.app_context():
        report = import_path(first, viewer=OPERATOR).report
        assert report["weigeringen"] == []
        export_to(again, viewer=OPERATOR)
        assert import_path(again, viewer=OPERATOR).report["run"] is None
        db.session.remove()
        db.engine.dispose()
    return bytes_of(first) == bytes_of(again)


def of_the_demo() -> None:
    """The demo municipality."""
    with transaction():
        make_demo(on=TODAY, actor=OPERATOR)


def of_a_register() -> None:
    """An imported register."""
    import_path(DATA / "register" / "2017-12.csv", viewer=OPERATOR)


@pytest.mark.parametrize("made", [of_the_demo, of_a_register])
def test_what_left_comes_back_byte_for_byte(
    app: Flask, database: Database, tmp_path: Path, made: Callable[[], None]
) -> None:
    forms = [tmp_path / form for form in ("map", "map.zip", "map.xlsx")]
    with app.app_context():
        made()
    send_out(app, *forms)
    for form in forms:
        assert comes_back(app, database, form, tmp_path / f"daarna {form.name}"), form.name
    filled = [content.count(b"\n") > 1 for content in bytes_of(forms[0]).values()]
    assert all(filled) if made is of_the_demo else sum(filled) > 2


# What no database holds: zero bytes and halves of signs.
SIGNS = st.characters(exclude_characters="\0", exclude_categories=("Cs",))
NASTY = st.one_of(
    st.text(SIGNS, max_size=30),
    st.sampled_from(
        ["=1+1", "'=1", "''", "@x", "-", "+31", '"', 'a "b", c', "a;b\\;c\\", "\r\n", " x "]
    ),
)
NAMES = NASTY.map(lambda text: f"n{text}"[:100])
KEYS = st.text(SIGNS, min_size=1, max_size=20).map(str.strip).filter(bool)
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@settings(max_examples=12)
@given(data=st.data())
def test_whatever_people_write_comes_back(
    app: Flask, database: Database, tmp_path_factory: Any, data: st.DataObject
) -> None:
    draw = data.draw
    database.restore()
    with app.app_context(), transaction():
        themes = [
            Theme(name=name, sort_key=name)
            for name in draw(st.lists(KEYS, max_size=3, unique=True), "themes")
        ]
        areas = [
            Area(code=code, name=draw(NAMES), sort_key="", kind="wijk")
            for code in draw(st.lists(KEYS, max_size=2, unique=True), "areas")
        ]
        groups = [TargetGroup(name=name, sort_key="") for name in draw(st.sets(KEYS, max_size=2))]
        parties = [
            Party(
                reference=reference,
                name=draw(NAMES),
                kind=draw(st.sampled_from(["fonds", "bewonersinitiatief", "gemeente"])),
                sector=draw(st.sampled_from(["civiel", "privaat"])),
                description=draw(NASTY),
                mission=draw(NASTY),
                street=draw(NASTY),
                themes=themes,
                areas=areas,
                target_groups=groups,
                verified_on=draw(st.none() | DAYS),
                withheld=draw(st.booleans()),
                visibility=draw(st.sampled_from(["openbaar", "netwerk", "intern"])),
            )
            for reference in [None, *draw(st.lists(KEYS, min_size=2, max_size=3, unique=True))]
        ]
        person = Person(
            last_name=draw(NAMES), expertise=draw(NASTY), reference=draw(st.none() | KEYS)
        )
        db.session.add_all([*themes, *areas, *groups, *parties, person])
        db.session.flush()
        link = Link(
            party_a=min(parties[:2], key=lambda one: one.id),
            party_b=max(parties[:2], key=lambda one: one.id),
            kind=get_link_kind("werkt_samen_met"),
            note=draw(NASTY),
            begins_on=draw(st.none() | DAYS),
        )
        moment = ContactMoment(
            happened_at=datetime.combine(draw(DAYS), datetime.min.time(), UTC)
            + timedelta(seconds=draw(st.integers(0, 86399))),
            subject=draw(NASTY),
            content=draw(NASTY),
            parties=parties[:2],
            people=[person],
        )
        scheme = Scheme(name=draw(NAMES), sort_key="", minimum=draw(MONEY), provider=parties[2])
        grant = Grant(
            dossier=draw(KEYS),
            scheme=scheme,
            party=parties[0],
            project=draw(NASTY),
            asked=draw(MONEY),
        )
        offer = Offer(
            party=parties[0],
            direction="biedt",
            kind=get_offer_kind("kennis"),
            title=draw(NAMES),
            themes=themes,
        )
        db.session.add_all([link, moment, scheme, grant, offer])
    folder = tmp_path_factory.mktemp("reis")
    send_out(app, folder / "eerst")
    assert comes_back(app, database, folder / "eerst", folder / "daarna")


MONEY = st.none() | st.decimals(0, 10**9, places=2).map(Decimal)


def test_a_viewer_exports_what_they_may_see(app: Flask, tmp_path: Path) -> None:
    with app.app_context(), transaction():
        open_party = add(name="Open", withheld=True, email="merk1@geheim.example", street="merk2")
        hidden = add(name="merk3", visibility="vertrouwelijk")
        intern = add(name="merk4", visibility="intern", parent=None)
        for other in (hidden, intern):
            add_link(
                open_party, other, get_link_kind("kent"), values={"note": "merk5"}, actor=OPERATOR
            )
        person = Person(last_name="merk6")
        moment = ContactMoment(subject="merk7", parties=[open_party, hidden], people=[person])
        scheme = Scheme(name="merk8", sort_key="", visibility="intern")
        db.session.add_all(
            [person, moment, scheme, Grant(dossier="merk9", scheme=scheme, party=open_party)]
        )
    reader = Viewer(0, Role.READER, TODAY)
    with app.app_context():
        export_to(tmp_path / "lezer", viewer=reader)
        export_to(tmp_path / "alles", viewer=OPERATOR)
    seen = b"".join(bytes_of(tmp_path / "lezer").values()).decode()
    assert [mark for mark in range(1, 10) if f"merk{mark}" in seen] == []
    assert "Open" in seen
    everything = b"".join(bytes_of(tmp_path / "alles").values()).decode()
    assert [mark for mark in range(1, 10) if f"merk{mark}" not in everything] == []


def add(**values: Any) -> Party:
    return add_party(values={"kind": "fonds"} | values, actor=OPERATOR)


def test_a_zip_and_a_workbook_hold_the_same(app: Flask, folder: Read, tmp_path: Path) -> None:
    folder({"partijen.csv": 'referentie,naam,soort,omschrijving\np1,\'=1+1,fonds,"a\nb"\n'})
    for name in ("uit.zip", "uit.xlsx"):
        with app.app_context():
            rows = export_to(tmp_path / name, viewer=OPERATOR)
            assert rows["partijen.csv"] == 1
            report = import_path(tmp_path / name, viewer=OPERATOR).report
            assert report["run"] is None
            assert report["records"]["partijen"]["gelijk"] == 1
