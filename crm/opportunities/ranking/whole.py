"""The whole network in memory as a source of evidence: for commands that rank every party."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from crm.accounts.viewer import Viewer
from crm.opportunities.left_out import every_left_out
from crm.opportunities.ranking import statements
from crm.opportunities.ranking.from_memory import FromMemory
from crm.opportunities.ranking.network import Network


class WholeNetwork(FromMemory):
    """All evidence up to the viewer's level on the viewer's day, read once: texts too."""

    def __init__(self, viewer: Viewer, network: Network | None = None) -> None:
        if network is None:
            network = Network(viewer.level, viewer.day)
        super().__init__(viewer, network)
        self.parties = self.network.parties

    def left_out(self, party: int) -> frozenset[int]:
        """See `Source`."""
        return frozenset(self._every_left_out.get(party, ()))

    def descriptions(self, parties: Iterable[int]) -> dict[int, str]:
        """See `Source`."""
        return {one: self._descriptions[one] for one in parties if one in self._descriptions}

    def projects(self, parties: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
        """See `Source`."""
        return {one: self._projects[one] for one in parties if one in self._projects}

    @cached_property
    def _every_left_out(self) -> dict[int, set[int]]:
        return every_left_out(viewer=self._viewer)

    @cached_property
    def _descriptions(self) -> dict[int, str]:
        return dict(self.rows(statements.EVERY_DESCRIPTION))

    @cached_property
    def _projects(self) -> dict[int, list[tuple[str, str]]]:
        return super().projects(self.parties)
