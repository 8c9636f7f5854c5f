"""Reading agreements through the visibility filter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, not_, or_, select, true
from sqlalchemy.orm import aliased, joinedload, selectinload

from crm.accounts.viewer import Viewer
from crm.agreements.models import Agreement, Signatory, agreement_link
from crm.agreements.states import FINISHED
from crm.agreements.telling import refs_in, told_difference
from crm.audit.models import Event
from crm.core.db import db, remembered
from crm.core.errors import NotFound
from crm.core.text import fold, sort_key
from crm.goals.models import Goal
from crm.goals.queries import visible_goals
from crm.links.models import Link
from crm.links.queries import visible_links
from crm.parties.models import FormerParty, Party
from crm.parties.operations import PARTY_FIELDS
from crm.parties.queries import (
    PARTY,
    Page,
    addresses_withheld,
    has_access,
    paged,
    party_seen,
    visible_parties,
)
from crm.people.models import Person
from crm.people.queries import person_seen

ADDRESSES = ("email", "phone", "postcode", "house_number", "street", "place")
# In the timeline they stand by the word of their form, after an import by that of their column.
ADDRESS_LABELS = frozenset({"email", *(PARTY_FIELDS[attribute] for attribute in ADDRESSES)})


@remembered
def agreement_seen(viewer: Viewer) -> ColumnElement[bool]:
    """Whether the viewer may know of an agreement.

    Its own level, or a relation to one of its parties; and never when one of its parties is
    hidden, because title and text speak of that party.
    """
    if viewer.is_operator:
        return true()
    hidden = (
        select(Signatory.id)
        .join(Party, Party.id == Signatory.party_id)
        .where(Signatory.agreement_id == Agreement.id, not_(party_seen(viewer)))
        .exists()
    )
    if not viewer.is_signed_in:
        return and_(Agreement.level == 0, not_(hidden))
    related = (
        select(Signatory.id)
        .where(
            Signatory.agreement_id == Agreement.id,
            has_access(viewer, Signatory.party_id, Agreement.level),
        )
        .exists()
    )
    return and_(or_(Agreement.level <= viewer.level, related), not_(hidden))


@remembered
def visible_agreements(viewer: Viewer) -> Select[Agreement]:
    """The agreements the viewer may see, archived ones too: a select to build on."""
    return select(Agreement).where(agreement_seen(viewer))


def get_agreement(ref: str, *, viewer: Viewer) -> Agreement:
    """The agreement with this ref; NotFound also when the viewer may not see it."""
    query = visible_agreements(viewer).where(Agreement.ref == ref).options(_with_parties())
    agreement = db.session.scalar(query)
    if agreement is None:
        raise NotFound("Deze overeenkomst bestaat niet, of u mag haar niet zien.")
    return agreement


def get_signatory(agreement: Agreement, ref: str) -> Signatory:
    """The signatory of this agreement with this ref."""
    for signatory in agreement.signatories:
        if signatory.ref == ref:
            return signatory
    raise NotFound("Deze partij hoort niet (meer) bij deze overeenkomst.")


@dataclass(frozen=True, slots=True)
class AgreementFilters:
    """What a list of agreements is narrowed to; within one filter OR, between them AND."""

    text: str = ""
    kinds: Sequence[str] = ()
    statuses: Sequence[str] = ()
    parties: Sequence[Party] = ()
    archived: bool = False


def list_agreements(filters: AgreementFilters, *, page: int, viewer: Viewer) -> Page[Agreement]:
    """One page of agreements with their parties, by title: a constant number of queries."""
    return paged(filtered_agreements(filters, viewer=viewer), page)


def filtered_agreements(filters: AgreementFilters, *, viewer: Viewer) -> Select[Agreement]:
    """The agreements a viewer may see, narrowed by the filters, by title."""
    archived = Agreement.archived_at.is_not(None)
    query = visible_agreements(viewer).where(archived if filters.archived else not_(archived))
    if filters.text:
        query = query.where(_has_text(filters.text))
    if filters.kinds:
        query = query.where(Agreement.kind.in_(filters.kinds))
    if filters.statuses:
        query = query.where(Agreement.status.in_(filters.statuses))
    if filters.parties:
        query = query.where(_between(party.id for party in filters.parties))
    return query.options(_with_parties()).order_by(Agreement.sort_key, Agreement.id)


def agreements_of(party: Party, *, viewer: Viewer) -> list[Agreement]:
    """The agreements of a party that the viewer may see, newest first."""
    return list(db.session.scalars(_agreements_of(viewer), {"party_id": party.id}))


@remembered
def _agreements_of(viewer: Viewer) -> Select[Agreement]:
    of_party = select(Signatory.id).where(
        Signatory.agreement_id == Agreement.id, Signatory.party_id == PARTY
    )
    return (
        visible_agreements(viewer)
        .where(Agreement.archived_at.is_(None), of_party.exists())
        .order_by(Agreement.begins_on.desc().nulls_last(), Agreement.sort_key, Agreement.id)
    )


def agreements_on(link_ids: Iterable[int], *, viewer: Viewer) -> dict[int, list[Agreement]]:
    """The agreements attached to these links that the viewer may see: `{link_id: [...]}`."""
    query = (
        select(agreement_link.c.link_id, Agreement)
        .join(Agreement, Agreement.id == agreement_link.c.agreement_id)
        .where(
            agreement_link.c.link_id.in_(list(link_ids)),
            Agreement.archived_at.is_(None),
            agreement_seen(viewer),
        )
        .order_by(agreement_link.c.link_id, Agreement.sort_key, Agreement.id)
    )
    found: dict[int, list[Agreement]] = {}
    for link_id, agreement in db.session.execute(query):
        found.setdefault(link_id, []).append(agreement)
    return found


def links_under_agreement(link_ids: Iterable[int], *, viewer: Viewer) -> set[int]:
    """Which of these links carry an agreement, as pictures draw them.

    A picture is derived: what is above the viewer's level counts for nobody, also not for who
    may read the agreement itself. What has ended or was broken off carries no line.
    """
    hidden = (
        select(Signatory.id)
        .join(Party, Party.id == Signatory.party_id)
        .where(Signatory.agreement_id == Agreement.id, Party.level > viewer.level)
        .exists()
    )
    query = (
        select(agreement_link.c.link_id)
        .join(Agreement, Agreement.id == agreement_link.c.agreement_id)
        .where(
            agreement_link.c.link_id.in_(list(link_ids)),
            Agreement.archived_at.is_(None),
            Agreement.status.not_in(FINISHED),
            Agreement.level <= viewer.level,
            not_(hidden),
        )
    )
    return set(db.session.scalars(query))


def attached_links(agreement: Agreement, *, viewer: Viewer) -> list[Link]:
    """The links an agreement is attached to, of those the viewer may see."""
    query = (
        visible_links(viewer)
        .join(agreement_link, agreement_link.c.link_id == Link.id)
        .where(agreement_link.c.agreement_id == agreement.id, Link.archived_at.is_(None))
        .options(joinedload(Link.party_a), joinedload(Link.party_b))
        .order_by(Link.id)
    )
    return list(db.session.scalars(query))


def attachable_links(agreement: Agreement, *, viewer: Viewer) -> list[Link]:
    """The links between the parties of an agreement that it is not attached to yet."""
    party_ids = [signatory.party_id for signatory in agreement.signatories]
    attached = select(agreement_link.c.link_id).where(agreement_link.c.agreement_id == agreement.id)
    query = (
        visible_links(viewer)
        .where(
            Link.party_a_id.in_(party_ids),
            Link.party_b_id.in_(party_ids),
            Link.archived_at.is_(None),
            Link.id.not_in(attached),
        )
        .options(joinedload(Link.party_a), joinedload(Link.party_b))
        .order_by(Link.id)
    )
    return list(db.session.scalars(query))


def attachable_agreements(link: Link, *, viewer: Viewer) -> list[Agreement]:
    """The agreements between both parties of a link that are not attached to it yet."""
    attached = select(agreement_link.c.agreement_id).where(agreement_link.c.link_id == link.id)
    query = (
        visible_agreements(viewer)
        .where(
            _between([link.party_a_id]),
            _between([link.party_b_id]),
            Agreement.archived_at.is_(None),
            Agreement.id.not_in(attached),
        )
        .order_by(Agreement.sort_key, Agreement.id)
    )
    return list(db.session.scalars(query))


def seen_parties(refs: Iterable[str], *, viewer: Viewer) -> list[Party]:
    """The parties with these refs that the viewer may see; a text that is no ref finds none."""
    wanted = [ref for ref in refs if ref.isascii() and ref.isprintable()]
    query = visible_parties(viewer).where(Party.ref.in_(wanted))
    return list(db.session.scalars(query.order_by(Party.sort_key, Party.id)))


def seen_people(agreement: Agreement, *, viewer: Viewer) -> dict[int, Person]:
    """The people who sign for the parties, of those the viewer may see: `{person_id: person}`."""
    ids = [signatory.person_id for signatory in agreement.signatories if signatory.person_id]
    query = select(Person).where(Person.id.in_(ids), person_seen(viewer))
    return {person.id: person for person in db.session.scalars(query)}


def told(events: Iterable[Event], *, viewer: Viewer) -> list[Event]:
    """Events with the names the viewer may see in the place of refs.

    The changes that are only about something hidden are left out, and so are addresses that a
    party withholds, and an event of which nothing else remains. Each event is a copy that is
    never saved.
    """
    events = list(events)
    refs = {ref for event in events for ref in refs_in(event.difference or {})}
    names = names_of(refs, viewer=viewer)
    withheld = addresses_withheld({event.subject_ref for event in events}, viewer=viewer)
    found: list[Event] = []
    for event in events:
        if event.difference is None:
            found.append(_copy(event, None))
            continue
        kept = ADDRESS_LABELS if event.subject_ref in withheld else ()
        difference = told_difference(event.difference, names, kept=kept)
        if difference or not event.difference:
            found.append(_copy(event, difference))
    return found


def names_of(refs: Iterable[str], *, viewer: Viewer) -> dict[str, str]:
    """The words for parties, people, links and goals that the viewer may see: `{ref: name}`."""
    wanted = set(refs)
    if not wanted:
        return {}
    parties = select(Party.ref, Party.name).where(Party.ref.in_(wanted), party_seen(viewer))
    former = (
        select(FormerParty.ref, FormerParty.name)
        .join(Party, Party.id == FormerParty.party_id)
        .where(FormerParty.ref.in_(wanted), party_seen(viewer))
    )
    names = {row.ref: row.name for query in (parties, former) for row in db.session.execute(query)}
    people = select(Person).where(Person.ref.in_(wanted), person_seen(viewer))
    names |= {person.ref: person.name for person in db.session.scalars(people)}
    links = (
        visible_links(viewer)
        .where(Link.ref.in_(wanted))
        .options(joinedload(Link.party_a), joinedload(Link.party_b))
    )
    goals = visible_goals(viewer).where(Goal.ref.in_(wanted))
    names |= dict(db.session.execute(goals.with_only_columns(Goal.ref, Goal.title)).all())
    return names | {link.ref: link.sentence for link in db.session.scalars(links)}


def _copy(event: Event, difference: dict[str, Any] | None) -> Event:
    return Event(
        id=event.id,
        at=event.at,
        actor_ref=event.actor_ref,
        tag=event.tag,
        subject_kind=event.subject_kind,
        subject_ref=event.subject_ref,
        difference=difference,
    )


def _between(party_ids: Iterable[int]) -> ColumnElement[bool]:
    """Whether one of these parties is a party to the agreement."""
    signatory = aliased(Signatory)
    return (
        select(signatory.id)
        .where(signatory.agreement_id == Agreement.id, signatory.party_id.in_(list(party_ids)))
        .exists()
    )


def _has_text(text: str) -> ColumnElement[bool]:
    """Every word in the title, or the whole in the number."""
    in_title = [
        Agreement.sort_key.contains(sort_key(word), autoescape=True) for word in fold(text).split()
    ]
    if not in_title:
        return false()
    typed = "".join(sign for sign in text.strip().lower() if sign.isprintable())
    in_number = func.lower(Agreement.number).contains(typed, autoescape=True)
    return or_(and_(*in_title), in_number)


def _with_parties() -> Any:
    return selectinload(Agreement.signatories).joinedload(Signatory.party)
