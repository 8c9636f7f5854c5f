"""The menu: what each role finds in the bar, in the words people use."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for

from crm.accounts.permissions import may
from crm.accounts.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu; `areas` are the blueprints it is lit for."""

    label: str
    endpoint: str
    permission: str
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MenuItem:
    """An entry as a page shows it."""

    label: str
    url: str
    current: bool


MAIN: tuple[Entry, ...] = (
    Entry("Wie is wie", "parties.index", "party.read", ("parties", "lookalikes", "offers")),
    Entry("Kansen", "opportunities.index", "opportunity.read", ("opportunities",)),
    Entry("Netwerk", "network.index", "network.read", ("network",)),
    Entry("Afspraken", "agreements.index", "agreement.read", ("agreements",)),
)
MORE: tuple[Entry, ...] = (
    Entry("Personen", "people.index", "person.read", ("people",)),
    Entry("Verbindingen", "links.index", "link.read", ("links", "many_links", "sides")),
    Entry("Uitwisseling", "exchange.index", "register.import", ("exchange",)),
    Entry(
        "Beheer",
        "administration.index",
        "system.manage",
        ("administration", "link_kinds", "lists", "upkeep", "users"),
    ),
)


def menu(entries: tuple[Entry, ...], *, viewer: Viewer) -> list[MenuItem]:
    """The entries that the viewer's role may use."""
    area = request.blueprint
    return [
        MenuItem(entry.label, url_for(entry.endpoint), area in entry.areas)
        for entry in entries
        if may(viewer, entry.permission)
    ]
