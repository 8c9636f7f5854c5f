"""Which parties are to be compared: a filter, or those that somebody ticked or named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request, url_for
from sqlalchemy import ColumnElement

from crm.core.db import db
from crm.core.text import fold
from crm.opportunities.selection import MOST_COMPARED
from crm.parties.models import Party
from crm.parties.queries import PartyFilters, filtered_parties
from crm.web.access import viewer
from crm.web.party_lists import asked_list

FILTERS = ("q", "soort", "thema", "gebied", "verbinding", "inleesbeurt")
BY_ONE = "partijen"
COMPARISON = "tussen"
"""What says in an address that somebody came from a comparison; what was compared goes along."""


@dataclass(frozen=True, slots=True)
class ChosenParties:
    """The parties to compare, by name; none when they are too many, or nothing was asked."""

    filters: PartyFilters
    is_asked: bool
    parties: Sequence[Party] = ()
    too_many: bool = False


def asked_for_comparison() -> ChosenParties:
    """What the address asks for: `?partijen=` with refs, else the filters of Wie is wie."""
    refs = [ref for ref in request.args.get(BY_ONE, "").split(",") if ref]
    asked = asked_list()
    if refs:
        return ChosenParties(asked.filters, True, _by_ref(refs))
    if not any(request.args.get(name) for name in FILTERS):
        return ChosenParties(asked.filters, False)
    found = _some(asked.filters)
    if len(found) > MOST_COMPARED:
        return ChosenParties(asked.filters, True, too_many=True)
    return ChosenParties(asked.filters, True, found)


def ticked_parties(refs: Sequence[str]) -> ChosenParties:
    """Those that were ticked, when with those that were named they are too many."""
    return ChosenParties(PartyFilters(), True, _by_ref(refs), too_many=True)


def comparison_query() -> str:
    """What is compared, as it stands behind the `?` of an address: short enough for a hundred."""
    asked = [(name, value) for name in (BY_ONE, *FILTERS) for value in request.args.getlist(name)]
    return urlencode(asked, safe=",")


def comparison_address(put_away: str | None = None) -> str:
    """The page that compares the same parties, and says what was put away just now."""
    address, query = url_for("opportunities.between", weg=put_away), comparison_query()
    return f"{address}{'&' if '?' in address else '?'}{query}" if query else address


def named_parties(refs: Iterable[str], text: str) -> tuple[list[str], list[str]]:
    """The refs of parties that were ticked, and of those named one a line; the names not found.

    A name of several parties stands for all of them.
    """
    lines = {fold(line): line.strip() for line in text.splitlines() if fold(line)}
    wanted: ColumnElement[bool] = Party.ref.in_(list(refs)) | Party.folded.in_(list(lines))
    found = _some(PartyFilters(extra=[wanted]))
    there = {party.folded for party in found}
    missing = [line for folded, line in lines.items() if folded not in there]
    return [party.ref for party in found], missing


def _by_ref(refs: Sequence[str]) -> list[Party]:
    return _some(PartyFilters(extra=[Party.ref.in_(refs[:MOST_COMPARED])]))


def _some(filters: PartyFilters) -> list[Party]:
    """The parties by name, one more than can be compared when there are more."""
    query = filtered_parties(filters, viewer=viewer()).limit(MOST_COMPARED + 1)
    return list(db.session.scalars(query).unique())
