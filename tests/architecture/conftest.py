"""The house with somebody in each role and something of everything, for the tests of its rules."""

from __future__ import annotations

import pytest
from flask import Flask

from crm.core.db import transaction
from tests.leaks.planted import Planted, plant_hidden, plant_visible


@pytest.fixture
def planted(app: Flask) -> Planted:
    """A small network with visible and confidential records."""
    planted = Planted()
    with app.app_context(), transaction():
        plant_hidden(planted, plant_visible(planted), "vertrouwelijk")
    return planted
