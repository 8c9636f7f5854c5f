"""The migrations make what the models say, and can be taken back, on both databases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy.engine import Connection

from crm import create_app
from crm.audit.chain import first_break
from crm.audit.queries import all_events
from crm.core import schema
from crm.core.db import Base, Instant, db
from tests.support import postgresql
from tests.support.settings import app_settings

IN_2020, IN_2021, IN_2022 = (date(year, 1, 1) for year in (2020, 2021, 2022))
THEN = datetime(2026, 11, 22, 12)  # noqa: DTZ001 (as the database keeps it)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An app on a database of its own with nothing in it."""
    if request.param == "sqlite":
        yield from _app_on(f"sqlite:///{tmp_path / 'empty.sqlite3'}", tmp_path)
        return
    with postgresql.database(request.getfixturevalue("postgresql_server")) as url:
        yield from _app_on(url, tmp_path)


def _app_on(url: str, folder: Path) -> Iterator[Flask]:
    app = create_app(app_settings(url, folder / "instance"))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_they_make_what_the_models_say_and_leave_nothing_behind(empty: Flask) -> None:
    assert not schema.is_up_to_date()
    schema.migrate()
    assert schema.is_up_to_date()
    with db.engine.connect() as connection:
        assert _differences(connection) == []
        first = _made(connection)
    schema.migrate("base")
    with db.engine.connect() as connection:
        assert _made(connection) == {"alembic_version"}
    schema.migrate()
    with db.engine.connect() as connection:
        assert _made(connection) == first


def test_events_of_before_the_chain_are_chained(empty: Flask) -> None:
    schema.migrate("0005")
    columns = ("actor_ref", "tag", "subject_kind", "subject_ref", "difference")
    old = sa.table("event", sa.column("at", Instant), *map(sa.column, columns))
    rows = [
        {
            "at": datetime(2026, 11, 22, 12, place, tzinfo=UTC),
            "actor_ref": None,
            "tag": "party.created",
            "subject_kind": "party",
            "subject_ref": f"ref {place}",
            "difference": json.dumps({"naam": [None, "Café ’t Hoekje"], "sterkte": [1, 2.5]}),
        }
        for place in range(3)
    ]
    with db.engine.begin() as connection:
        connection.execute(sa.insert(old), rows)
    schema.migrate()
    assert first_break(all_events()) is None
    assert len(list(all_events())) == len(rows)


def test_what_was_there_before_comes_along(empty: Flask) -> None:
    schema.migrate("0023")
    record = {"version": 1, "created_at": THEN, "changed_at": THEN, "visibility": "netwerk"}
    record |= {"sensitive": False}
    with db.engine.begin() as connection:
        tables = sa.MetaData()
        tables.reflect(connection, only=["party", "theme", "offer", "offer_theme", "person"])
        put = {name: tables.tables[name] for name in tables.tables}
        theme = {"id": 1, "ref": "t", "name": "Groen", "sort_key": "groen"}
        connection.execute(put["theme"].insert(), theme)
        party = {one.name: "" for one in put["party"].c if not one.nullable and not one.computed}
        party = {
            name: value
            for name, value in party.items()
            if isinstance(put["party"].c[name].type, sa.String)
        }
        party |= {"id": 1, "ref": "p", "name": "Tuin", "kind": "fonds", "sector": "privaat"}
        party |= {"withheld": False, **record}
        connection.execute(put["party"].insert(), party)
        offer = {"id": 7, "ref": "o", "party_id": 1, "direction": "zoekt", "kind": "geld"}
        offer |= {"title": "Euro’s", "description": "", "status": "open", **record}
        connection.execute(put["offer"].insert(), offer)
        connection.execute(put["offer_theme"].insert(), {"offer_id": 7, "theme_id": 1})
        _put_two_first_contacts(connection, put["person"], record)
    schema.migrate()
    with db.engine.connect() as connection:
        kept = connection.execute(
            sa.text(
                "SELECT o.id, o.level, k.code, t.theme_id FROM offer o"
                " JOIN offer_kind k ON k.id = o.kind_id JOIN offer_theme t ON t.offer_id = o.id"
            )
        ).all()
        role = sa.Table("contact_role", sa.MetaData(), autoload_with=connection)
        roles = connection.execute(sa.select(role).order_by(role.c.begins_on, role.c.id)).all()
    assert [tuple(row) for row in kept] == [(7, 1, "geld", 1)]
    firsts = {(row.begins_on, row.ends_on) for row in roles if row.is_first_contact}
    others = {(row.begins_on, row.ends_on) for row in roles if not row.is_first_contact}
    assert firsts == {(None, IN_2020), (IN_2020, IN_2021), (IN_2021, IN_2022), (IN_2022, None)}
    assert others == {(IN_2021, IN_2022)}
    assert len(roles) == 5
    assert {(row.party_id, row.person_id, row.role) for row in roles} == {(1, 1, "trekker")}


def _put_two_first_contacts(
    connection: Connection, person: sa.Table, record: dict[str, object]
) -> None:
    """Somebody is one until 2020, one since, and one more for a year of that."""
    texts = [one.name for one in person.c if isinstance(one.type, sa.String) and not one.nullable]
    who = dict.fromkeys(texts, "") | {"id": 1, "ref": "w", "last_name": "Bos"} | record
    connection.execute(person.insert(), who)
    role = sa.Table("contact_role", sa.MetaData(), autoload_with=connection)
    for ref, begin, end in (
        ("eerst", IN_2020, None), ("later", IN_2021, IN_2022), ("vroeger", None, IN_2020),
    ):  # fmt: skip
        days = {"begins_on": begin, "ends_on": end}
        at = {"person_id": 1, "party_id": 1, "role": "trekker", "is_first_contact": True}
        connection.execute(role.insert(), {"ref": ref, **at, **days})


def _differences(connection: Connection) -> list[object]:
    """What alembic would still change, but for the search indexes, which are made by hand."""
    context = MigrationContext.configure(
        connection, opts={"include_name": _is_modelled, "compare_type": True}
    )
    return list(compare_metadata(context, Base.metadata))


def _is_modelled(name: str | None, kind: str, _parents: object) -> bool:
    by_hand = name is not None and kind in ("table", "index") and "_fts" in name
    return not by_hand


IN_POSTGRESQL = (
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    """SELECT indexname FROM pg_indexes WHERE schemaname = 'public'
        AND tablename <> 'alembic_version'""",
    """SELECT conname FROM pg_constraint JOIN pg_class c ON c.oid = conrelid
        WHERE connamespace = 'public'::regnamespace AND c.relname <> 'alembic_version'""",
    "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    """SELECT proname FROM pg_proc p LEFT JOIN pg_depend d ON d.objid = p.oid AND d.deptype = 'e'
        WHERE pronamespace = 'public'::regnamespace AND d.objid IS NULL""",
)
IN_SQLITE = ("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'",)


def _made(connection: Connection) -> set[str]:
    """The names of everything in the database: tables, indexes, checks, triggers, functions."""
    queries = IN_SQLITE if connection.dialect.name == "sqlite" else IN_POSTGRESQL
    return {str(row[0]) for query in queries for row in connection.exec_driver_sql(query)}
