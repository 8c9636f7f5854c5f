"""What is only read needs no transaction; what changes or locks has one, whole or not at all."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import bindparam, delete, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from crm.core import prepared
from crm.core.connections import driver_that_writes
from crm.core.dates import utc_now
from crm.core.db import aside, db, is_postgresql, transaction
from crm.core.prepared import Among, run
from crm.parties.models import Party
from crm.parties.queries import every
from crm.taxonomy.models import Theme

ASKED_OFTEN = 8
COLLEAGUES, OF_EACH = 40, 15
COUNTED = select(func.count()).select_from(Party)


def tuin() -> Party:
    return Party(name="Tuin", kind="vereniging", sector="civiel")


def add_and_fail() -> None:
    with transaction():
        db.session.add(tuin())
        db.session.flush()
        raise ZeroDivisionError


def delete_aside_and_fail() -> None:
    with aside() as session:
        session.scalar(COUNTED)
        session.execute(delete(Party))
        session.scalar(COUNTED)
        raise ZeroDivisionError


def holds_together() -> bool:
    """Whether two questions are of one transaction: PostgreSQL tells when that began."""
    first, second = (db.session.scalar(text("SELECT now()")) for _ in range(2))
    return bool(first == second)


def test_what_is_asked_often_stays_prepared(app: Flask) -> None:
    with app.app_context():
        for _ in range(ASKED_OFTEN):
            db.session.scalar(select(func.count()).select_from(Theme))
            db.session.rollback()  # as the end of every request does
        if is_postgresql():
            prepared = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%theme%'"
            assert db.session.scalar(text(prepared)) == 1


def test_what_was_not_committed_is_not_kept(app: Flask) -> None:
    with app.app_context():
        assert db.session.scalar(COUNTED) == 0
        db.session.add(tuin())
        db.session.flush()
        assert db.session.scalar(COUNTED) == 1
        db.session.rollback()
        assert db.session.scalar(COUNTED) == 0


def test_what_goes_wrong_after_reading_leaves_nothing(app: Flask) -> None:
    with app.app_context():
        assert db.session.scalar(COUNTED) == 0
        with pytest.raises(ZeroDivisionError):
            add_and_fail()
        with transaction():
            db.session.add(tuin())
        with pytest.raises(ZeroDivisionError):
            delete_aside_and_fail()
        assert db.session.scalar(COUNTED) == 1


def test_a_question_that_cannot_be_asked_spoils_no_other(app: Flask) -> None:
    """The menu is left out when its question cannot be asked, as before the newest schema."""
    with app.app_context():
        with pytest.raises(SQLAlchemyError):
            db.session.execute(text("SELECT 1 FROM not_there_yet"))
        assert db.session.scalar(COUNTED) == 0


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_what_changes_or_locks_is_one_transaction_and_reading_is_none(app: Flask) -> None:
    with app.app_context():
        assert not holds_together()
        with transaction():
            assert holds_together()
        db.session.scalars(select(Party).with_for_update()).all()
        assert holds_together()
        db.session.rollback()
        db.session.execute(text("WITH away AS (DELETE FROM party RETURNING id) SELECT * FROM away"))
        assert holds_together()
        db.session.rollback()
        assert not holds_together()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_no_name_of_ours_reads_as_a_change(app: Flask) -> None:
    """Else every page with it would end in a rollback."""
    with app.app_context():
        for mapper in db.Model.registry.mappers:
            db.session.rollback()
            db.session.execute(select(mapper.class_).limit(1))
            assert not holds_together(), mapper


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_what_the_driver_does_itself_is_taken_back_too(app: Flask) -> None:
    with app.app_context():
        with transaction():
            db.session.add(tuin())
        assert db.session.scalar(COUNTED) == 1
        with driver_that_writes(db.session.connection()).cursor() as cursor:
            cursor.execute("DELETE FROM party")
        assert db.session.scalar(COUNTED) == 0
        db.session.rollback()
        assert db.session.scalar(COUNTED) == 1


def test_many_rows_are_read_by_parts_after_other_reading(app: Flask) -> None:
    with app.app_context():
        with transaction():
            db.session.add_all(tuin() for _ in range(5))
        assert db.session.scalar(COUNTED) == 5
        found = every(select(Party))
        assert [next(found).name, *(one.name for one in found)] == ["Tuin"] * 5


def test_a_text_without_values_may_have_a_percent_sign(app: Flask) -> None:
    with app.app_context():
        db.session.add(tuin())
        db.session.flush()
        asked = select(Party.name).where(Party.name.like("T%n"))
        for values in ({}, {"day": date(2026, 11, 23)}):
            assert run(asked, values) == [("Tuin",)]


def test_rows_have_days_moments_and_truths_as_python_knows_them(app: Flask) -> None:
    day, moment = date(2026, 11, 23), utc_now().replace(microsecond=5)
    with app.app_context():
        db.session.add(
            Party(
                name="Tuin",
                kind="vereniging",
                sector="civiel",
                changed_at=moment,
                verified_on=day,
            )
        )
        db.session.flush()
        asked = (
            select(Party.changed_at, Party.withheld, Party.verified_on, Party.id)
            .where(Among(Party.__table__.c.kind, "kinds"), Party.changed_at >= bindparam("since"))
            .where(Party.name.in_(["Tuin", "Plein"]))
        )
        [row] = run(asked, {"kinds": ["school", "vereniging"], "since": moment})
        assert row[:3] == (moment, False, day)
        assert (type(row[0]), type(row[1]), type(row[2])) == (datetime, bool, date)
        assert not run(asked, {"kinds": [], "since": moment})


def test_what_colleagues_at_work_ask_is_written_once(app: Flask) -> None:
    of_all = [select(Theme.name).where(Theme.id == one) for one in range(COLLEAGUES * OF_EACH)]
    with app.app_context():
        dialect = db.engine.dialect
        first, *_ = [prepared._prepared(asked, dialect) for asked in of_all]
        assert prepared._prepared(of_all[0], dialect) is first
