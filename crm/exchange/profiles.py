"""Mapping profiles: which column of a register means what."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Municipality:
    """The municipality whose register it is."""

    name: str
    area_code: str
    area_name: str


@dataclass(frozen=True, slots=True)
class RegisterProfile:
    """How a register of subsidies is read; `columns` maps a field to the key of its column.

    `district_prefix` marks the units that are areas; the others are departments.
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

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that must be there."""
        return tuple(key for name, key in self.columns.items() if name not in self.optional)


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

PROFILES: dict[str, RegisterProfile] = {AMSTERDAM.name: AMSTERDAM}
