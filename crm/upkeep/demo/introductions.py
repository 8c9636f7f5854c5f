"""Vlietdam's introductions in every state, and the chances that lie aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from crm.accounts.models import User
from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.opportunities.between import letter_for, signals_between
from crm.opportunities.introductions.meeting import FROM_INTRODUCTION
from crm.opportunities.models import (
    PROPOSERS,
    Dismissal,
    HandedChance,
    Introduction,
    IntroductionParty,
    Outcome,
)
from crm.parties.models import Party
from crm.people.contacts import contacts_for
from crm.upkeep.demo.chance import instant_of, ref_of
from crm.upkeep.demo.past import Row, Then, past_rows
from crm.upkeep.demo.writing import Writer

TOWN_HALL = "gemeente"


def mark_links(writer: Writer) -> None:
    """Say where the links that came from an introduction came from, before they are kept."""
    for row in _rows(writer):
        if row.get("verbinding"):
            writer.links[frozenset(row["partijen"])].origin = FROM_INTRODUCTION


def write_introductions(writer: Writer, users: Mapping[str, User]) -> None:
    """When the network is there: the reasons of each pair are read from it."""
    then = Then(writer)
    for row in _rows(writer):
        _introduction(writer, row, users, then)
    for row in writer.town.introductions["weggelegd"]:
        _dismissal(writer, row, users)
    for row in writer.town.introductions["doorgegeven"]:
        _handed(writer, row, users)
    db.session.flush()


def _rows(writer: Writer) -> list[Row]:
    """All of them, the oldest first: so the newest have the highest ids."""
    rows = [*past_rows(writer), *writer.town.introductions["kennismaking"]]
    return sorted(rows, key=lambda row: -row["dagen"])


def _introduction(writer: Writer, row: Row, users: Mapping[str, User], then: Then) -> None:
    parties, key = _parties(writer, row), row["sleutel"]
    viewer = _looking(writer)
    by = users[row["door"]]
    is_proposal = row["stand"] == "voorgesteld"
    introduction = Introduction(
        **_common(writer, "kennismaking", key, row, by),
        reference=f"kennismaking--{key}",
        status=row["stand"],
        brought_by=by.role if by.role in PROPOSERS else "medewerker",
        why=row.get("waarom", ""),
        message="" if is_proposal else letter_for(parties, viewer=viewer),
        signals=then.signals(parties, row["dagen"]),
        shared_at=_at(writer, row, "gedeeld"),
        met_on=_day(writer, row.get("ontmoet")),
    )
    introduction.lines = _lines(writer, row, parties)
    introduction.outcomes = [_outcome(writer, key, line) for line in row.get("opbrengst", ())]
    if row.get("verbinding"):
        introduction.links = [writer.links[frozenset(row["partijen"])]]
    refs = [party.ref for party in parties]
    writer.add(introduction, "introduction.created", {"partijen": refs})


def _lines(writer: Writer, row: Row, parties: list[Party]) -> list[IntroductionParty]:
    contacts = contacts_for(parties, day=writer.on)
    said = {line.split()[0]: line.split()[1:] for line in row.get("antwoorden", ())}
    found = []
    for name, party in zip(row["partijen"], parties, strict=True):
        line = IntroductionParty(
            ref=ref_of("kennismaking van", f"{row['sleutel']} {name}"),
            party=party,
            person=contacts.get(party.id),
            asked_at=_at(writer, row, "gevraagd"),
        )
        if name in said:
            line.answer, line.answered_how, days = said[name]
            line.answered_on, line.answered_by = _day(writer, int(days)), line.person
        found.append(line)
    return found


def _outcome(writer: Writer, key: str, line: str) -> Outcome:
    months, outcome, side, days = line.split()
    return Outcome(
        ref=ref_of("opbrengst", f"{key} {months} {side}"),
        months=int(months),
        outcome=outcome,
        party=None if side == TOWN_HALL else writer.parties[side],
        told_on=_day(writer, int(days)),
    )


def _dismissal(writer: Writer, row: Row, users: Mapping[str, User]) -> None:
    one, other = _parties(writer, row)
    key = " ".join(row["partijen"])
    dismissal = Dismissal(
        **_common(writer, "weggelegd", key, row, users[row["door"]]),
        party_a=one,
        party_b=other,
        kind=row["wat"],
        until=_day(writer, -row["over"]) if "over" in row else None,
        why=row.get("waarom", ""),
        text=row["tekst"],
        signals=signals_between([one, other], viewer=_looking(writer)),
    )
    told = {"partij": one.ref, "en": other.ref, "toelichting": row["tekst"]}
    writer.add(dismissal, "dismissal.created", told)


def _handed(writer: Writer, row: Row, users: Mapping[str, User]) -> None:
    one, other = _parties(writer, row)
    handed = HandedChance(
        **_common(writer, "doorgegeven", " ".join(row["partijen"]), row, users[row["door"]]),
        party_a=one,
        party_b=other,
        to_user=users[row["aan"]],
        note=row["tekst"],
    )
    told = {"partij": one.ref, "en": other.ref, "aan": row["aan"], "toelichting": row["tekst"]}
    writer.add(handed, "handed_chance.created", told)


def _common(writer: Writer, kind: str, key: str, row: Row, by: User) -> Row:
    """What every record has; these were made by somebody, on a day before now."""
    at = _at(writer, {"dagen": row.get("dagen", 9)}, "dagen")
    made = {"created_by": by.ref, "changed_by": by.ref, "created_at": at, "changed_at": at}
    return {**writer.common(kind, key), **made}


def _looking(writer: Writer) -> Viewer:
    return replace(writer.actor, day=writer.on)


def _parties(writer: Writer, row: Row) -> list[Party]:
    return [writer.parties[key] for key in row["partijen"]]


def _day(writer: Writer, days: int | None) -> date | None:
    return None if days is None else writer.on - timedelta(days=days)


def _at(writer: Writer, row: Row, name: str) -> datetime | None:
    day = _day(writer, row.get(name))
    return None if day is None else min(instant_of(day, name), writer.now)
