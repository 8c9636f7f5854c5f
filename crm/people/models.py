"""People, their roles at parties, and account holdings of the town hall."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.core.db import (
    Base,
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
from crm.parties.models import Party
from crm.people.kinds import HOLDING_ROLES, ROLES
from crm.taxonomy.models import Theme


def full_name(first_name: str, initials: str, name_prefix: str, last_name: str) -> str:
    """A person's name from its parts: the first name, else the initials."""
    return " ".join(part for part in (first_name or initials, name_prefix, last_name) if part)


class Person(Record, Model):
    """Somebody with a role somewhere in the network."""

    __tablename__ = "person"
    __table_args__ = (
        *record_constraints(),
        listed_index("person"),
        Index("ix_person_folded", "folded"),
    )
    default_visibility = "intern"

    initials: Mapped[str] = mapped_column(String(10), default="")
    first_name: Mapped[str] = mapped_column(String(100), default="")
    name_prefix: Mapped[str] = mapped_column(String(10), default="")
    last_name: Mapped[str] = mapped_column(String(100))
    sort_key: Mapped[str] = mapped_column(sorted_text(250))
    folded: Mapped[str] = mapped_column(sorted_text(600))
    stems: Mapped[str] = mapped_column(Text, default="")
    function: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    phone_reversed: Mapped[str] = mapped_column(sorted_text(40), default="", index=True)
    expertise: Mapped[str] = mapped_column(String(2000), default="")
    tasks: Mapped[str] = mapped_column(String(2000), default="")
    public_name_since: Mapped[date | None]
    public_name_how: Mapped[str] = mapped_column(String(400), default="")
    public_name_until: Mapped[date | None]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), unique=True)

    user: Mapped[User | None] = relationship()

    @property
    def name(self) -> str:
        """`Amina El Idrissi`, `J. van den Berg`."""
        return full_name(self.first_name, self.initials, self.name_prefix, self.last_name)


class ContactRole(Periodic, Model):
    """What a person is at a party, for a period."""

    __tablename__ = "contact_role"
    __table_args__ = (
        CheckConstraint(f"role IN ({', '.join(repr(role) for role in ROLES)})", name="role"),
        CheckConstraint(
            "ends_on IS NULL OR begins_on IS NULL OR begins_on < ends_on", name="period"
        ),
        Index("ix_contact_role_party_id", "party_id"),
        Index("ix_contact_role_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(36), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    role: Mapped[str] = mapped_column(String(30))
    is_first_contact: Mapped[bool] = mapped_column(default=False)
    begins_on: Mapped[date | None]
    ends_on: Mapped[date | None]

    person: Mapped[Person] = relationship()
    party: Mapped[Party] = relationship()

    @property
    def role_label(self) -> str:
        """The word for the role."""
        return ROLES[self.role]


class AccountHolding(Periodic, Model):
    """Who at the town hall holds a party: a civil servant, or a team or department.

    The periods of vaste contactpersonen of one party never overlap: the database refuses it.
    """

    __tablename__ = "account_holding"
    __table_args__ = (
        CheckConstraint(f"role IN ({', '.join(repr(r) for r in HOLDING_ROLES)})", name="role"),
        CheckConstraint("(person_id IS NULL) <> (team_id IS NULL)", name="one_holder"),
        CheckConstraint(
            "ends_on IS NULL OR begins_on IS NULL OR begins_on < ends_on", name="period"
        ),
        Index("ix_account_holding_party_id", "party_id"),
        Index("ix_account_holding_person_id", "person_id"),
        Index("ix_account_holding_team_id", "team_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(36), unique=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    role: Mapped[str] = mapped_column(String(30))
    begins_on: Mapped[date | None]
    ends_on: Mapped[date | None]

    party: Mapped[Party] = relationship(foreign_keys=[party_id])
    person: Mapped[Person | None] = relationship()
    team: Mapped[Party | None] = relationship(foreign_keys=[team_id])

    @property
    def role_label(self) -> str:
        """The word for the role."""
        return HOLDING_ROLES[self.role]


portfolio_theme = Table(
    "portfolio_theme",
    Base.metadata,
    Column("portfolio_id", ForeignKey("portfolio.id", ondelete="CASCADE"), primary_key=True),
    Column("theme_id", ForeignKey("theme.id"), primary_key=True),
    Index("ix_portfolio_theme_theme_id_portfolio_id", "theme_id", "portfolio_id"),
)


class Portfolio(Periodic, Model):
    """What an alderman answers for in the college, for a period: a portefeuille and its themes."""

    __tablename__ = "portfolio"
    __table_args__ = (
        CheckConstraint(
            "ends_on IS NULL OR begins_on IS NULL OR begins_on < ends_on", name="period"
        ),
        Index("ix_portfolio_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(36), unique=True, default=new_ref)
    name: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    begins_on: Mapped[date | None]
    ends_on: Mapped[date | None]

    person: Mapped[Person] = relationship()
    themes: Mapped[list[Theme]] = relationship(secondary=portfolio_theme, order_by=Theme.sort_key)


class Signpost(Periodic, Model):
    """A council member or alderman who shows residents the way in a theme, for a period."""

    __tablename__ = "signpost"
    __table_args__ = (
        CheckConstraint(
            "ends_on IS NULL OR begins_on IS NULL OR begins_on < ends_on", name="period"
        ),
        Index("ix_signpost_person_id", "person_id"),
        Index("ix_signpost_theme_id", "theme_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(36), unique=True, default=new_ref)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    begins_on: Mapped[date | None]
    ends_on: Mapped[date | None]

    person: Mapped[Person] = relationship()
    theme: Mapped[Theme] = relationship()


def searchable(person: Person) -> dict[str, str]:
    """The columns that search and order look in, from the columns that people fill."""
    return {
        "folded": fold(person.name)[:600],
        "sort_key": sort_key(person.last_name, person.first_name or person.initials),
        "stems": search_stems(person.name, person.function, person.expertise, person.tasks),
        "phone_reversed": phone_digits(person.phone)[::-1][:40],
    }


fills_columns(Person, searchable)
