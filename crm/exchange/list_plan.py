"""From a list of parties or areas to a plan, by way of the files of our own format."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy import select

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.core.text import fold
from crm.exchange.area_list import AreaList
from crm.exchange.exchange_plan import plan_exchange
from crm.exchange.memory import Memory
from crm.exchange.models import SourceName
from crm.exchange.party_list import Known, PartyList
from crm.exchange.plan import Plan
from crm.exchange.profiles import ListProfile
from crm.exchange.sources import refuse_missing
from crm.exchange.state import State
from crm.exchange.tables import Refusal, Table
from crm.exchange.wanted import AREAS
from crm.parties.models import Party
from crm.people.models import ContactRole, Person
from crm.taxonomy.models import Area

MOST_NAMED = 10
ANYBODY = ""


def plan_list(
    table: Table,
    profile: ListProfile,
    *,
    state: State,
    visibility: str | None,
    viewer: Viewer,
    same: Mapping[str, str] | None = None,
) -> Plan:
    """Compare a list with the database; nothing is written. Raises Unreadable."""
    refuse_missing(table, profile.required)
    if profile.target == AREAS:
        plan = _plan_areas(table, profile, state, visibility, viewer)
    else:
        plan = _plan_parties(table, profile, state, visibility, viewer, same or {})
    plan.refusals = [_in_their_words(one, profile) for one in plan.refusals]
    return plan


def _plan_areas(
    table: Table, profile: ListProfile, state: State, visibility: str | None, viewer: Viewer
) -> Plan:
    areas = AreaList(table, profile)
    plan = Plan(profile.name)
    memory = Memory(profile.name, plan, {})
    plan_exchange(
        areas.tables(), state=state, visibility=visibility, viewer=viewer, plan=plan, memory=memory
    )
    if areas.nameless:
        plan.messages.append(
            f"Gebieden zonder naam: {len(areas.nameless)}. Zij heten naar hun code."
        )
    kinds = set(areas.codes.values())
    gone = [
        str(one.values.get("naam", key))
        for (_, key), one in memory.last.items()
        if key not in areas.codes and one.values.get("soort") in kinds
    ]
    if gone and not profile.only:
        plan.messages.append(
            f"Deze gebieden staan niet meer in het bestand: {_named(gone)}. Zij blijven bestaan, "
            "met alles wat eraan hangt."
        )
    return plan


def _plan_parties(
    table: Table,
    profile: ListProfile,
    state: State,
    visibility: str | None,
    viewer: Viewer,
    same: Mapping[str, str],
) -> Plan:
    before = _known(profile)
    known = replace(before, parties={**same, **before.parties})
    listed = PartyList(table, profile, known)
    plan = Plan(profile.name)
    keys = {ref: key for key, ref in known.parties.items()}
    memory = Memory(profile.name, plan, keys)
    tables = listed.tables()
    _learn_keys(listed, keys)
    plan_exchange(
        tables, state=state, visibility=visibility, viewer=viewer, plan=plan, memory=memory
    )
    for draft in plan.drafts.get("partijen", []):
        if (key := keys.get(draft.ref)) and key not in before.parties:
            plan.names[key] = draft.ref
    plan.keys = keys
    if listed.unknown_areas:
        plan.messages.append(
            f"Deze gebieden kennen wij niet: {_named(listed.unknown_areas)}. Zij zijn leeg "
            "gelaten. Lees eerst de gebieden in als u ze wilt houden."
        )
    return plan


def _learn_keys(listed: PartyList, keys: dict[str, str]) -> None:
    """Give every new party its ref before the plan is made, so that its key is known by it."""
    for _ in listed.tables()["partijen"].read():
        pass
    listed.unknown_areas.clear()
    keys.update({ref: key for key, ref in listed.refs.items()})


def _known(profile: ListProfile) -> Known:
    names = select(SourceName.key, Party.ref).join(Party, Party.id == SourceName.party_id)
    rows = db.session.execute(names.where(SourceName.profile == profile.name))
    parties: dict[str, str] = dict(rows.all())
    by_name: dict[str, str] = {}
    doubled: set[str] = set()
    for code, name in db.session.execute(select(Area.code, Area.name).order_by(Area.id)):
        if by_name.setdefault(fold(name), code) != code:
            doubled.add(fold(name))
        by_name[fold(code)] = code
    areas = {name: code for name, code in by_name.items() if name not in doubled}
    return Known(parties, areas, _first_contacts() if "contact" in profile.columns else {})


def _first_contacts() -> dict[str, dict[str, bool]]:
    """Who leads at each party, on whichever day: the ref of a person, first contact or not.

    A list knows no days, so it is about the role of a person that has no first day.
    """
    query = (
        select(Party.ref, Person.ref, ContactRole.is_first_contact, ContactRole.begins_on)
        .join(ContactRole, ContactRole.party_id == Party.id)
        .join(Person, Person.id == ContactRole.person_id)
    )
    found: dict[str, dict[str, bool]] = defaultdict(dict)
    for party, person, is_first, begins_on in db.session.execute(query):
        led = found[party]
        if begins_on is None:
            led[person] = led.get(person, False) or is_first
        else:
            led.setdefault(person, False)
        led[ANYBODY] = led.get(ANYBODY, False) or is_first
    return found


def _in_their_words(refusal: Refusal, profile: ListProfile) -> Refusal:
    """A refusal names the column as the register does."""
    return replace(refusal, column=profile.columns.get(refusal.column, ""))


def _named(names: Iterable[str]) -> str:
    known = sorted(names)
    more = f" en nog {len(known) - MOST_NAMED} andere" if len(known) > MOST_NAMED else ""
    return ", ".join(f"‘{name}’" for name in known[:MOST_NAMED]) + more
