"""Changing links and contact moments; edges and degrees follow in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from crm.accounts.viewer import Viewer
from crm.audit.changing import changed, created, put_away
from crm.core.db import db
from crm.core.errors import Refused
from crm.core.saving import SENSITIVE
from crm.core.text import tidy
from crm.links.contacts import sync_contacts
from crm.links.edges import sync_links
from crm.links.kinds import START_SET
from crm.links.models import ContactMoment, Link, LinkKind
from crm.parties.models import Party

LINK_FIELDS: dict[str, str] = {
    "begins_on": "begin",
    "ends_on": "eind",
    "level_agreed": "niveau",
    "depth": "diepte",
    "strength": "sterkte",
    "status": "status",
    "note": "toelichting",
    "source": "bron",
    "origin": "herkomst",
    "next_step": "volgende stap",
    "next_step_on": "volgende stap op",
    "visibility": "wie mag dit zien",
    "sensitive": "bestuurlijk gevoelig",
}
SOON = timedelta(days=7)
"""When something follows and nobody said when."""
MOMENT_FIELDS: dict[str, str] = {
    "happened_at": "tijdstip",
    "channel": "kanaal",
    "place": "plaats",
    "subject": "onderwerp",
    "content": "inhoud",
    "follow_up": "vervolg",
    "follow_up_on": "vervolg op",
    "follow_up_done_on": "vervolg gedaan op",
    "parties": "partijen",
    "people": "personen",
    "visibility": "wie mag dit zien",
    "sensitive": "bestuurlijk gevoelig",
}


REFUSALS: dict[str, Refused] = {
    "link_no_overlap": Refused(
        "Deze verbinding bestaat al in (een deel van) deze periode. "
        "Pas de bestaande verbinding aan, of kies een andere periode.",
        field="kind",
    ),
    "not_itself": Refused("Een partij kan niet met zichzelf verbonden zijn.", field="party_b"),
    "ck_link_period": Refused("De laatste dag ligt voor de eerste.", field="ends_on"),
    "ck_link_sensitive": Refused(SENSITIVE, field="visibility"),
}
MOMENT_REFUSALS: dict[str, Refused] = {
    "ck_contact_moment_sensitive": REFUSALS["ck_link_sensitive"],
}


def add_link(
    party_a: Party,
    party_b: Party,
    kind: LinkKind,
    *,
    values: Mapping[str, Any] | None = None,
    initiative: Party | None = None,
    actor: Viewer,
) -> Link:
    """Connect two parties; Refused when it is not allowed or exists in that period."""
    if party_a.id == party_b.id:
        raise Refused("Een partij kan niet met zichzelf verbonden zijn.", field="party_b")
    if not kind.allows(party_a.kind, party_b.kind):
        raise Refused(
            f"‘{kind.name}’ past niet tussen {party_a.kind_label} en {party_b.kind_label}.",
            field="kind",
        )
    if not kind.directed and party_b.id < party_a.id:
        party_a, party_b = party_b, party_a
    link = Link(
        party_a=party_a,
        party_b=party_b,
        kind=kind,
        initiative=initiative,
        created_by=actor.ref,
        changed_by=actor.ref,
        **dict(values or {}),
    )
    created(link, LINK_FIELDS, "link.created", refusals=REFUSALS, actor=actor)
    sync_links([link.id])
    return link


def change_link(
    link: Link,
    *,
    values: Mapping[str, Any],
    version: int | None = None,
    tag: str = "link.changed",
    actor: Viewer,
) -> Link:
    """Change what is known of a link; its parties and kind stay what they are."""

    def fill() -> None:
        for attribute in LINK_FIELDS:
            if attribute in values:
                setattr(link, attribute, values[attribute])

    if changed(link, fill, LINK_FIELDS, tag, version=version, refusals=REFUSALS, actor=actor):
        _follow(link)
    return link


def end_link(link: Link, *, ends_on: date, version: int | None = None, actor: Viewer) -> Link:
    """End a link on a day (the first day it no longer holds); it stays in the history."""
    values = {"ends_on": ends_on}
    return change_link(link, values=values, version=version, tag="link.ended", actor=actor)


def keep_link(
    link: Link,
    *,
    status: str,
    next_step: str,
    next_step_on: date | None,
    version: int | None = None,
    actor: Viewer,
) -> Link:
    """Keep a strained link alive: how it stands, what will be done about it, and when."""
    values = {"status": status, "next_step": next_step, "next_step_on": next_step_on}
    return change_link(link, values=values, version=version, tag="link.kept", actor=actor)


def archive_link(link: Link, *, version: int | None = None, actor: Viewer) -> Link:
    """Put a link away that should not have been there."""
    put_away(link, "link.archived", version=version, actor=actor)
    _follow(link)
    return link


def restore_link(link: Link, *, version: int | None = None, actor: Viewer) -> Link:
    """Bring a link back from the archive; refused when another took its place."""
    put_away(link, "link.restored", version=version, back=True, refusals=REFUSALS, actor=actor)
    _follow(link)
    return link


def _follow(link: Link) -> None:
    sync_links([link.id])
    sync_contacts([link.party_a_id, link.party_b_id])


def record_moment(*, values: Mapping[str, Any], actor: Viewer) -> ContactMoment:
    """Keep a contact: values by MOMENT_FIELDS, parties and people as lists of records."""
    moment = ContactMoment(created_by=actor.ref, changed_by=actor.ref)
    _fill_moment(moment, values, day=actor.day)
    created(moment, MOMENT_FIELDS, "moment.created", refusals=MOMENT_REFUSALS, actor=actor)
    sync_contacts(party.id for party in moment.parties)
    return moment


def change_moment(
    moment: ContactMoment,
    *,
    values: Mapping[str, Any],
    version: int | None = None,
    tag: str = "moment.changed",
    actor: Viewer,
) -> ContactMoment:
    """Change a contact moment; Stale when somebody saved it since `version`."""
    before = {party.id for party in moment.parties}
    changed(
        moment,
        lambda: _fill_moment(moment, values, day=actor.day),
        MOMENT_FIELDS,
        tag,
        version=version,
        refusals=MOMENT_REFUSALS,
        actor=actor,
    )
    sync_contacts(before | {party.id for party in moment.parties})
    return moment


def finish_follow_up(moment: ContactMoment, *, on: date, actor: Viewer) -> ContactMoment:
    """Note that what was to follow has been done."""
    return change_moment(
        moment, values={"follow_up_done_on": on}, tag="follow_up.done", actor=actor
    )


def archive_moment(
    moment: ContactMoment, *, version: int | None = None, actor: Viewer
) -> ContactMoment:
    """Put a contact moment away."""
    put_away(moment, "moment.archived", version=version, actor=actor)
    sync_contacts(party.id for party in moment.parties)
    return moment


def _fill_moment(moment: ContactMoment, values: Mapping[str, Any], *, day: date) -> None:
    """What is to follow without a day is due within a week: else nobody would see it again."""
    for attribute in MOMENT_FIELDS:
        if attribute in values:
            value = values[attribute]
            setattr(moment, attribute, tidy(value) if attribute == "subject" else value)
    if moment.follow_up and moment.follow_up_on is None and moment.follow_up_done_on is None:
        moment.follow_up_on = day + SOON
    if not moment.subject:
        raise Refused("Waar ging het over? Vul een onderwerp in.", field="subject")
    if not moment.parties and not moment.people:
        raise Refused("Met wie was het contact? Kies een partij of persoon.", field="parties")


def seed_link_kinds() -> None:
    """Make sure the start set of link kinds is there; what exists is left as it is."""
    known = set(db.session.scalars(select(LinkKind.code)))
    for row in START_SET:
        if row.code not in known:
            db.session.add(
                LinkKind(
                    code=row.code,
                    name=row.name,
                    inverse_name=row.inverse_name,
                    directed=row.directed,
                    affiliation=row.affiliation,
                    kinds_a=";".join(sorted(row.kinds_a)),
                    kinds_b=";".join(sorted(row.kinds_b)),
                )
            )
    db.session.flush()
