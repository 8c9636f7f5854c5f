"""The chain of events: it closes by itself, and every meddling with it shows."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update

from crm.audit.chain import digest_of, first_break
from crm.audit.models import Event
from crm.audit.queries import all_events
from crm.core.db import db, transaction
from crm.parties.models import Party
from crm.parties.operations import add_party, change_party
from crm.upkeep.check import run_checks
from tests.cast import OPERATOR

texts = st.text(max_size=8) | st.integers() | st.none()
contents = st.dictionaries(st.text(max_size=5), st.lists(texts | st.lists(texts), max_size=2))


def town(size: int = 5) -> list[Party]:
    """Parties, each with its event; the last one changed once."""
    made = [
        add_party(values={"name": f"Tuin {n}", "kind": "bewonersinitiatief"}, actor=OPERATOR)
        for n in range(size)
    ]
    change_party(made[-1], values={"phone": "06 12345678"}, actor=OPERATOR)
    return made


def broken() -> int | None:
    return first_break(all_events())


@given(contents, contents)
def test_a_digest_knows_its_content_and_its_salt(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert (digest_of(one, "a") == digest_of(other, "a")) == (one == other)
    assert digest_of(one, "a") != digest_of(one, "b")


def test_events_are_chained_in_the_order_of_their_ids(app: Flask) -> None:
    with app.app_context():
        with transaction():
            town()
        with transaction():
            town(1)
        hashes = db.session.scalars(select(Event.hash).order_by(Event.id)).all()
        assert len(set(hashes)) == 8
        assert broken() is None


def _edit(column: str, value: Any) -> Callable[[int], Any]:
    return lambda at: update(Event).where(Event.id == at).values({column: value})


MEDDLING = {
    "another actor": _edit("actor_ref", "iemand anders"),
    "another subject": _edit("subject_ref", "iets anders"),
    "another content": _edit("difference", {"naam": [None, "Anders"]}),
    "another tag": _edit("tag", "party.archived"),
    "another digest": _edit("digest", "0" * 64),
    "removed": lambda at: delete(Event).where(Event.id == at),
}


@pytest.mark.parametrize("what", MEDDLING)
def test_meddling_shows_at_the_first_event_that_does_not_fit(app: Flask, what: str) -> None:
    with app.app_context():
        with transaction():
            town()
        ids = db.session.scalars(select(Event.id).order_by(Event.id)).all()
        with transaction():
            db.session.execute(MEDDLING[what](ids[2]))
        found = ids[3] if what == "removed" else ids[2]
        assert broken() == found
        control = next(one for one in run_checks() if one.nummer == 10)
        assert control.gevonden == [f"gebeurtenis {found}"]


def test_content_can_be_destroyed_and_the_chain_still_closes(app: Flask) -> None:
    with app.app_context():
        with transaction():
            ref = town()[-1].ref
        with transaction():
            gone = update(Event).where(Event.subject_ref == ref)
            db.session.execute(gone.values(difference=None, salt=""))
        assert db.session.scalar(select(func.count()).where(Event.difference.is_(None))) == 2
        assert broken() is None


def test_a_refused_change_leaves_no_gap(app: Flask) -> None:
    with app.app_context():
        with transaction() as work:
            town()
            work.abandon()
        with transaction():
            town()
        assert broken() is None


def test_who_writes_at_the_same_time_waits_for_the_other(app: Flask) -> None:
    def write(name: str) -> None:
        with app.app_context():
            for turn in range(5):
                with transaction():
                    values = {"name": f"{name} {turn}", "kind": "vereniging"}
                    party = add_party(values=values, actor=OPERATOR)
                    change_party(party, values={"place": "Vlietdam"}, actor=OPERATOR)

    writers = [threading.Thread(target=write, args=(name,)) for name in ("Anna", "Bas", "Cas")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with app.app_context():
        assert db.session.scalar(select(func.count(Event.id))) == 30
        assert broken() is None
