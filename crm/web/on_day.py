"""A party as it was, or will be, on another day: who, with whom, and what was agreed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crm.accounts.viewer import Viewer
from crm.agreements.models import Agreement
from crm.agreements.queries import agreements_of
from crm.links.models import ContactMoment, Link
from crm.links.moment_queries import moments_of
from crm.links.queries import MOST_LINKS, links_of
from crm.parties.models import Party
from crm.people.models import AccountHolding
from crm.people.queries import holdings_of_party, roles_at
from crm.people.stays import Stay, stays_of


@dataclass(frozen=True, slots=True)
class PartyOnDay:
    """What held on the day; `has_more_links` says that not all links are here."""

    day: date
    contacts: list[Stay]
    holdings: list[AccountHolding]
    last_moment: ContactMoment | None
    links: list[Link]
    has_more_links: bool
    agreements: list[Agreement]


def party_on_day(party: Party, *, viewer: Viewer) -> PartyOnDay:
    """What held on `viewer.shown_day`, of what the viewer may see today."""
    day = viewer.shown_day
    links = links_of(party, viewer=viewer, state="huidig", most=MOST_LINKS + 1)
    roles, holdings = roles_at(party, viewer=viewer), holdings_of_party(party, viewer=viewer)
    return PartyOnDay(
        day=day,
        contacts=[stay for stay in stays_of(roles) if stay.period.holds(day)],
        holdings=[holding for holding in holdings if holding.period.holds(day)],
        last_moment=next(iter(moments_of(party, viewer=viewer, most=1)), None),
        links=links[:MOST_LINKS],
        has_more_links=len(links) > MOST_LINKS,
        agreements=[
            agreement
            for agreement in agreements_of(party, viewer=viewer)
            if agreement.begins_on is not None and agreement.period.holds(day)
        ],
    )
