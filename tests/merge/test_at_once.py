"""Two people at the same time: one merges, the other adds to the party that goes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import select

from crm.core.db import db, transaction
from crm.core.errors import NotFound, Refused
from crm.links.models import Link
from crm.merge.operations import merge_parties
from crm.parties.models import Party
from crm.parties.queries import get_party
from crm.upkeep.check import run_checks
from tests.cast import OPERATOR
from tests.merge.conftest import link, party


@pytest.fixture
def three(app: Flask) -> SimpleNamespace:
    """Two that are one, and somebody else."""
    with app.app_context(), transaction():
        made = {name: party(name).ref for name in ("kept", "dropped", "other")}
    return SimpleNamespace(**made)


def at_once(app: Flask, first: Callable[[], None], second: Callable[[], None]) -> list[str]:
    """Do the first, let the second begin before it is committed; what either was refused."""
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


def get(ref: str) -> Party:
    """A party as the operator sees it."""
    return get_party(ref, viewer=OPERATOR)
