"""Changing agreements: each verb flushes, leaves one event, raises the version, never commits.

Differences hold the refs of parties, people and links, not their names: whoever reads the
timeline later sees only the names that viewer may see.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from crm.accounts.viewer import Viewer
from crm.agreements.models import Agreement, Signatory
from crm.agreements.numbers import is_number, proposed_number
from crm.agreements.states import STATES, Status, side_of, why_fixed, why_refused
from crm.audit.operations import difference_between, plain, record, snapshot
from crm.core.dates import utc_now
from crm.core.db import db, new_ref
from crm.core.errors import Refused
from crm.core.saving import check_sensitive, check_version, flush_or_refuse
from crm.core.text import tidy
from crm.links.models import Link
from crm.parties.models import Party
from crm.people.models import Person

AGREEMENT_FIELDS: dict[str, str] = {
    "number": "nummer",
    "kind": "soort",
    "title": "titel",
    "begins_on": "begin",
    "ends_on": "laatste dag",
    "text": "tekst",
    "visibility": "wie mag dit zien",
    "sensitive": "bestuurlijk gevoelig",
}
# What was agreed: fixed as soon as it goes to be signed.
AGREED_FIELDS = ("kind", "text")
SIGNATORY_FIELDS: dict[str, str] = {
    "function": "functie",
    "side": "kant",
    "signed_on": "getekend op",
}
_NUMBER_TAKEN = "Dit nummer is al in gebruik. Kies een ander nummer."
_TWICE = "Deze partij hoort al bij deze overeenkomst."


@dataclass(frozen=True, slots=True)
class Signing:
    """A party to an agreement that is being made, and who signs for it."""

    party: Party
    person: Person | None = None
    function: str = ""
    side: str | None = None
    signed_on: date | None = None


def add_agreement(
    *,
    values: Mapping[str, Any],
    signings: Sequence[Signing] = (),
    links: Sequence[Link] = (),
    actor: Viewer,
) -> Agreement:
    """Make an agreement from clean values (attributes of AGREEMENT_FIELDS; perhaps a `status`).

    Without a number it gets one. Refused when the number is in use, when a party is named twice
    or when a link is not between its parties.
    """
    agreement = Agreement(
        ref=values.get("ref") or new_ref(),
        number="",
        text="",
        status=values.get("status", Status.EXPLORING),
        created_by=actor.ref,
        changed_by=actor.ref,
    )
    with db.session.no_autoflush:
        _fill(agreement, values, actor)
        agreement.signatories = [_signatory(signing) for signing in signings]
        party_ids = [signing.party.id for signing in signings]
        if len(set(party_ids)) < len(party_ids):
            raise Refused(_TWICE, field="party")
        for link in links:
            _require_between(link, set(party_ids))
        agreement.links = list(links)
    flush_or_refuse(agreement, _refusals())
    after = _facts(agreement) | {
        "fase": STATES[Status(agreement.status)],
        "partijen": [signing.party.ref for signing in signings],
        "verbindingen": [link.ref for link in links],
    }
    filled = {label: value for label, value in after.items() if value not in ("", None, [], False)}
    record("agreement.created", agreement, difference=difference_between({}, filled), actor=actor)
    return agreement


def change_agreement(
    agreement: Agreement, *, values: Mapping[str, Any], version: int | None = None, actor: Viewer
) -> Agreement:
    """Change an agreement; Stale when somebody saved it since `version`.

    Refused when kind or text would change while they are fixed (see `states.why_fixed`).
    """
    check_version(agreement, version)
    _require_open(agreement)
    before = _facts(agreement)
    agreed = {field: getattr(agreement, field) for field in AGREED_FIELDS}
    with db.session.no_autoflush:
        _fill(agreement, values, actor)
        sentence = why_fixed(agreement.status)
        for field, old in agreed.items():
            if sentence and getattr(agreement, field) != old:
                raise Refused(sentence, field=field)
        difference = difference_between(before, _facts(agreement))
        if not difference:
            return agreement
    return _saved(agreement, "agreement.changed", difference, actor)


def move_agreement(
    agreement: Agreement, *, to: str, version: int | None = None, actor: Viewer
) -> Agreement:
    """Bring an agreement into another state; Refused when the table does not have that move."""
    check_version(agreement, version)
    _require_open(agreement)
    refusal = why_refused(agreement.status, to, parties=len(agreement.signatories))
    if refusal:
        raise Refused(refusal, field="to")
    before = agreement.status_label
    agreement.status = Status(to)
    return _saved(agreement, "agreement.moved", {"fase": [before, agreement.status_label]}, actor)


def archive_agreement(
    agreement: Agreement, *, version: int | None = None, actor: Viewer
) -> Agreement:
    """Put an agreement away that should not have been there."""
    check_version(agreement, version)
    return _set_archived(agreement, utc_now(), "agreement.archived", actor)


def restore_agreement(
    agreement: Agreement, *, version: int | None = None, actor: Viewer
) -> Agreement:
    """Bring an agreement back from the archive."""
    check_version(agreement, version)
    return _set_archived(agreement, None, "agreement.restored", actor)


def attach_link(agreement: Agreement, link: Link, *, actor: Viewer) -> Agreement:
    """Attach an agreement to a link between two of its parties."""
    _require_open(agreement)
    _require_between(link, {signatory.party_id for signatory in agreement.signatories})
    if link in agreement.links:
        raise Refused("Deze verbinding hoort al bij deze overeenkomst.", field="link")
    agreement.links.append(link)
    difference = {"verbinding": [None, link.ref]}
    return _saved(agreement, "agreement.link_attached", difference, actor)


def detach_link(agreement: Agreement, link: Link, *, actor: Viewer) -> Agreement:
    """Take an agreement off a link; both stay."""
    _require_open(agreement)
    if link not in agreement.links:
        raise Refused("Deze verbinding hoort niet (meer) bij deze overeenkomst.", field="link")
    agreement.links.remove(link)
    difference = {"verbinding": [link.ref, None]}
    return _saved(agreement, "agreement.link_detached", difference, actor)


def add_signatory(agreement: Agreement, signing: Signing, *, actor: Viewer) -> Signatory:
    """Make a party a party to the agreement; Refused when the agreement is fixed."""
    _require_changeable(agreement)
    if any(known.party_id == signing.party.id for known in agreement.signatories):
        raise Refused(_TWICE, field="party")
    signatory = _signatory(signing)
    agreement.signatories.append(signatory)
    after = {"partij": signing.party.ref, **_person_ref(signatory)}
    after |= {key: value for key, value in snapshot(signatory, SIGNATORY_FIELDS).items() if value}
    difference = difference_between({}, after)
    _saved(agreement, "agreement.signatory_added", difference, actor)
    return signatory


def change_signatory(
    signatory: Signatory, *, values: Mapping[str, Any], actor: Viewer
) -> Signatory:
    """Change who signs for a party, in which function, on which side, and when it signed.

    `values` may hold `person` and the attributes of SIGNATORY_FIELDS.
    """
    agreement = signatory.agreement
    _require_open(agreement)
    before = _person_ref(signatory) | snapshot(signatory, SIGNATORY_FIELDS)
    with db.session.no_autoflush:
        for attribute in ("person", *SIGNATORY_FIELDS):
            if attribute in values:
                setattr(signatory, attribute, values[attribute])
        after = _person_ref(signatory) | snapshot(signatory, SIGNATORY_FIELDS)
    difference = difference_between(before, after)
    if difference:
        about = {"partij": [signatory.party.ref, signatory.party.ref], **difference}
        _saved(agreement, "agreement.changed", about, actor)
    return signatory


def remove_signatory(signatory: Signatory, *, actor: Viewer) -> Agreement:
    """Take a party out of the agreement, and with it the links it is an end of."""
    agreement, party = signatory.agreement, signatory.party
    _require_changeable(agreement)
    loose = [link for link in agreement.links if party.id in (link.party_a_id, link.party_b_id)]
    difference: dict[str, Any] = {"partij": [party.ref, None]}
    if loose:
        difference["verbindingen"] = [[link.ref for link in loose], []]
    for link in loose:
        agreement.links.remove(link)
    agreement.signatories.remove(signatory)
    return _saved(agreement, "agreement.signatory_removed", difference, actor)


def new_number(ref: str, *, actor: Viewer) -> str:
    """A free number for a new agreement, from its ref and the actor's day."""
    number = proposed_number(ref, actor.day.year)
    while _number_taken(number):
        number = proposed_number(new_ref(), actor.day.year)
    return number


