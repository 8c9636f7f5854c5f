"""The house with somebody in each role and something of everything, for the tests of its rules."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace

import pytest
from flask import Flask

from crm.core.db import transaction
from tests.leaks.planted import Planted, plant_hidden, plant_visible
from tests.support.databases import KeepTown


@pytest.fixture
def planted(app: Flask, kept_town: KeepTown) -> Planted:
    """A small network with visible and confidential records."""
    return kept_town("planted", partial(plant, app)).planted


def plant(app: Flask) -> SimpleNamespace:
    """Make it."""
    planted = Planted()
    with app.app_context(), transaction():
        plant_hidden(planted, plant_visible(planted), "vertrouwelijk")
    return SimpleNamespace(planted=planted)
