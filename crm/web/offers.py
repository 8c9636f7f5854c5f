"""What a party offers and needs."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from crm.accounts.permissions import may
from crm.core.dates import date_text
from crm.core.errors import Forbidden
from crm.parties.models import Party
from crm.parties.queries import get_party, is_own
from crm.resources.operations import add_offer, change_offer, keep_offer
from crm.resources.queries import get_offer
from crm.web.access import access, viewer
from crm.web.earlier_page import asked_earlier, earlier_page, party_trail
from crm.web.forms.offers import NewOffersForm, OfferForm
from crm.web.saving import page, saved
from crm.web.timelines import timeline_of

bp = Blueprint("offers", __name__, url_prefix="/partijen/<uuid:ref>/biedt-en-zoekt")


@bp.route("/nieuw", methods=["GET", "POST"])
@access("party.read")
def new(ref: object) -> Response | tuple[str, int]:
    """Note what a party offers or needs; an initiatiefnemer for the own initiative."""
    party = _editable(ref)
    form = NewOffersForm(viewer=viewer())
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: [add_offer(party, values=values, actor=viewer()) for values in form.told],
            to=lambda _offers: url_for("parties.show", ref=party.ref),
            done="Dit staat nu bij wat zij bieden en zoeken.",
        )
        if answer is not None:
            return answer
    return page("offers/new.html", form=form, party=party, is_own=is_own(party, viewer=viewer()))


@bp.route("/<uuid:offer_ref>/wijzigen", methods=["GET", "POST"])
@access("party.read")
def edit(ref: object, offer_ref: object) -> Response | tuple[str, int]:
    """Change it, or say what became of it; what changed before stands below."""
    party = _editable(ref)
    offer = get_offer(str(offer_ref), party=party, viewer=viewer())
    earlier = asked_earlier(offer)
    if earlier:
        here = url_for(".edit", ref=party.ref, offer_ref=offer.ref)
        return earlier_page(earlier, offer.title, here, trail=party_trail(party)), 200
    form = OfferForm(offer, viewer=viewer())
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: change_offer(
                offer, values=form.values, version=form.known_version, actor=viewer()
            ),
            to=lambda _offer: url_for("parties.show", ref=party.ref),
            done="De wijziging is opgeslagen.",
            fresh=lambda: OfferForm(
                get_offer(str(offer_ref), party=party, viewer=viewer()),
                viewer=viewer(),
                formdata=None,
            ),
        )
        if answer is not None:
            return answer
    events = timeline_of(offer, viewer=viewer())
    return page("offers/edit.html", form=form, party=party, offer=offer, events=events)


@bp.post("/<uuid:offer_ref>/geldt-nog")
@access("party.read")
def keep(ref: object, offer_ref: object) -> Response:
    """It still holds: for another year."""
    party = _editable(ref)
    offer = get_offer(str(offer_ref), party=party, viewer=viewer())
    keep_offer(offer, actor=viewer())
    flash(f"{offer.title} geldt tot en met {date_text(offer.valid_until)}.", "goed")
    return redirect(url_for("parties.show", ref=party.ref), code=303)


def _editable(ref: object) -> Party:
    party = get_party(str(ref), viewer=viewer())
    own = may(viewer(), "offer.edit_own") and is_own(party, viewer=viewer())
    if not own and not may(viewer(), "offer.edit"):
        raise Forbidden()
    return party
