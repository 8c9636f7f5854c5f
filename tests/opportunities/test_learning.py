"""Learning from the network's own past: the method, what it may rest on, and taking it back."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from crm.audit.models import Event
from crm.core.dates import utc_now
from crm.core.db import db, transaction
from crm.core.errors import Refused
from crm.links.edges import rebuild_edges
from crm.links.models import Link
from crm.opportunities.learning import examples, lessons
from crm.opportunities.learning import jobs as learning_jobs
from crm.opportunities.learning.examples import split_of
from crm.opportunities.learning.experience import Example
from crm.opportunities.learning.lessons import look_back
from crm.opportunities.learning.operations import learn, take_back
from crm.opportunities.learning.past import Past, read_history
from crm.opportunities.learning.regression import (
    Judged,
    Question,
    as_strong,
    fit,
    order_of,
    quality_of,
)
from crm.opportunities.learning.words import MEANINGS, quality_text, used_text
from crm.opportunities.models import Learning, Lesson
from crm.opportunities.ranking.engine import rank
from crm.opportunities.ranking.reasons import DEFAULTS
from crm.opportunities.ranking.tables import Tables
from crm.opportunities.ranking.weights import factors_at, weights_at
from crm.parties.models import Party
from crm.resources.affiliations import rebuild_affiliations
from crm.upkeep.generate import generate_network
from tests.opportunities.invented import OPERATOR, Town

DAY = date(2026, 1, 1)
ONES = [1.0, 1.0, 1.0]


def a_past(count: int, seed: int = 1) -> list[Question]:
    """Rankings of three reasons in which only the second says who comes."""
    numbers = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        points = numbers.random((12, 3)) * 20
        came = np.arange(12) == (points[:, 1] + 4 * numbers.random(12)).argmax()
        found.append(Question(points, came))
    return found


class TestTheMethod:
    def test_what_says_who_comes_counts_more_and_what_does_not_less(self) -> None:
        past = a_past(80)
        factors = fit(past, [], [True, True, False])
        assert factors[0] < 0.6 < 1.5 < factors[1] <= 4
        assert factors[2] == 1, "it was not to be moved"
        later = a_past(80, seed=2)
        assert quality_of(later, factors).mrr > quality_of(later, [1, 1, 1]).mrr + 0.2
        assert fit(past, [], [True, True, False]) == factors

    def test_the_best_stay_as_strong_as_they_were(self) -> None:
        past, movable = a_past(80), [True, True, False]
        factors = as_strong(past, [0.3, 0.9, 1.0], movable)
        assert factors[2] == 1
        assert factors[1] / factors[0] == pytest.approx(3, abs=0.1)
        strong = [sum(sum(sorted(one.points @ by)[-10:]) for one in past) for by in (factors, ONES)]
        assert strong[0] == pytest.approx(strong[1], rel=0.02)
        assert as_strong([], [0.3, 0.9, 1.0], movable) == [0.3, 0.9, 1.0]

    def test_without_examples_all_stays_and_few_examples_move_little(self) -> None:
        assert fit([], [], [True] * 3) == [1, 1, 1]
        few = fit(a_past(3), [], [True] * 3)
        assert max(abs(np.log(few))) < max(abs(np.log(fit(a_past(80), [], [True] * 3))))

    def test_one_odd_past_cannot_break_it(self) -> None:
        points = np.array([[60.0, 0.0], [0.0, 1.0]])
        odd = [Question(points, np.array([False, True]))] * 500
        assert fit(odd, [], [True, True]) == [0.25, 4.0]

    def test_what_people_judged_moves_the_weights(self) -> None:
        numbers = random.Random(1)
        points = [np.array([numbers.random() * 9, numbers.random() * 9]) for _ in range(80)]
        judged = [Judged(one, float(one[0] > one[1])) for one in points]
        factors = fit([], judged, [True, True])
        assert factors[0] > 1
        assert order_of(judged, factors) >= order_of(judged, [1, 1])

    def test_the_first_that_came_decides_how_good_a_ranking_is(self) -> None:
        points = np.array([[3.0], [2.0], [1.0]])
        asked = [Question(points, np.array(came)) for came in ([0, 1, 1], [0, 0, 0])]
        asked = [replace(one, came=one.came.astype(bool)) for one in asked]
        quality = quality_of(asked, [1.0])
        assert (quality.mrr, quality.hit5, quality.hit10) == (0.25, 0.5, 0.5)
        assert quality_text({"questions": 2, "hit5": 0.5, "hit10": 0.5})[0].startswith(
            "Bij 5 van de 10 partijen"
        )


def test_the_past_is_divided_by_day() -> None:
    days = [DAY + timedelta(days=number) for number in range(500)]
    split = split_of(days)
    assert split is not None
    assert split.later == 250
    assert split.check == split.learn + timedelta(days=150)
    assert split_of(days[:199]) is None
    one_day = split_of([DAY] * 300)
    assert one_day is not None
    assert (one_day.learn, one_day.check) == (DAY - timedelta(days=1), None)


def test_every_reason_has_a_meaning_in_plain_words() -> None:
    assert set(DEFAULTS) <= set(MEANINGS)


class TestInTheNetwork:
    def test_the_network_of_a_day_knows_nothing_of_later(self, session: Session) -> None:
        town = Town()
        one, other, third, late = (town.party(name) for name in ("Een", "Twee", "Drie", "Laat"))
        town.link(one, other, begins_on=DAY)
        town.link(other, third, begins_on=DAY, ends_on=DAY + timedelta(days=50))
        town.link(third, late, begins_on=DAY + timedelta(days=90))
        history = read_history(2)
        past = Past(history, DAY + timedelta(days=30))
        facts = past.facts([party.id for party in (one, other, third, late)])
        assert [facts[party.id].degree for party in (one, other, third, late)] == [1, 2, 1, 0]
        assert past.linked(third.id) == {other.id}
        assert past.linked(late.id) == frozenset()
        afterwards = Past(history, DAY + timedelta(days=60))
        assert afterwards.linked(third.id) == frozenset()

    def test_too_little_experience_leaves_everything_as_it_was(self, session: Session) -> None:
        generate_network(20, seed=1, actor=OPERATOR)
        found = look_back(day=OPERATOR.day)
        assert [(one.level, one.result, one.kept) for one in found] == [
            (1, "te_weinig", False),
            (2, "te_weinig", False),
        ]
        told = " ".join(used_text(found[1], fewest_later=200, fewest_outcomes=50))
        assert "nog te weinig ervaring" in told
        learn(found, actor=OPERATOR)
        assert weights_at(2) == DEFAULTS
        with pytest.raises(Refused):
            take_back(actor=OPERATOR)

    def test_hidden_records_teach_nothing(
        self, session: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What each level learns is what it would be without the records above it."""
        monkeypatch.setattr(examples, "FEWEST_LATER", 60)
        monkeypatch.setattr(examples, "MOST_QUESTIONS", 60)
        generate_network(60, seed=3, actor=OPERATOR)
        for model in (Party, Link):
            for place, visibility in enumerate(("intern", "vertrouwelijk")):
                some = model.id % 9 == place
                session.execute(update(model).where(some).values(visibility=visibility))
        self._follow()
        with_hidden = [self._plain(one) for one in look_back(day=OPERATOR.day)]
        assert with_hidden[0]["result"] != "te_weinig"
        assert with_hidden[0] != with_hidden[1]
        for level in (1, 0):
            session.execute(update(Link).where(Link.level > level + 1).values(archived_at=NOW))
            session.execute(update(Party).where(Party.level > level + 1).values(archived_at=NOW))
            self._follow()
            without = [self._plain(one) for one in look_back(day=OPERATOR.day)]
            assert without[level] == with_hidden[level]

    @staticmethod
    def _follow() -> None:
        db.session.expire_all()
        rebuild_edges()
        rebuild_affiliations()

    @staticmethod
    def _plain(lesson: Lesson) -> dict[str, object]:
        names = ("result", "factors", "used", "quality")
        return {name: getattr(lesson, name) for name in names}

    def test_enough_outcomes_teach_the_town_hall_alone(
        self, session: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def judged(place: int) -> Example:
            good = place % 2
            signals = {"tekst_lijkt": 9_000_000 * good, "zelfde_regeling": 8_000_000 * (1 - good)}
            signals |= {"zelfde_thema_in_gebied": 1_000_000 * place}
            return Example(DAY + timedelta(days=place), signals, float(good), is_outcome=True)

        monkeypatch.setattr(
            lessons, "examples", lambda *, level: [judged(place) for place in range(60)]
        )
        network, town_hall = look_back(day=OPERATOR.day)
        assert (network.result, network.used["judged"]) == ("te_weinig", 0)
        assert town_hall.used["outcomes"] == 60
        assert town_hall.factors["tekst_lijkt"] > 1
        assert town_hall.factors["gedeelde_partners"] == 1, "seen too seldom to move"


NOW = utc_now()


def lesson(level: int, **factors: float) -> Lesson:
    used = {"what": "", "outcomes": 0, "judged": 0, "judged_checked": 0, "unseen": []}
    return Lesson(level=level, kept=True, result="beter", factors=factors, used=used, quality={})


def test_learned_and_taken_back_leaves_two_events_and_the_score_stays_a_sum(
    session: Session,
) -> None:
    town = Town()
    one, _other = (town.party(name, themes=["Groen"], areas=["Oost"]) for name in ("Een", "Twee"))
    before = score(one)
    learn([lesson(2, zelfde_thema_in_gebied=2.0)], actor=OPERATOR)
    learn([lesson(2, zelfde_thema_in_gebied=0.5)], actor=OPERATOR)
    assert factors_at(2) == {"zelfde_thema_in_gebied": 0.5}
    for times in (0.5, 2.0, 1.0):
        assert score(one)["zelfde_thema_in_gebied"] == before["zelfde_thema_in_gebied"] * times
        if times != 1.0:
            take_back(actor=OPERATOR)
    told = session.scalars(select(Event.tag).where(Event.tag.startswith("learning")))
    assert sorted(told) == ["learning.done"] * 2 + ["learning.taken_back"] * 2


def score(party: Party) -> dict[str, int]:
    ranking = rank(party.id, Tables(OPERATOR), top=1)
    assert ranking is not None
    [row] = ranking.rows
    assert row.score == sum(points for _, points in row.points)
    return dict(row.points)


class TestTheFrontDoor:
    def test_the_command(self, app: Flask) -> None:
        run = app.test_cli_runner().invoke
        with app.app_context(), transaction():
            generate_network(20, seed=1, actor=OPERATOR)
        answer = run(args=["crm", "learn", "--dry-run"])
        assert answer.exit_code == 0, answer.output
        assert "te weinig" in answer.output
        with app.app_context():
            assert db.session.scalars(select(Learning)).all() == []
        assert run(args=["crm", "learn"]).exit_code == 0
        assert run(args=["crm", "learn", "--terug"]).exit_code == 1
        with app.app_context(), transaction():
            learn([lesson(2, tekst_lijkt=2.0)], actor=OPERATOR)
        assert run(args=["crm", "learn", "--terug"]).exit_code == 0
        assert run(args=["crm", "learn", "--terug", "--dry-run"]).exit_code == 2
        with app.app_context():
            assert weights_at(2) == DEFAULTS

    def test_by_itself_only_with_enough_outcomes(
        self, app: Flask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with app.app_context():
            work = _Work()
            assert "te weinig ervaring" in learning_jobs.learn_by_itself(work).sentence
            monkeypatch.setattr(learning_jobs, "count_outcomes", lambda *, level: 51)
            assert "Voor de gemeente" in learning_jobs.learn_by_itself(work).sentence
            for judged, told in ((0, "Voor de gemeente"), (31, learning_jobs.NOTHING_NEW)):
                used = {"outcomes": 45, "judged": judged}
                db.session.execute(update(Lesson).values(used=used).where(Lesson.level == 2))
                db.session.commit()
                assert told in learning_jobs.learn_by_itself(work).sentence
            db.session.execute(delete(Learning))
            db.session.commit()


class _Work:
    day = OPERATOR.day
    owner = None

    def progress(self, done: int, total: int = 0, unit: str = "") -> None:
        """Nobody looks."""
