"""Themes (a tree), areas (gemeente › wijk › buurt) and target groups."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.db import Model, new_ref, sorted_text

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


class Theme(Model):
    """A theme; the name is how files and filters know it."""

    __tablename__ = "theme"
    __table_args__ = (CheckConstraint("parent_id <> id", name="not_own_parent"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(36), unique=True, default=new_ref)
    name: Mapped[str] = mapped_column(sorted_text(200), unique=True)
    sort_key: Mapped[str] = mapped_column(sorted_text(250), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"), index=True)

    parent: Mapped[Theme | None] = relationship(remote_side="Theme.id")


class Area(Model):
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


class TargetGroup(Model):
    """A group of people something is done for."""

    __tablename__ = "target_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(36), unique=True, default=new_ref)
    name: Mapped[str] = mapped_column(sorted_text(200), unique=True)
    sort_key: Mapped[str] = mapped_column(sorted_text(250), index=True)
