"""The evidence in memory, up to a level on a day: read whole once, and of some parties again.

It gives exactly what `tables.Tables` gives for one party at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import chain, product
from sys import intern
from typing import TYPE_CHECKING, Any, TypeVar

from crm.core.prepared import run
from crm.opportunities.left_out import EVER_LEFT_OUT
from crm.opportunities.ranking import evidence, offer_statements, statements
from crm.opportunities.ranking.adjacency import Adjacency
from crm.opportunities.ranking.columns import Columns, array_of, distinct, placed
from crm.opportunities.ranking.evidence import (
    MILLION,
    Facts,
    Match,
    Overlap,
    Shared,
    overlap_of,
    share_of,
)
from crm.opportunities.ranking.listings import NOBODY, Called, Listing, Offers, Pair
from crm.opportunities.ranking.needs import OPPOSITE, OpenOffer, matches_of
from crm.opportunities.ranking.numbers import Numbers
from crm.opportunities.ranking.signed_names import SignedNames
from crm.opportunities.ranking.statements import MOST_LINKS
from crm.opportunities.ranking.tables import sharing
from crm.opportunities.ranking.weights import weights_at
from crm.opportunities.related.doings import told_by
from crm.opportunities.related.signs import Signs, words_of_places
from crm.parties.labels import Labels

if TYPE_CHECKING:
    from crm.opportunities.ranking.columns import Floats, Whole

CHUNK = 5000
USUAL_LINKS = 12
"""So many links have room for each party."""
One = TypeVar("One")
Names = dict[int, str]
Links = dict[int, set[int]]


class Network:
    """All evidence up to a level on a day. `renew` reads what became different again."""

    def __init__(self, level: int, day: date) -> None:
        self.level, self.day = level, day
        self._bound = {"level": level, "day": day}
        self._facts: dict[int, Facts] = {}
        self.links = Adjacency()
        """With whom each is linked now."""
        self._later: Links = {}
        self._told: dict[int, Signs] = {}
        # What is the same is kept once; these grow until the network is read as a whole again.
        self._ids: dict[int, int] = {}
        self._sets: dict[frozenset[Any], frozenset[Any]] = {}
        self._themes, self._areas, self._groups = Listing(), Listing(), Listing()
        self._schemes, self._goals, self._offers = Listing(), Listing(), Offers()
        self._read_names()
        self._read_money()
        self._numbers, self._names = Numbers(self._theme_names), SignedNames()
        self.notice()
        usable = [row[0] for row in run(statements.USABLE, self._bound)]
        self._make_room(max(usable, default=0), len(usable))
        self.renew(usable)

    # --- reading --------------------------------------------------------------------------

    def _read_names(self) -> None:
        """What things are called; when one is called otherwise, all is read again."""
        self._theme_names: Names = dict(run(statements.THEME_NAMES, {}))
        self._group_names: Names = dict(run(statements.GROUP_NAMES, {}))
        self._scheme_names: Names = dict(run(statements.SCHEME_NAMES, {}))
        telling_groups = run(statements.TELLING_GROUPS, {})
        self._telling_groups = {row[0] for row in telling_groups}
        self.themes_in_common = Called(self._themes, run(statements.TELLING_THEMES, {}))
        self.areas_in_common = Called(self._areas, run(statements.TELLING_AREAS, {}))
        self.groups_in_common = Called(self._groups, telling_groups)
        areas = run(statements.AREA_NAMES, {})
        self.words_of_areas = words_of_places(tuple(name for _, name in areas))
        self._called = (
            Called(self._themes, self._theme_names.items()),
            Called(self._areas, areas),
            Called(self._groups, self._group_names.items()),
        )

    def _read_money(self) -> None:
        """Which themes have an open scheme; when a scheme changes, all is read again."""
        self._themes_with_money = {row[0] for row in run(statements.THEMES_WITH_MONEY, self._bound)}

    def _make_room(self, highest: int, many: int) -> None:
        """All at once: arrays that grow leave holes in memory as large as they were."""
        self.links.make_room(highest, many * USUAL_LINKS)
        self._numbers.make_room(highest)
        self._names.make_room(highest, many)

    def renew(self, parties: Iterable[int]) -> None:
        """Read these parties again, whatever became of them."""
        kept = self._ids.setdefault
        wanted = sorted(kept(party, party) for party in set(parties))
        for start in range(0, len(wanted), CHUNK):
            self._renew(wanted[start : start + CHUNK])

    def notice(self) -> None:
        """Read again what was learned, and who was ever put away or introduced."""
        self.weights = weights_at(self.level)
        self.ever_left_out = frozenset(row[0] for row in run(EVER_LEFT_OUT, {}))

    def _renew(self, ids: list[int]) -> None:
        facts = self._read_facts(ids)
        usable = list(facts)
        now, later = self._read_links(usable)
        told = self._read_told(usable)
        for listing, values in (
            (self._themes, _grouped(self._rows(statements.THEMES, usable))),
            (self._areas, _grouped(self._rows(statements.PARTY_AREAS, usable))),
            (self._groups, _grouped(self._rows(statements.PARTY_GROUPS, usable))),
            (self._goals, _grouped(self._rows(statements.PARTY_GOALS, usable))),
            (self._schemes, self._read_schemes(usable)),
        ):
            listing.put(ids, values)
        self._offers.put(ids, self._read_offers(usable))
        for held, fresh in ((self._facts, facts), (self._later, later), (self._told, told)):
            _put(held, ids, fresh)
        self.links.put(ids, now)
        self._make_room(max((*ids, *chain(*now.values())), default=0), 0)
        self._numbers.put(ids, facts, self._themes, self._areas)
        self._names.put(ids, facts)

    def _read_facts(self, ids: list[int]) -> dict[int, Facts]:
        """What each is; texts that many have, or that are the same, are kept once."""
        kept = self._ids
        return {
            kept[id_]: Facts(kept[id_], ref, ref if key == ref else key, name, intern(kind), degree)
            for id_, ref, key, name, kind, degree in self._rows(statements.FACTS, ids)
        }

    def _read_told(self, ids: list[int]) -> dict[int, Signs]:
        """What their texts speak of; the texts themselves are not kept."""
        told = told_by(dict(self._rows(statements.DESCRIPTIONS, ids)))
        return {self._ids[one]: self._set(said) for one, said in told.items()}

    def _read_schemes(self, ids: list[int]) -> Mapping[int, Iterable[int]]:
        return _grouped(self._rows(statements.PARTY_SCHEMES, ids))

    def _rows(self, statement: Any, ids: Collection[int]) -> Sequence[Any]:
        return run(statement, {**self._bound, "ids": list(ids)}) if ids else ()

    def _read_links(self, ids: list[int]) -> tuple[Links, Links]:
        """Whom each is linked with now, and with whom it will be."""
        now: Links = defaultdict(set)
        later: Links = defaultdict(set)
        for src, dst, has_begun in self._rows(statements.EDGES, ids):
            (now if has_begun else later)[src].add(dst)
        return now, dict(later)

    def _read_offers(self, ids: list[int]) -> dict[int, list[OpenOffer]]:
        rows = self._rows(offer_statements.OFFERS_OF, ids)
        offers = [row[0] for row in rows]
        themes = _grouped(self._rows(offer_statements.OFFER_THEMES, offers))
        areas = _grouped(self._rows(offer_statements.OFFER_AREAS, offers))
        found: dict[int, list[OpenOffer]] = defaultdict(list)
        for offer, party, kind, direction, title in rows:
            places = self._set(areas.get(offer) or self._areas.of.get(party, NOBODY))
            about = self._set(themes.get(offer, NOBODY))
            found[party].append(OpenOffer(offer, party, kind, direction, about, places, title))
        return dict(found)

    def _set(self, values: Iterable[One]) -> frozenset[One]:
        found = frozenset(values)
        return self._sets.setdefault(found, found)

    # --- asking ---------------------------------------------------------------------------

    @property
    def parties(self) -> list[int]:
        """The parties there are, in the order of their keys."""
        return sorted(self._facts, key=lambda one: self._facts[one].key)

    def __len__(self) -> int:
        return len(self._facts)

    def facts(self, ids: Iterable[int]) -> dict[int, Facts]:
        """See `Source`."""
        known = self._facts.get
        return {one: facts for one in ids if (facts := known(one))}

    def labels(self, party: int) -> Labels | None:
        """What a party is about, see `labels_of`; None: it is not in memory."""
        if party not in self._facts:
            return None
        themes, areas, groups = self._called
        return Labels(themes.of(party), areas.of(party), groups.of(party))

    def sizes(self, others: Whole) -> dict[str, Floats]:
        """See `Source`."""
        return {code: size[others] for code, size in self._numbers.sizes.items()}

    def names_alike(self, own: Facts, others: Whole) -> Floats:
        """See `Source`."""
        return self._names.alike(own.id, others)

    def linked(self, party: int) -> frozenset[int]:
        """See `Source`."""
        return frozenset(self.links.of(party).tolist()).union(self._later.get(party, NOBODY))

    def shared_partners(self, party: int) -> Columns[Shared]:
        """See `Source`."""
        import numpy as np

        numbers, partners = self._numbers, self.links.of(party)
        weights = numbers.weight[partners]
        brings = weights > 0
        lengths, reached = self.links.gather(partners[brings])
        ids = distinct(reached)
        places = placed(reached, ids)
        counts = np.bincount(places, minlength=len(ids))
        weight = np.bincount(places, weights[brings].repeat(lengths), len(ids)).astype(np.int64)
        shared: Columns[Shared] = Columns(ids, Shared(counts, weight, numbers.degree[ids]))
        return shared.where(ids != party)

    def which_partners(self, pairs: Iterable[Pair]) -> Iterator[tuple[int, int, int, int]]:
        """See `Tables`."""
        numbers, known = self._numbers, self.links.of
        for own, other in pairs:
            for partner in set(known(own).tolist()).intersection(known(other).tolist()):
                if numbers.weight[partner]:
                    yield own, other, partner, int(numbers.degree[partner])

    def shared_schemes(self, party: int) -> dict[int, int]:
        """See `Source`."""
        weights: dict[int, int] = {}
        for scheme in self._schemes.of.get(party, NOBODY):
            recipients = self._schemes.at[scheme]
            if len(recipients) <= MOST_LINKS:
                weight = MILLION // len(recipients)
                for other in recipients:
                    weights[other] = weights.get(other, 0) + weight
        weights.pop(party, None)
        return weights

    def has_theme_with_money(self, party: int) -> bool:
        """Whether one of its themes is that of a scheme that is open; not known: it may be."""
        themes = self._themes.of.get(party, NOBODY)
        return party not in self._facts or not self._themes_with_money.isdisjoint(themes)

    def which_schemes(self, party: int, others: Iterable[int]) -> list[tuple[int, str, int]]:
        """See `Source`."""
        wanted = frozenset(others)
        if not wanted:
            return []
        own = self._schemes.of.get(party, NOBODY)
        found = ((scheme, self._schemes.at[scheme]) for scheme in own)
        return [
            (other, self._scheme_names[scheme], len(recipients))
            for scheme, recipients in found
            if len(recipients) <= MOST_LINKS
            for other in wanted.intersection(recipients)
        ]

    def overlaps(self, party: int) -> Columns[Overlap]:
        """See `Source`."""
        areas = self._areas.of.get(party, NOBODY)
        if areas:
            return self._overlaps(party, *self._areas.counted_at(areas))
        near, _ = self._themes.counted_at(self._themes.of.get(party, NOBODY))
        near = near[self._numbers.areas[near] == 0]
        found = self._overlaps(party, near, near * 0)
        return found if len(found) <= evidence.MOST_ANYWHERE else found.none()

    def _overlaps(self, party: int, others: Whole, areas: Whole) -> Columns[Overlap]:
        """With others, who may be used, and with whom it shares so many areas; but itself."""
        numbers, is_other = self._numbers, others != party
        others, areas = others[is_other], areas[is_other]
        overlap = overlap_of(
            int(numbers.themes[party]), int(numbers.areas[party]),
            themes=numbers.shared_themes(party, others), other_themes=numbers.themes[others],
            areas=areas, other_areas=numbers.areas[others], kind=numbers.kind[others],
        )  # fmt: skip
        return Columns(others, overlap)

    def near_among(self, party: int, others: Iterable[int]) -> dict[int, float]:
        """See `Source`: those of a few others."""
        if party not in self._facts:
            return {}
        found = self._overlaps_with(party, array_of(one for one in others if one in self._facts))
        shared = found.columns
        return _areas_of(found.where(shared.themes + shared.areas > 0))

    def near(self, party: int) -> dict[int, float]:
        """See `Source`."""
        import numpy as np

        if party not in self._facts:
            return {}
        lists = self._areas, self._themes
        near = [some.counted_at(some.of.get(party, NOBODY))[0] for some in lists]
        return _areas_of(self._overlaps_with(party, distinct(np.concatenate(near))))

    def _overlaps_with(self, party: int, others: Whole) -> Columns[Overlap]:
        import numpy as np

        own, areas_of = frozenset(self._areas.of.get(party, NOBODY)), self._areas.of
        areas = [len(own.intersection(areas_of.get(one, NOBODY))) for one in others.tolist()]
        return self._overlaps(party, others, np.array(areas, dtype=np.int64))

    def shared_goals(self, party: int) -> dict[int, dict[int, int]]:
        """See `Source`."""
        goals = self._goals.of.get(party)
        if not goals:
            return {}
        return sharing(party, ((other, goal) for goal in goals for other in self._goals.at[goal]))

    def parties_at(self, goal: int) -> tuple[int, ...]:
        """Who wants a goal."""
        return self._goals.at.get(goal, NOBODY)

    def shared_groups(self, party: int) -> dict[int, float]:
        """See `Source`."""
        groups = self._groups.of.get(party, NOBODY)
        telling = self._telling_groups.intersection(groups)
        if not telling:
            return {}
        areas = frozenset(self._areas.of.get(party, NOBODY))
        found: dict[int, float] = {}
        for other in self._groups.everybody_at(telling) - {party}:
            theirs = self._groups.of.get(other, NOBODY)
            there = self._areas.of.get(other, NOBODY)
            if not (areas.isdisjoint(there) if areas else there):
                found[other] = share_of(len(telling.intersection(theirs)), len(groups), len(theirs))
        return found

    def themes(self, parties: Iterable[int]) -> dict[int, frozenset[str]]:
        """See `Source`."""
        return _named(self._themes.of, self._theme_names, parties)

    def target_groups(self, parties: Iterable[int]) -> dict[int, frozenset[str]]:
        """See `Source`."""
        return _named(self._groups.of, self._group_names, parties)

    def told(self, parties: Iterable[int]) -> dict[int, Signs]:
        """See `Source`."""
        known = self._told.get
        return {one: told for one in parties if (told := known(one))}

    def partners(self, parties: Iterable[int]) -> dict[int, Collection[int]]:
        """See `Source`."""
        links = self.links
        return {one: some.tolist() for one in parties if len(some := links.of(one))}

    def partner_kinds(self, party: int) -> list[str]:
        """See `Source`."""
        partners = self.facts(self.links.of(party).tolist()).values()
        return [partner.kind for partner in partners]

    def matches(self, party: int) -> list[Match]:
        """See `Source`."""
        own = self._offers.of.get(party)
        if not own:
            return []
        kinds = {one.kind for one in own}
        asked = list(product(kinds, {OPPOSITE[one.direction] for one in own}))
        return matches_of(own, partial(self._offers.in_reach, asked, party))


def _areas_of(found: Columns[Overlap]) -> dict[int, float]:
    """How alike their areas are."""
    return dict(zip(found.ids.tolist(), found.columns.area.tolist(), strict=True))


def _put(held: dict[int, Any], ids: Iterable[int], fresh: Mapping[int, Any]) -> None:
    """Of these ids, what is there now."""
    for one in ids:
        if one in fresh:
            held[one] = fresh[one]
        else:
            held.pop(one, None)


def _grouped(rows: Iterable[Any]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for owner, value in rows:
        found.setdefault(owner, []).append(value)
    return found


def _named(
    of: Mapping[int, tuple[int, ...]], names: Mapping[int, str], parties: Iterable[int]
) -> dict[int, frozenset[str]]:
    return {
        one: frozenset(names[each] for each in values) for one in parties if (values := of.get(one))
    }
