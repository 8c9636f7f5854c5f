"""The real register and cases: the figures that were counted by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from crm.exchange.operations import import_path
from tests.exchange.conftest import OPERATOR, fates

pytestmark = pytest.mark.data
# parties from applicants, grants, grants without party, schemes
FIGURES = {
    "2016-10-31.xlsx": (1093, 2727, 455, 150),
    "2016-10-31_data.txt": (1093, 2727, 455, 150),
    "2016-10-31_komma.csv": (1093, 2727, 455, 150),
    "2017-06-12.csv": (1490, 5269, 858, 217),
    "2017-12-04.csv": (1715, 6830, 1271, 252),
}
# parties, links
CASES = {
    "organisatie-organisatie": (1158, 4440),
    "organisatie-regeling": (1335, 2010),
    "deelnemer-regeling": (1069, 2556),
    "verwante-initiatieven": (697, 0),
}


@pytest.mark.parametrize("name", FIGURES)
def test_each_file_alone(name: str, app: Flask, registers: Path) -> None:
    path = registers / "amsterdam_subsidieregister" / name
    with app.app_context():
        report = import_path(path, viewer=OPERATOR).report
        again = import_path(path, viewer=OPERATOR).report
    parties, grants, without, schemes = FIGURES[name]
    assert fates(report, "partijen") == (parties, 0, 0)
    assert fates(report, "subsidies") == (grants, 0, 0)
    assert sum(report["zonder_partij"].values()) == without
    assert fates(report, "regelingen") == (schemes, 0, 0)
    assert report["weigeringen"] == []
    assert again["run"] is None


def test_half_a_year_later(app: Flask, registers: Path) -> None:
    folder = registers / "amsterdam_subsidieregister"
    with app.app_context():
        import_path(folder / "2017-06-12.csv", viewer=OPERATOR)
        later = import_path(folder / "2017-12-04.csv", viewer=OPERATOR).report
        again = import_path(folder / "2017-12-04.csv", viewer=OPERATOR).report
    assert fates(later, "subsidies") == (1567, 5263, 0)
    assert fates(later, "partijen")[0] == 235
    assert fates(later, "regelingen") == (35, 0, 217)
    assert again["run"] is None


@pytest.mark.parametrize("name", CASES)
def test_the_cases_load(name: str, app: Flask, registers: Path) -> None:
    with app.app_context():
        report = import_path(registers / "gevallen" / name, viewer=OPERATOR).report
    parties, links = CASES[name]
    assert fates(report, "partijen") == (parties, 0, 0)
    assert fates(report, "verbindingen") == (links, 0, 0)
    assert report["weigeringen"] == []
    assert any("verwacht.csv" in message for message in report["meldingen"])
