"""Letters: plain texts from `templates/emails`, with the address of the site in their links.

The first line of a template is `Onderwerp: …`, then a blank line, then the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from crm.core import dates
from crm.core.errors import Refused
from crm.core.extensions import configuration

FOLDER = Path(__file__).resolve().parents[3] / "templates" / "emails"
SUBJECT = "Onderwerp: "


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says."""

    subject: str
    text: str


def letter(name: str, **values: Any) -> Letter:
    """The letter of `templates/emails/<name>.txt`; a value that is missing is our error."""
    first, _, text = _letters().get_template(f"{name}.txt").render(values).partition("\n")
    if not first.startswith(SUBJECT):
        raise ValueError(f"{name}.txt does not begin with ‘{SUBJECT}’")
    return Letter(first.removeprefix(SUBJECT).strip(), text.strip() + "\n")


def link_to(path: str) -> str:
    """The full address of a page, for in a mail. Never from a request: its host may be forged."""
    base = configuration()["BASE_URL"]
    if not base:
        raise Refused("Zet BRUGGENBOUWER_BASE_URL op het adres, zoals https://crm.example.")
    return base + path


@lru_cache(maxsize=1)
def _letters() -> Environment:
    # A plain text: nothing in it is read as HTML.
    letters = Environment(  # noqa: S701
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    letters.filters.update(day=dates.date_text, period=dates.period_text, link=link_to)
    return letters
