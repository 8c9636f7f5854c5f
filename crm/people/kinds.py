"""The roles people have."""

from __future__ import annotations

ROLES: dict[str, str] = {
    "initiatiefnemer": "initiatiefnemer",
    "trekker": "trekker",
    "contactpersoon": "contactpersoon",
    "bestuurder": "bestuurder",
    "directeur": "directeur",
    "vrijwilliger": "vrijwilliger",
    "procesbegeleider": "procesbegeleider",
    "raadslid": "raadslid",
    "wethouder": "wethouder",
    "ambtenaar": "ambtenaar",
    "anders": "anders",
}
POLITICAL_ROLES = ("raadslid", "wethouder")
"""Who may be a signpost, and, as the only holding, an ambassadeur."""
FIXED_CONTACT = "vaste_contactpersoon"
AMBASSADOR = "ambassadeur"
HOLDING_ROLES: dict[str, str] = {
    FIXED_CONTACT: "vaste contactpersoon",
    "accounthouder": "accounthouder",
    "vervanger": "vervanger",
    "initiatievenmakelaar": "initiatievenmakelaar",
    "ambassadeur": "ambassadeur",
    "inhoudelijk_adviseur": "inhoudelijk adviseur",
}
