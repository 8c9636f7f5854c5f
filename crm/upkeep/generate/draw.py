"""Drawing a large invented network: pure, the same for the same number and seed.

Links have a heavy tail (mean of about eight a party): half join parties in the same area, a
quarter share a theme, and in each the popular are chosen more often.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Any
from uuid import UUID

from crm.opportunities.ranking.roles import GROUPS
from crm.parties.kinds import CONTACTED_KINDS, PartyKind
from crm.upkeep.generate import words

LINKS_A_PARTY = 4
"""Each link counts for both ends, so a party has twice as many partners."""
MOST_POPULAR = 400.0
Row = dict[str, Any]


@dataclass(slots=True)
class Drawn:
    """A drawn network. Parties, people and schemes point to each other by their place here."""

    areas: list[Row] = field(default_factory=list)
    parties: list[Row] = field(default_factory=list)
    party_themes: list[tuple[int, int]] = field(default_factory=list)
    party_areas: list[tuple[int, int]] = field(default_factory=list)
    links: list[Row] = field(default_factory=list)
    offers: list[Row] = field(default_factory=list)
    schemes: list[Row] = field(default_factory=list)
    grants: list[Row] = field(default_factory=list)
    people: list[Row] = field(default_factory=list)
    roles: list[Row] = field(default_factory=list)
    holdings: list[Row] = field(default_factory=list)
    moments: list[Row] = field(default_factory=list)


def draw(parties: int, seed: int, day: date) -> Drawn:
    """A network of so many parties, as it is on a day."""
    pen = _Pen(parties, seed, day)
    pen.draw_areas()
    pen.draw_parties()
    pen.draw_links()
    pen.draw_offers()
    pen.draw_schemes()
    pen.draw_people()
    pen.draw_moments()
    return pen.drawn


class _Pen:
    def __init__(self, parties: int, seed: int, day: date) -> None:
        self.random = Random(f"{seed}/{parties}")  # noqa: S311 (an invented network, no secret)
        self.size, self.day = parties, day
        self.mark = f"gen-{parties}-{seed}"
        self.drawn = Drawn()
        self.in_area: dict[int, list[int]] = defaultdict(list)
        self.with_theme: dict[int, list[int]] = defaultdict(list)
        self.names: set[str] = set()

    def ref(self) -> str:
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def some_day(self, years: int) -> date:
        return self.day - timedelta(days=self.random.randrange(365 * years))

    def place_name(self) -> str:
        begin = self.random.choice(words.SYLLABLES_BEGIN)
        return begin + self.random.choice(words.SYLLABLES_END)

    def unique(self, name: str) -> str:
        """The name, with a number when it is taken."""
        number, found = 1, name
        while found in self.names:
            number += 1
            found = f"{name} {number}"
        self.names.add(found)
        return found

    def visibility(self) -> str:
        return self.random.choices(
            ("netwerk", "openbaar", "intern", "vertrouwelijk"), (86, 7, 5, 2)
        )[0]

    def draw_areas(self) -> None:
        """Wijken with four buurten each: about sixty parties to a buurt."""
        for wijk in range(max(2, self.size // 250)):
            self.drawn.areas.append(self._area("wijk", None, wijk))
            parent = len(self.drawn.areas) - 1
            for buurt in range(4):
                self.drawn.areas.append(self._area("buurt", parent, wijk * 4 + buurt))

    def _area(self, kind: str, parent: int | None, number: int) -> Row:
        name = self.unique(f"{kind.capitalize()} {self.place_name()}")
        code = f"{self.mark}-{kind}-{number:05d}"
        return {"ref": self.ref(), "code": code, "name": name, "kind": kind, "parent": parent}

    def draw_parties(self) -> None:
        kinds, shares = zip(*words.SHARES.items(), strict=True)
        for place in range(self.size):
            kind = self.random.choices(kinds, shares)[0]
            areas = self._areas_of(kind)
            themes = self.random.sample(
                range(len(words.THEMES)), self.random.choices((1, 2, 3), (55, 33, 12))[0]
            )
            self.drawn.parties.append(self._party(kind, areas, themes))
            for area in areas:
                self.drawn.party_areas.append((place, area))
                self.in_area[area].append(place)
            for theme in themes:
                self.drawn.party_themes.append((place, theme))
                self.with_theme[theme].append(place)

    def _areas_of(self, kind: PartyKind) -> list[int]:
        """One area for most, a few for larger ones, none for one in ten."""
        most = 1 if kind in CONTACTED_KINDS else 3
        count = 0 if self.random.random() < 0.1 else self.random.randint(1, most)
        return self.random.sample(range(len(self.drawn.areas)), count)

    def _party(self, kind: PartyKind, areas: list[int], themes: list[int]) -> Row:
        place = self.drawn.areas[areas[0]]["name"].split(" ", 1)[1] if areas else ""
        thing = self.random.choice(words.THINGS[kind])
        return {
            "ref": self.ref(),
            "name": self.unique(f"{thing} {place or self.place_name()}"),
            "kind": str(kind),
            "place": place,
            "description": words.DESCRIPTION.format(
                thing=thing,
                place=place or "de hele gemeente",
                theme=words.THEMES[themes[0]].lower(),
            ),
            "phone": f"0{self.random.randrange(100_000_000, 999_999_999)}",
            "visibility": self.visibility(),
            "started_on": self.some_day(12),
        }

    def draw_links(self) -> None:
        popular = [min(self.random.paretovariate(1.3), MOST_POPULAR) for _ in range(self.size)]
        everyone = list(range(self.size))
        whole = list(accumulate(popular))
        sums = {
            id(group): list(accumulate(popular[member] for member in group))
            for groups in (self.in_area, self.with_theme)
            for group in groups.values()
        }
        areas, themes = _by_owner(self.drawn.party_areas), _by_owner(self.drawn.party_themes)
        pairs: set[tuple[int, int]] = set()
        for _ in range(LINKS_A_PARTY * self.size):
            one = self.random.randrange(self.size)
            group = self._circle(one, areas, themes)
            weights = whole if group is None else sums[id(group)]
            other = self.random.choices(everyone if group is None else group, cum_weights=weights)[
                0
            ]
            pair = (min(one, other), max(one, other))
            if one != other and pair not in pairs:
                pairs.add(pair)
                self.drawn.links.append(self._link(*pair))

    def _circle(
        self, one: int, areas: dict[int, list[int]], themes: dict[int, list[int]]
    ) -> list[int] | None:
        chance = self.random.random()
        if chance < 0.5 and one in areas:
            return self.in_area[self.random.choice(areas[one])]
        if chance < 0.75:
            return self.with_theme[self.random.choice(themes[one])]
        return None

    def _link(self, one: int, other: int) -> Row:
        kinds = self.drawn.parties[one]["kind"], self.drawn.parties[other]["kind"]
        kind = self.random.choice(("kent", "werkt_samen_met", "werkt_samen_met", "ondersteunt"))
        if PartyKind.FUND in kinds:
            kind = "financiert"
            one, other = (one, other) if kinds[0] == PartyKind.FUND else (other, one)
        elif kinds[1] in GROUPS:
            kind = "lid_van"
        begins_on = self.some_day(10)
        ended = self.random.random() < 0.12
        return {
            "ref": self.ref(),
            "a": one,
            "b": other,
            "kind": kind,
            "begins_on": begins_on,
            "ends_on": begins_on + timedelta(days=self.random.randrange(60, 900))
            if ended
            else None,
            "visibility": self.visibility(),
        }

    def draw_offers(self) -> None:
        for party in range(self.size):
            if self.random.random() < 0.3:
                kind = self.random.choice(list(words.WANTED))
                self.drawn.offers.append(
                    {
                        "ref": self.ref(),
                        "party": party,
                        "direction": self.random.choice(("biedt", "zoekt")),
                        "kind": kind,
                        "title": self.random.choice(words.WANTED[kind]),
                        "valid_until": self.day + timedelta(days=self.random.randrange(-60, 400)),
                        "theme": self.random.randrange(len(words.THEMES)),
                    }
                )

    def draw_schemes(self) -> None:
        for _ in range(max(3, self.size // 120)):
            theme = self.random.choice(words.THEMES)
            name = f"{self.random.choice(words.SCHEME_NAMES)} {theme} {self.place_name()}"
            self.drawn.schemes.append({"ref": self.ref(), "name": self.unique(name)})
        for party in range(self.size):
            if self.random.random() < 0.25:
                scheme = int(len(self.drawn.schemes) * self.random.random() ** 2)
                self.drawn.grants.append(
                    {
                        "ref": self.ref(),
                        "dossier": f"{self.mark}-{len(self.drawn.grants) + 1:06d}",
                        "party": party,
                        "scheme": scheme,
                        "year": self.day.year - self.random.randrange(5),
                        "awarded": self.random.randrange(5, 500) * 10_000,
                    }
                )

    def draw_people(self) -> None:
        servants = [self._person("ambtenaar") for _ in range(max(3, self.size // 120))]
        for party, row in enumerate(self.drawn.parties):
            if self.random.random() < 0.5:
                role = self.random.choice(("initiatiefnemer", "bestuurder", "contactpersoon"))
                self.drawn.roles.append(
                    {"ref": self.ref(), "person": self._person(role), "party": party, "role": role}
                )
            if row["kind"] in CONTACTED_KINDS and self.random.random() < 0.7:
                self.drawn.holdings.append(
                    {
                        "ref": self.ref(),
                        "party": party,
                        "person": self.random.choice(servants),
                        "begins_on": self.some_day(4),
                    }
                )

    def _person(self, function: str) -> int:
        self.drawn.people.append(
            {
                "ref": self.ref(),
                "first_name": self.random.choice(words.FIRST_NAMES),
                "last_name": self.random.choice(words.LAST_NAMES),
                "function": function,
                "phone": f"06{self.random.randrange(10_000_000, 99_999_999)}",
            }
        )
        return len(self.drawn.people) - 1

    def draw_moments(self) -> None:
        for party in range(self.size):
            if self.random.random() < 0.4:
                self.drawn.moments.append(
                    {
                        "ref": self.ref(),
                        "party": party,
                        "on": self.some_day(3),
                        "subject": self.random.choice(words.SUBJECTS),
                    }
                )


def _by_owner(pairs: list[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for owner, value in pairs:
        found[owner].append(value)
    return found
