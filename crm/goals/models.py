"""Goals as a tree, and how parties stand to them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

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
from crm.core.text import search_stems, sort_key
from crm.goals.kinds import LEVELS, NATURES
from crm.parties.models import Party
from crm.taxonomy.models import Area, Theme


def _one_of(column: str, values: Iterable[str]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _joined(other: str) -> Table:
    return Table(
        f"goal_{other}",
        Base.metadata,
        Column("goal_id", ForeignKey("goal.id", ondelete="CASCADE"), primary_key=True),
        Column(f"{other}_id", ForeignKey(f"{other}.id"), primary_key=True),
        Index(f"ix_goal_{other}_{other}_id", f"{other}_id"),
    )


goal_theme = _joined("theme")
goal_area = _joined("area")


class Goal(Periodic, Record, Model):
    """What is to be reached: in which document it stands, and who answers for it."""

    __tablename__ = "goal"
    __table_args__ = (
        *record_constraints(),
        CheckConstraint(_one_of("goal_level", LEVELS), name="goal_level"),
        CheckConstraint(
            "ends_on IS NULL OR begins_on IS NULL OR begins_on < ends_on", name="period"
        ),
        CheckConstraint("parent_id <> id", name="parent"),
        Index("ix_goal_parent_id", "parent_id"),
        Index("ix_goal_department_id", "department_id"),
        Index("ix_goal_sort_key_id", "sort_key", "id"),
    )

    title: Mapped[str] = mapped_column(String(300))
    sort_key: Mapped[str] = mapped_column(sorted_text(250))
    stems: Mapped[str] = mapped_column(Text, default="", server_default="")
    goal_level: Mapped[str] = mapped_column(String(30), default="doel")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("goal.id"))
    document: Mapped[str] = mapped_column(String(300), default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    portfolio: Mapped[str] = mapped_column(String(200), default="")
    department_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    begins_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    wants_contributions: Mapped[bool] = mapped_column(default=False)

    parent: Mapped[Goal | None] = relationship(remote_side="Goal.id")
    department: Mapped[Party | None] = relationship()
    themes: Mapped[list[Theme]] = relationship(secondary=goal_theme, order_by=Theme.sort_key)
    areas: Mapped[list[Area]] = relationship(secondary=goal_area, order_by=Area.sort_key)
    contributions: Mapped[list[PartyGoal]] = relationship(
        back_populates="goal", order_by="PartyGoal.id", cascade="all, delete-orphan"
    )

    @property
    def level_label(self) -> str:
        """The word for its place between programme and result."""
        return LEVELS[self.goal_level]


class PartyGoal(Model):
    """How a party stands to a goal; once for each pair."""

    __tablename__ = "party_goal"
    __table_args__ = (
        CheckConstraint(_one_of("nature", NATURES), name="nature"),
        Index("ix_party_goal_goal_id", "goal_id"),
        Index("uq_party_goal_party_id_goal_id", "party_id", "goal_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(36), unique=True, default=new_ref)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id", ondelete="CASCADE"))
    nature: Mapped[str] = mapped_column(String(20), default="draagt_bij")
    confirmed_on: Mapped[date | None]

    party: Mapped[Party] = relationship()
    goal: Mapped[Goal] = relationship(back_populates="contributions")

    @property
    def nature_label(self) -> str:
        """The words for how the party stands to the goal."""
        return NATURES[self.nature]


def searchable(goal: Goal) -> dict[str, str]:
    """The columns that search and order look in, from what people fill in."""
    return {"sort_key": sort_key(goal.title), "stems": search_stems(goal.title)}


fills_columns(Goal, searchable)
