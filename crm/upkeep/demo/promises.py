"""Vlietdam's goals, questions and promises into the database."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from crm.core.db import db
from crm.core.text import sort_key
from crm.goals.models import Goal, PartyGoal
from crm.promises.models import Commitment
from crm.requests.models import Request
from crm.upkeep.demo.chance import ref_of
from crm.upkeep.demo.writing import Writer


def write_goals(writer: Writer) -> None:
    """The goals, each under the one above it, with who contributes."""
    goals: dict[str, Goal] = {}
    for row in writer.town.goals:
        goal = _goal(writer, row)
        goal.parent = goals.get(row.get("onder", ""))
        goals[row["sleutel"]] = writer.add(goal, "goal.created", {"titel": goal.title})
    db.session.flush()


def _goal(writer: Writer, row: dict[str, Any]) -> Goal:
    goal = Goal(
        **writer.common("doel", row["sleutel"], reference=row["sleutel"]),
        title=row["titel"],
        sort_key=sort_key(row["titel"]),
        goal_level=row.get("niveau", "doel"),
        document=row["nota"],
        place=row.get("vindplaats", ""),
        portfolio=row["portefeuille"],
        department=writer.parties.get(row.get("afdeling", "")),
        wants_contributions=row.get("zoekt", False),
    )
    goal.themes = [writer.themes[name] for name in row.get("themas", ())]
    goal.areas = [writer.areas[name] for name in row.get("gebied", ())]
    goal.contributions = [
        _contribution(writer, row["sleutel"], line) for line in row.get("dragen_bij", ())
    ]
    return goal


def _contribution(writer: Writer, goal: str, line: str) -> PartyGoal:
    """A line: party, how it stands to the goal, and days since that was confirmed."""
    key, nature, *days = line.split()
    return PartyGoal(
        ref=ref_of("bijdrage", f"{goal} {key}"),
        party=writer.parties[key],
        nature=nature,
        confirmed_on=writer.on - timedelta(days=int(days[0])) if days else None,
    )


def write_requests(writer: Writer) -> None:
    """What parties asked the town hall, and where it lies."""
    for row in writer.town.requests:
        request = Request(
            **writer.common("vraag", row["sleutel"], reference=row["sleutel"], visibility="intern"),
            party=writer.parties[row["partij"]],
            kind=row["soort"],
            question=row["vraag"],
            description=row.get("toelichting", ""),
            asked_on=_day(writer, row, "gesteld"),
            department=writer.parties.get(row.get("afdeling", "")),
            lies_since=_day(writer, row, "sinds"),
            next_step=row.get("stap", ""),
            next_step_on=_day(writer, row, "stap_op"),
            answered_on=_day(writer, row, "beantwoord"),
            answer=row.get("antwoord", ""),
        )
        writer.add(request, "request.created", {"vraag": request.question})
    db.session.flush()


def write_promises(writer: Writer) -> None:
    """What was promised, in both directions: kept, late, and still running."""
    for row in writer.town.promises:
        visibility = row.get("zicht", "intern")
        promise = Commitment(
            **writer.common(
                "toezegging", row["sleutel"], reference=row["sleutel"], visibility=visibility
            ),
            by_party=writer.parties[row["van"]],
            to_party=writer.parties[row["aan"]],
            title=row["wat"],
            promised_on=_day(writer, row, "toegezegd"),
            due_on=_day(writer, row, "uiterlijk"),
            done_on=_day(writer, row, "gedaan"),
            heard=row.get("gehoord", ""),
            heard_text=row.get("erbij", ""),
            heard_on=_day(writer, row, "gehoord_op"),
        )
        writer.add(promise, "commitment.created", {"toezegging": promise.title})
    db.session.flush()


def _day(writer: Writer, row: dict[str, Any], name: str) -> date | None:
    return writer.on - timedelta(days=row[name]) if name in row else None
