"""What a server keeps in memory of the network is as fresh as the tables, whatever changes."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from crm.accounts.viewer import Viewer
from crm.audit.models import Event
from crm.core.dates import Period
from crm.core.db import db, transaction
from crm.goals.models import PartyGoal
from crm.goals.operations import (
    add_contribution,
    add_goal,
    archive_goal,
    change_goal,
    remove_contribution,
)
from crm.links.operations import archive_link, change_link, end_link, restore_link
from crm.merge.operations import merge_parties
from crm.notes.operations import write_note
from crm.opportunities.dismissing import dismiss
from crm.opportunities.introductions.introducing import introduce
from crm.opportunities.learning.operations import learn
from crm.opportunities.learning.operations import take_back as unlearn
from crm.opportunities.models import Lesson
from crm.opportunities.queries import opportunities_for, settled_of
from crm.opportunities.ranking import kept
from crm.opportunities.ranking.engine import rank
from crm.opportunities.ranking.from_memory import FromMemory
from crm.opportunities.ranking.kept import (
    AtHand,
    KeptNetworks,
    begin_with,
    evidence_for,
    labels_at_hand,
)
from crm.opportunities.ranking.network import Network
from crm.opportunities.ranking.structure import LargeNetwork
from crm.opportunities.ranking.tables import Tables
from crm.opportunities.schemes import fitting_schemes
from crm.parties.labels import labels_of
from crm.parties.models import party_theme
from crm.parties.operations import archive_party, change_party, restore_party
from crm.parties.queries import get_party
from crm.parties.sharing import look_at_sharing, share_parties
from crm.people.operations import add_person, open_role
from crm.resources.models import Scheme
from crm.resources.operations import answer_offer, change_offer
from crm.taxonomy.models import Area, Theme
from crm.taxonomy.operations import change_item, merge_item, retire_item
from crm.upkeep.generate import generate_network
from tests.opportunities.invented import OPERATOR, READER, Town
from tests.opportunities.memory import fresh_network, what_it_holds
from tests.support.counting import counted

HERE: dict[str, Any] = {"themes": ["Groen"], "areas": ["Oost"]}
VISITOR = Viewer.visitor(OPERATOR.day)
VIEWERS = (OPERATOR, READER, VISITOR)
TOMORROW = OPERATOR.day + timedelta(days=1)


class Watched(Town):
    """A town and what a server keeps of it; every change is compared."""

    def __init__(self, app: Flask) -> None:
        super().__init__()
        self.networks = KeptNetworks(app.app_context)
        self.garden = self.party("Tuin", visibility="openbaar", **HERE)
        self.meadow = self.party("Weide", **HERE)
        self.wood = self.party("Bos", visibility="intern", **HERE)
        self.bond = self.link(self.garden, self.meadow)
        self.goal = add_goal(values={"title": "Meer groen"}, actor=OPERATOR)
        for party in (self.garden, self.meadow):
            add_contribution(self.goal, party, nature="draagt_bij", actor=OPERATOR)
        self.gift = self.offer(self.garden, "biedt", "geld", "Zaad", areas=["Oost"])
        db.session.commit()

    def kept(self, viewer: Viewer) -> Network:
        """What is kept for a viewer, as the next request finds it."""
        network = self.asked(viewer)
        assert network is not None
        return network

    def asked(self, viewer: Viewer) -> Network | None:
        """The same, when it may not be there."""
        request = AtHand(self.networks)
        network = request.network_for(viewer)
        request.let_go()
        return network

    def after(self, change: Callable[[], Any]) -> list[bool]:
        """For each viewer whether the network is still the same one; it holds what is true."""
        before = [self.kept(viewer) for viewer in VIEWERS]
        for viewer, network in zip(VIEWERS, before, strict=True):
            assert what_it_holds(network) == what_it_holds(fresh_network(viewer))
        with transaction():
            change()
        after = [self.kept(viewer) for viewer in VIEWERS]
        for viewer, network in zip(VIEWERS, after, strict=True):
            assert what_it_holds(network) == what_it_holds(fresh_network(viewer))
        return [one is other for one, other in zip(before, after, strict=True)]


@pytest.fixture
def town(app: Flask, session: Session) -> Watched:
    """A watched town."""
    return Watched(app)


FOLLOWED: dict[str, Callable[[Watched], Any]] = {
    "a party": lambda town: town.party("Beek", themes=["Groen"], areas=["Oost"]),
    "a name": lambda town: change_party(town.wood, values={"name": "Park"}, actor=OPERATOR),
    "what it says": lambda town: change_party(
        town.wood, values={"description": "Wij koken voor ouderen"}, actor=OPERATOR
    ),
    "themes": lambda town: change_party(town.wood, values={"themes": []}, actor=OPERATOR),
    "areas": lambda town: change_party(town.garden, values={"areas": []}, actor=OPERATOR),
    "hidden": lambda town: change_party(
        town.meadow, values={"visibility": "vertrouwelijk"}, actor=OPERATOR
    ),
    "shared": lambda town: share_parties(
        look_at_sharing([town.wood], visibility="netwerk"), actor=OPERATOR
    ),
    "in the archive": lambda town: archive_party(town.meadow, actor=OPERATOR),
    "a link": lambda town: town.link(town.garden, town.wood),
    "a link of tomorrow": lambda town: town.link(town.meadow, town.wood, begins_on=TOMORROW),
    "a hidden link": lambda town: change_link(
        town.bond, values={"visibility": "intern"}, actor=OPERATOR
    ),
    "a link over": lambda town: end_link(town.bond, ends_on=OPERATOR.day, actor=OPERATOR),
    "a link away": lambda town: archive_link(town.bond, actor=OPERATOR),
    "an offer": lambda town: town.offer(town.wood, "zoekt", "geld", "Bomen"),
    "another offer": lambda town: change_offer(
        town.gift, values={"title": "Mest", "areas": []}, actor=OPERATOR
    ),
    "an offer answered": lambda town: answer_offer(town.gift, party=town.wood, actor=OPERATOR),
    "a goal": lambda town: add_goal(values={"title": "Meer water"}, actor=OPERATOR),
    "one more at a goal": lambda town: add_contribution(
        town.goal, town.wood, nature="draagt_bij", actor=OPERATOR
    ),
    "one less at a goal": lambda town: remove_contribution(
        db.session.scalars(select(PartyGoal).where(PartyGoal.party_id == town.garden.id)).one(),
        actor=OPERATOR,
    ),
    "a hidden goal": lambda town: change_goal(
        town.goal, values={"visibility": "intern"}, actor=OPERATOR
    ),
    "a goal over": lambda town: archive_goal(town.goal, actor=OPERATOR),
    "put away": lambda town: dismiss(
        town.garden, town.wood, kind="niet", why="past_niet", actor=OPERATOR
    ),
    "introduced": lambda town: introduce([town.garden, town.wood], message="Dag", actor=OPERATOR),
    "a lesson": lambda town: learn(
        [Lesson(level=2, kept=True, result="beter", factors={"zelfde_doel": 2.0})], actor=OPERATOR
    ),
    "a person": lambda town: open_role(
        add_person(values={"last_name": "Jansen"}, actor=OPERATOR),
        town.wood,
        role="ambtenaar",
        period=Period(),
        actor=OPERATOR,
    ),
}
READ_AGAIN: dict[str, Callable[[Watched], Any]] = {
    "merged": lambda town: merge_parties(
        town.meadow, town.wood, answers={}, contact_stays=town.meadow, actor=OPERATOR
    ),
    "a theme by another name": lambda town: change_item(
        town.theme("Groen"), values={"name": "Natuur"}, actor=OPERATOR
    ),
    "areas taken together": lambda town: merge_item(
        town.area("Oost"), town.area("Noord"), actor=OPERATOR
    ),
    "a theme not offered": lambda town: retire_item(town.theme("Groen"), actor=OPERATOR),
    "an invented network": lambda town: generate_network(20, actor=OPERATOR),
}


@pytest.mark.parametrize("what", FOLLOWED)
def test_what_changed_is_read_again_and_nothing_else(town: Watched, what: str) -> None:
    assert town.after(lambda: FOLLOWED[what](town)) == [True] * 3


@pytest.mark.parametrize("what", READ_AGAIN)
def test_when_it_cannot_be_told_everything_is_read_again(town: Watched, what: str) -> None:
    assert town.after(lambda: READ_AGAIN[what](town)) == [False] * 3


def test_what_is_hidden_while_it_is_read_is_not_told(
    app: Flask, town: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL every statement sees its own moment: each looks who may be known."""
    with transaction():
        town.theme("Muziek"), town.area("Noord")
        change_party(town.meadow, values={"name": "Weiland"}, actor=OPERATOR)
    ref, before = town.meadow.ref, Network._read_links

    def hide() -> None:
        with app.app_context(), transaction():
            values = {
                "visibility": "vertrouwelijk",
                "description": "Opvang van daklozen",
                "themes": [db.session.scalars(select(Theme).where(Theme.name == "Muziek")).one()],
                "areas": [db.session.scalars(select(Area).where(Area.name == "Noord")).one()],
            }
            change_party(get_party(ref, viewer=OPERATOR), values=values, actor=OPERATOR)

    def meanwhile(network: Network, ids: list[int]) -> Any:
        found = before(network, ids)
        monkeypatch.setattr(Network, "_read_links", before)
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(hide).result()
        return found

    monkeypatch.setattr(Network, "_read_links", meanwhile)
    network = town.kept(READER)
    labels = network.labels(town.meadow.id)
    assert labels is not None
    assert "Muziek" not in labels.themes
    assert "Noord" not in labels.areas
    assert not network.told([town.meadow.id])
    db.session.rollback()
    assert town.kept(READER).labels(town.meadow.id) is None, "the next request"


