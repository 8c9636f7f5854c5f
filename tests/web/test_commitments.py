"""What was promised, through the front door."""

from __future__ import annotations

import csv
from datetime import date
from types import SimpleNamespace

from flask import Flask

from crm.core.db import transaction
from crm.parties.operations import add_party
from crm.parties.queries import get_party
from crm.promises.operations import add_commitment
from tests.cast import OPERATOR, sign_in
from tests.page import fill_in, send

NOWHERE = "7b0a1d6e-54b0-4f2e-9a52-0c2f7de2c111"


def promise(app: Flask, by: str, to: str, **values: object) -> str:
    """A promise between two parties of the town; its address."""
    with app.app_context(), transaction():
        both = {
            "by_party": get_party(by, viewer=OPERATOR),
            "to_party": get_party(to, viewer=OPERATOR),
        }
        made = add_commitment(values={"title": "Een hek", **both, **values}, actor=OPERATOR)
        return f"/toezeggingen/{made.ref}"


def test_from_the_page_of_a_party_until_it_is_kept(app: Flask, vlietdam: SimpleNamespace) -> None:
    with app.app_context(), transaction():
        add_party(values={"name": "Gemeente Vlietdam", "kind": "gemeente"}, actor=OPERATOR)
    amina = sign_in(app, "amina")
    assert "Toezeggingen" not in amina.get("/").text
    start = f"/toezeggingen/nieuw?partij={vlietdam.tuin}"
    assert start in amina.get(f"/partijen/{vlietdam.tuin}").text
    answer = fill_in(amina, start, title="Twee kuub compost", due_on="2026-11-20")
    assert answer.status_code == 303
    shown = amina.get(answer.location).text
    assert "Gemeente Vlietdam" in shown
    assert "2 dagen te laat" in shown
    dries = sign_in(app, "dries")
    assert "Wat is u beloofd?" in dries.get("/").text
    assert "Twee kuub compost" in dries.get("/toezeggingen").text
    assert dries.post(f"{answer.location}/nagekomen").status_code == 403
    amina.post(f"{answer.location}/nagekomen")
    assert "nagekomen op" in amina.get(f"/partijen/{vlietdam.tuin}").text
    assert "toezegging nagekomen" in amina.get(answer.location).text.lower()
    assert "/toezeggingen" in amina.get("/").text


def test_refused_at_the_field(app: Flask, vlietdam: SimpleNamespace) -> None:
    amina = sign_in(app, "amina")
    both = {"by_party": "Buurttuin De Vliet", "to_party": "Buurttuin De Vliet"}
    answer = fill_in(amina, "/toezeggingen/nieuw", title="Een hek", **both)
    assert answer.status_code == 422
    assert 'id="to_party-fout"' in answer.text
    future = {"to_party": "Basisschool De Kring", "done_on": "2027-01-01"}
    answer = fill_in(amina, "/toezeggingen/nieuw", title="Een hek", **both | future)
    assert 'id="done_on-fout"' in answer.text


def test_a_stale_save_shows_both(app: Flask, vlietdam: SimpleNamespace) -> None:
    address = f"{promise(app, vlietdam.school, vlietdam.tuin)}/wijzigen"
    amina = sign_in(app, "amina")
    opened = amina.get(address).text
    assert fill_in(amina, address, title="Een poort").status_code == 303
    conflict = send(amina, address, opened, title="Een muur")
    assert conflict.status_code == 409
    assert "Een poort" in conflict.text


def test_the_list_narrowed_and_taken_along(app: Flask, vlietdam: SimpleNamespace) -> None:
    late = {"title": "Te laat", "due_on": None}
    promise(app, vlietdam.school, vlietdam.tuin, **late)
    amina = sign_in(app, "amina")
    assert "Te laat" in amina.get("/toezeggingen?stand=open").text
    assert "Geen toezegging past" in amina.get("/toezeggingen?stand=te_laat").text
    assert amina.get("/toezeggingen?stand=onzin").status_code == 400
    assert amina.get("/toezeggingen?pagina=2").status_code == 404
    [row] = csv.DictReader(amina.get("/toezeggingen?vorm=csv").text.splitlines())
    assert (row["naam_van"], row["stand"]) == ("Basisschool De Kring", "open")


def test_hidden_and_missing_answer_alike(app: Flask, vlietdam: SimpleNamespace) -> None:
    """Through a hidden party, and because it is internal."""
    of_hidden = promise(app, vlietdam.zaak, vlietdam.tuin, visibility="netwerk")
    inside = promise(app, vlietdam.school, vlietdam.tuin)
    bas, dries = sign_in(app, "bas"), sign_in(app, "dries")
    missing = bas.get(f"/toezeggingen/{NOWHERE}")
    for browser, address in ((bas, inside), (bas, of_hidden), (dries, of_hidden)):
        answer = browser.get(address)
        assert answer.status_code == 404
        assert "Een hek" not in browser.get("/toezeggingen").text or browser is dries
    assert missing.status_code == 404
    assert dries.get(inside).status_code == 200
    assert "Vlietse Zaak" not in dries.get("/toezeggingen").text


def test_archived_and_back(app: Flask, vlietdam: SimpleNamespace) -> None:
    address = promise(app, vlietdam.school, vlietdam.tuin)
    amina = sign_in(app, "amina")
    amina.post(f"{address}/archiveren")
    assert "Een hek" not in amina.get("/toezeggingen").text
    assert "Een hek" in amina.get("/toezeggingen?archief=ja").text
    amina.post(f"{address}/terugzetten")
    assert "Een hek" in amina.get("/toezeggingen").text


def test_who_was_promised_it_says_whether_it_was_done(
    app: Flask, vlietdam: SimpleNamespace
) -> None:
    address = promise(app, vlietdam.school, vlietdam.tuin, due_on=date(2026, 11, 20))
    ask = f"{address}/is-dit-gedaan"
    dries, amina = sign_in(app, "dries"), sign_in(app, "amina")
    assert ask in dries.get("/").text
    refused = fill_in(dries, ask)
    assert refused.status_code == 422
    assert 'id="heard-fout"' in refused.text
    said = fill_in(dries, ask, heard="nog_niet", text="De poort klemt.")
    assert said.status_code == 303
    for page in (address, f"/partijen/{vlietdam.tuin}"):
        assert "De poort klemt." in amina.get(page).text
    assert "Is dit gedaan: ‘nog niet’" in amina.get(address).text
    assert "Een hek" in amina.get("/toezeggingen?stand=te_laat").text
    fill_in(dries, ask, heard="ja", text="")
    shown = amina.get(address).text
    assert "volgens de ander gedaan" in shown
    assert "nagekomen op" not in shown


def test_only_who_was_promised_it_says_so(app: Flask, vlietdam: SimpleNamespace) -> None:
    to_tuin = promise(app, vlietdam.school, vlietdam.tuin)
    own = promise(app, vlietdam.tuin, vlietdam.school)
    for name, address in (("dries", own), ("amina", to_tuin), ("bas", to_tuin)):
        browser = sign_in(app, name)
        assert browser.get(f"{address}/is-dit-gedaan").status_code == 403
        assert "Wat vindt u?" not in browser.get(address).text
