"""Steps that several journeys take: signing in, and going to another page."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from tests.cast import PASSWORD, email_of


def sign_in(page: Page, name: str, *, to: str = "/") -> None:
    """Sign in as somebody of the cast, through the form, and come to a page."""
    page.goto("/inloggen")
    page.get_by_label("E-mailadres").fill(email_of(name))
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    page.wait_for_url(to)


def follow(step: Locator) -> None:
    """Click what leads to another page, and wait until that page is drawn.

    A click by itself waits for nothing: what comes next would meet the page before, or break off
    the way to the next one.
    """
    with step.page.expect_navigation():
        step.click()
