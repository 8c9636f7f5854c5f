"""Links, the mirrored edges and degrees derived from them, and contact moments."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Table,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.dates import utc_now
from crm.core.db import (
    Base,
    Instant,
    Model,
    Periodic,
    Record,
    new_ref,
    partial_index,
    record_constraints,
)
from crm.links.kinds import CHANNELS, CONFIRMED_HOW, DEPTHS, ORIGINS, STATUSES
from crm.links.nature import nature_of
from crm.links.rhythm import Marks, band_on
from crm.links.states import SHOWN, shown_status
from crm.parties.models import Party
from crm.people.models import Person
from crm.taxonomy.models import Retirable


def _one_of(column: str, values: dict[str, str]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class LinkKind(Retirable, Model):
    """A kind of link: a word each way, and which kinds of party it may join."""

    __tablename__ = "link_kind"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    inverse_name: Mapped[str] = mapped_column(String(100))
    directed: Mapped[bool]
    affiliation: Mapped[bool] = mapped_column(default=False)
    kinds_a: Mapped[str] = mapped_column(String(1000), default="")
    kinds_b: Mapped[str] = mapped_column(String(1000), default="")

    @property
    def ref(self) -> str:
        """How the history knows it."""
        return self.code

    def allows(self, kind_a: str, kind_b: str) -> bool:
        """Whether it may join these kinds of party, in this order."""
        fits_a = not self.kinds_a or kind_a in self.kinds_a.split(";")
        return fits_a and (not self.kinds_b or kind_b in self.kinds_b.split(";"))


class Link(Periodic, Record, Model):
    """Two parties that are connected, how, and from when to when.

    Undirected kinds are stored with the lower id first. Periods of the same pair, kind and
    initiative never overlap: the database refuses it.
    """

    __tablename__ = "link"
    __table_args__ = (
        *record_constraints(),
        CheckConstraint("party_a_id <> party_b_id", name="not_itself"),
        CheckConstraint(
            "ends_on IS NULL OR begins_on IS NULL OR begins_on < ends_on", name="period"
        ),
        CheckConstraint("level_agreed BETWEEN 1 AND 5", name="level_agreed"),
        CheckConstraint("strength BETWEEN 1 AND 5", name="strength"),
        CheckConstraint(_one_of("depth", DEPTHS), name="depth"),
        CheckConstraint(_one_of("status", STATUSES), name="status"),
        CheckConstraint(_one_of("origin", ORIGINS), name="origin"),
        Index("ix_link_party_a_id", "party_a_id"),
        Index("ix_link_party_b_id", "party_b_id"),
    )

    party_a_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    party_b_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    kind_id: Mapped[int] = mapped_column(ForeignKey("link_kind.id"))
    initiative_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    begins_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    level_agreed: Mapped[int | None] = mapped_column(SmallInteger)
    depth: Mapped[str] = mapped_column(String(20), default="onbekend")
    strength: Mapped[int | None] = mapped_column(SmallInteger)
    status: Mapped[str] = mapped_column(String(20), default="actief")
    note: Mapped[str] = mapped_column(String(2000), default="")
    source: Mapped[str] = mapped_column(String(200), default="")
    origin: Mapped[str] = mapped_column(String(20), default="handmatig")
    next_step: Mapped[str] = mapped_column(String(400), default="")
    next_step_on: Mapped[date | None]

    party_a: Mapped[Party] = relationship(foreign_keys=[party_a_id])
    party_b: Mapped[Party] = relationship(foreign_keys=[party_b_id])
    kind: Mapped[LinkKind] = relationship(lazy="joined", innerjoin=True)
    initiative: Mapped[Party | None] = relationship(foreign_keys=[initiative_id])
    sides: Mapped[list[LinkSide]] = relationship(back_populates="link", order_by="LinkSide.id")

    def side_of(self, party: Party) -> LinkSide | None:
        """What the party at one end says of it; None when that was never asked."""
        return next((side for side in self.sides if side.party_id == party.id), None)

    def other(self, party_id: int) -> Party:
        """The party at the other end."""
        return self.party_b if self.party_a_id == party_id else self.party_a

    def words_from(self, party_id: int) -> str:
        """The word of the link as seen from one end: `financiert` or `wordt gefinancierd door`."""
        return self.kind.name if self.party_a_id == party_id else self.kind.inverse_name

    @property
    def nature(self) -> str:
        """Between which sectors it runs: `publiek-civiel`."""
        return nature_of(self.party_a.sector, self.party_b.sector)

    def status_on(self, day: date) -> str:
        """The word for how it stands on a day."""
        return SHOWN[shown_status(self.status, self.period, day)]

    @property
    def sentence(self) -> str:
        """`Fonds Vliet financiert Buurttuin De Vliet`."""
        return f"{self.party_a.name} {self.kind.name} {self.party_b.name}"


class LinkSide(Model):
    """What the party at one end says of a link: that it is so, and the level it experiences.

    `proposed` is true of the side that brought the link up itself.
    """

    __tablename__ = "link_side"
    __table_args__ = (
        CheckConstraint("level_experienced BETWEEN 1 AND 5", name="level_experienced"),
        CheckConstraint(_one_of("confirmed_how", CONFIRMED_HOW), name="confirmed_how"),
        CheckConstraint("(confirmed_on IS NULL) = (confirmed_how IS NULL)", name="confirmed"),
        Index("uq_link_side_link_id_party_id", "link_id", "party_id", unique=True),
        Index("ix_link_side_party_id", "party_id"),
        Index("ix_link_side_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(36), unique=True, default=new_ref)
    link_id: Mapped[int] = mapped_column(ForeignKey("link.id", ondelete="CASCADE"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    level_experienced: Mapped[int | None] = mapped_column(SmallInteger)
    confirmed_on: Mapped[date | None]
    confirmed_how: Mapped[str | None] = mapped_column(String(20))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    proposed: Mapped[bool] = mapped_column(default=False)

    link: Mapped[Link] = relationship(back_populates="sides")
    party: Mapped[Party] = relationship()
    person: Mapped[Person | None] = relationship()


class Edge(Model):
    """A link as the network sees it: two rows, one from each end, with its level of evidence.

    Only for links and parties that are not archived; `level` is the strictest of the link and
    both parties. Dates decide whether it is current on a day.
    """

    __tablename__ = "edge"
    __table_args__ = (
        Index("ix_edge_link_id", "link_id"),
        {"sqlite_with_rowid": False},
    )

    src: Mapped[int] = mapped_column(ForeignKey("party.id"), primary_key=True, autoincrement=False)
    dst: Mapped[int] = mapped_column(ForeignKey("party.id"), primary_key=True, autoincrement=False)
    link_id: Mapped[int] = mapped_column(
        ForeignKey("link.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    level: Mapped[int] = mapped_column(SmallInteger)
    kind_id: Mapped[int] = mapped_column(ForeignKey("link_kind.id"))
    affiliation: Mapped[bool]
    begins_on: Mapped[date | None]
    ends_on: Mapped[date | None]


class Degree(Model):
    """How many different neighbours a party has over edges up to a level of evidence."""

    __tablename__ = "degree"
    __table_args__ = {"sqlite_with_rowid": False}

    party_id: Mapped[int] = mapped_column(
        ForeignKey("party.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    n: Mapped[int]


class PartyContact(Model):
    """The last real contact with a party, and from when it is fading and quiet.

    Follows from contact moments, sides of links and rhythms; parties that nobody may derive
    anything from have no row. `last_on` is None for who has a rhythm and was never spoken to.
    """

    __tablename__ = "party_contact"
    __table_args__ = (Index("ix_party_contact_fades_on", "fades_on"),)

    party_id: Mapped[int] = mapped_column(
        ForeignKey("party.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    last_on: Mapped[date | None]
    fades_on: Mapped[date | None]
    quiet_on: Mapped[date | None]

    def band(self, day: date) -> str:
        """`op_tijd`, `wordt_stil` or `stil`."""
        return band_on(day, Marks(self.fades_on, self.quiet_on))


moment_party = Table(
    "contact_moment_party",
    Base.metadata,
    Column("moment_id", ForeignKey("contact_moment.id", ondelete="CASCADE"), primary_key=True),
    Column("party_id", ForeignKey("party.id"), primary_key=True),
    Index("ix_contact_moment_party_party_id", "party_id"),
)
moment_person = Table(
    "contact_moment_person",
    Base.metadata,
    Column("moment_id", ForeignKey("contact_moment.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", ForeignKey("person.id"), primary_key=True),
    Index("ix_contact_moment_person_person_id", "person_id"),
)


class ContactMoment(Record, Model):
    """A conversation, visit or letter: when, with whom, what, and what follows."""

    __tablename__ = "contact_moment"
    __table_args__ = (
        *record_constraints(),
        CheckConstraint(_one_of("channel", CHANNELS), name="channel"),
        Index("ix_contact_moment_happened_at", "happened_at"),
        partial_index(
            "ix_contact_moment_open",
            "follow_up_on",
            where="follow_up_on IS NOT NULL AND follow_up_done_on IS NULL",
        ),
    )
    default_visibility = "intern"

    happened_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    channel: Mapped[str] = mapped_column(String(20), default="telefoon")
    place: Mapped[str] = mapped_column(String(200), default="")
    subject: Mapped[str] = mapped_column(String(200))
    content: Mapped[str] = mapped_column(String(4000), default="")
    follow_up: Mapped[str] = mapped_column(String(400), default="")
    follow_up_on: Mapped[date | None]
    follow_up_done_on: Mapped[date | None]

    parties: Mapped[list[Party]] = relationship(secondary=moment_party, order_by=Party.sort_key)
    people: Mapped[list[Person]] = relationship(secondary=moment_person, order_by=Person.sort_key)