def _facts(agreement: Agreement) -> dict[str, Any]:
    """What a difference tells: the last day as people know it, not the day after."""
    return snapshot(agreement, AGREEMENT_FIELDS) | {
        AGREEMENT_FIELDS["ends_on"]: plain(agreement.period.last_day)
    }


def _fill(agreement: Agreement, values: Mapping[str, Any], actor: Viewer) -> None:
    before = agreement.number
    for attribute in AGREEMENT_FIELDS:
        if attribute in values:
            value = values[attribute]
            setattr(agreement, attribute, tidy(value) if attribute in _ONE_LINE else value)
    agreement.number = agreement.number or before or new_number(agreement.ref, actor=actor)
    _check(agreement)
    if agreement.number != before and _number_taken(agreement.number):
        raise Refused(_NUMBER_TAKEN, field="number")


_ONE_LINE = ("number", "title")


def _check(agreement: Agreement) -> None:
    if not agreement.title:
        raise Refused("Vul een titel in.", field="title")
    if not is_number(agreement.number):
        raise Refused(
            "Gebruik in het nummer alleen letters, cijfers en de tekens . / _ - "
            "en niet meer dan 40 tekens.",
            field="number",
        )
    if agreement.period.is_empty:
        raise Refused("De laatste dag ligt voor de eerste.", field="ends_on")
    check_sensitive(agreement)


