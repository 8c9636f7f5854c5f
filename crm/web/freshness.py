"""Lang niet bevestigd: whose profile is old, sending the link, and a glance at corrections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from crm.core.db import db
from crm.core.errors import NotFound, Refused
from crm.parties.models import Party
from crm.parties.queries import every, get_party
from crm.people.models import Person
from crm.reminders.due import CONTACT, CORRECTIONS, LINK_NEW, LINK_OVER, SEEN_BY
from crm.reminders.mailing import Sent, send_personal_link, send_profile_link
from crm.reminders.models import Correction
from crm.reminders.operations import decline, take_links_back, take_over
from crm.reminders.queries import (
    get_correction,
    list_corrections,
    list_stale,
    mailed_this_week,
    profile_links_of,
    stale_parties,
)
from crm.reminders.waiting import contacts_seen, people_of, waiting_for
from crm.web.access import access, viewer
from crm.web.asking import asked_parties, page_number, party_choices
from crm.web.downloads import asked_form, download
from crm.web.forms.alike import stood_already
from crm.web.forms.base import Form
from crm.web.forms.correcting import OtherContactForm
from crm.web.invitations import site_address
from crm.web.listings import STALE_PARTIES
from crm.web.saving import page, saved

bp = Blueprint("freshness", __name__, url_prefix="/partijen")
NOT_DONE = "Dat lukt niet. Wijzig het op de bladzijde van de partij, en kies dan ‘Laat het zo’."
TAKEN_OVER = "Wat {} doorgaf, is overgenomen."
KINDS_OF_CORRECTION = {
    "CONTACT": CONTACT,
    "LINK_NEW": LINK_NEW,
    "LINK_OVER": LINK_OVER,
    "SEEN_BY": SEEN_BY,
}


@bp.get("/lang-niet-bevestigd")
@access("profile.ask")
def index() -> Response | str:
    """Corrections that wait for a glance, and profiles nobody confirmed for long."""
    filters, form = asked_parties(), asked_form()
    if form:
        found = every(stale_parties(filters, viewer=viewer()))
        return download(STALE_PARTIES, found, form=form)
    rows = list_stale(filters, page=page_number(), viewer=viewer())
    return render_template(
        "freshness/index.html",
        parties=rows,
        filters=filters,
        contacts=contacts_seen(rows.rows, viewer=viewer()),
        corrections=list_corrections(viewer=viewer()),
        words=CORRECTIONS,
        **KINDS_OF_CORRECTION,
        **party_choices(),
    )


@bp.route("/<uuid:ref>/link-sturen", methods=["GET", "POST"])
@access("profile.ask")
def ask(ref: object) -> Response | str | tuple[str, int]:
    """Send the link to confirm a profile; without mail the text is there to copy."""
    party = get_party(str(ref), viewer=viewer())
    person = contacts_seen([party], viewer=viewer()).get(party.id)
    form = Form()
    if person is not None and form.validate_on_submit():
        try:
            sent = _send(party, person)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(str(refusal), field=refusal.field)
        else:
            return render_template("freshness/link.html", party=party, person=person, sent=sent)
    living = profile_links_of(party, people=people_of(party, day=viewer().day))
    points = waiting_for(person, day=viewer().day) if person is not None else []
    return page(
        "freshness/ask.html",
        form=form,
        party=party,
        person=person,
        living=len(living),
        points=points,
        mailed_on=mailed_this_week(person.email, on=viewer().day) if person is not None else None,
    )


@bp.post("/<uuid:ref>/link-intrekken")
@access("profile.ask")
def revoke(ref: object) -> Response:
    """From now on no link opens this profile."""
    party = get_party(str(ref), viewer=viewer())
    count = take_links_back(party, actor=viewer())
    flash(f"Ingetrokken: {count} {'link' if count == 1 else 'links'}.", "goed")
    return redirect(url_for(".ask", ref=party.ref), code=303)


@bp.post("/aanpassingen/<uuid:ref>/overnemen")
@access("profile.ask")
def accept(ref: object) -> Response | tuple[str, int]:
    """Take over what somebody said; who may be there already is asked about first."""
    correction = get_correction(str(ref), viewer=viewer())
    if correction.kind == CONTACT and OtherContactForm(correction, viewer=viewer()).alike:
        return redirect(url_for(".who", ref=correction.ref), code=303)
    return _settle(correction, take_over, done=TAKEN_OVER)


@bp.route("/aanpassingen/<uuid:ref>/wie-is-het", methods=["GET", "POST"])
@access("profile.ask")
def who(ref: object) -> Response | tuple[str, int]:
    """Whether the other contact is somebody who is there already, and then take it over."""
    correction = get_correction(str(ref), viewer=viewer())
    if correction.kind != CONTACT:
        raise NotFound()
    form = OtherContactForm(correction, viewer=viewer())
    if form.validate_on_submit():
        done = TAKEN_OVER.format(correction.party.name)
        answer = saved(
            form,
            lambda: take_over(correction, person=form.known, actor=viewer()),
            to=lambda _done: url_for(".index"),
            done=stood_already(
                form.known, correction.said, level=correction.party.level, done=done
            ),
        )
        if answer is not None:
            return answer
    return page("freshness/who.html", form=form, correction=correction)


@bp.post("/aanpassingen/<uuid:ref>/laten")
@access("profile.ask")
def leave(ref: object) -> Response | tuple[str, int]:
    """Leave it as it is."""
    correction = get_correction(str(ref), viewer=viewer())
    return _settle(correction, decline, done="Bij {} blijft alles zoals het is.")


def _settle(
    correction: Correction, act: Callable[..., Correction], *, done: str
) -> Response | tuple[str, int]:
    form = Form()
    answer = saved(
        form,
        lambda: act(correction, actor=viewer()),
        to=lambda _done: url_for(".index"),
        done=done.format(correction.party.name),
    )
    if answer is not None:
        return answer
    flash(" ".join(map(str, form.form_errors)) or NOT_DONE, "fout")
    return redirect(url_for(".index"), code=303)


def _send(party: Party, person: Person) -> Sent:
    """The link to this party's profile, or to everything that waits for this person."""
    how: Any = {
        "site": site_address(),
        "again": request.form.get("toch") == "ja",
        "actor": viewer(),
    }
    if request.form.get("waarover") == "alles":
        return send_personal_link(person, **how)
    return send_profile_link(party, person, **how)
