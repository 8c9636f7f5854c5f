"""Every page as every role meets it, narrow and wide: nothing for axe to find.

Pages are found by following links from those that need no ref, one of each route. What is built
alike for two roles is examined once; the bar is examined with the start page of each role.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, Request
from werkzeug.exceptions import HTTPException

from crm import create_app
from crm.accounts.personal_links import give_link
from crm.accounts.purposes import Purpose
from crm.core.db import db, transaction
from crm.core.mail.outbox import queue_mail
from crm.reminders.waiting import list_due
from tests.cast import CAST, OPERATOR, PASSWORD, email_of
from tests.journeys.steps import follow, sign_in
from tests.journeys.test_new_user import REGISTER
from tests.support.server import LiveServer
from tests.support.settings import TODAY, app_settings
from tests.web.test_account import KEY

RICH = "Buurttuin De Vliet"
LINK = re.compile(r'href="(/[^"#]*)"')
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
ONE_OF_EACH_ROLE = (None, *{role: name for name, (_, role) in CAST.items()}.values())
# Files, and words for a machine.
NO_PAGE = {
    *("static", "health.livez", "health.readyz", "exchange.download", "exchange.template"),
    *("exchange.refused_of_upload", "imports.refused", "lookalikes.like"),
}
# Only an empty system has it: the journey of the first evening looks at it.
ELSEWHERE = {"first_evening.questions"}
WIDTHS = [{"viewport": {"width": width, "height": 800}} for width in (320, 1280)]
# What a reader unfolds is read too; menus in the bar would lie over the page.
UNFOLD = "document.querySelectorAll('main details').forEach((one) => { one.open = true; })"
SHAPE = """() => [...new Set([...document.querySelectorAll('main, main *')].map((one) =>
  [one.parentElement.tagName, one.tagName, one.type, one.getAttribute('class'),
   one.getAttribute('role')].join(' ')))]"""
FACTS = """() => ({
  title: document.title,
  headings: document.querySelectorAll('h1').length,
  doubled: [...document.querySelectorAll('[id]')].map((one) => one.id)
    .filter((id, at, all) => id === '' || all.indexOf(id) !== at),
  tooWide: document.documentElement.scrollWidth > window.innerWidth,
})"""
AXE = "() => axe.run({resultTypes: ['violations']}).then((done) => done.violations)"


class Routes:
    """Which route answers an address."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.urls = app.url_map.bind("127.0.0.1")

    def endpoint(self, address: str) -> str | None:
        """The route of an address, None when a GET finds none."""
        try:
            return self.urls.match(urlsplit(address).path, method="GET")[0]
        except HTTPException:
            return None

    def without_ref(self) -> list[str]:
        """Every address that stands by itself."""
        rules = self.app.url_map.iter_rules()
        return [rule.rule for rule in rules if "GET" in (rule.methods or ()) and not rule.arguments]


@pytest.fixture
def routes(tmp_path: Path) -> Routes:
    """The routes of the product."""
    return Routes(create_app(app_settings(f"sqlite:///{tmp_path}/none.sqlite3", tmp_path)))


def enter(page: Page, name: str | None) -> None:
    """Become somebody of the cast, or a visitor, without drawing a page."""
    page.context.clear_cookies()
    if name is not None:
        form = page.context.request.get("/inloggen").text()
        token = TOKEN.search(form)
        assert token is not None
        typed = {"csrf_token": token[1], "email": email_of(name), "password": PASSWORD}
        assert page.context.request.post("/inloggen", form=typed).ok


def pages(page: Page, routes: Routes) -> Iterator[str]:
    """The route of every kind of page that this reader comes to, while it is drawn."""
    found: set[str] = set()
    rich = page.context.request.get(f"/zoeken?q={RICH}").text()
    links = [link for link in LINK.findall(rich) if link.startswith("/partijen/")]
    waiting = deque([*routes.without_ref(), *links])
    while waiting:
        address = waiting.popleft()
        endpoint = routes.endpoint(address)
        if endpoint is None or endpoint in NO_PAGE or endpoint in found:
            continue
        answer = page.goto(address)
        if answer is not None and answer.ok and routes.endpoint(page.url) == endpoint:
            found.add(endpoint)
            waiting.extend(link.replace("&amp;", "&") for link in LINK.findall(page.content()))
            yield endpoint


