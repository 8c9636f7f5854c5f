"""Ranking one party from the tables and all of them from memory gives the same, to the digit."""

from __future__ import annotations

import random
from collections.abc import Iterable
from itertools import product
from operator import itemgetter

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from crm.accounts.viewer import Viewer
from crm.core.db import db, new_ref
from crm.goals.models import Goal, PartyGoal
from crm.ideas.related import related_to
from crm.links.edges import rebuild_edges
from crm.links.models import Edge, Link, moment_party
from crm.opportunities.apart import untouched_goals
from crm.opportunities.closer import look_closer
from crm.opportunities.group_queries import network_groups
from crm.opportunities.models import Learning, Lesson
from crm.opportunities.queries import (
    every_ranking,
    every_related,
    network_opportunities,
    opportunities_for,
    without_contact,
)
from crm.opportunities.ranking import evidence
from crm.opportunities.ranking.engine import rank
from crm.opportunities.ranking.from_memory import FromMemory
from crm.opportunities.ranking.grounds import grounds_of
from crm.opportunities.ranking.network import Network
from crm.opportunities.ranking.reasons import DEFAULTS
from crm.opportunities.ranking.structure import LargeNetwork
from crm.opportunities.ranking.tables import Tables
from crm.opportunities.ranking.weights import weights_at
from crm.opportunities.related.alike import rank_related
from crm.opportunities.schemes import all_fitting_schemes, fitting_schemes
from crm.opportunities.selection import opportunities_between
from crm.parties.labels import labels_of
from crm.parties.models import (
    InitiativeProfile,
    Party,
    party_area,
    party_target_group,
    party_theme,
)
from crm.parties.queries import visible_parties
from crm.people.models import AccountHolding, ContactRole, Person
from crm.resources.affiliations import rebuild_affiliations
from crm.resources.models import Affiliation, Grant, Offer, offer_area, offer_theme
from crm.taxonomy.operations import add_target_group
from crm.upkeep.generate import generate_network
from tests.opportunities.invented import OPERATOR, READER

SIZE = 40
FEW = 6
TELLS_ALL = 1
"""With this seed there are parties with the same goal, and with the same target group."""
VIEWERS = (OPERATOR, READER, Viewer.visitor(OPERATOR.day))


@pytest.mark.parametrize("most", [300, 2])
@given(seed=st.integers(0, 10_000))
@example(seed=TELLS_ALL)
@settings(max_examples=2, suppress_health_check=list(HealthCheck))
def test_one_road_gives_what_the_other_gives(
    monkeypatch: pytest.MonkeyPatch, session: Session, most: int, seed: int
) -> None:
    monkeypatch.setattr(evidence, "MOST_ANYWHERE", most)
    session.rollback()
    generate_network(SIZE, seed=seed, actor=OPERATOR)
    add_what_is_not_generated(seed)
    add_lessons()
    seen: set[str] = set()
    some_are_public = db.session.scalar(select(Party.id).where(Party.level == 0).limit(1))
    for viewer in VIEWERS:
        tables = Tables(viewer)
        network = LargeNetwork(viewer)
        rankings = {party: rank(party, network, top=7) for party in network.parties}
        together = {party: ranking.rows for party, ranking in rankings.items() if ranking}
        told = {own.id: rows for own, rows in every_ranking(viewer=viewer, top=7)}
        alike = {own.id: rows for own, rows in every_related(viewer=viewer, top=7)}
        assert together or (viewer.level == 0 and not some_are_public)
        memory = FromMemory(viewer, Network(viewer.level, viewer.day))
        seen.update(code for rows in together.values() for row in rows for code, _ in row.points)
        for party, rows in together.items():
            ranking = rank(party, tables, top=7)
            assert ranking is not None
            assert ranking.rows == rows
            assert getattr(rank(party, memory, top=7), "rows", None) == rows
            found = rank_related(party, tables, top=7)
            assert found is not None
            assert found[1] == alike[party]
            if viewer.is_operator:
                assert told[party] == rows
            assert memory.network.labels(party) == labels_of(db.session.get_one(Party, party))
            assert grounds_of([ranking], tables) == grounds_of([rankings[party]], memory)
        assert in_common(tables, together) == in_common(memory, together)
        for party in list(together)[::FEW]:
            shown = opportunities_for(db.session.get_one(Party, party), viewer=viewer, top=7)
            if not viewer.is_operator:
                assert [row.party for row in told[party]] == [one.party for one in shown]
            assert on_its_page(party, viewer) == [row.party.ref for row in alike[party]]
    if seed == TELLS_ALL:
        assert {"zelfde_doel", "zelfde_doelgroep"} <= seen
    session.rollback()


