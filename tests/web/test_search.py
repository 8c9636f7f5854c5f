"""Search through the front door: the page, the answers for the look-up, and the look-up itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Locator, Page, expect

from crm.accounts.operations import add_user
from crm.accounts.roles import Role
from crm.accounts.viewer import Viewer
from crm.core.db import transaction
from tests.search.register import party, person, role, save
from tests.support.settings import TODAY

PASSWORD = "welkom in vlietdam"
AS_JSON = {"Accept": "application/json"}
SignIn = Callable[[Role], FlaskClient]


@pytest.fixture
def sign_in(app: Flask) -> SignIn:
    """A browser of somebody in this role."""

    def browser_of(kind: Role) -> FlaskClient:
        email = f"{kind}@vlietdam.example"
        with app.app_context(), transaction():
            add_user(
                email, name="Iemand", role=kind, password=PASSWORD, actor=Viewer.operator(TODAY)
            )
        browser = app.test_client()
        browser.post("/inloggen", data={"email": email, "password": PASSWORD})
        return browser

    return browser_of


@pytest.fixture
def refs(app: Flask) -> dict[str, str]:
    """A garden with its people, a party that is withheld and one that is hidden."""
    garden = party("Buurttuin De Vliet", kind="bewonersinitiatief", place="Vlietdam")
    dries = person("Dries", "Vermeer", phone="06 12 34 56 78", function="trekker")
    both = person("Joris", "Vermeer")
    school = party("Basisschool De Kring", kind="school")
    safe = party("Opvang De Vliet", place="Geheimdorp", phone="06 99 99 95 55", withheld=True)
    hidden = party("Vlietse Zaak", visibility="vertrouwelijk")
    with app.app_context():
        save(
            *(garden, dries, both, school, safe, hidden, role(dries, garden)),
            *(role(both, garden), role(both, school)),
        )
        named = {"garden": garden, "dries": dries, "joris": both, "school": school}
        return {name: record.ref for name, record in named.items()}


def answer(browser: FlaskClient, text: str) -> list[dict[str, Any]]:
    response = browser.get("/zoeken", query_string={"q": text}, headers=AS_JSON)
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    found: list[dict[str, Any]] = response.json
    return found


def page_of(browser: FlaskClient, text: str) -> str:
    response = browser.get("/zoeken", query_string={"q": text})
    assert response.status_code == 200
    assert response.mimetype == "text/html"
    return response.text


class TestAnswersForTheLookUp:
    def test_a_party(self, sign_in: SignIn, refs: dict[str, str]) -> None:
        assert answer(sign_in(Role.READER), "buurtt") == [
            {
                "ref": refs["garden"],
                "soort": "bewonersinitiatief",
                "naam": "Buurttuin De Vliet",
                "adres": f"/partijen/{refs['garden']}",
            }
        ]

    def test_after_a_person_of_one_party_comes_that_party(
        self, sign_in: SignIn, refs: dict[str, str]
    ) -> None:
        found = answer(sign_in(Role.READER), "5678")
        assert [(hit["soort"], hit["naam"]) for hit in found] == [
            ("persoon", "Dries Vermeer"),
            ("bewonersinitiatief", "Buurttuin De Vliet"),
        ]
        assert found[0]["adres"] == f"/personen/{refs['dries']}"
        assert found[1]["bij"] == refs["dries"]

    def test_a_party_stands_there_once(self, sign_in: SignIn, refs: dict[str, str]) -> None:
        browser = sign_in(Role.READER)
        names = [hit["naam"] for hit in answer(browser, "ve")]
        assert names == ["Dries Vermeer", "Buurttuin De Vliet", "Joris Vermeer"]

    def test_who_is_found_by_something_else_than_a_name_says_by_what(
        self, sign_in: SignIn, refs: dict[str, str]
    ) -> None:
        browser = sign_in(Role.READER)
        why = {hit["naam"]: hit.get("waarom") for hit in answer(browser, "trekker")}
        assert why["Dries Vermeer"] == "trekker"
        assert "waarom" not in answer(browser, "buurtt")[0]
        assert not [hit for hit in answer(browser, "geheimdorp") if "waarom" in hit]

    def test_one_letter_gives_nothing(self, sign_in: SignIn, refs: dict[str, str]) -> None:
        assert answer(sign_in(Role.READER), "v") == []

    def test_at_most_ten(self, app: Flask, sign_in: SignIn) -> None:
        with app.app_context():
            save(*(party(f"Tuin {number}") for number in range(12)))
        assert len(answer(sign_in(Role.READER), "tuin")) == 10

    def test_a_visitor_is_sent_to_sign_in(self, client: FlaskClient) -> None:
        response = client.get("/zoeken?q=tuin", headers=AS_JSON)
        assert response.status_code == 302
        assert "/inloggen" in response.headers["Location"]


class TestPage:
    def test_who_what_where(self, sign_in: SignIn, refs: dict[str, str]) -> None:
        page = page_of(sign_in(Role.READER), "de")
        for shown in ("Buurttuin De Vliet", "bewonersinitiatief", "Vlietdam", "Dries Vermeer"):
            assert shown in page
        assert f"/partijen/{refs['garden']}" in page
        assert f"/personen/{refs['dries']}" in page

    def test_nothing_hidden(self, sign_in: SignIn, refs: dict[str, str]) -> None:
        for kind in (Role.READER, Role.INITIATOR, Role.CIVIL_SERVANT, Role.ADMINISTRATOR):
            browser = sign_in(kind)
            assert "Geheimdorp" not in page_of(browser, "opvang")
            assert "Vlietse Zaak" not in page_of(browser, "vliet")
            assert "Opvang" not in page_of(browser, "555")
            assert answer(browser, "zaak") == []

    def test_nothing_found_offers_to_add_what_was_typed(self, sign_in: SignIn) -> None:
        page = page_of(sign_in(Role.CIVIL_SERVANT), "Fietsclub <b>")
        assert "Voeg ‘Fietsclub &lt;b&gt;’ toe als partij" in page
        assert "/partijen/nieuw?naam=Fietsclub+%3Cb%3E" in page
        assert "/personen/nieuw?naam=Fietsclub+%3Cb%3E" in page

    def test_who_may_not_add_is_not_asked_to(self, sign_in: SignIn) -> None:
        page = page_of(sign_in(Role.READER), "Fietsclub")
        assert "Niets gevonden met ‘Fietsclub’" in page
        assert "toe als partij" not in page

    @pytest.mark.parametrize("text", ["", "f", "*"])
    def test_too_short_says_what_to_do(self, sign_in: SignIn, text: str) -> None:
        assert "Typ minstens twee letters" in page_of(sign_in(Role.READER), text)

    def test_more_than_a_page_leads_to_the_list(self, app: Flask, sign_in: SignIn) -> None:
        with app.app_context():
            save(*(party(f"Tuin {number}") for number in range(26)))
        page = page_of(sign_in(Role.READER), "tuin")
        assert "Er is meer gevonden" in page
        assert "/partijen?q=tuin" in page


@pytest.mark.browser
class TestLookUp:
    """With the demo: from any page to who calls, by keyboard alone."""

    def start(self, page: Page) -> None:
        page.goto("/inloggen")
        page.get_by_label("E-mailadres").fill("amina@vlietdam.example")
        page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Inloggen").click()
        page.goto("/verbindingen")

    def options(self, page: Page) -> Locator:
        return page.get_by_role("listbox", name="Gevonden").get_by_role("option")

    @pytest.mark.parametrize(
        "keys",
        [
            ["/", "l", "e", "e", "s", "Enter"],
            ["/", "5", "6", "7", "8", "Enter"],
            ["/", "d", "r", "i", "e", "Enter"],
        ],
    )
    def test_six_keys_lead_to_a_party(self, page: Page, keys: list[str]) -> None:
        self.start(page)
        assert len(keys) <= 6
        for key in keys:
            page.keyboard.press(key)
        page.wait_for_url("**/partijen/*")

    def test_the_arrow_chooses_and_escape_closes(self, page: Page) -> None:
        self.start(page)
        page.keyboard.press("/")
        page.keyboard.type("tuin")
        options = self.options(page)
        expect(options.first).to_be_visible()
        page.keyboard.press("Escape")
        expect(options.first).to_be_hidden()
        page.keyboard.press("ArrowDown")
        name = options.first.locator("span").first.inner_text()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text(name)

    def test_nothing_found_offers_to_add(self, page: Page) -> None:
        self.start(page)
        page.keyboard.press("/")
        page.keyboard.type("Zwaluwclub")
        expect(self.options(page)).to_contain_text("Voeg ‘Zwaluwclub’ toe")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.get_by_label("Naam", exact=True)).to_have_value("Zwaluwclub")

    @pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
    def test_it_works_without_a_script(self, page: Page) -> None:
        self.start(page)
        page.locator("#zoek-balk").fill("leestuin")
        page.locator("#zoek-balk").press("Enter")
        page.get_by_role("table").get_by_role("link", name="Leestuin").first.click()
        page.wait_for_url("**/partijen/*")
