"""Flask extensions, made once and bound to an app by the factory; and the app's settings."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from flask import current_app
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect

login_manager = LoginManager()
csrf = CSRFProtect()


def configuration() -> dict[str, Any]:
    """The settings of the app that runs, for the few below the web that depend on one."""
    return current_app.config


def fresh_context() -> AbstractContextManager[Any]:
    """A context beside the one of now, with a database session of its own."""
    return current_app.app_context()
