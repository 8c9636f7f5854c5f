"""A Dutch name as people type it, taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.people.names import NameParts, name_parts


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("J. van den Berg", NameParts("J.", "", "van den", "Berg")),
        ("Amina El Idrissi", NameParts("", "Amina", "", "El Idrissi")),
        ("Noor de Vries-Smit", NameParts("", "Noor", "de", "Vries-Smit")),
        ("  Bos ", NameParts("", "", "", "Bos")),
        ("Jan van", NameParts("", "Jan", "", "van")),
        ("", NameParts()),
    ],
)
def test_a_name(typed: str, parts: NameParts) -> None:
    assert name_parts(typed) == parts


@given(st.text(st.sampled_from("ab. 'é"), max_size=300) | st.just("An van der van der van der Bos"))
def test_every_part_fits_its_column(typed: str) -> None:
    parts = name_parts(typed)
    assert len(parts.initials) <= 10
    assert len(parts.name_prefix) <= 10
    assert len(parts.first_name) <= 100
    assert len(parts.last_name) <= 100
