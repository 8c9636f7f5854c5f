"""Kennismakingen: proposing and beginning one, the overview with what they led to, its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from crm.accounts.operations import note_reading
from crm.accounts.permissions import may
from crm.accounts.roles import Role
from crm.core.db import HIDDEN_LEVEL
from crm.core.errors import Forbidden, NotFound
from crm.opportunities.asking import (
    Contact,
    ask_all,
    can_mail,
    letter_of_details,
    shared_with,
    why_not_by_link,
)
from crm.opportunities.between import signals_between, tellable
from crm.opportunities.drafting import drafted, reasons_told
from crm.opportunities.introducing import change_introduction, introduce, propose, take_up
from crm.opportunities.introductions import (
    IntroductionFilters,
    filtered_introductions,
    get_introduction,
    links_seen,
    list_introductions,
    seen_people,
    yield_of,
)
from crm.opportunities.models import Introduction, IntroductionParty
from crm.opportunities.states import FEWEST, MOST, OUTCOMES, STATES, Status
from crm.parties.models import Party
from crm.parties.queries import every, get_party, own_parties
from crm.web.access import access, viewer
from crm.web.asking import chosen, page_number
from crm.web.chance_listings import INTRODUCTIONS
from crm.web.downloads import asked_form, download
from crm.web.earlier_page import asked_earlier, earlier_page
from crm.web.forms.base import Form
from crm.web.forms.introductions import IntroduceForm, MoreForm, ProposeForm
from crm.web.invitations import site_address
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


@bp.route("/nieuw", methods=["GET", "POST"])
@access("introduction.begin")
def new() -> Answer:
    """Begin or propose an introduction of the parties in the address (`?partij=`, repeated)."""
    parties = _asked_parties()
    more = MoreForm(viewer=viewer(), formdata=request.form if _adds() else None)
    if _adds() and more.validate_on_submit() and more.more.party is not None:
        return redirect(_with(parties, more.more.party), code=303)
    make = _introduce if may(viewer(), "introduction.edit") else _propose
    return make(parties, more)


def _introduce(parties: list[Party], more: MoreForm) -> Answer:
    reasons = _reasons(parties)
    draft = drafted([party.name for party in parties], reasons) if len(parties) > 1 else ""
    form = IntroduceForm(draft, formdata=None if _adds() else request.form or None)
    if not _adds() and form.validate_on_submit():
        values = {**form.values, "signals": signals_between(parties, viewer=viewer())}
        answer = saved(
            form,
            lambda: _begin(parties, form, values),
            to=_address,
            done="De kennismaking is begonnen.",
        )
        if answer is not None:
            return answer
    return _new_page("introductions/new.html", form, more, parties)


def _begin(
    parties: Sequence[Party], form: IntroduceForm, values: dict[str, object]
) -> Introduction:
    message = form.message.data or ""
    introduction = introduce(parties, message=message, values=values, actor=viewer())
    if form.mail.data:
        mail_who_can(introduction)
    return introduction


def mail_who_can(introduction: Introduction) -> None:
    """Mail the question to every party that has an address; the page says who has not."""
    lines = [line for line in introduction.lines if can_mail(line)]
    ask_all(lines, site=site_address(), actor=viewer())


def _propose(parties: list[Party], more: MoreForm) -> Answer:
    if viewer().role is Role.INITIATOR:
        own = {party.id for party in own_parties(viewer())}
        if not own.intersection(party.id for party in parties):
            raise Forbidden("Vraag een kennismaking voor uw eigen initiatief.")
    form = ProposeForm(formdata=None if _adds() else request.form or None)
    if not _adds() and form.validate_on_submit():
        values = {"signals": signals_between(parties, viewer=viewer())}
        answer = saved(
            form,
            lambda: propose(parties, why=form.why.data or "", values=values, actor=viewer()),
            to=_address,
            done="Dank u wel. De gemeente kijkt hiernaar.",
        )
        if answer is not None:
            return answer
    return _new_page("introductions/propose.html", form, more, parties)


def _new_page(template: str, form: Form, more: MoreForm, parties: list[Party]) -> Answer:
    return page(
        template,
        form=form if not _adds() else more,
        main=form,
        more=more,
        parties=parties,
        without=[(one, _address_of([other for other in parties if other is not one]))
                 for one in parties],
        has_room=len(parties) < MOST,
        is_enough=len(parties) >= FEWEST,
    )  # fmt: skip


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


@bp.route("/<uuid:ref>/oppakken", methods=["GET", "POST"])
@access("introduction.edit")
def accept(ref: object) -> Answer:
    """Take up what a lezer or initiatiefnemer proposed."""
    introduction = get_introduction(str(ref), viewer=viewer())
    if introduction.status != Status.PROPOSED:
        raise NotFound("Dit voorstel is al opgepakt.")
    parties = [line.party for line in introduction.lines]
    reasons = _reasons(parties)
    form = IntroduceForm(drafted([party.name for party in parties], reasons), introduction)
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: _take_up(introduction, form),
            to=_address,
            done="U hebt dit opgepakt. De partijen kunnen nu ja of nee zeggen.",
        )
        if answer is not None:
            return answer
    return page("introductions/accept.html", form=form, introduction=introduction)


def _reasons(parties: Sequence[Party]) -> list[str]:
    """Why these parties should meet, in sentences that all of them may read."""
    return reasons_told(
        (why.code, one.name, why.sentence)
        for one, chance in tellable(parties, viewer=viewer())
        for why in chance.reasons
    )


def _take_up(introduction: Introduction, form: IntroduceForm) -> Introduction:
    message = form.message.data or ""
    take_up(introduction, message=message, actor=viewer(), **form.values)
    if form.mail.data:
        mail_who_can(introduction)
    return introduction


# --- what a page shows of each party ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A party on an introduction as a page shows it to who looks.

    `person` and `answered_by` only for who may know them; `contacts` whom the viewer's own party
    may reach now; `letter` the same as a text to copy, for the town hall.
    """

    line: IntroductionParty
    person: str
    answered_by: str
    why_not: str
    is_own: bool
    contacts: list[Contact]
    letter: str


def _shown(introduction: Introduction, own: set[int]) -> list[ShownLine]:
    people = seen_people([introduction], viewer=viewer())
    edits = may(viewer(), "introduction.edit")
    found = []
    for line in introduction.lines:
        person, by = people.get(line.person_id or 0), people.get(line.answered_by_id or 0)
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
            )
        )
    return found


def _asked_parties() -> list[Party]:
    refs = list(dict.fromkeys(request.args.getlist("partij")))[: MOST + 1]
    return [get_party(ref, viewer=viewer()) for ref in refs if ref]


def _adds() -> bool:
    """Whether the button was pressed that adds a party."""
    return request.form.get("wat") == "erbij"


def _with(parties: Sequence[Party], fresh: Party) -> str:
    known = [party for party in parties if party.id != fresh.id]
    return _address_of([*known, fresh])


def _address_of(parties: Sequence[Party]) -> str:
    return url_for(".new", partij=[party.ref for party in parties])


def _address(introduction: Introduction) -> str:
    return url_for("introductions.show", ref=introduction.ref)
