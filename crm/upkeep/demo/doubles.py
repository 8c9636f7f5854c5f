"""What a register that is worked on shows: a party that was merged, and one that may be double."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from crm.core.db import db
from crm.merge.operations import merge_parties
from crm.parties.lookalikes_pairs import find_pairs
from crm.parties.models import Party
from crm.upkeep.demo.chance import ref_of
from crm.upkeep.demo.writing import Writer


def write_doubles(writer: Writer) -> None:
    """Merge who belongs to another, and compare all others."""
    for text in writer.town.parties:
        kept = writer.parties.get(text.facts.get("hoort_bij", ""))
        if kept is not None:
            _merge(writer, kept, writer.parties.pop(text.key))
    find_pairs(list(db.session.scalars(select(Party).order_by(Party.id))), viewer=writer.actor)


def _merge(writer: Writer, kept: Party, dropped: Party) -> None:
    """Merged on the day of the demo: the same day gives the same town."""
    merge = merge_parties(kept, dropped, actor=writer.actor)
    merge.ref, merge.at = ref_of("samenvoeging", merge.dropped_ref), writer.now
    # Not a change of its own: that would raise the version once more.
    table: Any = Party.__table__
    at = update(table).where(table.c.id == kept.id).values(changed_at=writer.now)
    db.session.connection().execute(at)
    db.session.flush()
