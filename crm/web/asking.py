"""What a list is asked for in its address: filters and pages, refused in plain words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from flask import request

from crm.core.errors import DomainError

MOST_TEXT = 200


class AskedWrongly(DomainError):
    """A filter or page number in the address that does not exist (400)."""


def page_number() -> int:
    """`?pagina=`, 1 when absent."""
    text = request.args.get("pagina", "1")
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) and len(text) < 10):
        raise AskedWrongly(f"‘{text[:40]}’ is geen bladzijde. Kies een nummer vanaf 1.")
    return int(text)


def chosen(name: str, known: Collection[str]) -> tuple[str, ...]:
    """The values of a filter that repeats; each must be known, empty ones do not count."""
    return checked(name, lambda values: set(values) & set(known))


def checked(name: str, find: Callable[[Iterable[str]], set[str]]) -> tuple[str, ...]:
    """The values of a filter that repeats, checked by a function that returns the known ones."""
    values = tuple(dict.fromkeys(value for value in request.args.getlist(name) if value))
    unknown = sorted(set(values) - find(values)) if values else []
    if unknown:
        raise AskedWrongly(f"‘{unknown[0][:80]}’ is geen {name} die wij kennen. Kies opnieuw.")
    return values


def asked_text(name: str = "q") -> str:
    """A text to search for."""
    return request.args.get(name, "").strip()[:MOST_TEXT]
