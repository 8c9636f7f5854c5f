"""What an unknown register holds, guessed from the names of its columns and their contents."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm.exchange.foreign import amount_style, day_style, plain_amount, plain_day, plain_list
from crm.exchange.guessing import Column, guess
from crm.exchange.sources import open_table
from crm.exchange.tables import BadRow, Row
from crm.exchange.wanted import AREAS, GRANTS, PARTIES, KnownNames


def columns(**cells: str) -> list[Column]:
    """Columns from `name="a|b"`; a double underscore stands for a blank."""
    return [
        Column(name.replace("__", " "), tuple(filter(None, text.split("|"))))
        for name, text in cells.items()
    ]


def test_the_names_that_municipalities_use_are_known() -> None:
    found = guess(
        columns(
            Ontvanger="Stichting A|Koor B",
            Subsidiejaar="2024|2025",
            Taakveld="Cultuur|Sport",
            Subsidieregeling="Groen|Groen",
            Zaaknummer="Z-1|Z-2",
            Aangevraagd__bedrag="€ 1.250,00|€ 300,-",
            Verleend__bedrag="1.250,00|",
            Vastgesteld__bedrag="|",
        )
    )
    assert found.target == GRANTS
    assert found.columns == {
        "applicant": "Ontvanger",
        "year": "Subsidiejaar",
        "theme": "Taakveld",
        "scheme": "Subsidieregeling",
        "dossier": "Zaaknummer",
        "asked": "Aangevraagd bedrag",
        "awarded": "Verleend bedrag",
        "settled": "Vastgesteld bedrag",
    }
    assert found.amounts == "komma"


def test_a_list_of_organisations_is_told_by_names_and_by_contents() -> None:
    found = guess(
        columns(
            Handelsnaam="Buurttuin|Koor",
            Type="vereniging|school",
            a="info@a.example|b@b.example",
            b="1234 AB|4321cd",
            c="www.a.nl|https://b.example/x",
            Contactpersoon="Jan de Vries|P. Bos",
        )
    )
    assert found.target == PARTIES
    assert found.columns == {
        "naam": "Handelsnaam",
        "soort": "Type",
        "email": "a",
        "postcode": "b",
        "website": "c",
        "contact": "Contactpersoon",
    }


def test_areas_are_told_by_their_codes() -> None:
    found = guess(columns(code="GM0001|GM0002", naam="Vliet|Dam", veiligheidsregio="VR1|VR1"))
    assert (found.target, found.columns) == (AREAS, {"code": "code", "naam": "naam"})


def test_what_stands_in_a_column_can_speak_against_its_name() -> None:
    found = guess(columns(naam="1|2", organisatie="Koor|Tuin", email="niet|bekend"))
    assert found.columns["naam"] == "organisatie"
    assert "email" not in found.columns


@pytest.mark.parametrize(
    ("text", "style", "plain"),
    [
        ("€ 1.250,50", "komma", "1250.50"),
        ("1.250", "komma", "1250"),
        ("1,250.50", "punt", "1250.50"),
        ("300,-", "komma", "300"),
        ("EUR 12", "punt", "12"),
        ("NULL", "punt", ""),
        ("-", "komma", ""),
        ("n.v.t.", "komma", ""),
        ("twaalf", "komma", "twaalf"),
        ("-5,00", "komma", "-5,00"),
    ],
)
def test_amounts(text: str, style: str, plain: str) -> None:
    assert plain_amount(text, style) == plain


@pytest.mark.parametrize(
    ("cells", "style"),
    [
        (["1.250,50", "3"], "komma"),
        (["1250.50"], "punt"),
        (["1.250", "12.000"], "komma"),
        (["1250"], "punt"),
    ],
)
def test_how_amounts_are_written(cells: list[str], style: str) -> None:
    assert amount_style(cells) == style


def test_days() -> None:
    assert plain_day("3-9-2026") == "2026-09-03"
    assert plain_day("03/09/2026", "maand") == "2026-03-09"
    assert plain_day("2026-09-03 10:00:00") == "2026-09-03"
    assert plain_day("3 september 2026") == "2026-09-03"
    assert plain_day("31-2-2026") == "31-2-2026"
    assert day_style(["1/2/2026", "1/31/2026"]) == "maand"
    assert day_style(["1/2/2026"]) == "dag"
    assert plain_list("Groen, Zorg / Wonen") == "Groen;Zorg;Wonen"


def test_a_table_of_which_nothing_is_known_is_still_read(tmp_path: Path) -> None:
    path = tmp_path / "iets.csv"
    path.write_bytes("Overzicht 2024\n\nfoo;bar;bar;\n1;2;3;x\n4;5;6;y\n".encode("cp1252"))
    with open_table(path, KnownNames()) as table:
        assert table.header == ("foo", "bar", "bar (2)")
        assert (table.header_line, table.delimiter) == (3, ";")
        rows = list(table.rows())
    assert [row.code for row in rows if isinstance(row, BadRow)] == ["te_veel_cellen"] * 2
    path.write_text("foo;bar;baz\n1;2;3\n4;5;6\n")
    with open_table(path, KnownNames()) as table:
        assert [row.cells for row in table.rows() if isinstance(row, Row)] == [
            ("1", "2", "3"),
            ("4", "5", "6"),
        ]