def in_common(source: Tables, parties: Iterable[int]) -> list[list[tuple[object, ...]]]:
    """What every two of some parties share, in the order in which it is said of each two."""
    pairs = set(product(parties, repeat=2))
    lists = (source.which_themes, source.which_areas, source.which_groups)
    named = [sorted(map(tuple, which(pairs)), key=itemgetter(0, 1)) for which in lists]
    return [*named, sorted(map(tuple, source.which_partners(pairs)))]


def add_lessons() -> None:
    """The network taught who sees intern something else than the others."""
    lessons = [
        Lesson(level=level, kept=True, result="beter", factors={"gedeelde_partners": factor})
        for level, factor in ((1, 0.5), (2, 3.0))
    ]
    db.session.add(Learning(day=OPERATOR.day, lessons=lessons))
    db.session.flush()
    own = [weights_at(viewer.level)["gedeelde_partners"] for viewer in VIEWERS]
    assert own == [DEFAULTS["gedeelde_partners"] * factor for factor in (3.0, 0.5, 1.0)]


@given(seed=st.integers(0, 10_000))
@settings(max_examples=3, suppress_health_check=list(HealthCheck))
def test_hidden_records_might_as_well_not_exist(session: Session, seed: int) -> None:
    session.rollback()
    generate_network(SIZE, seed=seed, actor=OPERATOR)
    add_what_is_not_generated(seed)
    hide_some(seed)
    for viewer in VIEWERS:
        with_hidden = told(viewer)
        without = session.begin_nested()
        remove_above(viewer.level)
        assert told(viewer) == with_hidden
        without.rollback()
        session.expire_all()
    session.rollback()


def on_its_page(party: int, viewer: Viewer) -> list[str]:
    """The refs of those alike to a party, as its page finds them: through the index."""
    found = related_to(db.session.get_one(Party, party), viewer=viewer, top=7)
    return [one.party.ref for one in found]


def fits(party: Party, viewer: Viewer) -> list[object]:
    """The schemes that fit, the best and all, with what is said of each."""
    best = fitting_schemes(party, viewer=viewer)
    return [*best, *all_fitting_schemes(party, page=1, viewer=viewer).rows]


def add_what_is_not_generated(seed: int) -> None:
    """Goals, target groups, departments and collaborations, at random, and who serves whom."""
    numbers = random.Random(seed)
    parties = list(db.session.scalars(select(Party).order_by(Party.ref)))
    for kind in ("afdeling", "team", "coalitie", "samenwerkingsverband") * 2:
        numbers.choice(parties).kind = kind
    names = ("Jongeren", "Ouderen", "Alle bewoners")
    groups = [add_target_group(name, actor=OPERATOR) for name in names]
    for number in range(6):
        goal = Goal(title=f"Doel {number}", visibility="netwerk")
        if number == 5:
            goal.ends_on = OPERATOR.day
        natures = ("draagt_bij", "wil_bijdragen", "botst")
        goal.contributions = [
            PartyGoal(party=one, nature=numbers.choice(natures))
            for one in numbers.sample(parties, numbers.randrange(8))
        ]
        db.session.add(goal)
    holdings = list(db.session.scalars(select(AccountHolding).order_by(AccountHolding.ref)))
    departments = [one for one in parties if one.kind in ("afdeling", "team")]
    for party in parties:
        party.target_groups = numbers.sample(groups, numbers.randrange(3))
    for holding in holdings:
        department = numbers.choice(departments)
        if numbers.random() < 0.5:
            holding.person, holding.team = None, department
        else:
            role = ContactRole(person=holding.person, party=department, role="ambtenaar")
            role.ref = new_ref()
            db.session.add(role)
    db.session.flush()


