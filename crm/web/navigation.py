"""The menu: what each role finds in the bar, in the words people use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, request
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.exc import SQLAlchemyError

from crm.accounts.permissions import may
from crm.accounts.queries import setting_value
from crm.accounts.viewer import Viewer
from crm.core.db import remembered
from crm.core.prepared import run
from crm.goals.queries import any_goals
from crm.ideas.queries import any_surveys
from crm.links.follow_ups import any_follow_ups
from crm.links.quiet import any_fading
from crm.opportunities.introductions.queries import any_introductions
from crm.people.signposts import any_guides
from crm.promises.queries import any_commitments
from crm.requests.queries import any_requests
from crm.resources.listing import any_offers
from crm.web.addresses import url_for


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu; `areas` are the blueprints it is lit for.

    With `is_used` it is there only when there is something in it.
    """

    label: str
    endpoint: str
    permission: str
    areas: tuple[str, ...]
    is_used: Callable[[Viewer], ColumnElement[bool]] | None = None


@dataclass(frozen=True, slots=True)
class MenuItem:
    """An entry as a page shows it."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Menu:
    """The bar of a page: the name of the network, its first entries, and those under "Meer"."""

    network_name: str = ""
    main: Sequence[MenuItem] = ()
    more: Sequence[MenuItem] = ()


OF_PARTIES = ("parties", "lookalikes", "offers", "sharing", "freshness")
MAIN: tuple[Entry, ...] = (
    Entry("Wie is wie", "parties.index", "party.read", OF_PARTIES),
    Entry("Kansen", "opportunities.index", "opportunity.read", ("opportunities", "chances")),
    Entry("Netwerk", "network.index", "network.read", ("network",)),
    Entry("Afspraken", "agreements.index", "agreement.read", ("agreements",)),
)
MORE: tuple[Entry, ...] = (
    Entry(
        "Wat staat er open?",
        "follow_ups.index",
        "follow_up.read",
        ("follow_ups", "loose_moments"),
        is_used=any_follow_ups,
    ),
    Entry(
        *("Aanbod en gevraagd", "offer_list.index", "offer.read", ("offer_list",)),
        is_used=any_offers,
    ),
    Entry("Personen", "people.index", "person.read", ("people", "consent")),
    Entry("Wegwijzers", "signposts.index", "person.read", ("signposts",), is_used=any_guides),
    Entry("Verbindingen", "links.index", "link.read", ("links", "many_links", "sides")),
    Entry(
        *("Toezeggingen", "commitments.index", "commitment.read", ("commitments",)),
        is_used=any_commitments,
    ),
    Entry(
        "Kennismakingen",
        "introductions.index",
        "introduction.read",
        ("introductions", "introducing", "introduction_steps"),
        is_used=any_introductions,
    ),
    Entry("Vragen", "requests.index", "request.read", ("requests",), is_used=any_requests),
    Entry("Wat is er al?", "surveys.index", "survey.read", ("surveys",), is_used=any_surveys),
    Entry("Doelen", "goals.index", "goal.read", ("goals",), is_used=any_goals),
    Entry("Dreigt weg te zakken", "quiet.index", "quiet.read", ("quiet",), is_used=any_fading),
    Entry("Uitwisseling", "exchange.index", "register.import", ("exchange", "imports")),
    Entry(
        "Beheer",
        "administration.index",
        "system.manage",
        ("administration", "link_kinds", "lists", "reminding", "upkeep", "users"),
    ),
)


def menu(viewer: Viewer) -> Menu:
    """What the viewer's role may use and is used, and the name of the network.

    One query asks for all of it. Without a database the page that says so has its menu too.
    """
    allowed = tuple(entry for entry in MAIN + MORE if may(viewer, entry.permission))
    name, used = _asked(tuple(entry for entry in allowed if entry.is_used), viewer)
    shown = [entry for entry in allowed if not entry.is_used or entry in used]
    return Menu(
        current_app.config["NETWORK_NAME"] or name,
        [_item(entry) for entry in shown if entry in MAIN],
        [_item(entry) for entry in shown if entry in MORE],
    )


def _asked(entries: tuple[Entry, ...], viewer: Viewer) -> tuple[str, list[Entry]]:
    try:
        name, *found = run(_usage(entries, viewer), {})[0]
    except SQLAlchemyError:
        return "", []
    return name or "", [entry for entry, used in zip(entries, found, strict=True) if used]


@remembered
def _usage(entries: tuple[Entry, ...], viewer: Viewer) -> Select[*tuple[Any, ...]]:
    name = setting_value("network_name").scalar_subquery()
    return select(name, *(entry.is_used(viewer) for entry in entries if entry.is_used))


def _item(entry: Entry) -> MenuItem:
    return MenuItem(entry.label, url_for(entry.endpoint), request.blueprint in entry.areas)
