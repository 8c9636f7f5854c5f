"""The menu: what each role finds in the bar, in the words people use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.exc import SQLAlchemyError

from crm.accounts.permissions import may
from crm.accounts.viewer import Viewer
from crm.core.db import db, remembered
from crm.goals.queries import any_goals
from crm.links.follow_ups import has_follow_ups
from crm.links.quiet import has_fading
from crm.people.signposts import has_guides
from crm.promises.queries import any_commitments
from crm.requests.queries import any_requests
from crm.resources.listing import has_offers


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu; `areas` are the blueprints it is lit for.

    With `is_needed` or `is_used` it is there only when there is something in it; what `is_used`
    says of all entries is asked in one query.
    """

    label: str
    endpoint: str
    permission: str
    areas: tuple[str, ...]
    is_needed: Callable[..., bool] | None = None
    is_used: Callable[[Viewer], ColumnElement[bool]] | None = None


@dataclass(frozen=True, slots=True)
class MenuItem:
    """An entry as a page shows it."""

    label: str
    url: str
    current: bool


OF_PARTIES = ("parties", "lookalikes", "offers", "sharing", "freshness")
MAIN: tuple[Entry, ...] = (
    Entry("Wie is wie", "parties.index", "party.read", OF_PARTIES),
    Entry("Kansen", "opportunities.index", "opportunity.read", ("opportunities",)),
    Entry("Netwerk", "network.index", "network.read", ("network",)),
    Entry("Afspraken", "agreements.index", "agreement.read", ("agreements",)),
)
MORE: tuple[Entry, ...] = (
    Entry(
        "Wat staat er open?",
        "follow_ups.index",
        "follow_up.read",
        ("follow_ups",),
        has_follow_ups,
    ),
    Entry("Aanbod en gevraagd", "offer_list.index", "offer.read", ("offer_list",), has_offers),
    Entry("Personen", "people.index", "person.read", ("people", "consent")),
    Entry("Wegwijzers", "signposts.index", "person.read", ("signposts",), has_guides),
    Entry("Verbindingen", "links.index", "link.read", ("links", "many_links", "sides")),
    Entry(
        *("Toezeggingen", "commitments.index", "commitment.read", ("commitments",)),
        is_used=any_commitments,
    ),
    Entry("Vragen", "requests.index", "request.read", ("requests",), is_used=any_requests),
    Entry("Doelen", "goals.index", "goal.read", ("goals",), is_used=any_goals),
    Entry("Dreigt weg te zakken", "quiet.index", "quiet.read", ("quiet",), has_fading),
    Entry("Uitwisseling", "exchange.index", "register.import", ("exchange",)),
    Entry(
        "Beheer",
        "administration.index",
        "system.manage",
        ("administration", "link_kinds", "lists", "reminding", "upkeep", "users"),
    ),
)


def menu(entries: tuple[Entry, ...], *, viewer: Viewer) -> list[MenuItem]:
    """The entries that the viewer's role may use."""
    area = request.blueprint
    allowed = tuple(entry for entry in entries if may(viewer, entry.permission))
    unused = _unused(allowed, viewer)
    return [
        MenuItem(entry.label, url_for(entry.endpoint), area in entry.areas)
        for entry in allowed
        if entry not in unused and _is_needed(entry, viewer)
    ]


def _unused(entries: tuple[Entry, ...], viewer: Viewer) -> list[Entry]:
    """The entries with nothing in them: all of them when there is no database."""
    asked = [entry for entry in entries if entry.is_used]
    if not asked:
        return []
    try:
        found = db.session.execute(_usage(tuple(asked), viewer)).one()
    except SQLAlchemyError:
        return asked
    return [entry for entry, used in zip(asked, found, strict=True) if not used]


@remembered
def _usage(entries: tuple[Entry, ...], viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return select(*(entry.is_used(viewer) for entry in entries if entry.is_used))


def _is_needed(entry: Entry, viewer: Viewer) -> bool:
    """Without a database the page that says so must not fail on its own menu."""
    try:
        return entry.is_needed is None or entry.is_needed(viewer=viewer)
    except SQLAlchemyError:
        return False
