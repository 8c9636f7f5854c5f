"""Levels of goals, and how a party stands to one."""

from __future__ import annotations

LEVELS = {
    "programma": "programma",
    "opgave": "opgave",
    "maatschappelijk_effect": "maatschappelijk effect",
    "doel": "doel",
    "subdoel": "subdoel",
    "resultaat": "resultaat",
    "organisatiebelang": "organisatiebelang",
}
NATURES = {
    "draagt_bij": "draagt bij",
    "wil_bijdragen": "wil bijdragen",
    "botst": "botst ermee",
}
