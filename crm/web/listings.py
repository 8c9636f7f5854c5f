"""Which lists leave as a file, and what stands in their columns.

A column that the exchange format has too carries the same name and the same value; names of
others stand beside their key for who reads the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from crm.accounts.viewer import Viewer
from crm.core.db import Record
from crm.exchange.lists import Row
from crm.links.contacts import rhythms
from crm.links.models import ContactMoment, Link
from crm.links.quiet import contacts_of
from crm.links.rhythm import BANDS, days_for
from crm.parties.lookalikes import WHY
from crm.parties.models import LookalikePair, Party
from crm.people.models import Person
from crm.people.queries import roles_of
from crm.people.signposts import Guide
from crm.reminders.waiting import contacts_seen
from crm.resources.listing import parties_seen
from crm.resources.models import Offer
from crm.web.downloads import Listing


def key_of(record: Record) -> str:
    """What a file names a record by: its referentie, else its ref."""
    return record.reference or record.ref


def names_of(records: Iterable[Party]) -> list[str]:
    """The names of some, in their order."""
    return [record.name for record in records]


def _parties(parties: Sequence[Party], _viewer: Viewer) -> Iterator[Row]:
    for party in parties:
        reach = [party.place, party.email, party.phone, party.website]
        yield (
            *(key_of(party), party.name, party.kind, party.sector),
            *([one.name for one in some] for some in (party.themes, party.areas)),
            [one.name for one in party.target_groups],
            *(reach if not party.withheld else [None] * len(reach)),
            party.profile.phase if party.profile else None,
            party.verified_on,
        )


PARTIES = Listing(
    "partijen",
    (
        *("referentie", "naam", "soort", "sector", "themas", "gebied", "doelgroepen"),
        *("plaats", "email", "telefoon", "website", "fase", "gecontroleerd_op"),
    ),
    _parties,
)


def _pairs(pairs: Sequence[LookalikePair], _viewer: Viewer) -> Iterator[Row]:
    for pair in pairs:
        yield (
            *(text for one in (pair.party_a, pair.party_b) for text in (key_of(one), one.name)),
            *(pair.is_sure, [WHY[code].rstrip(".") for code in pair.reasons]),
        )


LOOKALIKES = Listing(
    "mogelijk-dubbel",
    ("partij_a", "naam_a", "partij_b", "naam_b", "bijna_zeker", "waarom"),
    _pairs,
)


def _people(people: Sequence[Person], viewer: Viewer) -> Iterator[Row]:
    roles: dict[int, list[str]] = {}
    for role in roles_of(people, viewer=viewer):
        if role.period.holds(viewer.day):
            told = f"{role.role_label} bij {role.party.name}"
            roles.setdefault(role.person_id, []).append(told)
    for one in people:
        yield (
            *(key_of(one), one.initials, one.first_name, one.name_prefix, one.last_name),
            *(one.function, one.email, one.phone, one.expertise, one.tasks),
            roles.get(one.id, []),
        )


PEOPLE = Listing(
    "personen",
    (
        *("referentie", "voorletters", "voornaam", "voorvoegsel", "achternaam"),
        *("functie", "email", "telefoon", "expertise", "takenpakket", "rollen"),
    ),
    _people,
)


def _guides(guides: Sequence[Guide], _viewer: Viewer) -> Iterator[Row]:
    for guide in guides:
        for signpost in guide.signposts:
            person = signpost.person
            yield (guide.theme.name, "wegwijzer", None, *_reach(person), signpost.begins_on)
        for portfolio in guide.portfolios:
            person = portfolio.person
            words = ("portefeuillehouder", portfolio.name)
            yield (guide.theme.name, *words, *_reach(person), portfolio.begins_on)


def _reach(person: Person) -> tuple[str, ...]:
    return key_of(person), person.name, person.function, person.email, person.phone


GUIDES = Listing(
    "wegwijzers",
    (
        *("thema", "rol", "portefeuille", "persoon", "naam", "functie"),
        *("email", "telefoon", "sinds"),
    ),
    _guides,
)


def _links(links: Sequence[Link], _viewer: Viewer) -> Iterator[Row]:
    for link in links:
        yield (
            *(key_of(link), key_of(link.party_a), link.party_a.name),
            *(key_of(link.party_b), link.party_b.name, link.kind.code),
            *(link.begins_on, link.ends_on, link.level_agreed, link.depth, link.strength),
            *(link.status, link.note, link.source, link.origin, link.nature),
        )


LINKS = Listing(
    "verbindingen",
    (
        *("referentie", "partij_a", "naam_a", "partij_b", "naam_b", "soort"),
        *("begin", "eind", "niveau", "diepte", "sterkte"),
        *("status", "toelichting", "bron", "herkomst", "aard"),
    ),
    _links,
)


def _fading(parties: Sequence[Party], viewer: Viewer) -> Iterator[Row]:
    contacts, known = contacts_of(parties), rhythms()
    for party in parties:
        contact = contacts[party.id]
        days = days_for(party.kind, party.contact_every, known)
        stand = BANDS[contact.band(viewer.day)]
        yield (key_of(party), party.name, party.kind, contact.last_on, days, stand)


FADING_PARTIES = Listing(
    "dreigt-weg-te-zakken",
    ("referentie", "naam", "soort", "laatste_contact", "contactritme", "stand"),
    _fading,
)


def _follow_ups(moments: Sequence[ContactMoment], viewer: Viewer) -> Iterator[Row]:
    for one in moments:
        keys = [key_of(party) for party in one.parties]
        late = max(0, (viewer.day - one.follow_up_on).days) if one.follow_up_on else 0
        yield (one.follow_up, one.follow_up_on, late, keys, names_of(one.parties), one.subject)


FOLLOW_UPS = Listing(
    "wat-staat-er-open",
    ("vervolg", "vervolg_op", "dagen_te_laat", "partij", "naam", "onderwerp"),
    _follow_ups,
)


def _offers(offers: Sequence[Offer], viewer: Viewer) -> Iterator[Row]:
    seen = parties_seen(offers, viewer=viewer)
    for one in offers:
        others = [[p for p in some if p.id in seen] for some in (one.answered_by, one.fulfilled_by)]
        yield (
            *(
                key_of(one),
                key_of(one.party),
                one.party.name,
                one.direction,
                one.kind.code,
                one.title,
            ),
            *(one.description, [theme.name for theme in one.themes]),
            *([area.name for area in one.areas], one.valid_until, one.status_on(viewer.day)),
            *(names_of(some) for some in others),
        )


OFFERS = Listing(
    "aanbod-en-gevraagd",
    (
        *("referentie", "partij", "naam", "richting", "soort", "titel", "omschrijving"),
        *("themas", "gebied", "geldig_tot", "stand", "reageerden", "vervuld_door"),
    ),
    _offers,
)


def _stale(parties: Sequence[Party], viewer: Viewer) -> Iterator[Row]:
    people = contacts_seen(parties, viewer=viewer)
    for party in parties:
        person = people.get(party.id)
        reach = (person.name, person.email, person.phone) if person else (None, None, None)
        yield (key_of(party), party.name, party.kind, party.verified_on, *reach)


STALE_PARTIES = Listing(
    "lang-niet-bevestigd",
    (
        *("referentie", "naam", "soort", "gecontroleerd_op"),
        *("aanspreekpunt", "email", "telefoon"),
    ),
    _stale,
)
