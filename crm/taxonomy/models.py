"""Themes (a tree), areas (gemeente › wijk › buurt), target groups, and kinds of offer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.db import Instant, Model, new_ref, sorted_text

AREA_KINDS = {
    "land": "land",
    "provincie": "provincie",
    "regio": "regio",
    "gemeente": "gemeente",
    "kern": "kern",
    "stadsdeel": "stadsdeel",
    "wijk": "wijk",
    "buurt": "buurt",
}


class Retirable:
    """On a list: retired, it is no longer offered and stays where it is used."""

    retired_at: Mapped[datetime | None] = mapped_column(Instant)

    @property
    def is_retired(self) -> bool:
        """Whether it is no longer offered."""
        return self.retired_at is not None


class Theme(Retirable, Model):
    """A theme; the name is how files and filters know it."""

    __tablename__ = "theme"
    __table_args__ = (CheckConstraint("parent_id <> id", name="not_own_parent"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(36), unique=True, default=new_ref)
    name: Mapped[str] = mapped_column(sorted_text(200), unique=True)
    sort_key: Mapped[str] = mapped_column(sorted_text(250), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"), index=True)

    parent: Mapped[Theme | None] = relationship(remote_side="Theme.id")


class Area(Retirable, Model):
    """An area; the code (of CBS, or the municipality's own) is how files and filters know it."""

    __tablename__ = "area"
    __table_args__ = (CheckConstraint("parent_id <> id", name="not_own_parent"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(36), unique=True, default=new_ref)
    code: Mapped[str] = mapped_column(sorted_text(200), unique=True)
    name: Mapped[str] = mapped_column(sorted_text(200))
    sort_key: Mapped[str] = mapped_column(sorted_text(250), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)

    parent: Mapped[Area | None] = relationship(remote_side="Area.id")


class TargetGroup(Retirable, Model):
    """A group of people something is done for."""

    __tablename__ = "target_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(36), unique=True, default=new_ref)
    name: Mapped[str] = mapped_column(sorted_text(200), unique=True)
    sort_key: Mapped[str] = mapped_column(sorted_text(250), index=True)


class OfferKind(Retirable, Model):
    """A kind of thing that is offered or needed; the code is how files and filters know it."""

    __tablename__ = "offer_kind"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(36), unique=True, default=new_ref)
    code: Mapped[str] = mapped_column(sorted_text(40), unique=True)
    name: Mapped[str] = mapped_column(sorted_text(200), unique=True)
    sort_key: Mapped[str] = mapped_column(sorted_text(250), index=True)


class FormerName(Model):
    """What an entry of a list (areas and kinds by their code) was called before: files still do."""

    __tablename__ = "former_name"

    table_name: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(sorted_text(200), primary_key=True)
    subject_ref: Mapped[str] = mapped_column(String(36), index=True)
