"""Beginning an introduction: from a chance, or by taking up what somebody proposed."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from crm.accounts.permissions import may
from crm.accounts.roles import Role
from crm.core.errors import Forbidden, NotFound
from crm.core.extensions import configuration
from crm.opportunities.between import letter_for, signals_between
from crm.opportunities.introductions.asking import ask_all, can_mail, hear
from crm.opportunities.introductions.introducing import introduce, propose, take_up
from crm.opportunities.introductions.queries import get_introduction, running_among
from crm.opportunities.models import Introduction
from crm.opportunities.states import FEWEST, MOST, YES, Status
from crm.parties.models import Party
from crm.parties.queries import get_party, own_parties
from crm.web.access import access, viewer
from crm.web.forms.introductions import IntroduceForm, MoreForm, ProposeForm
from crm.web.invitations import site_address
from crm.web.saving import page, saved

bp = Blueprint("introducing", __name__, url_prefix="/kennismakingen")
Answer = Response | tuple[str, int]
MOST_ASKED = 20
"""So many parties are shown when an address names more than can meet: who chose says who stays."""


@bp.route("/nieuw", methods=["GET", "POST"])
@access("introduction.begin")
def new() -> Answer:
    """Begin or propose an introduction of the parties in the address (`?partij=`, repeated)."""
    asked = _asked_parties()
    more = MoreForm(viewer=viewer(), formdata=request.form if _adds() else None)
    parties = _changed(asked, more)
    typed = _typed(asked)
    if parties != asked and not typed:
        return redirect(_address_of(parties), code=303)
    make = _introduce if may(viewer(), "introduction.edit") else _propose
    return make(parties, more, typed)


def _changed(parties: list[Party], more: MoreForm) -> list[Party]:
    """The parties after one was added or taken away; what was typed stays as it is.

    A new party stands in it when whoever wrote it says so.
    """
    away = request.form.get("weg")
    if away:
        return [one for one in parties if one.ref != away]
    if _adds() and more.validate_on_submit() and more.more.party is not None:
        added, more.more.data = more.more.party, ""
        return [*(one for one in parties if one.id != added.id), added]
    return parties


def _introduce(parties: list[Party], more: MoreForm, typed: str) -> Answer:
    form = IntroduceForm(parties=parties, message=_draft(parties))
    if _turns():
        form.message.data = typed or _draft(parties)
    elif form.validate_on_submit():
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
    _ask_around(introduction, form)
    return introduction


def _ask_around(introduction: Introduction, form: IntroduceForm) -> None:
    """Keep who said yes already; mail the others that have an address, the page says who has not.

    Somebody on the phone says yes: that is written down at once, and the other side is asked.
    """
    for party in form.said_yes:
        line = introduction.line_of(party)
        hear(
            introduction,
            party,
            said=YES,
            how=form.how.data,
            by=line.person if line else None,
            on=viewer().day,
            actor=viewer(),
        )
    if form.mail.data:
        silent = [line for line in introduction.lines if not line.answer and can_mail(line)]
        ask_all(silent, site=site_address(), actor=viewer())


def _propose(parties: list[Party], more: MoreForm, typed: str) -> Answer:
    if viewer().role is Role.INITIATOR:
        own = {party.id for party in own_parties(viewer())}
        if not own.intersection(party.id for party in parties):
            raise Forbidden("Vraag een kennismaking voor uw eigen initiatief.")
    form = ProposeForm()
    if _turns():
        form.why.data = typed
    elif form.validate_on_submit():
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


def _new_page(
    template: str, form: IntroduceForm | ProposeForm, more: MoreForm, parties: list[Party]
) -> Answer:
    return page(
        template,
        form=more if _adds() else form,
        main=form,
        has_mail=_has_mail(),
        more=more,
        here=_address_of(parties),
        parties=parties,
        most=MOST,
        has_room=len(parties) < MOST,
        is_enough=len(parties) >= FEWEST,
        running=running_among(parties, viewer=viewer()),
    )


@bp.route("/<uuid:ref>/oppakken", methods=["GET", "POST"])
@access("introduction.edit")
def accept(ref: object) -> Answer:
    """Take up what a lezer or initiatiefnemer proposed."""
    introduction = get_introduction(str(ref), viewer=viewer())
    if introduction.status != Status.PROPOSED:
        raise NotFound("Dit voorstel is al opgepakt.")
    parties = [line.party for line in introduction.lines]
    form = IntroduceForm(_draft(parties), introduction, parties=parties)
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: _take_up(introduction, form),
            to=_address,
            done="U hebt dit opgepakt. De partijen kunnen nu ja of nee zeggen.",
        )
        if answer is not None:
            return answer
    return page(
        "introductions/accept.html", form=form, introduction=introduction, has_mail=_has_mail()
    )


def _take_up(introduction: Introduction, form: IntroduceForm) -> Introduction:
    message = form.message.data or ""
    take_up(introduction, message=message, actor=viewer(), **form.values)
    _ask_around(introduction, form)
    return introduction


def _draft(parties: Sequence[Party]) -> str:
    """Why these parties should meet, in sentences that all of them may read."""
    if len(parties) < FEWEST:
        return ""
    return letter_for(parties, viewer=viewer())


def _has_mail() -> bool:
    """Whether a letter can leave by itself; else each party gets a link from the next page."""
    return configuration()["MAIL"] is not None


def _typed(parties: Sequence[Party]) -> str:
    """What was typed by who adds a party or takes one away, when it is not just the draft."""
    if not _turns():
        return ""
    sent = request.form.get("message") or request.form.get("why") or ""
    text = sent.replace("\r\n", "\n").strip()
    return "" if text == _draft(parties) else text


def _asked_parties() -> list[Party]:
    refs = list(dict.fromkeys(request.args.getlist("partij")))[:MOST_ASKED]
    return [get_party(ref, viewer=viewer()) for ref in refs if ref]


def _adds() -> bool:
    """Whether the button was pressed that adds a party."""
    return request.form.get("wat") == "erbij"


def _turns() -> bool:
    """Whether a button was pressed that adds a party or takes one away: nothing is sent yet."""
    return _adds() or "weg" in request.form


def _address_of(parties: Sequence[Party]) -> str:
    return url_for(".new", partij=[party.ref for party in parties])


def _address(introduction: Introduction) -> str:
    return url_for("introductions.show", ref=introduction.ref)
