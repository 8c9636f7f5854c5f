"""Reading merges: what one would do, which there were, and whether one can be undone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.core.errors import NotFound
from crm.merge.models import PartyMerge
from crm.merge.roles import find_role_obstacle
from crm.parties.following import FOLLOWING, Lost, Told
from crm.parties.models import FormerParty, Party
from crm.parties.queries import has_access, party_seen


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge would do, of what the viewer may see: what goes along, and what does not."""

    told: list[Told]
    lost: list[Lost]


def preview_merge(kept: Party, dropped: Party, *, viewer: Viewer) -> Preview:
    """What of `dropped` would go to `kept`; nothing is changed."""
    rows: dict[str, list[str]] = defaultdict(list)
    lost: list[Lost] = []
    for following in FOLLOWING:
        for told in following.tell(dropped, viewer=viewer):
            rows[told.what] += told.rows
        lost += following.lose(kept, dropped, viewer=viewer)
    return Preview([Told(what, found) for what, found in rows.items() if found], lost)


def visible_merges(viewer: Viewer) -> Select[PartyMerge]:
    """The merges the viewer may know of: both parties seen, and the strictest of both then.

    While they are one, seeing the one that stayed is seeing both.
    """
    if viewer.is_operator:
        return select(PartyMerge)
    return select(PartyMerge).where(
        PartyMerge.kept_ref.in_(_seen_refs(viewer, PartyMerge.level)),
        PartyMerge.dropped_ref.in_(_seen_refs(viewer, PartyMerge.level)),
    )


def _seen_refs(viewer: Viewer, level: Any) -> Any:
    reaches = or_(level <= viewer.level, has_access(viewer, Party.id, level))
    own = select(Party.ref).where(party_seen(viewer), reaches)
    former = (
        select(FormerParty.ref)
        .join(Party, Party.id == FormerParty.party_id)
        .where(party_seen(viewer), reaches)
    )
    return own.union_all(former)


def get_merge(ref: str, *, viewer: Viewer) -> PartyMerge:
    """The merge with this ref; NotFound also when the viewer may not see it."""
    merge = db.session.scalar(visible_merges(viewer).where(PartyMerge.ref == ref))
    if merge is None:
        raise NotFound("Deze samenvoeging bestaat niet, of u mag haar niet zien.")
    return merge


def merges_of(party: Party, *, viewer: Viewer) -> list[PartyMerge]:
    """The merges that made a party what it is and that were not undone, newest first."""
    query = visible_merges(viewer).where(
        PartyMerge.kept_ref == party.ref, PartyMerge.undone_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(PartyMerge.id.desc())))


def find_obstacle(merge: PartyMerge) -> str | None:
    """Why a merge cannot be undone now, as a sentence; None when nothing is known to hinder."""
    if merge.is_undone:
        return "Deze samenvoeging is al ongedaan gemaakt."
    later = select(PartyMerge).where(
        or_(PartyMerge.kept_ref == merge.kept_ref, PartyMerge.dropped_ref == merge.kept_ref),
        PartyMerge.id > merge.id,
        PartyMerge.undone_at.is_(None),
    )
    found = db.session.scalar(later.order_by(PartyMerge.id.desc()).limit(1))
    if found is None:
        return find_role_obstacle(merge)
    return (
        f"{merge.kept_name} is daarna nog een keer samengevoegd. "
        "Maak eerst die samenvoeging ongedaan."
    )
