"""Saving one record: the version check, and database refusals as domain errors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from crm.core.db import db
from crm.core.errors import Refused, Stale

GONE = (
    "Iets wat u koos is er niet meer. Misschien is het intussen samengevoegd met iets anders. "
    "Kies opnieuw en probeer het nog eens."
)
SENSITIVE = "Bestuurlijk gevoelig kan alleen samen met ‘alleen gemeente’ of ‘vertrouwelijk’."
_FOREIGN_KEY = "23503"


def check_version(record: Any, version: int | None) -> None:
    """Refuse a save that was made from an older text; None means: whatever it is now."""
    if version is not None and record.version != version:
        raise Stale(record)


def check_sensitive(record: Any) -> None:
    """Refuse what is sensitive and shared as well; the database would too, without a sentence."""
    if record.sensitive and record.visibility in ("openbaar", "netwerk"):
        raise Refused(SENSITIVE, field="visibility")


def flush_or_refuse(record: Any, refusals: Mapping[str, Refused]) -> None:
    """Flush; a constraint whose name is in `refusals` becomes that refusal.

    So does pointing at what somebody took away a moment ago: a party that was merged.

    The database has the last word on uniqueness and overlap, so two people who save at the same
    moment cannot both succeed.
    """
    try:
        with db.session.begin_nested():
            db.session.add(record)
            db.session.flush()
    except StaleDataError as error:
        raise Stale(record) from error
    except IntegrityError as error:
        message = str(error.orig)
        for constraint, refusal in refusals.items():
            if constraint in message:
                raise Refused(str(refusal), field=refusal.field) from error
        if _is_gone(error):
            raise Refused(GONE) from error
        raise


def _is_gone(error: IntegrityError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return state == _FOREIGN_KEY or "FOREIGN KEY constraint failed" in str(error.orig)
