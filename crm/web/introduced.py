"""Saying yes or no to an introduction by a personal link, without an account.

Opening a page decides nothing: each answer is a button of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Blueprint, flash, redirect, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from crm.accounts.models import PersonalLink
from crm.accounts.personal_links import LinkGone, open_link, use_link
from crm.accounts.purposes import Purpose
from crm.core.db import HIDDEN_LEVEL, db
from crm.core.errors import Refused
from crm.opportunities.introductions.asking import contact_of, may_be_told, shared_with
from crm.opportunities.introductions.asking import hear as hear_answer
from crm.opportunities.introductions.meeting import note_meeting, tell_outcome
from crm.opportunities.models import Introduction, IntroductionParty
from crm.opportunities.states import ANSWERABLE, BY_LINK, OUR_OUTCOMES, SHARED, YES
from crm.people.models import Person
from crm.reminders.operations import speaker
from crm.reminders.waiting import speaks_for
from crm.web.access import access, today
from crm.web.context import from_whom
from crm.web.forms.base import Form, parse_day
from crm.web.saving import page

bp = Blueprint("introduced", __name__)
bp.context_processor(from_whom)
Answer = Response | tuple[str, int]
DONE = "Dank u wel. Uw antwoord is bewaard."
NO_DAY = "Dit is geen dag die wij kennen. Schrijf bijvoorbeeld 3-9-2026."


@bp.route("/kennismaking/<token>", methods=["GET", "POST"])
@access("open")
def question(token: str) -> Answer:
    """One introduction, for one person."""
    link, person = _opened(token, Purpose.INTRODUCTION)
    return _answer(link, person, link.subject_ref, back="")


@bp.route("/mijn-punten/<token>/kennismakingen/<ref>", methods=["GET", "POST"])
@access("open")
def point(token: str, ref: str) -> Answer:
    """The same from the page with everything that waits for somebody."""
    link, person = _opened(token, Purpose.PERSONAL)
    return _answer(link, person, ref, back=url_for("confirming.points", token=token))


def _answer(link: PersonalLink, person: Person, ref: str, *, back: str) -> Answer:
    line = _line_for(person, ref, request.form.get("namens", ""))
    form = Form()
    if form.validate_on_submit():
        address = request.path
        try:
            use_link(link, actor=speaker(person, day=today()))
            _keep(line, person)
        except Refused as refusal:
            db.session.rollback()
            flash(str(refusal), "fout")
            return redirect(address, code=303)
        flash(DONE, "goed")
        return redirect(address, code=303)
    introduction = line.introduction
    return page(
        "introduced/show.html",
        form=form,
        line=line,
        introduction=introduction,
        person=person,
        others=[one for one in introduction.lines if one is not line],
        own=contact_of(line),
        contacts=shared_with(line),
        may_answer=introduction.is_answerable and not (line.answer and _is_shared(line)),
        months=_months(line),
        outcomes=list(OUR_OUTCOMES.items()),
        told=[
            OUR_OUTCOMES[one.outcome]
            for one in introduction.outcomes
            if one.party_id == line.party_id
        ],
        back=back,
    )


def _is_shared(line: IntroductionParty) -> bool:
    return line.introduction.status in SHARED and line.answer == YES


def _keep(line: IntroductionParty, person: Person) -> None:
    """Do what the button that was pressed says."""
    steps: dict[str, Callable[[IntroductionParty, Person], object]] = {
        "antwoord": _say,
        "ontmoet": _meet,
        "opbrengst": _tell,
    }
    step = next((steps[name] for name in steps if name in request.form), None)
    if step is None:
        raise Refused("Kies een van de knoppen.")
    step(line, person)


def _say(line: IntroductionParty, person: Person) -> Introduction:
    return hear_answer(
        line.introduction,
        line.party,
        said=request.form["antwoord"],
        how=BY_LINK,
        by=person,
        on=today(),
        text=request.form.get("erbij", "")[:500],
        actor=speaker(person, day=today()),
    )


def _meet(line: IntroductionParty, person: Person) -> Introduction:
    if line.answer != YES:
        raise Refused("U zei nog geen ja op deze kennismaking.")
    return note_meeting(line.introduction, on=_day(), actor=speaker(person, day=today()))


def _day() -> date:
    text = request.form["ontmoet"].strip()
    day = parse_day(text) if text else today()
    if day is None:
        raise Refused(NO_DAY)
    return day


def _months(line: IntroductionParty) -> int | None:
    """After how many months a party that met is asked now what came of it; else None."""
    asked = line.introduction.outcome_asked(today(), line.party_id)
    return asked if line.answer == YES else None


def _tell(line: IntroductionParty, person: Person) -> Introduction:
    months = _months(line)
    if months is None:
        raise Refused("Dit weten wij al. Dank u wel.")
    return tell_outcome(
        line.introduction,
        months=months,
        outcome=request.form["opbrengst"],
        party=line.party,
        actor=speaker(person, day=today()),
    )


def _opened(token: str, purpose: Purpose) -> tuple[PersonalLink, Person]:
    """The living link, and who holds it."""
    link = open_link(token, purpose, address=request.remote_addr or "")
    person = db.session.scalar(select(Person).where(Person.ref == link.holder_ref))
    if person is None or person.is_archived or person.level >= HIDDEN_LEVEL:
        raise LinkGone()
    return link, person


def _line_for(person: Person, ref: str, named: str) -> IntroductionParty:
    """The line on which this person is asked, who still speaks for the party there.

    Who speaks for two of the parties says for which (`named`), so that a button pressed twice
    answers for one of them.
    Nothing of it is told any more when a party was hidden since.
    """
    if not ref.isprintable():
        raise LinkGone()
    query = (
        select(IntroductionParty)
        .join(Introduction, Introduction.id == IntroductionParty.introduction_id)
        .where(Introduction.ref == ref, IntroductionParty.person_id == person.id)
        .order_by(IntroductionParty.answer, IntroductionParty.id)
    )
    for line in db.session.scalars(query):
        is_open = line.introduction.status in (*ANSWERABLE, *SHARED) and may_be_told(line)
        if is_open and named in ("", line.ref) and speaks_for(person, line.party, day=today()):
            return line
    raise LinkGone()
