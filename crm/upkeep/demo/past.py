"""Vlietdam's past of introductions: from one line each to days, answers and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Any

from crm.opportunities.between import signals_between
from crm.opportunities.learning.past import INTERN, History, Past, read_history
from crm.opportunities.ranking.engine import rank
from crm.opportunities.states import ASKED_AFTER, HOWS, YES, Status, after_outcomes, months_later
from crm.parties.models import Party
from crm.upkeep.demo.chance import month_before, number, pick
from crm.upkeep.demo.writing import Writer

NO = "nee"
LONG_AGO = 150
"""Of what was begun more days ago, the reasons are those of the network as it was then."""
Row = dict[str, Any]


def past_rows(writer: Writer) -> list[Row]:
    """Each line as a row like those of the introductions that run."""
    return [_row(writer, line) for line in writer.town.past]


def _row(writer: Writer, line: str) -> Row:
    names, by, told, *why = (part.strip() for part in line.split("|"))
    one, other, *months = names.split()
    came = told.split()
    key = f"{one}--{other}"
    met = _met_on(writer, one, other, months)
    shared = met - timedelta(days=4 + number("gedeeld", key) % 20)
    asked = shared - timedelta(days=3 + number("gevraagd", key) % 15)
    row: Row = {
        "sleutel": key,
        "partijen": [one, other],
        "door": by,
        "dagen": (writer.on - asked).days,
        "gevraagd": (writer.on - asked).days,
        "waarom": why[0] if why else "",
        "verbinding": not months,
    }
    if came == [NO]:
        return row | _refused(writer.on, key, one, other, shared)
    return row | _accepted(writer.on, key, one, other, (asked, shared, met), came)


def _met_on(writer: Writer, one: str, other: str, months: Sequence[str]) -> date:
    if months:
        return month_before(writer.on, int(months[0]), 1 + number("dag", one, other) % 28)
    begun = writer.links[frozenset((one, other))].begins_on
    assert begun is not None, "every link of the demo has a first day"
    return begun


def _refused(on: date, key: str, one: str, other: str, answered: date) -> Row:
    said = [_said(on, key, one, YES, answered), _said(on, key, other, NO, answered)]
    return {"stand": Status.OFF, "antwoorden": said}


def _accepted(
    on: date, key: str, one: str, other: str, days: tuple[date, date, date], came: Sequence[str]
) -> Row:
    asked, shared, met = days
    first = asked + (shared - asked) * (number("eerst", key) % 4) // 4
    told = [
        (months, outcome, min(on, months_later(met, months) + timedelta(days=number(key) % 12)))
        for months, outcome in zip(ASKED_AFTER, came, strict=False)
    ]
    sides = ["gemeente", *([other] if number("zegt ook", key) % 3 == 0 else [])]
    return {
        "stand": after_outcomes(Status.MET, {months: [one] for months, one, _ in told}, sides=1),
        "antwoorden": [_said(on, key, one, YES, first), _said(on, key, other, YES, shared)],
        "gedeeld": (on - shared).days,
        "ontmoet": (on - met).days,
        "opbrengst": [
            f"{months} {outcome} {side} {(on - day).days}"
            for months, outcome, day in told
            for side in sides
        ],
    }


def _said(on: date, key: str, party: str, answer: str, day: date) -> str:
    return f"{party} {answer} {pick(list(HOWS), key, party)} {(on - day).days}"


class Then:
    """What the reasons of parties were worth on a day, by the network as it was that quarter."""

    def __init__(self, writer: Writer) -> None:
        self._on = writer.on
        self._viewer = replace(writer.actor, day=writer.on)
        self._network = lru_cache(maxsize=None)(self._past)

    @cached_property
    def _history(self) -> History:
        return read_history(INTERN)

    def _past(self, day: date) -> Past:
        return Past(self._history, day)

    def signals(self, parties: Sequence[Party], days_ago: int) -> dict[str, int]:
        """As the operations keep them: points in millionths by code, by the defaults."""
        if days_ago < LONG_AGO:
            return signals_between(parties, viewer=self._viewer)
        begun = self._on - timedelta(days=days_ago)
        network = self._network(date(begun.year, 1 + (begun.month - 1) // 3 * 3, 1))
        one, other = parties
        ranking = rank(one.id, network, top=1, among=(other.id,))
        return dict(ranking.rows[0].points) if ranking and ranking.rows else {}
