"""Kansen: whom a party should meet and why, and who is alike in what they do."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from crm.ideas.finding import what_helps
from crm.ideas.related import acquainted, related_to
from crm.opportunities.introductions import introductions_of
from crm.opportunities.models import Dismissal
from crm.opportunities.put_away import dismissals_of, find_dismissal
from crm.opportunities.queries import (
    network_opportunities,
    opportunities_for,
    without_contact,
)
from crm.opportunities.waiting import count_without_contact
from crm.parties.kinds import KINDS, PartyKind
from crm.parties.queries import get_party
from crm.people.queries import holdings_now
from crm.web.access import access, viewer
from crm.web.asking import asked_parties, asked_text, chosen, party_choices
from crm.web.derived_listings import OPPORTUNITIES, WITHOUT_CONTACT
from crm.web.downloads import asked_form, download
from crm.web.overview import party_head
from crm.web.ways import ways

bp = Blueprint("opportunities", __name__)
TOP = 15


@bp.get("/kansen")
@access("opportunity.read")
def index() -> Response | str:
    """The best connections to make in the network, and who has no contact person yet."""
    filters = asked_parties()
    form = asked_form()
    if form and chosen("lijst", [WITHOUT_CONTACT.name]):
        waiting = without_contact(viewer=viewer(), top=count_without_contact(viewer=viewer()))
        return download(WITHOUT_CONTACT, waiting, form=form)
    if form:
        pairs = network_opportunities(viewer=viewer(), filters=filters)
        return download(OPPORTUNITIES, pairs, form=form)
    return render_template(
        "opportunities/index.html",
        pairs=network_opportunities(viewer=viewer(), filters=filters),
        waiting=without_contact(viewer=viewer()),
        to=ways(None, viewer=viewer()),
        just_now=_just_put_away(),
        filters=filters,
        **party_choices(),
    )


def _just_put_away() -> Dismissal | None:
    """What the viewer put away a moment ago, so that it can be undone in the same place."""
    ref = asked_text("weg")
    return find_dismissal(ref, viewer=viewer()) if ref else None


@bp.get("/partijen/<uuid:ref>/kansen")
@access("opportunity.read")
def of_party(ref: object) -> str:
    """The best connections for one party, each with its reasons."""
    party = get_party(str(ref), viewer=viewer())
    kinds = chosen("soort", list(PartyKind))
    return render_template(
        "opportunities/of_party.html",
        party=party,
        kinds=kinds,
        kind_choices=[(kind.value, facts.label) for kind, facts in KINDS.items()],
        chances=opportunities_for(party, viewer=viewer(), top=TOP, to_kinds=kinds),
        to=ways(party, viewer=viewer()),
        put_away=dismissals_of(party, viewer=viewer()),
        introductions=introductions_of(party, viewer=viewer()),
        head=party_head(party, "kansen", viewer=viewer()),
    )


@bp.get("/partijen/<uuid:ref>/verwant")
@access("opportunity.read")
def related(ref: object) -> str:
    """The parties that are alike in what they do, linked or not."""
    party = get_party(str(ref), viewer=viewer())
    return render_template(
        "opportunities/related.html",
        party=party,
        found=related_to(party, viewer=viewer(), top=TOP),
        to=ways(party, viewer=viewer()),
        known=acquainted(party, viewer=viewer()),
        helps=what_helps(party, viewer=viewer()),
        holdings=holdings_now(party, viewer=viewer()),
        head=party_head(party, "verwant", viewer=viewer()),
    )
