"""Every list leaves as a file: with its filters, for who may see it, and never as a formula."""

from __future__ import annotations

import csv
import io
from types import SimpleNamespace

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from crm.accounts.models import Reading
from crm.core.dates import Period
from crm.core.db import db, transaction
from crm.exchange import lists
from crm.exchange.cells import split_list, unguard
from crm.exchange.lists import TooLong, cell, write_csv, write_workbook
from crm.parties.operations import add_party, change_party
from crm.parties.queries import get_party
from crm.people.holding_operations import open_holding
from crm.people.models import Person
from crm.web import downloads
from tests.cast import OPERATOR, sign_in

LISTS = [
    *("/partijen", "/partijen/mogelijk-dubbel", "/partijen/lang-niet-bevestigd", "/personen"),
    *("/verbindingen", "/verbindingen/dreigt-weg-te-zakken", "/wegwijzers", "/overeenkomsten"),
    *("/toezeggingen", "/vragen", "/doelen", "/aanbod-en-gevraagd", "/wat-staat-er-open"),
    *("/kansen", "/netwerk"),
]
RISKY = "=HYPERLINK(“x”)"


@pytest.fixture
def amina(app: Flask, vlietdam: SimpleNamespace) -> FlaskClient:
    return sign_in(app, "amina")


def rows(client: FlaskClient, address: str) -> list[dict[str, str]]:
    """A list as CSV, by its columns."""
    sign = "&" if "?" in address else "?"
    answer = client.get(f"{address}{sign}vorm=csv")
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return list(csv.DictReader(io.StringIO(answer.text)))


def names(client: FlaskClient, address: str) -> set[str]:
    return {row["naam"] for row in rows(client, address)}


@given(st.text())
def test_any_text_comes_back_from_its_cell(text: str) -> None:
    assert unguard(cell(text)) == text
    assert not cell(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Z", "Cc"]), min_size=1)))
def test_several_values_come_back_from_one_cell(values: list[str]) -> None:
    assert split_list(unguard(cell(values))) == sorted(set(values))


def test_the_filters_of_the_address_hold_for_the_file(amina: FlaskClient) -> None:
    assert names(amina, "/partijen") >= {"Buurttuin De Vliet", "Basisschool De Kring"}
    assert names(amina, "/partijen?soort=school") == {"Basisschool De Kring"}
    assert names(amina, "/partijen?q=buurttuin") == {"Buurttuin De Vliet"}
    assert [row["achternaam"] for row in rows(amina, "/personen?q=wil")] == ["Bos"]


def test_a_file_holds_every_page_of_the_list(
    app: Flask, amina: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "AT_ONCE", 2)
    with app.app_context(), transaction():
        for number in range(30):
            add_party(values={"name": f"Club {number:02}", "kind": "vereniging"}, actor=OPERATOR)
    found = rows(amina, "/partijen?soort=vereniging&pagina=2")
    assert [row["naam"] for row in found] == [f"Club {number:02}" for number in range(30)]


def test_no_cell_is_a_formula_and_the_text_comes_back(app: Flask, amina: FlaskClient) -> None:
    with app.app_context(), transaction():
        add_party(values={"name": RISKY, "kind": "vereniging"}, actor=OPERATOR)
    [row] = rows(amina, "/partijen?soort=vereniging")
    assert row["naam"] == f"'{RISKY}"
    assert unguard(row["naam"]) == RISKY
    answer = amina.get("/partijen?soort=vereniging&vorm=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    cells = [one for line in book["partijen"].iter_rows() for one in line if one.value is not None]
    assert {one.data_type for one in cells} == {"s"}
    assert f"'{RISKY}" in {one.value for one in cells}


@pytest.mark.parametrize("address", LISTS)
def test_every_list_offers_its_file_in_both_forms(amina: FlaskClient, address: str) -> None:
    assert rows(amina, address) is not None
    book = openpyxl.load_workbook(io.BytesIO(amina.get(f"{address}?vorm=xlsx").data))
    header = [one.value for one in next(book.active.iter_rows())]
    assert header == next(csv.reader(io.StringIO(amina.get(f"{address}?vorm=csv").text)))


def test_a_file_holds_only_what_its_reader_may_see(
    app: Flask, vlietdam: SimpleNamespace, amina: FlaskClient
) -> None:
    with app.app_context(), transaction():
        garden = get_party(vlietdam.tuin, viewer=OPERATOR)
        values = {"withheld": True, "place": "Geheimdorp", "email": "stil@tuin.example"}
        change_party(garden, values=values, actor=OPERATOR)
    for who in ("bas", "amina"):
        found = {row["naam"]: row for row in rows(sign_in(app, who), "/partijen")}
        assert "Vlietse Zaak" not in found
        assert (found["Buurttuin De Vliet"]["plaats"], found["Buurttuin De Vliet"]["email"]) == (
            "",
            "",
        )
    assert "Bos" not in {row["achternaam"] for row in rows(sign_in(app, "bas"), "/personen")}
    waiting = rows(amina, "/kansen?lijst=zonder-vaste-contactpersoon")
    assert [row["naam"] for row in waiting] == []


def test_who_belongs_to_one_party_takes_no_list_along(
    app: Flask, vlietdam: SimpleNamespace
) -> None:
    dries = sign_in(app, "dries")
    assert "Download" not in dries.get("/partijen").text
    assert dries.get("/partijen?vorm=csv").status_code == 403


def test_taking_a_confidential_record_along_is_reading_it(app: Flask, amina: FlaskClient) -> None:
    with app.app_context(), transaction():
        ref = amina_holds_a_secret()
    assert "Stille Zaak" in names(amina, "/partijen")
    with app.app_context():
        assert db.session.query(Reading).filter_by(subject_ref=ref).count() == 1


def test_an_unknown_form_is_refused_in_words(amina: FlaskClient) -> None:
    answer = amina.get("/partijen?vorm=pdf")
    assert answer.status_code == 400
    assert "vorm" in answer.text


def test_a_list_too_long_for_a_sheet_says_what_to_do(
    amina: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MOST_IN_A_SHEET", 1)
    answer = amina.get("/partijen?vorm=xlsx")
    assert answer.status_code == 400
    assert "Kies CSV" in answer.text
    with pytest.raises(TooLong):
        write_workbook("x", ("a",), [["1"], ["2"]], io.BytesIO())
    file = io.BytesIO()
    write_csv("x", ("a",), [["1"], ["2"]], file)
    assert file.getvalue() == b"a\n1\n2\n"


def amina_holds_a_secret() -> str:
    """A confidential party that Amina holds."""

    values = {"name": "Stille Zaak", "kind": "vereniging", "visibility": "vertrouwelijk"}
    party = add_party(values=values, actor=OPERATOR)
    person = db.session.query(Person).filter_by(first_name="Amina").one()
    open_holding(party, person=person, role="accounthouder", period=Period(), actor=OPERATOR)
    return party.ref
