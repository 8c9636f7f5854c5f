"""What people do with a chance: put it away, hand it on, introduce the parties; and what came.

And what the network learned from that, and from the links that came later.
"""

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
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.core.dates import dutch_day, utc_now
from crm.core.db import Base, Instant, Model, Record, new_ref, partial_index, record_constraints
from crm.links.models import Link
from crm.opportunities.states import (
    ANSWERABLE,
    ANSWERS,
    FEWEST,
    HOWS,
    OUTCOMES,
    PUT_AWAY,
    RUNNING,
    SHARED,
    STATES,
    WHYS,
    YES,
    Status,
    asked_now,
)
from crm.parties.models import Party
from crm.people.models import Person

PROPOSERS = {
    "medewerker": "de gemeente",
    "lezer": "iemand van de initiatieventafel",
    "initiatiefnemer": "een initiatief zelf",
}
Signals = dict[str, Any]


def _one_of(column: str, values: Any, *, empty: bool = False) -> str:
    words = ["", *values] if empty else list(values)
    return f"{column} IN ({', '.join(repr(str(value)) for value in words)})"


def _pair_indexes(table: str) -> tuple[Index, Index]:
    return (
        partial_index(f"ix_{table}_party_a_id", "party_a_id", where="archived_at IS NULL"),
        partial_index(f"ix_{table}_party_b_id", "party_b_id", where="archived_at IS NULL"),
    )


class Dismissal(Record, Model):
    """Two parties (in no order) that should not be shown to each other, now or at all.

    Taken back it is archived. `signals` holds the reasons it had then: points in millionths by
    code. What lies sensitive is `sensitive`: known to who put it away and to who holds a party.
    """

    __tablename__ = "dismissal"
    __table_args__ = (
        *record_constraints(),
        CheckConstraint(_one_of("kind", PUT_AWAY), name="kind"),
        CheckConstraint(_one_of("why", WHYS, empty=True), name="why"),
        CheckConstraint("(kind = 'later') = (until IS NOT NULL)", name="until"),
        *_pair_indexes("dismissal"),
    )
    default_visibility = "intern"

    party_a_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    party_b_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    kind: Mapped[str] = mapped_column(String(10))
    until: Mapped[date | None]
    why: Mapped[str] = mapped_column(String(20), default="")
    text: Mapped[str] = mapped_column(String(1000), default="")
    signals: Mapped[Signals] = mapped_column(JSON, default=dict, server_default="{}")

    party_a: Mapped[Party] = relationship(foreign_keys=[party_a_id])
    party_b: Mapped[Party] = relationship(foreign_keys=[party_b_id])

    @property
    def why_label(self) -> str:
        """The words for why."""
        return WHYS.get(self.why, "")

    def other(self, party_id: int) -> Party:
        """The party at the other side."""
        return self.party_b if self.party_a_id == party_id else self.party_a


class HandedChance(Record, Model):
    """A chance that one colleague handed to another, to look at."""

    __tablename__ = "handed_chance"
    __table_args__ = (
        *record_constraints(),
        *_pair_indexes("handed_chance"),
        Index("ix_handed_chance_to_user_id", "to_user_id"),
    )
    default_visibility = "intern"

    party_a_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    party_b_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    to_user_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    note: Mapped[str] = mapped_column(String(1000), default="")
    done_on: Mapped[date | None]

    party_a: Mapped[Party] = relationship(foreign_keys=[party_a_id])
    party_b: Mapped[Party] = relationship(foreign_keys=[party_b_id])
    to_user: Mapped[User] = relationship()


introduction_link = Table(
    "introduction_link",
    Base.metadata,
    Column("introduction_id", ForeignKey("introduction.id", ondelete="CASCADE"), primary_key=True),
    Column("link_id", ForeignKey("link.id"), primary_key=True),
    Index("ix_introduction_link_link_id", "link_id"),
)


class Introduction(Record, Model):
    """Two to eight parties that are brought together, each asked by its own contact.

    `signals` are the points in millionths by code that the chance had for who began it. Contact
    details are shared at `shared_at`, with who said yes. `free_again_on`: from then on the chance
    may be shown again.
    """

    __tablename__ = "introduction"
    __table_args__ = (
        *record_constraints(),
        CheckConstraint(_one_of("status", STATES), name="status"),
        CheckConstraint(_one_of("brought_by", PROPOSERS), name="brought_by"),
        Index("ix_introduction_status", "status", "id"),
    )
    default_visibility = "intern"

    status: Mapped[str] = mapped_column(String(20), default=Status.ASKED)
    brought_by: Mapped[str] = mapped_column(String(20), default="medewerker")
    why: Mapped[str] = mapped_column(String(2000), default="")
    message: Mapped[str] = mapped_column(Text, default="")
    signals: Mapped[Signals] = mapped_column(JSON, default=dict, server_default="{}")
    shared_at: Mapped[datetime | None] = mapped_column(Instant)
    met_on: Mapped[date | None]
    free_again_on: Mapped[date | None]

    lines: Mapped[list[IntroductionParty]] = relationship(
        back_populates="introduction",
        order_by="IntroductionParty.id",
        cascade="all, delete-orphan",
    )
    outcomes: Mapped[list[Outcome]] = relationship(
        back_populates="introduction", order_by="Outcome.id", cascade="all, delete-orphan"
    )
    links: Mapped[list[Link]] = relationship(secondary=introduction_link, order_by=Link.id)

    @property
    def name(self) -> str:
        """`Buurttuin De Vliet, Fonds Vliet en De Kring`."""
        names = [line.party.name for line in self.lines]
        if len(names) < FEWEST:
            return names[0] if names else "Kennismaking"
        return f"{', '.join(names[:-1])} en {names[-1]}"

    @property
    def status_label(self) -> str:
        """The words for how far it is."""
        return STATES[Status(self.status)]

    @property
    def is_running(self) -> bool:
        """Whether somebody still has something to do."""
        return self.status in RUNNING

    @property
    def is_shared(self) -> bool:
        """Whether who said yes has the contact details of the others."""
        return self.status in SHARED

    @property
    def is_answerable(self) -> bool:
        """Whether a yes or no still counts; not once the town hall called off what was shared."""
        called_off = self.status == Status.OFF and self.shared_at is not None
        return self.status in ANSWERABLE and not called_off and not self.is_archived

    @property
    def since(self) -> date | None:
        """From when the months count: the meeting, else when they could reach each other."""
        return self.met_on or (dutch_day(self.shared_at) if self.shared_at else None)

    @property
    def willing(self) -> list[IntroductionParty]:
        """Who said yes."""
        return [line for line in self.lines if line.answer == YES]

    @property
    def came(self) -> Outcome | None:
        """What came of it as far as we know: what was told last, and of that the most modest."""
        order = list(OUTCOMES)
        told = sorted(self.outcomes, key=lambda one: (-one.months, order.index(one.outcome)))
        return told[0] if told else None

    def line_of(self, party: Party) -> IntroductionParty | None:
        """The party's own line; None when it is not on this introduction."""
        return next((line for line in self.lines if line.party_id == party.id), None)

    def outcome_asked(self, day: date, party_id: int | None) -> int | None:
        """After how many months one side is asked now what came of it; None: it is not.

        Without a party: the town hall.
        """
        if self.status not in (Status.AGREED, Status.MET):
            return None
        months = asked_now(self.since, day)
        told = {one.months for one in self.outcomes if one.party_id == party_id}
        return months if months and not any(one >= months for one in told) else None


