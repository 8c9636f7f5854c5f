"""Kennismakingen: the overview with what they led to, and the page of each."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from crm.accounts.operations import note_reading
from crm.accounts.permissions import may
from crm.core.db import HIDDEN_LEVEL
from crm.core.mail.outbox import not_arrived
from crm.opportunities.introductions.asking import (
    Contact,
    can_mail,
    letter_of_details,
    shared_with,
    why_not_by_link,
)
from crm.opportunities.introductions.introducing import change_introduction
from crm.opportunities.introductions.queries import (
    IntroductionFilters,
    filtered_introductions,
    get_introduction,
    links_seen,
    list_introductions,
    seen_people,
)
from crm.opportunities.introductions.yields import yield_of
from crm.opportunities.models import Introduction, IntroductionParty
from crm.opportunities.states import OUTCOMES, STATES, Status
from crm.parties.queries import every, own_parties
from crm.web.access import access, viewer
from crm.web.asking import chosen, page_number
from crm.web.chance_listings import INTRODUCTIONS
from crm.web.downloads import asked_form, download
from crm.web.earlier_page import asked_earlier, earlier_page
from crm.web.forms.introductions import IntroduceForm
from crm.web.saving import page, saved
from crm.web.timelines import timeline_of

bp = Blueprint("introductions", __name__, url_prefix="/kennismakingen")
Answer = Response | str | tuple[str, int]


@bp.get("")
@access("introduction.read")
def index() -> Answer:
    """The introductions and what they led to."""
    filters = IntroductionFilters(
        states=chosen("stand", [str(status) for status in Status]),
        # what others said of it is not for one of the parties
        outcomes=() if may(viewer(), "introduction.answer") else chosen("opbrengst", OUTCOMES),
    )
    form = asked_form()
    if form:
        found = every(filtered_introductions(filters, viewer=viewer()))
        return download(INTRODUCTIONS, found, form=form)
    return render_template(
        "introductions/index.html",
        introductions=list_introductions(filters, page=page_number(), viewer=viewer()),
        led_to=yield_of(viewer=viewer()),
        filters=filters,
        states=[(str(status), words) for status, words in STATES.items()],
        outcomes=list(OUTCOMES.items()),
    )


@bp.get("/<uuid:ref>")
@access("introduction.read")
def show(ref: object) -> str:
    """An introduction: who was asked, what they said, what came of it."""
    introduction = get_introduction(str(ref), viewer=viewer())
    if introduction.level == HIDDEN_LEVEL:
        note_reading("introduction", introduction.ref, viewer=viewer())
    edits = may(viewer(), "introduction.edit")
    # who said what, and when, is for the town hall alone
    earlier = asked_earlier(introduction) if edits else None
    if earlier:
        trail = [("Kennismakingen", url_for(".index"))]
        return earlier_page(earlier, introduction.name, _address(introduction), trail=trail)
    own = {party.id for party in own_parties(viewer())} if may(viewer(), "link.propose") else set()
    return render_template(
        "introductions/show.html",
        introduction=introduction,
        lines=_shown(introduction, own),
        told=[one for one in introduction.outcomes if edits or one.party_id in own],
        links=links_seen(introduction, viewer=viewer()),
        asked_months=introduction.outcome_asked(viewer().day, None),
        outcomes=list(OUTCOMES.items()),
        events=timeline_of(introduction, viewer=viewer()) if edits else [],
    )


@bp.route("/<uuid:ref>/wijzigen", methods=["GET", "POST"])
@access("introduction.edit")
def edit(ref: object) -> Answer:
    """Change the letter, or who may see the introduction."""
    introduction = get_introduction(str(ref), viewer=viewer())
    form = IntroduceForm(record=introduction)
    if form.validate_on_submit():
        values = {**form.values, "message": form.message.data}
        answer = saved(
            form,
            lambda: change_introduction(
                introduction, values=values, version=form.known_version, actor=viewer()
            ),
            to=_address,
            done="De wijziging is opgeslagen.",
            fresh=lambda: IntroduceForm(
                record=get_introduction(str(ref), viewer=viewer()), formdata=None
            ),
        )
        if answer is not None:
            return answer
    return page("introductions/edit.html", form=form, introduction=introduction)


# --- what a page shows of each party ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A party on an introduction as a page shows it to who looks.

    `person` and `answered_by` only for who may know them; `contacts` whom the viewer's own party
    may reach now; `letter` the same as a text to copy, for the town hall; `unreached` whether the
    last mail to who speaks for it may not have arrived; `by_mail` whether the question can go by
    mail.
    """

    line: IntroductionParty
    person: str
    answered_by: str
    why_not: str
    is_own: bool
    contacts: list[Contact]
    letter: str
    unreached: bool
    by_mail: bool


def _shown(introduction: Introduction, own: set[int]) -> list[ShownLine]:
    people = seen_people([introduction], viewer=viewer())
    edits = may(viewer(), "introduction.edit")
    unreached = not_arrived(introduction.ref) if edits else frozenset()
    found = []
    for line in introduction.lines:
        person, by = people.get(line.person_id or 0), people.get(line.answered_by_id or 0)
        speaker = by or person
        is_own = line.party_id in own
        contacts = shared_with(line) if is_own or edits else []
        found.append(
            ShownLine(
                line,
                person.name if person else "",
                by.name if by else "",
                why_not_by_link(line) if edits else "",
                is_own,
                contacts,
                letter_of_details(line).text if edits and contacts else "",
                speaker is not None and speaker.email in unreached,
                can_mail(line),
            )
        )
    return found


def _address(introduction: Introduction) -> str:
    return url_for("introductions.show", ref=introduction.ref)
