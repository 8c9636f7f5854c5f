"""Which applicants read like a person, and which like nobody. The names are invented."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from crm.parties.applicant_names import is_no_name, may_be_a_person
from tests.exchange.conftest import party

HEAD = (
    "TABLE_NAME;DOSSIERNUMMER;AANVRAGER;REGELINGNAAM;BELEIDSTERREIN;ORGANISATIEONDERDEEL;"
    "PROJECT_NAAM;TYPE_PERIODICITEIT;BEDRAG_AANGEVRAAGD;BEDRAG_VERLEEND;BEDRAG_VASTGESTELD;"
    "SUBSIDIEJAAR;DATUM_OVERZICHT"
)


@pytest.mark.parametrize(
    "name",
    ["J. de Vries", "A.B.Jansen", "Anja van der Berg", "Zohra Al Amrani", "fatma yildiz",
     "Marie-Louise Post", "P. Smit h.o. De Fietser"],
)  # fmt: skip
def test_a_person(name: str) -> None:
    assert may_be_a_person(name)


@pytest.mark.parametrize(
    "name",
    ["Stichting Anja Berg", "Taxi Berg", "Speeltuin Zeedijk", "De Hoop", "Kinderopvang Het Nest",
     "Berg Consultancy", "Bakkerij Jansen", "VV Waterland", "Tuin 77", "Buurthuis", "MKB Noord"],
)  # fmt: skip
def test_an_organisation(name: str) -> None:
    assert not may_be_a_person(name)


def test_no_name() -> None:
    assert is_no_name("Idem")
    assert is_no_name("- 12")
    assert not is_no_name("Idemitsu")


def test_the_preview_names_them_and_the_town_hall_only_sees_the_people(
    register: Callable[..., dict[str, Any]], app: Flask, tmp_path: Any
) -> None:
    rows = [
        f"R;D-{n};{name};Regeling;Groen;Dienst;P;Eenmalig;10.00;.00;NULL;2017;2017-06-01"
        for n, name in enumerate(["Anja van der Berg", "idem", "Stichting De Tuin"])
    ]
    path = tmp_path / "2017.csv"
    path.write_text("\r\n".join([HEAD, *rows]) + "\r\n", encoding="utf-8")
    told = " ".join(register(path)["meldingen"])
    assert "lijken: 1." in told
    assert "‘Anja van der Berg’" in told
    assert "geen naam: ‘idem’" in told
    assert "De Tuin" not in told
    with app.app_context():
        assert party("Anja van der Berg").visibility == "intern"
        assert party("Stichting De Tuin").visibility == "netwerk"
