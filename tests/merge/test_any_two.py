"""Whichever two parties are merged, however they hang together: apart again they are as before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from crm.core.dates import Period
from crm.core.db import db, transaction
from crm.core.errors import Refused
from crm.links.operations import record_moment
from crm.merge.operations import merge_parties, undo_merge
from crm.parties.operations import archive_party, change_party
from crm.people.holding_operations import open_holding
from crm.people.operations import add_person, open_role
from crm.upkeep.check import run_checks
from tests.cast import OPERATOR
from tests.merge.conftest import NOON, everything, link, party
from tests.support.databases import Database

KINDS = ("bewonersinitiatief", "coalitie", "samenwerkingsverband", "afdeling")
LEVELS = ("openbaar", "netwerk", "intern", "vertrouwelijk")
LINKS = ("kent", "werkt_samen_met", "lid_van", "financiert")
one = st.integers(0, 3)
days = st.none() | st.integers(0, 3).map(
    lambda month: date(2026, 1, 1) + timedelta(days=30 * month)
)
periods = st.builds(Period, days, days).filter(lambda period: not period.is_empty)
Act = tuple[str, int, int, int, Period]
acts = st.lists(
    st.tuples(
        st.sampled_from(
            ["link", "link", "about", "role", "role", "hold", "team", "below", "talk", "part"]
        ),
        one, one, one, periods,
    ),
    min_size=3, max_size=14,
)  # fmt: skip


def try_act(parties: list[Any], people: list[Any], act: Act) -> None:
    """Do one thing to the town; what is refused is left out."""
    what, a, b, c, period = act
    first, second = parties[a], parties[b]
    person = people[c % 2]
    dated = {"begins_on": period.begins_on, "ends_on": period.ends_on, "visibility": LEVELS[c]}

    def about() -> None:
        made = link(first, second, LINKS[c], **dated)
        made.initiative = parties[c]

    does: dict[str, Callable[[], Any]] = {
        "link": lambda: link(first, second, LINKS[c], **dated),
        "about": about,
        "role": lambda: open_role(
            person, first, role="trekker", period=period, is_first_contact=b > 1, actor=OPERATOR
        ),
        "hold": lambda: open_holding(
            first, person=person, role="vaste_contactpersoon", period=period, actor=OPERATOR
        ),
        "team": lambda: open_holding(
            first, team=second, role="vaste_contactpersoon", period=period, actor=OPERATOR
        ),
        "below": lambda: change_party(first, values={"parent": second}, actor=OPERATOR),
        "talk": lambda: record_moment(
            values={"subject": "x", "parties": list({first, second}), "happened_at": NOON},
            actor=OPERATOR,
        ),
        "part": lambda: change_party(first, values={"part_of": second}, actor=OPERATOR),
    }
    try:
        with db.session.begin_nested():
            does[what]()
            db.session.flush()
    except (Refused, IntegrityError):
        db.session.expire_all()


@settings(max_examples=15)
@given(acts=acts, kept=one, dropped=one, last=st.booleans(), levels=st.tuples(one, one, one, one))
def test_apart_again_they_are_as_before(
    app: Flask,
    database: Database,
    acts: list[Act],
    kept: int,
    dropped: int,
    last: bool,
    levels: tuple[int, ...],
) -> None:
    database.restore()
    with app.app_context(), transaction():
        parties = [
            party(f"P{number}", KINDS[number], visibility=LEVELS[level], phone=str(number))
            for number, level in enumerate(levels)
        ]
        people = [add_person(values={"last_name": n}, actor=OPERATOR) for n in ("Bos", "Smit")]
        for act in acts:
            try_act(parties, people, act)
        if last:
            archive_party(parties[3], actor=OPERATOR)
    with app.app_context():
        with transaction():
            one, other = (db.session.merge(parties[number]) for number in (kept, dropped))
            before = everything(kept=one.ref)
            try:
                merge = merge_parties(one, other, actor=OPERATOR)
            except Refused:
                assert kept == dropped or (last and 3 in (kept, dropped))
                return
        assert [found for found in run_checks() if not found.goed and found.nummer != 11] == []
        with transaction():
            undo_merge(merge, actor=OPERATOR)
            after = everything(kept=one.ref)
        assert {name: after[name] ^ rows for name, rows in before.items()
                if after[name] != rows} == {}  # fmt: skip
        assert [found for found in run_checks() if not found.goed and found.nummer != 11] == []
