"""What must always be true, after any sequence of operations, on both databases.

A machine makes, changes, ends and puts away whatever it likes; most of it is accepted, some is
refused. Each accepted change leaves one event and one version more, a refused one leaves nothing,
and in the end every control of `flask crm check` is good. After each step the network that a
server keeps in memory is what the tables tell, up to every level.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, inspect, select

from crm.accounts.roles import Role
from crm.accounts.viewer import Viewer
from crm.audit.models import Event
from crm.core.dates import Period
from crm.core.db import VISIBILITIES, Base, Record, db, transaction
from crm.core.errors import Refused, Stale
from crm.exchange.models import ImportRun
from crm.exchange.operations import Wish, import_path
from crm.exchange.undo import undo_import
from crm.goals.models import Goal
from crm.goals.operations import add_contribution, add_goal, change_goal
from crm.links.models import ContactMoment, Link
from crm.links.operations import (
    add_link,
    archive_link,
    change_link,
    end_link,
    finish_follow_up,
    record_moment,
    restore_link,
)
from crm.links.queries import get_link_kind
from crm.merge.models import PartyMerge
from crm.merge.operations import merge_parties, undo_merge
from crm.opportunities.dismissing import dismiss
from crm.opportunities.introductions.answering import answer
from crm.opportunities.introductions.introducing import introduce
from crm.opportunities.introductions.meeting import tell_outcome
from crm.opportunities.models import Introduction
from crm.opportunities.ranking.kept import AtHand, KeptNetworks
from crm.parties.models import Party
from crm.parties.operations import add_party, archive_party, change_party, restore_party
from crm.people.first_contacts import make_first_contact, stay_of
from crm.people.holding_operations import close_holding, open_holding
from crm.people.models import AccountHolding, ContactRole, Person
from crm.people.operations import (
    add_person,
    archive_person,
    change_person,
    close_role,
    open_role,
    restore_person,
)
from crm.promises.operations import add_commitment
from crm.requests.operations import add_request
from crm.resources.models import Offer
from crm.resources.operations import add_offer, change_offer
from crm.taxonomy.models import Area, Theme
from crm.taxonomy.operations import add_area, add_theme
from crm.upkeep.check import run_checks
from tests.cast import OPERATOR, enter
from tests.opportunities.memory import fresh_network, what_it_holds
from tests.support.databases import Database
from tests.support.settings import TODAY

RECORDS: list[Any] = [
    inspect(mapper).class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Record)
]
NOON = datetime(2026, 11, 12, 12, tzinfo=UTC)
which = st.integers(0, 7)
Firsts = dict[date, list[int]]
# Somebody becomes first contact, and each who was it on one of these days steps back.
MOST = 8
# Few days, so that periods meet, touch and cross.
days = st.none() | st.integers(0, 4).map(lambda week: date(2026, 6, 1) + timedelta(weeks=week))
todays = st.integers(-1, 5).map(lambda week: date(2026, 6, 3) + timedelta(weeks=week))
periods = st.builds(Period, days, days)
names = st.text("aeé'k ß1\t", max_size=8).map(lambda text: f"Groep {text}")
seen_by = st.fixed_dictionaries(
    {
        "visibility": st.sampled_from(VISIBILITIES),
        "sensitive": st.sampled_from([False, False, True]),
    }
)
kinds = st.sampled_from(["bewonersinitiatief", "coalitie", "gemeente", "afdeling", "fonds"])
link_kinds = st.sampled_from(["kent", "werkt_samen_met", "lid_van", "financiert"])

HEADER = (
    "TABLE_NAME;DOSSIERNUMMER;AANVRAGER;REGELINGNAAM;BELEIDSTERREIN;ORGANISATIEONDERDEEL;"
    "PROJECT_NAAM;TYPE_PERIODICITEIT;BEDRAG_AANGEVRAAGD;BEDRAG_VERLEEND;BEDRAG_VASTGESTELD;"
    "SUBSIDIEJAAR;DATUM_OVERZICHT"
)
# Few dossiers, so that one import changes what another brought.
register_rows = st.lists(
    st.tuples(
        st.integers(1, 4),
        names.map(lambda name: name.replace('"', "").strip()) | st.just("Tuin"),
        st.integers(1, 900),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda row: row[0],
)


class Town(RuleBasedStateMachine):
    """Everybody in the town at work at once."""

    def __init__(self, app: Flask, database: Database) -> None:
        super().__init__()
        self.app = app
        self.database = database
        self.networks = KeptNetworks(app.app_context)

    @initialize()
    def settle(self) -> None:
        """A colleague, an initiatiefnemer, and two parties to begin with."""
        self.database.restore()
        with self.app.app_context(), transaction():
            garden = add_party(
                values={"name": "Tuin", "kind": "bewonersinitiatief"}, actor=OPERATOR
            )
            add_party(values={"name": "Gemeente", "kind": "gemeente"}, actor=OPERATOR)
            for name in ("Groen", "Zorg"):
                add_theme(name, actor=OPERATOR)
                add_area(name, name, "wijk", actor=OPERATOR)
            enter("amina")
            enter("dries", own=garden)

    def do(
        self,
        change: Callable[[], Any],
        *,
        raises_version: bool = True,
        moved: Sequence[int] = (),
        most_events: int = 1,
    ) -> None:
        """Try a change in a transaction of its own, and count what it left behind.

        `moved` are the versions of records that came back, less than 0 of those that went.
        """
        with self.app.app_context():
            events, versions = traces()
            try:
                with transaction():
                    change()
            except (Refused, Stale):
                assert traces() == (events, versions)
                return
            more_events, more_versions = traces()[0] - events, traces()[1] - versions
            assert 0 <= more_events <= most_events
            assert more_versions == (more_events if raises_version else 0) + sum(moved)

    @invariant()
    def what_is_in_memory_is_what_the_tables_tell(self) -> None:
        """For a visitor, a reader and a colleague, whatever was done since."""
        with self.app.app_context():
            for role in (Role.VISITOR, Role.READER, Role.OPERATOR):
                viewer = Viewer(None, role, TODAY)
                request = AtHand(self.networks)
                network = request.network_for(viewer)
                request.let_go()
                assert network is not None
                assert what_it_holds(network) == what_it_holds(fresh_network(viewer))

    @rule(values=seen_by, name=names, kind=kinds, where=which)
    def add_a_party(self, values: dict[str, Any], name: str, kind: str, where: int) -> None:
        def change() -> None:
            new = {"name": name, "kind": kind, **found_at(where), **values}
            add_party(values=new, actor=OPERATOR)

        self.do(change)

    @rule(
        one=which,
        other=which,
        values=seen_by,
        name=names,
        version=st.none() | st.just(1),
        where=which,
    )
    def change_a_party(
        self,
        one: int,
        other: int,
        values: dict[str, Any],
        name: str,
        version: int | None,
        where: int,
    ) -> None:
        def change() -> None:
            new = {"name": name, "parent": pick(Party, other), **found_at(where), **values}
            change_party(pick(Party, one), values=new, version=version, actor=OPERATOR)

        self.do(change)

    @rule(one=which, back=st.booleans())
    def put_a_party_away_or_back(self, one: int, back: bool) -> None:
        put = restore_party if back else archive_party
        self.do(lambda: put(pick(Party, one), actor=OPERATOR))

    @rule(name=names, values=seen_by)
    def add_a_person(self, name: str, values: dict[str, Any]) -> None:
        self.do(lambda: add_person(values={"last_name": name, **values}, actor=OPERATOR))

    @rule(one=which, name=names, values=seen_by, back=st.booleans(), put=st.booleans())
    def change_a_person(
        self, one: int, name: str, values: dict[str, Any], back: bool, put: bool
    ) -> None:
        def change() -> None:
            person = pick(Person, one)
            if put:
                (restore_person if back else archive_person)(person, actor=OPERATOR)
            else:
                change_person(person, values={"last_name": name, **values}, actor=OPERATOR)

        self.do(change)

    @rule(one=which, party=which, period=periods, first=st.booleans(), today=todays)
    def open_a_role(self, one: int, party: int, period: Period, first: bool, today: date) -> None:
        def change() -> None:
            found = pick(Person, one), pick(Party, party)
            by = replace(OPERATOR, day=today)
            before = firsts_at(found[1])
            open_role(*found, role="ambtenaar", period=period, is_first_contact=first, actor=by)
            self.only_these_days(found[1], before, found[0], period if first else None, today)

        self.do(change, raises_version=False, most_events=MOST)

    @precondition(lambda self: self.has(ContactRole))
    @rule(one=which, today=todays)
    def make_somebody_first_contact(self, one: int, today: date) -> None:
        def change() -> None:
            role = pick(ContactRole, one)
            party, person, before = role.party, role.person, firsts_at(role.party)
            days = stay_of(role).period.shared(Period(today))
            make_first_contact(role, actor=replace(OPERATOR, day=today))
            self.only_these_days(party, before, person, days, today)

        self.do(change, raises_version=False, most_events=MOST)

    def only_these_days(
        self, party: Party, before: Firsts, person: Person, days: Period | None, today: date
    ) -> None:
        """Who was first contact on other days still is; without a first day, before today."""
        for day, was in before.items():
            now = firsts_at(party)[day]
            if days is None or not days.holds(day):
                assert now == was
            elif days.begins_on or day >= today:
                assert now == [person.id]
            else:
                assert now in (was, [person.id])

    @rule(party=which, one=which, team=which, by_team=st.booleans(), period=periods)
    def hold_a_party(self, party: int, one: int, team: int, by_team: bool, period: Period) -> None:
        def change() -> None:
            open_holding(
                pick(Party, party),
                person=None if by_team else pick(Person, one),
                team=pick(Party, team) if by_team else None,
                role="vaste_contactpersoon",
                period=period,
                actor=OPERATOR,
            )

        self.do(change, raises_version=False)

    @precondition(lambda self: self.has(AccountHolding))
    @rule(one=which, day=days.filter(bool))
    def end_a_holding(self, one: int, day: date) -> None:
        self.do(
            lambda: close_holding(pick(AccountHolding, one), ends_on=day, actor=OPERATOR),
            raises_version=False,
        )

    @rule(one=which, day=days.filter(bool))
    def end_a_role(self, one: int, day: date) -> None:
        self.do(
            lambda: close_role(pick(ContactRole, one), ends_on=day, actor=OPERATOR),
            raises_version=False,
        )

    @rule(one=which, other=which, kind=link_kinds, period=periods, values=seen_by)
    def link_two_parties(
        self, one: int, other: int, kind: str, period: Period, values: dict[str, Any]
    ) -> None:
        def change() -> None:
            dated = {"begins_on": period.begins_on, "ends_on": period.ends_on, **values}
            parties = pick(Party, one), pick(Party, other)
            add_link(*parties, get_link_kind(kind), values=dated, actor=OPERATOR)

        self.do(change)

    @precondition(lambda self: self.has(Link))
    @rule(one=which, how=st.integers(0, 3), day=days.filter(bool), values=seen_by)
    def change_a_link(self, one: int, how: int, day: date, values: dict[str, Any]) -> None:
        def change() -> None:
            link = pick(Link, one)
            if how == 0:
                change_link(link, values={"begins_on": day, **values}, actor=OPERATOR)
            elif how == 1:
                end_link(link, ends_on=day, actor=OPERATOR)
            else:
                (archive_link if how == 2 else restore_link)(link, actor=OPERATOR)

        self.do(change)

    @rule(one=which, subject=st.sampled_from(["", "Water"]), values=seen_by)
    def keep_a_conversation(self, one: int, subject: str, values: dict[str, Any]) -> None:
        def change() -> None:
            talk = {"parties": [pick(Party, one)], "subject": subject, "channel": "telefoon"}
            happened = {"happened_at": NOON, "follow_up": "bellen"}
            record_moment(values={**talk, **happened, **values}, actor=OPERATOR)

        self.do(change)

    @precondition(lambda self: self.has(ContactMoment))
    @rule(one=which, day=days.filter(bool))
    def finish_what_followed(self, one: int, day: date) -> None:
        self.do(lambda: finish_follow_up(pick(ContactMoment, one), on=day, actor=OPERATOR))

    @rule(title=names, values=seen_by, above=which)
    def add_a_goal(self, title: str, values: dict[str, Any], above: int) -> None:
        def change() -> None:
            parent = None
            if db.session.scalar(select(func.count(Goal.id))):
                parent = pick(Goal, above)
            add_goal(values={"title": title, "parent": parent, **values}, actor=OPERATOR)

        self.do(change)

    @precondition(lambda self: self.has(Goal))
    @rule(one=which, above=which, values=seen_by)
    def put_a_goal_under_another(self, one: int, above: int, values: dict[str, Any]) -> None:
        def change() -> None:
            new = {"parent": pick(Goal, above), **values}
            change_goal(pick(Goal, one), values=new, actor=OPERATOR)

        self.do(change)

    @precondition(lambda self: self.has(Goal))
    @rule(one=which, party=which)
    def contribute_to_a_goal(self, one: int, party: int) -> None:
        def change() -> None:
            found = pick(Goal, one), pick(Party, party)
            add_contribution(*found, nature="draagt_bij", actor=OPERATOR)

        self.do(change)

    @rule(by=which, to=which, promised_on=days, done_on=days, values=seen_by)
    def promise_something(
        self, by: int, to: int, promised_on: date, done_on: date, values: dict[str, Any]
    ) -> None:
        def change() -> None:
            both = {"by_party": pick(Party, by), "to_party": pick(Party, to)}
            told = {"title": "Een bank", "promised_on": promised_on, "done_on": done_on}
            add_commitment(values={**both, **told, **values}, actor=OPERATOR)

        self.do(change)

    @rule(one=which, department=which, values=seen_by)
    def ask_something(self, one: int, department: int, values: dict[str, Any]) -> None:
        def change() -> None:
            asked = {"question": "Mag dit?", "department": pick(Party, department), **values}
            add_request(pick(Party, one), values=asked, actor=OPERATOR)

        self.do(change)

    @rule(one=which, other=which, why=st.sampled_from(["past_niet", "gevoelig"]))
    def put_a_chance_away(self, one: int, other: int, why: str) -> None:
        def change() -> None:
            pair = pick(Party, one), pick(Party, other)
            dismiss(*pair, kind="niet", why=why, actor=OPERATOR)

        self.do(change)

    @rule(some=st.lists(which, min_size=1, max_size=3))
    def introduce_parties(self, some: list[int]) -> None:
        def change() -> None:
            introduce([pick(Party, one) for one in some], message="Dag", actor=OPERATOR)

        self.do(change)

    @precondition(lambda self: self.has(Introduction))
    @rule(one=which, party=which, said=st.sampled_from(["ja", "ja", "nee"]))
    def answer_an_introduction(self, one: int, party: int, said: str) -> None:
        def change() -> None:
            found, line = pick(Introduction, one), party % 2
            if line < len(found.lines):
                whose = found.lines[line].party
                answer(found, whose, said=said, how="tafel", by=None, on=TODAY, actor=OPERATOR)

        self.do(change)

    @precondition(lambda self: self.has(Introduction))
    @rule(one=which, months=st.sampled_from([3, 12]), party=st.none() | which)
    def tell_what_came_of_it(self, one: int, months: int, party: int | None) -> None:
        def change() -> None:
            found = pick(Introduction, one)
            whose = None if party is None else found.lines[party % len(found.lines)].party
            tell_outcome(found, months=months, outcome="contact", party=whose, actor=OPERATOR)

        self.do(change)

    @rule(one=which, title=names, values=seen_by, where=which)
    def offer_something(self, one: int, title: str, values: dict[str, Any], where: int) -> None:
        def change() -> None:
            offered = {"direction": "biedt", "kind": "geld", "title": title}
            new = {**offered, **found_at(where), **values}
            add_offer(pick(Party, one), values=new, actor=OPERATOR)

        self.do(change)

    @precondition(lambda self: self.has(Offer))
    @rule(one=which, title=names)
    def change_an_offer(self, one: int, title: str) -> None:
        self.do(lambda: change_offer(pick(Offer, one), values={"title": title}, actor=OPERATOR))

    @rule(one=which, other=which, stays=st.booleans(), answer=st.sampled_from(["deze", "andere"]))
    def merge_two_parties(self, one: int, other: int, stays: bool, answer: str) -> None:
        moved: list[int] = []

        def change() -> None:
            kept, dropped = pick(Party, one), pick(Party, other)
            version = dropped.version
            merge_parties(
                kept,
                dropped,
                answers=dict.fromkeys(("naam", "soort", "onderdeel_van"), answer),
                contact_stays=kept if stays else dropped,
                actor=OPERATOR,
            )
            moved.append(-version)

        self.do(change, moved=moved)

    @precondition(lambda self: self.has(PartyMerge))
    @rule(one=which)
    def undo_a_merge(self, one: int) -> None:
        moved: list[int] = []
        self.do(
            lambda: moved.append(undo_merge(pick(PartyMerge, one), actor=OPERATOR).version),
            moved=moved,
        )

    @rule(rows=register_rows)
    def import_a_register(self, rows: list[tuple[int, str, int]]) -> None:
        with self.app.app_context(), TemporaryDirectory() as folder:
            path = Path(folder) / "register.csv"
            lines = [
                f"REGISTER;SBA-{number};{name};Groen;Wonen;Oost;Tuin;Eenmalig;{euros};{euros};;2016;"
                "2017-12-04 01:00:14.790"
                for number, name, euros in rows
            ]
            path.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
            before = traces()
            report = import_path(path, Wish(), viewer=OPERATOR).report
            assert report["run"] is not None or traces() == before

    @precondition(lambda self: self.has(ImportRun))
    @rule(one=which)
    def take_an_import_back(self, one: int) -> None:
        with self.app.app_context():
            before = traces()
            try:
                with transaction():
                    undo_import(pick(ImportRun, one), actor=OPERATOR)
            except Refused:
                assert traces() == before

    def has(self, table: Any) -> bool:
        """Whether there is any."""
        with self.app.app_context():
            return db.session.scalar(select(table.id).limit(1)) is not None

    def teardown(self) -> None:
        """Everything that must always be true is true, also one first contact on any day."""
        with self.app.app_context():
            wrong = [control for control in run_checks() if not control.goed]
            assert wrong == []


def found_at(where: int) -> dict[str, list[Any]]:
    """One of two themes and one of two areas, or none: a party or an offer says what it likes."""
    themes, areas = (list(db.session.scalars(select(kind))) for kind in (Theme, Area))
    return {
        "themes": [theme for theme in themes if where & 1 and theme.name == "Groen"],
        "areas": [area for area in areas if where & (2 if area.name == "Groen" else 4)],
    }


def pick(table: Any, number: int) -> Any:
    """One of the records there are: each has its turn."""
    ids = list(db.session.scalars(select(table.id).order_by(table.id)))
    return db.session.get(table, ids[number % len(ids)])


def firsts_at(party: Party) -> Firsts:
    """Who is the first contact of a party, on days in and around those of the periods."""
    query = select(ContactRole).where(ContactRole.party_id == party.id)
    firsts = [one for one in db.session.scalars(query) if one.is_first_contact]
    shown = [date(2026, 5, 25) + timedelta(weeks=week) for week in range(7)]
    return {day: [one.person_id for one in firsts if one.period.holds(day)] for day in shown}


def traces() -> tuple[int, int]:
    """How many events there are, and what all versions add up to."""
    events = db.session.scalar(select(func.count(Event.id))) or 0
    versions = [db.session.scalar(select(func.sum(table.version))) or 0 for table in RECORDS]
    db.session.rollback()
    return events, sum(versions)


def test_whatever_happens_what_must_be_true_is_true(app: Flask, database: Database) -> None:
    run_state_machine_as_test(
        lambda: Town(app, database), settings=settings(max_examples=8, stateful_step_count=20)
    )
