"""The road of a new user: from a register of the municipality to an agreement on a link.

At the width of a laptop and of a telephone, with and without JavaScript.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import sign_in

REGISTER = Path(__file__).parents[1] / "data" / "register" / "buurtgeld.csv"
LAPTOP, TELEPHONE = {"width": 1280, "height": 800}, {"width": 380, "height": 740}
WAYS = [
    {"viewport": viewport, "java_script_enabled": scripts}
    for viewport in (LAPTOP, TELEPHONE)
    for scripts in (True, False)
]


def menu(page: Page, name: str) -> None:
    """Go on through the menu, folded or not."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    summary = "Menu" if width < 600 else "Meer"
    page.locator("header summary:visible", has_text=summary).click()
    page.get_by_role("banner").get_by_role("link", name=name).locator("visible=true").click()


def read_in(page: Page, register: Path) -> None:
    """Upload a register, look at the preview, confirm it."""
    menu(page, "Uitwisseling")
    page.get_by_label("Bestand", exact=True).set_input_files(register)
    page.get_by_role("button", name="Laat zien wat erin zit").click()
    expect(page.get_by_text("Dit is nog niet ingelezen.")).to_be_visible()
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Partijen"))
    expect(row.locator("[data-label=Nieuw]")).to_have_text("6")
    expect(page.get_by_text("1 subsidie ging naar een particulier")).to_be_visible()
    page.get_by_role("button", name="Lees dit in").click()
    expect(page.get_by_text("Het bestand is ingelezen.")).to_be_visible()


def search(page: Page, text: str) -> None:
    """Search in the bar; without a script, or with several found, by way of the list."""
    page.wait_for_load_state()
    field = page.locator("#zoek-balk")
    field.fill(text)
    field.press("Enter")


def open_chances(page: Page, name: str) -> None:
    """From the party to all its chances, each with reasons and points."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    page.get_by_role("link", name="Alle kansen").click()
    expect(page.get_by_role("heading", name=f"Wie zou {name} moeten ontmoeten?")).to_be_visible()


def journey(page: Page, *, with_script: bool) -> None:
    sign_in(page, "amina")
    read_in(page, REGISTER)

    name = "Stichting Repaircafé De Moersleutel"
    search(page, "moersl")
    if not with_script:
        page.get_by_role("table").get_by_role("link", name=name).click()
    page.wait_for_url("**/partijen/*")
    open_chances(page, name)

    partner = "Stichting Naaiatelier De Klos"
    chance = page.locator("main .row").filter(has=page.get_by_role("link", name=partner)).first
    expect(chance).to_contain_text("Duurzame buurten")
    chance.get_by_role("link", name="Meer over deze kans").click()
    page.get_by_role("link", name="Voeg de verbinding toe").click()
    expect(page.get_by_label("Wie?", exact=True)).to_have_value(name)
    expect(page.get_by_label("Met wie?", exact=True)).to_have_value(partner)
    page.get_by_role("button", name="Voeg toe").click()
    expect(page.get_by_text("De verbinding is toegevoegd.")).to_be_visible()

    page.get_by_role("link", name="Begin een overeenkomst bij deze verbinding").click()
    page.get_by_label("Titel").fill("Samen repareren in de wijk")
    page.get_by_role("button", name="Begin de overeenkomst").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Samen repareren in de wijk")
    expect(page.locator("main")).to_contain_text(partner)

    page.get_by_role("link", name=name).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    expect(page.get_by_role("link", name="Samen repareren in de wijk").first).to_be_visible()


@pytest.mark.browser
class TestNewUser:
    @pytest.mark.parametrize("page", WAYS, indirect=True)
    def test_from_a_register_to_an_agreement(
        self, page: Page, request: pytest.FixtureRequest
    ) -> None:
        journey(page, with_script=request.node.callspec.params["page"]["java_script_enabled"])

    @pytest.mark.parametrize("live_server", ["postgresql"], indirect=True)
    def test_the_same_road_on_postgresql(self, page: Page) -> None:
        journey(page, with_script=True)
