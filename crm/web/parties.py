"""Wie is wie: parties, each opening on its overview."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from crm.accounts.operations import note_reading
from crm.accounts.permissions import may
from crm.core.db import HIDDEN_LEVEL, level_of
from crm.core.errors import Forbidden, NotFound
from crm.merge.queries import merges_of
from crm.opportunities.selection import MOST_COMPARED
from crm.parties.lookalikes import WHY
from crm.parties.lookalikes_pairs import find_pairs, has_pairs
from crm.parties.models import Party
from crm.parties.operations import add_party, archive_party, change_party, restore_party
from crm.parties.queries import (
    every_party,
    find_party_by_reference,
    get_party,
    is_own,
    list_parties,
)
from crm.people.operations import add_first_contact
from crm.resources.listing import fulfillers
from crm.web.access import access, today, viewer
from crm.web.asking import (
    asked_day,
    asked_text,
    chosen,
    page_number,
    party_choices,
    viewer_on_day,
)
from crm.web.downloads import asked_form, download
from crm.web.earlier import on_day
from crm.web.forms.alike import stood_already
from crm.web.forms.parties import OwnPartyForm, PartyForm
from crm.web.initiatives import initiative_of
from crm.web.listings import PARTIES
from crm.web.lookalikes import LookFirst, to_look_at_first
from crm.web.on_day import party_on_day
from crm.web.overview import party_head, party_overview
from crm.web.party_lists import asked_list
from crm.web.saving import page, saved
from crm.web.teams import team_of
from crm.web.timelines import party_timeline

bp = Blueprint("parties", __name__, url_prefix="/partijen")


@bp.get("")
@access("party.read")
def index() -> Response | str:
    """The list of parties, narrowed by text, kind, theme and area."""
    reference = request.args.get("referentie")
    if reference:
        party = find_party_by_reference(reference, viewer=viewer())
        if party is None:
            raise NotFound("Er is geen partij met deze referentie.")
        return redirect(url_for(".show", ref=party.ref))
    asked = asked_list(archived=bool(chosen("archief", ["ja"])), on=asked_day())
    form = asked_form()
    if form:
        return download(PARTIES, every_party(asked.filters, viewer=viewer()), form=form)
    found = list_parties(asked.filters, page=page_number(), viewer=viewer())
    return render_template(
        "parties/index.html",
        parties=found,
        has_pairs=may(viewer(), "party.edit") and has_pairs(viewer()),
        filters=asked.filters,
        asked=asked,
        most_compared=MOST_COMPARED,
        **party_choices(),
    )


@bp.route("/nieuw", methods=["GET", "POST"])
@access("party.edit")
def new() -> Response | tuple[str, int]:
    """Add a party, with its aanspreekpunt in one go."""
    form = PartyForm(viewer=viewer())
    if request.method == "GET":
        form.name.data = asked_text("naam")
    first: LookFirst | None = None
    if form.validate_on_submit():
        first = to_look_at_first(form, viewer=viewer())
        if first is None:
            level = level_of(form.visibility.data, form.sensitive.data)
            done = "De partij is toegevoegd."
            done = stood_already(form.known, form.reach, level=level, done=done)
            answer = saved(form, lambda: _add(form), to=_address, done=done)
            if answer is not None:
                return answer
    return page("parties/new.html", form=form, first=first, WHY=WHY)


@bp.get("/<uuid:ref>")
@access("party.read")
def show(ref: object) -> str:
    """A party's overview: contact, what is open, last contact, five chances."""
    party = get_party(str(ref), viewer=viewer())
    if party.level == HIDDEN_LEVEL or party.withheld:
        note_reading("party", party.ref, viewer=viewer())
    who = viewer_on_day()
    if who.on is not None:
        return render_template(
            "parties/on_day.html",
            party=party,
            found=party_on_day(party, viewer=who),
            earlier=on_day(party, who.on, viewer=viewer()) if who.on < today() else None,
            head=party_head(party, "overzicht", viewer=who),
        )
    overview = party_overview(party, viewer=viewer())
    return render_template(
        "parties/show.html",
        party=party,
        overview=overview,
        fulfilled=fulfillers(overview.offers, viewer=viewer()),
        initiative=initiative_of(party, overview.contacts, viewer=viewer()),
        team=team_of(party, overview.contacts, viewer=viewer()),
        head=party_head(party, "overzicht", viewer=viewer()),
        is_own=is_own(party, viewer=viewer()),
    )


@bp.route("/<uuid:ref>/wijzigen", methods=["GET", "POST"])
@access("party.read")
def edit(ref: object) -> Response | tuple[str, int]:
    """Change a party; an initiatiefnemer changes the own profile."""
    party = get_party(str(ref), viewer=viewer())
    form = _form_for(party)
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: change_party(
                party, values=form.values, version=_version_of(form), actor=viewer()
            ),
            to=_address,
            done="De wijziging is opgeslagen.",
            fresh=lambda: _form_for(get_party(str(ref), viewer=viewer()), formdata=None),
        )
        if answer is not None:
            return answer
    return page("parties/edit.html", form=form, party=party)


@bp.post("/<uuid:ref>/archiveren")
@access("party.edit")
def archive(ref: object) -> Response:
    """Put a party away."""
    party = get_party(str(ref), viewer=viewer())
    archive_party(party, actor=viewer())
    flash("De partij staat nu in het archief. U kunt haar daar terughalen.", "goed")
    return redirect(_address(party), code=303)


@bp.post("/<uuid:ref>/terugzetten")
@access("party.edit")
def restore(ref: object) -> Response:
    """Bring a party back."""
    party = get_party(str(ref), viewer=viewer())
    restore_party(party, actor=viewer())
    flash("De partij is teruggezet.", "goed")
    return redirect(_address(party), code=303)


@bp.get("/<uuid:ref>/tijdlijn")
@access("party.read")
def timeline(ref: object) -> str:
    """What changed, when and by whom."""
    party = get_party(str(ref), viewer=viewer())
    return render_template(
        "parties/timeline.html",
        party=party,
        events=party_timeline(party, viewer=viewer()),
        merges=merges_of(party, viewer=viewer()) if may(viewer(), "party.merge") else [],
        head=party_head(party, "tijdlijn", viewer=viewer()),
    )


def _add(form: PartyForm) -> Party:
    party = add_party(values=form.values, actor=viewer())
    find_pairs([party], viewer=viewer())
    if form.contact_name.data:
        add_first_contact(
            party,
            name=form.contact_name.data,
            **form.reach,
            person=form.known,
            on=viewer().day,
            actor=viewer(),
        )
    return party


def _version_of(form: PartyForm) -> int | None:
    """What was typed about a party that became part of this one is older than anything here."""
    return 0 if request.args.get("was") else form.known_version


def _form_for(party: Party, **kwargs: object) -> PartyForm:
    if may(viewer(), "party.edit"):
        return PartyForm(party, viewer=viewer(), **kwargs)
    if is_own(party, viewer=viewer()):
        return OwnPartyForm(party, viewer=viewer(), **kwargs)
    raise Forbidden()


def _address(party: Party) -> str:
    return url_for("parties.show", ref=party.ref)
