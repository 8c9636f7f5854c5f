"""A Dutch name as people type it, taken apart."""

from __future__ import annotations

from dataclasses import dataclass

from crm.core.text import tidy

PREFIXES = frozenset(
    [
        "van",
        "de",
        "der",
        "den",
        "het",
        "'t",
        "ten",
        "ter",
        "te",
        "op",
        "in",
        "aan",
        "bij",
        "tot",
        "uit",
        "voor",
        "von",
        "zu",
        "la",
        "le",
        "du",
    ]
)


@dataclass(frozen=True, slots=True)
class NameParts:
    """Initials (at most 10 signs), first name, prefix (at most 10 signs) and last name."""

    initials: str = ""
    first_name: str = ""
    name_prefix: str = ""
    last_name: str = ""


def name_parts(name: str) -> NameParts:
    """`J. van den Berg` and `Amina El Idrissi` taken apart; one word is a last name."""
    words = tidy(name).split(" ")
    if len(words) == 1:
        return NameParts(last_name=words[0][:100])
    first, rest = words[0], words[1:]
    end = 0
    while end < len(rest) - 1 and rest[end].lower() in PREFIXES:
        end += 1
    prefix = " ".join(rest[:end])
    if len(prefix) > 10:
        prefix, end = "", 0
    last = " ".join(rest[end:])[:100]
    if "." in first and len(first) <= 10:
        return NameParts(initials=first, name_prefix=prefix, last_name=last)
    return NameParts(first_name=first[:100], name_prefix=prefix, last_name=last)
