"""A new party whose name looks like one that is there: said while the name is typed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import sign_in


@pytest.mark.browser
def test_lookalikes_appear_while_the_name_is_typed(page: Page) -> None:
    sign_in(page, "amina")
    page.goto("/partijen/nieuw")
    name, found = page.get_by_label("Naam", exact=True), page.locator(".alike-now")
    expect(found).to_be_empty()
    name.press_sequentially("Stichting Buurttuin Vliet")
    expect(found.get_by_role("link", name="Buurttuin De Vliet")).to_have_attribute(
        "target", "_blank"
    )
    name.fill("Zw")
    expect(found).to_be_empty()
