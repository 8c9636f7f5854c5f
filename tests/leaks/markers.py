"""Markers: a word that stands nowhere else, in every free text column of a record."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from sqlalchemy import CheckConstraint, String, inspect

from crm.core.db import Base, Record

# Columns that are not for people to write in, or that follow from others by themselves.
NOT_WRITTEN = {"ref", "reference", "visibility", "created_by", "changed_by"}
DERIVED = {"sort_key", "folded", "stems", "phone_reversed"}
LETTERS = "bcdfghjklmnpqrstvwxz"


def marker(*parts: str) -> str:
    """A word of letters only, so that folding, stemming and searching leave it as it is."""
    digest = hashlib.sha256(":".join(parts).encode()).digest()
    return "qx" + "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:7])


def record_classes() -> list[type[Any]]:
    """Every class of record there is: a new one is found by itself."""
    found = [one.class_ for one in Base.registry.mappers if issubclass(one.class_, Record)]
    return sorted(found, key=lambda model: str(model.__tablename__))


def written_columns(model: type[Any]) -> dict[str, int | None]:
    """The free text columns of a table and their lengths: those no check limits to a list."""
    table = inspect(model).local_table
    checks = " ".join(
        str(one.sqltext) for one in table.constraints if isinstance(one, CheckConstraint)
    )
    return {
        column.key: column.type.length
        for column in table.columns
        if isinstance(column.type, String)
        and column.key not in NOT_WRITTEN | DERIVED
        and not column.foreign_keys
        and not re.search(rf"\b{column.key} IN \(", checks)
    }


def mark(record: Any, secret: str) -> dict[str, str]:
    """Write a marker in every free text column; returns the markers with where they stand."""
    found: dict[str, str] = {}
    for column, length in written_columns(type(record)).items():
        word = marker(type(record).__tablename__, column, secret)[: length or 200]
        setattr(record, column, word)
        found[word] = f"{type(record).__tablename__}.{column} ({secret})"
    return found
