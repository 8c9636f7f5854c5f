"""Sharing many parties at once: who goes along, who stays hidden and why, and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, cast

from sqlalchemy import Table, select, update

from crm.accounts.viewer import Viewer
from crm.audit.chaining import hold_chain
from crm.audit.many import ManyEvents
from crm.core.dates import date_text, utc_now
from crm.core.db import VISIBILITIES, db
from crm.core.errors import NotFound, Refused, Stale
from crm.parties.applicant_names import may_be_a_person
from crm.parties.lookalikes_index import sync_signs
from crm.parties.models import InitiativeProfile, Party, Sharing
from crm.parties.operations import PARTY_FIELDS, reach_changed
from crm.parties.queries import visible_parties

GROUPS = ("netwerk", "openbaar")
MOST_SHARED = 5000
AT_ONCE = 500
SEEN_BY = PARTY_FIELDS["visibility"]


def _names(records: Iterable[Any]) -> str:
    return ", ".join(one.name for one in records)


def _address(party: Party) -> str:
    lines = (f"{party.street} {party.house_number}", f"{party.postcode} {party.place}")
    return ", ".join(line.strip() for line in lines if line.strip())


def _of_profile(read: Callable[[InitiativeProfile], str]) -> Callable[[Party], str]:
    return lambda party: read(party.profile) if party.profile is not None else ""


# What of a party is for whoever may see it, as its page shows it. Who pulls it and what it is part
# of are links and people, which have a choice of their own.
SHOWN: dict[str, Callable[[Party], str]] = {
    "naam en soort": lambda party: f"{party.name}, {party.kind_label}",
    "wat zij doen": lambda party: party.description,
    "thema’s": lambda party: _names(party.themes),
    "gebied": lambda party: _names(party.areas),
    "voor wie": lambda party: _names(party.target_groups),
    "fase": _of_profile(lambda profile: profile.phase_label),
    "waarom het stopte": _of_profile(lambda profile: profile.stopped_because),
    "wanneer het begon": _of_profile(lambda profile: date_text(profile.started_on)),
    "ambitie": _of_profile(lambda profile: profile.ambition),
    "wie doorgaat als de trekker stopt": _of_profile(lambda profile: profile.continuity),
    "website": lambda party: party.website,
    "sociale media": lambda party: party.social_media,
    "e-mailadres": lambda party: party.email,
    "telefoon": lambda party: party.phone,
    "adres": _address,
    "missie": lambda party: party.mission,
    "kernwaarden": lambda party: party.core_values,
    "belang in het netwerk": lambda party: party.interest,
    "KvK-nummer": lambda party: party.kvk,
    "rechtsvorm": lambda party: party.legal_form,
    "bron": lambda party: party.source,
}


@dataclass(slots=True)
class Outlook:
    """What sharing would do: who goes along, and who stays as they are, by why."""

    visibility: str
    shared: list[Party] = field(default_factory=list)
    seen_already: list[Party] = field(default_factory=list)
    people: list[Party] = field(default_factory=list)
    withheld: list[Party] = field(default_factory=list)
    confidential: list[Party] = field(default_factory=list)

    @property
    def fields(self) -> list[tuple[str, int]]:
        """What becomes visible: the word for each field, and of how many parties it is filled."""
        counted = (
            (words, sum(bool(read(party)) for party in self.shared))
            for words, read in SHOWN.items()
        )
        return [(words, count) for words, count in counted if count]

    @property
    def sign(self) -> str:
        """A short sign of these parties as they are now: what was shown is what is done."""
        shown = sorted(f"{party.ref} {party.version}" for party in self.shared)
        lines = "\n".join([self.visibility, *shown])
        return sha256(lines.encode()).hexdigest()


def shown_of(party: Party) -> list[tuple[str, str]]:
    """What of a party becomes visible: the word for each filled field, and what stands in it."""
    shown = [(words, read(party)) for words, read in SHOWN.items()]
    return [(words, text) for words, text in shown if text]


def look_at_sharing(
    parties: Iterable[Party], *, visibility: str, anyway: Collection[str] = ()
) -> Outlook:
    """Who of these parties would be seen by a group of GROUPS; nothing changes.

    `anyway` are the refs of parties that read like a person and that somebody looked at.
    """
    outlook = Outlook(visibility)
    for party in parties:
        _place(outlook, party, anyway).append(party)
    return outlook


def _place(outlook: Outlook, party: Party, anyway: Collection[str]) -> list[Party]:
    if party.sensitive or party.visibility == "vertrouwelijk":
        return outlook.confidential
    if VISIBILITIES.index(party.visibility) <= VISIBILITIES.index(outlook.visibility):
        return outlook.seen_already
    if party.withheld:
        return outlook.withheld
    if may_be_a_person(party.name) and party.ref not in anyway:
        return outlook.people
    return outlook.shared


def share_parties(outlook: Outlook, *, actor: Viewer) -> Sharing:
    """Show these parties to the group: one event per party, and one act to take back."""
    if not outlook.shared:
        raise Refused("Er is niets te delen. Kies andere partijen.")
    before = {party.ref: party.visibility for party in outlook.shared}
    sharing = Sharing(visibility=outlook.visibility, before=before, actor_ref=actor.ref)
    db.session.add(sharing)
    _show(outlook.shared, dict.fromkeys(before, outlook.visibility), "party.shared", actor=actor)
    return sharing


def take_back(sharing: Sharing, *, actor: Viewer) -> list[Party]:
    """Put back who could see these parties; those that somebody changed since stay as they are.

    Returns the parties that were put back; Refused when it was taken back before.
    """
    ours = update(Sharing).where(Sharing.id == sharing.id, Sharing.taken_back_at.is_(None))
    values = {"taken_back_at": utc_now(), "taken_back_by": actor.ref}
    if db.session.scalar(ours.values(values).returning(Sharing.id)) is None:
        raise Refused("Dit is al teruggenomen.")
    parties = [one for one in _parties_of(sharing) if one.visibility == sharing.visibility]
    _show(parties, sharing.before, "party.unshared", actor=actor)
    return parties


def get_sharing(ref: str) -> Sharing:
    """One act of sharing, else NotFound."""
    sharing = db.session.scalar(select(Sharing).where(Sharing.ref == ref))
    if sharing is None:
        raise NotFound("Dit is niet gedeeld, of het bestaat niet meer.")
    return sharing


def latest_sharings(*, most: int = 5) -> list[Sharing]:
    """What was shared last, newest first."""
    return list(db.session.scalars(select(Sharing).order_by(Sharing.id.desc()).limit(most)))


def parties_shared(sharing: Sharing, *, viewer: Viewer) -> list[Party]:
    """The parties of an act that the viewer may see, by name."""
    found = _parties_of(sharing, viewer=viewer)
    return sorted(found, key=lambda party: (party.sort_key, party.id))


def _parties_of(sharing: Sharing, *, viewer: Viewer | None = None) -> list[Party]:
    refs = list(sharing.before)
    found: list[Party] = []
    query = select(Party) if viewer is None else visible_parties(viewer)
    for first in range(0, len(refs), AT_ONCE):
        some = query.where(Party.ref.in_(refs[first : first + AT_ONCE]))
        found.extend(db.session.scalars(some.order_by(Party.id)))
    return found


def _show(
    parties: Sequence[Party], visibilities: dict[str, str], tag: str, *, actor: Viewer
) -> None:
    """Each party gets its visibility, one version and one event, all of them in a few statements.

    Stale when somebody saved one of them since it was read.
    """
    db.session.flush()
    hold_chain()
    now, table = utc_now(), cast("Table", Party.__table__)
    events = ManyEvents(actor, now)
    for some in _batches(parties):
        _check_versions(some)
        wanted: dict[str, list[int]] = {}
        for party in some:
            wanted.setdefault(visibilities[party.ref], []).append(party.id)
        touched = {"version": table.c.version + 1, "changed_at": now, "changed_by": actor.ref}
        for visibility, ids in wanted.items():
            shown = update(table).where(table.c.id.in_(ids))
            db.session.execute(shown.values(visibility=visibility, **touched))
        for party in some:
            shown_to = {SEEN_BY: [party.visibility, visibilities[party.ref]]}
            events.put(tag, Party.__tablename__, party.ref, shown_to)
    events.write()
    ids = [party.id for party in parties]
    for party in parties:
        db.session.expire(party)
    sync_signs(ids)
    reach_changed(ids)


def _check_versions(parties: Sequence[Party]) -> None:
    """Whoever holds the chain sees what was saved last."""
    ids = [party.id for party in parties]
    query = select(Party.id, Party.version).where(Party.id.in_(ids))
    versions = dict(db.session.execute(query).all())
    for party in parties:
        if versions.get(party.id) != party.version:
            raise Stale(party)


def _batches(parties: Sequence[Party]) -> Iterator[Sequence[Party]]:
    return (parties[first : first + AT_ONCE] for first in range(0, len(parties), AT_ONCE))
