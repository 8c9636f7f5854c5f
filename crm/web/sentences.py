"""What became different, in sentences: the words of labels and of values. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from crm.agreements.states import KINDS as AGREEMENT_KINDS
from crm.agreements.states import SIDES, STATES
from crm.core.dates import clock_text, date_text, dutch_day
from crm.goals.kinds import LEVELS as GOAL_LEVELS
from crm.goals.kinds import NATURES
from crm.links.kinds import CHANNELS, DEPTHS, LEVELS, ORIGINS, STATUSES
from crm.notes.kinds import NOTE_KINDS
from crm.opportunities.states import ANSWERS, HOWS, PUT_AWAY, WHYS
from crm.parties.kinds import KINDS, PHASE_LABELS, sector_of
from crm.people.kinds import HOLDING_ROLES, ROLES
from crm.promises.states import HEARD
from crm.requests.states import KINDS as REQUEST_KINDS
from crm.resources.models import OFFER_STATUSES
from crm.web.context import VISIBILITY_WORDS
from crm.web.labels import heading, is_phrase

MOST_QUOTED = 200
NOTHING: tuple[Any, ...] = (None, "", [])
SEEN_BY = "wie mag dit zien"
DESTROYED = "Wat er toen veranderde, is vernietigd."
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?\+00:00")
_PARTY_KINDS = {kind.value: facts.label for kind, facts in KINDS.items()}
# Kinds of offer are a list that people keep; before it was one, their codes were written down.
_FIRST_OFFER_KINDS = {
    "product_dienst": "spullen of diensten",
    "faciliteit": "ruimte of voorziening",
}
# The words of stored values, by the table of the record and the label of the field.
_WORDS: dict[tuple[str, str], Mapping[Any, str]] = {
    ("party", "soort"): _PARTY_KINDS,
    ("party", "fase"): PHASE_LABELS,
    ("party", "gepauzeerd vanuit"): PHASE_LABELS,
    ("party", "rol"): ROLES | HOLDING_ROLES,
    ("contact_role", "rol"): ROLES,
    ("account_holding", "rol"): HOLDING_ROLES,
    ("link", "niveau"): LEVELS,
    ("link", "diepte"): DEPTHS,
    ("link", "status"): STATUSES,
    ("link", "herkomst"): ORIGINS,
    ("contact_moment", "kanaal"): CHANNELS,
    ("note", "soort"): NOTE_KINDS,
    ("offer", "soort"): _FIRST_OFFER_KINDS,
    ("offer", "status"): OFFER_STATUSES,
    ("commitment", "is dit gedaan"): HEARD,
    ("request", "soort"): REQUEST_KINDS,
    ("goal", "niveau"): GOAL_LEVELS,
    ("goal", "aard"): NATURES,
    ("party_goal", "aard"): NATURES,
    ("agreement", "soort"): AGREEMENT_KINDS,
    ("agreement", "status"): STATES,
    ("agreement", "kant"): SIDES,
    ("introduction", "antwoord"): ANSWERS,
    ("introduction", "hoe"): HOWS,
    ("dismissal", "wat"): PUT_AWAY,
    ("dismissal", "waarom"): WHYS,
}
# Labels that say what the others are about: they did not change themselves.
_CONTEXT = frozenset({"namens", "samengevoegd met", "weer apart van"})
# What a new record has when nobody says otherwise: not worth telling.
_DEFAULTS: dict[str, dict[str, Any]] = {
    "party": {SEEN_BY: "netwerk", "fase": "idee"},
    "person": {SEEN_BY: "intern"},
    "link": {SEEN_BY: "netwerk", "status": "actief", "diepte": "onbekend", "herkomst": "handmatig"},
    "contact_moment": {SEEN_BY: "intern"},
    "note": {SEEN_BY: "intern"},
    "offer": {SEEN_BY: "netwerk", "status": "open"},
    "agreement": {SEEN_BY: "intern"},
    "commitment": {SEEN_BY: "intern"},
    "request": {SEEN_BY: "intern", "soort": "informatie"},
    "goal": {SEEN_BY: "netwerk", "niveau": "doel"},
    "introduction": {SEEN_BY: "intern"},
    "dismissal": {SEEN_BY: "intern"},
    "handed_chance": {SEEN_BY: "intern"},
}


def filled_in(table: str, difference: Mapping[str, Any]) -> Iterator[str]:
    """`Naam: ‘Buurttuin’`: what was filled in for a new record, without its defaults."""
    for label, (_, value) in difference.items():
        if not _is_default(table, label, value, difference):
            yield _told_value(table, label, value)


def changes_told(table: str, difference: Mapping[str, Any]) -> Iterator[str]:
    """`Naam gewijzigd van ‘A’ in ‘B’`: one sentence for each field that became different."""
    for label, (old, new) in difference.items():
        yield _change(table, label, old, new)


def members_told(table: str, difference: Mapping[str, Any]) -> Iterator[str]:
    """`Partij: ‘Buurttuin’`: what was added to a list, or taken from it."""
    for label, (old, new) in difference.items():
        value = old if new in NOTHING else new
        if value not in NOTHING:
            yield _told_value(table, label, value)


def value_text(table: str, label: str, value: Any) -> str:
    """A value as people read it: the words of a code, days in full, lists with commas."""
    if isinstance(value, list):
        return ", ".join(value_text(table, label, one) for one in value)
    if isinstance(value, bool):
        return "ja" if value else "nee"
    words = VISIBILITY_WORDS if label == SEEN_BY else _WORDS.get((table, label), {})
    text = words.get(value) or str(value)
    return _time_text(label, text) or text


def label_text(label: str) -> str:
    """A label as the beginning of a sentence."""
    words = heading(label)
    return words[:1].upper() + words[1:]


def _change(table: str, label: str, old: Any, new: Any) -> str:
    if old == new or label in _CONTEXT or (isinstance(new, bool) and old in (None, "")):
        return _told_value(table, label, new)
    word = label_text(label)
    if isinstance(old, list) and isinstance(new, list):
        return f"{word}: {_members(table, label, old, new)}"
    if is_phrase(label):
        return f"{word}: {_then_and_now(table, label, old, new)}"
    return f"{word} {_became(table, label, old, new)}"


def _became(table: str, label: str, old: Any, new: Any) -> str:
    if isinstance(new, bool):
        return f"staat nu {'aan' if new else 'uit'}"
    if old in NOTHING:
        return f"ingevuld: {_quoted(table, label, new)}"
    if new in NOTHING:
        return f"leeggemaakt. Er stond: {_quoted(table, label, old)}"
    return f"gewijzigd van {_quoted(table, label, old)} in {_quoted(table, label, new)}"


def _then_and_now(table: str, label: str, old: Any, new: Any) -> str:
    if isinstance(new, bool):
        return f"nu {value_text(table, label, new)}"
    if old in NOTHING:
        return _quoted(table, label, new)
    if new in NOTHING:
        return f"nu leeg. Er stond: {_quoted(table, label, old)}"
    return f"eerst {_quoted(table, label, old)}, nu {_quoted(table, label, new)}"


def _members(table: str, label: str, old: list[Any], new: list[Any]) -> str:
    more = [f"{_quoted(table, label, one)} erbij" for one in new if one not in old]
    less = [f"{_quoted(table, label, one)} eraf" for one in old if one not in new]
    return ", ".join([*more, *less]) or "gewijzigd"


def _told_value(table: str, label: str, value: Any) -> str:
    return f"{label_text(label)}: {_quoted(table, label, value)}"


def _quoted(table: str, label: str, value: Any) -> str:
    text = value_text(table, label, value)
    if isinstance(value, bool | list) or not isinstance(value, str) or _time_text(label, value):
        return text
    return f"‘{text[:MOST_QUOTED]}…’" if len(text) > MOST_QUOTED else f"‘{text}’"


def _time_text(label: str, text: str) -> str:
    """A day or a moment in full; empty when the text is neither."""
    try:
        if _INSTANT.fullmatch(text):
            moment = datetime.fromisoformat(text)
            return f"{date_text(dutch_day(moment))} om {clock_text(moment)}"
        if _DAY.fullmatch(text):
            day = date.fromisoformat(text)
            return date_text(day - timedelta(days=1) if label == "eind" else day)
    except ValueError:
        pass
    return ""


def _is_default(table: str, label: str, value: Any, difference: Mapping[str, Any]) -> bool:
    if value in NOTHING or value is False:
        return True
    if (table, label) == ("party", "sector"):
        kind = difference.get("soort", (None, None))[1]
        return kind in _PARTY_KINDS and value == sector_of(kind)
    return bool(_DEFAULTS.get(table, {}).get(label) == value)
