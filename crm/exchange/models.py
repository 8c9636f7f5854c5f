"""What imports leave behind: the run, the names a source uses, and what it said last."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.dates import utc_now
from crm.core.db import Instant, Model, new_ref, sorted_text
from crm.parties.models import Party


class ImportRun(Model):
    """One import that was written; `report` is what the command shows as JSON."""

    __tablename__ = "import_run"
    __table_args__ = (Index("ix_import_run_at", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(36), unique=True, default=new_ref)
    at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    actor_ref: Mapped[str | None] = mapped_column(String(36))
    profile: Mapped[str] = mapped_column(String(60))
    source_name: Mapped[str] = mapped_column(String(400))
    sha256: Mapped[str] = mapped_column(String(64))
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    undone_at: Mapped[datetime | None] = mapped_column(Instant)
    undone_by: Mapped[str | None] = mapped_column(String(36))
    refused: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class ImportChange(Model):
    """One thing that an import made or changed, so that it can be taken back exactly.

    `kind` is a file of the exchange format, or one of the memories of a source. `key` is the
    record's ref (of a memory its key), `version` the one that the import gave it. `before` holds
    what was there, None when the import made it.
    """

    __tablename__ = "import_change"
    __table_args__ = (
        Index("ix_import_change_run_id_kind", "run_id", "kind"),
        Index("ix_import_change_key_kind", "key", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(sorted_text(400))
    version: Mapped[int | None]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class ImportProfile(Model):
    """How a register is read, as somebody settled it by hand; `settings` are its choices."""

    __tablename__ = "import_profile"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(36), unique=True, default=new_ref)
    name: Mapped[str] = mapped_column(sorted_text(60), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    changed_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    changed_by: Mapped[str | None] = mapped_column(String(36))


class SourceName(Model):
    """A name that a register uses for a party: it stays right when the party is renamed."""

    __tablename__ = "source_name"
    __table_args__ = (
        UniqueConstraint("profile", "key"),
        Index("ix_source_name_party_id", "party_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    profile: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(sorted_text(400))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))

    party: Mapped[Party] = relationship()


class SourceRecord(Model):
    """What a register said of one record at the last import, field by field.

    `kind` is the name of the record's file in the exchange format, `key` how the register knows
    it. A field is only changed when what the register says now differs from this.
    """

    __tablename__ = "source_record"
    __table_args__ = (
        UniqueConstraint("profile", "kind", "key"),
        Index("ix_source_record_subject_ref", "subject_ref"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    profile: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(sorted_text(400))
    subject_ref: Mapped[str] = mapped_column(String(36))
    values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
