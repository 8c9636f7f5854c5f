"""Writing a plan: all that can be is made beforehand, the rest is done inside the transaction.

Nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crm.accounts.viewer import Viewer
from crm.core.dates import utc_now
from crm.core.text import sort_key
from crm.exchange.attributes import PROFILE
from crm.exchange.events import EventLog
from crm.exchange.following import Following
from crm.exchange.mapping import MAPPINGS, TARGET_GROUPS
from crm.exchange.models import ImportRun
from crm.exchange.plan import Draft, Plan
from crm.exchange.record_rows import RecordRows, TargetGroupRows
from crm.exchange.remembering import SourceRows
from crm.exchange.state import State
from crm.exchange.trace import TraceRows
from crm.goals.models import Goal
from crm.goals.models import searchable as goal_searchable
from crm.parties.models import Party
from crm.parties.models import searchable as party_searchable
from crm.people.models import Person
from crm.people.models import searchable as person_searchable
from crm.requests.models import Request
from crm.requests.models import searchable as request_searchable
from crm.resources.models import Offer
from crm.resources.models import searchable as offer_searchable

SORTED_BY = {
    "gebieden": "name",
    "themas": "name",
    "soorten_aanbod": "name",
    "regelingen": "name",
    "overeenkomsten": "title",
}
WITH_WORDS: dict[str, tuple[Any, Callable[[Any], dict[str, str]]]] = {
    "doelen": (Goal, goal_searchable),
    "aanbod_en_gevraagd": (Offer, offer_searchable),
    "vragen": (Request, request_searchable),
}
_TEXTS = ("title", "description", "question", "answer")
_PARTY_TEXT = ("name", "description", "place", "phone", "withheld")
_PERSON_TEXT = (
    *("initials", "first_name", "name_prefix", "last_name"),
    *("function", "expertise", "tasks", "phone"),
)


class Writing:
    """A plan as rows: making one takes no lock, `write_records` and what follows it do."""

    def __init__(self, plan: Plan, state: State, *, actor: Viewer) -> None:
        self._state = state
        now = utc_now()
        self.log = EventLog(actor, now)
        self._following = Following(state)
        self._target_groups = TargetGroupRows(state)
        for draft in plan.written(TARGET_GROUPS):
            self._target_groups.put(draft)
        self._rows = [RecordRows(one, state, actor, now) for one in MAPPINGS.values()]
        for rows, kind in zip(self._rows, MAPPINGS, strict=True):
            for draft in plan.written(kind):
                rows.put(draft, self._noted(draft))

    def _noted(self, draft: Draft) -> dict[str, Any]:
        """Note the event of a draft and what follows; its columns for search and order."""
        self.log.add(MAPPINGS[draft.kind], draft)
        if draft.kind == "partijen":
            own = {name: value for name, value in draft.after.items() if name not in PROFILE}
            party = Party(**own)
            self._following.note_party(draft, party)
            return {} if draft.values.keys().isdisjoint(_PARTY_TEXT) else party_searchable(party)
        self._following.note(draft)
        if draft.kind == "personen" and not draft.values.keys().isdisjoint(_PERSON_TEXT):
            return person_searchable(Person(**draft.after))
        if draft.kind in WITH_WORDS and not draft.values.keys().isdisjoint(_TEXTS):
            model, made_of = WITH_WORDS[draft.kind]
            texts = {name: draft.after[name] for name in _TEXTS if draft.after.get(name)}
            return made_of(model(**{name: "" for name in _TEXTS if hasattr(model, name)} | texts))
        name = SORTED_BY.get(draft.kind)
        return {"sort_key": sort_key(draft.values[name])} if name in draft.values else {}

    def write_records(self) -> None:
        """Write the records and their lists; ids of new ones are added to the state."""
        self._target_groups.write()
        for rows in self._rows:
            rows.write()

    def follow(self) -> None:
        """Bring in step what is derived from the records."""
        self._following.follow()

    def ids(self, kind: str) -> dict[str, int]:
        """The ids of records by handle, of those that are written too."""
        return self._state.index(kind).ids


class ImportWriting:
    """Everything that one import writes."""

    def __init__(self, plan: Plan, state: State, *, actor: Viewer) -> None:
        self.size = sum(len(drafts) for drafts in plan.drafts.values())
        self._records = Writing(plan, state, actor=actor)
        self._source = SourceRows(plan)
        self._trace = TraceRows(plan)

    def write(self) -> None:
        """Write every draft, its event, what is derived from it, and what the source said."""
        self._records.write_records()
        self._records.log.write()
        self._records.follow()
        self._source.write(self._records.ids)

    def keep_trace(self, run: ImportRun) -> None:
        """Write down what it made and changed, beside the run, which has its id by now."""
        self._trace.write(run)
