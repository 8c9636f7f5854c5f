"""A small network in which every kind of record also exists hidden, with a marker in each text.

`MAKERS` says how a hidden record of each class hangs in the network; a new class of record without
a maker fails the leak test with a sentence that says so. The visible records are made first and
are never touched afterwards: not even their version tells that something hidden came.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, inspect, select, update

from crm.accounts.models import User
from crm.agreements.models import Agreement, Signatory, agreement_link
from crm.agreements.operations import Signing, add_agreement
from crm.audit.operations import record
from crm.core.dates import Period, utc_now
from crm.core.db import db
from crm.goals.kinds import CONFLICT
from crm.goals.models import Goal, PartyGoal
from crm.goals.operations import add_contribution, add_goal
from crm.ideas.models import Survey
from crm.ideas.operations import make_survey
from crm.links.contacts import rebuild_contacts
from crm.links.edges import rebuild_edges
from crm.links.models import ContactMoment, Link, moment_person
from crm.links.operations import add_link, record_moment
from crm.links.queries import get_link_kind
from crm.merge.models import PartyMerge
from crm.merge.operations import merge_parties
from crm.notes.models import Note
from crm.notes.operations import write_note
from crm.opportunities.introductions.introducing import introduce
from crm.opportunities.models import (
    Dismissal,
    HandedChance,
    Introduction,
    IntroductionParty,
    Outcome,
)
from crm.parties.models import FormerParty, InitiativeProfile, LookalikePair, Party
from crm.parties.operations import add_party, change_party
from crm.people.holding_operations import open_holding
from crm.people.models import Person
from crm.people.operations import add_person, open_role
from crm.people.signpost_operations import open_portfolio, open_signpost
from crm.promises.models import Commitment
from crm.promises.operations import add_commitment
from crm.reminders.due import LINK_NEW
from crm.reminders.models import Correction
from crm.requests.models import Request
from crm.requests.operations import add_request
from crm.resources.affiliations import rebuild_affiliations
from crm.resources.models import Grant, Offer, Scheme, offer_answer, offer_fulfilment
from crm.resources.operations import add_offer
from crm.taxonomy.models import Area, Theme
from crm.taxonomy.operations import add_area, add_theme
from crm.taxonomy.queries import get_offer_kind
from tests.cast import OPERATOR, email_of, enter
from tests.leaks.markers import Marked, marker
from tests.support.settings import TODAY

# How a record can be hidden: by its visibility, or because it is sensitive.
HIDDEN: dict[str, dict[str, Any]] = {
    "intern": {"visibility": "intern"},
    "vertrouwelijk": {"visibility": "vertrouwelijk"},
    "gevoelig": {"visibility": "intern", "sensitive": True},
}
ADDRESSES = ("email", "phone", "street", "house_number", "postcode", "place")
WITHHELD = "geheim"
TAGS = {"contact_moment": "moment", "grant_award": "grant"}


@dataclass(frozen=True)
class Place:
    """A record to ask for: its ref, and that of the record whose address it lies under."""

    ref: str
    parent: str | None = None


@dataclass
class Planted:
    """The records to ask for by table, and the markers that nobody may find."""

    places: dict[str, list[Place]] = field(default_factory=dict)
    marked: Marked = field(default_factory=Marked)
    withheld_ref: str = ""
    withheld_words: set[str] = field(default_factory=set)

    def add(self, found: Any, parent: Any = None) -> Any:
        """Remember a record, so that its pages are asked for."""
        place = Place(found.ref, parent.ref if parent is not None else None)
        self.places.setdefault(found.__tablename__, []).append(place)
        return found


@dataclass
class Town:
    """The visible records that hidden ones hang on; some per way of hiding."""

    garden: Party
    fund: Party
    scheme: Scheme
    theme: Theme
    area: Area
    talk: ContactMoment
    deal: Agreement
    need: Offer
    goal: Goal
    question: Request
    loose: dict[str, Party]

    def again(self) -> Town:
        """The same records in the session of now."""
        one = {name: _again(value) for name, value in vars(self).items() if name != "loose"}
        return Town(loose={key: _again(party) for key, party in self.loose.items()}, **one)


def _again(found: Any) -> Any:
    state: Any = inspect(found)
    return db.session.get_one(type(found), state.identity)


def plant_visible(planted: Planted) -> Town:
    """The cast and a small network that everybody in it may see."""
    theme = add_theme("Groen", actor=OPERATOR)
    area = add_area("GM9999", "Vlietwijk", "wijk", actor=OPERATOR)
    placed = {"themes": [theme], "areas": [area]}

    def party(name: str, kind: str, **values: Any) -> Party:
        return add_party(values={"name": name, "kind": kind, **values}, actor=OPERATOR)

    garden = party("Buurttuin De Vliet", "bewonersinitiatief", **placed)
    fund = party("Fonds Vliet", "fonds", **placed)
    bees = party("Imkers Vlietdam", "bewonersinitiatief", **placed)
    town_hall = party("Gemeente Vlietdam", "gemeente")
    loose = {secret: party(f"Vereniging {secret}", "vereniging") for secret in HIDDEN}
    since = {"begins_on": TODAY - timedelta(days=90)}
    links = [
        add_link(one, town_hall, get_link_kind("kent"), values=since, actor=OPERATOR)
        for one in (garden, fund)
    ]
    scheme = Scheme(name="Groen in de buurt", sort_key="groen in de buurt", provider=town_hall)
    db.session.add(scheme)
    talk = record_moment(
        values={"subject": "Kennismaken", "parties": [fund], "visibility": "netwerk"},
        actor=OPERATOR,
    )
    deal = add_agreement(
        values={"title": "Samen groen", "kind": "convenant", "visibility": "netwerk"},
        signings=[Signing(fund), *map(Signing, loose.values())],
        actor=OPERATOR,
    )
    offer = {"direction": "zoekt", "kind": "geld", "title": "Gereedschap"}
    planted.add(_pair(garden, fund))
    need = planted.add(add_offer(garden, values=offer, actor=OPERATOR), garden)
    planted.add(write_note(fund, values={"text": "Zij wachten af."}, actor=OPERATOR))
    amina = enter("amina")
    enter("bas")
    dries = enter("dries", own=garden)
    enter("beheer")
    job = open_role(amina, town_hall, role="ambtenaar", period=Period(), actor=OPERATOR)
    held = open_holding(
        bees, person=amina, role="vaste_contactpersoon", period=Period(TODAY), actor=OPERATOR
    )
    for one in (garden, fund, amina, dries, links[0], deal):
        planted.add(one)
    open_role(amina, town_hall, role="wethouder", period=Period(), actor=OPERATOR)
    shows_way = open_signpost(amina, theme, period=Period(), actor=OPERATOR)
    in_college = open_portfolio(amina, name="wonen", themes=[], period=Period(), actor=OPERATOR)
    for child, parent in ((talk, fund), (job, amina), (held, bees), (deal.signatories[0], deal),
                          (shows_way, amina), (in_college, amina)):  # fmt: skip
        planted.add(child, parent)
    goal = add_goal(values={"title": "Een groene wijk"}, actor=OPERATOR)
    question = add_request(
        fund, values={"question": "Mag het hek weg?", "visibility": "netwerk"}, actor=OPERATOR
    )
    promised = {"title": "Een kraan", "by_party": town_hall, "to_party": fund}
    shared = {"visibility": "netwerk"}
    for one in (goal, question, add_commitment(values=promised | shared, actor=OPERATOR)):
        planted.add(one)
    plan = {"title": "Groen aan de Vliet", "text": "Een tuin", "visibility": "netwerk"}
    planted.add(make_survey(values=plan, actor=OPERATOR))
    planted.add(add_contribution(goal, fund, nature="draagt_bij", actor=OPERATOR), goal)
    seen = {"visibility": "netwerk"}
    planted.add(introduce([fund, bees], message="Groet", values=seen, actor=OPERATOR))
    twin = party("Buurttuin de Vliet (dubbel)", "bewonersinitiatief")
    planted.add(merge_parties(bees, twin, actor=OPERATOR))
    _withhold(planted)
    _settle()
    return Town(garden, fund, scheme, theme, area, talk, deal, need, goal, question, loose)


def plant_hidden(planted: Planted, town: Town, secret: str) -> None:
    """One record of every kind, hidden in one way, that touches the visible ones."""
    for make in MAKERS.values():
        for one in make(town, secret):
            words = planted.marked.mark(one, secret)
            db.session.flush()
            if isinstance(one, PartyMerge):
                planted.add(one)
            if hasattr(one, "version"):
                _remember(planted, one, town, secret, words)
    _settle()


def _remember(planted: Planted, one: Any, town: Town, secret: str, words: dict[str, str]) -> None:
    """Ask for it, let its history speak of it, and let its ref count as a marker."""
    table = one.__tablename__
    planted.add(one, town.fund if table in ("contact_moment", "offer") else None)
    planted.marked.note(secret, one.ref, f"ref of {table}")
    told = {column: [None, word] for column, word in words.items()}
    record(f"{TAGS.get(table, table)}.changed", one, difference=told, actor=OPERATOR)


def _settle() -> None:
    db.session.flush()
    rebuild_edges()
    rebuild_contacts()
    rebuild_affiliations()


def _withhold(planted: Planted) -> None:
    """A party that everybody in the network sees, and whose addresses nobody may.

    Its first addresses were known before it asked for that; they stand in its history.
    """
    first, second = (
        {column: marker("party", column, WITHHELD, age)[:7] for column in ADDRESSES}
        for age in ("before", "now")
    )
    values = {"name": "Opvang Zonnehof", "kind": "zorgpartner"}
    party = add_party(values=values | first, actor=OPERATOR)
    change_party(party, values={**second, "withheld": True}, actor=OPERATOR)
    for column in ADDRESSES:
        for word in (first[column], second[column]):
            planted.marked.note(WITHHELD, word, f"party.{column}")
    planted.withheld_words = set(second.values())
    planted.add(party)
    planted.withheld_ref = party.ref


def _parties(town: Town, secret: str) -> list[Any]:
    """A hidden party with a profile, above and beside visible ones that must not betray it."""
    party = add_party(
        values={
            "name": f"verborgen {secret}",
            "kind": "bewonersinitiatief",
            "themes": [town.theme],
            "areas": [town.area],
            **HIDDEN[secret],
        },
        actor=OPERATOR,
    )
    assert isinstance(party.profile, InitiativeProfile)
    for other in (town.garden, town.fund):
        add_link(party, other, get_link_kind("werkt_samen_met"), actor=OPERATOR)
    below = town.loose[secret]
    db.session.execute(update(Party).where(Party.id == below.id).values(parent_id=party.id))
    above = {"onderdeel van": [None, party.ref]}
    record("party.changed", below, difference=above, actor=OPERATOR)
    if secret != "intern":  # one party has room for one: what the town hall sees must not change
        part = update(InitiativeProfile).where(InitiativeProfile.party_id == town.garden.id)
        db.session.execute(part.values(part_of_id=party.id))
    open_holding(town.fund, team=party, role="ambassadeur", period=Period(), actor=OPERATOR)
    for table in (offer_answer, offer_fulfilment):
        joined = insert(table).values(offer_id=town.need.id, party_id=party.id)
        db.session.execute(joined)
    told = {"reageerden": [[], [party.ref]]}
    record("offer.answered", town.need, difference=told, actor=OPERATOR)
    db.session.add(PartyGoal(party=party, goal=town.goal))
    lies = update(Request).where(Request.id == town.question.id)
    if secret == "vertrouwelijk":
        db.session.execute(lies.values(department_id=party.id))
    return [party, party.profile, *_merged(party, secret)]


def _merged(party: Party, secret: str) -> list[Any]:
    """Another hidden party that became part of a hidden one."""
    values = {"name": f"verborgen {secret} dubbel", "kind": "bewonersinitiatief"}
    twin = add_party(values=values | HIDDEN[secret], actor=OPERATOR)
    ref = twin.ref
    merge = merge_parties(party, twin, actor=OPERATOR)
    return [db.session.get_one(FormerParty, ref), merge]


def _people(town: Town, secret: str) -> list[Any]:
    """A hidden person with a role, a holding, a signature and a part in a conversation."""
    person = add_person(values={"last_name": "verborgen", **HIDDEN[secret]}, actor=OPERATOR)
    open_role(person, town.fund, role="wethouder", period=Period(), actor=OPERATOR)
    every_day = Period()
    portfolio = open_portfolio(
        person, name="verborgen", themes=[town.theme], period=every_day, actor=OPERATOR
    )
    open_signpost(person, town.theme, period=every_day, actor=OPERATOR)
    open_holding(town.fund, person=person, role="accounthouder", period=Period(), actor=OPERATOR)
    talked = insert(moment_person).values(moment_id=town.talk.id, person_id=person.id)
    db.session.execute(talked)
    signs = update(Signatory).where(
        Signatory.agreement_id == town.deal.id, Signatory.party_id == town.loose[secret].id
    )
    db.session.execute(signs.values(person_id=person.id))
    told = {"ondertekenaar": [None, person.ref]}
    record("agreement.changed", town.deal, difference=told, actor=OPERATOR)
    return [person, portfolio]


def _links(town: Town, secret: str) -> list[Any]:
    """A hidden link between visible parties, on a visible agreement."""
    link = add_link(
        town.loose[secret],
        town.fund,
        get_link_kind("werkt_samen_met"),
        values=HIDDEN[secret],
        actor=OPERATOR,
    )
    attached = insert(agreement_link).values(agreement_id=town.deal.id, link_id=link.id)
    db.session.execute(attached)
    told = {"verbinding": [None, link.ref]}
    record("agreement.link_attached", town.deal, difference=told, actor=OPERATOR)
    return [link]


def _moments(town: Town, secret: str) -> list[Any]:
    """A hidden contact with a visible party."""
    moment = ContactMoment(
        subject="verborgen",
        parties=[town.fund],
        follow_up_on=TODAY,
        happened_at=utc_now(),
        **HIDDEN[secret],
    )
    return _added(moment)


def _offers(town: Town, secret: str) -> list[Any]:
    """A hidden answer to what the garden needs."""
    return _added(
        Offer(
            party=town.fund,
            direction="biedt",
            kind=get_offer_kind("geld"),
            title="x",
            **HIDDEN[secret],
        )
    )


def _notes(town: Town, secret: str) -> list[Any]:
    """A hidden note about a visible party."""
    note = Note(text="x", expires_on=TODAY + timedelta(days=9), party=town.fund, **HIDDEN[secret])
    return _added(note)


def _schemes(town: Town, secret: str) -> list[Any]:
    """A hidden scheme with a grant to a visible party."""
    scheme = Scheme(name="x", sort_key="x", provider=town.fund, **HIDDEN[secret])
    grant = Grant(dossier=f"g {secret}", register="r", scheme=scheme, party=town.fund, year=2026)
    db.session.add_all([scheme, grant])
    db.session.flush()
    return [scheme]


def _grants(town: Town, secret: str) -> list[Any]:
    """A hidden grant from a visible scheme."""
    return _added(
        Grant(
            dossier=secret, register="r", scheme=town.scheme, party=town.fund, year=2026,
            **HIDDEN[secret],
        )
    )  # fmt: skip


def _commitments(town: Town, secret: str) -> list[Any]:
    """A hidden promise between visible parties."""
    by, to = town.fund, town.loose[secret]
    return _added(Commitment(by_party=by, to_party=to, title="x", **HIDDEN[secret]))


def _requests(town: Town, secret: str) -> list[Any]:
    """A hidden question of a visible party."""
    return _added(Request(party=town.fund, question="x", next_step_on=TODAY, **HIDDEN[secret]))


def _goals(town: Town, secret: str) -> list[Any]:
    """A hidden goal that a visible one lies under, and that a visible party contributes to; and
    that two visible ones conflict, which is for the town hall alone."""
    goal = Goal(title="x", sort_key="x", **HIDDEN[secret])
    goal.contributions = [PartyGoal(party=town.fund)]
    [goal] = _added(goal)
    if secret == "intern":
        db.session.add(PartyGoal(party=town.garden, goal=town.goal, nature=CONFLICT))
        told = {"partij": [None, town.garden.ref], "aard": [None, CONFLICT]}
        record("goal.contribution_added", town.goal, difference=told, actor=OPERATOR)
    if secret == "vertrouwelijk":
        db.session.execute(update(Goal).where(Goal.id == town.goal.id).values(parent_id=goal.id))
        record(
            "goal.changed", town.goal, difference={"bovenliggend": [None, goal.ref]}, actor=OPERATOR
        )
    return [goal]


def _surveys(town: Town, secret: str) -> list[Any]:
    """A hidden survey that found a visible party."""
    found = {"ref": town.fund.ref, "name": "x", "level": 1, "word": "sterk", "kind": "fonds"}
    survey = Survey(title="x", made_on=TODAY, found={"initiatieven": [found]}, **HIDDEN[secret])
    return _added(survey)


def _agreements(town: Town, secret: str) -> list[Any]:
    """A hidden agreement of a visible party."""
    agreement = Agreement(
        number=secret, kind="convenant", title="x", sort_key="x", text="x", **HIDDEN[secret]
    )
    signatory = Signatory(agreement=agreement, party=town.fund, side="andere_partner")
    return [*_added(agreement), signatory]


def _pairs(town: Town, secret: str) -> list[Any]:
    """A visible party that looks like a hidden one."""
    values = {"name": f"Fonds Vliet {secret}", "kind": "fonds", **HIDDEN[secret]}
    return [_pair(town.fund, add_party(values=values, actor=OPERATOR))]


def _pair(one: Party, other: Party) -> LookalikePair:
    pair = LookalikePair(party_a=one, party_b=other, score=90, is_sure=True, why="bevat")
    [pair] = _added(pair)
    return pair


def _introductions(town: Town, secret: str) -> list[Any]:
    """A hidden introduction of visible parties, with what one of them said."""
    introduction = Introduction(message="x", met_on=TODAY, status="ontmoet", **HIDDEN[secret])
    introduction.lines = [
        IntroductionParty(party=one, answer="ja", answered_on=TODAY, answered_how="telefoon")
        for one in (town.fund, town.loose[secret])
    ]
    introduction.outcomes = [Outcome(months=3, outcome="contact", told_on=TODAY)]
    _added(introduction)
    return [introduction, introduction.lines[0]]


def _dismissals(town: Town, secret: str) -> list[Any]:
    """A pair of visible parties that was put away, known to few."""
    return _added(
        Dismissal(
            party_a=town.fund, party_b=town.garden, kind="niet", why="anders", **HIDDEN[secret]
        )
    )


def _handed(town: Town, secret: str) -> list[Any]:
    """A chance that lies with a colleague, known to few."""
    somebody = db.session.scalars(select(User).where(User.email == email_of("amina"))).one()
    pair = {"party_a": town.fund, "party_b": town.loose[secret]}
    return _added(HandedChance(**pair, to_user=somebody, **HIDDEN[secret]))


def _corrections(town: Town, secret: str) -> list[Any]:
    """What a hidden person said about a visible party, in the word that is looked for."""
    person = add_person(values={"last_name": "verborgen", **HIDDEN[secret]}, actor=OPERATOR)
    said = {"text": marker("correction", "settled_by", secret)}
    [correction] = _added(Correction(party=town.fund, person=person, kind=LINK_NEW, said=said))
    record("correction.made", correction, actor=OPERATOR)
    return [correction]


def _added(one: Any) -> list[Any]:
    db.session.add(one)
    db.session.flush()
    return [one]


MAKERS: dict[type[Any], Callable[[Town, str], list[Any]]] = {
    Party: _parties,
    Person: _people,
    Link: _links,
    ContactMoment: _moments,
    Offer: _offers,
    Note: _notes,
    Scheme: _schemes,
    Grant: _grants,
    Agreement: _agreements,
    Commitment: _commitments,
    Request: _requests,
    Goal: _goals,
    Survey: _surveys,
    LookalikePair: _pairs,
    Correction: _corrections,
    Introduction: _introductions,
    Dismissal: _dismissals,
    HandedChance: _handed,
}
