"""What waits for a medewerker on the start page: promises and questions too."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from crm.core.dates import Period
from crm.core.db import db, transaction
from crm.parties.models import Party
from crm.parties.operations import add_party
from crm.people.holding_operations import open_holding
from crm.people.models import Person
from crm.promises.operations import add_commitment, note_heard
from crm.requests.operations import add_request
from tests import cast
from tests.cast import OPERATOR
from tests.support.databases import KeepTown
from tests.support.settings import TODAY

LATE, NEAR, FAR = (TODAY + timedelta(days=days) for days in (-2, 3, 60))


def block(app: Flask, name: str) -> str:
    """What stands in the block of what waits."""
    text = cast.sign_in(app, name).get("/").text
    return text.split('id="vervolg"')[1].split("</section>")[0]


def promise(town: SimpleNamespace, title: str, **values: Any) -> Any:
    """Of the town hall to the garden, unless told otherwise."""
    parties = {name: db.session.get_one(Party, one) for name, one in town.ids.items()}
    both = {"by_party": parties["town_hall"], "to_party": parties[values.pop("to", "garden")]}
    return add_commitment(values={"title": title, **both, **values}, actor=OPERATOR)


@pytest.fixture
def town(app: Flask, kept_town: KeepTown) -> SimpleNamespace:
    """Amina holds the garden; nobody holds the choir."""
    return kept_town("due", partial(make_town, app))


def make_town(app: Flask) -> SimpleNamespace:
    """Make it."""
    with app.app_context(), transaction():
        made = {
            name: add_party(values={"name": name.title(), "kind": kind}, actor=OPERATOR)
            for name, kind in (
                ("garden", "bewonersinitiatief"),
                ("choir", "vereniging"),
                ("town_hall", "gemeente"),
            )
        }
        amina = cast.enter("amina", visibility="intern")
        cast.enter("dries", own=made["garden"])
        cast.enter("chantal")
        role = "vaste_contactpersoon"
        since = Period(TODAY.replace(year=2025))
        open_holding(made["garden"], person=amina, role=role, period=since, actor=OPERATOR)
        return SimpleNamespace(ids={name: one.id for name, one in made.items()}, amina=amina.id)


def test_promises_that_are_due(app: Flask, town: SimpleNamespace) -> None:
    with app.app_context(), transaction():
        promise(town, "Compost", due_on=LATE)
        promise(town, "Tegels", due_on=NEAR)
        promise(town, "Later", due_on=FAR)
        promise(town, "Gedaan", due_on=LATE, done_on=LATE)
        promise(town, "Van niemand", due_on=LATE, to="choir")
    waits = block(app, "amina")
    assert waits.index("Compost") < waits.index("Tegels")
    assert "2 dagen te laat" in waits
    for other in ("Later", "Gedaan", "Van niemand"):
        assert other not in waits
    assert "Compost" not in block(app, "chantal")


def test_what_the_other_says_waits_too(app: Flask, town: SimpleNamespace) -> None:
    with app.app_context(), transaction():
        for title, heard, values in (
            ("Wel gedaan", "ja", {"due_on": FAR}),
            ("Toch niet", "nog_niet", {"done_on": LATE}),
            ("Klopt", "ja", {"done_on": LATE}),
        ):
            said = promise(town, title, **values)
            note_heard(said, heard=heard, text="Zie de poort.", actor=OPERATOR)
    waits = block(app, "amina")
    assert "Wel gedaan" in waits
    assert "volgens de ander gedaan" in waits
    assert "Toch niet" in waits
    assert "Klopt" not in waits


def test_kept_without_leaving_the_start_page(app: Flask, town: SimpleNamespace) -> None:
    with app.app_context(), transaction():
        ref = promise(town, "Compost", due_on=LATE).ref
    amina = cast.sign_in(app, "amina")
    answer = amina.post(f"/toezeggingen/{ref}/nagekomen", data={"terug": "start"})
    assert answer.location == "/"
    assert "Er staat niets open." in block(app, "amina")


def test_questions_of_which_a_step_is_due(app: Flask, town: SimpleNamespace) -> None:
    with app.app_context(), transaction():
        garden, choir = (db.session.get_one(Party, town.ids[one]) for one in ("garden", "choir"))
        department = {"department": db.session.get_one(Party, town.ids["town_hall"])}
        step = {"next_step": "Bellen met beheer", "next_step_on": LATE}
        for party, values in (
            (garden, {"question": "Mag er een kraan?", **step}),
            (garden, {"question": "Pas gesteld"}),
            (garden, {"question": "Ligt ergens", **department}),
            (garden, {"question": "Beantwoord", **step, "answered_on": LATE}),
            (choir, {"question": "Van een ander", **step}),
        ):
            add_request(party, values={"asked_on": LATE, **values}, actor=OPERATOR)
    waits = block(app, "amina")
    assert "Bellen met beheer" in waits
    assert "Mag er een kraan?" in waits
    assert "ligt nog bij niemand" in waits
    for other in ("Ligt ergens", "Beantwoord", "Van een ander"):
        assert other not in waits


def test_who_handles_a_question_sees_it(app: Flask, town: SimpleNamespace) -> None:
    with app.app_context(), transaction():
        choir = db.session.get_one(Party, town.ids["choir"])
        amina = db.session.get_one(Person, town.amina)
        step = {"next_step": "Zaal zoeken", "next_step_on": NEAR, "handler": amina}
        add_request(choir, values={"question": "Waar repeteren?", **step}, actor=OPERATOR)
    assert "Zaal zoeken" in block(app, "amina")
    assert "Zaal zoeken" not in block(app, "chantal")
