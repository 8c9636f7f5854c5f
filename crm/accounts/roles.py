"""The roles of the contract."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the system; the first and the last are never stored."""

    VISITOR = "bezoeker"
    INITIATOR = "initiatiefnemer"
    READER = "lezer"
    CIVIL_SERVANT = "medewerker"
    ADMINISTRATOR = "beheerder"
    OPERATOR = "systeembeheer"


ACCOUNT_ROLES = (Role.INITIATOR, Role.READER, Role.CIVIL_SERVANT, Role.ADMINISTRATOR)
