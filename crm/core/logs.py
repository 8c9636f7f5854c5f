"""Logs without personal data: where something went wrong and of what kind, never with what."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class Impersonal(logging.Formatter):
    """Tells of an error its kind and the lines of code it came through.

    What an error says of itself may quote a name or an address: a database gives the row that
    it refused.
    """

    def formatException(  # noqa: N802  (the name that logging calls)
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """The chain of errors, innermost first."""
        told: list[str] = []
        error, seen = ei[1], set[int]()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            lines = "".join(traceback.format_tb(error.__traceback__))
            told.append(f"{lines}{type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__ or error.__context__
        return "\n".join(reversed(told))


def keep_logs_impersonal() -> None:
    """Write the log to stderr in this form, unless who runs us arranged it otherwise."""
    root = logging.getLogger()
    if not root.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(Impersonal(FORMAT))
        root.addHandler(handler)
