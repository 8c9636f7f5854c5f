"""Changing parties: each verb flushes, leaves one event, and never commits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, select

from crm.accounts.viewer import Viewer
from crm.audit.chaining import hold_chain
from crm.audit.changing import changed, created, put_away
from crm.audit.operations import snapshot
from crm.core.db import db, level_of
from crm.core.errors import Refused
from crm.core.saving import check_sensitive
from crm.core.text import tidy
from crm.core.trees import would_circle
from crm.parties.kinds import PROFILED_KINDS, Phase, sector_of
from crm.parties.models import InitiativeProfile, Party
from crm.parties.phases import Standing, moved

PARTY_FIELDS: dict[str, str] = {
    "name": "naam",
    "kind": "soort",
    "sector": "sector",
    "description": "omschrijving",
    "mission": "missie",
    "core_values": "kernwaarden",
    "interest": "belang",
    "themes": "thema’s",
    "areas": "gebied",
    "target_groups": "doelgroepen",
    "website": "website",
    "social_media": "sociale media",
    "email": "e-mail",
    "phone": "telefoon",
    "legal_form": "rechtsvorm",
    "kvk": "KvK-nummer",
    "postcode": "postcode",
    "house_number": "huisnummer",
    "street": "straat",
    "place": "plaats",
    "parent": "onderdeel van",
    "source": "bron",
    "verified_on": "gecontroleerd op",
    "withheld": "geheimhouding",
    "contact_every": "contactritme in dagen",
    "visibility": "wie mag dit zien",
    "sensitive": "bestuurlijk gevoelig",
}
PROFILE_FIELDS: dict[str, str] = {
    "phase": "fase",
    "paused_from": "gepauzeerd vanuit",
    "stopped_because": "gestopt omdat",
    "ambition": "ambitie",
    "started_on": "begonnen op",
    "continuity": "wie gaat door",
    "part_of": "hoort bij",
}
# What only a step to another phase changes.
_STANDING = ("phase", "paused_from", "stopped_because")
# What must follow when parties become more or less hidden, or another kind, phase or rhythm of
# contact is chosen: links and grants register here,
# because they stand above parties and cannot be called from below.
_reach_changed: list[Callable[[list[int]], None]] = []


def when_reach_changes(follow: Callable[[list[int]], None]) -> None:
    """Register what keeps its own tables in step with a party's level and archive."""
    _reach_changed.append(follow)


def reach_changed(party_ids: Iterable[int]) -> None:
    """Tell everybody who registered that these parties became more or less hidden."""
    ids = list(party_ids)
    for follow in _reach_changed:
        follow(ids)


def add_party(*, values: Mapping[str, Any], actor: Viewer) -> Party:
    """Make a party from clean values (attributes of PARTY_FIELDS and PROFILE_FIELDS)."""
    party = Party(created_by=actor.ref, changed_by=actor.ref)
    _fill(party, values)
    created(party, party_facts, "party.created", actor=actor)
    if party.contact_every:
        reach_changed([party.id])
    return party


def change_party(
    party: Party,
    *,
    values: Mapping[str, Any],
    version: int | None = None,
    tag: str = "party.changed",
    actor: Viewer,
) -> Party:
    """Change a party; Stale when somebody saved it since `version`."""
    before = _standing(party)
    changed(
        party,
        lambda: _fill(party, values),
        party_facts,
        tag,
        version=version,
        actor=actor,
    )
    if before != _standing(party):
        reach_changed([party.id])
    return party


def move_phase(
    party: Party, to: Phase, *, because: str = "", version: int | None = None, actor: Viewer
) -> Party:
    """Bring an initiative to another phase; `because` says why it stops.

    Refused when its phase does not lead there, or when the party has no phases.
    """
    if party.kind not in PROFILED_KINDS:
        raise Refused("Alleen een initiatief of verband heeft een fase.")
    values = {"phase": to, "stopped_because": because}
    return change_party(party, values=values, version=version, actor=actor)


