"""Wat wilt u doen? A free text in, what is like it and who could help out."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from crm.accounts.attempts import attempt_key, count_reading, refuse_after
from crm.accounts.roles import Role
from crm.ideas.finding import WhatIsThere, what_is_there
from crm.ideas.idea import Idea, Reach
from crm.ideas.related import acquainted
from crm.parties.models import Party
from crm.parties.queries import own_parties
from crm.people.models import AccountHolding
from crm.people.queries import holdings_now
from crm.taxonomy.queries import area_choices, known_areas
from crm.web.access import access, viewer
from crm.web.asking import checked, chosen
from crm.web.ways import ways

bp = Blueprint("ideas", __name__)
LONGEST = 600
SEARCHES_PER_ADDRESS = 120
REACHES = (
    (Reach.NEAR, "Alleen mijn kern"),
    (Reach.USUAL, "Overal"),
    (Reach.WIDE, "Zoek breder"),
)


@bp.get("/verwant")
@access("open")
def index() -> Response | str:
    """What is like the text; for a visitor over what is openbaar, when public pages are on."""
    if not viewer().is_signed_in and not current_app.config["PUBLIC"]:
        onward = request.full_path.rstrip("?")
        return redirect(url_for("sessions.sign_in", verder=onward))
    text = request.args.get("q", "").strip()[:LONGEST]
    own = own_parties(viewer()) if viewer().role is Role.INITIATOR else []
    places = checked("gebied", known_areas)
    reach = Reach((chosen("bereik", list(Reach)) or (Reach.USUAL,))[0])
    idea = Idea(text, areas=places or _areas_of(own), reach=reach)
    found = WhatIsThere(idea)
    if text:
        if not viewer().is_signed_in:
            _not_too_often()
        found = what_is_there(idea, viewer=viewer(), without=[party.id for party in own])
    return render_template(
        "ideas/index.html",
        text=text,
        found=found,
        idea=found.idea,
        places=places,
        areas=area_choices(),
        reaches=REACHES,
        longest=LONGEST,
        holdings=_contacts(own),
        own=own[0] if own else None,
        to=ways(own[0], viewer=viewer()) if own else None,
        known=acquainted(own[0], viewer=viewer()) if own else (),
    )


def _not_too_often() -> None:
    """A search costs more than most pages: a visitor gets so many in a quarter."""
    place = attempt_key("search", request.remote_addr or "")
    refuse_after({place: SEARCHES_PER_ADDRESS})
    count_reading(place)


def _areas_of(own: list[Party]) -> tuple[str, ...]:
    """Where somebody's own parties are: what `mijn kern` means."""
    return tuple(dict.fromkeys(area.code for party in own for area in party.areas))


def _contacts(own: list[Party]) -> list[AccountHolding]:
    """Who at the town hall is there for the own initiative."""
    return holdings_now(own[0], viewer=viewer()) if own else []
