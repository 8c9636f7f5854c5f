"""Changing the list of link kinds: other words, and what is still offered."""

from __future__ import annotations

from crm.accounts.viewer import Viewer
from crm.audit.operations import difference_between, record, snapshot
from crm.core.dates import utc_now
from crm.core.db import db
from crm.core.errors import Refused
from crm.links.models import LinkKind

FIELDS = {"name": "naam", "inverse_name": "van de andere kant"}


def change_link_kind(kind: LinkKind, *, name: str, inverse_name: str, actor: Viewer) -> bool:
    """Call a kind otherwise; its code stays, so files know it as before."""
    before = snapshot(kind, FIELDS)
    kind.name, kind.inverse_name = name, inverse_name
    difference = difference_between(before, snapshot(kind, FIELDS))
    if difference:
        db.session.flush()
        record("link_kind.changed", kind, difference=difference, actor=actor)
    return bool(difference)


def retire_link_kind(kind: LinkKind, *, back: bool = False, actor: Viewer) -> None:
    """No longer offer a kind, or offer it again; links of that kind stay."""
    if kind.is_retired is not back:
        raise Refused("Dit is al zo. Laad de pagina opnieuw.")
    kind.retired_at = None if back else utc_now()
    db.session.flush()
    record(f"link_kind.{'restored' if back else 'retired'}", kind, actor=actor)
