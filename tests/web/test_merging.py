"""The pages on which two parties become one, and apart again."""

from __future__ import annotations

import re
from functools import partial
from types import SimpleNamespace

import pytest
from flask import Flask

from crm.core.dates import Period
from crm.core.db import transaction
from crm.parties.operations import change_party
from crm.parties.queries import get_party
from crm.people.holding_operations import open_holding
from crm.people.queries import get_person
from tests.cast import OPERATOR, sign_in
from tests.page import fill_in, send
from tests.support.databases import KeepTown
from tests.web.conftest import party

NOWHERE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def twice(app: Flask, vlietdam: SimpleNamespace, kept_town: KeepTown) -> SimpleNamespace:
    """The garden is there once more, under another name and with another phone."""
    return kept_town("twice", partial(make_twice, app, vlietdam))


def make_twice(app: Flask, vlietdam: SimpleNamespace) -> SimpleNamespace:
    """Make it."""
    with app.app_context(), transaction():
        twin = party("Tuin de Vliet", "bewonersinitiatief", phone="070 111", place="Vlietwijk")
        tuin = get_party(vlietdam.tuin, viewer=OPERATOR)
        change_party(tuin, values={"phone": "070 222"}, actor=OPERATOR)
        vlietdam.twin, vlietdam.at = twin.ref, f"/partijen/{tuin.ref}/samenvoegen"
    return vlietdam


def merged(app: Flask, town: SimpleNamespace, **answers: str) -> str:
    """Let Amina merge the twin into the garden; the address of the merge."""
    answer = fill_in(sign_in(app, "amina"), f"{town.at}?met={town.twin}", **answers)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def test_from_the_party_to_the_merge_and_back(app: Flask, twice: SimpleNamespace) -> None:
    amina = sign_in(app, "amina")
    assert twice.at in amina.get(f"/partijen/{twice.tuin}").text
    asked = fill_in(amina, twice.at, other="Tuin de Vliet")
    assert asked.headers["Location"] == f"{twice.at}?met={twice.twin}"
    page = amina.get(asked.headers["Location"])
    assert "070 111" in page.text
    assert "070 222" in page.text
    assert "Dit komt erbij" in page.text
    done = send(amina, twice.at, page.text, naam="andere", telefoon="andere")
    shown = amina.get(done.headers["Location"])
    assert "is opgegaan in" in shown.text
    kept = amina.get(f"/partijen/{twice.tuin}").text
    assert "<h1>Tuin de Vliet" in kept
    assert "Vlietwijk" in kept
    timeline = amina.get(f"/partijen/{twice.tuin}/tijdlijn").text
    assert done.headers["Location"] in timeline
    assert "Samengevoegd met: ‘Tuin de Vliet’" in timeline
    undone = amina.post(done.headers["Location"] + "/ongedaan", follow_redirects=True)
    assert "staat weer apart" in undone.text
    assert "<h1>Tuin de Vliet" in amina.get(f"/partijen/{twice.twin}").text
    assert "<h1>Buurttuin De Vliet" in amina.get(f"/partijen/{twice.tuin}").text
    again = amina.post(done.headers["Location"] + "/ongedaan", follow_redirects=True)
    assert "al ongedaan gemaakt" in again.text


def test_the_old_address_leads_on(app: Flask, twice: SimpleNamespace) -> None:
    merged(app, twice)
    amina = sign_in(app, "amina")
    old, new = f"/partijen/{twice.twin}", f"/partijen/{twice.tuin}"
    for tail in ("", "/tijdlijn", "/netwerk?op=2026-01-01", "/contact/nieuw"):
        answer = amina.get(old + tail)
        assert (answer.status_code, answer.headers["Location"]) == (302, new + tail)
    listed = amina.get("/partijen?archief=ja").text + amina.get("/partijen").text
    assert twice.twin not in listed
    assert amina.get(f"/partijen?referentie={twice.twin}").headers["Location"] == new
    assert amina.get(f"/partijen/{NOWHERE}").status_code == 404


