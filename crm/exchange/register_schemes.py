"""Schemes of a register: known by their name, given by the unit that their grants name."""

from __future__ import annotations

from collections import Counter, defaultdict

from sqlalchemy import select

from crm.exchange.drafting import changed_draft
from crm.exchange.mapping import MAPPINGS
from crm.exchange.register import scheme_key
from crm.exchange.register_work import SCHEMES, Work, handles
from crm.resources.models import Grant, Scheme


def plan_schemes(work: Work) -> None:
    names: dict[str, str] = {}
    units: dict[str, Counter[str]] = defaultdict(Counter)
    themes: dict[str, set[str]] = defaultdict(set)
    lines: dict[str, int] = {}
    for row in work.register.rows:
        key = scheme_key(row.scheme)
        names.setdefault(key, row.scheme)
        lines.setdefault(key, row.line)
        units[key][row.unit] += 1
        if row.theme:
            themes[key].add(row.theme)
    known = _known_schemes(work)
    work.schemes = {key: known[key] for key in names if key in known}
    existing = work.existing(SCHEMES, work.schemes.values())
    for key, name in names.items():
        last = work.last(SCHEMES, key)
        unit: str = last.get("aanbieder", "")
        if unit not in units[key]:
            unit = units[key].most_common(1)[0][0]
        found = existing.get(work.schemes.get(key, ""))
        if found is None:
            draft = work.add_new(
                SCHEMES,
                {"name": name, "kind": work.profile.scheme_kind},
                line=lines[key],
                pointers={"provider_id": work.units[unit]},
                lists={"themas": [work.themes[one] for one in themes[key]]},
            )
            work.schemes[key] = draft.ref
        else:
            moved = bool(last) and unit != last.get("aanbieder")
            more = themes[key] - set(last.get("themas", ()))
            work.plan.add(
                changed_draft(
                    MAPPINGS[SCHEMES],
                    found,
                    line=lines[key],
                    values={},
                    pointers={"provider_id": work.units[unit]} if moved else {},
                    added={"themas": [work.themes[one] for one in more]},
                    removed={},
                    state=work.state,
                )
            )
        said = sorted(themes[key] | set(last.get("themas", ())))
        values = {"naam": last.get("naam", name), "aanbieder": unit, "themas": said}
        work.remember(SCHEMES, key, work.schemes[key], values)


def _known_schemes(work: Work) -> dict[str, str]:
    """Schemes by name as the source knows them, or as they came from it another way."""
    used = select(Grant.scheme_id).where(Grant.register == work.profile.name)
    known = {scheme_key(n): r for r, n in handles(Scheme.ref, Scheme.name, Scheme.id.in_(used))}
    return known | dict(work.last_schemes())
