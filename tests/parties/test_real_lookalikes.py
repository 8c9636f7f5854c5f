"""The real register: how often the other spelling of a name is found, and how sure we may be."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from flask import Flask

from crm.core.text import tidy
from crm.exchange.operations import import_path
from crm.exchange.register import name_key
from crm.parties.lookalikes import Described
from crm.parties.lookalikes_queries import find_lookalikes
from tests.cast import OPERATOR

pytestmark = pytest.mark.data
FILES = ("2016-10-31_komma.csv", "2017-06-12.csv", "2017-12-04.csv")
LEAST_FOUND = 0.82
LEAST_RIGHT = 0.9
MOST_SURE_WITHOUT_TWIN = 0.02


def test_names_with_and_without_a_twin(app: Flask, registers: Path) -> None:
    with (registers / "gevallen" / "naamvarianten.csv").open(encoding="utf-8") as file:
        rows = [(tidy(row["naam_a"]), tidy(row["naam_b"])) for row in csv.DictReader(file)]
    pairs = rows + [(other, one) for one, other in rows]
    found = right = others = 0
    with app.app_context():
        for name in FILES:
            import_path(registers / "amsterdam_subsidieregister" / name, viewer=OPERATOR)
        for name, twin in pairs:
            alike = find_lookalikes(Described(name), viewer=OPERATOR, most=6, least=0.0)
            # the name itself stands in the register too
            alike = [one for one in alike if name_key(one.name) != name_key(name)][:5]
            found += any(name_key(one.name) == name_key(twin) for one in alike)
            for one in alike:
                is_twin = name_key(one.name) == name_key(twin)
                right += one.likeness.is_sure and is_twin
                others += one.likeness.is_sure and not is_twin
    assert found / len(pairs) >= LEAST_FOUND
    assert right / (right + others) >= LEAST_RIGHT
    # without its twin in the register nothing else is taken for it
    assert others / len(pairs) <= MOST_SURE_WITHOUT_TWIN
