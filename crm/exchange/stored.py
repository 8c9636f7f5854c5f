"""Profiles that people made by hand: kept under a name, and used again for the next file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from crm.accounts.queries import setting
from crm.accounts.viewer import Viewer
from crm.audit.operations import difference_between, record
from crm.core.dates import utc_now
from crm.core.db import db
from crm.core.errors import Refused
from crm.core.text import fold, tidy
from crm.exchange.models import ImportProfile
from crm.exchange.profiles import PROFILES, ListProfile, Municipality, Profile, RegisterProfile
from crm.exchange.wanted import FIELDS, GRANTS
from crm.taxonomy.models import Area

ANONYMOUS = frozenset(
    {
        *("(particulier)", "particulier", "particulieren", "natuurlijk persoon", "privépersoon"),
        *("(natuurlijk persoon)", "privé persoon", "prive persoon", "anoniem", "geanonimiseerd"),
        *("(geanonimiseerd)", "particulier persoon", "een particulier", "avg", "n.v.t. (avg)"),
    }
)
LONGEST_NAME = 60
UNNAMED = "zonder naam"


def stored_profiles() -> list[Profile]:
    """All profiles that people made, the newest first."""
    query = select(ImportProfile).order_by(ImportProfile.changed_at.desc(), ImportProfile.id.desc())
    return [as_profile(one.name, one.title, one.settings) for one in db.session.scalars(query)]


def find_settings(name: str | None) -> dict[str, Any]:
    """What was settled under this name; empty when nothing was."""
    query = select(ImportProfile.settings).where(ImportProfile.name == name)
    return dict(db.session.scalar(query) or {})


def all_profiles() -> dict[str, Profile]:
    """Every profile by its name: those that come with the product first."""
    return PROFILES | {one.name: one for one in stored_profiles()}


def as_profile(name: str, title: str, settings: Mapping[str, Any]) -> Profile:
    """A profile from what was settled by hand.

    `settings` holds target, columns (field to column key), source, is_public, amounts, days,
    kind, only, municipality and scheme.
    """
    target = settings["target"]
    columns = dict(settings["columns"])
    common = {
        "name": name,
        "title": title,
        "source": settings.get("source", ""),
        "is_public": bool(settings.get("is_public")),
        "columns": columns,
        "optional": frozenset(columns) - {one.name for one in FIELDS[target] if one.required},
        "days": settings.get("days", ""),
    }
    if target != GRANTS:
        only = settings.get("only", "")
        return ListProfile(**common, target=target, kind=settings.get("kind", ""), only=only)
    return RegisterProfile(
        **common,
        municipality=_municipality(settings.get("municipality", "")),
        district_prefix="stadsdeel ",
        anonymous=ANONYMOUS,
        party_kind=settings.get("kind") or "maatschappelijke_organisatie",
        scheme_kind="subsidieregeling",
        amounts=settings.get("amounts", ""),
        scheme_name=settings.get("scheme", "") or f"Subsidies {settings.get('municipality', '')}",
    )


def _municipality(named: str) -> Municipality:
    """The municipality of a register: as it stands in the list of areas, else by its name."""
    name = tidy(named) or setting("network_name") or "gemeente"
    bare = name.removeprefix("Gemeente ").removeprefix("gemeente ")
    query = select(Area.code, Area.name).where(Area.kind == "gemeente").order_by(Area.id)
    for code, area in db.session.execute(query):
        if fold(area) == fold(bare):
            return Municipality(f"Gemeente {area}", code, area)
    return Municipality(f"Gemeente {bare}", fold(bare).replace(" ", "-") or "gemeente", bare)


def keep_profile(title: str, settings: Mapping[str, Any], *, actor: Viewer) -> ImportProfile:
    """Keep a profile under a name; one that has this name already is changed."""
    name = fold(title).replace(" ", "-")[:LONGEST_NAME]
    if not name or name in PROFILES or name == "uitwisseling":
        raise Refused("Kies een andere naam.", field="keep_as")
    found = db.session.scalar(select(ImportProfile).where(ImportProfile.name == name))
    before = dict(found.settings) if found is not None else {}
    kept = found or ImportProfile(name=name)
    kept.title, kept.settings = tidy(title), dict(settings)
    kept.changed_at, kept.changed_by = utc_now(), actor.ref
    db.session.add(kept)
    db.session.flush()
    tag = "profile.changed" if found is not None else "profile.created"
    difference = difference_between(_told(before), _told(kept.settings))
    record(tag, kept, difference={"naam": [None, kept.title]} | difference, actor=actor)
    return kept


def _told(settings: Mapping[str, Any]) -> dict[str, Any]:
    columns = settings.get("columns", {})
    return {"kolommen": ", ".join(f"{field}: {key}" for field, key in sorted(columns.items()))}
