"""What a party does and for whom, as far as its name and its text say so."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from crm.core.text import fold
from crm.opportunities.related.signs import telling_words
from crm.opportunities.related.vocabulary import is_a_part, root, subjects, targets

WIDE = frozenset(
    {
        *("leren en werken", "zorg en gezondheid", "meedoen en samenleven", "wonen en bouwen"),
        "straat, plein en park",
    }
)
"""Subjects as wide as a theme."""
IN_NAMES_OF_PLACES = frozenset({"water", "groen en tuinen", "straat, plein en park"})
"""In a name they say where: `Tuindorp`, `Damrak`."""

FEWEST_LETTERS = 4
MOST_PROJECTS = 4
"""Who had more of them did a bit of everything."""
_KIND_OF_PARTY = re.compile(
    r"^(afdeling|beheer|bureau|centrum|club|comite|commissie|fonds|foundation|gebieds?team|groep"
    r"|holding|huis|netwerk|organisatie|platform|raad|school|stad|stads?deel|team|vrienden"
    r"|gemeente|gemeenschap|cultureel|openbaar|bijzonder|nederlandse?|welzijn|noord|oost|zuid|west|nieuw-west|zuidoost)$|(vereniging|stichting|groep|raad)$"
)
"""In a name they say what kind of party it is, or which side of a town."""


def texts_of(
    descriptions: Mapping[int, str], projects: Mapping[int, Sequence[tuple[str, str]]]
) -> dict[int, str]:
    """What parties say of themselves, and of what they got money for if that is not much."""
    texts = dict(descriptions)
    for party, given in projects.items():
        told = {project for _, project in given}
        if len(told) <= MOST_PROJECTS:
            texts[party] = " ".join([texts.get(party, ""), *sorted(told)])
    return texts


@lru_cache(maxsize=8192)
def doings(name: str, text: str = "") -> frozenset[str]:
    """What is done and for whom: `muziek, dans en toneel`, `ouderen`; empty: they do not say."""
    return (_said(name) - IN_NAMES_OF_PLACES | _said(text)) - WIDE


def _said(text: str) -> frozenset[str]:
    told = telling_words(text)
    return frozenset(subjects(told)).union(targets(told))


def words_of_both(one: str, other: str, areas: Callable[[], frozenset[str]]) -> list[str]:
    """The words of the first name that the second has too: mostly a street or a village.

    Not those that say what is done or what kind of party it is: half of all names have them.
    `areas` gives the words of the names of areas; asked when there is any.
    """
    told = set(telling_words(other))
    own = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", one)
    shared = [word for word in own if fold(word) in told and not _is_common(word)]
    return [word for word in shared if fold(word) not in areas()]


def _is_common(word: str) -> bool:
    folded = fold(word)
    is_short = len(folded) < FEWEST_LETTERS
    return is_short or is_a_part(root(folded)) or bool(_KIND_OF_PARTY.search(folded))
