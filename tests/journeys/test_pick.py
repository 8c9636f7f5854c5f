"""Naming a party in a form: names appear while typing, and the one that is picked is meant."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import sign_in


@pytest.mark.browser
def test_picking_the_other_party_of_a_link(page: Page) -> None:
    sign_in(page, "amina")
    page.goto("/verbindingen/nieuw")
    page.get_by_label("Wie?", exact=True).fill("Buurttuin De Vliet")
    page.get_by_label("Hoe zijn zij verbonden?").select_option("geinspireerd_door")
    field = page.get_by_label("Met wie?")
    field.press_sequentially("gouden kre")
    options = page.locator(".look-up__option:visible")
    expect(options.first).to_be_visible()
    expect(options.filter(has_text="persoon")).to_have_count(0)
    name = options.first.locator("span").first.inner_text()
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value(name)
    expect(page).to_have_title("Voeg een verbinding toe · Bruggenbouwer")
    page.get_by_role("button", name="Voeg toe").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


@pytest.mark.browser
def test_what_is_typed_after_picking_counts(page: Page) -> None:
    sign_in(page, "amina")
    page.goto("/verbindingen/nieuw")
    field, ref = page.get_by_label("Met wie?"), page.locator("input[name=party_b_ref]")
    field.press_sequentially("voedselban")
    page.locator(".look-up__option:visible").first.click()
    expect(ref).to_be_enabled()
    field.press_sequentially(" Oost")
    expect(ref).to_be_disabled()