def _number_taken(number: str) -> bool:
    """Whether any agreement has it, seen or not: a number is unique in the whole system."""
    with db.session.no_autoflush:
        query = select(Agreement.id).where(Agreement.number == number)
        return db.session.scalar(query) is not None


def _signatory(signing: Signing) -> Signatory:
    return Signatory(
        ref=new_ref(),
        party=signing.party,
        party_id=signing.party.id,
        person=signing.person,
        function=tidy(signing.function),
        side=signing.side or side_of(signing.party.kind),
        signed_on=signing.signed_on,
    )


def _person_ref(signatory: Signatory) -> dict[str, str | None]:
    return {"ondertekenaar": signatory.person.ref if signatory.person else None}


def _require_between(link: Link, party_ids: Iterable[int]) -> None:
    if link.is_archived:
        raise Refused("Deze verbinding ligt in het archief. Zet haar eerst terug.", field="link")
    if not {link.party_a_id, link.party_b_id} <= set(party_ids):
        raise Refused(
            "Deze verbinding loopt niet tussen twee partijen van deze overeenkomst.", field="link"
        )


def _require_open(agreement: Agreement) -> None:
    if agreement.is_archived:
        raise Refused("Deze overeenkomst ligt in het archief. Zet haar eerst terug.")


def _require_changeable(agreement: Agreement) -> None:
    """Parties are part of what was agreed: fixed together with the text."""
    _require_open(agreement)
    sentence = why_fixed(agreement.status)
    if sentence:
        raise Refused(sentence, field="party")


def _set_archived(agreement: Agreement, at: datetime | None, tag: str, actor: Viewer) -> Agreement:
    if agreement.is_archived is (at is not None):
        return agreement
    agreement.archived_at = at
    return _saved(agreement, tag, {}, actor)


def _saved(
    agreement: Agreement, tag: str, difference: Mapping[str, Any], actor: Viewer
) -> Agreement:
    agreement.touch(actor)
    flush_or_refuse(agreement, _refusals())
    record(tag, agreement, difference=difference, actor=actor)
    return agreement


def _refusals() -> dict[str, Refused]:
    """The database's last word, by how SQLite and PostgreSQL name the constraint."""
    taken = Refused(_NUMBER_TAKEN, field="number")
    twice = Refused(_TWICE, field="party")
    attached = Refused("Deze verbinding hoort al bij deze overeenkomst.", field="link")
    return {
        "agreement.number": taken,
        "uq_agreement_number": taken,
        "signatory.agreement_id, signatory.party_id": twice,
        "uq_signatory_agreement_id_party_id": twice,
        "agreement_link.agreement_id, agreement_link.link_id": attached,
        "pk_agreement_link": attached,
    }
