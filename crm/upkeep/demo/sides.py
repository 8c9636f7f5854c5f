"""What the sides of some links say, and what is done about those that are strained."""

from __future__ import annotations

from datetime import timedelta

from crm.core.db import db
from crm.links.models import Link, LinkSide
from crm.upkeep.demo.chance import number, pick, ref_of
from crm.upkeep.demo.content import LinkLine
from crm.upkeep.demo.writing import Writer

STEPS = (
    "Samen om tafel, met iemand van buiten erbij",
    "Eerst apart bellen, dan samen op bezoek",
    "Op papier zetten wie wat doet",
)


def write_sides(writer: Writer) -> None:
    """Links with an agreed level were confirmed by both; a proposal only by who made it."""
    first_person = {
        text.key: person.name
        for text in writer.town.parties
        for person in text.people
        if person.is_first
    }
    for line, link in writer.lines:
        if line.status == "onder_druk" and line.visibility == "netwerk":
            link.next_step = pick(STEPS, link.reference)
            link.next_step_on = writer.on + timedelta(days=number("stap", link.reference) % 40 - 8)
        for key in _speaking(line):
            db.session.add(_side(writer, line, link, key, first_person.get(key, "")))
    db.session.flush()


def _speaking(line: LinkLine) -> tuple[str, ...]:
    if line.status == "voorgesteld":
        return (line.first,)
    return (line.first, line.second) if line.level else ()


def _side(writer: Writer, line: LinkLine, link: Link, key: str, name: str) -> LinkSide:
    """Now and then a side experiences less than was agreed."""
    chance = number("kant", link.reference, key)
    less = 1 if chance % 3 == 0 else 0
    said_on = writer.on - timedelta(days=chance % 300)
    if link.begins_on is not None:
        said_on = min(max(said_on, link.begins_on), writer.on)
    return LinkSide(
        ref=ref_of("kant", f"{link.reference} {key}"),
        link=link,
        party=writer.parties[key],
        level_experienced=max(1, line.level - less) if line.level else None,
        confirmed_on=said_on,
        confirmed_how=pick(("gesprek", "telefoon", "bezoek"), link.reference, key),
        person=writer.people.get(name),
        proposed=line.status == "voorgesteld",
    )
