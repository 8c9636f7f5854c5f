"""The database: types, the record every table is made of, and the one place that commits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import uuid4

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Computed,
    DateTime,
    Dialect,
    Index,
    MetaData,
    SmallInteger,
    String,
    event,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.types import TypeDecorator

from crm.core.connections import begin_reading, begin_writing, is_writing
from crm.core.dates import Period, utc_now

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What every table is declared on."""

    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=Base)
if TYPE_CHECKING:
    Model = Base  # what the extension makes of it cannot be seen without running it
else:
    Model = db.Model


class Instant(TypeDecorator[datetime]):
    """A moment: aware and in UTC in Python, without zone in the database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value else None


class Money(TypeDecorator[Decimal]):
    """An amount in euros: a decimal in Python, whole cents in the database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return int((value * 100).to_integral_value()) if value is not None else None

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return Decimal(value) / 100 if value is not None else None


def sorted_text(length: int) -> String:
    """Text that is ordered by code point on both databases."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def new_ref() -> str:
    """A new external reference (UUIDv4)."""
    return str(uuid4())


LEVEL_SQL = (
    "CASE WHEN sensitive THEN 3 WHEN visibility = 'openbaar' THEN 0 "
    "WHEN visibility = 'netwerk' THEN 1 WHEN visibility = 'intern' THEN 2 ELSE 3 END"
)
Make = TypeVar("Make", bound=Callable[..., Any])
VISIBILITIES = ("openbaar", "netwerk", "intern", "vertrouwelijk")
HIDDEN_LEVEL = 3


class Record:
    """What every record has: ref, version, who and when, visibility, archive.

    `level` is computed by the database: 0 openbaar, 1 netwerk, 2 intern, 3 vertrouwelijk or
    sensitive. `version` rises by one with every save; a stale save is refused.
    """

    default_visibility = "netwerk"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(36), unique=True, default=new_ref)
    reference: Mapped[str | None] = mapped_column(sorted_text(200), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    created_by: Mapped[str | None] = mapped_column(String(36))
    changed_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    changed_by: Mapped[str | None] = mapped_column(String(36))
    visibility: Mapped[str] = mapped_column(String(20))
    sensitive: Mapped[bool] = mapped_column(Boolean, default=False)
    level: Mapped[int] = mapped_column(SmallInteger, Computed(LEVEL_SQL, persisted=True))
    archived_at: Mapped[datetime | None] = mapped_column(Instant)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        return record_constraints()

    def __init__(self, **values: Any) -> None:
        values.setdefault("visibility", type(self).default_visibility)
        values.setdefault("sensitive", False)
        super().__init__(**values)

    @property
    def is_archived(self) -> bool:
        """Whether it was put away."""
        return self.archived_at is not None

    def touch(self, actor: Any) -> None:
        """Mark it as changed by the actor, also when only what hangs on it changed.

        Two changes within one second have the same instant: the flag makes each of them raise
        the version.
        """
        self.changed_at = utc_now()
        flag_modified(self, "changed_at")
        self.changed_by = actor.ref


def record_constraints() -> tuple[Any, ...]:
    """The checks every record carries; a table with more adds them to its own tuple."""
    return (
        CheckConstraint(
            "visibility IN ('openbaar', 'netwerk', 'intern', 'vertrouwelijk')", name="visibility"
        ),
        CheckConstraint(
            "NOT sensitive OR visibility IN ('intern', 'vertrouwelijk')", name="sensitive"
        ),
    )


def partial_index(name: str, *columns: str, where: str) -> Index:
    """An index of only the rows that a list is about."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


def listed_index(table: str) -> Index:
    """The index that a list by name is read and counted from alone.

    Being partial it is never mistaken for a way to find the few records asked for by their ids.
    """
    columns = ("sort_key", "id", "level")
    return partial_index(f"ix_{table}_listed", *columns, where="archived_at IS NULL")


class Periodic:
    """A record that holds for a period: half-open, either side may be open."""

    begins_on: Mapped[date | None]
    ends_on: Mapped[date | None]

    @property
    def period(self) -> Period:
        """The period as a value."""
        return Period(self.begins_on, self.ends_on)


def level_of(visibility: str, sensitive: bool) -> int:
    """The level of a record in Python: the same as the database computes."""
    return HIDDEN_LEVEL if sensitive else VISIBILITIES.index(visibility)


# --- transactions -------------------------------------------------------------------------


class Work:
    """One unit of work; `abandon()` makes it leave nothing behind."""

    def __init__(self) -> None:
        self.abandoned = False
        self.waiting: list[Callable[[bool], None]] = []

    def abandon(self) -> None:
        """Roll back instead of commit at the end."""
        self.abandoned = True


_work: ContextVar[Work | None] = ContextVar("work", default=None)


@contextmanager
def transaction() -> Iterator[Work]:
    """The one place that commits: once, at the end; on any error nothing is left."""
    work = Work()
    before, above = is_writing(), _work.get()
    begin_writing()
    _work.set(work)
    kept = False
    try:
        yield work
        if work.abandoned:
            db.session.rollback()
        else:
            db.session.commit()
            kept = True
    except BaseException:
        db.session.rollback()
        raise
    finally:
        (begin_writing if before else begin_reading)()
        _work.set(above)
        for tell in work.waiting:
            tell(kept)


def when_settled(tell: Callable[[bool], None]) -> None:
    """Call `tell` when this unit of work has ended: True when it was kept, False when not.

    For what lies outside the database and must not happen before its commit: a job, a mail.
    Outside a unit of work there is nothing to wait for. The same function is called once.
    """
    work = _work.get()
    if work is None:
        tell(True)
    elif tell not in work.waiting:
        work.waiting.append(tell)


@contextmanager
def aside() -> Iterator[Session]:
    """A short write of its own, outside the request's transaction.

    Only for attempts, a session's last seen and the log of readings. Never inside
    `transaction()`: on SQLite it would wait for a lock that its own request holds.
    """
    with Session(db.engine) as session:
        yield session
        session.commit()


def remembered(make: Make) -> Make:
    """Keep what a function makes of its values: for conditions and selects of a viewer.

    These are values that never change, and writing one takes longer than running it.
    """
    return cast("Make", lru_cache(maxsize=1024)(make))


def is_postgresql() -> bool:
    """Whether the database is PostgreSQL."""
    return db.engine.dialect.name == "postgresql"


# --- columns that are made of others ------------------------------------------------------

_made_of: dict[type[Any], Any] = {}


def fills_columns(model: type[Any], make: Any) -> None:
    """Register how a record's search and order columns follow from what people fill in."""
    _made_of[model] = make


@event.listens_for(Session, "before_flush")
def _fill_columns(session: Session, _context: Any, _instances: Any) -> None:
    """Bulk paths, which do not flush records one by one, call the same functions."""
    for record in (*session.new, *session.dirty):
        make = _made_of.get(type(record))
        if make is None:
            continue
        for column, value in make(record).items():
            if getattr(record, column) != value:
                setattr(record, column, value)
