"""Afspraken: agreements, their parties, and the links they are attached to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from crm.accounts.operations import note_reading
from crm.agreements.blocks import text_blocks
from crm.agreements.models import Agreement, Signatory
from crm.agreements.operations import (
    Signing,
    add_agreement,
    add_signatory,
    archive_agreement,
    attach_link,
    change_agreement,
    change_signatory,
    detach_link,
    move_agreement,
    remove_signatory,
    restore_agreement,
)
from crm.agreements.queries import (
    AgreementFilters,
    attachable_agreements,
    attachable_links,
    attached_links,
    filtered_agreements,
    get_agreement,
    get_signatory,
    list_agreements,
    seen_parties,
    seen_people,
)
from crm.agreements.states import KINDS, MEANINGS, STATES, STOPPING, Status, next_states, why_fixed
from crm.core.db import HIDDEN_LEVEL, db
from crm.core.errors import NotFound, Refused, Stale
from crm.links.models import Link
from crm.links.queries import get_link
from crm.notes.queries import notes_about
from crm.parties.queries import every, get_party
from crm.web.access import access, viewer
from crm.web.asking import asked_text, checked, chosen, page_number
from crm.web.downloads import asked_form, download
from crm.web.earlier_page import asked_earlier, earlier_page
from crm.web.forms.agreements import (
    AgreementForm,
    AttachAgreementForm,
    AttachLinkForm,
    MoveForm,
    NewAgreementForm,
    NewSignatoryForm,
    SignatoryForm,
)
from crm.web.forms.base import Form
from crm.web.matter_listings import AGREEMENTS
from crm.web.saving import page, saved
from crm.web.tabs import Tab
from crm.web.timelines import timeline_of

bp = Blueprint("agreements", __name__)
AT = "/overeenkomsten/<uuid:ref>"
Answer = Response | tuple[str, int]


@bp.get("/overeenkomsten")
@access("agreement.read")
def index() -> Response | str:
    """The list of agreements, narrowed by text, kind, phase and party."""
    filters = AgreementFilters(
        text=asked_text(),
        kinds=chosen("soort", KINDS),
        statuses=chosen("status", [str(status) for status in Status]),
        parties=seen_parties(checked("partij", _known_parties), viewer=viewer()),
        archived=bool(chosen("archief", ["ja"])),
    )
    form = asked_form()
    if form:
        every_agreement = every(filtered_agreements(filters, viewer=viewer()))
        return download(AGREEMENTS, every_agreement, form=form)
    found = list_agreements(filters, page=page_number(), viewer=viewer())
    return render_template(
        "agreements/index.html", agreements=found, asked=filters, kinds=KINDS, states=STATES
    )


@bp.route("/overeenkomsten/nieuw", methods=["GET", "POST"])
@access("agreement.edit")
def new() -> Answer:
    """Begin an agreement; `?verbinding=` starts from a link, `?partij=` from a party."""
    link = _asked_link()
    form = NewAgreementForm(viewer=viewer(), link=link)
    if request.method == "GET" and link is None and asked_text("partij"):
        form.party_a.data = get_party(_ref_asked("partij"), viewer=viewer()).name
    if form.validate_on_submit():
        answer = saved(form, lambda: _add(form), to=_address, done="De overeenkomst is begonnen.")
        if answer is not None:
            return answer
    return page("agreements/new.html", form=form, link=link)


@bp.get(AT)
@access("agreement.read")
def show(ref: object) -> str:
    """An agreement: its text, its parties, its links, what can be next; or as on a day."""
    agreement = _read(ref)
    earlier = asked_earlier(agreement)
    if earlier:
        trail = [("Afspraken", url_for(".index"))]
        return earlier_page(earlier, agreement.title, _address(agreement), trail=trail)
    return _show(agreement)


@bp.get(f"{AT}/tijdlijn")
@access("agreement.read")
def timeline(ref: object) -> str:
    """What changed, when and by whom."""
    agreement = _read(ref)
    return render_template(
        "agreements/timeline.html",
        agreement=agreement,
        events=timeline_of(agreement, viewer=viewer()),
        tabs=_tabs(agreement, "agreements.timeline"),
    )


@bp.route(f"{AT}/wijzigen", methods=["GET", "POST"])
@access("agreement.edit")
def edit(ref: object) -> Answer:
    """Change an agreement; while it is fixed only what was not agreed."""
    agreement = _get(ref)
    form = AgreementForm(agreement)
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: change_agreement(
                agreement, values=form.values, version=form.known_version, actor=viewer()
            ),
            to=_address,
            done="De wijziging is opgeslagen.",
            fresh=lambda: AgreementForm(_get(ref), formdata=None),
        )
        if answer is not None:
            return answer
        agreement = _get(ref)
    return page(
        "agreements/edit.html", form=form, agreement=agreement, fixed=why_fixed(agreement.status)
    )


@bp.post(f"{AT}/fase")
@access("agreement.edit")
def move(ref: object) -> Answer:
    """Bring an agreement into another phase."""
    agreement, form = _get(ref), MoveForm()
    return _done(
        ref,
        lambda: move_agreement(
            agreement, to=form.to.data or "", version=form.known_version, actor=viewer()
        ),
        done="De overeenkomst heeft een nieuwe fase.",
    )


@bp.post(f"{AT}/archiveren")
@access("agreement.edit")
def archive(ref: object) -> Answer:
    """Put an agreement away."""
    agreement = _get(ref)
    return _done(
        ref,
        lambda: archive_agreement(agreement, version=Form().known_version, actor=viewer()),
        done="De overeenkomst staat nu in het archief. U kunt haar daar terughalen.",
    )


@bp.post(f"{AT}/terugzetten")
@access("agreement.edit")
def restore(ref: object) -> Answer:
    """Bring an agreement back."""
    agreement = _get(ref)
    return _done(
        ref,
        lambda: restore_agreement(agreement, version=Form().known_version, actor=viewer()),
        done="De overeenkomst is teruggezet.",
    )


@bp.post(f"{AT}/verbindingen")
@access("agreement.edit")
def attach(ref: object) -> Answer:
    """Attach an agreement to a link between its parties."""
    agreement = _get(ref)
    form = AttachLinkForm(attachable_links(agreement, viewer=viewer()))
    if not form.validate_on_submit():
        return _show(agreement, attach_form=form), 422
    return _done(
        ref,
        lambda: attach_link(agreement, form.chosen, actor=viewer()),
        done="De overeenkomst hoort nu bij deze verbinding.",
    )


@bp.post(f"{AT}/verbindingen/<uuid:link_ref>/losmaken")
@access("agreement.edit")
def detach(ref: object, link_ref: object) -> Answer:
    """Take an agreement off a link."""
    agreement = _get(ref)
    link = _attached(agreement, str(link_ref))
    return _done(
        ref,
        lambda: detach_link(agreement, link, actor=viewer()),
        done="De overeenkomst is losgemaakt van deze verbinding.",
    )


@bp.post("/verbindingen/<uuid:ref>/overeenkomsten")
@access("agreement.edit")
def attach_to(ref: object) -> Response:
    """Attach an agreement to a link, from the link's own page."""
    link = get_link(str(ref), viewer=viewer())
    form = AttachAgreementForm(attachable_agreements(link, viewer=viewer()))
    address = url_for("links.show", ref=link.ref)
    if form.validate_on_submit():
        attach_link(form.chosen, link, actor=viewer())
        flash("De overeenkomst hoort nu bij deze verbinding.", "goed")
    else:
        flash("Kies een overeenkomst uit de lijst.", "fout")
    return redirect(address, code=303)


