"""What commands share: exit codes, who looks, and a schema that is up to date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from crm.accounts.queries import find_user
from crm.accounts.viewer import Viewer
from crm.core.dates import dutch_day, utc_now
from crm.core.errors import DomainError
from crm.core.schema import is_up_to_date

REFUSED, WRONG_USE, WITH_REFUSALS, OLD_SCHEMA = 1, 2, 3, 4


class Stop(click.ClickException):
    """Ends a command with a sentence on stderr and an exit code."""

    def __init__(self, sentence: str, code: int = REFUSED) -> None:
        super().__init__(sentence)
        # click declares one code for the class; each of ours has its own.
        self.exit_code = code  # type: ignore[misc]

    def show(self, file: Any = None) -> None:
        """The sentence alone, without click's `Error:`."""
        click.echo(self.message, err=True)


def today() -> date:
    """The Dutch day, or the one that the settings fix."""
    return current_app.config.get("TODAY") or dutch_day(utc_now())


def operator() -> Viewer:
    """Who runs a command: the operator of the system."""
    return Viewer.operator(today())


def viewer_as(email: str | None) -> Viewer:
    """The viewer of `--as`, else the operator; an unknown or disabled account is wrong use."""
    if email is None:
        return operator()
    user = find_user(email)
    if user is None or not user.active:
        raise Stop(f"Er is geen (actief) account ‘{email}’.", WRONG_USE)
    return Viewer(user.id, user.role_kind, today(), name=user.name, ref=user.ref)


def guarded(command: Callable[..., Any]) -> Callable[..., Any]:
    """A command that needs the newest schema; a domain's refusal ends it with exit 1."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        require_schema()
        try:
            return command(*args, **kwargs)
        except DomainError as error:
            raise Stop(str(error)) from error

    return with_appcontext(run)


def require_schema() -> None:
    """Exit 4 when the database is missing or older than the code."""
    try:
        ready = is_up_to_date()
    except SQLAlchemyError as error:
        raise Stop(f"De database antwoordt niet: {type(error).__name__}.", OLD_SCHEMA) from error
    if not ready:
        raise Stop("De database is nog niet bij de tijd: draai eerst flask crm init.", OLD_SCHEMA)
