"""Signs: the small numbers under which a party is kept, so that its look-alikes are near. Pure.

Two that look alike share a sign that few others have: a word, its begin, its end, its outside
(each stands a typing error elsewhere), two words together, initials, or something of their own
such as a KvK number. A sign is a checksum: two texts that share one cost a comparison, no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from zlib import crc32

from crm.parties.lookalikes import Described
from crm.parties.lookalikes_names import Spelled, shortened

MOST_WORDS = 8
MOST_TOGETHER = 5
_BEGIN = 4
_LARGEST = 0x7FFFFFFF


def sign(text: str) -> int:
    """The number of a text, one that both databases keep in four bytes."""
    return crc32(text.encode()) & _LARGEST


def word_sign(word: str) -> int:
    """The sign of a whole word, by which is counted how many names have it."""
    return sign(f"w{word}")


def signs_of(party: Described) -> frozenset[int]:
    """The signs under which a party is kept and looked for."""
    name = party.spelled
    texts = [*_word_texts(name.words[:MOST_WORDS]), *_name_texts(name)]
    texts += [f"{code}:{mark}" for code, mark in party.marks.items()]
    return frozenset(map(sign, texts))


def _word_texts(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        yield f"w{word}"
        if len(word) >= _BEGIN:
            yield f"b{word[:_BEGIN]}"
        if len(word) > _BEGIN:
            yield f"e{word[-_BEGIN:]}"
            yield f"o{word[:2]}{word[-2:]}"


def _name_texts(name: Spelled) -> Iterator[str]:
    """What is of the whole name: its words without blanks, words together, initials."""
    yield f"j{name.joined}"
    begins = sorted({word[:_BEGIN] for word in name.words[:MOST_TOGETHER]})
    for one, other in combinations(begins, 2):
        yield f"t{one} {other}"
    for letters in name.initials:
        yield f"i{letters}"
    for acronym in name.acronyms:
        for letters in shortened(acronym):
            yield f"i{letters}"
