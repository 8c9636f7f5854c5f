"""What asks for attention today, gathered for each role's start page: a few queries each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from flask import url_for
from sqlalchemy import func, select

from crm.accounts.models import User
from crm.accounts.queries import list_users
from crm.accounts.viewer import Viewer
from crm.core.dates import utc_now
from crm.core.db import db
from crm.ideas.related import related_to
from crm.links.moment_queries import count_visits
from crm.links.quiet import Silence, count_fading, long_silent
from crm.links.sides import Proposal, count_proposals, proposals_of
from crm.opportunities.introductions.queries import introductions_of
from crm.opportunities.models import Introduction
from crm.opportunities.queries import (
    NetworkOpportunity,
    Opportunity,
    Waiting,
    network_opportunities,
    opportunities_for,
    without_contact,
)
from crm.opportunities.related.queries import Alike
from crm.opportunities.waiting import count_without_contact
from crm.parties.kinds import CONTACTED_KINDS, PartyKind
from crm.parties.models import Party
from crm.parties.queries import PartyFilters, own_parties, visible_parties
from crm.people.models import AccountHolding
from crm.people.queries import held_parties, holdings_now, person_of
from crm.reminders.queries import count_corrections
from crm.resources.models import Offer
from crm.resources.queries import offers_of
from crm.web.context import network_name
from crm.web.due import Due, own_due
from crm.web.state import SystemState, system_state
from crm.web.telling import NetworkTold, network_told
from crm.web.town_hall import TownHall, town_hall_of
from crm.web.written import written_about

CHANCES = 5
MOST = 5


@dataclass(frozen=True, slots=True)
class CivilServantStart:
    """What waits for a vaste contactpersoon: follow-ups, silence, initiatives without anybody."""

    held: int
    due: list[Due]
    silent: list[Silence]
    waiting: list[Waiting]
    waiting_in_all: int
    waiting_at: str
    chances: list[NetworkOpportunity]
    knows_initiatives: bool
    proposals: int
    fading: int
    visits: int
    corrections: int


@dataclass(frozen=True, slots=True)
class ReaderStart:
    """The network told, and five chances in it."""

    told: NetworkTold
    chances: list[NetworkOpportunity]


@dataclass(frozen=True, slots=True)
class InitiatorStart:
    """An initiator's own initiative and who helps; None when the account belongs to none."""

    party: Party | None
    others: list[Party]
    holdings: list[AccountHolding]
    offers: list[Offer]
    related: list[Alike]
    chances: list[Opportunity]
    proposals: list[Proposal] = field(default_factory=list)
    town_hall: TownHall = field(default_factory=TownHall)
    introductions: list[Introduction] = field(default_factory=list)

    @property
    def waits(self) -> bool:
        """Whether it is of a kind that should have a vaste contactpersoon."""
        return self.party is not None and self.party.kind in CONTACTED_KINDS


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do next: why, and where."""

    sentence: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class AdministratorStart:
    """The state of the system, what to do next, and what waits when she holds parties too."""

    state: SystemState
    warnings: list[str]
    users: list[User]
    steps: list[Step]
    own: CivilServantStart | None


def is_first_evening() -> bool:
    """Whether nothing is in the system yet."""
    return db.session.scalar(select(Party.id).limit(1)) is None


def civil_servant_start(*, viewer: Viewer) -> CivilServantStart:
    """Chances are those of the held parties; who holds none gets those of the network."""
    held = _count(held_parties(viewer))
    return CivilServantStart(
        held=held,
        due=own_due(viewer=viewer),
        silent=long_silent(viewer=viewer),
        waiting=without_contact(viewer=viewer, top=MOST),
        waiting_in_all=count_without_contact(viewer=viewer),
        waiting_at=waiting_address(),
        chances=_chances(viewer, of_held=bool(held)),
        knows_initiatives=_knows_initiatives(viewer),
        proposals=count_proposals(viewer=viewer),
        fading=count_fading(viewer=viewer),
        visits=_own_visits(viewer),
        corrections=count_corrections(viewer=viewer),
    )


def _own_visits(viewer: Viewer) -> int:
    person = person_of(viewer)
    return count_visits(person, viewer=viewer) if person is not None else 0


def reader_start(*, viewer: Viewer) -> ReaderStart:
    """The network as far as the reader's level knows it."""
    return ReaderStart(network_told(viewer), network_opportunities(viewer=viewer)[:CHANCES])


