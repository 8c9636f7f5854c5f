"""Grants of a register, by dossier: new ones, what the source says otherwise, moved ones."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import and_

from crm.audit.operations import plain
from crm.core.db import new_ref
from crm.core.text import figure_text
from crm.exchange.drafting import changed_draft, new_draft
from crm.exchange.mapping import MAPPINGS
from crm.exchange.plan import Draft
from crm.exchange.register import RegisterRow, name_key, scheme_key
from crm.exchange.register_work import GRANTS, PARTIES, Work
from crm.exchange.state import Existing, chunks
from crm.resources.models import Grant

GRANT_FIELDS = {
    "year": "year",
    "project": "project",
    "theme": "theme",
    "unit": "unit",
    "periodicity": "periodicity",
    "asked": "asked",
    "awarded": "awarded",
    "settled": "settled",
    "reported_on": "as_of",
}
LABELS = {one.attribute: one.column for one in MAPPINGS[GRANTS].fields}


def plan_grants(work: Work) -> None:
    """Compare the rows with the grants that are there, some at a time."""
    only_newer = sum(_plan_some(work, rows) for rows in chunks(work.register.rows))
    if only_newer:
        count = figure_text(only_newer)
        work.plan.messages.append(f"Bij {count} subsidies is alleen de peildatum nieuw.")


def _plan_some(work: Work, rows: list[RegisterRow]) -> int:
    """Plan the grants of these rows; of how many only the date of the list is new."""
    dossiers = [row.dossier for row in rows]
    here = and_(Grant.register == work.profile.name, Grant.dossier.in_(dossiers))
    existing = {one.values["dossier"]: one for one in work.state.existing(MAPPINGS[GRANTS], here)}
    work.recall_grants(dossiers)
    only_newer = 0
    for row in rows:
        found = existing.get(row.dossier)
        draft = _new_grant(work, row) if found is None else _changed_grant(work, row, found)
        work.plan.add(draft)
        only_newer += not draft.is_new and set(draft.difference) == {"peildatum"}
        work.remember(GRANTS, row.dossier, draft.ref, _said(row))
    return only_newer


def _new_grant(work: Work, row: RegisterRow) -> Draft:
    without = None if row.applicant else ("particulier" if row.is_anonymous else "leeg")
    values = {name: getattr(row, of_row) for name, of_row in GRANT_FIELDS.items()}
    values |= {"dossier": row.dossier, "register": work.profile.name, "without_party": without}
    return new_draft(
        MAPPINGS[GRANTS],
        line=row.line,
        ref=new_ref(),
        values=values,
        pointers={
            "scheme_id": work.schemes[scheme_key(row.scheme)],
            "party_id": work.parties[name_key(row.applicant)] if row.applicant else None,
        },
        lists={},
        visibility=work.visibility,
    )


def _changed_grant(work: Work, row: RegisterRow, found: Existing) -> Draft:
    """Only what the source says otherwise now; without memory, what differs."""
    last, said = work.last(GRANTS, row.dossier), _said(row)
    values: dict[str, Any] = {}
    for name, of_row in GRANT_FIELDS.items():
        if not last or last.get(name) != said[name]:
            values[name] = getattr(row, of_row)
        elif found.values[name] != getattr(row, of_row):
            work.keep(f"dossier {row.dossier}", LABELS[name])
    pointers: dict[str, str | None] = {}
    if not last or last.get("regeling") != said["regeling"]:
        pointers["scheme_id"] = work.schemes[scheme_key(row.scheme)]
    if row.applicant and (not last or last.get("aanvrager") != said["aanvrager"]):
        pointers["party_id"] = work.parties[name_key(row.applicant)]
        values["without_party"] = None
    elif row.applicant:
        if found.pointers["party_id"] != work.parties[name_key(row.applicant)]:
            work.keep(f"dossier {row.dossier}", "partij")
    elif found.pointers["party_id"] is None:
        # an applicant that became nobody's name keeps the party it had
        values["without_party"] = "particulier" if row.is_anonymous else "leeg"
    return changed_draft(
        MAPPINGS[GRANTS],
        found,
        line=row.line,
        values=values,
        pointers=pointers,
        added={},
        removed={},
        state=work.state,
    )


def report_moves(work: Work) -> None:
    """When all dossiers of a name moved to one other name, it may be the same party."""
    now = {row.dossier: name_key(row.applicant) for row in work.register.rows}
    after: dict[str, str | None] = {}
    for dossier, old in work.last_applicants():
        name = now.get(dossier, old)
        # None when its dossiers are with several names now
        after[old] = name if after.get(old, name) == name else None
    several = Counter(key for old, key in after.items() if old != key)
    new = {one.ref: one.values["name"] for one in work.plan.written(PARTIES) if one.is_new}
    for old, key in after.items():
        if not old or not key or key == old:
            continue
        ref, old_ref = work.parties[key], work.known_names.get(old)
        if old_ref is None or ref == old_ref:
            continue
        names = [work.last(PARTIES, old).get("naam", old), key]
        if ref in new:
            names[1] = new[ref]
            if several[key] == 1:
                work.plan.moved[ref] = old_ref
            work.plan.maybe_double(PARTIES, names[1], names[0])
        else:
            names[1] = work.last(PARTIES, key).get("naam", key)
            work.plan.doubles.append((names[1], names[0]))


def _said(row: RegisterRow) -> dict[str, Any]:
    """What a row says, as it is remembered."""
    said = {name: plain(getattr(row, of_row)) for name, of_row in GRANT_FIELDS.items()}
    return said | {"aanvrager": name_key(row.applicant), "regeling": scheme_key(row.scheme)}
