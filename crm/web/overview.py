"""A party's overview, tabs and timeline: what several domains know, put together for one page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy import select

from crm.accounts.models import User
from crm.accounts.viewer import Viewer
from crm.agreements.queries import agreements_of, told
from crm.audit.models import Event
from crm.audit.queries import timeline
from crm.audit.tags import TAGS
from crm.core.dates import date_text, dutch_day
from crm.core.db import db
from crm.links.models import ContactMoment, Link
from crm.links.queries import count_links_of, links_of, moments_of, open_follow_ups
from crm.opportunities.queries import Opportunity, opportunities_for
from crm.parties.models import Party
from crm.parties.queries import former_refs
from crm.people.models import AccountHolding, ContactRole
from crm.people.queries import holdings_of_party, roles_at
from crm.resources.models import Grant, Offer
from crm.resources.queries import grants_of, offers_of
from crm.web.context import VISIBILITY_WORDS
from crm.web.forms.base import parse_day
from crm.web.tabs import Tab

CHANCES = 5
LINKS = 12
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?\+00:00")


@dataclass(frozen=True, slots=True)
class Overview:
    """What a vaste contactpersoon needs while on the phone."""

    contacts: list[ContactRole]
    former: list[ContactRole]
    holdings: list[AccountHolding]
    former_holdings: list[AccountHolding]
    last_moment: ContactMoment | None
    follow_ups: list[ContactMoment]
    chances: list[Opportunity]
    links: list[Link]
    links_now: int
    links_past: int
    offers: list[Offer]
    grants: list[Grant]
    agreements: list


def party_overview(party: Party, *, viewer: Viewer) -> Overview:
    """Everything the overview shows: a constant number of queries."""
    roles = roles_at(party, viewer=viewer)
    holdings = holdings_of_party(party, viewer=viewer)
    day = viewer.day
    links_now, links_past = count_links_of(party, viewer=viewer)
    return Overview(
        contacts=[role for role in roles if role.period.holds(day)],
        former=[role for role in roles if role.period.state(day) == "voorbij"],
        holdings=[holding for holding in holdings if holding.period.holds(day)],
        former_holdings=[h for h in holdings if h.period.state(day) == "voorbij"],
        last_moment=next(iter(moments_of(party, viewer=viewer, most=1)), None),
        follow_ups=open_follow_ups(party, viewer=viewer),
        chances=[] if party.is_archived else opportunities_for(party, viewer=viewer, top=CHANCES),
        links=links_of(party, viewer=viewer, state="niet voorbij", most=LINKS),
        links_now=links_now,
        links_past=links_past,
        offers=offers_of(party, viewer=viewer),
        grants=grants_of(party, viewer=viewer),
        agreements=agreements_of(party, viewer=viewer),
    )


PARTY_TABS = (
    ("overzicht", "Overzicht", "parties.show"),
    ("kansen", "Kansen", "opportunities.of_party"),
    ("verwant", "Verwant", "opportunities.related"),
    ("netwerk", "Netwerk", "network.of_party"),
    ("tijdlijn", "Tijdlijn", "parties.timeline"),
)

TABS_OF_ANY_DAY = ("overzicht", "netwerk")


def party_tabs(party: Party, current: str, *, viewer: Viewer) -> list[Tab]:
    """The tabs of a party's pages; those that know other days keep the day that is shown."""
    days = {name: viewer.on for name in TABS_OF_ANY_DAY if viewer.on is not None}
    return [
        Tab(label, url_for(endpoint, ref=party.ref, op=days.get(name)), name == current)
        for name, label, endpoint in PARTY_TABS
    ]


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a timeline: when, who, what, and what became different."""

    at: object
    who: str
    what: str
    changes: list[str]


def party_timeline(party: Party, *, viewer: Viewer) -> list[Happening]:
    """What happened to a party, and to its links and agreements that the viewer may see."""
    refs = [party.ref, *former_refs(party)]
    refs += [link.ref for link in links_of(party, viewer=viewer)]
    refs += [agreement.ref for agreement in agreements_of(party, viewer=viewer)]
    refs += [offer.ref for offer in offers_of(party, viewer=viewer)]
    refs += [moment.ref for moment in moments_of(party, viewer=viewer)]
    refs += [role.ref for role in roles_at(party, viewer=viewer)]
    refs += [holding.ref for holding in holdings_of_party(party, viewer=viewer)]
    return happenings(told(timeline(refs), viewer=viewer))


def happenings(events: list[Event]) -> list[Happening]:
    """Events in words, with the names of the accounts behind them."""
    refs = {event.actor_ref for event in events if event.actor_ref}
    names = dict(db.session.execute(select(User.ref, User.name).where(User.ref.in_(refs))).all())
    return [
        Happening(
            event.at,
            names.get(event.actor_ref or "", "het systeem"),
            TAGS[event.tag],
            [change_text(label, *values) for label, values in (event.difference or {}).items()],
        )
        for event in events
    ]


def change_text(label: str, old: object, new: object) -> str:
    """`naam: van ‘A’ naar ‘B’`, `naam: ‘B’`."""
    if old in (None, "", [], False):
        return f"{label}: {_value_text(new)}"
    if new in (None, "", []):
        return f"{label}: leeggemaakt (was {_value_text(old)})"
    return f"{label}: van {_value_text(old)} naar {_value_text(new)}"


def _value_text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if isinstance(value, bool):
        return "ja" if value else "nee"
    text = VISIBILITY_WORDS.get(str(value), str(value))
    if INSTANT.fullmatch(text):
        return date_text(dutch_day(datetime.fromisoformat(text)))
    day = parse_day(text) if DAY.fullmatch(text) else None
    if day is not None:
        return date_text(day)
    return f"‘{text[:200]}…’" if len(text) > 200 else f"‘{text}’"
