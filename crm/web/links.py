"""Links between parties: the list, and making, changing and ending one."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from crm.accounts.operations import note_reading
from crm.accounts.permissions import may
from crm.agreements.queries import agreements_on, attachable_agreements
from crm.core.db import HIDDEN_LEVEL
from crm.links.kinds import CONFIRMED_HOW, DEPTHS, LEVELS, MEANINGS, ORIGINS
from crm.links.listing import LinkFilters, filtered_links, list_links, similar_links
from crm.links.models import Link
from crm.links.nature import NATURES
from crm.links.operations import add_link, archive_link, change_link, end_link, restore_link
from crm.links.queries import get_link, list_link_kinds
from crm.links.quiet import sleeping_links
from crm.links.states import ENDED, SHOWN, SHOWN_TO_TOWN_HALL
from crm.notes.queries import notes_about
from crm.opportunities.introductions.meeting import FROM_INTRODUCTION
from crm.opportunities.introductions.queries import introductions_by_link
from crm.opportunities.models import Introduction
from crm.parties.queries import every, get_party
from crm.web.access import access, viewer
from crm.web.asking import asked_text, chosen, page_number, viewer_on_day
from crm.web.downloads import asked_form, download
from crm.web.earlier_page import asked_earlier, earlier_page
from crm.web.forms.agreements import AttachAgreementForm
from crm.web.forms.links import LinkForm, NewLinkForm
from crm.web.forms.people import LastDayForm
from crm.web.listings import LINKS
from crm.web.saving import page, saved
from crm.web.sides import both_sides
from crm.web.timelines import timeline_of

bp = Blueprint("links", __name__, url_prefix="/verbindingen")
STATES = {"huidig": "nu", "voorbij": "voorbij", "toekomstig": "nog niet begonnen", "alle": "alle"}


@bp.get("")
@access("link.read")
def index() -> Response | str:
    """The list of links, narrowed by kind, status, nature and period; on any day."""
    kinds = list_link_kinds()
    party_ref = asked_text("partij")
    known = SHOWN_TO_TOWN_HALL if may(viewer(), "quiet.read") else SHOWN
    statuses = chosen("status", known)
    filters = LinkFilters(
        kinds=chosen("soort", [kind.code for kind in kinds]),
        statuses=statuses,
        natures=chosen("aard", NATURES),
        state=(chosen("periode", STATES) or ("alle" if ENDED in statuses else "huidig",))[0],
        party=get_party(party_ref, viewer=viewer()) if party_ref else None,
    )
    who = viewer_on_day()
    form = asked_form()
    if form:
        return download(LINKS, every(filtered_links(filters, viewer=who)), form=form)
    found = list_links(filters, page=page_number(), viewer=who)
    return render_template(
        "links/index.html",
        links=found,
        filters=filters,
        kinds=[(kind.code, kind.name) for kind in kinds],
        statuses=list(known.items()),
        natures=[(nature, nature) for nature in NATURES],
        on=who.on,
        sleeping=_sleeping(found.rows) if who.on is None else set(),
        states=list(STATES.items()),
    )


@bp.route("/nieuw", methods=["GET", "POST"])
@access("link.edit")
def new() -> Response | tuple[str, int]:
    """Connect two parties; `?van=` and `?naar=` fill them in."""
    form = NewLinkForm(viewer=viewer())
    if request.method == "GET":
        for name, field in (("van", form.party_a), ("naar", form.party_b)):
            if asked_text(name):
                field.party = get_party(asked_text(name), viewer=viewer())
                field.data = field.party.name
        if form.party_b.data:
            form.begins_on.data = None  # they know each other already: since when, nobody said
    similar = _similar(form) if form.validate_on_submit() else []
    if similar:
        return render_template("links/new.html", form=form, similar=similar, back=_back(form)), 422
    if form.is_submitted() and not form.errors:
        answer = saved(form, lambda: _add(form), to=_address, done="De verbinding is toegevoegd.")
        if answer is not None:
            return answer
    return page("links/new.html", form=form, back=_back(form))


def _back(form: NewLinkForm) -> str:
    """The page of the party one came from, else the list."""
    return (
        url_for("parties.show", ref=form.party_a.party.ref)
        if form.party_a.party
        else url_for(".index")
    )


@bp.get("/<uuid:ref>")
@access("link.read")
def show(ref: object) -> str:
    """A link: who, how, since when, and the agreements it carries; or as it stood on a day."""
    link = get_link(str(ref), viewer=viewer())
    if link.level == HIDDEN_LEVEL:
        note_reading("link", link.ref, viewer=viewer())
    earlier = asked_earlier(link)
    if earlier:
        trail = [("Verbindingen", url_for(".index"))]
        return earlier_page(earlier, link.sentence, _address(link), trail=trail)
    return render_template(
        "links/show.html",
        link=link,
        agreements=agreements_on([link.id], viewer=viewer()).get(link.id, []),
        attach_form=AttachAgreementForm(
            attachable_agreements(link, viewer=viewer()), formdata=None
        ),
        events=timeline_of(link, viewer=viewer()),
        notes=notes_about(link, viewer=viewer()),
        sides=both_sides(link),
        sleeping=_sleeping([link]),
        hows=CONFIRMED_HOW,
        levels=LEVELS,
        meanings=MEANINGS,
        depths=DEPTHS,
        origins=ORIGINS,
        introductions=_introductions(link),
    )


def _introductions(link: Link) -> list[Introduction]:
    """The introduction that it came from."""
    if link.origin != FROM_INTRODUCTION:
        return []
    return introductions_by_link(link.id, viewer=viewer())


@bp.route("/<uuid:ref>/wijzigen", methods=["GET", "POST"])
@access("link.edit")
def edit(ref: object) -> Response | tuple[str, int]:
    """Change what is known of a link."""
    link = get_link(str(ref), viewer=viewer())
    form = LinkForm(link)
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: change_link(
                link, values=form.values, version=form.known_version, actor=viewer()
            ),
            to=_address,
            done="De wijziging is opgeslagen.",
            fresh=lambda: LinkForm(get_link(str(ref), viewer=viewer()), formdata=None),
        )
        if answer is not None:
            return answer
    return page("links/edit.html", form=form, link=link)


@bp.route("/<uuid:ref>/beeindigen", methods=["GET", "POST"])
@access("link.edit")
def end(ref: object) -> Response | tuple[str, int]:
    """End a link; it stays in the history."""
    link = get_link(str(ref), viewer=viewer())
    form = LastDayForm()
    if form.validate_on_submit() and form.ends_on.ends_on:
        ends_on = form.ends_on.ends_on
        answer = saved(
            form,
            lambda: end_link(link, ends_on=ends_on, actor=viewer()),
            to=_address,
            done="De verbinding is beëindigd.",
        )
        if answer is not None:
            return answer
    return page("links/end.html", form=form, link=link)


@bp.post("/<uuid:ref>/archiveren")
@access("link.edit")
def archive(ref: object) -> Response:
    """Put a link away that should not have been there."""
    link = archive_link(get_link(str(ref), viewer=viewer()), actor=viewer())
    flash("De verbinding staat nu in het archief.", "goed")
    return redirect(_address(link), code=303)


@bp.post("/<uuid:ref>/terugzetten")
@access("link.edit")
def restore(ref: object) -> Response:
    """Bring a link back."""
    link = restore_link(get_link(str(ref), viewer=viewer()), actor=viewer())
    flash("De verbinding is teruggezet.", "goed")
    return redirect(_address(link), code=303)


def _sleeping(links: list[Link]) -> set[int]:
    """Who sleeps is for the town hall: it follows from contact moments."""
    may_know = may(viewer(), "quiet.read")
    return sleeping_links(links, viewer=viewer()) if may_know else set()


def _similar(form: NewLinkForm) -> list[Link]:
    """What looks like the new link, unless somebody has seen that and goes on."""
    if form.anyway.data:
        return []
    return similar_links(*form.ends, form.chosen_kind, form.period, viewer=viewer())


def _add(form: NewLinkForm) -> Link:
    return add_link(
        *form.ends,
        form.chosen_kind,
        values=form.values,
        actor=viewer(),
    )


def _address(link: Link) -> str:
    return url_for("links.show", ref=link.ref)
