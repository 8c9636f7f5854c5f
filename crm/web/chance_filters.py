"""Which part of the network is asked for chances, in the address beside the filters of parties."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from flask import request, url_for
from sqlalchemy import ColumnElement

from crm.accounts.permissions import may
from crm.accounts.roles import Role
from crm.network.queries import without_link
from crm.opportunities.departments import departments, held_by
from crm.opportunities.starts import is_mine
from crm.parties.queries import PartyFilters
from crm.web.access import viewer
from crm.web.asking import asked_parties, chosen

FILTERS = ("van", "soort", "thema", "gebied", "verbinding", "afdeling")
KEPT = "bij"
"""The filters of the list somebody left, as one value: `van` says something else elsewhere."""


@dataclass(frozen=True, slots=True)
class AskedChances:
    """The filters, and what of them a page shows as chosen."""

    filters: PartyFilters
    mine: bool
    alone: bool
    units: tuple[str, ...]
    unit_choices: list[tuple[str, str]]
    has_mine: bool


def asked_chances() -> AskedChances:
    """What the address asks for: kind, theme, area, own accounts, without a link, a department."""
    mine = bool(chosen("van", ["mij"]))
    alone = bool(chosen("verbinding", ["geen"]))
    choices = departments(viewer())
    units = chosen("afdeling", {ref for ref, _ in choices})
    extra: list[ColumnElement[bool]] = []
    if mine:
        extra.append(is_mine(viewer()))
    if alone:
        extra.append(without_link(PartyFilters(), viewer()))
    if units:
        extra.append(held_by(units, viewer()))
    has_mine = may(viewer(), "chance.settle") or viewer().role is Role.INITIATOR
    return AskedChances(asked_parties(extra=extra), mine, alone, units, choices, has_mine)


def kept_filters() -> str:
    """What the list of chances is filtered on, for whoever leaves it and comes back."""
    asked = ((name, value) for name in FILTERS for value in request.args.getlist(name) if value)
    return urlencode([*asked])


def list_address(put_away: str | None = None) -> str:
    """The list of chances as somebody left it, and what was put away just now."""
    asked = [one for one in parse_qsl(request.args.get(KEPT, "")) if one[0] in FILTERS]
    address = url_for("opportunities.index", weg=put_away)
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}" if asked else address
