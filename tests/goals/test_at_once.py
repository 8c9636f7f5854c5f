"""Two people who put two goals under each other at the same moment."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from crm.core.db import db, transaction
from crm.goals.models import Goal
from crm.goals.operations import add_goal, change_goal
from tests.cast import OPERATOR
from tests.merge.test_at_once import at_once


def test_the_second_hears_that_it_would_be_a_circle(app: Flask) -> None:
    with app.app_context(), transaction():
        for title in ("Groen", "Gezond"):
            add_goal(values={"title": title}, actor=OPERATOR)

    def goal(title: str) -> Goal:
        return db.session.scalars(select(Goal).where(Goal.title == title)).one()

    def put(title: str, under: str) -> None:
        change_goal(goal(title), values={"parent": goal(under)}, actor=OPERATOR)

    refused = at_once(app, lambda: put("Groen", "Gezond"), lambda: put("Gezond", "Groen"))
    assert len(refused) == 1
    with app.app_context():
        assert goal("Gezond").parent is None
