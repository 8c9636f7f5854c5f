"""The first evening of a village: three questions, thirty names, a picture and five chances."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from crm import create_app
from crm.core.db import db, transaction
from tests import cast
from tests.journeys.steps import sign_in
from tests.support.databases import Sqlite
from tests.support.journeys import flask
from tests.support.server import LiveServer
from tests.support.settings import app_settings, environment

PLACES = ("Oost", "Haven", "Zuid")
WORK = ("Buurttuin", "Buurthuis", "Repair Café", "Wijkraad", "Basisschool", "Koor", "Eettafel",
        "Wandelclub", "Schooltuin", "Energiecoöperatie")  # fmt: skip
NAMES = [f"{work} {place}\t{place}" for place in PLACES for work in WORK]
LAPTOP, TELEPHONE = {"width": 1280, "height": 800}, {"width": 380, "height": 740}
WAYS = [
    {"viewport": LAPTOP, "java_script_enabled": True},
    {"viewport": TELEPHONE, "java_script_enabled": False},
]


@pytest.fixture
def live_server(tmp_path: Path) -> Iterator[LiveServer]:
    """A server with nothing in it but Amina's account."""
    database = Sqlite(tmp_path / "empty.sqlite3")
    environ = environment(database.url, tmp_path / "instance")
    flask("crm", "init", environ=environ)
    app = create_app(app_settings(database.url, tmp_path / "instance"))
    with app.app_context():
        with transaction():
            cast.enter("amina")
        db.engine.dispose()
    server = LiveServer(environ, tmp_path / "log")
    server.start()
    yield server
    server.stop()
    database.close()


def examine(page: Page) -> None:
    """Nothing for axe on a page that only an empty system has, wide and narrow."""
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        found = Axe().run(page).response["violations"]
        assert not found, found
    page.set_viewport_size(LAPTOP)


@pytest.mark.parametrize("page", WAYS[:1], indirect=True)
def test_axe_finds_nothing_on_the_three_questions(page: Page) -> None:
    sign_in(page, "amina", to="**/eerste-avond")
    examine(page)


@pytest.mark.parametrize("page", WAYS, indirect=True, ids=["laptop", "telephone without script"])
def test_from_nothing_to_five_chances(page: Page) -> None:
    sign_in(page, "amina", to="**/eerste-avond")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Drie vragen")
    page.get_by_label("Voor welke gemeente werkt u?").fill("Vlietdam")
    page.get_by_label("Welke kernen of wijken zijn er?").fill("\n".join(PLACES))
    page.get_by_label("Ja, alle initiatieven zijn van mij").check()
    page.get_by_role("button", name="Verder naar de namen").click()

    page.get_by_label("Plak hier uw lijst").fill("\n".join([*NAMES, NAMES[0]]))
    page.get_by_role("button", name="Laat zien wat u begrijpt").click()
    expect(page.get_by_text("31 regels, met plaats, naam.")).to_be_visible()
    expect(page.get_by_text("Staat twee keer in uw lijst: Buurttuin Oost.")).to_be_visible()
    expect(page.get_by_label("Soort, regel 5", exact=True)).to_have_value("school")
    page.get_by_label("Soort, regel 6", exact=True).select_option("vereniging")
    expect(page.get_by_label("Neem regel 31 mee")).not_to_be_checked()
    page.get_by_role("button", name="Voeg deze partijen toe").click()

    expect(page.get_by_text("30 partijen zijn toegevoegd.")).to_be_visible()
    expect(page.locator("svg.network:visible .edge--chance")).to_have_count(5)
    expect(page.locator(".card--chances .row")).to_have_count(5)
    page.goto("/partijen?q=buurttuin+oost")
    page.get_by_role("link", name="Buurttuin Oost").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Buurttuin Oost")
    expect(page.get_by_role("link", name="Amina El Idrissi")).to_be_visible()

    page.goto("/")
    expect(page.get_by_role("heading", name="Kansen voor uw partijen")).to_be_visible()
