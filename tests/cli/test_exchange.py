"""`flask crm import` and `export`: what they print, and how they end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from crm.core.db import db
from crm.parties.models import Party

DATA = Path(__file__).parents[1] / "data"
REGISTER = str(DATA / "register" / "2017-06.csv")
COUNTS = {"nieuw", "gewijzigd", "gelijk", "mogelijk_dubbel", "geweigerd"}


def crm(app: Flask, *words: str) -> Result:
    """Run one command."""
    return app.test_cli_runner().invoke(args=["crm", *words])


def document(result: Result) -> dict[str, Any]:
    """The one JSON document on stdout."""
    return json.loads(result.stdout)


def parties(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Party)) or 0


def test_a_good_register_ends_with_0(app: Flask) -> None:
    result = crm(app, "import", REGISTER, "--json")
    assert result.exit_code == 0, result.output
    told = document(result)
    assert told["run"]
    assert (told["profiel"], told["proef"]) == ("amsterdam-subsidieregister", False)
    assert told["records"]["partijen"]["nieuw"] == 4
    assert all(set(counts) == COUNTS for counts in told["records"].values())
    assert told["zonder_partij"] == {"particulier": 1, "leeg": 1}


def test_refused_rows_end_with_3_and_a_trial_tells_the_same(app: Flask) -> None:
    folder = str(DATA / "uitwisseling")
    trial = crm(app, "import", folder, "--dry-run", "--json")
    assert trial.exit_code == 3
    assert parties(app) == 0
    done = crm(app, "import", folder, "--json")
    assert done.exit_code == 3
    assert parties(app) == 3
    assert document(trial)["records"] == document(done)["records"]
    assert document(trial)["weigeringen"] == document(done)["weigeringen"]
    assert (document(trial)["proef"], document(trial)["run"]) == (True, None)
    assert set(document(done)["weigeringen"][0]) == {"bestand", "regel", "kolom", "code", "reden"}


def test_a_file_that_cannot_be_read_ends_with_1(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "partijen.csv"
    path.write_text("referentie,naam\np1,A\n")
    result = crm(app, "import", str(path), "--json")
    assert result.exit_code == 1
    assert document(result)["weigeringen"][0]["code"] == "kolom_ontbreekt"
    assert "soort" in result.stderr
    assert parties(app) == 0


@pytest.mark.parametrize(
    "words",
    [
        ("import", "/bestaat/niet"),
        ("import", REGISTER, "--profile", "onbekend"),
        ("import", REGISTER, "--zichtbaarheid", "iedereen"),
        ("export", "niet-hier", "--as", "niemand@vlietdam.example"),
    ],
)
def test_wrong_use_ends_with_2(app: Flask, words: tuple[str, ...]) -> None:
    assert crm(app, *words).exit_code == 2
    assert parties(app) == 0


def test_only_a_public_source_may_be_shown_to_everybody(app: Flask) -> None:
    folder = str(DATA / "uitwisseling")
    assert crm(app, "import", folder, "--zichtbaarheid", "openbaar").exit_code == 1
    assert parties(app) == 0
    assert crm(app, "import", REGISTER, "--zichtbaarheid", "openbaar").exit_code == 0


def test_words_for_people(app: Flask) -> None:
    result = crm(app, "import", str(DATA / "uitwisseling"))
    assert "partijen: 3 nieuw, 0 gewijzigd, 0 gelijk, 1 mogelijk dubbel, 3 geweigerd" in (
        result.stdout
    )
    assert "Geweigerd: partijen.csv, regel 6, soort" in result.stderr


def test_export_writes_a_folder(app: Flask, tmp_path: Path) -> None:
    crm(app, "import", REGISTER)
    result = crm(app, "export", str(tmp_path / "uit"))
    assert result.exit_code == 0
    text = (tmp_path / "uit" / "subsidies.csv").read_bytes()
    assert text.count(b"\n") == 9
    assert b"\r" not in text
    assert b",'@Buiten," in text
    assert b",'-Zomerconcert," in text


def test_an_import_is_taken_back_or_says_why_not(app: Flask, tmp_path: Path) -> None:
    run = document(crm(app, "import", REGISTER, "--json"))["run"]
    path = tmp_path / "partijen.csv"
    path.write_text("referentie,naam,soort,onderdeel_van\np1,Wijk,fonds,\n")
    newer = document(crm(app, "import", str(path), "--json"))["run"]
    done = crm(app, "import-undo", run, "--json")
    assert done.exit_code == 0, done.output
    assert document(done)["weggehaald"]["partijen"] > 4
    assert crm(app, "import-undo", run).exit_code == 1
    assert crm(app, "import-undo", "niets").exit_code == 1
    crm(app, "import", REGISTER)
    path.write_text("referentie,naam,soort,omschrijving\np1,Wijk,fonds,Anders\n")
    crm(app, "import", str(path))
    refused = crm(app, "import-undo", newer)
    assert refused.exit_code == 1
    assert "later ingelezen" in refused.stderr
