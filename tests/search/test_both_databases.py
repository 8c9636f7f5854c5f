"""Both databases give the same answers, and the ones that the words of the order ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from crm import create_app
from crm.accounts.roles import Role
from crm.core.db import db
from crm.parties.models import Party
from crm.people.models import Person
from crm.search.queries import matching_parties, search
from tests.search.register import Record, expected, party, person, save, viewer
from tests.support.databases import Database
from tests.support.settings import app_settings

NAMES = (
    *("Buurttuin De Vliet", "Buurttuinvereniging Oost", "De Tuin", "Tuin 2", "Tuin 10", "Tuin 010"),
    *("Café 't Hoekje", "’t Hoekje 2e", "Repair Café Zuid", "3D-werkplaats", "1e5", "1e5e"),
    *(
        "Ĳsclub IJmeer",
        "Straße",
        "NEAR",
        "AND OR NOT",
        "C++ & C#",
        "100% Natuur",
        "A_B",
        'Zeg "ja"',
    ),
    *("Stichting De Tuinen", "Ÿ", "tuinen tuinen", "Aarde \\ Water", "x" * 200, "06 punt 12"),
)
PEOPLE = (
    *(("Amina", "El", "Idrissi"), ("J.", "van den", "Berg"), ("Zoë", "", "Tuinman")),
    *(("Jan", "de", "Vries"), ("Berg", "", "Janssen"), ("", "", "Tuin")),
)
LETTERS = st.text("abdeijknorstuvz0125é' \"*-:()%_\\&|!<>", max_size=12)
BITS = st.sampled_from(
    [bit for name in NAMES for bit in name.split()] + ["near", "tuinver", "678", "+31", "e", "zelf"]
)
TEXTS = LETTERS | st.lists(BITS, max_size=3).map(" ".join) | BITS.map(lambda bit: bit[1:5])


def register() -> list[Record]:
    parties = [
        party(
            name,
            description=NAMES[place - 1] if place % 3 == 0 else "",
            phone=f"06 12 34 56 {place:02d}" if place % 2 else "",
        )
        for place, name in enumerate(NAMES)
    ]
    people = [
        person(first, last, name_prefix=prefix, phone="0252 41 56 78", tasks="tuinen en cafés")
        for first, prefix, last in PEOPLE
    ]
    return [*parties, *people]


@pytest.fixture
def apps(
    sqlite_database: Database, postgresql_database: Database, tmp_path: Path
) -> Iterator[list[Flask]]:
    """The same register on both databases."""
    made = []
    for database in (sqlite_database, postgresql_database):
        made.append(create_app(app_settings(database.url, tmp_path / "instance")))
    yield made
    for app, database in zip(made, (sqlite_database, postgresql_database), strict=True):
        with app.app_context():
            db.engine.dispose()
        database.restore()


def test_the_same_answers_on_both(apps: list[Flask]) -> None:
    who = []
    records: list[Record] = []
    for app in apps:
        with app.app_context():
            save(*register())
            records = [*db.session.scalars(select(Party)), *db.session.scalars(select(Person))]
            db.session.expunge_all()
            who.append(viewer(Role.READER))

    @settings(max_examples=80)
    @given(TEXTS)
    @example("tuin")
    @example("1e5")
    @example("2e")
    @example("e:1")
    @example('"tuin" NEAR(de, 2)')
    @example("de tu")
    @example("van den berg")
    def check(text: str) -> None:
        right = expected(records, text)
        for app, reader in zip(apps, who, strict=True):
            with app.app_context():
                found = search(text, viewer=reader, most=100)
                assert [hit.name for hit in found.hits] == right
                first = search(text, viewer=reader, most=3)
                assert [hit.name for hit in first.hits] == right[:3]
                if not found.is_too_short:
                    query = select(Party.name).where(matching_parties(text))
                    people = {found.name for found in records if isinstance(found, Person)}
                    listed = set(db.session.scalars(query))
                    assert listed | people >= set(right)
                    assert listed <= set(right)

    check()
