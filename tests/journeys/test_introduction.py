"""From a chance to a link: two parties introduced, two people who say yes on their phones."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.steps import follow, sign_in
from tests.support.server import LiveServer

GARDEN = "Buurttuin De Vliet"


@pytest.fixture
def phone(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """The phone of somebody without an account, and without scripts."""
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": 380, "height": 740},
        java_script_enabled=False,
    )
    yield context.new_page()
    context.close()


def next_link(page: Page) -> str:
    """Make the personal link of the first party that has none, and come back."""
    follow(page.get_by_role("button", name="Maak een link").first)
    link = page.get_by_label("De link").input_value()
    follow(page.get_by_role("link", name="Terug naar de kennismaking"))
    return urlsplit(link).path


@pytest.mark.browser
def test_from_a_chance_to_a_link(page: Page, phone: Page) -> None:
    sign_in(page, "amina")
    page.goto("/partijen?q=Buurttuin")
    follow(page.get_by_role("link", name=GARDEN, exact=True).first)
    follow(page.get_by_role("main").get_by_role("link", name="Kansen", exact=True).first)
    chance = page.locator("main li", has=page.get_by_role("link", name="Stel voor")).first
    other = chance.locator(".row__name").inner_text()
    follow(chance.get_by_role("link", name="Stel voor"))
    letter = page.get_by_label("Wat schrijft u hun?")
    assert f"{GARDEN} en {other}" in letter.input_value()
    letter.fill(f"{letter.input_value()}\n\nDrink eens koffie.")
    follow(page.get_by_role("button", name="Begin de kennismaking"))
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{GARDEN} en {other}")

    links = [next_link(page), next_link(page)]
    for link in links:
        phone.goto(link)
        expect(phone.get_by_text("Drink eens koffie.")).to_be_visible()
        expect(phone.locator("a[href^='tel:']")).to_have_count(0)
    page.reload()
    expect(page.get_by_text("zei ja")).to_have_count(0)
    for link in links:
        phone.goto(link)
        follow(phone.get_by_role("button", name="Ja, graag"))
    expect(phone.get_by_role("heading", level=1)).to_have_text("U kunt elkaar bereiken")
    expect(phone.locator("a[href^='tel:'], a[href^='mailto:']").first).to_be_visible()

    page.reload()
    follow(page.get_by_role("link", name="Zij ontmoetten elkaar"))
    follow(page.get_by_role("main").locator("button[type=submit]").first)
    expect(page.locator(".facts")).to_contain_text("hebben elkaar ontmoet")
    follow(page.get_by_role("link", name="Leg de verbinding vast"))
    follow(page.get_by_role("button", name="Leg vast"))
    expect(page.get_by_role("main")).to_contain_text("uit een kennismaking")
    follow(page.get_by_role("link", name="Begin een overeenkomst").first)
    expect(page.get_by_role("main")).to_contain_text(other)