def test_what_comes_back_is_there_again(town: Watched) -> None:
    for away, back in ((archive_party, restore_party), (archive_link, restore_link)):
        one: Any = town.garden if away is archive_party else town.bond
        assert all(town.after(partial(away, one, actor=OPERATOR)))
        assert all(town.after(partial(back, one, actor=OPERATOR)))
    learned = Lesson(level=1, kept=True, result="beter", factors={"zelfde_doel": 2.0})
    assert all(town.after(lambda: learn([learned], actor=OPERATOR)))
    assert all(town.after(lambda: unlearn(actor=OPERATOR)))


def test_many_changes_at_once_are_read_as_a_whole(
    town: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_EVENTS", 2)

    def change() -> None:
        for number in range(3):
            town.party(f"Groep {number}")

    assert town.after(change) == [False] * 3


def test_another_history_is_another_network(town: Watched) -> None:
    """A backup was put back: until something happens it might be a transaction that is older."""
    with transaction():
        town.party("Kort")
    before = town.kept(OPERATOR)
    newest = db.session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()
    number = newest.id
    db.session.execute(delete(Event).where(Event.id == number))
    db.session.execute(delete(party_theme))
    db.session.commit()
    assert town.asked(OPERATOR) is None
    with transaction():
        write_note(town.garden, values={"text": "Een ander verleden"}, actor=OPERATOR)
    assert town.kept(OPERATOR) is not before
    assert what_it_holds(town.kept(OPERATOR)) == what_it_holds(fresh_network(OPERATOR))


def test_nothing_changes_in_what_another_request_reads(town: Watched) -> None:
    before = town.kept(OPERATOR)
    reading = AtHand(town.networks)
    assert reading.network_for(OPERATOR) is before
    held = what_it_holds(before)
    with transaction():
        town.link(town.garden, town.wood)
    assert town.asked(OPERATOR) is None
    assert what_it_holds(before) == held
    reading.let_go()
    assert town.kept(OPERATOR) is before
    assert what_it_holds(before) == what_it_holds(fresh_network(OPERATOR)) != held


def test_partners_are_read_again_also_when_memory_missed_their_link(town: Watched) -> None:
    """Between two statements of one reading somebody else may have changed what they read."""
    network = town.kept(OPERATOR)
    network.links.put(network.parties, {})
    with transaction():
        archive_party(town.meadow, actor=OPERATOR)
    assert town.kept(OPERATOR) is network
    assert what_it_holds(network) == what_it_holds(fresh_network(OPERATOR))


def test_who_is_in_no_network_is_near_nobody(town: Watched) -> None:
    """Its number is higher than of anybody in memory, and also where nobody is."""
    secret = [town.party(f"Geheim {one}", visibility="vertrouwelijk", **HERE) for one in range(60)]
    db.session.commit()
    near = {town.garden.id, town.meadow.id}
    for viewer in VIEWERS:
        memory = FromMemory(viewer, town.kept(viewer))
        assert memory.near_among(secret[-1].id, near) == memory.near(secret[-1].id) == {}
        assert rank(secret[-1].id, memory, top=5) is None
    for party in (town.garden, town.meadow, town.wood):
        archive_party(party, actor=OPERATOR)
    nobody = Network(0, OPERATOR.day)
    assert nobody.near_among(secret[-1].id, {secret[0].id}) == nobody.near(secret[0].id) == {}


def test_a_partner_that_was_not_read_counts_for_nothing(
    town: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two statements of one reading somebody else may have added it."""
    unknown = town.wood.id + 5000
    read = Network._read_links

    def with_unknown(network: Network, ids: list[int]) -> Any:
        now, later = read(network, ids)
        return {one: {*others, unknown} for one, others in now.items()}, later

    before = rank(town.garden.id, LargeNetwork(OPERATOR), top=5)
    monkeypatch.setattr(Network, "_read_links", with_unknown)
    whole = LargeNetwork(OPERATOR)
    for source in (whole, FromMemory(OPERATOR, whole.network)):
        after = rank(town.garden.id, source, top=5)
        assert before is not None
        assert after is not None
        assert after.rows == before.rows
    assert whole.structure.linked.nnz == 2


def test_what_cannot_be_read_is_not_tried_again_at_once(
    town: Watched, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tried: list[Callable[[], None]] = []

    monkeypatch.setattr(kept, "AT_ONCE", 0)
    monkeypatch.setattr(kept, "_beside", tried.append)
    assert town.asked(OPERATOR) is None
    with monkeypatch.context() as broken:
        broken.setattr(kept, "_read", lambda _key: 1 / 0)
        tried[0]()
    assert "could not be read" in caplog.text
    assert town.asked(OPERATOR) is None
    assert len(tried) == 1
    monkeypatch.setattr(kept, "monotonic", lambda: time.monotonic() + kept.PAUSE)
    assert town.asked(OPERATOR) is None
    assert len(tried) == 2
    tried[1]()
    assert town.kept(OPERATOR)


def test_who_writes_reads_the_tables(town: Watched) -> None:
    begin_with(town.networks)
    try:
        assert isinstance(evidence_for(OPERATOR), FromMemory)
        with transaction() as work:
            best = opportunities_for(town.garden, viewer=OPERATOR)[0].party
            town.link(town.garden, town.meadow if best.id == town.meadow.id else town.wood)
            assert type(evidence_for(OPERATOR)) is Tables
            assert best not in [
                one.party for one in opportunities_for(town.garden, viewer=OPERATOR)
            ]
            work.abandon()
        begin_with(town.networks)
        assert opportunities_for(town.garden, viewer=OPERATOR)[0].party == best
    finally:
        begin_with(None)
    assert type(evidence_for(OPERATOR)) is Tables


def test_what_people_did_is_asked_of_whom_it_may_be_known(town: Watched) -> None:
    """Of the others memory knows that there is nothing."""
    away = [town.garden, town.meadow]
    begin_with(town.networks)
    try:
        assert opportunities_for(town.garden, viewer=OPERATOR)
        with counted() as statements:
            assert settled_of(town.garden, viewer=OPERATOR) == ([], [])
        assert statements == []
        with transaction():
            dismissal = dismiss(*away, kind="niet", why="gevoelig", actor=OPERATOR)
            introduction = introduce([town.meadow, town.wood], message="Dag", actor=OPERATOR)
        begin_with(town.networks)
        assert settled_of(town.garden, viewer=OPERATOR) == ([dismissal], [])
        assert settled_of(town.meadow, viewer=OPERATOR) == ([dismissal], [introduction])
        assert settled_of(town.meadow, viewer=READER) == ([], [])
    finally:
        begin_with(None)


def test_whom_no_open_scheme_fits_is_known_without_asking(town: Watched) -> None:
    """A party that memory does not know, as one above the viewer's level, is looked up."""
    green = [town.theme("Groen")]
    over = Scheme(name="Voorbij", sort_key="v", themes=green, closes_on=date(2020, 1, 1))
    hidden = Scheme(name="Intern", sort_key="i", themes=green, visibility="intern")
    stranger = town.party("Zang", themes=["Muziek"])
    db.session.add_all([over, hidden])
    db.session.commit()
    begin_with(town.networks)
    try:
        assert isinstance(evidence_for(READER), FromMemory)
        for party, asked in ((stranger, 0), (town.garden, 0), (town.wood, 1)):
            db.session.refresh(party)
            with counted() as statements:
                assert fitting_schemes(party, viewer=READER) == []
            assert len(statements) == asked
        fits = fitting_schemes(town.garden, viewer=OPERATOR)
        assert [one.ref for one in fits] == [hidden.ref]
    finally:
        begin_with(None)


def test_what_a_party_is_about_is_not_asked_again(town: Watched) -> None:
    garden, wood = town.garden.id, town.wood.id
    begin_with(town.networks)
    try:
        assert labels_at_hand(garden, viewer=READER) is None
        assert isinstance(evidence_for(READER), FromMemory)
        labels = labels_of(town.garden)
        with counted() as statements:
            assert labels_at_hand(garden, viewer=READER) == labels
            assert labels_at_hand(wood, viewer=READER) is None
            assert labels_at_hand(garden, viewer=OPERATOR) is None
        assert statements == []
    finally:
        begin_with(None)
    assert (labels.themes, labels.areas) == (["Groen"], ["Oost"])


def test_a_large_network_is_read_beside_the_requests(
    town: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "AT_ONCE", 0)
    begun: list[Callable[[], None]] = []
    monkeypatch.setattr(kept, "_beside", begun.append)
    assert [town.asked(viewer) for viewer in (OPERATOR, OPERATOR)] == [None, None]
    assert len(begun) == 1
    begun[0]()
    with transaction():
        town.link(town.garden, town.wood)
    assert what_it_holds(town.kept(OPERATOR)) == what_it_holds(fresh_network(OPERATOR))


def test_there_is_room_for_so_many_and_the_town_hall_goes_first(
    town: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_PARTIES", 4)
    reader = town.kept(READER)
    colleague = town.kept(OPERATOR)
    assert len(reader) == 2
    assert len(colleague) == 3
    assert town.asked(READER) is None
    assert town.kept(OPERATOR) is colleague
    tomorrow = Viewer.operator(TOMORROW)
    assert town.kept(tomorrow).day == TOMORROW
    assert town.kept(OPERATOR) is not colleague
