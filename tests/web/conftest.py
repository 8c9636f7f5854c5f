"""A small town for the tests of pages: a garden with its people, a school, and what is hidden."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from types import SimpleNamespace

import pytest
from flask import Flask

from crm.core.dates import Period
from crm.core.db import transaction
from crm.links.operations import add_link, record_moment
from crm.links.queries import get_link_kind
from crm.parties.models import Party
from crm.parties.operations import add_party
from crm.people.holding_operations import open_holding
from crm.people.operations import add_person, open_role
from crm.resources.operations import add_offer
from tests.cast import OPERATOR, enter
from tests.support.databases import KeepTown


@pytest.fixture
def vlietdam(app: Flask, kept_town: KeepTown) -> SimpleNamespace:
    """The refs of everything in the town, by name; Dries has the garden, Amina holds it."""
    return kept_town("vlietdam", partial(build, app))


def build(app: Flask) -> SimpleNamespace:
    """Make the town."""
    with app.app_context(), transaction():
        tuin = party("Buurttuin De Vliet", "bewonersinitiatief")
        school = party("Basisschool De Kring", "school")
        made = {
            "tuin": tuin,
            "school": school,
            "zaak": party("Vlietse Zaak", "ondernemer", visibility="vertrouwelijk"),
            "amina": enter("amina"),
            "bas": enter("bas"),
            "dries": enter("dries", own=tuin),
            "chantal": enter("chantal"),
            "beheer": enter("beheer"),
        }
        made["wil"] = add_person(
            values={"first_name": "Wil", "last_name": "Bos", "phone": "06 12 34 56 78"},
            actor=OPERATOR,
        )
        since = Period(date(2025, 3, 1))
        made["rol"] = open_role(made["wil"], school, role="directeur", period=since, actor=OPERATOR)
        made["houder"] = open_holding(
            tuin,
            person=made["amina"],
            role="vaste_contactpersoon",
            period=since,
            actor=OPERATOR,
        )
        made["link"] = add_link(
            tuin,
            school,
            get_link_kind("werkt_samen_met"),
            values={"begins_on": date(2024, 9, 1), "note": "Samen zaaien"},
            actor=OPERATOR,
        )
        made["moment"] = record_moment(
            values={
                "parties": [tuin],
                "people": [made["dries"]],
                "subject": "Wateraansluiting",
                "content": "Dries belt het waterbedrijf.",
                "channel": "telefoon",
                "happened_at": datetime(2026, 11, 12, 10, tzinfo=UTC),
                "follow_up": "Beheer bellen",
                "follow_up_on": date(2026, 11, 16),
            },
            actor=OPERATOR,
        )
        made["aanbod"] = add_offer(
            tuin,
            values={"direction": "zoekt", "kind": "faciliteit", "title": "een schuur"},
            actor=OPERATOR,
        )
        refs = {name: record.ref for name, record in made.items()}
    return SimpleNamespace(**refs)


def party(name: str, kind: str, **values: str) -> Party:
    """One more party."""
    return add_party(values={"name": name, "kind": kind, **values}, actor=OPERATOR)
