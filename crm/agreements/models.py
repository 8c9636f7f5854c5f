"""Agreements, their signatories and the links they are attached to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.agreements.states import KINDS, SIDES, STATES, Status
from crm.core.db import (
    Base,
    Model,
    Periodic,
    Record,
    fills_columns,
    new_ref,
    record_constraints,
    sorted_text,
)
from crm.core.text import sort_key
from crm.links.models import Link
from crm.parties.models import Party
from crm.people.models import Person


def _one_of(column: str, values: Iterable[str]) -> str:
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


agreement_link = Table(
    "agreement_link",
    Base.metadata,
    Column("agreement_id", ForeignKey("agreement.id", ondelete="CASCADE"), primary_key=True),
    Column("link_id", ForeignKey("link.id"), primary_key=True),
    Index("ix_agreement_link_link_id", "link_id"),
)


class Agreement(Periodic, Record, Model):
    """What parties agreed: kind, number, title, text, dates and how far it is."""

    __tablename__ = "agreement"
    __table_args__ = (
        *record_constraints(),
        CheckConstraint(_one_of("kind", KINDS), name="kind"),
        CheckConstraint(_one_of("status", STATES), name="status"),
        CheckConstraint(
            "ends_on IS NULL OR begins_on IS NULL OR begins_on < ends_on", name="period"
        ),
        Index("ix_agreement_sort_key_id", "sort_key", "id"),
    )
    default_visibility = "intern"

    number: Mapped[str] = mapped_column(sorted_text(40), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    sort_key: Mapped[str] = mapped_column(sorted_text(250))
    text: Mapped[str] = mapped_column(Text, default="")
    initiative_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    begins_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    status: Mapped[str] = mapped_column(String(20), default=Status.EXPLORING)

    initiative: Mapped[Party | None] = relationship()
    links: Mapped[list[Link]] = relationship(secondary=agreement_link, order_by=Link.id)
    signatories: Mapped[list[Signatory]] = relationship(
        back_populates="agreement", order_by="Signatory.id", cascade="all, delete-orphan"
    )

    @property
    def kind_label(self) -> str:
        """The word for its kind."""
        return KINDS[self.kind]

    @property
    def status_label(self) -> str:
        """The word for how far it is."""
        return STATES[Status(self.status)]


class Signatory(Model):
    """A party to an agreement, and who signs for it."""

    __tablename__ = "signatory"
    __table_args__ = (
        CheckConstraint(_one_of("side", SIDES), name="side"),
        Index("ix_signatory_agreement_id", "agreement_id"),
        Index("ix_signatory_party_id", "party_id"),
        Index("uq_signatory_agreement_id_party_id", "agreement_id", "party_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(36), unique=True, default=new_ref)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id", ondelete="CASCADE"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    function: Mapped[str] = mapped_column(String(200), default="")
    side: Mapped[str] = mapped_column(String(30), default="andere_partner")
    signed_on: Mapped[date | None]

    agreement: Mapped[Agreement] = relationship(back_populates="signatories")
    party: Mapped[Party] = relationship()
    person: Mapped[Person | None] = relationship()

    @property
    def side_label(self) -> str:
        """The word for its side."""
        return SIDES[self.side]


def ordered(agreement: Agreement) -> dict[str, str]:
    """The column that lists are ordered by, from what people fill in."""
    return {"sort_key": sort_key(agreement.title)}


fills_columns(Agreement, ordered)
