"""Why two are alike, in words; and the shared words to mark in a text."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from crm.core.text import ended, fold, sort_key
from crm.opportunities.ranking.explain import listed
from crm.opportunities.related.alike import Said, groups_of
from crm.opportunities.related.signs import (
    Signs,
    places,
    subject_names,
    telling_words,
    words_alike,
    words_same,
)
from crm.opportunities.related.vocabulary import FIELDS, root, subjects, targets

LABELS = {
    "naam_lijkt": "De namen lijken op elkaar",
    "thema_lijkt": "Zelfde soort thema",
    "zelfde_werk": "Zelfde soort werk",
    "zelfde_doelgroep": "Voor dezelfde mensen",
    "zelfde_plek": "Dezelfde plek",
    "tekst_lijkt": "Dezelfde woorden",
    "genoemd": "Staat met naam in de tekst",
    "zelfde_gebied": "In hetzelfde gebied",
}
FIELD_NAMES = frozenset(FIELDS)
_PIECES = re.compile(r"([^\W_]+)")
Piece = tuple[str, bool]


def why(code: str, own: Said, other: Said, area_names: Sequence[str]) -> str:
    """The sentence of one reason. `own` may be somebody's idea; `other` is the party shown."""
    if code == "zelfde_gebied":
        return _with("In hetzelfde gebied", area_names)
    if code == "genoemd":
        return "Staat met naam in de tekst."
    return _SENTENCES[code](own, other)


def _names(own: Said, other: Said) -> str:
    said = [word for word in telling_words(own.name) if word not in own.where]
    alike = [word for word in words_alike(other.name, said) if word not in own.where]
    return _with("De namen lijken op elkaar", alike)


def _themes(own: Said, other: Said) -> str:
    both = own.themes & other.themes
    if both:
        return _with("Zelfde thema", _in_order(both))
    return _with("Thema’s die op elkaar lijken", _in_order(other.themes))


def _work(own: Said, other: Said) -> str:
    both = subject_names(own.whole, own.where) & subject_names(other.whole, own.where)
    return ended(f"Allebei over {listed(_in_order(both - FIELD_NAMES or both))}")


def _groups(own: Said, other: Said) -> str:
    return ended(f"Allebei voor {listed(_in_order(groups_of(own) & groups_of(other)))}")


def _spots(own: Said, other: Said) -> str:
    return ended(f"Allebei over {listed(_as_written(other.name, places(own.name)))}")


def _texts(own: Said, other: Said) -> str:
    return _with("Dezelfde woorden", words_same(other.whole, telling_words(own.whole)))


_SENTENCES = {
    "naam_lijkt": _names,
    "thema_lijkt": _themes,
    "zelfde_werk": _work,
    "zelfde_doelgroep": _groups,
    "zelfde_plek": _spots,
    "tekst_lijkt": _texts,
}


def shared_words(own: Said, other: Said) -> frozenset[str]:
    """The folded words of `other` that say what `own` says: to mark them."""
    said = [word for word in telling_words(own.whole) if word not in own.where]
    alike = set(words_alike(other.whole, said))
    theirs = telling_words(other.whole)
    for named in (subjects, targets):
        found = named(theirs)
        for name in named(said):
            alike.update(found.get(name, ()))
    return frozenset(alike) - own.where


def marked(text: str, words: Collection[str]) -> list[Piece]:
    """The text in pieces, each with whether it is a shared word; together they are the text."""
    stems = {root(word) for word in words}
    pieces = [(piece, _is_one_of(piece, words, stems)) for piece in _PIECES.split(text) if piece]
    joined: list[Piece] = []
    for piece, is_shared in pieces:
        if joined and joined[-1][1] == is_shared:
            joined[-1] = (joined[-1][0] + piece, is_shared)
        else:
            joined.append((piece, is_shared))
    return joined


def _is_one_of(piece: str, words: Collection[str], stems: Collection[str]) -> bool:
    folded = fold(piece)
    return bool(folded) and (folded in words or root(folded) in stems)


def _with(text: str, names: Sequence[str]) -> str:
    return ended(f"{text}: {listed(names)}" if names else text)


def _in_order(names: Signs) -> list[str]:
    return sorted(names, key=sort_key)


def _as_written(text: str, folded: Signs) -> list[str]:
    """The words of a text that are among the folded ones, as they stand there."""
    found = {fold(word): word for word in re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text)}
    return [word for key, word in found.items() if key in folded]
