"""The hand-written content of Vlietdam: from the files in `content/` to values.

The files are TOML. Lines with more than one part use ` | ` between the parts:

- a person: `name, role* from-until | function | expertise | tasks` (`*`: first contact);
- an offer or need: `kind | title | text | themes | status | days valid`;
- a conversation: `days ago channel | subject | text | follow-up @ days from now`;
- a link: `[<] kind other from[-until] [n3] [s4] [d=kent] [status] [visibility] [gevoelig] | note`
  (`<`: the other party is the first; months ago, `+1` is next month).
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from crm.core.db import VISIBILITIES
from crm.links.kinds import DEPTHS, STATUSES

FOLDER = Path(__file__).parent / "content"
PARTY_FILES = (
    "gemeente",
    "vlietwijk",
    "oost",
    "haven",
    "zuid",
    "centrum",
    "partners",
    "bedrijven",
)
_MONTHS = re.compile(r"^(\+)?(\d+)(?:-(\d+))?$")


@dataclass(frozen=True, slots=True)
class Months:
    """A period in whole months before the day; a negative number lies after it."""

    begin: int
    end: int | None = None


@dataclass(frozen=True, slots=True)
class PersonLine:
    """What a party's line says about one of its people."""

    name: str
    role: str
    is_first: bool
    months: Months | None
    function: str = ""
    expertise: str = ""
    tasks: str = ""


@dataclass(frozen=True, slots=True)
class HoldingLine:
    """A civil servant (by short name), the role, and since when."""

    role: str
    person: str
    months: Months


@dataclass(frozen=True, slots=True)
class OfferLine:
    """One thing a party offers or needs."""

    direction: str
    kind: str
    title: str
    text: str
    themes: tuple[str, ...]
    status: str = "open"
    valid_days: int | None = None
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TalkLine:
    """One conversation, told by hand."""

    days_ago: int
    channel: str
    subject: str
    text: str
    follow_up: str = ""
    follow_up_days: int | None = None


@dataclass(frozen=True, slots=True)
class LinkLine:
    """One link, from the first party to the second."""

    kind: str
    first: str
    second: str
    months: Months
    level: int | None = None
    strength: int | None = None
    depth: str | None = None
    status: str = "actief"
    visibility: str = "netwerk"
    sensitive: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class PartyText:
    """A party with everything its file says about it."""

    key: str
    name: str
    kind: str
    areas: tuple[str, ...]
    themes: tuple[str, ...]
    text: str
    begun: int
    facts: dict[str, Any]
    people: tuple[PersonLine, ...]
    holdings: tuple[HoldingLine, ...]
    offers: tuple[OfferLine, ...]
    links: tuple[LinkLine, ...]
    talks: tuple[TalkLine, ...]

    @property
    def visibility(self) -> str:
        """Who may see it."""
        return self.facts.get("zicht", "netwerk")


@dataclass(frozen=True, slots=True)
class Town:
    """All of Vlietdam, as written."""

    areas: list[list[str]]
    themes: list[list[str]]
    streets: list[list[str]]
    civil_servants: dict[str, str]
    schemes: list[dict[str, Any]]
    grants: list[str]
    agreements: list[dict[str, Any]]
    guides: dict[str, list[str]]
    phrases: dict[str, Any]
    notes: list[dict[str, Any]]
    goals: list[dict[str, Any]]
    requests: list[dict[str, Any]]
    promises: list[dict[str, Any]]
    plans: list[dict[str, Any]]
    introductions: dict[str, list[dict[str, Any]]]
    past: list[str]
    parties: list[PartyText] = field(default_factory=list)


@lru_cache(maxsize=1)
def read_town() -> Town:
    """Read the files; an unknown word in a line is an error of ours."""
    places, money, promised = _file("plaatsen"), _file("geld"), _file("beloofd")
    town = Town(
        areas=places["gebieden"],
        themes=places["themas"],
        streets=places["straten"],
        civil_servants=_file("gemeente")["ambtenaren"],
        schemes=money["regeling"],
        grants=money["subsidies"]["regels"],
        agreements=_file("afspraken")["overeenkomst"],
        phrases=_file("gesprekken"),
        notes=_file("notities")["notitie"],
        goals=promised["doel"],
        requests=promised["vraag"],
        promises=promised["toezegging"],
        plans=_file("plannen")["plan"],
        introductions=_file("kennismakingen"),
        past=_file("verleden")["kennismakingen"],
        guides=_file("wegwijzers"),
    )
    for name in PARTY_FILES:
        town.parties.extend(_party(row) for row in _file(name)["partij"])
    return town


