"""Logs tell where and of what kind, never with what."""

from __future__ import annotations

import logging
import sys

from sqlalchemy.exc import IntegrityError

from crm.core.logs import Impersonal


def test_an_error_in_the_log_quotes_nobody() -> None:
    who = "Wil Bos"
    try:
        try:
            raise ValueError(f"Key (name)=({who}) already exists")
        except ValueError as cause:
            raise IntegrityError("INSERT", {"name": who}, cause) from cause
    except IntegrityError:
        record = logging.LogRecord("x", 40, __file__, 1, "error 12ab", (), sys.exc_info())
    told = Impersonal("%(message)s").format(record)
    assert "error 12ab" in told
    assert "ValueError" in told
    assert "sqlalchemy.exc.IntegrityError" in told
    assert "test_logs.py" in told
    assert who not in told
