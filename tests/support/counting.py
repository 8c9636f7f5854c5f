"""Which statements reach the database."""

from __future__ import annotations

from sqlalchemy import event

from crm.core.db import db


class counted:  # noqa: N801 (reads as a phrase)
    """The statements that reach the database meanwhile."""

    def __enter__(self) -> list[str]:
        self.statements: list[str] = []
        event.listen(db.engine, "before_cursor_execute", self._note)
        return self.statements

    def __exit__(self, *_: object) -> None:
        event.remove(db.engine, "before_cursor_execute", self._note)

    def _note(self, _conn: object, _cursor: object, statement: str, *_: object) -> None:
        self.statements.append(statement)