class Examination:
    """What was seen of all pages so far, and what is wrong with them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.script = Axe().axe_script
        self.seen: dict[str, set[str]] = {}
        self.wrong: list[str] = []
        page.on("requestfinished", self._answered)

    def _answered(self, asked: Request) -> None:
        answer = asked.response()
        if answer is not None and answer.status >= 400 and not asked.is_navigation_request():
            self.wrong.append(f"{self.page.url}: {answer.status} {asked.url}")

    def look(self, who: str, endpoint: str) -> str:
        """Examine the page that is drawn, unless one like it was; its title."""
        facts: dict[str, Any] = self.page.evaluate(FACTS)
        place = f"{who} {endpoint}"
        if facts["headings"] != 1:
            self.wrong.append(f"{place}: {facts['headings']} h1")
        if facts["doubled"]:
            self.wrong.append(f"{place}: ids {facts['doubled']}")
        if facts["tooWide"]:
            self.wrong.append(f"{place}: scrolls sideways")
        shape = set(self.page.evaluate(SHAPE))
        known = self.seen.setdefault(endpoint, set())
        if not shape <= known:
            known |= shape
            self._axe(place)
        return str(facts["title"])

    def _axe(self, place: str) -> None:
        self.page.evaluate(UNFOLD)
        self.page.evaluate(self.script)
        for found in self.page.evaluate(AXE):
            nodes = [node["html"][:120] for node in found["nodes"][:3]]
            self.wrong.append(f"{place}: {found['id']} {nodes}")


def examine_role(page: Page, routes: Routes, who: str | None, examination: Examination) -> set[str]:
    """Look at every page of one reader; the routes that were seen."""
    enter(page, who)
    titles: dict[str, str] = {}
    for endpoint in pages(page, routes):
        title = examination.look(who or "bezoeker", endpoint)
        if title in titles.values() or title.startswith(" ·"):
            examination.wrong.append(f"{who} {endpoint}: title {title!r} is not its own")
        titles[endpoint] = title
    return set(titles)


def on_the_way(page: Page, examination: Examination, points: str) -> set[str]:
    """Pages that only a step leads to: a refused form, both texts, a preview, a report."""
    page.context.clear_cookies()
    sign_in(page, "amina")
    page.goto("/partijen/nieuw")
    follow(page.get_by_role("main").get_by_role("button").last)
    examination.look("amina", "refused")
    page.goto("/partijen/geen")
    examination.look("amina", "missing")
    _both_texts(page)
    examination.look("amina", "conflict")
    page.goto("/overeenkomsten?status=concept")
    follow(page.get_by_role("table").get_by_role("link").first)
    follow(page.get_by_role("link", name="Voeg een partij toe"))
    examination.look("amina", "agreements.join")
    return {
        "agreements.join",
        *_reading_in(page, examination),
        *_merging(page, examination),
        *_without_a_party(page, examination),
        *_showing_the_way(page, examination),
        *_sharing(page, examination),
        *_confirming(page, examination, points),
        *_another_contact(page, examination),
        *_introducing(page, examination, points),
        *_second_step(page, examination),
        *_at_beheer(page, examination),
    }


def _reading_in(page: Page, examination: Examination) -> set[str]:
    """A register: its columns, its preview, its report, and taking it back."""
    page.goto("/uitwisseling")
    page.get_by_label("Bestand", exact=True).set_input_files(REGISTER)
    follow(page.get_by_role("button", name="Laat zien wat erin zit"))
    examination.look("amina", "exchange.show")
    preview = page.url
    follow(page.get_by_role("link", name="Verander de indeling"))
    examination.look("amina", "settling.settle")
    page.goto(preview)
    page.get_by_role("button", name="Lees dit in").click()
    page.wait_for_url("**/verslagen/*")
    examination.look("amina", "imports.run")
    follow(page.get_by_role("link", name="Maak ongedaan"))
    examination.look("amina", "imports.undo")
    return {"exchange.show", "settling.settle", "imports.run", "imports.undo"}


def _merging(page: Page, examination: Examination) -> set[str]:
    """Two parties become one; the page of that merge."""
    page.goto("/partijen?soort=ondernemer")
    names = page.get_by_role("table").locator("a.row__name")
    one, other = (names.nth(at).get_attribute("href") or "" for at in (0, 1))
    page.goto(f"{one}/samenvoegen?met={other.rsplit('/', 1)[-1]}")
    examination.look("amina", "merging.merge")
    follow(page.get_by_role("main").get_by_role("button", name="Voeg").last)
    page.goto(f"{one}/tijdlijn")
    follow(page.locator("main a[href^='/samenvoegingen/']").first)
    examination.look("amina", "merging.show")
    return {"merging.show"}


def _without_a_party(page: Page, examination: Examination) -> set[str]:
    """Contact of which nobody says yet with which party it was."""
    page.goto("/wat-staat-er-open")
    follow(page.get_by_role("main").get_by_role("link", name="Zonder partij"))
    follow(page.get_by_role("main").locator("a[href^='/contactmomenten/']").first)
    examination.look("amina", "loose_moments.show")
    follow(page.get_by_role("main").locator("a[href$='/wijzigen']").first)
    examination.look("amina", "loose_moments.edit")
    return {"loose_moments.show", "loose_moments.edit"}


def _showing_the_way(page: Page, examination: Examination) -> set[str]:
    """What is kept about a council member and an alderman, from their pages."""
    page.goto("/wegwijzers")
    people = set(re.findall(r'href="(/personen/[\w-]{36})"', page.content()))
    ways = {
        "signposts.new": "/wegwijzer/nieuw",
        "signposts.end": r"/wegwijzer/[\w-]{36}/beeindigen",
        "signposts.new_portfolio": "/portefeuilles/nieuw",
        "signposts.end_portfolio": r"/portefeuilles/[\w-]{36}/beeindigen",
        "consent.give": "/openbare-naam",
    }
    seen = set()
    for person in sorted(people):
        page.goto(person)
        held = page.content()
        for endpoint, address in ways.items():
            link = re.search(f'href="({person}{address})"', held)
            if link is not None and endpoint not in seen:
                page.goto(link[1])
                examination.look("amina", endpoint)
                seen.add(endpoint)
    return seen


def _sharing(page: Page, examination: Examination) -> set[str]:
    """Many parties shared at once."""
    page.goto("/partijen/delen?soort=bewonersinitiatief&met=openbaar")
    follow(page.get_by_role("main").get_by_role("button", name="Deel").last)
    examination.look("amina", "sharing.show")
    return {"sharing.show"}


def _confirming(page: Page, examination: Examination, points: str) -> set[str]:
    """By a personal link: a profile, the thanks, all that waits, and less mail."""
    page.goto("/partijen/lang-niet-bevestigd")
    follow(page.get_by_role("main").get_by_role("link", name="Stuur de link").first)
    follow(page.get_by_role("main").get_by_role("button", name="de link").first)
    examination.look("amina", "freshness.link")
    profile = re.search(r"/profiel/[\w-]{20,}", page.content())
    assert profile is not None
    for address, endpoint in (
        (profile[0], "confirming.profile"),
        (f"{profile[0]}/klaar", "confirming.thanks"),
        (f"{profile[0]}/minder-mail", "confirming.fewer_by_profile"),
        (points, "confirming.points"),
        (f"{points}/minder-mail", "confirming.fewer_by_points"),
    ):
        page.goto(address)
        examination.look("bezoeker", endpoint)
    page.goto(points)
    follow(page.get_by_role("main").get_by_role("link", name="Klopt wat").first)
    examination.look("bezoeker", "confirming.point")
    ways = ("profile", "thanks", "fewer_by_profile", "points", "fewer_by_points", "point")
    return {f"confirming.{way}" for way in ways}


def _another_contact(page: Page, examination: Examination) -> set[str]:
    """Somebody named a contact who may be there already."""
    page.goto("/partijen/lang-niet-bevestigd")
    asked = page.get_by_role("listitem").filter(has_text="aanspreekpunt")
    asked.get_by_role("button", name="Neem over").first.click()
    page.wait_for_url("**/wie-is-het")
    examination.look("amina", "freshness.who")
    return {"freshness.who"}


def _introducing(page: Page, examination: Examination, points: str) -> set[str]:
    """Taking up a proposal, choosing whom to ask, what was said; and the page of who is asked."""
    page.goto("/kennismakingen?stand=voorgesteld")
    follow(page.get_by_role("table").get_by_role("link").first)
    follow(page.get_by_role("link", name="Pak dit op"))
    examination.look("amina", "introducing.accept")
    follow(page.get_by_role("main").get_by_role("button", name="Begin"))
    here = page.url
    examination.look("amina", "introductions.show")
    for name, endpoint in (("Leg het antwoord vast", "note_answer"), ("iemand anders", "contact")):
        page.goto(here)
        follow(page.get_by_role("main").get_by_role("link", name=name).first)
        examination.look("amina", f"introduction_steps.{endpoint}")
    page.goto(here)
    follow(
        page.get_by_role("main")
        .get_by_role("button", name="Maak een link")
        .or_(page.get_by_role("main").get_by_role("button", name="Mail de vraag"))
        .first
    )
    examination.look("amina", "asked")
    link = re.search(r"/kennismaking/[\w-]{20,}", page.content())
    assert link is not None
    page.goto(link[0])
    examination.look("bezoeker", "introduced.question")
    page.goto(points)
    follow(page.locator("main a[href*='/kennismakingen/']").first)
    examination.look("bezoeker", "introduced.point")
    met = (("Wijzig de dag", "met"), ("Leg de verbinding vast", "link"))
    for name, endpoint in met:
        page.goto("/kennismakingen?stand=ontmoet")
        follow(page.get_by_role("table").get_by_role("link").first)
        follow(page.get_by_role("link", name=name))
        examination.look("amina", f"introduction_steps.{endpoint}")
    steps = {f"introduction_steps.{one}" for one in ("note_answer", "contact", "met", "link")}
    return {"introducing.accept", "introduced.question", "introduced.point", *steps}


def _second_step(page: Page, examination: Examination) -> set[str]:
    """Signing in with a code from an app."""
    page.goto("/mijn-account")
    follow(page.get_by_role("link", name="Zet de tweede stap aan"))
    key = KEY.search(page.content())
    assert key is not None
    page.locator("#code").fill(pyotp.TOTP(key[1].replace(" ", "")).now())
    follow(page.get_by_role("button", name="Zet de tweede stap aan"))
    page.context.clear_cookies()
    sign_in(page, "amina", to="**/inloggen/code*")
    examination.look("amina", "sessions.second_factor")
    return {"sessions.second_factor"}


def _at_beheer(page: Page, examination: Examination) -> set[str]:
    """A task that runs, a mail that waits, and the links by which people choose a password."""
    page.context.clear_cookies()
    sign_in(page, "beheer")
    page.goto("/beheer")
    follow(page.locator("a[href^='/beheer/mails/']").first)
    examination.look("beheer", "upkeep.mail")
    page.goto("/beheer")
    page.get_by_role("button", name="Maak nu een reservekopie").click()
    page.wait_for_url("**/taken/*")
    examination.look("beheer", "jobs.show")
    page.goto("/beheer/accounts/nieuw")
    page.locator("#name").fill("Nora de Wit")
    page.locator("#email").fill("nora@vlietdam.example")
    page.locator("#role").select_option("lezer")
    follow(page.get_by_role("button", name="Maak het account"))
    _choose(page, examination, "passwords.invitation", "uitnodiging")
    page.goto("/beheer/accounts")
    follow(page.get_by_role("main").get_by_role("link", name="Bas van Leeuwen"))
    follow(page.get_by_role("button", name="Maak een link"))
    _choose(page, examination, "passwords.reset", "wachtwoord")
    return {"upkeep.mail", "jobs.show", "passwords.invitation", "passwords.reset"}


def _choose(page: Page, examination: Examination, endpoint: str, word: str) -> None:
    link = re.search(rf"/{word}/[\w-]{{20,}}", page.content())
    assert link is not None
    page.goto(link[0])
    examination.look("beheer", endpoint)


def _both_texts(page: Page) -> None:
    """Save a form that somebody else saved in the meantime."""
    page.goto(f"/zoeken?q={RICH}")
    follow(page.get_by_role("table").get_by_role("link", name=RICH).first)
    page.goto(f"{page.url}/wijzigen")
    page.locator("input[name=name]").fill("Buurttuin De Vliet Noord")
    page.locator("input[name=version]").evaluate("(one) => { one.value = '0'; }")
    follow(page.get_by_role("main").locator("form button[type=submit]").last)


@pytest.fixture
def waiting_mail(live_server: LiveServer, tmp_path: Path) -> None:
    """A mail that waits to be copied: the invented town has no mail server."""
    app = create_app(app_settings(live_server.environ["DATABASE_URL"], tmp_path))
    with app.app_context():
        with transaction():
            queue_mail(to=email_of("bas"), subject="Even vragen", text="Dag Bas.", actor=OPERATOR)
        db.engine.dispose()


@pytest.fixture
def points(live_server: LiveServer, tmp_path: Path) -> str:
    """The address of all that waits for somebody of the invented town."""
    app = create_app(app_settings(live_server.environ["DATABASE_URL"], tmp_path))
    with app.app_context():
        with transaction():
            person = next(
                due.person
                for due in list_due(on=TODAY)
                if due.questions and any(point.asks_profile for point in due.points)
            )
            token = give_link(Purpose.PERSONAL, about=person, holder=person, actor=OPERATOR)
        db.engine.dispose()
    return f"/mijn-punten/{token}"


@pytest.mark.browser
@pytest.mark.usefixtures("waiting_mail")
@pytest.mark.parametrize("page", WIDTHS, indirect=True)
def test_axe_finds_nothing_on_any_page(
    page: Page, routes: Routes, complaints: list[str], points: str
) -> None:
    examination = Examination(page)
    seen: set[str] = set()
    for who in ONE_OF_EACH_ROLE:
        seen |= examine_role(page, routes, who, examination)
    seen |= on_the_way(page, examination, points)
    # The browser says aloud that a refused form and a missing page are no success; a file that
    # is missing was noted with its page.
    complaints[:] = [one for one in complaints if "status of 4" not in one]
    assert not examination.wrong, "\n".join(examination.wrong)
    readable = {
        rule.endpoint
        for rule in routes.app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint not in NO_PAGE | ELSEWHERE
    }
    assert readable - seen == set(), "no link leads there, or nobody may open it"