@bp.route(f"{AT}/partijen/toevoegen", methods=["GET", "POST"])
@access("agreement.edit")
def join(ref: object) -> Answer:
    """One more party to the agreement."""
    agreement = _read(ref)
    form = NewSignatoryForm(viewer=viewer())
    if form.validate_on_submit() and form.party.party is not None:
        signing = Signing(form.party.party)
        answer = saved(
            form,
            lambda: add_signatory(agreement, signing, actor=viewer()),
            to=lambda signatory: url_for(".sign", ref=ref, signatory_ref=signatory.ref),
            done="De partij doet mee. Vul in wie er tekent, of doe dat later.",
        )
        if answer is not None:
            return answer
        agreement = _get(ref)
    return page("agreements/join.html", form=form, agreement=agreement)


@bp.route(f"{AT}/partijen/<uuid:signatory_ref>/wijzigen", methods=["GET", "POST"])
@access("agreement.edit")
def sign(ref: object, signatory_ref: object) -> Answer:
    """Who signs for a party, as what, and when."""
    signatory = _signatory(ref, signatory_ref)
    form = SignatoryForm(signatory, viewer=viewer())
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: change_signatory(signatory, values=form.values, actor=viewer()),
            to=lambda kept: _address(kept.agreement),
            done="De wijziging is opgeslagen.",
        )
        if answer is not None:
            return answer
        signatory = _signatory(ref, signatory_ref)
    return page(
        "agreements/sign.html", form=form, signatory=signatory, agreement=signatory.agreement
    )


