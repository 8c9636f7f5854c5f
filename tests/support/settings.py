"""The settings of a test run: its day, its folders, its database."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

from config import settings_from

# A Sunday in autumn: the day on which every test takes place.
TODAY = date(2026, 11, 22)
# What the person at the keyboard has set must not reach a test, but for these two.
OURS = ("BRUGGENBOUWER_DATA", "TEST_DATABASE_URL")


def forget_the_environment() -> None:
    """Take the product's settings out of the environment."""
    for name in list(os.environ):
        is_setting = name.startswith("BRUGGENBOUWER_") or name in ("DATABASE_URL", "SECRET_KEY")
        if is_setting and name not in OURS:
            del os.environ[name]


def environment(database_url: str, instance: Path) -> dict[str, str]:
    """The environment of a server or a command on a database of the tests."""
    return {
        "DATABASE_URL": database_url,
        "BRUGGENBOUWER_INSTANCE": str(instance),
        "BRUGGENBOUWER_MODE": "demo",
        "BRUGGENBOUWER_TODAY": TODAY.isoformat(),
        "SECRET_KEY": "a secret of the tests that nobody needs to keep",
    }


def app_settings(database_url: str, instance: Path) -> dict[str, Any]:
    """The settings of an app inside the test's own process.

    Forms need no token there: that each of them asks for one is a test of its own, and the
    journeys in the browser send it. What is the worker's is done at once, in this process.
    """
    settings = settings_from(environment(database_url, instance))
    return settings | {"TESTING": True, "WTF_CSRF_ENABLED": False, "JOBS_AT_ONCE": True}
