"""The number an agreement gets by itself."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from crm.agreements.numbers import is_number, proposed_number


def test_the_same_ref_gives_the_same_number() -> None:
    ref = "7b0a1d6e-54b0-4f2e-9a52-0c2f7de2c111"
    number = proposed_number(ref, 2026)
    assert number == proposed_number(ref, 2026)
    assert number.startswith("2026-")


@given(st.uuids(version=4))
def test_it_is_short_and_easy_to_say(ref: UUID) -> None:
    number = proposed_number(str(ref), 2026)
    assert is_number(number)
    assert len(number) == 10
    assert not set(number[5:]) & set("01AEIOULSY")


def test_what_can_be_a_number() -> None:
    assert is_number("SOK 2026/014.b")
    assert not is_number("")
    assert not is_number("=1+1")
    assert not is_number("a" * 41)
