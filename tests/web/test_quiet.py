"""Who was not spoken to for too long: rhythms, bands, the list, and links that sleep."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from crm.core.db import transaction
from crm.links.moment_queries import get_moment
from crm.links.operations import add_link, change_moment, record_moment
from crm.links.queries import get_link_kind
from crm.links.rhythm import (
    BANDS,
    DEFAULTS,
    FADING,
    ON_TIME,
    QUIET,
    band_on,
    marks,
    read_rhythms,
    written_rhythms,
)
from crm.parties.models import Party
from crm.parties.operations import archive_party, change_party
from crm.parties.queries import get_party
from crm.upkeep.check import run_checks
from tests.cast import OPERATOR, sign_in
from tests.page import fill_in
from tests.support.databases import KeepTown
from tests.support.settings import TODAY
from tests.web.conftest import party

LIST = "/verbindingen/dreigt-weg-te-zakken"


def spoken(to: Party, days_ago: int, **values: Any) -> None:
    """A conversation so many days ago."""
    at = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC) - timedelta(days=days_ago)
    known = {"parties": [to], "subject": "Gesprek", "happened_at": at}
    record_moment(values=known | values, actor=OPERATOR)


@pytest.fixture
def town(app: Flask, vlietdam: SimpleNamespace, kept_town: KeepTown) -> SimpleNamespace:
    """The town, with initiatives that were spoken to long ago."""
    return kept_town("quiet", partial(make_town, app, vlietdam))


def make_town(app: Flask, vlietdam: SimpleNamespace) -> SimpleNamespace:
    """Make it."""
    with app.app_context(), transaction():
        for name, days_ago in (("Bijen", 89), ("Bomen", 90), ("Banken", 135)):
            made = party(name, "bewonersinitiatief")
            spoken(made, days_ago)
            setattr(vlietdam, name.lower(), made.ref)
        spoken(party("Geheime Tuin", "bewonersinitiatief", visibility="vertrouwelijk"), 400)
    return vlietdam


def rows_of(page: str) -> dict[str, str]:
    """The rows of the list by the name of the party."""
    body = page.split("<tbody>")[1].split("</tbody>", maxsplit=1)[0] if "<tbody>" in page else ""
    rows = [row for row in body.split("<tr>") if "row__name" in row]
    return {row.split('row__name"')[1].split(">")[1].split("<")[0]: row for row in rows}


class TestList:
    def test_the_longest_quiet_first_each_in_its_band(
        self, app: Flask, town: SimpleNamespace
    ) -> None:
        amina = sign_in(app, "amina")
        rows = rows_of(amina.get(LIST).text)
        assert list(rows) == ["Banken", "Bomen"]
        assert ">stil<" in rows["Banken"]
        assert ">wordt stil<" in rows["Bomen"]
        assert "elk kwartaal" in rows["Bomen"]
        assert list(rows_of(amina.get(f"{LIST}?stand=stil").text)) == ["Banken"]
        assert rows_of(amina.get(f"{LIST}?van=mij").text) == {}
        assert amina.get(f"{LIST}?stand=hard").status_code == 400
        assert "Banken" in amina.get(f"{LIST}?vorm=csv").text

    def test_found_from_the_menu_and_the_start_page_when_it_holds_anybody(
        self, app: Flask, vlietdam: SimpleNamespace
    ) -> None:
        amina = sign_in(app, "amina")
        assert LIST not in amina.get("/").text
        with app.app_context(), transaction():
            spoken(party("Bomen", "bewonersinitiatief"), 100)
        start = amina.get("/").text
        assert "1 partij dreigt weg te zakken" in start.replace("\n", " ")
        assert LIST in amina.get("/partijen").text

    def test_only_for_the_town_hall(self, app: Flask, town: SimpleNamespace) -> None:
        for name in ("bas", "dries"):
            browser = sign_in(app, name)
            assert browser.get(LIST).status_code == 403
            assert LIST not in browser.get("/partijen").text
            assert browser.get("/verbindingen?status=slapend").status_code == 400

    def test_a_new_conversation_takes_a_party_off_it(
        self, app: Flask, town: SimpleNamespace
    ) -> None:
        amina = sign_in(app, "amina")
        at = f"/partijen/{town.banken}/contact/nieuw"
        assert fill_in(amina, at, subject="Gebeld").status_code == 303
        assert list(rows_of(amina.get(LIST).text)) == ["Bomen"]
        assert ">stil<" not in amina.get(f"/partijen/{town.banken}").text

    def test_a_yes_is_contact_too(self, app: Flask, town: SimpleNamespace) -> None:
        with app.app_context(), transaction():
            kind = get_link_kind("kent")
            ends = [get_party(ref, viewer=OPERATOR) for ref in (town.banken, town.school)]
            at = f"/verbindingen/{add_link(*ends, kind, actor=OPERATOR).ref}"
        amina = sign_in(app, "amina")
        yes = {"confirmed_on": TODAY.isoformat(), "confirmed_how": "telefoon"}
        assert fill_in(amina, f"{at}/kanten/{town.banken}", **yes).status_code == 303
        assert list(rows_of(amina.get(LIST).text)) == ["Bomen"]

    def test_what_is_confidential_does_not_count(self, app: Flask, town: SimpleNamespace) -> None:
        with app.app_context(), transaction():
            secret = get_party(town.banken, viewer=OPERATOR)
            spoken(secret, 1, visibility="vertrouwelijk")
        assert list(rows_of(sign_in(app, "amina").get(LIST).text)) == ["Banken", "Bomen"]


class TestRhythm:
    def test_of_one_party(self, app: Flask, town: SimpleNamespace) -> None:
        amina = sign_in(app, "amina")
        at = f"/partijen/{town.bijen}/wijzigen"
        assert fill_in(amina, at, contact_every="30").status_code == 303
        rows = rows_of(amina.get(LIST).text)
        assert list(rows) == ["Bijen", "Banken", "Bomen"]
        assert "elke maand" in rows["Bijen"]
        assert fill_in(amina, at, contact_every="0").status_code == 303
        assert list(rows_of(amina.get(LIST).text)) == ["Banken", "Bomen"]

    def test_of_a_kind(self, app: Flask, town: SimpleNamespace) -> None:
        beheer = sign_in(app, "beheer")
        at = "/beheer/contactritme"
        assert fill_in(beheer, at, bewonersinitiatief="11").status_code == 422
        assert fill_in(beheer, at, bewonersinitiatief="365").status_code == 303
        assert rows_of(beheer.get(LIST).text) == {}
        assert sign_in(app, "amina").get(at).status_code == 403

    def test_who_stopped_or_is_put_away_is_not_missed(
        self, app: Flask, town: SimpleNamespace
    ) -> None:
        with app.app_context(), transaction():
            banks, trees = (get_party(ref, viewer=OPERATOR) for ref in (town.banken, town.bomen))
            change_party(
                banks, values={"phase": "gestopt", "stopped_because": "klaar"}, actor=OPERATOR
            )
            archive_party(trees, actor=OPERATOR)
        assert rows_of(sign_in(app, "amina").get(LIST).text) == {}

    @given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 3650))
    def test_bands_follow_each_other(self, last: date, days: int) -> None:
        marked = marks(last, days)
        seen = [band_on(last + timedelta(days=after), marked) for after in range(0, 6000, 7)]
        order = list(BANDS)
        assert seen == sorted(seen, key=order.index)
        assert seen[0] == ON_TIME or days == 0
        assert (QUIET in seen) is bool(days) or days < 2
        assert days == 0 or band_on(last + timedelta(days=days), marked) in (FADING, QUIET)

    @given(st.dictionaries(st.sampled_from(sorted(DEFAULTS)), st.integers(0, 3650)))
    def test_a_choice_comes_back_as_it_was_made(self, chosen: dict[str, int]) -> None:
        assert read_rhythms(written_rhythms(DEFAULTS | chosen)) == DEFAULTS | chosen


class TestSleepingLinks:
    def test_computed_when_nobody_at_either_end_was_heard(
        self, app: Flask, town: SimpleNamespace
    ) -> None:
        with app.app_context(), transaction():
            banks, trees = (get_party(ref, viewer=OPERATOR) for ref in (town.banken, town.bomen))
            since = {"begins_on": date(2025, 1, 1)}
            kind = get_link_kind("kent")
            at = f"/verbindingen/{add_link(banks, trees, kind, values=since, actor=OPERATOR).ref}"
        amina = sign_in(app, "amina")
        assert ">slapend<" not in amina.get(at).text
        with app.app_context(), transaction():
            trees = get_party(town.bomen, viewer=OPERATOR)
            change_party(trees, values={"contact_every": 30}, actor=OPERATOR)
        assert ">slapend<" in amina.get(at).text
        assert at in amina.get("/verbindingen?status=slapend").text
        assert ">slapend<" in amina.get("/verbindingen").text
        assert ">slapend<" in amina.get(f"/partijen/{town.banken}").text
        assert ">slapend<" not in sign_in(app, "bas").get(at).text


def contact_faults(app: Flask) -> list[str]:
    """What the check finds of the last contacts."""
    with app.app_context():
        return [
            one for found in run_checks() if "contact volgt" in found.naam for one in found.gevonden
        ]


def test_the_table_follows_every_change(app: Flask, town: SimpleNamespace) -> None:
    """After each verb the table holds what the tables it follows from say."""
    with app.app_context(), transaction():
        banks, trees = (get_party(ref, viewer=OPERATOR) for ref in (town.banken, town.bomen))
        spoken(banks, 3)
        moment = get_moment(town.moment, viewer=OPERATOR)
        change_moment(moment, values={"parties": [banks, trees]}, actor=OPERATOR)
        change_party(trees, values={"visibility": "vertrouwelijk"}, actor=OPERATOR)
    assert contact_faults(app) == []
    with app.app_context(), transaction():
        trees = get_party(town.bomen, viewer=OPERATOR)
        change_party(trees, values={"visibility": "netwerk"}, actor=OPERATOR)
        moment = get_moment(town.moment, viewer=OPERATOR)
        change_moment(moment, values={"visibility": "vertrouwelijk"}, actor=OPERATOR)
    assert contact_faults(app) == []
