"""Which lists of introductions and put away chances leave as a file, and their columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crm.accounts.viewer import Viewer
from crm.core.dates import dutch_day
from crm.exchange.lists import Row
from crm.opportunities.models import Dismissal, Introduction
from crm.opportunities.states import least
from crm.parties.models import Party
from crm.web.downloads import Listing


def _key(record: Party | Introduction | Dismissal) -> str:
    return record.reference or record.ref


def _introductions(introductions: Sequence[Introduction], _viewer: Viewer) -> Iterator[Row]:
    for one in introductions:
        outcomes = [
            least([told.outcome for told in one.outcomes if told.months == months])
            for months in (3, 12)
        ]
        yield (
            *(_key(one), [_key(line.party) for line in one.lines]),
            *([line.party.name for line in one.lines], one.status, one.brought_by),
            *(dutch_day(one.created_at), [line.party.name for line in one.willing]),
            *(dutch_day(one.shared_at) if one.shared_at else None, one.met_on, *outcomes),
        )


INTRODUCTIONS = Listing(
    "kennismakingen",
    (
        *("referentie", "partijen", "namen", "stand", "voorgesteld_door", "begonnen_op"),
        *("zeiden_ja", "gegevens_gedeeld_op", "ontmoet_op"),
        *("opbrengst_na_3_maanden", "opbrengst_na_12_maanden"),
    ),
    _introductions,
)


def _put_away(dismissals: Sequence[Dismissal], _viewer: Viewer) -> Iterator[Row]:
    for one in dismissals:
        yield (
            *(_key(one.party_a), one.party_a.name, _key(one.party_b), one.party_b.name),
            *(one.kind, one.until, one.why, one.text, dutch_day(one.created_at)),
        )


PUT_AWAY_CHANCES = Listing(
    "weggelegde-kansen",
    (
        *("partij_a", "naam_a", "partij_b", "naam_b"),
        *("wat", "tot", "waarom", "toelichting", "weggelegd_op"),
    ),
    _put_away,
)