class IntroductionParty(Model):
    """A party on an introduction: whom we ask, when, and what was said, how and by whom.

    `changed_by` is who wrote the answer down.
    """

    __tablename__ = "introduction_party"
    __table_args__ = (
        CheckConstraint(_one_of("answer", ANSWERS, empty=True), name="answer"),
        CheckConstraint(_one_of("answered_how", HOWS, empty=True), name="answered_how"),
        CheckConstraint("(answer = '') = (answered_on IS NULL)", name="answered_on"),
        Index(
            "uq_introduction_party_introduction_id_party_id",
            "introduction_id",
            "party_id",
            unique=True,
        ),
        Index("ix_introduction_party_party_id", "party_id"),
        Index("ix_introduction_party_person_id", "person_id"),
        Index("ix_introduction_party_answered_by_id", "answered_by_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(36), unique=True, default=new_ref)
    introduction_id: Mapped[int] = mapped_column(ForeignKey("introduction.id", ondelete="CASCADE"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime | None] = mapped_column(Instant)
    reminded_on: Mapped[date | None]
    answer: Mapped[str] = mapped_column(String(10), default="")
    answered_on: Mapped[date | None]
    answered_how: Mapped[str] = mapped_column(String(20), default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answer_text: Mapped[str] = mapped_column(String(500), default="")
    changed_by: Mapped[str | None] = mapped_column(String(36))

    introduction: Mapped[Introduction] = relationship(back_populates="lines")
    party: Mapped[Party] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id])

    @property
    def how_label(self) -> str:
        """The words for how the answer came."""
        return HOWS.get(self.answered_how, "")


class Outcome(Model):
    """What came of an introduction after some months, as one side says it; no party: town hall."""

    __tablename__ = "introduction_outcome"
    __table_args__ = (
        CheckConstraint(_one_of("outcome", OUTCOMES), name="outcome"),
        CheckConstraint("months IN (3, 12)", name="months"),
        Index("uq_introduction_outcome_side", "introduction_id", "months", "party_id", unique=True),
        Index("ix_introduction_outcome_party_id", "party_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(36), unique=True, default=new_ref)
    introduction_id: Mapped[int] = mapped_column(ForeignKey("introduction.id", ondelete="CASCADE"))
    months: Mapped[int] = mapped_column(SmallInteger)
    outcome: Mapped[str] = mapped_column(String(20))
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    told_on: Mapped[date]
    created_by: Mapped[str | None] = mapped_column(String(36))

    introduction: Mapped[Introduction] = relationship(back_populates="outcomes")
    party: Mapped[Party | None] = relationship()

    @property
    def label(self) -> str:
        """The words for what came of it."""
        return OUTCOMES[self.outcome]


class Learning(Model):
    """One time that the network's own past was looked at, with a lesson for each level."""

    __tablename__ = "learning"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(36), unique=True, default=new_ref)
    at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    actor_ref: Mapped[str | None] = mapped_column(String(36))
    day: Mapped[date]
    taken_back_at: Mapped[datetime | None] = mapped_column(Instant)
    taken_back_by: Mapped[str | None] = mapped_column(String(36))

    lessons: Mapped[list[Lesson]] = relationship(
        back_populates="learning", order_by="Lesson.level", cascade="all, delete-orphan"
    )


class Lesson(Model):
    """What the evidence up to a level taught: by how much each default weight is multiplied.

    `kept` only when it ranked later links better than what was used before it. `used` holds what
    it rests on, `quality` how well it did before and after, both as plain values.
    """

    __tablename__ = "lesson"
    __table_args__ = (CheckConstraint("level BETWEEN 1 AND 2", name="level"),)

    learning_id: Mapped[int] = mapped_column(
        ForeignKey("learning.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    kept: Mapped[bool]
    result: Mapped[str] = mapped_column(String(20))
    factors: Mapped[dict[str, float]] = mapped_column(JSON, default=dict)
    used: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    quality: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    learning: Mapped[Learning] = relationship(back_populates="lessons")