def _file(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _party(row: dict[str, Any]) -> PartyText:
    key = row["sleutel"]
    return PartyText(
        key=key,
        name=row["naam"],
        kind=row["soort"],
        areas=tuple(row.get("gebied", ())),
        themes=tuple(row.get("themas", ())),
        text=row["tekst"],
        begun=row["begon"],
        facts=row,
        people=tuple(_person(line) for line in row.get("mensen", ())),
        holdings=tuple(_holdings(row)),
        offers=tuple(
            _offer(direction, line)
            for direction in ("zoekt", "biedt")
            for line in row.get(direction, ())
        ),
        links=tuple(_link(key, line) for line in row.get("met", ())),
        talks=tuple(_talk(line) for line in row.get("gesprek", ())),
    )


def _parts(line: str, most: int) -> list[str]:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) > most:
        raise ValueError(line)
    return parts + [""] * (most - len(parts))


def months_in(text: str) -> Months:
    """`40-14`: from 40 to 14 months ago; `+2`: from two months from now."""
    found = _MONTHS.match(text)
    if found is None:
        raise ValueError(text)
    after, begin, end = found.groups()
    return Months(-int(begin) if after else int(begin), int(end) if end else None)


def _person(line: str) -> PersonLine:
    who, function, expertise, tasks = _parts(line, 4)
    name, _, rest = who.partition(", ")
    role, _, months = rest.partition(" ")
    return PersonLine(
        name=name,
        role=role.rstrip("*"),
        is_first=role.endswith("*"),
        months=months_in(months) if months else None,
        function=function,
        expertise=expertise,
        tasks=tasks,
    )


def _holdings(row: dict[str, Any]) -> list[HoldingLine]:
    lines = [f"vaste_contactpersoon {part}" for part in row.get("vast", "").split(", ") if part]
    if "accounthouder" in row:
        lines.append(f"accounthouder {row['accounthouder']}")
    lines.extend(row.get("houders", ()))
    words = [line.split() for line in lines]
    return [HoldingLine(role, person, months_in(months)) for role, person, months in words]


def _offer(direction: str, line: str) -> OfferLine:
    kind, title, text, themes, status, days, area = _parts(line, 7)
    return OfferLine(
        direction=direction,
        kind=kind,
        title=title,
        text=text,
        themes=tuple(themes.split(";")),
        status=status or "open",
        valid_days=int(days) if days else None,
        areas=(area,) if area else (),
    )


def _talk(line: str) -> TalkLine:
    head, subject, text, follow = _parts(line, 4)
    days, channel = head.split(" ", 1)
    follow_up, _, due = follow.partition(" @ ")
    return TalkLine(int(days), channel, subject, text, follow_up, int(due) if due else None)


def _link(key: str, line: str) -> LinkLine:
    head, note = _parts(line, 2)
    words = head.split()
    reverse = words[0] == "<"
    kind, other, months, *marks = words[1:] if reverse else words
    first, second = (other, key) if reverse else (key, other)
    found: dict[str, Any] = {}
    for mark in marks:
        found |= _mark(mark)
    return LinkLine(kind, first, second, months_in(months), note=note, **found)


def _mark(mark: str) -> dict[str, Any]:
    if mark in STATUSES:
        return {"status": mark}
    if mark in VISIBILITIES:
        return {"visibility": mark}
    if mark == "gevoelig":
        return {"sensitive": True}
    if mark.startswith("d=") and mark[2:] in DEPTHS:
        return {"depth": mark[2:]}
    if mark[0] in "ns" and mark[1:].isdigit():
        return {"level" if mark[0] == "n" else "strength": int(mark[1:])}
    raise ValueError(mark)
