"""What is hidden does not show, and nothing visible is different because of it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.db import transaction
from crm.parties.operations import add_party, change_party
from crm.parties.queries import find_party_by_reference
from tests.cast import OPERATOR, email_of, enter, sign_in
from tests.leaks.markers import record_classes, written_classes
from tests.leaks.pages import Address, addresses, answers_json, said
from tests.leaks.planted import HIDDEN, MAKERS, WITHHELD, Planted, Town, plant_hidden, plant_visible
from tests.support.databases import KeepTown

# What each role may not see: by how the records are hidden. The garden is Dries's own.
MAY_NOT_SEE = {
    "bas": ("intern", "vertrouwelijk", "gevoelig", WITHHELD),
    "dries": ("intern", "vertrouwelijk", "gevoelig", WITHHELD),
    "amina": ("vertrouwelijk", "gevoelig", WITHHELD),
    "beheer": ("vertrouwelijk", "gevoelig", WITHHELD),
}
TOWN_HALL = ("amina", "beheer")
COMMANDS = ("export", "graph", "opportunities", "related")


class Looked:
    """What somebody of the cast saw at every address."""

    def __init__(self, app: Flask, name: str) -> None:
        self.name = name
        self.client: FlaskClient = sign_in(app, name)
        self.said: dict[Address, str] = {}

    def look(self, asked: Iterable[Address]) -> Looked:
        """Ask for each address and keep what was said."""
        for one in asked:
            answer = self.client.get(one.path, headers={"Accept": one.accept})
            assert answer.status_code < 500, f"{self.name} {one.path}: {answer.status_code}"
            self.said[one] = said(answer)
        return self

    def leaks(self, planted: Planted) -> list[str]:
        """The markers that showed, and where."""
        return [
            f"{self.name} sees {where} at {one.path} as {one.accept}"
            for one, text in self.said.items()
            for secret in MAY_NOT_SEE[self.name]
            if not self._may_read_addresses(secret, one, planted)
            for word, where in planted.marked.words[secret].items()
            if word in text and word not in one.path
        ]

    def _may_read_addresses(self, secret: str, one: Address, planted: Planted) -> bool:
        """The town hall reads a withheld address on the party's own pages, and nowhere else."""
        on_its_page = planted.withheld_ref in one.path
        return secret == WITHHELD and self.name in TOWN_HALL and on_its_page


def test_every_text_that_can_be_secret_is_hidden_somewhere(app: Flask) -> None:
    missing = [model.__name__ for model in record_classes() if model not in MAKERS]
    assert not missing, f"say in MAKERS how a hidden {missing} hangs in the network"
    planted = Planted()
    with app.app_context():
        plant_hidden(planted, plant_visible(planted), "intern")
    marked = planted.marked.tables
    unmarked = [m.__name__ for m in written_classes() if m.__tablename__ not in marked]
    assert not unmarked, f"let a maker give a {unmarked} too, or say in NO_SECRETS why not"


def test_what_is_hidden_neither_shows_nor_makes_a_difference(app: Flask) -> None:
    """The same answers before the hidden records come and after, and none of their words."""
    planted = Planted()
    with app.app_context(), transaction():
        town = plant_visible(planted)
    visible = addresses(app, planted)
    looked = {name: Looked(app, name).look(visible) for name in ("bas", "dries")}
    hide(app, planted, town, "intern")
    open_to_town_hall = addresses(app, planted)
    looked |= {name: Looked(app, name).look(open_to_town_hall) for name in TOWN_HALL}
    before = {name: dict(one.said) for name, one in looked.items()}
    hide(app, planted, town, "vertrouwelijk", "gevoelig")
    everything = addresses(app, planted)
    assert len(everything) > 150
    for name, one in looked.items():
        one.look(everything).look(answers_json(one.client, everything))
        assert not one.leaks(planted)
        for at, text in before[name].items():
            differs = set(one.said[at].splitlines()) ^ set(text.splitlines())
            assert one.said[at] == text, f"{name} can tell at {at.path}: {differs}"


def test_a_visitor_sees_nothing_of_it(app: Flask) -> None:
    planted = Planted()
    with app.app_context(), transaction():
        plant_hidden(planted, plant_visible(planted), "intern")
    client, asked = app.test_client(), addresses(app, planted)
    for one in {address.endpoint: address for address in asked}.values():
        text = said(client.get(one.path))
        assert "inloggen" in text or app.view_functions[one.endpoint].access == "open", one
        words = [word for word in planted.marked.words["intern"] if word not in one.path]
        assert not [word for word in words if word in text], one


def test_a_parent_that_is_hidden_later_leaves_the_timeline(app: Flask) -> None:
    with app.app_context(), transaction():
        above = add_party(values={"name": "Koepel Vliet", "kind": "vereniging"}, actor=OPERATOR)
        below = add_party(values={"name": "Speeltuin", "kind": "vereniging"}, actor=OPERATOR)
        change_party(below, values={"parent": above}, actor=OPERATOR)
        enter("bas")
        at, hidden_ref = f"/partijen/{below.ref}/tijdlijn", above.ref
    bas = sign_in(app, "bas")
    assert "Koepel Vliet" in bas.get(at).text
    with app.app_context(), transaction():
        found = find_party_by_reference(hidden_ref, viewer=OPERATOR)
        assert found is not None
        change_party(found, values={"visibility": "vertrouwelijk"}, actor=OPERATOR)
    text = bas.get(at).text
    assert "Koepel Vliet" not in text
    assert hidden_ref not in text


def plant_everything(app: Flask) -> SimpleNamespace:
    """Everything, hidden in every way."""
    planted = Planted()
    with app.app_context(), transaction():
        town = plant_visible(planted)
        for secret in HIDDEN:
            plant_hidden(planted, town, secret)
    return SimpleNamespace(planted=planted)


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_shows_what_is_hidden(
    app: Flask, kept_town: KeepTown, command: str, tmp_path: Path
) -> None:
    planted = kept_town("planted_in_every_way", partial(plant_everything, app)).planted
    for name, secrets in MAY_NOT_SEE.items():
        target = tmp_path / f"{command}-{name}"
        if command == "export":
            arguments = [command, str(target), "--as", email_of(name)]
        else:
            target = target.with_suffix(".json" if command == "graph" else ".csv")
            arguments = [command, "--as", email_of(name), "--out", str(target)]
        done = app.test_cli_runner().invoke(args=["crm", *arguments])
        assert done.exit_code == 0, done.output
        files = sorted(target.iterdir()) if target.is_dir() else [target]
        text = "\n".join(file.read_text(encoding="utf-8") for file in files).lower()
        words = {w: where for s in secrets for w, where in planted.marked.words[s].items()}
        shown = [where for word, where in words.items() if word in text]
        assert not shown, f"{name} finds {shown} in {command}"


def hide(app: Flask, planted: Planted, town: Town, *secrets: str) -> None:
    """Let the hidden records come."""
    with app.app_context(), transaction():
        for secret in secrets:
            plant_hidden(planted, town.again(), secret)
