"""Contact moments: "Leg dit gesprek vast" at a party, and what must follow."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from crm.accounts.operations import note_reading
from crm.core.db import HIDDEN_LEVEL
from crm.core.errors import NotFound
from crm.links.models import ContactMoment
from crm.links.moment_queries import get_moment, moments_of
from crm.links.operations import archive_moment, change_moment, finish_follow_up, record_moment
from crm.parties.models import Party
from crm.parties.queries import get_party
from crm.people.queries import people_seen
from crm.resources.operations import add_offer
from crm.web.access import access, viewer
from crm.web.earlier_page import asked_earlier, earlier_page, party_trail
from crm.web.forms.moments import MomentForm, NewMomentForm
from crm.web.saving import page, saved
from crm.web.timelines import timeline_of

bp = Blueprint("moments", __name__, url_prefix="/partijen/<uuid:ref>/contact")
# Where somebody goes back to who finished something on a list.
BACK: dict[str, tuple[str, dict[str, Any]]] = {
    "start": ("start.index", {}),
    "open": ("follow_ups.index", {}),
    "alles": ("follow_ups.index", {"van": "iedereen"}),
}


@bp.get("")
@access("moment.read")
def index(ref: object) -> str:
    """All contact with a party that the viewer may see."""
    party = get_party(str(ref), viewer=viewer())
    moments = moments_of(party, viewer=viewer(), most=200, with_people=True)
    everybody = [person for moment in moments for person in moment.people]
    seen = {person.id for person in people_seen(everybody, viewer=viewer())}
    return render_template("moments/index.html", party=party, moments=moments, seen=seen)


@bp.route("/nieuw", methods=["GET", "POST"])
@access("moment.edit")
def new(ref: object) -> Response | tuple[str, int]:
    """Keep a conversation with a party, and what that party said to offer or need."""
    party = get_party(str(ref), viewer=viewer())
    form = NewMomentForm(party, viewer=viewer())
    if form.asks_for_more and form.also.validate(form):
        form.take_along()
        return render_template("moments/new.html", form=form, party=party), 200
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: _keep(form),
            to=lambda _moment: url_for("parties.show", ref=party.ref),
            done="Het gesprek is vastgelegd.",
        )
        if answer is not None:
            return answer
    return page("moments/new.html", form=form, party=party)


@bp.get("/<uuid:moment_ref>")
@access("moment.read")
def show(ref: object, moment_ref: object) -> str:
    """One contact moment, today or as it stood on a day."""
    party, moment = _moment(ref, moment_ref)
    if moment.level == HIDDEN_LEVEL:
        note_reading("contact_moment", moment.ref, viewer=viewer())
    earlier = asked_earlier(moment)
    if earlier:
        here = url_for(".show", ref=party.ref, moment_ref=moment.ref)
        return earlier_page(earlier, moment.subject, here, trail=party_trail(party))
    return render_template(
        "moments/show.html",
        party=party,
        moment=moment,
        people=people_seen(moment.people, viewer=viewer()),
        events=timeline_of(moment, viewer=viewer()),
    )


@bp.route("/<uuid:moment_ref>/wijzigen", methods=["GET", "POST"])
@access("moment.edit")
def edit(ref: object, moment_ref: object) -> Response | tuple[str, int]:
    """Change a contact moment."""
    party, moment = _moment(ref, moment_ref)
    form = MomentForm(party, moment, viewer=viewer())
    if form.asks_for_more and form.also.validate(form):
        form.take_along()
        return render_template("moments/edit.html", form=form, party=party, moment=moment), 200
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: change_moment(
                moment, values=form.values, version=form.known_version, actor=viewer()
            ),
            to=_address,
            done="De wijziging is opgeslagen.",
            fresh=lambda: MomentForm(*_moment(ref, moment_ref), viewer=viewer(), formdata=None),
        )
        if answer is not None:
            return answer
    return page("moments/edit.html", form=form, party=party, moment=moment)


@bp.post("/<uuid:moment_ref>/afgerond")
@access("moment.edit")
def finish(ref: object, moment_ref: object) -> Response:
    """What was to follow has been done."""
    party, moment = _moment(ref, moment_ref)
    finish_follow_up(moment, on=viewer().day, actor=viewer())
    flash(f"Afgerond: {moment.follow_up}.", "goed")
    endpoint, asked = BACK.get(request.form.get("terug", ""), ("parties.show", {"ref": party.ref}))
    return redirect(url_for(endpoint, **asked), code=303)


@bp.post("/<uuid:moment_ref>/archiveren")
@access("moment.edit")
def archive(ref: object, moment_ref: object) -> Response:
    """Put a contact moment away."""
    party, moment = _moment(ref, moment_ref)
    archive_moment(moment, actor=viewer())
    flash("Het contactmoment staat nu in het archief.", "goed")
    return redirect(url_for("parties.show", ref=party.ref), code=303)


def _keep(form: NewMomentForm) -> ContactMoment:
    """The conversation, and what the party said to need or offer."""
    moment = record_moment(values=form.values, actor=viewer())
    for values in form.told:
        add_offer(form.party, values=values, actor=viewer())
    return moment


def _address(moment: ContactMoment) -> str:
    """Its page, under one of those who took part."""
    return url_for("moments.show", ref=moment.parties[0].ref, moment_ref=moment.ref)


def _moment(ref: object, moment_ref: object) -> tuple[Party, ContactMoment]:
    """The party and its moment: the child of an address belongs to its parent."""
    party = get_party(str(ref), viewer=viewer())
    moment = get_moment(str(moment_ref), viewer=viewer())
    if party.id not in {one.id for one in moment.parties}:
        raise NotFound("Dit contactmoment hoort niet bij deze partij.")
    return party, moment
