"""`flask crm opportunities` and `related`, and the quality of the ranking on real registers."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from crm.core.db import transaction
from crm.links.operations import seed_link_kinds
from crm.opportunities.ranking.engine import tie_order
from crm.upkeep.generate import generate_network
from tests.opportunities.invented import OPERATOR, Town

Run = Callable[..., int]


@pytest.fixture
def run(app: Flask) -> Run:
    """Run a command; gives its exit code."""
    return lambda *words: app.test_cli_runner().invoke(args=["crm", *words]).exit_code


@pytest.fixture
def network(app: Flask) -> None:
    """An invented network of sixty parties."""
    with app.app_context(), transaction():
        generate_network(60, seed=2, actor=OPERATOR)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.usefixtures("network")
@pytest.mark.parametrize("command", ["opportunities", "related"])
def test_ranks_have_no_gaps_and_reasons_add_up(run: Run, tmp_path: Path, command: str) -> None:
    out = tmp_path / "rangorde.csv"
    assert run(command, "--top", "4", "--out", str(out)) == 0
    by_party: dict[str, list[dict[str, str]]] = {}
    for row in rows(out):
        by_party.setdefault(row["van"], []).append(row)
        points = [part.rpartition(":")[2] for part in row["redenen"].split(";")]
        assert sum(map(_millionths, points)) == _millionths(row["score"])
    assert len(by_party) > 40
    for van, found in by_party.items():
        assert [row["rang"] for row in found] == [str(rank) for rank in range(1, len(found) + 1)]
        order = [(-_millionths(row["score"]), tie_order(van, row["naar"])) for row in found]
        assert order == sorted(order)
        assert len(found) <= 4
    again = tmp_path / "nog-eens.csv"
    run(command, "--top", "4", "--out", str(again))
    assert again.read_bytes() == out.read_bytes()


def _millionths(points: str) -> int:
    whole, _, part = points.partition(".")
    assert len(part) == 6
    return int(whole + part)


def test_one_party_by_its_reference_and_one_kind(app: Flask, run: Run, tmp_path: Path) -> None:
    with app.app_context(), transaction():
        town = Town()
        here = {"themes": ["Groen"], "areas": ["Oost"]}
        garden = town.party("Buurttuin", **here)
        garden.reference = "p-17"
        for name, kind in (("Wijkfonds", "fonds"), ("Plukweide", "vereniging")):
            town.party(name, kind, **here).reference = name
    out = tmp_path / "rangorde.csv"
    assert run("opportunities", "--party", "p-17", "--to-kind", "fonds", "--out", str(out)) == 0
    assert [(row["van"], row["naar"]) for row in rows(out)] == [("p-17", "Wijkfonds")]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--party", "onbekend"), 1),
        (("--as", "niemand@vlietdam.example"), 2),
        (("--to-kind", "iets"), 2),
        (("--top", "0"), 2),
    ],
)
def test_what_cannot_be_done_is_said(
    app: Flask, run: Run, tmp_path: Path, words: tuple[str, str], code: int
) -> None:
    with app.app_context(), transaction():
        seed_link_kinds()
    out = tmp_path / "rangorde.csv"
    assert run("opportunities", *words, "--out", str(out)) == code
    assert not out.exists()


@pytest.mark.data
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("case", "command", "measure", "least"),
    [
        ("organisatie-organisatie", ["opportunities", "--top", "60"], "mrr", 0.34),
        ("organisatie-organisatie", ["opportunities"], "hit@10", 0.57),
        ("organisatie-regeling", ["opportunities", "--to-kind", "fonds"], "hit@5", 0.53),
        (
            "deelnemer-regeling",
            ["opportunities", "--to-kind", "samenwerkingsverband"],
            "hit@5",
            0.85,
        ),
        ("verwante-initiatieven", ["related", "--top", "300"], "p@5", 0.30),
    ],
)
def test_the_ranking_finds_what_really_came_later(
    app: Flask,
    run: Run,
    tmp_path: Path,
    registers: Path,
    case: str,
    command: list[str],
    measure: str,
    least: float,
) -> None:
    folder, out = registers / "gevallen" / case, tmp_path / "rangorde.csv"
    with app.app_context(), transaction():
        seed_link_kinds()
    files = tmp_path / "map"
    files.mkdir()
    for name in ("partijen.csv", "relaties.csv", "gebieden.csv"):
        (files / name).write_bytes((folder / name).read_bytes())
    assert run("import", str(files)) == 0
    assert run(*command, "--out", str(out)) == 0
    within = ["--within", str(folder / "partijen.csv")] if command[0] == "related" else []
    scored = subprocess.run(
        [
            sys.executable,
            str(registers.parent / "tools" / "score_ranking.py"),
            str(out),
            str(folder / "verwacht.csv"),
            *within,
        ],
        capture_output=True,
        check=True,
    )
    assert json.loads(scored.stdout)[measure] >= least
