"""Applicants of a register: parties by the names that the source uses for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from crm.accounts.viewer import Viewer
from crm.core.db import VISIBILITIES
from crm.exchange.drafting import changed_draft
from crm.exchange.mapping import MAPPINGS
from crm.exchange.register import name_key
from crm.exchange.register_work import PARTIES, Work, handles
from crm.exchange.state import Existing, chunks
from crm.parties.applicant_names import is_no_name, may_be_a_person
from crm.parties.kinds import sector_of
from crm.parties.models import Party
from crm.parties.queries import party_seen


@dataclass(slots=True)
class _Said:
    """What the rows of one name say together; `names` are its spellings in order."""

    line: int
    names: list[str] = field(default_factory=list)
    themes: set[str] = field(default_factory=set)
    areas: set[str] = field(default_factory=set)


def plan_applicants(work: Work) -> None:
    """Make parties of new names, and bring known ones what is new."""
    said = _what_is_said(work)
    _adopt(work, said)
    by_party: dict[str, list[str]] = defaultdict(list)
    for key in said:
        if key in work.parties:
            by_party[work.parties[key]].append(key)
    new = {key: one for key, one in said.items() if key not in work.parties}
    others = _names_in_use(work.viewer) if new else {}
    for key, one in new.items():
        _add(work, key, one, others)
    work.plan.messages += _worth_a_look(one.names[0] for one in new.values())
    for refs in chunks(by_party):
        existing = work.existing(PARTIES, refs)
        for ref in refs:
            # several names stand for one party after a merge
            _compare(work, existing[ref], {key: said[key] for key in by_party[ref]})


def _what_is_said(work: Work) -> dict[str, _Said]:
    said: dict[str, _Said] = {}
    for row in work.register.rows:
        if row.applicant:
            one = said.setdefault(name_key(row.applicant), _Said(row.line))
            if row.applicant not in one.names:
                one.names.append(row.applicant)
            if row.theme:
                one.themes.add(row.theme)
            if row.unit in work.areas:
                one.areas.add(row.unit)
    return said


def _adopt(work: Work, names: Iterable[str]) -> None:
    """Names the source used before, and parties that came from it in another way."""
    unknown = []
    for key in names:
        if key in work.known_names:
            work.parties[key] = work.known_names[key]
        elif key in work.same:
            work.parties[key] = work.plan.names[key] = work.same[key]
        else:
            unknown.append(key)
    if not unknown:
        return
    same = (
        Party.source == work.profile.source,
        Party.kind.not_in(("gemeente", "afdeling")),
        Party.archived_at.is_(None),
    )
    by_name = {name_key(name): ref for ref, name in handles(Party.ref, Party.name, *same)}
    taken = set(work.known_names.values())
    for key in unknown:
        if key in by_name and by_name[key] not in taken:
            work.parties[key] = work.plan.names[key] = by_name[key]


def _add(work: Work, key: str, said: _Said, others: dict[str, str]) -> None:
    name = said.names[0]
    values = {
        "name": name,
        "kind": work.profile.party_kind,
        "sector": sector_of(work.profile.party_kind),
        "source": work.profile.source,
    }
    if may_be_a_person(name):
        values["visibility"] = max("intern", work.visibility or "intern", key=VISIBILITIES.index)
    draft = work.add_new(
        PARTIES,
        values,
        line=said.line,
        lists={
            "themas": [work.themes[one] for one in said.themes],
            "gebied": [work.areas[one] for one in said.areas],
        },
    )
    work.parties[key] = work.plan.names[key] = draft.ref
    work.plan.keys[draft.ref] = key
    if key in others:
        work.plan.maybe_double(PARTIES, name, others[key])
    _remember(work, key, draft.ref, name, said)


def _worth_a_look(names: Iterable[str]) -> list[str]:
    """What somebody must look at: people who are no organisation, and names that are none."""
    names = sorted(names)
    people = [f"‘{name}’" for name in names if may_be_a_person(name)]
    nameless = [f"‘{name}’" for name in names if is_no_name(name)]
    told = []
    if people:
        told.append(
            f"Namen die van een mens lijken: {len(people)}. Alleen de gemeente ziet deze "
            f"partijen, tot u ze deelt: {', '.join(people)}."
        )
    if nameless:
        told.append(f"Dit lijkt geen naam: {', '.join(nameless)}. Kijk deze partijen na.")
    return told


def _compare(work: Work, found: Existing, said: dict[str, _Said]) -> None:
    """What the source says of a party by all the names it has for it."""
    values: dict[str, Any] = {}
    themes: set[str] = set()
    areas: set[str] = set()
    for key, one in said.items():
        last = work.last(PARTIES, key)
        name = last.get("naam", found.values["name"])
        if name not in one.names and name_key(found.values["name"]) == key:
            name = values["name"] = one.names[0]
        elif last and len(said) == 1 and found.values["name"] != name:
            work.keep(name, "naam")
        themes |= one.themes - set(last.get("themas", ()))
        areas |= one.areas - set(last.get("gebied", ()))
        _remember(work, key, found.ref, name, one)
    draft = changed_draft(
        MAPPINGS[PARTIES],
        found,
        line=min(one.line for one in said.values()),
        values=values,
        pointers={},
        added={
            "themas": [work.themes[one] for one in themes],
            "gebied": [work.areas[one] for one in areas],
        },
        removed={},
        state=work.state,
    )
    work.plan.add(draft)


def _remember(work: Work, key: str, ref: str, name: str, said: _Said) -> None:
    """A dossier that is no longer in the file stays, and so does what it said."""
    last = work.last(PARTIES, key)
    values = {
        "naam": name,
        "themas": sorted(said.themes | set(last.get("themas", ()))),
        "gebied": sorted(said.areas | set(last.get("gebied", ()))),
    }
    work.remember(PARTIES, key, ref, values)


def _names_in_use(viewer: Viewer) -> dict[str, str]:
    """Names by key of all parties that are not archived and that the viewer may know of."""
    open_ones = (Party.archived_at.is_(None), party_seen(viewer))
    return {name_key(name): name for _, name in handles(Party.ref, Party.name, *open_ones)}
