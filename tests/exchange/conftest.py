"""Importing invented files, and looking at what came of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.exchange.operations import Wish, import_path
from crm.parties.models import Party
from tests.support.settings import TODAY

DATA = Path(__file__).parents[1] / "data"
OPERATOR = Viewer.operator(TODAY)
Files = dict[str, str]


@pytest.fixture
def register(app: Flask) -> Callable[[str], dict[str, Any]]:
    """Import one shape of the invented register; gives the report."""

    def read(name: str, **options: Any) -> dict[str, Any]:
        with app.app_context():
            return import_path(DATA / "register" / name, Wish(**options), viewer=OPERATOR).report

    return read


@pytest.fixture
def folder(app: Flask, tmp_path: Path) -> Callable[[Files], dict[str, Any]]:
    """Import a folder of exchange files, given by name; gives the report."""
    made = 0

    def read(files: Files, **options: Any) -> dict[str, Any]:
        nonlocal made
        made += 1
        path = tmp_path / f"map{made}"
        path.mkdir()
        for name, content in files.items():
            (path / name).write_text(content, encoding="utf-8")
        viewer = options.pop("viewer", OPERATOR)
        with app.app_context():
            return import_path(path, Wish(**options), viewer=viewer).report

    return read


def party(name: str) -> Party:
    """The one party of this name."""
    return db.session.scalars(select(Party).where(Party.name == name)).one()


def fates(report: dict[str, Any], kind: str) -> tuple[int, int, int]:
    """How many of a kind are new, changed and the same."""
    found = report["records"][kind]
    return found["nieuw"], found["gewijzigd"], found["gelijk"]


def refused(report: dict[str, Any]) -> list[tuple[str, int, str, str]]:
    """Where rows were refused and why: file, line, column, code."""
    return [
        (one["bestand"], one["regel"], one["kolom"], one["code"]) for one in report["weigeringen"]
    ]
