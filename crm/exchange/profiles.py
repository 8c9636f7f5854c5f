"""Mapping profiles: which column of a register means what."""

from __future__ import annotations

from dataclasses import dataclass

from crm.exchange.wanted import AREAS


@dataclass(frozen=True, slots=True)
class Municipality:
    """The municipality whose register it is."""

    name: str
    area_code: str
    area_name: str


@dataclass(frozen=True, slots=True)
class RegisterProfile:
    """How a register of subsidies is read; `columns` maps a field to the key of its column.

    `district_prefix` marks the units that are areas; the others are departments. `amounts` and
    `days` say how those are written; empty means the way of our own format. `scheme_name` is the
    scheme of rows that name none.
    `is_public` says that the source itself is published, so that it may be shown to everybody.
    """

    name: str
    title: str
    source: str
    is_public: bool
    municipality: Municipality
    district_prefix: str
    anonymous: frozenset[str]
    party_kind: str
    scheme_kind: str
    columns: dict[str, str]
    optional: frozenset[str] = frozenset()
    amounts: str = ""
    days: str = ""
    scheme_name: str = ""

    @property
    def required_fields(self) -> frozenset[str]:
        """The fields whose cells may not be empty, of those that a row must have."""
        return frozenset(self.columns) - self.optional

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that must be there."""
        return tuple(key for name, key in self.columns.items() if name not in self.optional)


@dataclass(frozen=True, slots=True)
class ListProfile:
    """How a list of parties or of areas is read; `columns` maps a field to its column's key.

    `kind` is what a row is when no column says so: of a party the stored kind (empty: guessed
    from its name), of an area its kind (empty: by its code). `only` is the code of the one
    municipality whose areas are wanted, empty for all.
    """

    name: str
    title: str
    source: str
    is_public: bool
    target: str
    columns: dict[str, str]
    optional: frozenset[str] = frozenset()
    days: str = ""
    kind: str = ""
    only: str = ""

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that must be there."""
        return tuple(key for name, key in self.columns.items() if name not in self.optional)


Profile = RegisterProfile | ListProfile


AMSTERDAM = RegisterProfile(
    name="amsterdam-subsidieregister",
    title="Openbaar subsidieregister van Amsterdam",
    source="Gemeente Amsterdam / Openbaar subsidieregister",
    is_public=True,
    municipality=Municipality("Gemeente Amsterdam", "GM0363", "Amsterdam"),
    district_prefix="stadsdeel ",
    anonymous=frozenset({"(particulier)"}),
    party_kind="maatschappelijke_organisatie",
    scheme_kind="subsidieregeling",
    columns={
        "dossier": "dossiernummer",
        "applicant": "aanvrager",
        "scheme": "regelingnaam",
        "theme": "beleidsterrein",
        "unit": "organisatieonderdeel",
        "project": "project_naam",
        "periodicity": "type_periodiciteit",
        "asked": "bedrag_aangevraagd",
        "awarded": "bedrag_verleend",
        "settled": "bedrag_vastgesteld",
        "year": "subsidiejaar",
        "as_of": "datum_overzicht",
        "table": "table_name",
    },
    optional=frozenset({"table"}),
)

CBS_AREAS = ListProfile(
    name="cbs-gebieden",
    title="Gebieden van het CBS",
    source="Centraal Bureau voor de Statistiek",
    is_public=True,
    target=AREAS,
    columns={
        "code": "code",
        "naam": "naam",
        "soort": "soort",
        "bovenliggend": "ouder_code",
        "gemeente": "gemeente_code",
    },
    optional=frozenset({"soort", "bovenliggend", "gemeente"}),
)

PROFILES: dict[str, Profile] = {one.name: one for one in (AMSTERDAM, CBS_AREAS)}
