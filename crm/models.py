"""The hub that imports every table: for the factory, the migrations and the tests."""

from __future__ import annotations

from crm.accounts import models as accounts
from crm.agreements import models as agreements
from crm.audit import models as audit
from crm.core.mail import models as mail
from crm.exchange import models as exchange
from crm.links import models as links
from crm.parties import models as parties
from crm.people import models as people
from crm.resources import models as resources
from crm.taxonomy import models as taxonomy

__all__ = [
    "accounts",
    "agreements",
    "audit",
    "exchange",
    "links",
    "mail",
    "parties",
    "people",
    "resources",
    "taxonomy",
]
