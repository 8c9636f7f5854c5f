"""Evidence from a network in memory; what only this viewer may know, and texts, from the tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from crm.accounts.viewer import Viewer
from crm.opportunities.ranking.adjacency import Adjacency
from crm.opportunities.ranking.columns import Columns
from crm.opportunities.ranking.evidence import Facts, Match, Overlap, Shared
from crm.opportunities.ranking.listings import Pair
from crm.opportunities.ranking.network import Network
from crm.opportunities.ranking.reasons import Weights
from crm.opportunities.ranking.tables import Tables

if TYPE_CHECKING:
    from crm.opportunities.ranking.columns import Floats, IdArray, Whole

NOBODY_LEFT_OUT: frozenset[int] = frozenset()


class FromMemory(Tables):
    """A source that gives what `Tables` gives; the network is of the level and day of the viewer.

    From the tables come: what was put away or introduced, who serves which initiative, texts.
    """

    def __init__(self, viewer: Viewer, network: Network) -> None:
        super().__init__(viewer)
        self.network = network

    @cached_property
    def weights(self) -> Weights:
        """See `Source`."""
        return self.network.weights

    def left_out(self, party: int) -> frozenset[int]:
        """See `Source`; of most parties none was ever put away or introduced."""
        return super().left_out(party) if party in self.network.ever_left_out else NOBODY_LEFT_OUT

    def facts(self, ids: Iterable[int]) -> dict[int, Facts]:
        """See `Source`."""
        return self.network.facts(ids)

    def sizes(self, others: Whole) -> dict[str, Floats]:
        """See `Source`."""
        return self.network.sizes(others)

    def names_alike(self, own: Facts, others: Whole) -> Floats:
        """See `Source`."""
        return self.network.names_alike(own, others)

    def linked(self, party: int) -> frozenset[int]:
        """See `Source`."""
        return self.network.linked(party)

    def shared_partners(self, party: int) -> Columns[Shared]:
        """See `Source`."""
        return self.network.shared_partners(party)

    def which_partners(self, pairs: Collection[Pair]) -> Iterator[tuple[int, int, int, int]]:
        """See `Tables`."""
        return self.network.which_partners(pairs)

    def which_themes(self, pairs: Collection[Pair]) -> Iterator[tuple[int, int, str]]:
        """See `Tables`."""
        return self.network.themes_in_common.of_pairs(pairs)

    def which_areas(self, pairs: Collection[Pair]) -> Iterator[tuple[int, int, str]]:
        """See `Tables`."""
        return self.network.areas_in_common.of_pairs(pairs)

    def which_groups(self, pairs: Collection[Pair]) -> Iterator[tuple[int, int, str]]:
        """See `Tables`."""
        return self.network.groups_in_common.of_pairs(pairs)

    def words_of_areas(self) -> frozenset[str]:
        """See `Source`."""
        return self.network.words_of_areas

    def shared_schemes(self, party: int) -> dict[int, int]:
        """See `Source`."""
        return self.network.shared_schemes(party)

    def which_schemes(self, party: int, others: Iterable[int]) -> list[tuple[int, str, int]]:
        """See `Source`."""
        return self.network.which_schemes(party, others)

    def overlaps(self, party: int) -> Columns[Overlap]:
        """See `Source`."""
        return self.network.overlaps(party)

    def shared_goals(self, party: int) -> dict[int, dict[int, int]]:
        """See `Source`."""
        return self.network.shared_goals(party)

    def shared_groups(self, party: int) -> dict[int, float]:
        """See `Source`."""
        return self.network.shared_groups(party)

    def near(self, party: int) -> dict[int, float]:
        """See `Source`."""
        return self.network.near(party)

    def near_among(self, party: int, others: Iterable[int]) -> dict[int, float]:
        """See `near`: those of a few others."""
        return self.network.near_among(party, others)

    def themes(self, parties: Iterable[int]) -> dict[int, frozenset[str]]:
        """See `Source`."""
        return self.network.themes(parties)

    def target_groups(self, parties: Iterable[int]) -> dict[int, frozenset[str]]:
        """See `Source`."""
        return self.network.target_groups(parties)

    def partners(self, parties: Iterable[int]) -> dict[int, Collection[int]]:
        """See `Source`."""
        return self.network.partners(parties)

    def partner_lists(self, parties: IdArray) -> Adjacency:
        """See `Source`."""
        return self.network.links

    def served_too(self, department: int) -> dict[int, frozenset[int]]:
        """See `Source`: of whom the network knows."""
        served = super().served_too(department)
        return {one: served[one] for one in self.network.facts(served)}

    def told(self, parties: Iterable[int]) -> dict[int, frozenset[str]]:
        """See `Source`."""
        return self.network.told(parties)

    def partner_kinds(self, party: int) -> list[str]:
        """See `Source`."""
        return self.network.partner_kinds(party)

    def matches(self, party: int) -> list[Match]:
        """See `Source`."""
        return self.network.matches(party)
