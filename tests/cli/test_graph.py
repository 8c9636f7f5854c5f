"""`flask crm graph`: three formats that programs can read, and nothing hidden in them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from click.testing import Result
from flask import Flask

from crm.core.db import transaction
from tests import cast
from tests.network.town import Town
from tests.support.settings import TODAY

Run = Callable[..., Result]
READERS: dict[str, Callable[[Path], Any]] = {
    "graphml": nx.read_graphml,
    "gexf": nx.read_gexf,
    "json": lambda path: nx.node_link_graph(json.loads(path.read_text()), edges="edges"),
}


@pytest.fixture
def run(app: Flask) -> Run:
    """Run a command."""
    return lambda *words: app.test_cli_runner().invoke(args=["crm", *words])


@pytest.fixture
def town(app: Flask) -> None:
    """Three parties of which one is hidden, and links now and in the past."""
    with app.app_context(), transaction():
        town = Town()
        garden = town.party("Tuin & \x07Veld", themes=[town.theme("Groen"), town.theme("Spel")])
        church = town.party("Kerk <De Ark>", "kerkgenootschap")
        quiet = town.party("Stille Kracht", visibility="intern")
        garden.reference = "p-17"
        town.link(garden, church, "adviseert", begins_on=TODAY)
        town.link(church, garden, ends_on=TODAY)
        town.link(garden, quiet)
        cast.enter("bas")


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("form", READERS)
def test_programs_can_read_it(run: Run, tmp_path: Path, form: str) -> None:
    out = tmp_path / f"netwerk.{form}"
    assert run("graph", "--out", str(out)).exit_code == 0
    graph = READERS[form](out)
    assert (len(graph), graph.number_of_edges()) == (3, 3)
    by_name = {values["naam"]: values for _, values in graph.nodes(data=True)}
    garden = by_name["Tuin & Veld"]
    assert garden["referentie"] == "p-17"
    assert garden["soort"] == "vereniging"
    assert garden["themas"] == "Groen;Spel"
    assert set(garden) - {"label"} == {"ref", "referentie", "naam", "soort", "themas", "gebied"}
    edges = {values["soort"]: values for _, _, values in graph.edges(data=True)}
    assert edges["adviseert"]["begin"] == TODAY.isoformat()
    assert edges["adviseert"]["eind"] == ""
    again = tmp_path / f"nog-eens.{form}"
    run("graph", "--out", str(again))
    assert again.read_bytes() == out.read_bytes()


@pytest.mark.usefixtures("town")
def test_an_account_gets_what_it_may_see(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "netwerk.json"
    assert run("graph", "--as", "bas@vlietdam.example", "--out", str(out)).exit_code == 0
    assert "Stille Kracht" not in out.read_text()
    graph = READERS["json"](out)
    assert (len(graph), graph.number_of_edges()) == (2, 2)


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    "words",
    [("--out", "netwerk.txt"), ("--as", "niemand@vlietdam.example", "--out", "netwerk.json"), ()],
)
def test_wrong_use(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    here = [str(tmp_path / word) if word.startswith("netwerk") else word for word in words]
    assert run("graph", *here).exit_code == 2
    assert not list(tmp_path.glob("netwerk*"))
