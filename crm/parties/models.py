"""Parties, the profile of initiatives, and who has a special relation to a party."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
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

from crm.core.dates import utc_now
from crm.core.db import (
    Base,
    Instant,
    Model,
    Periodic,
    Record,
    fills_columns,
    listed_index,
    new_ref,
    record_constraints,
    sorted_text,
)
from crm.core.text import fold, phone_digits, search_stems, sort_key
from crm.parties.kinds import KINDS, PHASE_LABELS, SECTORS, PartyKind, Phase
from crm.parties.lookalikes import WHY
from crm.taxonomy.models import Area, TargetGroup, Theme


def _of_party(table: str, other: str, column: str) -> Table:
    """A table that joins parties to a list, readable from both ends."""
    return Table(
        table,
        Base.metadata,
        Column("party_id", ForeignKey("party.id", ondelete="CASCADE"), primary_key=True),
        Column(column, ForeignKey(f"{other}.id"), primary_key=True),
        Index(f"ix_{table}_{column}_party_id", column, "party_id"),
    )


party_theme = _of_party("party_theme", "theme", "theme_id")
party_area = _of_party("party_area", "area", "area_id")
party_target_group = _of_party("party_target_group", "target_group", "target_group_id")


def _one_of(column: str, values: tuple[str, ...] | list[str]) -> str:
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class Party(Record, Model):
    """An initiative, an organisation, a department: anybody who can be connected."""

    __tablename__ = "party"
    __table_args__ = (
        *record_constraints(),
        CheckConstraint(_one_of("kind", list(PartyKind)), name="kind"),
        CheckConstraint(_one_of("sector", SECTORS), name="sector"),
        CheckConstraint("parent_id <> id", name="not_own_parent"),
        listed_index("party"),
        Index("ix_party_kind_sort_key", "kind", "sort_key"),
        Index("ix_party_folded", "folded"),
    )

    name: Mapped[str] = mapped_column(String(200))
    sort_key: Mapped[str] = mapped_column(sorted_text(250))
    folded: Mapped[str] = mapped_column(sorted_text(600))
    stems: Mapped[str] = mapped_column(Text, default="")
    kind: Mapped[str] = mapped_column(String(40))
    sector: Mapped[str] = mapped_column(String(20))
    description: Mapped[str] = mapped_column(String(4000), default="")
    mission: Mapped[str] = mapped_column(String(4000), default="")
    core_values: Mapped[str] = mapped_column(String(2000), default="")
    interest: Mapped[str] = mapped_column(String(2000), default="")
    website: Mapped[str] = mapped_column(String(400), default="")
    social_media: Mapped[str] = mapped_column(String(1000), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    phone_reversed: Mapped[str] = mapped_column(sorted_text(40), default="", index=True)
    legal_form: Mapped[str] = mapped_column(String(100), default="")
    kvk: Mapped[str] = mapped_column(String(8), default="")
    postcode: Mapped[str] = mapped_column(String(7), default="")
    house_number: Mapped[str] = mapped_column(String(20), default="")
    street: Mapped[str] = mapped_column(String(100), default="")
    place: Mapped[str] = mapped_column(String(100), default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"), index=True)
    source: Mapped[str] = mapped_column(String(200), default="")
    verified_on: Mapped[date | None]
    withheld: Mapped[bool] = mapped_column(default=False)
    contact_every: Mapped[int | None] = mapped_column(SmallInteger)

    parent: Mapped[Party | None] = relationship(remote_side="Party.id")
    profile: Mapped[InitiativeProfile | None] = relationship(
        back_populates="party", foreign_keys="InitiativeProfile.party_id"
    )
    themes: Mapped[list[Theme]] = relationship(secondary=party_theme, order_by=Theme.sort_key)
    areas: Mapped[list[Area]] = relationship(secondary=party_area, order_by=Area.sort_key)
    target_groups: Mapped[list[TargetGroup]] = relationship(
        secondary=party_target_group, order_by=TargetGroup.sort_key
    )

    @property
    def kind_label(self) -> str:
        """The word for its kind."""
        return KINDS[PartyKind(self.kind)].label

    @property
    def five_o(self) -> str:
        """Which of the five O's it is, or `bewoners`."""
        return KINDS[PartyKind(self.kind)].five_o


class InitiativeProfile(Model):
    """What only initiatives, coalitions and partnerships have."""

    __tablename__ = "initiative_profile"
    __table_args__ = (
        CheckConstraint(_one_of("phase", list(Phase)), name="phase"),
        CheckConstraint(_one_of("paused_from", list(Phase)), name="paused_from"),
    )

    party_id: Mapped[int] = mapped_column(
        ForeignKey("party.id", ondelete="CASCADE"), primary_key=True
    )
    phase: Mapped[str] = mapped_column(String(20), default=Phase.IDEA)
    paused_from: Mapped[str | None] = mapped_column(String(20))
    stopped_because: Mapped[str] = mapped_column(String(400), default="")
    ambition: Mapped[str] = mapped_column(String(2000), default="")
    started_on: Mapped[date | None]
    continuity: Mapped[str] = mapped_column(String(2000), default="")
    part_of_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"), index=True)

    party: Mapped[Party] = relationship(back_populates="profile", foreign_keys=[party_id])
    part_of: Mapped[Party | None] = relationship(foreign_keys=[part_of_id])

    @property
    def phase_label(self) -> str:
        """The word for its phase."""
        return PHASE_LABELS[Phase(self.phase)]


