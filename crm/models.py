"""The hub that imports every table, and what of it follows a merge: for the factory and tests."""

from __future__ import annotations

from crm.accounts import models as accounts
from crm.agreements import models as agreements
from crm.agreements import moving as agreements_moving
from crm.audit import models as audit
from crm.core.mail import models as mail
from crm.exchange import models as exchange
from crm.exchange import moving as exchange_moving
from crm.goals import models as goals
from crm.goals import moving as goals_moving
from crm.ideas import models as ideas
from crm.links import models as links
from crm.links import moving as links_moving
from crm.merge import models as merge
from crm.notes import models as notes
from crm.notes import moving as notes_moving
from crm.opportunities import models as opportunities
from crm.opportunities import moving as opportunities_moving
from crm.parties import models as parties
from crm.parties import moving as parties_moving
from crm.people import models as people
from crm.people import moving as people_moving
from crm.promises import models as promises
from crm.promises import moving as promises_moving
from crm.reminders import models as reminders
from crm.reminders import moving as reminders_moving
from crm.requests import models as requests
from crm.requests import moving as requests_moving
from crm.resources import models as resources
from crm.resources import moving as resources_moving
from crm.taxonomy import models as taxonomy

__all__ = [
    "accounts",
    "agreements",
    "agreements_moving",
    "audit",
    "exchange",
    "exchange_moving",
    "goals",
    "goals_moving",
    "ideas",
    "links",
    "links_moving",
    "mail",
    "merge",
    "notes",
    "notes_moving",
    "opportunities",
    "opportunities_moving",
    "parties",
    "parties_moving",
    "people",
    "people_moving",
    "promises",
    "promises_moving",
    "reminders",
    "reminders_moving",
    "requests",
    "requests_moving",
    "resources",
    "resources_moving",
    "taxonomy",
]