@bp.post(f"{AT}/partijen/<uuid:signatory_ref>/verwijderen")
@access("agreement.edit")
def leave(ref: object, signatory_ref: object) -> Answer:
    """Take a party out of an agreement that is still being made."""
    signatory = _signatory(ref, signatory_ref)
    return _done(
        ref,
        lambda: remove_signatory(signatory, actor=viewer()),
        done="De partij doet niet meer mee.",
    )


def _show(agreement: Agreement, *, refusal: str = "", attach_form: Form | None = None) -> str:
    links = attachable_links(agreement, viewer=viewer())
    moves = [] if agreement.is_archived else next_states(agreement.status)
    return render_template(
        "agreements/show.html",
        agreement=agreement,
        blocks=text_blocks(agreement.text),
        people=seen_people(agreement, viewer=viewer()),
        links=attached_links(agreement, viewer=viewer()),
        attach_form=attach_form or AttachLinkForm(links, formdata=None),
        onward=[status for status in moves if status not in STOPPING],
        stopping=[status for status in moves if status in STOPPING],
        states=STATES,
        meanings=MEANINGS,
        fixed=why_fixed(agreement.status),
        refusal=refusal,
        notes=notes_about(agreement, viewer=viewer()),
        tabs=_tabs(agreement, "agreements.show"),
    )


def _done(ref: object, act: Callable[[], Agreement], *, done: str) -> Answer:
    """Do one thing to an agreement; refused, its page says why."""
    try:
        agreement = act()
    except Refused as refusal:
        db.session.rollback()
        return _show(_get(ref), refusal=str(refusal)), 422
    except Stale as stale:
        db.session.rollback()
        sentence = f"{stale} Hieronder staat wat er nu staat. Er is niets veranderd."
        return _show(_get(ref), refusal=sentence), 409
    flash(done, "goed")
    return redirect(_address(agreement), code=303)


def _get(ref: object) -> Agreement:
    return get_agreement(str(ref), viewer=viewer())


def _read(ref: object) -> Agreement:
    """The agreement; that somebody reads a confidential one is logged."""
    agreement = _get(ref)
    if agreement.level == HIDDEN_LEVEL and request.method == "GET":
        note_reading("agreement", agreement.ref, viewer=viewer())
    return agreement


def _signatory(ref: object, signatory_ref: object) -> Signatory:
    return get_signatory(_get(ref), str(signatory_ref))


def _attached(agreement: Agreement, link_ref: str) -> Link:
    for link in attached_links(agreement, viewer=viewer()):
        if link.ref == link_ref:
            return link
    raise NotFound("Deze verbinding hoort niet (meer) bij deze overeenkomst.")


def _add(form: NewAgreementForm) -> Agreement:
    links = [form.link] if form.link is not None else []
    return add_agreement(values=form.values, signings=form.signings, links=links, actor=viewer())


def _asked_link() -> Link | None:
    if not request.args.get("verbinding"):
        return None
    return get_link(_ref_asked("verbinding"), viewer=viewer())


def _ref_asked(name: str) -> str:
    """A ref in the address; what is none cannot exist."""
    try:
        return str(UUID(request.args.get(name, "")))
    except ValueError as error:
        raise NotFound("Dit adres klopt niet.") from error


def _known_parties(refs: Iterable[str]) -> set[str]:
    return {party.ref for party in seen_parties(refs, viewer=viewer())}


def _tabs(agreement: Agreement, current: str) -> list[Tab]:
    labels = {"agreements.show": "Overzicht", "agreements.timeline": "Tijdlijn"}
    return [
        Tab(label, url_for(endpoint, ref=agreement.ref), endpoint == current)
        for endpoint, label in labels.items()
    ]


def _address(agreement: Agreement) -> str:
    return url_for("agreements.show", ref=agreement.ref)
