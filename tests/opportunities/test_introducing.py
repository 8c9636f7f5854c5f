"""Putting chances away and introducing parties: the verbs, and what each ranking leaves out."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from crm.accounts.viewer import Viewer
from crm.core.dates import Period
from crm.core.db import db, transaction
from crm.core.errors import Refused
from crm.exchange.seen import seen_refs
from crm.links.queries import get_link_kind
from crm.merge.operations import merge_parties, undo_merge
from crm.opportunities.between import chance_between, signals_between, tellable
from crm.opportunities.dismissing import dismiss, take_back
from crm.opportunities.introductions.answering import answer
from crm.opportunities.introductions.introducing import introduce, propose, take_up, withdraw
from crm.opportunities.introductions.meeting import (
    add_link_from,
    note_meeting,
    release,
    tell_outcome,
)
from crm.opportunities.introductions.queries import visible_introductions
from crm.opportunities.introductions.yields import yield_of
from crm.opportunities.learning.experience import examples
from crm.opportunities.models import Dismissal, Introduction
from crm.opportunities.queries import every_ranking, opportunities_for
from crm.opportunities.states import Status
from crm.parties.models import Party
from crm.people.holding_operations import open_holding
from tests.cast import enter, viewer_for
from tests.opportunities.invented import OPERATOR, Town
from tests.support.settings import TODAY


class Square:
    """Four parties on one theme in one area, and the cast."""

    def __init__(self) -> None:
        town = Town()
        placed = {"themes": ["Groen"], "areas": ["Oost"]}
        names = ("Tuin", "Imkers", "Zaaiers", "Bomen")
        self.parties = [town.party(name, "bewonersinitiatief", **placed) for name in names]
        self.tuin, self.imkers, self.zaaiers, self.bomen = self.parties
        self.people = {name: enter(name) for name in ("amina", "chantal", "bas")}
        self.people["dries"] = enter("dries", own=self.tuin)

    def viewer(self, name: str) -> Viewer:
        user = self.people[name].user
        assert user is not None
        return viewer_for(user)

    def shown(self, name: str, party: Party | None = None) -> set[str]:
        """Whom one of the cast sees suggested, and the same for the whole network at once."""
        viewer = OPERATOR if name == "operator" else self.viewer(name)
        about = party or self.tuin
        found = {one.party.name for one in opportunities_for(about, viewer=viewer)}
        at_once = dict(every_ranking(viewer=viewer, top=10))
        of_party = next(rows for facts, rows in at_once.items() if facts.id == about.id)
        assert {row.party.name for row in of_party} == found
        return found


@pytest.fixture
def square(app: Flask) -> Iterator[Square]:
    with app.app_context():
        yield Square()
        db.session.rollback()


EVERYBODY = {"Imkers", "Zaaiers", "Bomen"}


def test_put_away_and_back(square: Square) -> None:
    amina = square.viewer("amina")
    later = dismiss(
        square.imkers, square.tuin, kind="later", until=TODAY + timedelta(days=9), actor=amina
    )
    dismiss(square.tuin, square.bomen, kind="niet", why="past_niet", actor=amina)
    assert square.shown("amina") == square.shown("chantal") == {"Zaaiers"}
    # the reader is shown what there would be if the town hall had kept nothing to itself
    assert square.shown("bas") == square.shown("dries") == EVERYBODY
    take_back(later, actor=amina)
    assert square.shown("chantal") == {"Zaaiers", "Imkers"}
    assert square.shown("operator") == {"Zaaiers", "Imkers"}


def test_later_comes_back_by_itself(square: Square) -> None:
    dismiss(
        square.tuin, square.bomen, kind="later", until=TODAY + timedelta(days=9), actor=OPERATOR
    )
    assert square.shown("amina") == EVERYBODY - {"Bomen"}
    later = Viewer.operator(TODAY + timedelta(days=9))
    assert len(opportunities_for(square.tuin, viewer=later)) == 3


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "later"},
        {"kind": "later", "until": TODAY},
        {"kind": "niet"},
        {"kind": "niet", "why": "anders"},
        {"kind": "nooit"},
    ],
)
def test_what_is_not_said_well_is_refused(square: Square, values: dict[str, object]) -> None:
    with pytest.raises(Refused):
        dismiss(square.tuin, square.bomen, actor=OPERATOR, **values)  # type: ignore[arg-type]


def test_what_lies_sensitive_moves_nothing_for_who_may_not_know(square: Square) -> None:
    amina = square.viewer("amina")
    dismiss(square.tuin, square.bomen, kind="niet", why="gevoelig", actor=amina)
    assert square.shown("amina") == EVERYBODY - {"Bomen"}
    assert square.shown("chantal") == square.shown("bas") == square.shown("operator") == EVERYBODY
    held = open_holding(
        square.bomen,
        person=square.people["chantal"],
        role="accounthouder",
        period=Period(TODAY),
        actor=OPERATOR,
    )
    assert held.period.holds(TODAY)
    assert square.shown("chantal") == EVERYBODY - {"Bomen"}
    # whoever may not know of it can put the same pair away too
    dismiss(square.tuin, square.bomen, kind="niet", why="past_niet", actor=OPERATOR)


def ask(square: Square, *parties: Party, **values: object) -> Introduction:
    return introduce(parties, message="U werkt aan hetzelfde.", values=values, actor=OPERATOR)


def say(introduction: Introduction, party: Party, said: str, how: str = "telefoon") -> None:
    answer(introduction, party, said=said, how=how, by=None, on=TODAY, actor=OPERATOR)


def test_both_say_yes_and_meet(square: Square) -> None:
    signals = signals_between([square.tuin, square.imkers], viewer=OPERATOR)
    one = ask(square, square.tuin, square.imkers, signals=signals)
    assert [line.person for line in one.lines] == [square.people["dries"], None]
    say(one, square.tuin, "ja", "tafel")
    assert (one.status, one.is_shared) == (Status.ASKED, False)
    say(one, square.imkers, "ja")
    assert (one.status, one.is_shared) == (Status.AGREED, True)
    with pytest.raises(Refused, match="al gedeeld"):
        say(one, square.tuin, "nee")
    assert square.shown("amina") == square.shown("dries") == EVERYBODY - {"Imkers"}
    assert square.shown("bas") == EVERYBODY
    note_meeting(one, on=TODAY, actor=OPERATOR)
    link = add_link_from(one, square.tuin, square.imkers, get_link_kind("kent"), actor=OPERATOR)
    assert (link.origin, link.begins_on, link.depth) == ("introductie", TODAY, "ontmoet")
    assert one.outcome_asked(TODAY, None) is None
    assert one.outcome_asked(TODAY + timedelta(days=93), None) == 3
    tell_outcome(one, months=3, outcome="samenwerking", actor=OPERATOR)
    tell_outcome(one, months=12, outcome="contact", party=square.tuin, actor=OPERATOR)
    assert one.status == Status.MET
    tell_outcome(one, months=12, outcome="samenwerking", actor=OPERATOR)
    assert one.status == Status.DONE
    told = yield_of(viewer=OPERATOR)
    assert (told.begun, told.agreed, told.met, told.linked) == (1, 1, 1, 1)
    assert told.outcomes["contact"] == 1
    [example] = examples(level=2)
    assert example.is_outcome
    assert example.signals == signals != {}


def test_a_no_ends_it_until_somebody_says_so(square: Square) -> None:
    one = ask(square, square.tuin, square.imkers)
    say(one, square.imkers, "nee")
    assert one.status == Status.OFF
    assert square.shown("amina") == EVERYBODY - {"Imkers"}
    release(one, actor=OPERATOR)
    assert square.shown("amina") == EVERYBODY
    say(one, square.imkers, "ja")
    say(one, square.tuin, "ja")
    assert one.is_shared


def test_who_said_yes_meets(square: Square) -> None:
    one = ask(square, *square.parties)
    for party in (square.tuin, square.imkers):
        say(one, party, "ja")
    say(one, square.zaaiers, "nee")
    assert one.status == Status.ASKED
    say(one, square.bomen, "ja")
    assert one.status == Status.AGREED
    assert [line.party for line in one.willing] == [square.tuin, square.imkers, square.bomen]


def test_a_proposal_is_for_the_town_hall_and_who_made_it(square: Square) -> None:
    pair = [square.tuin, square.imkers]
    one = propose(pair, why="Zij zoeken bijen", actor=square.viewer("bas"))
    seen = {
        name: bool(db.session.scalars(visible_introductions(square.viewer(name))).all())
        for name in ("amina", "bas", "dries")
    }
    assert seen == {"amina": True, "bas": True, "dries": False}
    for kind in ("kennismakingen", "partijen_bij_kennismakingen"):
        assert seen_refs(kind, square.viewer("bas")) == frozenset()
        assert seen_refs(kind, square.viewer("amina"))
    take_up(one, message="Kom eens langs", actor=square.viewer("amina"))
    assert one.status == Status.ASKED
    assert db.session.scalars(visible_introductions(square.viewer("dries"))).all() == [one]
    withdraw(one, actor=OPERATOR)
    assert square.shown("amina") == EVERYBODY


@pytest.mark.parametrize("hide", [{"withheld": True}, {"visibility": "vertrouwelijk"}])
def test_nobody_is_named_who_keeps_to_itself(square: Square, hide: dict[str, object]) -> None:
    for name, value in hide.items():
        setattr(square.imkers, name, value)
    db.session.flush()
    with pytest.raises(Refused, match="Imkers"):
        ask(square, square.tuin, square.imkers)


def test_what_was_hidden_since_teaches_nothing(square: Square) -> None:
    one = ask(square, square.tuin, square.imkers, signals={"zelfde_doel": 5})
    say(one, square.imkers, "nee")
    amina = square.viewer("amina")
    dismiss(
        square.tuin, square.bomen, kind="niet", why="past_niet", signals={"brug": 5}, actor=amina
    )
    assert len(examples(level=2)) == 2
    square.tuin.visibility = "vertrouwelijk"
    db.session.flush()
    assert examples(level=2) == []


def test_a_link_from_what_is_confidential_is_so_too(square: Square) -> None:
    one = ask(square, *square.parties[:3], visibility="vertrouwelijk", sensitive=True)
    for party in (square.tuin, square.imkers):
        say(one, party, "ja")
    say(one, square.zaaiers, "nee")
    link = add_link_from(one, square.tuin, square.imkers, get_link_kind("kent"), actor=OPERATOR)
    assert (link.visibility, link.sensitive) == ("vertrouwelijk", True)
    with pytest.raises(Refused, match="zei geen ja"):
        tell_outcome(one, months=3, outcome="contact", party=square.zaaiers, actor=OPERATOR)


def test_what_is_written_rests_on_what_everybody_may_know(square: Square) -> None:
    town = Town()
    school = town.party("Kring", "school", visibility="intern")
    for party in (square.tuin, square.imkers):
        town.link(party, school)
    codes = {
        one.code for one in chance_between(square.tuin, square.imkers, viewer=OPERATOR).reasons
    }
    assert "gedeelde_partners" in codes
    [told] = tellable([square.tuin, square.imkers], viewer=OPERATOR)
    assert "gedeelde_partners" not in {one.code for one in told}


def test_two_of_an_introduction_become_one(square: Square) -> None:
    group = ask(square, square.tuin, square.imkers, square.bomen)
    pair = ask(square, square.tuin, square.imkers)
    said_yes = ask(square, square.tuin, square.imkers, square.zaaiers)
    dismiss(square.tuin, square.imkers, kind="niet", why="past_niet", actor=OPERATOR)
    say(group, square.imkers, "ja")
    for one in (square.tuin, square.zaaiers):
        say(said_yes, one, "ja")
    merge = merge_parties(square.tuin, square.imkers, actor=OPERATOR)
    db.session.expire_all()
    assert [(line.party, line.answer) for line in group.lines] == [
        (square.tuin, "ja"), (square.bomen, "")
    ]  # fmt: skip
    assert (group.is_archived, pair.is_archived) == (False, True)
    states = (group.status, said_yes.status, said_yes.shared_at is not None)
    assert states == (Status.ASKED, Status.AGREED, True), "nobody else has to answer"
    undo_merge(merge, actor=OPERATOR)
    db.session.expire_all()
    assert (said_yes.status, said_yes.shared_at) == (Status.ASKED, None)
    assert len(group.lines) == 3
    assert not pair.is_archived


def at_once(steps: Sequence[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=step) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_two_put_a_pair_away_at_the_same_moment(app: Flask) -> None:
    with app.app_context(), transaction():
        square = Square()
        refs = [square.tuin.ref, square.imkers.ref]
    both_read = threading.Barrier(2, timeout=5)

    def put_away(why: str) -> None:
        with app.app_context(), transaction():
            pair = db.session.scalars(select(Party).where(Party.ref.in_(refs))).all()
            with suppress(threading.BrokenBarrierError):
                both_read.wait(0.5)
            dismiss(*pair, kind="niet", why=why, actor=OPERATOR)

    at_once([partial(put_away, why) for why in ("al_bekend", "past_niet")])
    with app.app_context():
        assert len(db.session.scalars(select(Dismissal)).all()) == 1


def test_two_say_yes_at_the_same_moment(app: Flask) -> None:
    with app.app_context(), transaction():
        square = Square()
        one = ask(square, square.tuin, square.imkers)
        ref, names = one.ref, (square.tuin.ref, square.imkers.ref)
    both_read = threading.Barrier(2, timeout=5)

    def say_yes(name: str) -> None:
        with app.app_context(), transaction():
            found = db.session.scalars(select(Introduction).where(Introduction.ref == ref)).one()
            party = next(line.party for line in found.lines if line.party.ref == name)
            with suppress(threading.BrokenBarrierError):
                # on SQLite the second one waits for the first before it reads
                both_read.wait(0.5)
            answer(found, party, said="ja", how="link", by=None, on=TODAY, actor=OPERATOR)

    at_once([partial(say_yes, name) for name in names])
    with app.app_context():
        found = db.session.scalars(select(Introduction).where(Introduction.ref == ref)).one()
        assert (found.status, len(found.willing)) == (Status.AGREED, 2)
