"""The columns of lists of what was worked out or kept by itself: chances, lines, the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crm.accounts.viewer import Viewer
from crm.audit.models import Event
from crm.exchange.lists import Row
from crm.network.graph import Line
from crm.opportunities.queries import NetworkOpportunity, Waiting
from crm.parties.kinds import kind_label
from crm.web.downloads import Listing
from crm.web.log_entries import entries


def _opportunities(pairs: Sequence[NetworkOpportunity], _viewer: Viewer) -> Iterator[Row]:
    for pair in pairs:
        chance = pair.chance
        told = [reason for reason in chance.reasons if reason.is_worth_saying] or chance.reasons
        yield (
            *(pair.party.key, pair.party.name),
            *(chance.party.key, chance.party.name, kind_label(chance.party.kind)),
            *(chance.strength.word, f"{chance.score:.6f}"),
            " ".join(reason.sentence for reason in told),
        )


OPPORTUNITIES = Listing(
    "kansen",
    ("van", "naam_van", "naar", "naam_naar", "soort_naar", "sterkte", "score", "redenen"),
    _opportunities,
)


def _waiting(waiting: Sequence[Waiting], _viewer: Viewer) -> Iterator[Row]:
    for one in waiting:
        could = [candidate.servant.name for candidate in one.candidates]
        yield (one.party.key, one.party.name, kind_label(one.party.kind), could)


WITHOUT_CONTACT = Listing(
    "zonder-vaste-contactpersoon",
    ("referentie", "naam", "soort", "wie_zou_kunnen"),
    _waiting,
)


def _network(lines: Sequence[Line], _viewer: Viewer) -> Iterator[Row]:
    for line in lines:
        yield (
            *(line.one.ref, line.one.name, line.one.kind_label),
            [tie.words_from(line.one.ref) for tie in line.ties],
            *(line.other.ref, line.other.name, line.other.kind_label),
            *(line.begins[0] if line.begins else None, line.has_agreement),
        )


NETWORK = Listing(
    "netwerk",
    (
        *("wie", "naam_wie", "soort_wie", "verbinding"),
        *("met_wie", "naam_met_wie", "soort_met_wie", "sinds", "overeenkomst"),
    ),
    _network,
)


def _log(events: Sequence[Event], viewer: Viewer) -> Iterator[Row]:
    for entry in entries(events, viewer=viewer):
        told = entry.told
        yield (
            *(told.at, told.who, told.what, told.about.name if told.about else None),
            *(entry.event.subject_kind, entry.event.subject_ref, ". ".join(told.changes)),
        )


LOG = Listing(
    "logboek",
    ("tijdstip", "wie", "wat", "waarover", "soort", "onderwerp", "wijziging"),
    _log,
)
