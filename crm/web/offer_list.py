"""Aanbod en gevraagd: what all parties offer and need, and who answers."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from crm.accounts.permissions import may
from crm.core.errors import Forbidden, Refused
from crm.parties.models import Party
from crm.parties.queries import every, own_parties
from crm.resources.listing import (
    OPEN,
    STANDS,
    OfferFilters,
    filtered_offers,
    list_offers,
    parties_seen,
)
from crm.resources.models import DIRECTIONS
from crm.resources.operations import answer_offer
from crm.resources.queries import get_offer
from crm.taxonomy.queries import (
    area_choices,
    known_areas,
    known_offer_kinds,
    known_themes,
    offer_kind_choices,
    theme_choices,
)
from crm.web.access import access, viewer
from crm.web.asking import checked, chosen, page_number
from crm.web.downloads import asked_form, download
from crm.web.forms.offers import AnswerForm
from crm.web.listings import OFFERS

bp = Blueprint("offer_list", __name__, url_prefix="/aanbod-en-gevraagd")


@bp.get("")
@access("offer.read")
def index() -> Response | str:
    """Who offers and needs what, by kind, place and theme."""
    filters = OfferFilters(
        directions=chosen("richting", DIRECTIONS),
        kinds=checked("soort", known_offer_kinds),
        themes=checked("thema", known_themes),
        areas=checked("gebied", known_areas),
        stands=chosen("stand", STANDS) or (OPEN,),
    )
    form = asked_form()
    if form:
        return download(OFFERS, every(filtered_offers(filters, viewer=viewer())), form=form)
    offers = list_offers(filters, page=page_number(), viewer=viewer())
    return render_template(
        "offer_list/index.html",
        offers=offers,
        filters=filters,
        seen=parties_seen(offers.rows, viewer=viewer()),
        own=_own(),
        kinds=offer_kind_choices(),
        directions=list(DIRECTIONS.items()),
        stands=list(STANDS.items()),
        themes=theme_choices(),
        areas=area_choices(),
    )


@bp.post("/<uuid:offer_ref>/reageren")
@access("offer.answer")
def answer(offer_ref: object) -> Response:
    """The own party wants what is offered, or has what is needed."""
    offer = get_offer(str(offer_ref), viewer=viewer())
    form = AnswerForm(own_parties(viewer()))
    if not form.validate_on_submit():
        raise Forbidden()
    try:
        answer_offer(offer, party=form.own[form.party.data], actor=viewer())
        flash(f"{offer.party.name} ziet dat u reageert.", "goed")
    except Refused as refusal:
        flash(str(refusal), "fout")
    return redirect(url_for(".index"), code=303)


def _own() -> list[Party]:
    """For whom somebody may answer."""
    return own_parties(viewer()) if may(viewer(), "offer.answer") else []
