"""What a list is asked for in its address: filters and pages, refused in plain words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Flask, request

from crm.accounts.viewer import Viewer
from crm.core.errors import DomainError
from crm.parties.kinds import KINDS, PartyKind
from crm.parties.queries import PartyFilters
from crm.taxonomy.queries import area_choices, known_areas, known_themes, theme_choices
from crm.web.access import viewer
from crm.web.forms.base import parse_day

MOST_TEXT = 200
NEUTER = frozenset({"thema", "gebied", "niveau", "archief"})
YEARS = range(1900, 2101)


class AskedWrongly(DomainError):
    """A filter or page number in the address that does not exist (400)."""


def init_app(app: Flask) -> None:
    """Refuse what no database keeps, before any page looks at it."""
    app.before_request(_refuse_nul)


def _refuse_nul() -> None:
    """PostgreSQL keeps no NUL in a text; nobody types one."""
    sent = (*request.args.lists(), *request.form.lists())
    if any("\0" in text for name, values in sent for text in (name, *values)):
        raise AskedWrongly("In wat u stuurde staat een teken dat wij niet kunnen lezen.")


def page_number() -> int:
    """`?pagina=`, 1 when absent."""
    text = request.args.get("pagina", "1")
    if not (text.isascii() and text.isdigit() and int(text[:9]) >= 1 and len(text) < 10):
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
        raise AskedWrongly(
            f"‘{unknown[0][:80]}’ is geen {name} {_that(name)} wij kennen. Kies opnieuw."
        )
    return values


def _that(name: str) -> str:
    """`een thema dat`, `een soort die`."""
    return "dat" if name in NEUTER else "die"


def asked_day() -> date | None:
    """`?op=`: the day that is asked about; None when it is absent, empty or today."""
    text = request.args.get("op", "").strip()
    if not text:
        return None
    day = parse_day(text)
    if day is None or day.year not in YEARS:
        raise AskedWrongly(f"‘{text[:40]}’ is geen dag die wij kennen. Schrijf 2024-05-01.")
    return None if day == viewer().day else day


def viewer_on_day() -> Viewer:
    """Who looks, at the day that is asked about."""
    return replace(viewer(), on=asked_day())


def asked_text(name: str = "q") -> str:
    """A text to search for."""
    return request.args.get(name, "").strip()[:MOST_TEXT]


def asked_parties(**more: Any) -> PartyFilters:
    """The filters on kind, theme and area that every list of parties shares."""
    return PartyFilters(
        kinds=chosen("soort", list(PartyKind)),
        themes=checked("thema", known_themes),
        areas=checked("gebied", known_areas),
        **more,
    )


def party_choices() -> dict[str, list[tuple[str, str]]]:
    """What can be chosen in those filters: pairs of value and word."""
    return {
        "kinds": [(kind.value, facts.label) for kind, facts in KINDS.items()],
        "themes": theme_choices(),
        "areas": area_choices(),
    }
