"""What of imports goes along when one party becomes part of another: its names in registers.

A register that uses the old name is about the party that stayed from then on.
"""

from __future__ import annotations

from crm.exchange.models import SourceName, SourceRecord
from crm.parties.following import Following, follows

follows(Following(moves=(SourceName.party_id,), texts=(SourceRecord.subject_ref,)))
