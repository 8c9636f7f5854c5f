"""The exchange format: which files there are, which columns they have, and of what kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

LONG_TEXT = 4000


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
    """One column; `longest` limits its text."""

    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    longest: int = 200


@dataclass(frozen=True)
class Format:
    """One file: its columns in order, and the ones that tell a row from another."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("referentie",)
    is_record: bool = True
    by_name: dict[str, Column] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {one.name: one for one in self.all_columns})

    @property
    def file(self) -> str:
        """The name of the file."""
        return f"{self.name}.csv"

    @cached_property
    def all_columns(self) -> tuple[Column, ...]:
        """Its own columns and, for records, the ones that every record may carry."""
        return self.columns + COMMON if self.is_record else self.columns

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The columns without which the file cannot be read."""
        return tuple(one.name for one in self.columns if one.required)


def _text(name: str, longest: int = 200) -> Column:
    return Column(name, longest=longest)


def _must(name: str, longest: int = 200) -> Column:
    return Column(name, required=True, longest=longest)


def _list(name: str) -> Column:
    return Column(name, Kind.LIST, longest=20_000)


def _day(name: str) -> Column:
    return Column(name, Kind.DAY)


def _amount(name: str) -> Column:
    return Column(name, Kind.AMOUNT)


def _whole(name: str) -> Column:
    return Column(name, Kind.WHOLE)


def _yes_no(name: str) -> Column:
    return Column(name, Kind.YES_NO)


COMMON = (
    _text("zichtbaarheid"),
    _yes_no("bestuurlijk_gevoelig"),
    Column("gearchiveerd_op", Kind.INSTANT),
)

_ALL = (
    Format(
        "gebieden",
        (_must("code"), _must("naam"), _must("soort"), _text("bovenliggend")),
        key=("code",),
        is_record=False,
    ),
    Format("themas", (_must("naam"), _text("bovenliggend")), key=("naam",), is_record=False),
    Format(
        "partijen",
        (
            _must("referentie"),
            _must("naam"),
            _must("soort"),
            _text("sector"),
            _text("omschrijving", LONG_TEXT),
            _text("missie", LONG_TEXT),
            _text("kernwaarden", LONG_TEXT),
            _text("belang", LONG_TEXT),
            _list("themas"),
            _list("gebied"),
            _list("doelgroepen"),
            _text("website", 500),
            _list("sociale_media"),
            _text("email", 254),
            _text("telefoon", 50),
            _text("kvk", 8),
            _text("rechtsvorm", 100),
            _text("postcode", 10),
            _text("huisnummer", 20),
            _text("straat"),
            _text("plaats"),
            _text("fase"),
            _text("ambitie", LONG_TEXT),
            _day("begonnen_op"),
            _text("borging", LONG_TEXT),
            _text("onderdeel_van"),
            _yes_no("geheimhouding"),
            _text("bron"),
            _day("gecontroleerd_op"),
        ),
    ),
    Format(
        "personen",
        (
            _must("referentie"),
            _text("voorletters", 10),
            _text("voornaam"),
            _text("voorvoegsel", 10),
            _must("achternaam"),
            _text("functie"),
            _text("email", 254),
            _text("telefoon", 50),
            _text("expertise", LONG_TEXT),
            _text("takenpakket", LONG_TEXT),
        ),
    ),
    Format(
        "rollen",
        (
            _must("persoon"),
            _must("partij"),
            _must("rol"),
            _yes_no("eerste_aanspreekpunt"),
            _day("begin"),
            _day("eind"),
        ),
        key=("persoon", "partij", "rol", "begin", "eind"),
    ),
    Format(
        "accounthouders",
        (_must("partij"), _text("persoon"), _text("team"), _must("rol"), _day("begin"), _day("eind")),
        key=("partij", "persoon", "team", "rol", "begin", "eind"),
    ),
    Format(
        "verbindingen",
        (
            _text("referentie"),
            _must("partij_a"),
            _must("partij_b"),
            _must("soort"),
            _day("begin"),
            _day("eind"),
            _whole("niveau"),
            _text("diepte"),
            _whole("sterkte"),
            _text("status"),
            _text("toelichting", LONG_TEXT),
            _text("bron"),
            _text("herkomst"),
        ),
    ),
    Format(
        "contactmomenten",
        (
            _text("referentie"),
            _list("partij"),
            _list("persoon"),
            Column("tijdstip", Kind.INSTANT),
            _text("kanaal"),
            _text("onderwerp"),
            _text("inhoud", 20_000),
            _text("vervolg", LONG_TEXT),
            _day("vervolg_op"),
        ),
    ),
    Format(
        "aanbod_en_gevraagd",
        (
            _text("referentie"),
            _must("partij"),
            _must("richting"),
            _must("soort"),
            _must("titel"),
            _text("omschrijving", LONG_TEXT),
            _list("themas"),
            _list("gebied"),
            _day("geldig_tot"),
            _text("status"),
        ),
    ),
    Format(
        "regelingen",
        (
            _must("referentie"),
            _must("naam"),
            _text("aanbieder"),
            _text("soort"),
            _list("themas"),
            _amount("minimum"),
            _amount("maximum"),
            _day("opent"),
            _day("sluit"),
            _text("voorwaarden", LONG_TEXT),
        ),
    ),
    Format(
        "subsidies",
        (
            _must("dossier"),
            _must("regeling"),
            _text("partij"),
            _whole("jaar"),
            _text("project", 500),
            _text("thema"),
            _text("onderdeel"),
            _text("periodiciteit"),
            _amount("aangevraagd"),
            _amount("verleend"),
            _amount("vastgesteld"),
            _day("peildatum"),
        ),
        key=("dossier",),
    ),
)

FORMATS: dict[str, Format] = {one.name: one for one in _ALL}
ALIASES = {"relaties": "verbindingen"}
COLUMN_KEYS = frozenset(column.name for one in _ALL for column in one.all_columns)
