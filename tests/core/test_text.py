"""Text made comparable, and money as Dutch text."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.core.money import money_text
from crm.core.text import fold, phone_digits, sort_key, stems, tidy, trigrams


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert tidy(tidy(text)) == tidy(text)
    assert all(sign == " " or (sign.isascii() and sign.isalnum()) for sign in fold(text))


def test_accents_and_punctuation_go() -> None:
    assert fold("Café ’t Hoekje, IJburg") == "cafe t hoekje ijburg"
    assert fold(None) == ""


def test_words_of_one_stem_meet() -> None:
    assert stems("tuinen") == stems("tuin")
    assert stems("Energiecoöperaties") == stems("energiecoöperatie")


def test_numbers_are_ordered_as_numbers() -> None:
    names = ["Kavel 10", "kavel 2", "Éénhoorn", "Zaal"]
    assert sorted(names, key=sort_key) == ["Éénhoorn", "kavel 2", "Kavel 10", "Zaal"]


def test_trigrams_know_where_words_begin() -> None:
    assert trigrams("De Ark") == {" de", "de ", " ar", "ark", "rk "}


@pytest.mark.parametrize(
    "phone", ["06 12345678", "+31 6 1234 5678", "0031612345678", "06-12345678"]
)
def test_one_phone_number_in_every_spelling(phone: str) -> None:
    assert phone_digits(phone) == "0612345678"


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        (Decimal(1250), "€ 1.250,00"),
        (Decimal("0.5"), "€ 0,50"),
        (Decimal("-1234567.89"), "€ -1.234.567,89"),
        (None, ""),
    ],
)
def test_money(amount: Decimal | None, told: str) -> None:
    assert money_text(amount) == told
