"""What a party does and for whom, as far as its name and its text say so."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from crm.core.text import fold, words
from crm.opportunities.related.signs import SAYS_LITTLE, Signs, telling_words
from crm.opportunities.related.vocabulary import is_a_part, named_by, root

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
NOTHING: Signs = frozenset()
_KIND_OF_PARTY = re.compile(
    r"^(afdeling|beheer|bureau|centrum|club|comite|commissie|fonds|foundation|gebieds?team|groep"
    r"|holding|huis|netwerk|organisatie|platform|raad|school|stad|stads?deel|team|vrienden"
    r"|gemeente|gemeenschap|cultureel|openbaar|bijzonder|nederlandse?|welzijn|noord|oost|zuid|west|nieuw-west|zuidoost)$|(vereniging|stichting|groep|raad)$"
)
"""In a name they say what kind of party it is, or which side of a town."""


def with_projects(
    told: Mapping[int, Signs], projects: Mapping[int, Sequence[tuple[str, str]]]
) -> dict[int, Signs]:
    """What parties tell they do, and what they got money for if that is not much."""
    found = dict(told)
    for party, given in projects.items():
        paid = {project for _, project in given}
        if len(paid) <= MOST_PROJECTS:
            found[party] = found.get(party, NOTHING).union(*map(told_in, paid))
    return found


@lru_cache(maxsize=8192)
def doings(name: str, told: Signs = NOTHING) -> Signs:
    """What is done and for whom: `muziek, dans en toneel`, `ouderen`; empty: they do not say.

    `told`: what is told beside the name, see `told_in`.
    """
    return (told_in(name) - IN_NAMES_OF_PLACES | told) - WIDE


def told_in(text: str) -> Signs:
    """The subjects and target groups that a text speaks of; the text itself is not kept."""
    return named_by(set(words(text)) - SAYS_LITTLE)


def told_by(texts: Mapping[int, str]) -> dict[int, Signs]:
    """The same by party; of those that speak of anything."""
    return {party: told for party, text in texts.items() if (told := told_in(text))}


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
