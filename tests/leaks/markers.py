"""Markers: words that stand nowhere else, in every free text column of a record."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import CheckConstraint, String, inspect

from crm.core.db import Base, Record

# Columns that are not for people to write in, or that follow from others by themselves.
NOT_WRITTEN = {"ref", "reference", "visibility", "created_by", "changed_by"}
DERIVED = {"sort_key", "folded", "stems", "phone_reversed"}
# Text that is no secret of a record: everybody in the network may read it, or nobody is shown it.
NO_SECRETS = {
    "account", "area", "event", "former_name", "import_change", "import_profile", "import_run",
    "learning", "lesson", "link_kind", "mail", "offer_kind", "personal_link", "reading",
    "recovery_code", "setting", "sharing", "sign_in_attempt", "sign_in_session", "source_name",
    "source_record", "target_group", "theme",
}  # fmt: skip
LETTERS = "bcdfghjklmnpqrstvwxz"
WORD = 9


def marker(*parts: str) -> str:
    """A word of letters only, so that folding, stemming and searching leave it as it is."""
    digest = hashlib.sha256(":".join(parts).encode()).digest()
    return "qx" + "".join(LETTERS[byte % len(LETTERS)] for byte in digest[: WORD - 2])


def record_classes() -> list[type[Any]]:
    """Every class of record there is: a new one is found by itself."""
    return [model for model in written_classes() if issubclass(model, Record)]


def written_classes() -> list[type[Any]]:
    """Every class with a column that people write text in, which may be secret."""
    found = [one.class_ for one in Base.registry.mappers if written_columns(one.class_)]
    secret = [model for model in found if model.__tablename__ not in NO_SECRETS]
    return sorted(secret, key=lambda model: str(model.__tablename__))


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


def shared_words(model: type[Any], secrets: Collection[str]) -> set[str]:
    """The words to look for so that every hidden record of a class is found by every column.

    A column that is too short for a second word has one per way of hiding.
    """
    table, found = str(model.__tablename__), set()
    for column, length in written_columns(model).items():
        if _has_room(length):
            found.add(marker(table, column))
        else:
            found |= {marker(table, column, secret)[:length] for secret in secrets}
    return found


@dataclass
class Marked:
    """The markers by how they are hidden, each with where it stands, and the tables they are in."""

    words: dict[str, dict[str, str]] = field(default_factory=dict)
    tables: set[str] = field(default_factory=set)

    def mark(self, record: Any, secret: str) -> dict[str, str]:
        """Write markers in every free text column; returns them by column.

        Beside its own marker a column holds a word that it shares with all hidden records.
        """
        table = str(type(record).__tablename__)
        self.tables.add(table)
        found: dict[str, str] = {}
        for column, length in written_columns(type(record)).items():
            word = marker(table, column, secret)[: length or WORD]
            text = f"{word} {marker(table, column)}" if _has_room(length) else word
            setattr(record, column, text)
            self.note(secret, word, f"{table}.{column}")
            found[column] = word
        return found

    def note(self, secret: str, word: str, where: str) -> None:
        """Remember a word that may not show, and where it stands."""
        self.words.setdefault(secret, {})[word] = f"{where} ({secret})"


def _has_room(length: int | None) -> bool:
    return not length or length > 2 * WORD