def archive_party(party: Party, *, version: int | None = None, actor: Viewer) -> Party:
    """Put a party away: it leaves lists, pictures and suggestions, and can come back."""
    put_away(party, "party.archived", version=version, actor=actor)
    reach_changed([party.id])
    return party


def restore_party(party: Party, *, version: int | None = None, actor: Viewer) -> Party:
    """Bring a party back from the archive."""
    put_away(party, "party.restored", version=version, back=True, actor=actor)
    reach_changed([party.id])
    return party


def _standing(party: Party) -> tuple[Any, ...]:
    """What tables that follow from a party look at."""
    phase = party.profile.phase if party.profile is not None else None
    level = level_of(party.visibility, party.sensitive)
    return level, party.kind, party.contact_every, phase


def _fill(party: Party, values: Mapping[str, Any]) -> None:
    for attribute in PARTY_FIELDS:
        if attribute in values:
            value = values[attribute]
            setattr(party, attribute, tidy(value) if attribute == "name" else value)
    if not party.name:
        raise Refused("Vul een naam in.", field="name")
    if not party.sector or ("kind" in values and "sector" not in values):
        party.sector = sector_of(party.kind)
    check_sensitive(party)
    if "parent" in values and _would_circle(party, party.parent, Party.parent_id, Party.id):
        raise Refused("Een partij kan geen onderdeel van zichzelf zijn.", field="parent")
    _fill_profile(party, values)


def _would_circle(party: Party, above: Party | None, pointer: Any, owner: Any) -> bool:
    """Whether the party would be part of itself, by what the other parties are part of now.

    Who makes two parties part of each other at the same moment waits for the other's write; so
    the tables are asked, and not what this session read before.
    """
    if above is None or party.id is None:
        return False
    hold_chain()
    of_one = select(pointer).where(owner == bindparam("one"))
    return would_circle(party.id, above.id, lambda one: db.session.scalar(of_one, {"one": one}))


def _fill_profile(party: Party, values: Mapping[str, Any]) -> None:
    """Only initiatives, coalitions and partnerships have a profile; the rest of it is kept."""
    if party.kind not in PROFILED_KINDS:
        return
    is_new = party.profile is None
    if party.profile is None:
        party.profile = InitiativeProfile(
            phase=Phase.IDEA, stopped_because="", ambition="", continuity=""
        )
    for attribute in PROFILE_FIELDS:
        if attribute in values and attribute not in _STANDING:
            setattr(party.profile, attribute, values[attribute])
    if "part_of" in values and _would_circle(
        party, party.profile.part_of, InitiativeProfile.part_of_id, InitiativeProfile.party_id
    ):
        raise Refused("Een initiatief kan geen deel van zichzelf zijn.", field="part_of")
    if "phase" in values:
        _stand(party.profile, values, is_new=is_new)


def _stand(profile: InitiativeProfile, values: Mapping[str, Any], *, is_new: bool) -> None:
    """A new profile begins in any phase; after that the table of phases says where it may go."""
    to, because = Phase(values["phase"]), values.get("stopped_because") or ""
    if is_new:
        if to is Phase.STOPPED and not because.strip():
            raise Refused("Schrijf waarom het initiatief stopt.", field="stopped_because")
        standing = Standing(to, None, because.strip() if to is Phase.STOPPED else "")
    elif to == profile.phase:
        return
    else:
        came_from = Phase(profile.paused_from) if profile.paused_from else None
        standing = moved(Standing(Phase(profile.phase), came_from), to, because=because)
    profile.phase = standing.phase
    profile.paused_from = standing.paused_from
    profile.stopped_because = standing.stopped_because


def party_facts(party: Party) -> dict[str, Any]:
    """What is known of a party as the history tells it: plain values by label."""
    values = snapshot(party, PARTY_FIELDS)
    if party.profile is not None:
        values |= snapshot(party.profile, PROFILE_FIELDS)
    return values
