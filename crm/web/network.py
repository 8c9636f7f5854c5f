"""Netwerk: the picture of the whole network, and the picture around a party."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, Response, render_template

from crm.accounts.viewer import Viewer
from crm.network.charts import figure
from crm.network.choices import Choice, area_choices_left, theme_choices_left
from crm.network.queries import (
    Chance,
    Network,
    every_line,
    is_known,
    links_per_year,
    network,
    surroundings,
)
from crm.opportunities.queries import (
    NetworkOpportunity,
    Opportunity,
    network_opportunities,
    opportunities_for,
)
from crm.parties.models import Party
from crm.parties.queries import PartyFilters, get_party
from crm.web.access import access, viewer
from crm.web.asking import asked_parties, chosen, page_number, party_choices, viewer_on_day
from crm.web.derived_listings import NETWORK
from crm.web.downloads import asked_form, download
from crm.web.overview import party_head

bp = Blueprint("network", __name__)
CHANCES = 5
EXTRAS = {"regelingen": "regelingen", "kansen": "kansen"}


@bp.get("/netwerk")
@access("network.read")
def index() -> Response | str:
    """The whole network, or the part that the filters leave."""
    filters = asked_parties()
    extras = chosen("toon", EXTRAS)
    who = viewer_on_day()
    form = asked_form()
    if form:
        drawn = _network(filters, extras, who).picture
        lines = drawn.lines if drawn else every_line(filters, who)
        return download(NETWORK, lines, form=form)
    years = links_per_year(filters, viewer=who)
    found = _network(filters, extras, who)
    return render_template(
        "network/index.html",
        network=found,
        offered=_offered(filters, who) if found.is_too_large else [],
        on=who.on,
        filters=filters,
        extras=extras,
        extra_choices=list(EXTRAS.items()),
        years=years,
        figure=figure(years) if years.total else None,
        **party_choices(),
    )


@bp.get("/partijen/<uuid:ref>/netwerk")
@access("network.read")
def of_party(ref: object) -> str:
    """The picture around a party: partners, schemes, agreements, and its chances dashed."""
    party = get_party(str(ref), viewer=viewer())
    filters = asked_parties()
    who = viewer_on_day()
    found = surroundings(
        party,
        who,
        chances=_chances_of(party, filters) if who.on is None else (),
        filters=filters,
        page=page_number(),
    )
    return render_template(
        "network/of_party.html",
        party=party,
        found=found,
        is_known=is_known(party, who),
        filters=filters,
        on=who.on,
        head=party_head(party, "netwerk", viewer=who),
        **party_choices(),
    )


def _network(filters: PartyFilters, extras: tuple[str, ...], who: Viewer) -> Network:
    """With chances when asked for, and when nobody is linked yet: then they are the picture.

    Of another day only links are known: chances and schemes are those of today.
    """

    def drawn(pairs: Iterable[NetworkOpportunity]) -> Network:
        return network(
            who,
            filters,
            chances=[_chance(pair.party.ref, pair.chance) for pair in pairs],
            with_schemes="regelingen" in extras and who.on is None,
            page=page_number(),
        )

    if who.on is not None:
        return drawn(())
    if "kansen" not in extras:
        found = drawn(())
        if found.picture is None or found.picture.spots or not found.parties:
            return found
    return drawn(network_opportunities(viewer=who, filters=filters)[:CHANCES])


def _offered(filters: PartyFilters, who: Viewer) -> list[tuple[str, str, list[Choice]]]:
    """What makes a network smaller: the filters that are not used yet, with their values."""
    unused = (
        ("thema", "Thema’s", filters.themes, theme_choices_left),
        ("gebied", "Gebieden", filters.areas, area_choices_left),
    )
    found = [(name, word, left(filters, who)) for name, word, used, left in unused if not used]
    return [(name, word, choices) for name, word, choices in found if choices]


def _chances_of(party: Party, filters: PartyFilters) -> list[Chance]:
    if party.is_archived:
        return []
    found = opportunities_for(party, viewer=viewer(), top=CHANCES, to_kinds=filters.kinds)
    return [_chance(party.ref, chance) for chance in found]


def _chance(ref: str, chance: Opportunity) -> Chance:
    return Chance(ref, chance.party.ref, chance.reasons[0].sentence)
