"""The telephone rings: six keys and one page from anywhere to everything that matters."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from tests.journeys.steps import sign_in

GARDEN = "Buurttuin De Vliet"
KEYS = ["/", "d", "r", "i", "e", "Enter"]
LAPTOP, TELEPHONE = {"width": 1280, "height": 650}, {"width": 380, "height": 740}
# One page of every build: start, list, form, picture, results, import, plain text.
ANYWHERE = [
    "/",
    "/partijen",
    "/partijen/nieuw",
    "/personen",
    "/verbindingen/nieuw",
    "/kansen",
    "/overeenkomsten",
    "/uitwisseling",
    "/zoeken?q=tuin",
    "/privacy",
]


def call(page: Page) -> int:
    """Press the keys; how many pages were loaded on the way to the party."""
    loaded: list[Request] = []
    page.on("request", lambda asked: loaded.append(asked) if asked.is_navigation_request() else 0)
    for key in KEYS:
        page.keyboard.press(key)
    expect(page.get_by_role("heading", level=1)).to_have_text(GARDEN)
    return len(loaded)


def what_matters(page: Page) -> dict[str, Locator]:
    """Whom to call, what is open, the last contact, and five chances."""
    main = page.locator("main")
    chances = main.locator(".card--chances .chance")
    expect(chances).to_have_count(5)
    open_things = main.locator("section:has(h2:text('Wat staat er open?')) .row__head a")
    expect(open_things).to_have_count(2)
    return {
        "aanspreekpunt": main.locator("a[href^='tel:']").first,
        "laatste contact": main.locator("dt:has-text('Laatste contact') + dd a").first,
        **{f"open {at + 1}": name for at, name in enumerate(open_things.all())},
        **{f"kans {at + 1}": chances.nth(at) for at in range(5)},
    }


def below(page: Page, height: int) -> dict[str, float]:
    """What ends lower than so many pixels from the top of the page, and where."""
    assert page.evaluate("window.scrollY") == 0
    ends = {}
    for name, locator in what_matters(page).items():
        box = locator.bounding_box()
        assert box is not None, name
        ends[name] = box["y"] + box["height"]
    return {name: end for name, end in ends.items() if end > height}


def lines(chance: Locator) -> int:
    """How many lines the reason of a folded chance takes."""
    return round(
        chance.locator("summary").evaluate(
            "(one) => one.clientHeight / parseFloat(getComputedStyle(one).lineHeight)"
        )
    )


@pytest.mark.browser
class TestTheCall:
    def test_six_keys_and_one_page_from_anywhere(self, page: Page) -> None:
        sign_in(page, "amina")
        for address in ANYWHERE:
            page.goto(address)
            assert (address, call(page)) == (address, 1)

    @pytest.mark.parametrize("page", [{"viewport": LAPTOP}], indirect=True)
    def test_all_that_matters_without_scrolling_on_a_laptop(self, page: Page) -> None:
        sign_in(page, "amina")
        call(page)
        assert below(page, LAPTOP["height"]) == {}
        assert [lines(one) for one in page.locator(".chance").all()] == [1] * 5

    @pytest.mark.parametrize("page", [{"viewport": TELEPHONE}], indirect=True)
    def test_all_that_matters_within_two_screens_of_a_telephone(self, page: Page) -> None:
        sign_in(page, "amina")
        page.locator("#zoek-balk").fill("drie")
        page.locator("#zoek-balk").press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text(GARDEN)
        assert below(page, 2 * TELEPHONE["height"]) == {}
