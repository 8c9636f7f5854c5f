"""Dreigt weg te zakken: who was not spoken to for too long, and how often that should be."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from crm.core.dates import Period
from crm.links.contacts import change_rhythms, rhythms
from crm.links.listing import LinkFilters, list_links
from crm.links.quiet import QuietFilters, contacts_of, fading_parties, list_fading
from crm.links.rhythm import BANDS, FADING, QUIET, days_for, rhythm_text
from crm.parties.models import Party
from crm.parties.queries import every
from crm.people.models import Person
from crm.people.queries import fixed_contacts, people_seen
from crm.web.access import access, viewer
from crm.web.asking import asked_parties, chosen, page_number, party_choices
from crm.web.downloads import asked_form, download
from crm.web.forms.rhythm import RhythmForm
from crm.web.listings import FADING_PARTIES
from crm.web.saving import page, saved

bp = Blueprint("quiet", __name__)


@bp.get("/verbindingen/dreigt-weg-te-zakken")
@access("quiet.read")
def index() -> Response | str:
    """The parties that are fading or quiet, the longest quiet first, and strained links."""
    bands = {band: BANDS[band] for band in (QUIET, FADING)}
    filters = QuietFilters(
        bands=chosen("stand", bands),
        parties=asked_parties(),
        own=bool(chosen("van", ["mij"])),
    )
    form = asked_form()
    if form:
        return download(FADING_PARTIES, every(fading_parties(filters, viewer=viewer())), form=form)
    found = list_fading(filters, page=page_number(), viewer=viewer())
    return render_template(
        "quiet/index.html",
        parties=found,
        filters=filters,
        stands=list(bands.items()),
        contacts=contacts_of(found.rows),
        holders=_holders(found.rows),
        rhythm_of=_words(found.rows),
        strained=list_links(LinkFilters(statuses=["onder_druk"]), page=1, viewer=viewer()),
        **party_choices(),
    )


@bp.route("/beheer/contactritme", methods=["GET", "POST"])
@access("system.manage")
def rhythm() -> Response | tuple[str, int]:
    """How often each kind of party is spoken to."""
    form = RhythmForm(rhythms())
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: change_rhythms(form.rhythms, actor=viewer()),
            to=lambda _done: url_for(".index"),
            done="Het contactritme is opgeslagen.",
        )
        if answer is not None:
            return answer
    return page("quiet/rhythm.html", form=form)


def _holders(parties: list[Party]) -> dict[int, Person]:
    """The vaste contactpersoon of today, of those that who looks may know."""
    day = viewer().day
    held = fixed_contacts(parties, period=Period(day, day + timedelta(days=1)))
    people = {one.party_id: one.person for one in held.values() if one.person is not None}
    seen = {person.id for person in people_seen(people.values(), viewer=viewer())}
    return {party_id: person for party_id, person in people.items() if person.id in seen}


def _words(parties: list[Party]) -> dict[int, str]:
    known = rhythms()
    return {
        party.id: rhythm_text(days_for(party.kind, party.contact_every, known)) for party in parties
    }
