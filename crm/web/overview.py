"""A party's overview and tabs: what several domains know, put together for one page."""

from __future__ import annotations

from dataclasses import dataclass

from crm.accounts.permissions import may
from crm.accounts.viewer import Viewer
from crm.agreements.queries import agreements_of
from crm.links.follow_ups import open_follow_ups
from crm.links.lines import LinkLines, link_lines
from crm.links.models import ContactMoment, PartyContact
from crm.links.moment_queries import moments_of
from crm.links.quiet import contacts_of
from crm.links.rhythm import rhythm_text
from crm.notes.models import Note
from crm.notes.queries import notes_about
from crm.opportunities.queries import Opportunity, opportunities_for
from crm.opportunities.ranking.kept import labels_at_hand
from crm.parties.labels import Labels, labels_of
from crm.parties.models import Party
from crm.people.models import AccountHolding, ContactRole
from crm.people.queries import holdings_of_party, roles_at
from crm.people.stays import Stay, next_first, stays_of
from crm.resources.models import Grant, Offer
from crm.resources.queries import grants_of, offers_of
from crm.web.addresses import url_for
from crm.web.tabs import Tab
from crm.web.town_hall import TownHall, town_hall_of
from crm.web.written import written_about

CHANCES = 5
LINKS = 12


@dataclass(frozen=True, slots=True)
class Overview:
    """What a vaste contactpersoon needs while on the phone."""

    contacts: list[ContactRole]
    next_first: ContactRole | None
    former: list[Stay]
    holdings: list[AccountHolding]
    former_holdings: list[AccountHolding]
    last_moment: ContactMoment | None
    contact: PartyContact | None
    own_rhythm: str
    follow_ups: list[ContactMoment]
    chances: list[Opportunity]
    links: LinkLines
    offers: list[Offer]
    grants: list[Grant]
    agreements: list
    notes: list[Note]
    town_hall: TownHall


def party_overview(party: Party, *, viewer: Viewer) -> Overview:
    """Everything the overview shows: a constant number of queries."""
    written = written_about(party)
    roles = roles_at(party, viewer=viewer) if written.roles else []
    holdings = holdings_of_party(party, viewer=viewer) if written.holdings else []
    moments = moments_of(party, viewer=viewer, most=1) if written.moments else []
    day = viewer.day
    knows_quiet = may(viewer, "quiet.read")
    return Overview(
        contacts=[role for role in roles if role.period.holds(day)],
        next_first=next_first(roles, day),
        former=[stay for stay in stays_of(roles) if stay.period.state(day) == "voorbij"],
        holdings=[holding for holding in holdings if holding.period.holds(day)],
        former_holdings=[h for h in holdings if h.period.state(day) == "voorbij"],
        last_moment=moments[0] if moments else None,
        contact=contacts_of([party]).get(party.id) if knows_quiet and written.contact else None,
        own_rhythm="" if party.contact_every is None else rhythm_text(party.contact_every),
        follow_ups=open_follow_ups(party, viewer=viewer) if moments else [],
        chances=_chances(party, viewer=viewer),
        links=link_lines(party, viewer=viewer, most=LINKS),
        offers=offers_of(party, viewer=viewer) if written.offers else [],
        grants=grants_of(party, viewer=viewer) if written.grants else [],
        agreements=agreements_of(party, viewer=viewer) if written.agreements else [],
        notes=notes_about(party, viewer=viewer) if written.notes else [],
        town_hall=town_hall_of(party, written=written, viewer=viewer),
    )


def _chances(party: Party, *, viewer: Viewer) -> list[Opportunity]:
    if party.is_archived:
        return []
    return opportunities_for(party, viewer=viewer, top=CHANCES, perhaps=CHANCES)


PARTY_TABS = (
    ("overzicht", "Overzicht", "parties.show"),
    ("kansen", "Kansen", "opportunities.of_party"),
    ("verwant", "Verwant", "opportunities.related"),
    ("netwerk", "Netwerk", "network.of_party"),
    ("tijdlijn", "Tijdlijn", "parties.timeline"),
)

TABS_OF_ANY_DAY = ("overzicht", "netwerk")


@dataclass(frozen=True, slots=True)
class Head:
    """What every page of a party begins with."""

    labels: Labels
    tabs: list[Tab]


def party_head(party: Party, current: str, *, viewer: Viewer) -> Head:
    """The head of a party's page; tabs that know other days keep the day that is shown."""
    day = {"op": viewer.on} if viewer.on is not None else {}
    days = dict.fromkeys(TABS_OF_ANY_DAY, day)
    tabs = [
        Tab(label, url_for(endpoint, ref=party.ref, **days.get(name, {})), name == current)
        for name, label, endpoint in PARTY_TABS
    ]
    return Head(labels_at_hand(party.id, viewer=viewer) or labels_of(party), tabs)
