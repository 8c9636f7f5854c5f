"""Which parties are asked for: the filters of Wie is wie, wherever a list of parties is used."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement

from crm.exchange.models import ImportRun
from crm.exchange.queries import count_made, get_run, made_by
from crm.network.queries import without_link
from crm.parties.queries import PartyFilters
from crm.search.queries import matching_parties
from crm.web.access import viewer
from crm.web.asking import asked_parties, asked_text, chosen


@dataclass(frozen=True, slots=True)
class AskedRun:
    """One import, of which only the parties are asked for that it made: `count` are there now."""

    run: ImportRun
    count: int


@dataclass(frozen=True, slots=True)
class AskedList:
    """A list of parties: its filters, and what of them a page tells in words."""

    filters: PartyFilters
    is_unlinked: bool
    run: AskedRun | None


def asked_list(
    *more: ColumnElement[bool], archived: bool = False, on: date | None = None
) -> AskedList:
    """What the address asks for: text, kind, theme, area, without a link, of one import."""
    text, is_unlinked, run = asked_text(), bool(chosen("verbinding", ["geen"])), asked_run()
    extra = [*more, *([matching_parties(text)] if text else [])]
    if is_unlinked:
        extra.append(without_link(asked_parties(), replace(viewer(), on=on)))
    if run is not None:
        extra.append(made_by(run.run))
    filters = asked_parties(text=text, archived=archived, on=on, extra=extra)
    return AskedList(filters, is_unlinked, run)


def asked_run() -> AskedRun | None:
    """`?inleesbeurt=`: one import of who looks, else NotFound; None when it is absent."""
    ref = asked_text("inleesbeurt")
    if not ref:
        return None
    run = get_run(ref, viewer=viewer())
    return AskedRun(run, count_made(run, viewer=viewer()))
