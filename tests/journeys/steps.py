"""Steps that several journeys take: signing in, and settling down before looking."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.cast import PASSWORD, email_of


def sign_in(page: Page, name: str, *, to: str = "/") -> None:
    """Sign in as somebody of the cast, through the form, and come to a page."""
    page.goto("/inloggen")
    page.get_by_label("E-mailadres").fill(email_of(name))
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    page.wait_for_url(to)
