"""Cells: from text to a value and back, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.exchange.cells import (
    BadCell,
    guard,
    join_list,
    read_amount,
    read_day,
    read_instant,
    read_whole,
    read_yes_no,
    split_list,
    unguard,
    write_amount,
    write_instant,
)


@given(st.text())
def test_a_guarded_text_comes_back(text: str) -> None:
    assert unguard(guard(text)) == text
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_sign_that_guards_nothing_belongs_to_the_text() -> None:
    assert unguard("'s-Hertogenbosch") == "'s-Hertogenbosch"
    assert unguard("'=1+1") == "=1+1"
    assert guard("'s-Hertogenbosch") == "''s-Hertogenbosch"


@given(st.lists(st.text().map(str.strip).filter(bool), unique=True))
def test_a_list_comes_back_sorted(values: list[str]) -> None:
    assert split_list(join_list(values)) == sorted(values)


def test_lists_are_read_as_people_write_them() -> None:
    assert split_list("Jeugd; Sport ;;Jeugd") == ["Jeugd", "Sport"]
    assert split_list(r"Zorg\;hulp;a\\b;c:\d") == ["Zorg;hulp", r"a\b", r"c:\d"]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("4000.00", "4000.00"),
        (".00", "0.00"),
        ("1850", "1850.00"),
        ("172.5", "172.50"),
        ("NULL", None),
        ("", None),
    ],
)
def test_amounts_as_registers_write_them(text: str, amount: str | None) -> None:
    assert read_amount(text) == (Decimal(amount) if amount else None)


@pytest.mark.parametrize(
    "text", ["12,50", "1.234.567", "4.000", "-5", "€ 5", "1e3", "x", ".", "9" * 16, "NaN", "٣"]
)
def test_bad_amounts_are_refused(text: str) -> None:
    with pytest.raises(BadCell):
        read_amount(text)


@given(st.decimals(min_value=0, max_value=10**11, places=2))
def test_an_amount_comes_back(amount: Decimal) -> None:
    assert read_amount(write_amount(amount)) == amount


@pytest.mark.parametrize("text", ["2026-02-30", "20260101", "1-2-2026", "2026-W01-1", "gisteren"])
def test_bad_days_are_refused(text: str) -> None:
    with pytest.raises(BadCell):
        read_day(text)


def test_days_and_instants_come_back() -> None:
    assert read_day("2026-11-22") == date(2026, 11, 22)
    moment = datetime(2026, 11, 22, 16, 11, 31, tzinfo=UTC)
    assert write_instant(moment) == "2026-11-22T16:11:31Z"
    assert read_instant("2026-11-22T16:11:31Z") == moment
    with pytest.raises(BadCell):
        read_instant("2026-11-22 16:11")


def test_yes_no_and_numbers() -> None:
    assert (read_yes_no("Ja"), read_yes_no("nee"), read_yes_no("")) == (True, False, None)
    assert (read_whole("12"), read_whole(" ")) == (12, None)
    for read, text in ((read_yes_no, "true"), (read_whole, "1.5"), (read_whole, "-1")):
        with pytest.raises(BadCell):
            read(text)
