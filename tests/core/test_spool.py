"""A list outside memory gives back what was put in, whatever its length."""

from __future__ import annotations

import pytest

from crm.core.spool import BLOCK, Spool


@pytest.mark.parametrize("length", [0, 1, BLOCK - 1, BLOCK, 2 * BLOCK + 3])
def test_it_gives_back_what_was_put_in(length: int) -> None:
    spool = Spool({"number": number} for number in range(length))
    assert len(spool) == length
    assert bool(spool) == (length > 0)
    assert [one["number"] for one in spool] == list(range(length))


def test_it_grows_after_it_was_read() -> None:
    spool = Spool(range(BLOCK + 1))
    reading = iter(spool)
    assert next(reading) == 0
    spool.extend(range(BLOCK + 1, 3 * BLOCK))
    assert list(spool) == list(range(3 * BLOCK))
