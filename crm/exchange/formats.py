"""The exchange format: which files there are, which columns they have, and of what kind."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property


class Kind(Enum):
    """What a cell holds."""

    TEXT = "tekst"
    LIST = "lijst"
    DAY = "datum"
    INSTANT = "tijdstip"
    AMOUNT = "bedrag"
    WHOLE = "heel getal"
    YES_NO = "ja of nee"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; a required one must be there and may not be empty."""

    name: str
    kind: Kind = Kind.TEXT
    required: bool = False


@dataclass(frozen=True)
class Format:
    """One file: its columns in order.

    `is_record` says that a row may carry the columns every record has; `key` are the columns
    that rows are sorted by and that tell one row from another.
    """

    name: str
    own_columns: tuple[Column, ...]
    key: tuple[str, ...] = ("referentie",)
    is_record: bool = True

    @property
    def file(self) -> str:
        """The name of the file."""
        return f"{self.name}.csv"

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Its own columns and, for records, the ones that every record may carry."""
        return self.own_columns + COMMON if self.is_record else self.own_columns

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Its columns by name."""
        return {column.name: column for column in self.columns}

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The columns without which the file cannot be read."""
        return tuple(column.name for column in self.own_columns if column.required)


_MARKS = {
    "!": (Kind.TEXT, True),
    "": (Kind.TEXT, False),
    ";": (Kind.LIST, False),
    "d": (Kind.DAY, False),
    "t": (Kind.INSTANT, False),
    "e": (Kind.AMOUNT, False),
    "n": (Kind.WHOLE, False),
    "?": (Kind.YES_NO, False),
}


def _columns(*names: str) -> tuple[Column, ...]:
    """Columns from `name` or `name:mark`; the marks are those of the table above."""
    found = []
    for text in names:
        name, _, mark = text.partition(":")
        found.append(Column(name, *_MARKS[mark]))
    return tuple(found)


COMMON = _columns("zichtbaarheid", "bestuurlijk_gevoelig:?", "gearchiveerd_op:t")

_ALL = (
    Format(
        "gebieden",
        _columns("code:!", "naam:!", "soort:!", "bovenliggend"),
        key=("code",),
        is_record=False,
    ),
    Format("soorten_aanbod", _columns("code:!", "naam:!"), key=("code",), is_record=False),
    Format("themas", _columns("naam:!", "bovenliggend"), key=("naam",), is_record=False),
    Format(
        "partijen",
        _columns(
            *("referentie:!", "naam:!", "soort:!", "sector", "omschrijving", "missie"),
            *("kernwaarden", "belang", "themas:;", "gebied:;", "doelgroepen:;", "website"),
            *("sociale_media", "email", "telefoon", "kvk", "rechtsvorm", "postcode"),
            *("huisnummer", "straat", "plaats", "fase", "ambitie", "begonnen_op:d", "borging"),
            *("gepauzeerd_vanuit", "gestopt_omdat", "onderdeel_van", "geheimhouding:?", "bron"),
            *("gecontroleerd_op:d", "contactritme:n"),
        ),
    ),
    Format(
        "personen",
        _columns(
            *("referentie:!", "voorletters", "voornaam", "voorvoegsel", "achternaam:!"),
            *("functie", "email", "telefoon", "expertise", "takenpakket"),
            *("naam_openbaar_sinds:d", "naam_openbaar_hoe", "naam_openbaar_tot:d"),
        ),
    ),
    Format(
        "rollen",
        _columns(
            *("persoon:!", "partij:!", "rol:!", "eerste_aanspreekpunt:?", "begin:d", "eind:d"),
        ),
        key=("persoon", "partij", "rol", "begin", "eind"),
        is_record=False,
    ),
    Format(
        "accounthouders",
        _columns("partij:!", "persoon", "team", "rol:!", "begin:d", "eind:d"),
        key=("partij", "persoon", "team", "rol", "begin", "eind"),
        is_record=False,
    ),
    Format(
        "portefeuilles",
        _columns("persoon:!", "naam:!", "themas:;", "begin:d", "eind:d"),
        key=("persoon", "naam", "begin", "eind"),
        is_record=False,
    ),
    Format(
        "wegwijzers",
        _columns("persoon:!", "thema:!", "begin:d", "eind:d"),
        key=("persoon", "thema", "begin", "eind"),
        is_record=False,
    ),
    Format(
        "verbindingen",
        _columns(
            *("referentie", "partij_a:!", "partij_b:!", "soort:!", "begin:d", "eind:d"),
            *("niveau:n", "diepte", "sterkte:n", "status", "toelichting", "bron", "herkomst"),
            *("initiatief", "volgende_stap", "volgende_stap_op:d"),
        ),
    ),
    Format(
        "verbindingskanten",
        _columns(
            *("verbinding:!", "partij:!", "niveau_ervaren:n", "bevestigd_op:d", "bevestigd_via"),
            *("bevestigd_door", "voorgesteld:?"),
        ),
        key=("verbinding", "partij"),
        is_record=False,
    ),
    Format(
        "contactmomenten",
        _columns(
            *("referentie", "partij:;", "persoon:;", "tijdstip:t", "kanaal", "onderwerp"),
            *("inhoud", "vervolg", "vervolg_op:d", "vervolg_gedaan_op:d", "plaats"),
        ),
    ),
    Format(
        "aanbod_en_gevraagd",
        _columns(
            *("referentie", "partij:!", "richting:!", "soort:!", "titel:!", "omschrijving"),
            *("themas:;", "gebied:;", "geldig_tot:d", "status", "reageerden:;", "vervuld_door:;"),
        ),
    ),
    Format(
        "doelen",
        _columns(
            *("referentie:!", "titel:!", "niveau", "bovenliggend", "nota", "vindplaats"),
            *("portefeuille", "afdeling", "themas:;", "gebied:;", "begin:d", "eind:d"),
            "zoekt_bijdrage:?",
        ),
    ),
    Format(
        "bijdragen_aan_doelen",
        _columns("partij:!", "doel:!", "aard", "bevestigd_op:d"),
        key=("partij", "doel"),
        is_record=False,
    ),
    Format(
        "vragen",
        _columns(
            *("referentie", "partij:!", "soort", "vraag:!", "toelichting", "gesteld_op:d"),
            *("afdeling", "behandelaar", "ligt_daar_sinds:d", "volgende_stap"),
            *("volgende_stap_op:d", "beantwoord_op:d", "antwoord"),
        ),
    ),
    Format(
        "toezeggingen",
        _columns(
            *("referentie", "van:!", "aan:!", "toezegging:!", "toelichting", "toegezegd_op:d"),
            *("uiterlijk_op:d", "nagekomen_op:d", "is_dit_gedaan", "wat_de_ander_zegt"),
            "gezegd_op:d",
        ),
    ),
    Format(
        "regelingen",
        _columns(
            *("referentie:!", "naam:!", "aanbieder", "soort", "themas:;", "minimum:e"),
            *("maximum:e", "opent:d", "sluit:d", "voorwaarden"),
        ),
    ),
    Format(
        "subsidies",
        _columns(
            *("dossier:!", "regeling:!", "partij", "jaar:n", "project", "thema", "onderdeel"),
            *("periodiciteit", "aangevraagd:e", "verleend:e", "vastgesteld:e", "peildatum:d"),
            *("register", "zonder_partij"),
        ),
        key=("dossier", "register"),
    ),
    Format(
        "overeenkomsten",
        _columns(
            *("referentie", "nummer:!", "soort:!", "titel:!", "initiatief", "begin:d", "eind:d"),
            *("status", "tekst", "verbindingen:;"),
        ),
    ),
    Format(
        "ondertekenaars",
        _columns("overeenkomst:!", "partij:!", "persoon", "functie", "kant", "ondertekend_op:d"),
        key=("overeenkomst", "partij"),
        is_record=False,
    ),
    Format(
        "notities",
        _columns(
            *("referentie", "partij", "persoon", "verbinding", "overeenkomst", "soort:!"),
            *("tekst:!", "verloopt_op:d"),
        ),
    ),
    Format(
        "kennismakingen",
        _columns(
            *("referentie:!", "stand:!", "voorgesteld_door", "waarom", "bericht"),
            *("gegevens_gedeeld_op:t", "ontmoet_op:d", "mag_weer_getoond_op:d", "verbindingen:;"),
        ),
    ),
    Format(
        "partijen_bij_kennismakingen",
        _columns(
            *("kennismaking:!", "partij:!", "persoon", "gevraagd_op:t", "herinnerd_op:d"),
            *("antwoord", "gezegd_op:d", "gezegd_hoe", "gezegd_door", "erbij_gezegd"),
        ),
        key=("kennismaking", "partij"),
        is_record=False,
    ),
    Format(
        "opbrengsten_van_kennismakingen",
        _columns("kennismaking:!", "na_maanden:n", "partij", "opbrengst:!", "gezegd_op:d"),
        key=("kennismaking", "na_maanden", "partij"),
        is_record=False,
    ),
    Format(
        "weggelegde_kansen",
        _columns(
            *("referentie", "partij_a:!", "partij_b:!", "wat:!", "tot:d", "waarom", "toelichting"),
        ),
    ),
)

FORMATS: dict[str, Format] = {one.name: one for one in _ALL}
ALIASES = {"relaties": "verbindingen"}
COLUMN_KEYS = frozenset(column.name for one in _ALL for column in one.columns)
