"""Kansen: whom a party should meet and why, and who is alike in what they do."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from crm.core.errors import NotFound
from crm.ideas.finding import what_helps
from crm.ideas.related import acquainted, related_to
from crm.opportunities.apart import any_untouched, untouched_goals, who_could
from crm.opportunities.closer import look_closer
from crm.opportunities.group_queries import network_groups
from crm.opportunities.introductions.queries import introductions_of
from crm.opportunities.models import Dismissal
from crm.opportunities.put_away import dismissals_between, find_dismissal
from crm.opportunities.queries import (
    network_opportunities,
    opportunities_for,
    settled_of,
    without_contact,
)
from crm.opportunities.schemes import MOST_SHOWN, all_fitting_schemes, fitting_schemes
from crm.opportunities.selection import MOST_COMPARED, opportunities_between
from crm.opportunities.waiting import count_without_contact
from crm.parties.kinds import KINDS, PartyKind
from crm.parties.queries import get_party
from crm.people.models import AccountHolding, Person
from crm.people.queries import holdings_now
from crm.web.access import access, viewer
from crm.web.asking import asked_parties, asked_text, chosen, page_number, party_choices
from crm.web.attention import waiting_address
from crm.web.chance_filters import asked_chances, kept_filters
from crm.web.chosen_parties import (
    COMPARISON,
    ChosenParties,
    asked_for_comparison,
    comparison_query,
    named_parties,
    ticked_parties,
)
from crm.web.derived_listings import OPPORTUNITIES, WITHOUT_CONTACT
from crm.web.downloads import asked_form, download
from crm.web.overview import party_head
from crm.web.ways import ways

bp = Blueprint("opportunities", __name__)
TOP = 15
AT_LEAST = 5
"""With fewer chances of a party, others follow that may be worth a thought."""
WAITING = 10
MOST_TOLD = 5


@bp.get("/kansen")
@access("opportunity.read")
def index() -> Response | str:
    """The best connections to make in the network, and who has no contact person yet."""
    asked = asked_chances()
    form = asked_form()
    if form and chosen("lijst", [WITHOUT_CONTACT.name]):
        waiting = without_contact(viewer=viewer(), top=count_without_contact(viewer=viewer()))
        return download(WITHOUT_CONTACT, waiting, form=form)
    pairs = network_opportunities(viewer=viewer(), filters=asked.filters)
    if form:
        return download(OPPORTUNITIES, pairs, form=form)
    return render_template(
        "opportunities/index.html",
        pairs=pairs,
        waiting=without_contact(viewer=viewer(), top=WAITING),
        waiting_at=waiting_address(),
        has_untouched=any_untouched(viewer()),
        to=ways(None, viewer=viewer()),
        just_now=_just_put_away(),
        kept=kept_filters(),
        asked=asked,
        filters=asked.filters,
        **party_choices(),
    )


@bp.route("/kansen/tussen", methods=["GET", "POST"])
@access("opportunity.read", late_write=True)
def between() -> Response | str | tuple[str, int]:
    """The best connections between the parties of a list, or those ticked and named."""
    if request.method == "POST":
        return _between_these()
    asked = asked_for_comparison()
    ids = [party.id for party in asked.parties]
    pairs = opportunities_between(ids, viewer=viewer())
    form = asked_form()
    if form:
        return download(OPPORTUNITIES, pairs, form=form)
    return _between_page(asked, pairs=pairs, just_now=_just_put_away())


def _between_page(asked: ChosenParties, **values: Any) -> str:
    return render_template(
        "opportunities/between.html",
        asked=asked,
        back=f"terug={COMPARISON}&{comparison_query()}",
        most=MOST_COMPARED,
        to=ways(None, viewer=viewer()),
        **party_choices(),
        **values,
    )


def _between_these() -> Response | tuple[str, int]:
    """To the address of the parties that were ticked and named, which can be kept.

    More than fit in there come back as they were chosen: who chose them says who need not.
    """
    ticked, text = request.form.getlist("partij"), request.form.get("namen", "")
    refs, missing = named_parties(ticked[:MOST_COMPARED], text)
    if missing:
        names = ", ".join(f"‘{name[:80]}’" for name in missing[:MOST_TOLD])
        more = f" en nog {len(missing) - MOST_TOLD}" if len(missing) > MOST_TOLD else ""
        flash(f"Deze namen vinden wij niet in Wie is wie: {names}{more}.", "fout")
    if len(refs) > MOST_COMPARED:
        return _between_page(ticked_parties(ticked), names=text), 422
    return redirect(url_for(".between", partijen=",".join(refs) or None), code=303)


@bp.get("/partijen/<uuid:ref>/kansen/<uuid:party_ref>")
@access("opportunity.read")
def pair(ref: object, party_ref: object) -> str:
    """One chance in full: why, what it brings, since when, how far apart, who could introduce."""
    party, other = (get_party(str(one), viewer=viewer()) for one in (ref, party_ref))
    if party.id == other.id:
        raise NotFound("Dit is één partij.")
    held = [holdings_now(one, viewer=viewer()) for one in (party, other)]
    return render_template(
        "opportunities/pair.html",
        party=party,
        other=other,
        closer=look_closer(party, other, viewer=viewer()),
        own_holdings=held[0],
        other_holdings=held[1],
        both_held=_in_both(*held),
        to=ways(party, viewer=viewer()),
        put_away=dismissals_between(party, other, viewer=viewer()),
        introductions=[
            one
            for one in introductions_of(party, viewer=viewer())
            if other.id in {line.party_id for line in one.lines}
        ],
    )


def _in_both(one: list[AccountHolding], other: list[AccountHolding]) -> list[Person]:
    """The people who hold both."""
    theirs = {holding.person_id for holding in other if holding.person}
    both = {holding.person for holding in one if holding.person and holding.person_id in theirs}
    return sorted(both, key=lambda person: (person.sort_key, person.id))


def _just_put_away() -> Dismissal | None:
    """What the viewer put away a moment ago, so that it can be undone in the same place."""
    ref = asked_text("weg")
    return find_dismissal(ref, viewer=viewer()) if ref else None


@bp.get("/kansen/groepen")
@access("opportunity.read")
def groups() -> str:
    """Groups of three to eight that could act together, with who could speak for them."""
    filters = asked_parties()
    return render_template(
        "opportunities/groups.html",
        groups=network_groups(viewer=viewer(), filters=filters),
        to=ways(None, viewer=viewer()),
        filters=filters,
        **party_choices(),
    )


@bp.get("/kansen/doelen")
@access("goal.read")
def untouched() -> str:
    """The goals that nobody works on yet, and who could."""
    goals = untouched_goals(page=page_number(), viewer=viewer())
    able = who_could(goals.rows, viewer=viewer())
    return render_template("opportunities/untouched.html", goals=goals, able=able)


@bp.get("/partijen/<uuid:ref>/kansen")
@access("opportunity.read")
def of_party(ref: object) -> str:
    """The best connections for one party, each with its reasons."""
    party = get_party(str(ref), viewer=viewer())
    kinds = chosen("soort", list(PartyKind))
    put_away, introductions = settled_of(party, viewer=viewer())
    return render_template(
        "opportunities/of_party.html",
        party=party,
        kinds=kinds,
        kind_choices=[(kind.value, facts.label) for kind, facts in KINDS.items()],
        chances=opportunities_for(
            party, viewer=viewer(), top=TOP, to_kinds=kinds, perhaps=AT_LEAST
        ),
        to=ways(party, viewer=viewer()),
        put_away=put_away,
        schemes=fitting_schemes(party, viewer=viewer()),
        most_schemes=MOST_SHOWN,
        introductions=introductions,
        head=party_head(party, "kansen", viewer=viewer()),
    )


@bp.get("/partijen/<uuid:ref>/regelingen")
@access("opportunity.read")
def schemes(ref: object) -> str:
    """All the schemes that fit a party, the closest first."""
    party = get_party(str(ref), viewer=viewer())
    found = all_fitting_schemes(party, page=page_number(), viewer=viewer())
    return render_template("opportunities/schemes.html", party=party, schemes=found)


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
