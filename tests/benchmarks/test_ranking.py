"""How good our ranking is on what really came later, next to what others would have ranked.

One engine and one set of weights for all cases, through the commands that anybody uses.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from flask import Flask
from pytest_benchmark.fixture import BenchmarkFixture

from crm.core.db import transaction
from crm.links.operations import seed_link_kinds
from tests.benchmarks import references
from tests.benchmarks.references import MEASURES, TOP, Case, Figures, rows

ONE_MODE = (
    references.degree,
    references.adamic_adar,
    references.theme_and_area,
    references.attributes_and_adamic_adar,
    references.ease,
    references.logistic_regression,
    references.boosting,
)
TWO_KINDS = (*ONE_MODE, references.p3, references.rp3_beta)
# No ranking that others use, but the best signal alone: shown, to see what the others add.
SIGNAL = references.partners_of_alike
# A case by its name: which kind is asked for, what it is measured against, and our targets.
CASES = {
    "organisatie-organisatie": (None, ONE_MODE, {"mrr": 0.33, "hit@5": 0.44, "hit@10": 0.57}),
    "organisatie-regeling": ("fonds", TWO_KINDS, {"mrr": 0.36, "hit@5": 0.53, "hit@10": 0.70}),
    "deelnemer-regeling": (
        "samenwerkingsverband",
        tuple(way for way in TWO_KINDS if way is not references.theme_and_area),
        {"mrr": 0.59, "hit@5": 0.87, "hit@10": 0.93},
    ),
    "verwante-initiatieven": (
        None,
        (references.theme_and_title, references.titles, references.by_lot),
        {"p@5": 0.30},
    ),
}


@pytest.mark.data
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", CASES)
def test_ours_beats_every_reference(
    name: str,
    app: Flask,
    benchmark: BenchmarkFixture,
    capsys: pytest.CaptureFixture[str],
    registers: Path,
    tmp_path: Path,
) -> None:
    to_kind, ways, targets = CASES[name]
    related = name == "verwante-initiatieven"
    case = Case(registers / "gevallen" / name, to_kind, within=related)
    words = ["related"] if related else ["opportunities"]
    words += ["--to-kind", to_kind] if to_kind else []
    out = tmp_path / "rangorde.csv"
    bring(app, case, tmp_path / "map")
    benchmark.pedantic(lambda: run(app, *words, "--top", str(TOP), "--out", str(out)), rounds=1)
    ours = references.figures(case, read(case, out))
    others = {way.__name__: references.measured(case, way(case)) for way in ways}
    alone = {} if related else {SIGNAL.__name__: references.measured(case, SIGNAL(case))}
    with capsys.disabled():
        show(name, case, {"ours": ours, **others, **alone})
    for measure, least in targets.items():
        assert ours[measure] >= least, f"{measure}: {ours[measure]:.4f}, and {least} is the target"
        for other, found in others.items():
            assert ours[measure] >= found[measure], f"{other} has a better {measure}"


def bring(app: Flask, case: Case, folder: Path) -> None:
    """Import what was known: without the answers."""
    folder.mkdir()
    for name in ("partijen.csv", "relaties.csv", "gebieden.csv"):
        (folder / name).write_bytes((case.folder / name).read_bytes())
    with app.app_context(), transaction():
        seed_link_kinds()
    run(app, "import", str(folder))


def run(app: Flask, *words: str) -> None:
    assert app.test_cli_runner().invoke(args=["crm", *words]).exit_code == 0


def read(case: Case, out: Path) -> list[list[int]]:
    """Our ranking of each question, as the places of parties; within a round, of that round."""
    found: dict[int, list[int]] = {asks: [] for asks in case.truth}
    for row in sorted(rows(out), key=lambda row: int(row["rang"])):
        asks, other = case.place[row["van"]], case.place[row["naar"]]
        if asks in found and (case.possible[asks, other] or not case.within):
            found[asks].append(other)
    return list(found.values())


def show(name: str, case: Case, by_way: dict[str, Figures]) -> None:
    """Write one table: ours first."""
    lines = ["", f"{name} ({len(case.truth)} questions)".ljust(46) + "".join(map(column, MEASURES))]
    for way, found in by_way.items():
        words = "  " + way.replace("_", " ")
        lines.append(words.ljust(46) + "".join(column(f"{found[m]:.3f}") for m in MEASURES))
    sys.stdout.write("\n".join([*lines, ""]))


def column(text: str) -> str:
    return text.rjust(8)
