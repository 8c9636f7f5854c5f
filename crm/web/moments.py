"""Contact moments: "Leg dit gesprek vast" at a party, and what must follow."""

from __future__ import annotations

from collections.abc import Callable
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
from crm.web.earlier_page import Trail, asked_earlier, earlier_page, party_trail
from crm.web.forms.moments import MomentForm, NewMomentForm
from crm.web.saving import page, saved
from crm.web.timelines import timeline_of

bp = Blueprint("moments", __name__, url_prefix="/partijen/<uuid:ref>/contact")
loose = Blueprint("loose_moments", __name__, url_prefix="/contactmomenten/<uuid:ref>")
# Where somebody goes back to who finished something on a list.
BACK: dict[str, tuple[str, dict[str, Any]]] = {
    "start": ("start.index", {}),
    "open": ("follow_ups.index", {}),
    "alles": ("follow_ups.index", {"van": "iedereen"}),
    "zonder": ("follow_ups.index", {"van": "zonder"}),
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
            lambda: _keep(form, party),
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
    return _shown(*_moment(ref, moment_ref))


@loose.get("", endpoint="show")
@access("moment.read")
def show_loose(ref: object) -> Response | str:
    """One contact moment, at its own party when it has one."""
    moment = get_moment(str(ref), viewer=viewer())
    return redirect(address_of(moment)) if moment.parties else _shown(None, moment)


@bp.route("/<uuid:moment_ref>/wijzigen", methods=["GET", "POST"])
@access("moment.edit")
def edit(ref: object, moment_ref: object) -> Response | tuple[str, int]:
    """Change a contact moment."""
    return _edited(lambda: _moment(ref, moment_ref))


@loose.route("/wijzigen", endpoint="edit", methods=["GET", "POST"])
@access("moment.edit")
def edit_loose(ref: object) -> Response | tuple[str, int]:
    """Change a contact moment without a party: say who took part."""
    moment = get_moment(str(ref), viewer=viewer())
    if moment.parties:
        return redirect(address_of(moment, "edit"), code=307)
    return _edited(lambda: (None, get_moment(str(ref), viewer=viewer())))


@bp.post("/<uuid:moment_ref>/afgerond")
@access("moment.edit")
def finish(ref: object, moment_ref: object) -> Response:
    """What was to follow has been done."""
    return _finished(*_moment(ref, moment_ref))


@loose.post("/afgerond", endpoint="finish")
@access("moment.edit")
def finish_loose(ref: object) -> Response:
    """What was to follow has been done, with nobody in particular."""
    return _finished(None, get_moment(str(ref), viewer=viewer()))


@bp.post("/<uuid:moment_ref>/archiveren")
@access("moment.edit")
def archive(ref: object, moment_ref: object) -> Response:
    """Put a contact moment away."""
    return _archived(*_moment(ref, moment_ref))


@loose.post("/archiveren", endpoint="archive")
@access("moment.edit")
def archive_loose(ref: object) -> Response:
    """Put a contact moment without a party away."""
    return _archived(None, get_moment(str(ref), viewer=viewer()))


@bp.app_template_global("moment_address")
def address_of(moment: ContactMoment, act: str = "show", *, party: Party | None = None) -> str:
    """Its page, or the address of an act: at a party that took part, or by itself without one."""
    at = party or next(iter(moment.parties), None)
    if at is None:
        return url_for(f"loose_moments.{act}", ref=moment.ref)
    return url_for(f"moments.{act}", ref=at.ref, moment_ref=moment.ref)


def _shown(party: Party | None, moment: ContactMoment) -> str:
    if moment.level == HIDDEN_LEVEL:
        note_reading("contact_moment", moment.ref, viewer=viewer())
    earlier = asked_earlier(moment)
    here = address_of(moment, party=party)
    if earlier:
        return earlier_page(earlier, moment.subject, here, trail=_trail(party))
    return render_template(
        "moments/show.html",
        party=party,
        moment=moment,
        here=here,
        acts={act: address_of(moment, act, party=party) for act in ("edit", "finish", "archive")},
        above=_trail(party),
        people=people_seen(moment.people, viewer=viewer()),
        events=timeline_of(moment, viewer=viewer()),
    )


def _edited(
    find: Callable[[], tuple[Party | None, ContactMoment]],
) -> Response | tuple[str, int]:
    party, moment = find()
    form = MomentForm(party, moment, viewer=viewer())
    told: dict[str, Any] = {"form": form, "moment": moment, "above": _trail(party)}
    told["here"] = address_of(moment, party=party)
    if form.asks_for_more and form.also.validate(form):
        form.take_along()
        return render_template("moments/edit.html", **told), 200
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: change_moment(
                moment, values=form.values, version=form.known_version, actor=viewer()
            ),
            to=address_of,
            done="De wijziging is opgeslagen.",
            fresh=lambda: MomentForm(*find(), viewer=viewer(), formdata=None),
        )
        if answer is not None:
            return answer
    return page("moments/edit.html", **told)


def _finished(party: Party | None, moment: ContactMoment) -> Response:
    finish_follow_up(moment, on=viewer().day, actor=viewer())
    flash(f"Afgerond: {moment.follow_up or moment.subject}.", "goed")
    back = BACK.get(request.form.get("terug", ""))
    return redirect(url_for(back[0], **back[1]) if back else _after(party, moment), code=303)


def _archived(party: Party | None, moment: ContactMoment) -> Response:
    archive_moment(moment, actor=viewer())
    flash("Het contactmoment staat nu in het archief.", "goed")
    return redirect(_after(party, moment), code=303)


def _after(party: Party | None, moment: ContactMoment) -> str:
    return url_for("parties.show", ref=party.ref) if party else address_of(moment)


def _trail(party: Party | None) -> Trail:
    if party is None:
        return [("Wat staat er open?", url_for("follow_ups.index", van="zonder"))]
    return party_trail(party)


def _keep(form: NewMomentForm, party: Party) -> ContactMoment:
    """The conversation, and what the party said to need or offer."""
    moment = record_moment(values=form.values, actor=viewer())
    for values in form.told:
        add_offer(party, values=values, actor=viewer())
    return moment


def _moment(ref: object, moment_ref: object) -> tuple[Party, ContactMoment]:
    """The party and its moment: the child of an address belongs to its parent."""
    party = get_party(str(ref), viewer=viewer())
    moment = get_moment(str(moment_ref), viewer=viewer())
    if party.id not in {one.id for one in moment.parties}:
        raise NotFound("Dit contactmoment hoort niet bij deze partij.")
    return party, moment
