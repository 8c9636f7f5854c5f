"""The search index holds exactly what the tables hold, whatever road a change takes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session, scoped_session

from crm.accounts.roles import Role
from crm.core.db import db, is_postgresql, transaction
from crm.core.text import search_stems, sort_key
from crm.parties.models import Party
from crm.people.models import Person
from crm.search.index import index_faults, rebuild_index
from crm.search.queries import search
from tests.search.register import party, person, save, viewer
from tests.support.databases import Database

DatabaseSession = scoped_session[Session]
NAMES = st.sampled_from(["Tuin", "Buurttuin De Vliet", "Café", "Ab", "’t", "Tuin tuin tuinen"])


def names(typed: str) -> list[str]:
    return [hit.name for hit in search(typed, viewer=viewer(Role.READER)).hits]


def test_names_follow_a_change_of_a_record(session: DatabaseSession) -> None:
    garden = party("Buurttuin")
    save(garden)
    with transaction():
        garden.name = "Moeshof"
    assert names("tuin") == []
    assert names("oesho") == names("moes") == ["Moeshof"]
    assert index_faults() == []


def test_names_follow_a_bulk_change(session: DatabaseSession) -> None:
    save(party("Buurttuin"), person("Bas", "Tuinman"))
    values = {"name": "Moeshof", "folded": "moeshof", "sort_key": "moeshof"}
    with transaction():
        session.execute(update(Party).values(**values, stems=search_stems("Moeshof")))
        session.execute(delete(Person))
    assert names("tuin") == []
    assert names("oesho") == names("moes") == ["Moeshof"]
    assert index_faults() == []


def test_names_follow_a_change_that_is_taken_back(session: DatabaseSession) -> None:
    save(party("Buurttuin"))
    session.execute(update(Party).values(folded="moeshof", stems="moeshof"))
    session.rollback()
    assert names("uurttu") == names("buurt") == ["Buurttuin"]
    assert index_faults() == []


def test_a_long_word_can_be_saved_and_found(session: DatabaseSession) -> None:
    save(party("Lang", description="x" * 4000))
    assert names("x" * 50) == ["Lang"]
    assert index_faults() == []


def test_the_control_names_records_that_search_would_miss(session: DatabaseSession) -> None:
    garden, other, bas = party("Buurttuin"), party("Plein"), person("Bas", "Tuinman")
    save(garden, other, bas)
    with transaction():
        session.execute(update(Party).where(Party.id == garden.id).values(name="Moeshof"))
        session.execute(update(Person).values(phone="06 12 34 56 78"))
    assert index_faults() == sorted([garden.ref, bas.ref])
    with transaction():
        assert rebuild_index() == 2
    assert index_faults() == []
    assert names("moesho") == ["Moeshof"]
    assert names("678") == ["Bas Tuinman"]


def test_rebuilding_what_is_right_changes_no_record(session: DatabaseSession) -> None:
    garden = party("Buurttuin")
    save(garden)
    with transaction():
        assert rebuild_index() == 0
    assert session.scalars(select(Party.version)).one() == 1
    assert names("tuin") == ["Buurttuin"]


@pytest.mark.parametrize("index", ["party_fts", "party_part_fts"])
def test_the_control_finds_an_index_that_fell_behind(session: DatabaseSession, index: str) -> None:
    """PostgreSQL keeps its indexes itself; SQLite's are kept by triggers."""
    garden, other = party("Buurttuin"), party("Plein")
    save(garden, other)
    if is_postgresql():
        assert index_faults() == []
        return
    column = "stems" if index == "party_fts" else "folded"
    remove = (
        f"INSERT INTO {index}({index}, rowid, {column}) "
        f"SELECT 'delete', id, {column} FROM party WHERE id = {garden.id}"
    )
    with transaction():
        session.execute(text(remove))
        session.execute(text(f"INSERT INTO {index}(rowid, {column}) VALUES (900, 'spook')"))
    assert index_faults() == sorted([garden.ref, f"{index}:900"])
    with transaction():
        rebuild_index()
    assert index_faults() == []


def test_whatever_happens_the_index_holds_what_the_tables_hold(
    session: DatabaseSession, database: Database
) -> None:
    @settings(max_examples=25)
    @given(st.lists(st.tuples(st.sampled_from("asbd"), NAMES), max_size=8))
    def check(steps: list[tuple[str, str]]) -> None:
        session.remove()
        database.restore()
        for what, name in steps:
            with transaction():
                _step(what, name)
        assert index_faults() == []
        kept = set(session.scalars(select(Party.name).where(Party.folded.contains("tuin"))))
        assert set(names("tuin")) == kept

    check()


def _step(what: str, name: str) -> None:
    """Add, save anew, change in bulk, delete."""
    first = db.session.scalar(select(Party).order_by(Party.id).limit(1))
    if what == "a":
        db.session.add(party(name))
    elif what == "s" and first is not None:
        first.name = name
    elif what == "b":
        made = party(name)
        folded = name.lower().replace("’", "").replace("é", "e")
        row = {"name": name, "folded": folded, "sort_key": sort_key(name)}
        row |= {"stems": search_stems(name), "kind": made.kind, "sector": made.sector}
        db.session.execute(insert(Party), [row | {"visibility": "netwerk", "sensitive": False}])
    elif what == "d" and first is not None:
        db.session.delete(first)