class PartyAccess(Periodic, Model):
    """Why an account may see more of a party: it is its own, it holds it, or it is named."""

    __tablename__ = "party_access"
    __table_args__ = (
        CheckConstraint("why IN ('eigen', 'houder', 'genoemd')", name="why"),
        UniqueConstraint("user_id", "party_id", "why", "begins_on", "ends_on"),
        Index("ix_party_access_user_id_party_id", "user_id", "party_id"),
        Index("ix_party_access_party_id", "party_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id", ondelete="CASCADE"))
    why: Mapped[str] = mapped_column(String(10))
    begins_on: Mapped[date | None]
    ends_on: Mapped[date | None]


class Sharing(Model):
    """Many parties shown to more people in one act, so that it can be taken back in one.

    `before` holds who could see each party until then, by the party's ref.
    """

    __tablename__ = "sharing"
    __table_args__ = (CheckConstraint("visibility IN ('netwerk', 'openbaar')", name="visibility"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(36), unique=True, default=new_ref)
    at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    actor_ref: Mapped[str | None] = mapped_column(String(36))
    visibility: Mapped[str] = mapped_column(String(20))
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    taken_back_at: Mapped[datetime | None] = mapped_column(Instant)
    taken_back_by: Mapped[str | None] = mapped_column(String(36))


class PartySign(Model):
    """A sign by which look-alikes of a party are found (see lookalikes_signs).

    Only parties that are not archived and whose level is not hidden have signs; the level stands
    beside the sign, so that what somebody may not see moves nothing.
    """

    __tablename__ = "party_sign"
    __table_args__ = (
        Index("ix_party_sign_party_id", "party_id"),
        {"sqlite_with_rowid": False},
    )

    sign: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    party_id: Mapped[int] = mapped_column(
        ForeignKey("party.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )


class FormerParty(Model):
    """A party that became part of another: where its address, keys and name lead to now."""

    __tablename__ = "former_party"
    __table_args__ = (Index("ix_former_party_party_id", "party_id"),)

    ref: Mapped[str] = mapped_column(String(36), primary_key=True)
    reference: Mapped[str | None] = mapped_column(sorted_text(200), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))

    party: Mapped[Party] = relationship()


class LookalikeDue(Model):
    """A party whose signs are new: with whom it looks alike is still to be found."""

    __tablename__ = "lookalike_due"

    party_id: Mapped[int] = mapped_column(
        ForeignKey("party.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )


class LookalikePair(Model):
    """Two parties that may be one, the lower id first, and what somebody said about it.

    A merge that is undone may give a party another id: no constraint holds the order.

    `why` are codes of `lookalikes.WHY` with blanks between. Pairs nobody judged follow from the
    parties and go when one of them changes; a judgement stays.
    """

    __tablename__ = "lookalike_pair"
    __table_args__ = (
        UniqueConstraint("party_a_id", "party_b_id"),
        Index("ix_lookalike_pair_party_b_id", "party_b_id"),
        Index("ix_lookalike_pair_listed", "told_apart_at", "is_sure", "score"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(36), unique=True, default=new_ref)
    party_a_id: Mapped[int] = mapped_column(ForeignKey("party.id", ondelete="CASCADE"))
    party_b_id: Mapped[int] = mapped_column(ForeignKey("party.id", ondelete="CASCADE"))
    score: Mapped[int]
    is_sure: Mapped[bool]
    why: Mapped[str] = mapped_column(String(100))
    told_apart_at: Mapped[datetime | None] = mapped_column(Instant)
    told_apart_by: Mapped[str | None] = mapped_column(String(36))

    party_a: Mapped[Party] = relationship(foreign_keys=[party_a_id])
    party_b: Mapped[Party] = relationship(foreign_keys=[party_b_id])

    @property
    def reasons(self) -> list[str]:
        """The codes of why."""
        return [code for code in self.why.split() if code in WHY]


def searchable(party: Party) -> dict[str, str]:
    """The columns that search and order look in, from the columns that people fill.

    A withheld address is not searched: who finds a party by its place knows where it is.
    """
    place, phone = ("", "") if party.withheld else (party.place, party.phone)
    return {
        "folded": fold(party.name)[:600],
        "sort_key": sort_key(party.name),
        "stems": search_stems(party.name, party.description, place),
        "phone_reversed": phone_digits(phone)[::-1][:40],
    }


fills_columns(Party, searchable)
