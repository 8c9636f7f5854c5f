"""`?op=` on the address of a record: the page that says how it stood on that day."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for

from crm.parties.models import Party
from crm.web.access import viewer
from crm.web.asking import AskedWrongly, asked_day
from crm.web.earlier import Earlier, on_day

Trail = list[tuple[str, str]]


def asked_earlier(record: Any) -> Earlier | None:
    """The record on the day in the address; None when that is today or no day is asked for."""
    day = asked_day()
    if day is None:
        return None
    if day > viewer().day:
        raise AskedWrongly("Die dag moet nog komen. Kies een dag die voorbij is.")
    return on_day(record, day, viewer=viewer())


def earlier_page(earlier: Earlier, title: str, here: str, *, trail: Trail) -> str:
    """The page; `here` is the address of the record itself, `trail` what stands above it."""
    return render_template(
        "history/on_day.html", earlier=earlier, title=title, here=here, above=trail
    )


def party_trail(party: Party) -> Trail:
    """What stands above a record that belongs to a party."""
    own = (party.name, url_for("parties.show", ref=party.ref))
    return [("Wie is wie", url_for("parties.index")), own]