def test_it_leads_nobody_to_what_is_hidden(app: Flask, twice: SimpleNamespace) -> None:
    with app.app_context(), transaction():
        tuin = get_party(twice.tuin, viewer=OPERATOR)
        change_party(tuin, values={"visibility": "intern"}, actor=OPERATOR)
    at = merged(app, twice)
    bas = sign_in(app, "bas")
    old, never = (bas.get(f"/partijen/{ref}") for ref in (twice.twin, NOWHERE))
    assert old.status_code == never.status_code == 404
    fresh = re.compile(r'nonce="[^"]*"|name="csrf_token" value="[^"]*"')
    assert fresh.sub("", old.text) == fresh.sub("", never.text)
    assert bas.get(at).status_code == 403
    assert sign_in(app, "dries").get(twice.at).status_code == 403
    assert sign_in(app, "beheer").get(at).status_code == 200


def test_what_was_typed_for_the_old_one_is_not_lost(app: Flask, twice: SimpleNamespace) -> None:
    amina, chantal = sign_in(app, "amina"), sign_in(app, "chantal")
    old, new = f"/partijen/{twice.twin}", f"/partijen/{twice.tuin}"
    talk, edit = (chantal.get(old + tail).text for tail in ("/contact/nieuw", "/wijzigen"))
    fill_in(amina, f"{twice.at}?met={twice.twin}")
    sent = send(chantal, old + "/contact/nieuw", talk, subject="Water")
    assert (sent.status_code, sent.headers["Location"]) == (307, new + "/contact/nieuw")
    assert send(chantal, new + "/contact/nieuw", talk, subject="Water").status_code == 303
    sent = send(chantal, old + "/wijzigen", edit, description="Met een kas")
    assert sent.status_code == 307
    both = send(chantal, sent.headers["Location"], edit, description="Met een kas")
    assert both.status_code == 409
    assert "Met een kas" in both.text
    away = chantal.post(old + "/archiveren")
    assert (away.status_code, away.headers["Location"]) == (303, new)
    linked = fill_in(
        chantal, "/verbindingen/nieuw",
        party_a="Basisschool De Kring", party_b="x", party_b_ref=twice.twin, kind="kent",
        anyway="y",
    )  # fmt: skip
    assert linked.status_code == 303


def test_one_contact_person_is_chosen(app: Flask, twice: SimpleNamespace) -> None:
    with app.app_context(), transaction():
        twin = get_party(twice.twin, viewer=OPERATOR)
        person = get_person(twice.chantal, viewer=OPERATOR)
        open_holding(
            twin, person=person, role="vaste_contactpersoon", period=Period(), actor=OPERATOR
        )
    page = sign_in(app, "amina").get(f"{twice.at}?met={twice.twin}").text
    assert "Wie blijft de vaste contactpersoon?" in page
    merged(app, twice, vaste_contactpersoon="andere")
    text = sign_in(app, "amina").get(f"/partijen/{twice.tuin}").text
    assert re.search(r"Chantal de Boer(?s:.{0,200})vaste contactpersoon", text)


def test_refused(app: Flask, twice: SimpleNamespace) -> None:
    amina = sign_in(app, "amina")
    assert "Vul de naam" in fill_in(amina, twice.at, other="").text
    assert "kennen geen partij" in fill_in(amina, twice.at, other="Niemand").text
    assert "dezelfde partij" in fill_in(amina, twice.at, other="Buurttuin De Vliet").text
    assert amina.get(f"{twice.at}?met={twice.tuin}").status_code == 303
    for hidden in (twice.zaak, NOWHERE):
        assert amina.get(f"{twice.at}?met={hidden}").status_code == 404
    at = f"{twice.at}?met={twice.twin}"
    page = amina.get(at)
    assert send(amina, at, page.text, naam="geen").status_code == 422
    with app.app_context(), transaction():
        twin = get_party(twice.twin, viewer=OPERATOR)
        change_party(twin, values={"phone": "070 333"}, actor=OPERATOR)
    late = send(amina, at, page.text, naam="andere")
    assert late.status_code == 422
    assert "intussen" in late.text
    assert "070 333" in late.text
    assert send(amina, at, late.text).status_code == 303


def test_an_archived_one_comes_back_first(app: Flask, twice: SimpleNamespace) -> None:
    amina = sign_in(app, "amina")
    at = f"{twice.at}?met={twice.twin}"
    amina.post(f"/partijen/{twice.twin}/archiveren")
    refused = send(amina, at, amina.get(at).text)
    assert refused.status_code == 422
    assert "staat in het archief" in refused.text
