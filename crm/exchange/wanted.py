"""What a register can tell: the fields we look for, and the names that others give them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from crm.core.text import fold
from crm.exchange.wanted_field import Wanted, wanted
from crm.exchange.wanted_grants import GRANT_FIELDS
from crm.exchange.wanted_parties import PARTY_FIELDS

GRANTS, PARTIES, AREAS = "subsidies", "partijen", "gebieden"
TARGETS = {
    GRANTS: "subsidies: elke regel is één aanvraag of subsidie",
    PARTIES: "partijen: elke regel is één organisatie of initiatief",
    AREAS: "gebieden: elke regel is een gemeente, wijk of buurt",
}
# Words in a column's name that say nothing of what it holds.
_SMALL = frozenset(("de", "het", "een", "van", "in", "te", "der", "euro", "eur", "nl"))

AREA_FIELDS = (
    wanted(
        "code",
        "Code",
        "code, cbs code, gebiedscode, gwb code, statcode, buurtcode, wijkcode, gemeentecode, "
        "regiocode, identificatie",
        required=True,
    ),
    wanted(
        "naam",
        "Naam",
        "naam, gebiedsnaam, statnaam, regionaam, buurtnaam, wijknaam, gemeentenaam, "
        "omschrijving, regio",
        required=True,
    ),
    wanted(
        "soort",
        "Soort: gemeente, wijk of buurt",
        "soort, type, niveau, recs, soort gebied, soort regio",
    ),
    wanted(
        "bovenliggend",
        "Code van het gebied erboven",
        "bovenliggend, ouder code, oudercode, ouder, parent, bovenliggende code, "
        "bovenliggend gebied",
    ),
    wanted(
        "gemeente",
        "Code van de gemeente",
        "gemeente code, gemeentecode, gm code, code gemeente, gemeente",
    ),
)
FIELDS: dict[str, tuple[Wanted, ...]] = {
    GRANTS: GRANT_FIELDS,
    PARTIES: PARTY_FIELDS,
    AREAS: AREA_FIELDS,
}
BY_NAME = {target: {one.name: one for one in fields} for target, fields in FIELDS.items()}


@lru_cache(maxsize=4096)
def name_words(name: str) -> frozenset[str]:
    """The words of a column's name that say what it holds: `Bedrag_verleend (€)` in any order."""
    words = [word for word in fold(name).split() if word not in _SMALL]
    return frozenset(words or fold(name).split())


class KnownNames:
    """All names that a column may go by: a header is the line that holds most of them."""

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name_words(name) in _all_names()


@lru_cache(maxsize=1)
def _all_names() -> frozenset[frozenset[str]]:
    return frozenset(_every_name())


def _every_name() -> Iterator[frozenset[str]]:
    for fields in FIELDS.values():
        for one in fields:
            yield from map(name_words, one.names)
