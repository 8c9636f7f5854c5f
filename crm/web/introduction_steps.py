"""The steps of an introduction: asking, what was said, the meeting, the outcome, the link."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from crm.core.db import db
from crm.core.errors import Forbidden, NotFound, Refused
from crm.links.models import Link
from crm.opportunities.introductions.asking import ask, hear, let_go_on, take_links_back
from crm.opportunities.introductions.asking import take_back as recall
from crm.opportunities.introductions.introducing import call_off, choose_contact
from crm.opportunities.introductions.meeting import (
    add_link_from,
    keep_back,
    note_meeting,
    release,
    tell_outcome,
)
from crm.opportunities.introductions.queries import get_introduction
from crm.opportunities.models import Introduction, IntroductionParty
from crm.opportunities.states import ASKED_AFTER, BY_LINK
from crm.parties.queries import is_own
from crm.people.operations import add_first_contact
from crm.people.queries import person_of
from crm.web.access import access, viewer
from crm.web.forms.alike import stood_already
from crm.web.forms.introductions import AnswerForm, ContactForm, FromItForm, MetForm
from crm.web.invitations import site_address
from crm.web.saving import page, saved

bp = Blueprint("introduction_steps", __name__, url_prefix="/kennismakingen/<uuid:ref>")
Answer = Response | str | tuple[str, int]


@bp.post("/vragen/<uuid:party_ref>")
@access("introduction.edit")
def ask_party(ref: object, party_ref: object) -> Answer:
    """Mail a party the question; without mail the text and link are there to copy."""
    line = _line(ref, party_ref)
    try:
        asked = ask(line, site=site_address(), actor=viewer())
    except Refused as refusal:
        return _refused(line.introduction, refusal)
    return render_template("introductions/asked.html", asked=asked, introduction=line.introduction)


@bp.post("/link-intrekken/<uuid:party_ref>")
@access("introduction.edit")
def revoke(ref: object, party_ref: object) -> Answer:
    """A link came to somebody else: from now on it opens nothing."""
    line = _line(ref, party_ref)
    count = take_links_back(line, actor=viewer())
    flash(f"Ingetrokken: {count} {'link' if count == 1 else 'links'}.", "goed")
    return redirect(_address(line.introduction), code=303)


@bp.route("/antwoord/<uuid:party_ref>", methods=["GET", "POST"])
@access("introduction.edit")
def note_answer(ref: object, party_ref: object) -> Answer:
    """Write down what a party said at the phone or at a table: who, when and how."""
    line = _line(ref, party_ref)
    form = AnswerForm(line, viewer=viewer())
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: hear(line.introduction, line.party, actor=viewer(), **form.values),
            to=_address,
            done="Het antwoord is vastgelegd.",
        )
        if answer is not None:
            return answer
    return page("introductions/answer.html", form=form, line=line)


@bp.post("/zelf/<uuid:party_ref>")
@access("introduction.answer")
def answer_self(ref: object, party_ref: object) -> Answer:
    """An initiatiefnemer says yes or no for the own initiative."""
    line = _line(ref, party_ref)
    if not is_own(line.party, viewer=viewer()):
        raise Forbidden()
    return _step(
        line.introduction,
        lambda one: hear(
            one,
            line.party,
            said=request.form.get("antwoord", ""),
            how=BY_LINK,
            by=person_of(viewer()),
            on=viewer().day,
            actor=viewer(),
        ),
        "Dank u wel. Uw antwoord is bewaard.",
    )


@bp.route("/aanspreekpunt/<uuid:party_ref>", methods=["GET", "POST"])
@access("introduction.edit")
def contact(ref: object, party_ref: object) -> Answer:
    """Choose whom to ask for a party, or say who it is when nobody is known."""
    line = _line(ref, party_ref)
    form = ContactForm(line, viewer=viewer())
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: _choose(line, form),
            to=_address,
            done=stood_already(
                form.known, form.fresh, level=line.party.level, done="Dat is vastgelegd."
            ),
        )
        if answer is not None:
            return answer
    return page("introductions/contact.html", form=form, line=line)


def _choose(line: IntroductionParty, form: ContactForm) -> Introduction:
    person = form.chosen
    if person is None:
        said = form.fresh
        person = add_first_contact(
            line.party,
            name=said["name"],
            phone=said["phone"],
            email=said["email"],
            person=form.known,
            on=viewer().day,
            actor=viewer(),
        ).person
    return choose_contact(line, person, actor=viewer())


@bp.post("/doorgaan")
@access("introduction.edit")
def proceed(ref: object) -> Answer:
    """Who said yes meets without waiting for the others."""
    return _act(ref, lambda one: let_go_on(one, actor=viewer()), "Wie ja zei, kan elkaar bereiken.")


@bp.post("/intrekken")
@access("introduction.edit")
def take_back(ref: object) -> Answer:
    """Nobody is asked any more, and the chance shows again."""
    return _act(ref, lambda one: recall(one, actor=viewer()), "De kennismaking is ingetrokken.")


@bp.post("/gaat-niet-door")
@access("introduction.edit")
def stop(ref: object) -> Answer:
    """They will not meet after all."""
    done = "Vastgelegd: deze kennismaking gaat niet door."
    return _act(ref, lambda one: call_off(one, actor=viewer()), done)


@bp.route("/ontmoet", methods=["GET", "POST"])
@access("introduction.edit")
def met(ref: object) -> Answer:
    """Write down when they met."""
    introduction = get_introduction(str(ref), viewer=viewer())
    form = MetForm(introduction, day=viewer().day)
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: note_meeting(introduction, on=form.day_met, actor=viewer()),
            to=_address,
            done="De ontmoeting is vastgelegd. Over drie maanden vragen wij wat eruit kwam.",
        )
        if answer is not None:
            return answer
    return page("introductions/met.html", form=form, introduction=introduction)


@bp.post("/opbrengst")
@access("introduction.edit")
def outcome(ref: object) -> Answer:
    """What came of it, as the town hall sees it: one button."""
    return _act(
        ref,
        lambda one: tell_outcome(
            one, months=_months(one), outcome=request.form.get("opbrengst", ""), actor=viewer()
        ),
        "Vastgelegd wat eruit kwam.",
    )


@bp.route("/verbinding", methods=["GET", "POST"])
@access("introduction.edit")
def link(ref: object) -> Answer:
    """The link that it led to; an agreement may follow from there."""
    introduction = get_introduction(str(ref), viewer=viewer())
    if not introduction.is_shared:
        raise NotFound("Eerst moeten ten minste twee partijen ja zeggen.")
    form = FromItForm(introduction)
    if form.validate_on_submit():
        answer = saved(
            form, lambda: _add_link(introduction, form), to=_link_address,
            done="De verbinding staat erin, met als herkomst deze kennismaking.",
        )  # fmt: skip
        if answer is not None:
            return answer
    return page("introductions/link.html", form=form, introduction=introduction)


def _add_link(introduction: Introduction, form: FromItForm) -> Link:
    return add_link_from(introduction, *form.ends, form.chosen_kind, actor=viewer())


@bp.post("/weer-tonen")
@access("introduction.edit")
def show_again(ref: object) -> Answer:
    """The chance may show again although it came to nothing before."""
    done = "Deze kans kan weer in de lijsten staan."
    return _act(ref, lambda one: release(one, actor=viewer()), done)


@bp.post("/weg-houden")
@access("introduction.edit")
def keep_away(ref: object) -> Answer:
    """Take that back."""
    done = "Wij stellen deze partijen niet meer aan elkaar voor."
    return _act(ref, lambda one: keep_back(one, actor=viewer()), done)


def _act(ref: object, step: Callable[[Introduction], object], done: str) -> Answer:
    return _step(get_introduction(str(ref), viewer=viewer()), step, done)


def _step(introduction: Introduction, step: Callable[[Introduction], object], done: str) -> Answer:
    """One button: what it did, or why it could not be."""
    try:
        step(introduction)
    except Refused as refusal:
        return _refused(introduction, refusal)
    flash(done, "goed")
    if request.form.get("terug") == "start":
        return redirect(url_for("start.index"), code=303)
    return redirect(_address(introduction), code=303)


def _refused(introduction: Introduction, refusal: Refused) -> Response:
    address = _address(introduction)
    db.session.rollback()
    flash(str(refusal), "fout")
    return redirect(address, code=303)


def _months(introduction: Introduction) -> int:
    """After how many months the town hall is asked now; before the first it may say so anyway."""
    asked = introduction.outcome_asked(viewer().day, None)
    sent = request.form.get("maanden", "")
    return int(sent) if sent in map(str, ASKED_AFTER) else asked or ASKED_AFTER[0]


def _line(ref: object, party_ref: object) -> IntroductionParty:
    introduction = get_introduction(str(ref), viewer=viewer())
    for line in introduction.lines:
        if line.party.ref == str(party_ref):
            return line
    raise NotFound("Deze partij hoort niet bij deze kennismaking.")


def _address(introduction: Introduction) -> str:
    return url_for("introductions.show", ref=introduction.ref)


def _link_address(link: Link) -> str:
    return url_for("links.show", ref=link.ref)
