"""Bestaat dit al? Before a party is added: those that it may be, with why."""

from __future__ import annotations

from crm.accounts.viewer import Viewer
from crm.parties.lookalikes_index import described
from crm.parties.lookalikes_queries import Lookalike, find_lookalikes
from crm.parties.models import Party
from crm.web.forms.parties import PartyForm


def to_look_at_first(form: PartyForm, *, viewer: Viewer) -> list[Lookalike]:
    """The parties that this one may be; empty when none surely is, or when they were shown.

    The form remembers which were shown: with another name other parties may look like it.
    """
    values = {name: value for name, value in form.values.items() if name in _COMPARED}
    found = find_lookalikes(described(Party(**values)), viewer=viewer)
    sure = {one.ref for one in found if one.likeness.is_sure}
    if sure <= set((form.seen.data or "").split()):
        return []
    form.seen.data = " ".join(one.ref for one in found)
    return found


_COMPARED = frozenset(
    {"name", "kvk", "website", "email", "phone", "postcode", "house_number", "withheld"}
)
