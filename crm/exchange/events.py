"""One audit event for each record that an import makes or changes, written in bulk."""

from __future__ import annotations

from crm.audit.many import ManyEvents
from crm.exchange.attributes import Mapping
from crm.exchange.drafting import filled_in
from crm.exchange.plan import Draft

# What the timeline calls these; they have no version of their own, nor raise one of another.
_OPENED = {
    "rollen": ("role.opened", "role.changed"),
    "accounthouders": ("holding.opened", "holding.changed"),
    "bijdragen_aan_doelen": ("goal.contribution_added", "goal.contribution_changed"),
    "portefeuilles": ("portfolio.opened", "portfolio.changed"),
    "wegwijzers": ("signpost.opened", "signpost.changed"),
    "ondertekenaars": ("agreement.signatory_added", "agreement.changed"),
    "partijen_bij_kennismakingen": ("introduction.asked", "introduction.answered"),
    "opbrengsten_van_kennismakingen": ("introduction.outcome_told", "introduction.outcome_told"),
}


class EventLog(ManyEvents):
    """Collects the events of drafts, and of records that go."""

    def add(self, mapping: Mapping, draft: Draft) -> None:
        """Note that a draft is written."""
        tags = (f"{mapping.tag}.created", f"{mapping.tag}.changed")
        opened, changed = _OPENED.get(mapping.name, tags)
        tag = opened if draft.is_new else changed
        told = filled_in(mapping, draft) if draft.is_new else draft.difference
        self.put(tag, str(mapping.model.__tablename__), draft.ref, told)

    def removed(self, mapping: Mapping, ref: str) -> None:
        """Note that a record which an import made is gone, without what stood in it."""
        self.put("import.removed", str(mapping.model.__tablename__), ref, {})
