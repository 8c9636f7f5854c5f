"""Vragen: what parties ask the town hall, with whom it lies, and what comes next."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as asked
from werkzeug.wrappers import Response

from crm.accounts.operations import note_reading
from crm.core.db import HIDDEN_LEVEL
from crm.core.errors import Forbidden
from crm.parties.queries import every, get_party, is_own
from crm.requests.models import Request
from crm.requests.operations import add_request, archive_request, change_request, restore_request
from crm.requests.queries import (
    RequestFilters,
    filtered_requests,
    get_request,
    lies_with,
    list_requests,
)
from crm.requests.states import KINDS, STATES
from crm.web.access import access, viewer
from crm.web.asking import asked_text, chosen, page_number
from crm.web.downloads import asked_form, download
from crm.web.earlier_page import asked_earlier, earlier_page, party_trail
from crm.web.forms.requests import AskForm, NewRequestForm, RequestForm
from crm.web.matter_listings import REQUESTS
from crm.web.saving import page, saved
from crm.web.timelines import timeline_of

bp = Blueprint("requests", __name__)


@bp.get("/vragen")
@access("request.read")
def index() -> Response | str:
    """The list of questions, narrowed by how they stand, kind, party and department."""
    refs = {name: asked_text(name) for name in ("partij", "afdeling")}
    found = {name: get_party(ref, viewer=viewer()) for name, ref in refs.items() if ref}
    filters = RequestFilters(
        states=chosen("stand", STATES),
        kinds=chosen("soort", KINDS),
        party=found.get("partij"),
        department=found.get("afdeling"),
        archived=bool(chosen("archief", ["ja"])),
    )
    form = asked_form()
    if form:
        return download(REQUESTS, every(filtered_requests(filters, viewer=viewer())), form=form)
    requests = list_requests(filters, page=page_number(), viewer=viewer())
    return render_template(
        "requests/index.html",
        requests=requests,
        lies_with=lies_with(requests.rows, viewer=viewer()),
        filters=filters,
        kinds=KINDS,
        states=STATES,
    )


@bp.route("/vragen/nieuw", methods=["GET", "POST"])
@access("request.edit")
def new() -> Response | tuple[str, int]:
    """Write down a question; `?partij=` is whose it is."""
    form = NewRequestForm(viewer=viewer())
    if asked.method == "GET" and asked_text("partij"):
        form.party.data = get_party(asked_text("partij"), viewer=viewer()).name
    if form.validate_on_submit() and form.party.party is not None:
        party = form.party.party
        answer = saved(
            form,
            lambda: add_request(party, values=form.values, actor=viewer()),
            to=_address,
            done="De vraag is vastgelegd.",
        )
        if answer is not None:
            return answer
    return page("requests/new.html", form=form)


@bp.route("/partijen/<uuid:ref>/vraag-stellen", methods=["GET", "POST"])
@access("request.ask")
def ask(ref: object) -> Response | tuple[str, int]:
    """An initiatiefnemer asks the town hall something for the own initiative."""
    party = get_party(str(ref), viewer=viewer())
    if not is_own(party, viewer=viewer()):
        raise Forbidden()
    form = AskForm()
    if form.validate_on_submit():
        days = {"asked_on": viewer().day, "lies_since": viewer().day}
        answer = saved(
            form,
            lambda: add_request(party, values=form.values | days, actor=viewer()),
            to=_address,
            done="Uw vraag staat bij de gemeente. Hier ziet u waar zij ligt.",
        )
        if answer is not None:
            return answer
    return page("requests/ask.html", form=form, party=party)


@bp.get("/vragen/<uuid:ref>")
@access("request.read")
def show(ref: object) -> str:
    """A question: with whom it lies, since when, and what comes next; or as on a day."""
    request = get_request(str(ref), viewer=viewer())
    if request.level == HIDDEN_LEVEL:
        note_reading("request", request.ref, viewer=viewer())
    earlier = asked_earlier(request)
    if earlier:
        trail = party_trail(request.party)
        return earlier_page(earlier, request.question, _address(request), trail=trail)
    return render_template(
        "requests/show.html",
        question=request,
        lies_with=lies_with([request], viewer=viewer())[request.id],
        events=timeline_of(request, viewer=viewer()),
    )


@bp.route("/vragen/<uuid:ref>/wijzigen", methods=["GET", "POST"])
@access("request.edit")
def edit(ref: object) -> Response | tuple[str, int]:
    """Change a question, pass it on, or write down the answer."""
    request = get_request(str(ref), viewer=viewer())
    form = RequestForm(request, viewer=viewer())
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: change_request(
                request, values=form.values, version=form.known_version, actor=viewer()
            ),
            to=_address,
            done="De wijziging is opgeslagen.",
            fresh=lambda: RequestForm(
                get_request(str(ref), viewer=viewer()), viewer=viewer(), formdata=None
            ),
        )
        if answer is not None:
            return answer
    return page("requests/edit.html", form=form, question=request)


@bp.post("/vragen/<uuid:ref>/archiveren")
@access("request.edit")
def archive(ref: object) -> Response:
    """Put a question away."""
    request = archive_request(get_request(str(ref), viewer=viewer()), actor=viewer())
    flash("De vraag staat nu in het archief.", "goed")
    return redirect(_address(request), code=303)


@bp.post("/vragen/<uuid:ref>/terugzetten")
@access("request.edit")
def restore(ref: object) -> Response:
    """Bring a question back."""
    request = restore_request(get_request(str(ref), viewer=viewer()), actor=viewer())
    flash("De vraag is teruggezet.", "goed")
    return redirect(_address(request), code=303)


def _address(request: Request) -> str:
    return url_for("requests.show", ref=request.ref)
