"""Sharing many parties at once: see exactly what each group will see, share, take it back."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy import Select
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response

from crm.core.db import VISIBILITIES, db
from crm.core.errors import Refused, Stale
from crm.parties.models import Party, Sharing
from crm.parties.queries import filtered_parties
from crm.parties.sharing import (
    GROUPS,
    MOST_SHARED,
    Outlook,
    get_sharing,
    latest_sharings,
    look_at_sharing,
    parties_shared,
    share_parties,
    shown_of,
    take_back,
)
from crm.web.access import access, viewer
from crm.web.asking import asked_text, chosen
from crm.web.forms.base import Form
from crm.web.party_lists import asked_list
from crm.web.sharing_along import seen_along

bp = Blueprint("sharing", __name__, url_prefix="/partijen/delen")
MOST_NAMED = 100
MOST_TOLD = 25
CHANGED = "De lijst is intussen veranderd. Er is nog niets gedeeld. Kijk nog eens."


@bp.get("")
@access("party.share")
def look() -> str | tuple[str, int]:
    """What each group would see, and who stays hidden; nothing changes."""
    return _page(_outlook(request.args.getlist("toch")), 200)


@bp.post("")
@access("party.share")
def share() -> Response | tuple[str, int] | str:
    """Share exactly what was shown."""
    outlook = _outlook(request.args.getlist("toch"), of_fields=False)
    if Form().validate() and request.form.get("gezien") == outlook.sign and outlook.shared:
        try:
            sharing = share_parties(outlook, actor=viewer())
        except Stale:
            db.session.rollback()
        else:
            flash(_told(sharing), "goed")
            return redirect(url_for(".show", ref=sharing.ref), code=303)
    flash(CHANGED, "fout")
    return _page(_outlook(request.args.getlist("toch")), 422)


@bp.get("/<uuid:ref>")
@access("party.share")
def show(ref: object) -> str:
    """What was shared, as far as who looks may see it."""
    sharing = get_sharing(str(ref))
    parties = parties_shared(sharing, viewer=viewer())
    return render_template(
        "sharing/show.html",
        sharing=sharing,
        parties=parties,
        still=sum(party.visibility == sharing.visibility for party in parties),
        most_named=MOST_NAMED,
    )


@bp.post("/<uuid:ref>/terug")
@access("party.share")
def back(ref: object) -> Response:
    """Take it back in one click."""
    sharing = get_sharing(str(ref))
    try:
        parties = take_back(sharing, actor=viewer())
    except Refused as refusal:
        flash(str(refusal), "fout")
        return redirect(url_for(".show", ref=sharing.ref), code=303)
    left = len(sharing.before) - len(parties)
    stay = f" {left} zijn intussen gewijzigd en blijven zoals ze zijn." if left else ""
    flash(f"Teruggenomen: {len(parties)}.{stay}", "goed")
    return redirect(url_for(".show", ref=sharing.ref), code=303)


def _outlook(anyway: list[str], *, of_fields: bool = True) -> Outlook:
    """What sharing would do; with the lists of each party when its fields are to be counted."""
    wanted = chosen("met", GROUPS)
    lists = (Party.themes, Party.areas, Party.target_groups, Party.profile)
    query = _asked().limit(MOST_SHARED + 1)
    if of_fields:
        query = query.options(*(selectinload(one) for one in lists))
    parties = list(db.session.scalars(query).unique())
    if len(parties) > MOST_SHARED:
        raise Refused("U kunt hooguit 5.000 partijen tegelijk delen. Kies een filter.")
    return look_at_sharing(parties, visibility=wanted[0] if wanted else "netwerk", anyway=anyway)


def _asked() -> Select[Party]:
    """One party, those of an import, or those of Wie is wie with its filters."""
    party = asked_text("partij")
    asked = asked_list(*([Party.ref == party] if party else []))
    return filtered_parties(asked.filters, viewer=viewer())


def _page(outlook: Outlook, status: int) -> tuple[str, int]:
    told = [*outlook.shared, *outlook.seen_already, *outlook.people, *outlook.withheld]
    told.extend(outlook.confidential)
    wider = VISIBILITIES.index
    seen = {
        group: sum(wider(party.visibility) <= wider(group) for party in told) for group in GROUPS
    }
    # what everybody sees, the network sees too
    gained = {
        "netwerk": sum(party.visibility not in GROUPS for party in outlook.shared),
        "openbaar": len(outlook.shared) if outlook.visibility == "openbaar" else 0,
    }
    page = render_template(
        "sharing/look.html",
        form=Form(),
        outlook=outlook,
        total=len(told),
        seen=seen,
        gained=gained,
        along=seen_along(outlook),
        kept=[pair for pair in _kept() if pair[0] not in ("met", "toch")],
        latest=latest_sharings(),
        most_named=MOST_NAMED,
        most_told=MOST_TOLD,
        shown_of=shown_of,
    )
    return page, status


def _kept() -> list[tuple[str, str]]:
    return [(name, value) for name, values in request.args.lists() for value in values]


def _told(sharing: Sharing) -> str:
    count = len(sharing.before)
    who = "het netwerk" if sharing.visibility == "netwerk" else "iedereen"
    return f"Gedeeld met {who}: {count} {'partij' if count == 1 else 'partijen'}."
