"""How alike the names of parties are, and when two may be of one party."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from sys import intern
from typing import TYPE_CHECKING

from crm.core.text import words
from crm.opportunities.ranking.evidence import Facts, cosine
from crm.parties.lookalikes import Described, likeness

if TYPE_CHECKING:
    from crm.opportunities.ranking.columns import Floats, Whole

COMMON_WORDS: frozenset[str] = frozenset(
    words(
        "aan bij bv cooperatie cv de den der die een en het in met nv of om op st stg stichting "
        "te the uit van ver vereniging voor vof vzw"
    )
)
PERHAPS_ONE = 0.6
"""From which likeness of their signs we look whether two names may be of one party."""
SURELY_ONE = 0.9
"""And from which likeness of the names, as doubles are found, we think so."""


def signs_of(name: str) -> frozenset[str]:
    """The trigrams of a name without the words that half of all names hold; each kept once."""
    signs: set[str] = set()
    for word in words(name):
        if word not in COMMON_WORDS:
            padded = f" {word} "
            signs.update(intern(padded[start : start + 3]) for start in range(len(word)))
    return frozenset(signs)


name_signs = lru_cache(maxsize=8192)(signs_of)
"""The same, remembered."""


def names_compared(own: Facts, others: Whole, facts: Mapping[int, Facts]) -> Floats:
    """How alike the names of others are to that of one, one by one; shape (others,).

    Of whom there are no facts have no name.
    """
    import numpy as np

    signs, known = name_signs(own.name), map(facts.get, others.tolist())
    return np.array([cosine(signs, name_signs(one.name)) if one else 0.0 for one in known])


def may_be_one(one: str, other: str) -> bool:
    """Whether two names are so much the same that both may be of one party, entered twice."""
    return are_one(one, other, cosine(name_signs(one), name_signs(other)))


def are_one(one: str, other: str, alike: float) -> bool:
    """The same, when how alike their signs are is known."""
    return alike >= PERHAPS_ONE and _is_one(one, other)


@lru_cache(maxsize=4096)
def _is_one(one: str, other: str) -> bool:
    found = likeness(Described(one), Described(other))
    return found.is_sure and found.score >= SURELY_ONE
