"""Confirming a profile by a personal link, without an account: opening it changes nothing."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from crm.accounts.models import PersonalLink
from crm.accounts.personal_links import LinkGone, open_link, use_link
from crm.accounts.purposes import Purpose
from crm.core.db import HIDDEN_LEVEL, db
from crm.parties.models import Party
from crm.people.models import Person
from crm.reminders.models import MailedPerson
from crm.reminders.operations import choose_fewer_mails, confirm_profile, speaker
from crm.reminders.queries import has_correction, own_links, own_offers
from crm.reminders.waiting import speaks_for, waiting_for
from crm.web.access import access, today
from crm.web.context import from_whom
from crm.web.forms.base import Form
from crm.web.forms.confirming import IS_OVER, IS_SO, ConfirmForm
from crm.web.saving import page, saved

bp = Blueprint("confirming", __name__)
bp.context_processor(from_whom)
DONE = "Dank u wel. Uw antwoord is bewaard."


@bp.route("/profiel/<token>", methods=["GET", "POST"])
@access("open")
def profile(token: str) -> Response | tuple[str, int]:
    """One party, for one person."""
    link, person = _opened(token, Purpose.PROFILE)
    party = _spoken_for(person, link.subject_ref)
    return _confirm(link, person, party, to=url_for(".thanks", token=token))


@bp.get("/profiel/<token>/klaar")
@access("open")
def thanks(token: str) -> str:
    """What was said is kept."""
    link, person = _opened(token, Purpose.PROFILE)
    party = _spoken_for(person, link.subject_ref)
    return render_template(
        "confirming/thanks.html",
        person=person,
        party=party,
        token=token,
        waits=has_correction(party, person),
    )


@bp.get("/mijn-punten/<token>")
@access("open")
def points(token: str) -> str:
    """Everything that waits for one person."""
    _, person = _opened(token, Purpose.PERSONAL)
    waiting = waiting_for(person, day=today())
    return render_template("confirming/points.html", person=person, points=waiting, token=token)


@bp.route("/mijn-punten/<token>/<ref>", methods=["GET", "POST"])
@access("open")
def point(token: str, ref: str) -> Response | tuple[str, int]:
    """One of those: a party that this person speaks for."""
    link, person = _opened(token, Purpose.PERSONAL)
    party = _spoken_for(person, ref)
    return _confirm(link, person, party, to=url_for(".points", token=token))


@bp.route("/profiel/<token>/minder-mail", methods=["GET", "POST"])
@access("open")
def fewer_by_profile(token: str) -> Response | tuple[str, int]:
    """Less mail, asked for with the link to one party."""
    return _choose_mail(_opened(token, Purpose.PROFILE, expired=True)[1])


@bp.route("/mijn-punten/<token>/minder-mail", methods=["GET", "POST"])
@access("open")
def fewer_by_points(token: str) -> Response | tuple[str, int]:
    """Less mail, asked for with the link to everything that waits."""
    return _choose_mail(_opened(token, Purpose.PERSONAL, expired=True)[1])


def _choose_mail(person: Person) -> Response | tuple[str, int]:
    """Less mail, or as often as before: looking changes nothing, a button does.

    The button says which of the two: pressed twice it does the same.
    """
    form = Form()
    if form.validate_on_submit():
        fewer = request.form.get("minder") != "nee"
        choose_fewer_mails(person, fewer=fewer, actor=speaker(person, day=today()))
        flash("U krijgt nu minder mail." if fewer else "U krijgt weer vaker mail.", "goed")
        return redirect(request.path, code=303)
    return page("confirming/fewer.html", form=form, is_fewer=_is_fewer(person))


def _confirm(
    link: PersonalLink, person: Person, party: Party, *, to: str
) -> Response | tuple[str, int]:
    form = _form(party)
    if form.validate_on_submit():
        who = speaker(person, day=today())

        def save() -> Party:
            use_link(link, actor=who)
            return confirm_profile(
                party, form.answer, person=person, version=form.known_version, actor=who
            )

        answer = saved(form, save, to=lambda _party: to, done=DONE, fresh=lambda: _fresh(party.ref))
        if answer is not None:
            return answer
    values = {"is_so": IS_SO, "is_over": IS_OVER}
    return page("confirming/confirm.html", form=form, party=party, person=person, **values)


def _form(party: Party, **kwargs: object) -> ConfirmForm:
    links, offers = own_links(party, day=today()), own_offers(party)
    return ConfirmForm(party, links=links, offers=offers, **kwargs)


def _fresh(ref: str) -> ConfirmForm:
    party = db.session.scalars(select(Party).where(Party.ref == ref)).one()
    return _form(party, formdata=None)


def _opened(token: str, purpose: Purpose, *, expired: bool = False) -> tuple[PersonalLink, Person]:
    """The living link, and who holds it. Less mail may also be asked for with an old one."""
    link = open_link(token, purpose, address=request.remote_addr or "", expired=expired)
    person = db.session.scalar(select(Person).where(Person.ref == link.holder_ref))
    if person is None or person.is_archived:
        raise LinkGone()
    return link, person


def _spoken_for(person: Person, ref: str) -> Party:
    """The party, as long as this person speaks for it and it may be mailed about."""
    if not ref.isprintable():
        raise LinkGone()
    party = db.session.scalar(select(Party).where(Party.ref == ref))
    if party is None or party.level >= HIDDEN_LEVEL:
        raise LinkGone()
    if not speaks_for(person, party, day=today()):
        raise LinkGone()
    return party


def _is_fewer(person: Person) -> bool:
    mailed = db.session.get(MailedPerson, person.id)
    return mailed is not None and mailed.fewer
