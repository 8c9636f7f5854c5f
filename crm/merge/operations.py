"""Two parties into one in one transaction, and exactly apart again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from crm.accounts.viewer import Viewer
from crm.audit.chaining import hold_chain
from crm.audit.operations import difference_between, record
from crm.core.dates import utc_now
from crm.core.db import db
from crm.core.errors import Refused
from crm.core.saving import check_version
from crm.core.trace import Row, Trace, rows_of, table_of
from crm.core.trees import would_circle
from crm.merge.choices import KEPT, PARTY_CHOICES, PROFILE_CHOICES, Choice, chosen, reach
from crm.merge.models import PartyMerge
from crm.merge.queries import find_obstacle
from crm.merge.roles import see_roles
from crm.parties.following import FOLLOWING, Pair, column_of
from crm.parties.models import FormerParty, InitiativeProfile, Party
from crm.parties.operations import party_facts, reach_changed
from crm.people.first_contacts import parties_with_two

PARTY, PROFILE, FORMER = map(table_of, (Party, InitiativeProfile, FormerParty))
# What became less hidden again would show what was written while it was hidden.
REACH = ("visibility", "sensitive", "withheld")
COLLISION = Refused(
    "Dit kan niet meer. Na het samenvoegen is er iets bijgekomen dat op dezelfde plek staat: een "
    "vaste contactpersoon, een eerste aanspreekpunt of een verbinding in dezelfde periode. "
    "Beëindig of archiveer dat eerst."
)


def merge_parties(
    kept: Party,
    dropped: Party,
    *,
    answers: Mapping[str, str] | None = None,
    contact_stays: Party | None = None,
    versions: tuple[int | None, int | None] = (None, None),
    actor: Viewer,
) -> PartyMerge:
    """Let `dropped` become part of `kept`: everything it has goes along, its addresses lead on.

    `answers` says per choice (see `choices`) which value stays; without one that of `kept`.
    `contact_stays` is the party whose vaste contactpersonen stay when both have one. Stale when
    somebody saved one of the two since `versions`; Refused when they cannot be merged.
    """
    _lock(kept, dropped)
    _refuse_unfit(kept, dropped)
    for party, version in zip((kept, dropped), versions, strict=True):
        check_version(party, version)
    stays, before = (contact_stays or kept).id, party_facts(kept)
    pair = Pair(kept.id, dropped.id, Trace(), stays)
    merge = PartyMerge(
        actor_ref=actor.ref,
        kept_ref=kept.ref,
        kept_name=kept.name,
        dropped_ref=dropped.ref,
        dropped_name=dropped.name,
        level=max(kept.level, dropped.level),
    )
    _carry_over(pair, kept.ref, dropped.ref, answers or {})
    db.session.expunge(dropped)
    db.session.expire_all()
    kept.touch(actor)
    told = {"samengevoegd met": [None, merge.dropped_ref]}
    told |= difference_between(before, party_facts(kept))
    record("party.merged", kept, difference=told, actor=actor)
    db.session.flush()
    see_roles(pair.trace, kept.id)
    merge.steps, merge.kept_version = pair.trace.steps, kept.version
    db.session.add(merge)
    db.session.flush()
    return merge


def undo_merge(merge: PartyMerge, *, actor: Viewer) -> Party:
    """Put both parties back as they were; what came later stays with the one that stayed.

    Returns the party that is back. Refused when something new stands in the way.
    """
    kept = _lock_for_undo(merge)
    if obstacle := find_obstacle(merge):
        raise Refused(obstacle)
    unchanged, before = kept.version == merge.kept_version, party_facts(kept)
    try:
        with db.session.begin_nested():
            Trace(merge.steps if unchanged else _still_hidden(merge.steps, kept)).undo()
            back = select(PARTY.c.id).where(PARTY.c.ref == merge.dropped_ref)
            dropped_id = db.session.scalars(back).one()
            for party_id in (kept.id, dropped_id):
                _refuse_circle(party_id, PARTY.c.parent_id, PARTY.c.id)
                _refuse_circle(party_id, PROFILE.c.part_of_id, PROFILE.c.party_id)
            if parties_with_two((kept.id, dropped_id)):
                raise Refused(str(COLLISION))
    except IntegrityError as error:
        raise Refused(str(COLLISION)) from error
    _derive([kept.id, dropped_id])
    db.session.expire_all()
    kept.touch(actor)
    merge.undone_at, merge.undone_by = utc_now(), actor.ref
    told = {"weer apart van": [None, merge.dropped_ref]}
    told |= difference_between(before, party_facts(kept))
    record("party.unmerged", kept, difference=told, actor=actor)
    db.session.flush()
    return db.session.get_one(Party, dropped_id)


def _lock(kept: Party, dropped: Party) -> None:
    """Nobody else adds to either of them until this is done: a row that points at one waits."""
    if kept.id == dropped.id:
        raise Refused("Dit is dezelfde partij. Kies een andere.", field="other")
    hold_chain()
    ids = (kept.id, dropped.id)
    query = select(Party.id).where(Party.id.in_(ids)).order_by(Party.id).with_for_update()
    if len(db.session.scalars(query).all()) < 2:
        raise Refused("Een van deze partijen is intussen al samengevoegd. Zoek opnieuw.")
    for party in (kept, dropped):
        db.session.refresh(party)


def _lock_for_undo(merge: PartyMerge) -> Party:
    hold_chain()
    query = select(Party).where(Party.ref == merge.kept_ref).with_for_update()
    kept = db.session.scalar(query.execution_options(populate_existing=True))
    db.session.refresh(merge, with_for_update=True)
    if kept is None:
        raise Refused(find_obstacle(merge) or "Deze samenvoeging is al ongedaan gemaakt.")
    return kept


def _refuse_unfit(kept: Party, dropped: Party) -> None:
    for party in (kept, dropped):
        if party.is_archived:
            raise Refused(f"{party.name} staat in het archief. Zet de partij eerst terug.")


def _carry_over(pair: Pair, kept_ref: str, dropped_ref: str, answers: Mapping[str, str]) -> None:
    """Everything of the one to the other, and the one away; the rows tell what they were."""
    db.session.flush()
    kept, dropped = (_row(PARTY, PARTY.c.id == one) for one in (pair.kept, pair.dropped))
    profiles = [_profile(one) for one in (pair.kept, pair.dropped)]
    pair.trace.change(PARTY, dropped, {"reference": None})
    _follow(pair, kept_ref, dropped_ref)
    _fill(pair, kept, dropped, profiles, answers)
    _derive([pair.kept, pair.dropped])
    pair.trace.remove(PARTY, PARTY.c.id == pair.dropped)
    _lead_on(pair, kept, dropped)


def _follow(pair: Pair, kept_ref: str, dropped_ref: str) -> None:
    """What every package registered: room first, then the rows themselves."""
    for following in FOLLOWING:
        following.make_room(pair)
    for following in FOLLOWING:
        for attribute in following.joins:
            _join(pair, column_of(attribute))
        for attribute in following.moves:
            pair.trace.point(column_of(attribute), pair.dropped, pair.kept)
        for attribute in following.texts:
            pair.trace.point(column_of(attribute), dropped_ref, kept_ref)


def _join(pair: Pair, column: Any) -> None:
    """In a joining table a pair stands once: what both have is not doubled."""
    table = column.table
    there = [_other(row, column) for row in rows_of(table, column == pair.kept)]
    rows = [_other(row, column) for row in rows_of(table, column == pair.dropped)]
    pair.trace.remove(table, column == pair.dropped)
    fresh = [{**row, column.name: pair.kept} for row in rows if row not in there]
    pair.trace.add(table, fresh)


def _fill(
    pair: Pair,
    kept: Row,
    dropped: Row,
    profiles: list[Row | None],
    answers: Mapping[str, str],
) -> None:
    """The values that stay, on the party and on its profile."""
    values = _chosen(PARTY_CHOICES, kept, dropped, answers)
    values["reference"] = kept["reference"] or dropped["reference"]
    below = _with_all_below(pair, PARTY.c.parent_id, PARTY.c.id)
    above = (values["parent_id"], kept["parent_id"], dropped["parent_id"])
    values["parent_id"] = next((one for one in above if one and one not in below), None)
    now = _row(PARTY, PARTY.c.id == pair.kept)
    pair.trace.change(PARTY, now, values)
    pair.trace.change(PARTY, now, reach(kept, dropped))
    profile = _profile(pair.kept)
    if profile is None:
        return
    own, other = profiles
    filled = _chosen(PROFILE_CHOICES, own, other, answers) if own and other else {}
    within = _with_all_below(pair, PROFILE.c.part_of_id, PROFILE.c.party_id)
    if filled.get("part_of_id", profile["part_of_id"]) in within:
        filled["part_of_id"] = None
    pair.trace.change(PROFILE, profile, filled)


def _chosen(
    choices: Iterable[Choice], kept: Row, dropped: Row, answers: Mapping[str, str]
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for choice in choices:
        values |= chosen(choice, kept, dropped, answers.get(choice.key, KEPT))
    return values


def _lead_on(pair: Pair, kept: Row, dropped: Row) -> None:
    """The old address, key and name lead to the party that stayed."""
    reference = dropped["reference"] if kept["reference"] else None
    former = {
        "ref": dropped["ref"],
        "reference": reference,
        "name": dropped["name"],
        "party_id": pair.kept,
    }
    pair.trace.add(FORMER, [former])


def _derive(party_ids: list[int]) -> None:
    """Make again what is made of others."""
    db.session.expire_all()
    reach_changed(party_ids)
    for following in FOLLOWING:
        following.derive(party_ids)


def _still_hidden(steps: list[dict[str, Any]], kept: Party) -> list[dict[str, Any]]:
    """The steps without those that would make the party less hidden than it is now."""
    return [
        step
        for step in steps
        if not (
            step["do"] == "change"
            and step["table"] == PARTY.name
            and step["row"] == kept.ref
            and set(step["before"]) <= set(REACH)
        )
    ]


def _with_all_below(pair: Pair, pointer: Any, owner: Any) -> set[int]:
    """Both parties, and whatever is part of them: none of it can be what they are part of."""
    found = {pair.kept, pair.dropped}
    newest = found
    while newest:
        query = select(owner).where(pointer.in_(newest))
        newest = set(db.session.scalars(query)) - found
        found |= newest
    return found


def _refuse_circle(party_id: int, pointer: Any, owner: Any) -> None:
    def above(one: int) -> int | None:
        return db.session.scalar(select(pointer).where(owner == one))

    if would_circle(party_id, above(party_id), above):
        raise Refused(
            "Dit kan niet meer. Een van de partijen zou onderdeel van zichzelf worden. "
            "Wijzig eerst waar zij onderdeel van is."
        )


def _row(table: Any, condition: Any) -> Row:
    [row] = rows_of(table, condition)
    return row


def _profile(party_id: int) -> Row | None:
    return next(iter(rows_of(PROFILE, PROFILE.c.party_id == party_id)), None)


def _other(row: Row, column: Any) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != column.name}