def initiator_start(*, viewer: Viewer) -> InitiatorStart:
    """One initiative in full; the others by name."""
    own = own_parties(viewer)
    if not own:
        return InitiatorStart(None, [], [], [], [], [])
    party = own[0]
    return InitiatorStart(
        party=party,
        others=own[1:],
        holdings=holdings_now(party, viewer=viewer),
        offers=offers_of(party, viewer=viewer),
        related=related_to(party, viewer=viewer, top=MOST),
        chances=opportunities_for(party, viewer=viewer, top=CHANCES),
        proposals=proposals_of(own, viewer=viewer),
        introductions=[one for one in introductions_of(party, viewer=viewer) if one.is_running],
        town_hall=town_hall_of(party, written=written_about(party), viewer=viewer),
    )


def administrator_start(*, viewer: Viewer) -> AdministratorStart:
    """In a village the beheerder is the contactpersoon too: then both are on the page."""
    state = system_state(viewer=viewer)
    holds = bool(_count(held_parties(viewer)))
    waiting = count_without_contact(viewer=viewer)
    return AdministratorStart(
        state=state,
        warnings=state.health.warnings(now=utc_now()),
        users=list_users(),
        steps=_steps(state, waiting),
        own=civil_servant_start(viewer=viewer) if holds else None,
    )


def has_only_government() -> bool:
    """Whether the town hall is all there is: the questions were answered, no names pasted."""
    government = (PartyKind.MUNICIPALITY, PartyKind.DEPARTMENT, PartyKind.TEAM)
    return db.session.scalar(select(Party.id).where(Party.kind.not_in(government)).limit(1)) is None


def _knows_initiatives(viewer: Viewer) -> bool:
    """A register names organisations only: nobody in it is known to be an initiative."""
    query = visible_parties(viewer).with_only_columns(Party.id)
    found = query.where(Party.kind.in_(sorted(CONTACTED_KINDS)), Party.archived_at.is_(None))
    return db.session.scalar(found.limit(1)) is not None


def _chances(viewer: Viewer, *, of_held: bool) -> list[NetworkOpportunity]:
    if not of_held:
        return network_opportunities(viewer=viewer)[:CHANCES]
    held = held_parties(viewer).with_only_columns(Party.id).correlate(None)
    filters = PartyFilters(extra=[Party.id.in_(held)])
    return network_opportunities(viewer=viewer, filters=filters)[:CHANCES]


def _steps(state: SystemState, waiting: int) -> list[Step]:
    """What the beheerder can do next, the most useful first."""
    rules: Sequence[tuple[bool, Callable[[], Step]]] = (
        (not network_name(), _name_step),
        (has_only_government(), _names_step),
        (state.accounts < 2, _accounts_step),
        (not state.last_import, _import_step),
        (waiting > 0, lambda: _waiting_step(waiting)),
        (state.parties > 1 and not state.links, _links_step),
    )
    return [step() for applies, step in rules if applies]


def _name_step() -> Step:
    sentence = "Het netwerk heeft nog geen naam. Die staat bovenaan elke bladzijde."
    return Step(sentence, "Geef een naam", url_for("administration.name"))


def _names_step() -> Step:
    sentence = "Er staan nog geen initiatieven in. Plak uw eerste dertig namen."
    return Step(sentence, "Plak namen", url_for("first_evening.names"))


def _accounts_step() -> Step:
    sentence = "U bent de enige met een account. Geef een collega toegang."
    return Step(sentence, "Maak een account", url_for("users.new"))


def _import_step() -> Step:
    sentence = "Er is nog geen register ingelezen. Een subsidieregister geeft meteen kansen."
    return Step(sentence, "Lees een register in", url_for("exchange.index"))


def _waiting_step(waiting: int) -> Step:
    has = "1 initiatief heeft" if waiting == 1 else f"{waiting} initiatieven hebben"
    sentence = f"{has} nog geen vaste contactpersoon."
    return Step(sentence, "Geef ze aan een collega", waiting_address())


def waiting_address() -> str:
    """The list of initiatives that wait for a vaste contactpersoon."""
    return url_for("assigning.choose", zonder="ja", soort=sorted(CONTACTED_KINDS))


def _links_step() -> Step:
    sentence = "Er zijn nog geen verbindingen. Elke verbinding maakt de kansen beter."
    return Step(sentence, "Voeg een verbinding toe", url_for("links.new"))


def _count(parties: object) -> int:
    ids = parties.with_only_columns(Party.id).order_by(None).subquery()  # type: ignore[attr-defined]
    return db.session.scalar(select(func.count()).select_from(ids)) or 0
