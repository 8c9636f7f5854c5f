"""What is found, as it is kept with a survey and read again. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm.ideas.finding import WhatIsThere
from crm.opportunities.related.queries import Alike, shortened

SECTIONS = ("initiatieven", "doelen", "vragen", "aanbod")
Kept = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was there: its name and words then, and why it was found.

    `of` and `of_ref` are the party it belonged to; `answer` is what the town hall answered.
    """

    ref: str
    name: str
    level: int
    word: str
    why: tuple[str, ...]
    kind: str = ""
    of: str = ""
    of_ref: str = ""
    answer: str = ""
    now_ref: str = ""


def kept(found: WhatIsThere, levels: Mapping[str, int]) -> Kept:
    """What to keep of what was found; `levels` are those of the parties, by ref."""
    return {
        "initiatieven": [
            _item(one, one.party.ref, one.party.name, levels[one.party.ref])
            | {"kind": one.party.kind}
            for one in found.parties
        ],
        "doelen": [
            _item(one, one.party.ref, one.party.title, one.party.level) for one in found.goals
        ],
        "vragen": [
            _item(one, one.party.ref, one.party.question, _level(one.party))
            | _of(one.party)
            | {"answer": shortened(one.party.answer)}
            for one in found.questions
        ],
        "aanbod": [
            _item(one, one.party.ref, one.party.title, _level(one.party)) | _of(one.party)
            for one in found.offers
        ],
    }


def items(found: Mapping[str, Sequence[Mapping[str, Any]]], section: str) -> list[Item]:
    """The things of one section, in the order in which they were found."""
    return [
        Item(**{**one, "why": tuple(one.get("why", ()))})  # kept as JSON, which has no tuples
        for one in found.get(section, ())
    ]


def _item(one: Alike, ref: str, name: str, level: int) -> dict[str, Any]:
    said = [given.sentence for given in one.reasons if given.is_worth_saying]
    return {
        "ref": ref,
        "name": name,
        "level": level,
        "word": one.strength.word,
        "why": said or [one.reasons[0].sentence],
    }


def _level(record: Any) -> int:
    """The strictest level of a record and its party."""
    return max(record.level, record.party.level)


def _of(record: Any) -> dict[str, Any]:
    return {"of": record.party.name, "of_ref": record.party.ref}
