"""Commands: `flask crm …`."""

from __future__ import annotations

from flask import Flask
from flask.cli import AppGroup

from crm.cli import (
    accounts,
    backup,
    demo,
    exchange,
    generate,
    graph,
    learn,
    lookalikes,
    opportunities,
    remind,
    schema,
    work,
)

MODULES = (
    schema,
    accounts,
    demo,
    exchange,
    opportunities,
    learn,
    lookalikes,
    graph,
    generate,
    work,
    remind,
    backup,
)


def init_app(app: Flask) -> None:
    """Make the commands known to flask."""
    group = AppGroup("crm", help="Bruggenbouwer: inrichten, inlezen, uitvoeren, rangschikken.")
    for module in MODULES:
        for command in module.commands:
            group.add_command(command)
    app.cli.add_command(group)