def told(viewer: Viewer) -> list[object]:
    """Everything the engine tells a viewer."""
    seen = visible_parties(viewer).where(Party.level <= viewer.level).order_by(Party.id)
    parties = list(db.session.scalars(seen))
    return [
        *opportunities_between([party.id for party in parties], viewer=viewer),
        *network_opportunities(viewer=viewer),
        *network_groups(viewer=viewer),
        *(goal.ref for goal in untouched_goals(page=1, viewer=viewer).rows),
        *(fit for one in parties[:9] for fit in fits(one, viewer)),
        *(look_closer(parties[0], other, viewer=viewer) for other in parties[1:9]),
        *((own, rows) for own, rows in every_ranking(viewer=viewer, top=6)),
        *((own, rows) for own, rows in every_related(viewer=viewer, top=6)),
        *without_contact(viewer=viewer, top=50),
    ]


def hide_some(seed: int) -> None:
    """Make one in six records internal and one in six confidential."""
    for model in (Party, Link, Offer, Grant, Goal, Person):
        for ref, id_ in db.session.execute(select(model.ref, model.id)).all():
            turn = (int(ref[:8], 16) + seed) % 6
            if turn < 2:
                visibility = ("intern", "vertrouwelijk")[turn]
                table = model.__table__
                db.session.execute(
                    update(table).where(table.c.id == id_).values(visibility=visibility)
                )
    rebuild_edges()
    rebuild_affiliations()


def remove_above(level: int) -> None:
    """Destroy every record above a level, and all that hangs on it."""
    parties = list(db.session.scalars(select(Party.id).where(Party.level > level)))
    of_parties = or_(Link.party_a_id.in_(parties), Link.party_b_id.in_(parties))
    links = list(db.session.scalars(select(Link.id).where(or_(Link.level > level, of_parties))))
    offers = list(
        db.session.scalars(
            select(Offer.id).where(or_(Offer.level > level, Offer.party_id.in_(parties)))
        )
    )
    run = db.session.execute
    run(delete(Edge).where(Edge.link_id.in_(links)))
    run(delete(Link.__table__).where(Link.id.in_(links)))
    for table in (offer_theme, offer_area):
        run(delete(table).where(table.c.offer_id.in_(offers)))
    run(delete(Offer.__table__).where(Offer.id.in_(offers)))
    run(delete(Grant.__table__).where(or_(Grant.level > level, Grant.party_id.in_(parties))))
    goals = list(db.session.scalars(select(Goal.id).where(Goal.level > level)))
    people = list(db.session.scalars(select(Person.id).where(Person.level > level)))
    of_goals = or_(PartyGoal.party_id.in_(parties), PartyGoal.goal_id.in_(goals))
    run(delete(PartyGoal.__table__).where(of_goals))
    run(delete(Goal.__table__).where(Goal.id.in_(goals)))
    for held in (AccountHolding, ContactRole):
        run(delete(held.__table__).where(held.person_id.in_(people)))
    run(delete(AccountHolding.__table__).where(AccountHolding.team_id.in_(parties)))
    for table in (party_area, party_theme, party_target_group, moment_party):
        run(delete(table).where(table.c.party_id.in_(parties)))
    for model in (Affiliation, InitiativeProfile, AccountHolding, ContactRole):
        run(delete(model.__table__).where(model.party_id.in_(parties)))
    rebuild_edges()
    run(delete(Party.__table__).where(Party.id.in_(parties)))
    rebuild_affiliations()
