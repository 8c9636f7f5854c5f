"""What the pages about an import share: words for kinds of record, and files to take along."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Response, send_file

from crm.exchange.export import as_csv, as_zip
from crm.exchange.refused import as_files

KIND_WORDS = {
    "partijen": "Partijen",
    "afdelingen": "Gemeente en afdelingen",
    "personen": "Personen",
    "rollen": "Rollen",
    "accounthouders": "Contactpersonen en accounthouders",
    "portefeuilles": "Portefeuilles van wethouders",
    "wegwijzers": "Wegwijzers",
    "verbindingen": "Verbindingen",
    "verbindingskanten": "Wat de kanten van verbindingen zeggen",
    "contactmomenten": "Contactmomenten",
    "aanbod_en_gevraagd": "Aanbod en vraag",
    "doelen": "Doelen",
    "bijdragen_aan_doelen": "Wie bijdraagt aan doelen",
    "vragen": "Vragen aan de gemeente",
    "toezeggingen": "Toezeggingen",
    "regelingen": "Regelingen",
    "subsidies": "Subsidies",
    "overeenkomsten": "Overeenkomsten",
    "ondertekenaars": "Ondertekenaars",
    "notities": "Notities",
    "gebieden": "Gebieden",
    "themas": "Thema’s",
    "soorten_aanbod": "Soorten aanbod",
    "doelgroepen": "Doelgroepen",
}
MOST_ROWS = 100
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def refused_file(refused: dict[str, Any]) -> Response:
    """One file as CSV, several in a zip."""
    files = as_files(refused)
    if len(files) == 1:
        return as_download(
            as_csv(*files.values()), "text/csv; charset=utf-8", "geweigerde-regels.csv"
        )
    return as_download(as_zip(files), "application/zip", "geweigerde-regels.zip")


def as_download(body: bytes, kind: str, name: str) -> Response:
    """A file to keep, under this name."""
    return send_file(BytesIO(body), mimetype=kind, as_attachment=True, download_name=name)


def told_above(*, people: bool, doubles: bool) -> tuple[str, ...]:
    """How the messages begin that a page tells in another way. Doubles come last in a report,
    so what no longer fitted is about them."""
    of_people = ("Namen die van een mens lijken",) if people else ()
    return (*of_people, *(("Mogelijk dubbel:", "En nog ") if doubles else ()))
