"""Which lists leave as a file, and what stands in their columns.

A column that the exchange format has too carries the same name and the same value; names of
others stand beside their key for who reads the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from crm.accounts.viewer import Viewer
from crm.agreements.models import Agreement
from crm.audit.models import Event
from crm.core.db import Record
from crm.exchange.lists import Row
from crm.goals.models import Goal
from crm.goals.queries import departments_of, goals_above
from crm.links.contacts import rhythms
from crm.links.models import ContactMoment, Link
from crm.links.quiet import contacts_of
from crm.links.rhythm import BANDS, days_for
from crm.network.graph import Line
from crm.opportunities.queries import NetworkOpportunity, Waiting
from crm.parties.kinds import kind_label
from crm.parties.lookalikes import WHY
from crm.parties.models import LookalikePair, Party
from crm.people.models import Person
from crm.people.queries import roles_of
from crm.people.signposts import Guide
from crm.promises.models import Commitment
from crm.reminders.waiting import contacts_seen
from crm.requests.models import Request
from crm.requests.queries import lies_with
from crm.resources.listing import parties_seen
from crm.resources.models import Offer
from crm.web.downloads import Listing
from crm.web.log_entries import entries


def _key(record: Record) -> str:
    return record.reference or record.ref


def _names(records: Iterable[Party]) -> list[str]:
    return [record.name for record in records]


def _parties(parties: Sequence[Party], _viewer: Viewer) -> Iterator[Row]:
    for party in parties:
        reach = [party.place, party.email, party.phone, party.website]
        yield (
            *(_key(party), party.name, party.kind, party.sector),
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
            *(text for one in (pair.party_a, pair.party_b) for text in (_key(one), one.name)),
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
            *(_key(one), one.initials, one.first_name, one.name_prefix, one.last_name),
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
    return _key(person), person.name, person.function, person.email, person.phone


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
            *(_key(link), _key(link.party_a), link.party_a.name),
            *(_key(link.party_b), link.party_b.name, link.kind.code),
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
        yield (_key(party), party.name, party.kind, contact.last_on, days, stand)


FADING_PARTIES = Listing(
    "dreigt-weg-te-zakken",
    ("referentie", "naam", "soort", "laatste_contact", "contactritme", "stand"),
    _fading,
)


def _follow_ups(moments: Sequence[ContactMoment], viewer: Viewer) -> Iterator[Row]:
    for one in moments:
        keys = [_key(party) for party in one.parties]
        late = max(0, (viewer.day - one.follow_up_on).days) if one.follow_up_on else 0
        yield (one.follow_up, one.follow_up_on, late, keys, _names(one.parties), one.subject)


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
            *(_key(one), _key(one.party), one.party.name, one.direction, one.kind.code, one.title),
            *(one.description, [theme.name for theme in one.themes]),
            *([area.name for area in one.areas], one.valid_until, one.status_on(viewer.day)),
            *(_names(some) for some in others),
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
        yield (_key(party), party.name, party.kind, party.verified_on, *reach)


STALE_PARTIES = Listing(
    "lang-niet-bevestigd",
    (
        *("referentie", "naam", "soort", "gecontroleerd_op"),
        *("aanspreekpunt", "email", "telefoon"),
    ),
    _stale,
)


def _agreements(agreements: Sequence[Agreement], _viewer: Viewer) -> Iterator[Row]:
    for one in agreements:
        parties = _names(signatory.party for signatory in one.signatories)
        yield (
            *(_key(one), one.number, one.title, one.kind, one.status),
            *(one.begins_on, one.ends_on, parties),
        )


AGREEMENTS = Listing(
    "overeenkomsten",
    ("referentie", "nummer", "titel", "soort", "status", "begin", "eind", "partijen"),
    _agreements,
)


def _commitments(commitments: Sequence[Commitment], viewer: Viewer) -> Iterator[Row]:
    for one in commitments:
        yield (
            *(_key(one), _key(one.by_party), one.by_party.name),
            *(_key(one.to_party), one.to_party.name, one.title, one.description),
            *(one.promised_on, one.due_on, one.done_on, one.state_on(viewer.day)),
            *(one.heard, one.heard_text, one.heard_on),
        )


COMMITMENTS = Listing(
    "toezeggingen",
    (
        *("referentie", "van", "naam_van", "aan", "naam_aan", "toezegging", "toelichting"),
        *("toegezegd_op", "uiterlijk_op", "nagekomen_op", "stand"),
        *("is_dit_gedaan", "wat_de_ander_zegt", "gezegd_op"),
    ),
    _commitments,
)


def _requests(requests: Sequence[Request], viewer: Viewer) -> Iterator[Row]:
    lies = lies_with(requests, viewer=viewer)
    for one in requests:
        yield (
            *(_key(one), _key(one.party), one.party.name, one.kind, one.question),
            *(one.description, one.asked_on, lies[one.id], one.lies_since),
            *(one.next_step, one.next_step_on, one.answered_on, one.answer),
            one.state_on(viewer.day),
        )


REQUESTS = Listing(
    "vragen",
    (
        *("referentie", "partij", "naam_partij", "soort", "vraag", "toelichting", "gesteld_op"),
        *("ligt_bij", "ligt_daar_sinds", "volgende_stap", "volgende_stap_op"),
        *("beantwoord_op", "antwoord", "stand"),
    ),
    _requests,
)


def _goals(goals: Sequence[Goal], viewer: Viewer) -> Iterator[Row]:
    above = goals_above(goals, viewer=viewer)
    departments = departments_of(goals, viewer=viewer)
    for one in goals:
        parent, department = above.get(one.parent_id or 0), departments.get(one.department_id or 0)
        yield (
            *(_key(one), one.title, one.goal_level, _key(parent) if parent else None),
            *(one.document, one.place, one.portfolio),
            _key(department) if department else None,
            *([theme.name for theme in one.themes], [area.name for area in one.areas]),
            *(one.begins_on, one.ends_on, one.wants_contributions),
        )


GOALS = Listing(
    "doelen",
    (
        *("referentie", "titel", "niveau", "bovenliggend", "nota", "vindplaats"),
        *("portefeuille", "afdeling", "themas", "gebied", "begin", "eind", "zoekt_bijdrage"),
    ),
    _goals,
)


def _opportunities(pairs: Sequence[NetworkOpportunity], _viewer: Viewer) -> Iterator[Row]:
    for pair in pairs:
        chance = pair.chance
        told = [reason for reason in chance.reasons if reason.is_worth_saying] or chance.reasons
        yield (
            *(pair.party.key, pair.party.name),
            *(chance.party.key, chance.party.name, kind_label(chance.party.kind)),
            *(chance.strength.word, f"{chance.score:.6f}"),
            " ".join(reason.sentence for reason in told),
        )


OPPORTUNITIES = Listing(
    "kansen",
    ("van", "naam_van", "naar", "naam_naar", "soort_naar", "sterkte", "score", "redenen"),
    _opportunities,
)


def _waiting(waiting: Sequence[Waiting], _viewer: Viewer) -> Iterator[Row]:
    for one in waiting:
        could = [candidate.servant.name for candidate in one.candidates]
        yield (one.party.key, one.party.name, kind_label(one.party.kind), could)


WITHOUT_CONTACT = Listing(
    "zonder-vaste-contactpersoon",
    ("referentie", "naam", "soort", "wie_zou_kunnen"),
    _waiting,
)


def _network(lines: Sequence[Line], _viewer: Viewer) -> Iterator[Row]:
    for line in lines:
        yield (
            *(line.one.ref, line.one.name, line.one.kind_label),
            [tie.words_from(line.one.ref) for tie in line.ties],
            *(line.other.ref, line.other.name, line.other.kind_label),
            *(line.begins[0] if line.begins else None, line.has_agreement),
        )


NETWORK = Listing(
    "netwerk",
    (
        *("wie", "naam_wie", "soort_wie", "verbinding"),
        *("met_wie", "naam_met_wie", "soort_met_wie", "sinds", "overeenkomst"),
    ),
    _network,
)


def _log(events: Sequence[Event], viewer: Viewer) -> Iterator[Row]:
    for entry in entries(events, viewer=viewer):
        told = entry.told
        yield (
            *(told.at, told.who, told.what, told.about.name if told.about else None),
            *(entry.event.subject_kind, entry.event.subject_ref, ". ".join(told.changes)),
        )


LOG = Listing(
    "logboek",
    ("tijdstip", "wie", "wat", "waarover", "soort", "onderwerp", "wijziging"),
    _log,
)
