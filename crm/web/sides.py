"""What each side of a link says: proposing, confirming, taking back, keeping it alive."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from crm.accounts.permissions import may
from crm.core.errors import Forbidden, NotFound
from crm.links.kinds import ITSELF
from crm.links.listing import links_between
from crm.links.models import Link, LinkSide
from crm.links.operations import keep_link
from crm.links.queries import get_link
from crm.links.sides import decline_link, propose_link, record_side
from crm.parties.models import Party
from crm.parties.queries import get_party, is_own, own_parties
from crm.people.models import Person
from crm.people.queries import people_seen, person_of
from crm.web.access import access, viewer
from crm.web.asking import asked_text
from crm.web.forms.sides import KeepForm, OwnSideForm, ProposalForm, SideForm
from crm.web.saving import page, saved

bp = Blueprint("sides", __name__, url_prefix="/verbindingen")


@bp.route("/voorstellen", methods=["GET", "POST"])
@access("link.propose")
def propose() -> Response | str | tuple[str, int]:
    """An initiatiefnemer proposes a link of the own party."""
    own = own_parties(viewer())
    if not own:
        raise Forbidden()
    form = ProposalForm(own, viewer=viewer())
    if not form.is_submitted():
        form.own.data = asked_text("van") if asked_text("van") in form.parties else own[0].ref
        if asked_text("naar"):
            form.other.data = get_party(asked_text("naar"), viewer=viewer()).name
    known = []
    if form.validate_on_submit():
        known = _known(form)
        answer = None if known else _proposed(form)
        if answer is not None:
            return answer
    if known:
        return render_template("sides/propose.html", form=form, known=known), 422
    return page("sides/propose.html", form=form, known=known)


@bp.route("/<uuid:ref>/kanten/<uuid:party_ref>", methods=["GET", "POST"])
@access("link.confirm")
def side(ref: object, party_ref: object) -> Response | tuple[str, int]:
    """What the party at one end says: a medewerker on its behalf, or who belongs to it."""
    link, party = _side(ref, party_ref)
    form = _form_for(link, party)
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: record_side(
                link,
                party,
                values=_said(form, link, party),
                version=form.known_version,
                actor=viewer(),
            ),
            to=_address,
            done="Dat is vastgelegd.",
            fresh=lambda: _form_for(*_side(ref, party_ref), formdata=None),
        )
        if answer is not None:
            return answer
    return page("sides/side.html", form=form, link=link, party=party)


@bp.post("/<uuid:ref>/afwijzen")
@access("link.confirm")
def decline(ref: object) -> Response:
    """A proposed link is taken back, or is not so."""
    link = get_link(str(ref), viewer=viewer())
    if not may(viewer(), "link.edit") and not _own_ends(link):
        raise Forbidden()
    decline_link(link, actor=viewer())
    flash("Het voorstel is weg.", "goed")
    return redirect(url_for("start.index"), code=303)


@bp.route("/<uuid:ref>/in-leven-houden", methods=["GET", "POST"])
@access("link.edit")
def keep(ref: object) -> Response | tuple[str, int]:
    """A strained link is kept alive in the place of ended."""
    link = get_link(str(ref), viewer=viewer())
    form = KeepForm(link)
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: keep_link(link, **form.values, version=form.known_version, actor=viewer()),
            to=_address,
            done="Dat is vastgelegd.",
            fresh=lambda: KeepForm(get_link(str(ref), viewer=viewer()), formdata=None),
        )
        if answer is not None:
            return answer
    return page("sides/keep.html", form=form, link=link)


def _proposed(form: ProposalForm) -> Response | tuple[str, int] | None:
    return saved(
        form,
        lambda: propose_link(
            *form.ends,
            form.chosen_kind,
            turned=form.is_turned,
            values=form.values,
            person=person_of(viewer()),
            actor=viewer(),
        ),
        to=_address,
        done="Uw voorstel is bewaard. De ander of de gemeente kan het bevestigen.",
    )


def _known(form: ProposalForm) -> list[Link]:
    """Links of this kind that are there already: those are confirmed, not proposed again."""
    day = viewer().day
    return [
        link
        for link in links_between(*form.ends, viewer=viewer())
        if link.kind_id == form.chosen_kind.id and link.period.state(day) != "voorbij"
    ]


def _side(ref: object, party_ref: object) -> tuple[Link, Party]:
    """The link and the party at one of its ends: the child of an address belongs to its parent."""
    link = get_link(str(ref), viewer=viewer())
    for party in (link.party_a, link.party_b):
        if party.ref == str(party_ref):
            return link, party
    raise NotFound("Deze partij hoort niet bij deze verbinding.")


def _form_for(link: Link, party: Party, **kwargs: object) -> OwnSideForm:
    if may(viewer(), "link.edit"):
        return SideForm(link, party, viewer=viewer(), **kwargs)
    if is_own(party, viewer=viewer()):
        return OwnSideForm(link, link.side_of(party), **kwargs)
    raise Forbidden()


def _said(form: OwnSideForm, link: Link, party: Party) -> dict[str, object]:
    """Who belongs to the party confirms by saving; an earlier yes stays as it was."""
    side = link.side_of(party)
    if isinstance(form, SideForm) or (side is not None and side.confirmed_on is not None):
        return form.values
    who = viewer()
    yes = {"confirmed_on": who.day, "confirmed_how": ITSELF, "person": person_of(who)}
    return form.values | yes


@dataclass(frozen=True, slots=True)
class Said:
    """What one side of a link said; `person` only for who may know that person."""

    party: Party
    side: LinkSide | None
    person: Person | None
    may_speak: bool


def both_sides(link: Link) -> list[Said]:
    """What both sides said, for who looks."""
    people = [side.person for side in link.sides if side.person is not None]
    seen = {person.id: person for person in people_seen(people, viewer=viewer())} if people else {}
    own = {party.id for party in own_parties(viewer())} if may(viewer(), "link.propose") else set()
    speaks_for_all = may(viewer(), "link.edit")
    found = []
    for party in (link.party_a, link.party_b):
        side = link.side_of(party)
        person = seen.get(side.person_id or 0) if side else None
        found.append(Said(party, side, person, speaks_for_all or party.id in own))
    return found


def _own_ends(link: Link) -> list[Party]:
    return [party for party in (link.party_a, link.party_b) if is_own(party, viewer=viewer())]


def _address(link: Link) -> str:
    return url_for("links.show", ref=link.ref)
