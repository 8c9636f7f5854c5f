"""Profiles that were confirmed long ago, and the links by which they are confirmed again."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import select

from crm.core.db import db, transaction
from crm.parties.models import Party
from crm.parties.operations import change_party
from tests.cast import OPERATOR, sign_in
from tests.page import fill_in


def one(model: type[Any], ref: str) -> Any:
    """A record by its ref, in the session of now."""
    return db.session.scalars(select(model).where(model.ref == ref)).one()


def confirmed_long_ago(app: Flask, ref: str) -> None:
    """Make a profile one that is to be confirmed again."""
    values = {"verified_on": date(2025, 1, 1), "phone": "070 123", "description": "Wij tuinieren"}
    with app.app_context(), transaction():
        change_party(one(Party, ref), values=values, actor=OPERATOR)


def link_for(app: Flask, ref: str) -> str:
    """The address that a medewerker copies."""
    answer = fill_in(sign_in(app, "amina"), f"/partijen/{ref}/link-sturen")
    assert answer.status_code == 200
    found = re.search(r"/profiel/[\w-]{40,}", answer.text)
    assert found
    return found.group()
