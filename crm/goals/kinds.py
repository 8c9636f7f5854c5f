"""Levels of goals, and how a party stands to one."""

from __future__ import annotations

from crm.core.db import VISIBILITIES

LEVELS = {
    "programma": "programma",
    "opgave": "opgave",
    "maatschappelijk_effect": "maatschappelijk effect",
    "doel": "doel",
    "subdoel": "subdoel",
    "resultaat": "resultaat",
    "organisatiebelang": "organisatiebelang",
}
CONFLICT = "botst"
NATURES = {
    "draagt_bij": "draagt bij",
    "wil_bijdragen": "wil bijdragen",
    CONFLICT: "botst ermee",
}
CONFLICT_LEVEL = VISIBILITIES.index("intern")
"""That a party stands in the way is a judgement of the town hall, and for the town hall alone."""
