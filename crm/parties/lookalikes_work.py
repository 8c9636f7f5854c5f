"""The job that finds pairs which may be one party, every night and when somebody asks."""

from __future__ import annotations

from crm.accounts.viewer import Viewer
from crm.core.db import transaction
from crm.core.jobs.kinds import Outcome, Running, job_kind
from crm.parties.lookalikes_pairs import count_due, due_parties, find_pairs

COMPARE = "vergelijken"
AT_ONCE = 25
"""So many parties in one transaction: nobody waits longer than a moment."""


@job_kind(COMPARE, "Zoeken naar dubbele partijen", again=True, each_day_from=5)
def compare(work: Running) -> Outcome:
    """Compare every party that is new or changed with the others."""
    total, done = count_due(), 0
    while compared := _compare_some(Viewer.operator(work.day)):
        done += compared
        work.progress(done, max(done, total), "partijen")
    return Outcome("Alle partijen zijn vergeleken.")


def compare_few(*, viewer: Viewer) -> bool:
    """Compare what is new within this transaction; False when that is more than a moment's work."""
    if count_due() > AT_ONCE:
        return False
    find_pairs(due_parties(AT_ONCE), viewer=Viewer.operator(viewer.day))
    return True


def _compare_some(viewer: Viewer) -> int:
    with transaction():
        parties = due_parties(AT_ONCE)
        if parties:
            find_pairs(parties, viewer=viewer)
        return len(parties)
