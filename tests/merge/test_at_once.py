"""Two people at the same time: one merges, the other adds to the party that goes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import select

from crm.core.dates import Period
from crm.core.db import db, transaction
from crm.core.errors import NotFound, Refused
from crm.exchange.models import SourceName
from crm.links.models import Link
from crm.merge.operations import merge_parties
from crm.parties.models import Party
from crm.parties.queries import get_party
from crm.people.first_contacts import make_first_contact
from crm.people.models import ContactRole
from crm.people.operations import add_person, open_role
from crm.upkeep.check import run_checks
from tests.cast import OPERATOR
from tests.merge.conftest import link, party


@pytest.fixture
def three(app: Flask) -> SimpleNamespace:
    """Two that are one, and somebody else."""
    with app.app_context(), transaction():
        made = {name: party(name).ref for name in ("kept", "dropped", "other")}
    return SimpleNamespace(**made)


def at_once(
    app: Flask,
    first: Callable[[], None],
    second: Callable[[], None],
    then: Callable[[], None] = lambda: None,
) -> list[str]:
    """Do the first, let the second begin before it is committed; what either was refused.

    `then` is what the first does after that, in the same transaction.
    """
    halfway, refused = threading.Event(), list[str]()

    def run(act: Callable[[], None], *, leads: bool) -> None:
        with app.app_context():
            try:
                with transaction():
                    if not leads:
                        halfway.wait()
                    act()
                    if leads:
                        halfway.set()
                        time.sleep(0.3)
                        then()
            except (Refused, NotFound) as refusal:
                refused.append(str(refusal))

    threads = [
        threading.Thread(target=run, args=(act,), kwargs={"leads": leads})
        for act, leads in ((first, True), (second, False))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


@pytest.mark.parametrize("merge_first", [False, True])
def test_a_link_that_is_added_meanwhile_is_not_lost(
    app: Flask, three: SimpleNamespace, merge_first: bool
) -> None:
    def merge() -> None:
        merge_parties(get(three.kept), get(three.dropped), actor=OPERATOR)

    def add() -> None:
        link(get(three.dropped), get(three.other), "kent", note="Net gehoord")

    first, second = (merge, add) if merge_first else (add, merge)
    refused = at_once(app, first, second)
    with app.app_context():
        kept = get(three.kept)
        links = db.session.scalars(select(Link)).all()
        if merge_first:
            # who adds hears it, and can choose the one that stayed
            assert len(refused) == 1
            assert links == []
        else:
            assert refused == []
            assert [kept.id in (one.party_a_id, one.party_b_id) for one in links] == [True]
        assert [one.naam for one in run_checks() if not one.goed] == []


def test_who_writes_without_an_event_waits_too(app: Flask, three: SimpleNamespace) -> None:
    """Who holds the row of a party and then wants the chain would wait for each other."""

    def merge() -> None:
        merge_parties(get(three.kept), get(three.dropped), actor=OPERATOR)

    def write() -> None:
        db.session.add(SourceName(profile="r", key="k", party=get(three.dropped)))
        db.session.flush()

    def tell() -> None:
        link(get(three.dropped), get(three.other), "kent")

    assert at_once(app, write, merge, tell) == []
    with app.app_context():
        [one] = db.session.scalars(select(Link))
        assert get(three.kept).id in (one.party_a_id, one.party_b_id)


def test_two_who_make_the_same_one_first_contact(app: Flask, three: SimpleNamespace) -> None:
    """The second had read the role before it waited for the first."""
    with app.app_context(), transaction():
        person = add_person(values={"last_name": "Bos"}, actor=OPERATOR)
        since = Period(date(2020, 1, 1))
        open_role(person, get(three.kept), role="trekker", period=since, actor=OPERATOR)

    def choose() -> None:
        known = select(ContactRole).order_by(ContactRole.id).limit(1)
        make_first_contact(db.session.scalars(known).one(), actor=OPERATOR)

    assert at_once(app, choose, choose) == []
    with app.app_context():
        firsts = db.session.scalars(select(ContactRole.is_first_contact)).all()
        assert sorted(firsts) == [False, True]


def get(ref: str) -> Party:
    """A party as the operator sees it."""
    return get_party(ref, viewer=OPERATOR)
