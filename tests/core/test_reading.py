"""A request that only read ends without a rollback, and leaves nothing behind."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import bindparam, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from crm.core import prepared
from crm.core.dates import utc_now
from crm.core.db import begin_reading, db, end_reading, is_postgresql
from crm.core.prepared import Among, run
from crm.parties.models import Party
from crm.taxonomy.models import Theme

ASKED_OFTEN = 8
COLLEAGUES, OF_EACH = 40, 15


def test_what_is_asked_often_stays_prepared(app: Flask) -> None:
    with app.app_context():
        begin_reading()
        for _ in range(ASKED_OFTEN):
            db.session.scalar(select(func.count()).select_from(Theme))
            end_reading()
            db.session.rollback()  # as the end of every request does
        if is_postgresql():
            prepared = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%theme%'"
            assert db.session.scalar(text(prepared)) == 1


def test_what_was_not_committed_is_not_kept_by_the_end_of_reading(app: Flask) -> None:
    with app.app_context():
        begin_reading()
        db.session.add(Party(name="Toch niet", kind="vereniging", sector="civiel"))
        db.session.flush()
        end_reading()
        db.session.rollback()
        assert db.session.scalar(select(func.count()).select_from(Party)) == 0


def test_a_page_that_drew_itself_without_what_went_wrong_ends_well(app: Flask) -> None:
    """The menu is left out when its question cannot be asked, as before the newest schema."""
    with app.app_context():
        begin_reading()
        with pytest.raises(SQLAlchemyError):
            db.session.execute(text("SELECT 1 FROM not_there_yet"))
        end_reading()


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
