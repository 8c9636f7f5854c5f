"""Reading: encoding, delimiter, sheet and header are found; broken files are refused."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from crm.exchange.reading import LARGEST_FILE
from crm.exchange.register import read_register
from crm.exchange.sources import open_source
from crm.exchange.tables import BadRow, Row, Unreadable

DATA = Path(__file__).parents[1] / "data"
SHAPES = ("2016_komma.csv", "2016_data.txt", "2016.xlsx")
HEAD = "referentie,naam,soort\n"


def parties(tmp_path: Path, content: bytes) -> list[Row | BadRow]:
    """The rows of a file `partijen.csv` with this content."""
    path = tmp_path / "partijen.csv"
    path.write_bytes(content)
    with open_source(path) as source:
        return list(source.tables["partijen"].rows())


def why_refused(tmp_path: Path, name: str, content: bytes) -> str:
    path = tmp_path / name
    path.write_bytes(content)
    try:
        with open_source(path) as source:
            for table in [*source.tables.values(), source.register]:
                list(table.rows() if table else ())
    except Unreadable as error:
        return error.code
    return "gelezen"


@pytest.mark.parametrize("name", SHAPES)
def test_the_shapes_of_one_register_hold_the_same(name: str) -> None:
    with open_source(DATA / "register" / name) as source:
        assert source.register is not None
        assert source.profile is not None
        found = read_register(source.register, source.profile)
    assert not found.refusals
    assert [row.dossier for row in found.rows] == [f"VB-00{n}" for n in range(1, 9)]
    assert [str(row.awarded) for row in found.rows[:3]] == ["450.50", "1200.00", "0.00"]
    assert found.rows[1].project == "Café ‘t Hoekje"
    assert found.rows[3].applicant == 'Buurtkoor "De Valse Noot"'
    assert {str(row.as_of) for row in found.rows} == {"2016-10-31"}
    assert [row.is_anonymous for row in found.rows][:2] == [True, False]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("eol", ["\n", "\r\n", "\r"])
def test_encoding_delimiter_and_line_ends_are_found(
    tmp_path: Path, encoding: str, delimiter: str, eol: str
) -> None:
    lines = [
        ["Referentie ", "NAAM", "soort"],
        ["p1", "Café, één; twee", "fonds"],
        [],
        ["p2", "x", "y"],
    ]
    text = eol.join(delimiter.join(f'"{cell}"' for cell in line) for line in lines) + eol
    rows = parties(tmp_path, text.encode(encoding))
    assert rows == [Row(2, ("p1", "Café, één; twee", "fonds")), Row(4, ("p2", "x", "y"))]


def test_a_row_knows_the_physical_line_where_it_starts(tmp_path: Path) -> None:
    content = HEAD + 'p1,"een\ntwee\n\ndrie",fonds\n\np2,b,fonds\n'
    assert [row.line for row in parties(tmp_path, content.encode())] == [2, 7]


def test_a_title_above_the_header_is_passed_over(tmp_path: Path) -> None:
    rows = parties(tmp_path, f"Overzicht\n\n{HEAD}p1,a,fonds\n".encode())
    assert rows == [Row(4, ("p1", "a", "fonds"))]


def test_rows_that_do_not_fit_are_bad_and_the_rest_is_read(tmp_path: Path) -> None:
    content = (
        HEAD + 'p1,a\np2,a,b,c\np3,a,fonds,,\np4,"a"b,fonds\n' + f"p5,{'x' * 200_000},f\np6,a,f\n"
    )
    rows = parties(tmp_path, content.encode())
    told = [(row.line, getattr(row, "code", "")) for row in rows]
    assert told == [
        (2, "te_weinig_cellen"),
        (3, "te_veel_cellen"),
        (4, ""),
        (5, "aanhalingsteken"),
        (6, "te_lang"),
        (7, ""),
    ]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("partijen.csv", b"", "leeg"),
        ("partijen.csv", b"\x00\x01\x02" * 1000, "geen_tekst"),
        ("partijen.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "geen_tekst"),
        ("partijen.csv", b"iets,anders\n1,2\n", "onbekende_kolommen"),
        ("partijen.csv", b"naam,naam,soort\n1,2,3\n", "dubbele_kolom"),
        ("partijen.csv", HEAD.encode() + b'p1,"nooit dicht,fonds\np2,a,fonds\n', "aanhalingsteken"),
        ("register.csv", b"DOSSIERNUMMER;AANVRAGER\n1;2\n", "kolom_ontbreekt"),
        ("register.xlsx", b"PK\x03\x04 geen zip", "beschadigd"),
        ("oud.xls", b"\xd0\xcf\x11\xe0" + bytes(100), "oud_excel"),
    ],
)
def test_broken_files_are_refused(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    assert why_refused(tmp_path, name, content) == code


def test_a_file_of_200_mb_is_refused_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "partijen.csv"
    with path.open("wb") as file:
        file.write(HEAD.encode())
        file.truncate(200_000_000)
    assert LARGEST_FILE < 200_000_000
    with pytest.raises(Unreadable) as refused, open_source(path):
        pass
    assert refused.value.code == "te_groot"


def test_the_sheet_that_holds_the_register_is_found(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(DATA / "register" / "2016.xlsx")
    hidden = book.copy_worksheet(book["Blad1"])
    hidden.sheet_state = "hidden"
    notes = book.create_sheet("Uitleg", 0)
    notes.append(["Dit is een toelichting"])
    book.move_sheet(hidden, -4)
    book.save(tmp_path / "register.xlsx")
    with open_source(tmp_path / "register.xlsx") as source:
        assert source.register is not None
        assert len(list(source.register.rows())) == 8


def test_a_zip_and_a_workbook_are_read_as_a_folder(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "alles.zip", "w") as archive:
        archive.writestr("map/partijen.csv", HEAD + "p1,a,fonds\n")
        archive.writestr("map/foto.png", b"x")
    book = openpyxl.Workbook()
    book.active.title = "partijen"
    book.active.append(["referentie", "naam", "soort"])
    book.active.append(["p1", "a", "fonds"])
    book.active.append([None, None, None])
    book.save(tmp_path / "alles.xlsx")
    for name, unknown in (("alles.zip", ["foto.png"]), ("alles.xlsx", [])):
        with open_source(tmp_path / name) as source:
            assert list(source.tables["partijen"].rows()) == [Row(2, ("p1", "a", "fonds"))]
            assert source.unknown == unknown


def test_the_same_file_twice_is_refused(tmp_path: Path) -> None:
    for name in ("verbindingen.csv", "relaties.csv"):
        (tmp_path / name).write_text("partij_a,partij_b,soort\n")
    with pytest.raises(Unreadable) as refused, open_source(tmp_path):
        pass
    assert refused.value.code == "dubbel_bestand"


def test_what_a_workbook_hides_or_counts_is_told(tmp_path: Path) -> None:
    path = tmp_path / "partijen.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "partijen"
    book.active.append(["referentie", "naam", "soort"])
    book.active.append(["p1", "=A2", "fonds"])
    book.active.append(["p2", "b", "fonds"])
    book.create_sheet("geheim").sheet_state = "hidden"
    book.save(path)
    with open_source(path) as source:
        rows = list(source.tables["partijen"].rows())
        assert [getattr(row, "code", "") for row in rows] == ["formule", ""]
        assert "‘geheim’ is verborgen" in source.notes[0]


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"xl/workbook.bin": b"x"}, "ander_werkblad"),
        ({"content.xml": b"x", "mimetype": b"x"}, "ander_werkblad"),
        ({"foto.png": b"x"}, "onbekende_bestanden"),
        ({f"{n}.txt": b"x" for n in range(1100)}, "te_groot"),
        ({"partijen.csv": b"0" * 90_000_000, **{f"{n}.csv": b"0" * 60_000_000 for n in range(4)}},
         "te_groot"),
    ],
)  # fmt: skip
def test_packed_files_that_we_do_not_read(
    tmp_path: Path, parts: dict[str, bytes], code: str
) -> None:
    with zipfile.ZipFile(tmp_path / "iets.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as zip_:
        for name, content in parts.items():
            zip_.writestr(name, content)
    assert why_refused(tmp_path, "iets.zip", (tmp_path / "iets.zip").read_bytes()) == code


def test_a_million_rows_are_refused_plainly(tmp_path: Path) -> None:
    path = tmp_path / "partijen.csv"
    path.write_bytes(HEAD.encode() + b"p,a,f\n" * 300_000)
    with open_source(path) as source, pytest.raises(Unreadable) as refused:
        for _ in source.tables["partijen"].rows():
            pass
    assert refused.value.code == "te_veel_rijen"
    assert "250.000 rijen" in str(refused.value)
