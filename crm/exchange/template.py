"""An empty workbook of our own format: a sheet per file, and a sheet that explains the columns."""

from __future__ import annotations

from collections.abc import Iterator

from crm.exchange.attributes import Mapping
from crm.exchange.export import Rows, as_workbook
from crm.exchange.formats import Column, Kind
from crm.exchange.mapping import MAPPINGS
from crm.exchange.sources import EXPLANATION

HEAD = ("blad", "kolom", "moet ingevuld", "wat erin staat")
INTRO = (
    ("Vul alleen de bladen in die u nodig hebt. Lege bladen worden overgeslagen.", "", "", ""),
    ("Verander de namen van de bladen en de kolommen niet.", "", "", ""),
    ("", "", "", ""),
)
HOLDS = {
    Kind.TEXT: "tekst",
    Kind.LIST: "een of meer, met ; ertussen",
    Kind.DAY: "een datum, zoals 2026-11-22",
    Kind.INSTANT: "een tijdstip, zoals 2026-11-22T16:11:31Z",
    Kind.AMOUNT: "een bedrag, zoals 1250.50",
    Kind.WHOLE: "een heel getal",
    Kind.YES_NO: "ja of nee",
}
EXPLAINED = {
    "referentie": "uw eigen sleutel: elk blad gebruikt die om naar deze regel te wijzen",
    "zichtbaarheid": "wie dit mag zien; leeg: zoals u bij het inlezen kiest",
    "bovenliggend": "de code of naam van wat erboven ligt",
    "gebied": "codes of namen van gebieden, met ; ertussen",
    "sector": "leeg: volgt uit de soort",
}


def template_workbook() -> bytes:
    """The workbook: `uitleg` first, then an empty sheet for every file."""
    files: dict[str, Rows] = {EXPLANATION: [*INTRO, HEAD, *_explained()]}
    for name, mapping in MAPPINGS.items():
        files[name] = [tuple(column.name for column in mapping.format.columns)]
    return as_workbook(files)


def _explained() -> Iterator[tuple[str, ...]]:
    for name, mapping in MAPPINGS.items():
        for column in mapping.format.columns:
            must = "ja" if column.required else ""
            yield name, column.name, must, _holds(mapping, column)


def _holds(mapping: Mapping, column: Column) -> str:
    if column.name in EXPLAINED:
        return EXPLAINED[column.name]
    choices = next((f.choices for f in mapping.all_fields if f.column == column.name), ())
    if choices:
        return "kies uit: " + ", ".join(map(str, choices))
    pointed = [one.to for one in mapping.pointers if one.column == column.name]
    pointed += [one.to for one in mapping.lists if one.column == column.name]
    several = ", met ; ertussen" if column.kind is Kind.LIST else ""
    if pointed and pointed[0] in MAPPINGS:
        return f"de {MAPPINGS[pointed[0]].format.key[0]} van het blad {pointed[0]}{several}"
    return HOLDS[column.kind]
