"""`flask crm lookalikes`: a file of names in, the parties they may be out."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from flask import Flask

from crm.core.db import transaction
from crm.parties.operations import add_party
from tests.cast import OPERATOR

NAMES = ["Stichting Zonnehof", "Imkers Rietveld", "Buurttuin 77"]


@pytest.fixture
def town(app: Flask) -> None:
    """A few parties, one with a referentie, one that nobody may find."""
    with app.app_context(), transaction():
        for name in NAMES:
            one = add_party(values={"name": name, "kind": "vereniging"}, actor=OPERATOR)
            one.reference = "p-1" if name == NAMES[0] else None
        hidden = {"name": "Zonnehof Geheim", "kind": "vereniging", "visibility": "vertrouwelijk"}
        add_party(values=hidden, actor=OPERATOR)


def answer(app: Flask, folder: Path, content: str) -> list[dict[str, str]]:
    path, out = folder / "namen.csv", folder / "uit.csv"
    path.write_bytes(content.encode("cp1252"))
    command = ["crm", "lookalikes", str(path), "--out", str(out)]
    result = app.test_cli_runner().invoke(args=command)
    assert result.exit_code == 0, result.output
    with out.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    "content",
    [
        "nummer;naam\r\n1;De Zonnehof\r\n2;Buurttuin 78\r\n",
        "naam\nDe Zonnehof\nBuurttuin 78\n",
        "wie,waar\nDe Zonnehof,Vliet\nBuurttuin 78,Dam\n",
    ],
)
def test_names_and_who_they_may_be(app: Flask, tmp_path: Path, content: str) -> None:
    rows = answer(app, tmp_path, content)
    assert [(row["naam"], row["kandidaat"], row["rang"], row["zeker"]) for row in rows] == [
        ("De Zonnehof", "Stichting Zonnehof", "1", "ja"),
        ("Buurttuin 78", "Buurttuin 77", "1", "nee"),
    ]
    assert rows[0]["referentie"] == "p-1"
    assert rows[0]["score"] == "1.000000"


@pytest.mark.usefixtures("town")
def test_a_comma_in_the_only_column(app: Flask, tmp_path: Path) -> None:
    rows = answer(app, tmp_path, "naam\nZonnehof, Stichting\n")
    assert [(row["kandidaat"], row["zeker"]) for row in rows] == [("Stichting Zonnehof", "ja")]


def test_a_file_that_is_no_text(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "foto.csv"
    path.write_bytes(bytes(range(256)) * 3)
    command = ["crm", "lookalikes", str(path), "--out", str(tmp_path / "uit.csv")]
    assert app.test_cli_runner().invoke(args=command).exit_code == 1
