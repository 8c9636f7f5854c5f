"""Offers and needs, schemes and grants, and the affiliations made of grants."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.db import (
    Base,
    Model,
    Money,
    Record,
    fills_columns,
    record_constraints,
    sorted_text,
)
from crm.core.text import search_stems
from crm.parties.models import Party
from crm.taxonomy.models import Area, OfferKind, Theme

OFFER_STATUSES = {
    "open": "open",
    "in_gesprek": "in gesprek",
    "vervuld": "vervuld",
    "vervallen": "vervallen",
}
RUNNING = ("open", "in_gesprek")
KEPT_FOR = timedelta(days=365)
"""How long an offer or need holds when nobody says until when."""
ASKED_BEFORE = timedelta(days=30)
"""How long before its last day the party is asked whether it still holds."""
DIRECTIONS = {"biedt": "biedt", "zoekt": "zoekt"}
SCHEME_KINDS = {
    "subsidieregeling": "subsidieregeling",
    "fonds": "fonds",
    "opdracht": "opdracht",
    "lening": "lening",
}
WITHOUT_PARTY = {"particulier": "particulier", "leeg": "leeg"}


def _one_of(column: str, values: dict[str, str]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _joined(owner: str, other: str) -> Table:
    return Table(
        f"{owner}_{other}",
        Base.metadata,
        Column(f"{owner}_id", ForeignKey(f"{owner}.id", ondelete="CASCADE"), primary_key=True),
        Column(f"{other}_id", ForeignKey(f"{other}.id"), primary_key=True),
        Index(f"ix_{owner}_{other}_{other}_id", f"{other}_id"),
    )


offer_theme = _joined("offer", "theme")
offer_area = _joined("offer", "area")
scheme_theme = _joined("scheme", "theme")


def _parties(name: str) -> Table:
    return Table(
        name,
        Base.metadata,
        Column("offer_id", ForeignKey("offer.id", ondelete="CASCADE"), primary_key=True),
        Column("party_id", ForeignKey("party.id"), primary_key=True),
        Index(f"ix_{name}_party_id", "party_id"),
    )


offer_answer = _parties("offer_answer")
offer_fulfilment = _parties("offer_fulfilment")


class Offer(Record, Model):
    """Something a party offers (`biedt`) or needs (`zoekt`)."""

    __tablename__ = "offer"
    __table_args__ = (
        *record_constraints(),
        CheckConstraint(_one_of("direction", DIRECTIONS), name="direction"),
        CheckConstraint(_one_of("status", OFFER_STATUSES), name="status"),
        Index("ix_offer_party_id", "party_id"),
        Index("ix_offer_kind_direction_status", "kind_id", "direction", "status"),
    )

    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    direction: Mapped[str] = mapped_column(String(10))
    kind_id: Mapped[int] = mapped_column(ForeignKey("offer_kind.id"))
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(String(2000), default="")
    valid_until: Mapped[date | None]
    status: Mapped[str] = mapped_column(String(20), default="open")
    stems: Mapped[str] = mapped_column(Text, default="", server_default="")

    party: Mapped[Party] = relationship()
    # Wherever an offer is shown its kind is: one query for both.
    kind: Mapped[OfferKind] = relationship(lazy="joined", innerjoin=True)
    themes: Mapped[list[Theme]] = relationship(secondary=offer_theme, order_by=Theme.sort_key)
    areas: Mapped[list[Area]] = relationship(secondary=offer_area, order_by=Area.sort_key)
    answered_by: Mapped[list[Party]] = relationship(secondary=offer_answer, order_by=Party.sort_key)
    fulfilled_by: Mapped[list[Party]] = relationship(
        secondary=offer_fulfilment, order_by=Party.sort_key
    )

    @property
    def kind_label(self) -> str:
        """The word for what it is."""
        return self.kind.name

    @property
    def is_running(self) -> bool:
        """Whether it still waits for somebody, as far as people said."""
        return self.status in RUNNING

    def status_on(self, day: date) -> str:
        """The word for how it stands on a day: what is past its day has lapsed."""
        if self.is_running and self.valid_until is not None and self.valid_until < day:
            return OFFER_STATUSES["vervallen"]
        return OFFER_STATUSES[self.status]

    def asks_again(self, day: date) -> bool:
        """Whether to ask if it still holds: its last day is near, or over."""
        near = self.valid_until is not None and self.valid_until <= day + ASKED_BEFORE
        return self.is_running and near


class Scheme(Record, Model):
    """A fund's or town hall's scheme that money can be asked from."""

    __tablename__ = "scheme"
    __table_args__ = (
        *record_constraints(),
        CheckConstraint(_one_of("kind", SCHEME_KINDS), name="kind"),
        Index("ix_scheme_provider_id", "provider_id"),
        Index("ix_scheme_sort_key_id", "sort_key", "id"),
    )

    name: Mapped[str] = mapped_column(String(300))
    sort_key: Mapped[str] = mapped_column(sorted_text(250))
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    kind: Mapped[str] = mapped_column(String(20), default="subsidieregeling")
    minimum: Mapped[Decimal | None] = mapped_column(Money)
    maximum: Mapped[Decimal | None] = mapped_column(Money)
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    conditions: Mapped[str] = mapped_column(String(4000), default="")

    provider: Mapped[Party | None] = relationship()
    themes: Mapped[list[Theme]] = relationship(secondary=scheme_theme, order_by=Theme.sort_key)


class Grant(Record, Model):
    """What one party received from a scheme in one dossier.

    Without a party it says why: a private person (`particulier`) or an empty applicant (`leeg`).
    """

    __tablename__ = "grant_award"
    __table_args__ = (
        *record_constraints(),
        CheckConstraint("party_id IS NULL OR without_party IS NULL", name="with_or_without_party"),
        CheckConstraint("without_party IN ('particulier', 'leeg')", name="without_party"),
        UniqueConstraint("register", "dossier"),
        Index("ix_grant_award_party_id", "party_id"),
        Index("ix_grant_award_scheme_id", "scheme_id"),
    )

    register: Mapped[str] = mapped_column(sorted_text(60), default="")
    dossier: Mapped[str] = mapped_column(sorted_text(100))
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"))
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    without_party: Mapped[str | None] = mapped_column(String(20))
    year: Mapped[int | None] = mapped_column(SmallInteger)
    project: Mapped[str] = mapped_column(String(2000), default="")
    theme: Mapped[str] = mapped_column(String(200), default="")
    unit: Mapped[str] = mapped_column(String(200), default="")
    periodicity: Mapped[str] = mapped_column(String(60), default="")
    asked: Mapped[Decimal | None] = mapped_column(Money)
    awarded: Mapped[Decimal | None] = mapped_column(Money)
    settled: Mapped[Decimal | None] = mapped_column(Money)
    reported_on: Mapped[date | None]

    scheme: Mapped[Scheme] = relationship()
    party: Mapped[Party | None] = relationship()


class Affiliation(Model):
    """A party and a scheme it received from, with the level of evidence (strictest of all)."""

    __tablename__ = "affiliation"
    __table_args__ = (
        Index("ix_affiliation_scheme_id_party_id", "scheme_id", "party_id", "level"),
        {"sqlite_with_rowid": False},
    )

    party_id: Mapped[int] = mapped_column(
        ForeignKey("party.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    scheme_id: Mapped[int] = mapped_column(
        ForeignKey("scheme.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    level: Mapped[int] = mapped_column(SmallInteger)


class SchemeDegree(Model):
    """How many parties received from a scheme, up to a level of evidence."""

    __tablename__ = "scheme_degree"
    __table_args__ = {"sqlite_with_rowid": False}

    scheme_id: Mapped[int] = mapped_column(
        ForeignKey("scheme.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    n: Mapped[int]


def searchable(offer: Offer) -> dict[str, str]:
    """The column that search looks in, from what people fill in."""
    return {"stems": search_stems(offer.title, offer.description)}


fills_columns(Offer, searchable)
