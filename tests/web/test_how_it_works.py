"""Hoe werkt dit?: what counts how much, what was learned, and taking that back."""

from __future__ import annotations

import random
import re
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import select

from crm.core.db import db, transaction
from crm.opportunities.learning.operations import learn
from crm.opportunities.models import Lesson
from crm.opportunities.ranking.reasons import REASONS
from crm.opportunities.ranking.weights import weights_at
from crm.parties.models import Party
from crm.upkeep.generate import generate_network
from tests.cast import OPERATOR, sign_in

PAGE = "/kansen/hoe-werkt-dit"
POINTS = r"(\d+,\d) punten"
QUALITY = {"questions": 90, "mrr": 0.3, "hit5": 0.4, "hit10": 0.6}


def test_everybody_reads_what_counts_and_a_beheerder_learns(
    app: Flask, vlietdam: SimpleNamespace
) -> None:
    bas, beheer = sign_in(app, "bas"), sign_in(app, "beheer")
    assert PAGE in bas.get("/kansen").text
    page = bas.get(PAGE).text
    assert all(reason.label in page for reason in REASONS)
    assert "Leer opnieuw" not in page
    assert "Wij keken nog niet terug" in page
    for address in ("/leer", "/terug"):
        assert sign_in(app, "amina").post(PAGE + address).status_code == 403
    answer = beheer.post(PAGE + "/leer")
    assert answer.status_code == 303
    assert "Nog te weinig ervaring" in beheer.get(answer.location).text
    assert "Nog te weinig ervaring" in beheer.get(PAGE).text
    assert "Nog te weinig ervaring" in beheer.get(PAGE + "/eerder").text
    assert (
        "geleerd van het eigen verleden" in beheer.get("/beheer/logboek?wat=learning").text.lower()
    )
    assert PAGE in beheer.get("/beheer").text


def test_what_was_learned_is_told_to_who_it_is_for_and_goes_back(
    app: Flask, vlietdam: SimpleNamespace
) -> None:
    used = {
        "what": "verbindingen", "since": "2025-01-01", "checked_since": "2026-01-01",
        "later": 300, "questions": 90, "outcomes": 3, "judged": 0, "judged_checked": 0,
        "unseen": ["zelfde_regeling"],
    }  # fmt: skip
    with app.app_context(), transaction():
        kept = Lesson(
            level=2, kept=True, result="beter", factors={"tekst_lijkt": 2.0}, used=used,
            quality={"before": QUALITY, "after": {**QUALITY, "hit10": 0.7}},
        )  # fmt: skip
        learn([kept], actor=OPERATOR)
    beheer, bas = sign_in(app, "beheer"), sign_in(app, "bas")
    page = beheer.get(PAGE).text
    said = (
        "300 verbindingen", "2 januari 2025", "Bij 6 van de 10", "Bij 7 van de 10",
        "2,0 keer zo zwaar", "Zwaarder: De namen", "Te weinig gezien", "nog te weinig ervaring",
    )  # fmt: skip
    for words in said:
        assert words in page
    assert "300 verbindingen" not in bas.get(PAGE).text
    back = beheer.post(PAGE + "/terug", follow_redirects=True).text
    assert "Teruggezet" in back
    assert "Een beheerder zette dit terug" in back
    assert "niets om terug te zetten" in beheer.post(PAGE + "/terug", follow_redirects=True).text
    with app.app_context():
        assert weights_at(2)["tekst_lijkt"] == weights_at(0)["tekst_lijkt"]


def test_the_points_of_shown_reasons_add_up_whatever_was_learned(
    app: Flask, vlietdam: SimpleNamespace
) -> None:
    """Suggestions taken at random, as two roles see them, which learned something else."""
    numbers = random.Random(7)
    with app.app_context(), transaction():
        generate_network(60, seed=5, actor=OPERATOR)
        taught = [
            Lesson(
                level=level, kept=True, result="beter", quality={}, used={"unseen": []},
                factors={reason.code: round(numbers.uniform(0.25, 4), 2) for reason in REASONS},
            )
            for level in (1, 2)
        ]  # fmt: skip
        learn(taught, actor=OPERATOR)
        open_to_all = select(Party.ref).where(Party.level <= 1, Party.archived_at.is_(None))
        refs = numbers.sample(sorted(db.session.scalars(open_to_all)), 30)
    added = 0
    for who in ("amina", "bas"):
        client = sign_in(app, who)
        for ref in refs:
            for card in client.get(f"/partijen/{ref}/kansen").text.split('"row__head"')[1:]:
                points = [float(one.replace(",", ".")) for one in re.findall(POINTS, card)]
                total = float(re.findall(r"Samen " + POINTS, card)[0].replace(",", "."))
                assert sum(points) - total == pytest.approx(total, abs=0.05 * len(points))
                added += 1
    assert added > 20
