"""Which column of a file is which attribute of a record: one table for import and export."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import String, Table

from crm.agreements.models import Agreement, Signatory, agreement_link
from crm.agreements.states import KINDS as AGREEMENT_KINDS
from crm.agreements.states import SIDES, STATES
from crm.core.db import VISIBILITIES
from crm.exchange.formats import FORMATS, Format
from crm.links.kinds import CHANNELS, DEPTHS, ORIGINS, STATUSES
from crm.links.models import ContactMoment, Link, moment_party, moment_person
from crm.parties.kinds import SECTORS, PartyKind, Phase
from crm.parties.models import (
    InitiativeProfile,
    Party,
    party_area,
    party_target_group,
    party_theme,
)
from crm.people.kinds import HOLDING_ROLES, ROLES
from crm.people.models import AccountHolding, ContactRole, Person
from crm.resources.models import (
    DIRECTIONS,
    OFFER_STATUSES,
    RESOURCE_KINDS,
    SCHEME_KINDS,
    WITHOUT_PARTY,
    Grant,
    Offer,
    Scheme,
    offer_area,
    offer_theme,
    scheme_theme,
)
from crm.taxonomy.models import AREA_KINDS, Area, Theme

TARGET_GROUPS = "doelgroepen"
LINK_KINDS = "verbindingssoorten"


@dataclass(frozen=True, slots=True)
class Field:
    """A column that holds a value. `default` is for a new record, and for a cleared cell."""

    column: str
    attribute: str
    default: Any = ""
    choices: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Pointer:
    """A column that names one other record, of the kind `to`."""

    column: str
    attribute: str
    to: str


@dataclass(frozen=True, slots=True)
class ListOf:
    """A column that names several other records, kept in a table between the two."""

    column: str
    to: str
    table: Table
    own: str
    other: str


@dataclass(frozen=True)
class Mapping:
    """How the rows of one file are records; `tag` is the first half of its audit tags."""

    format: Format
    model: type[Any]
    tag: str
    fields: tuple[Field, ...]
    pointers: tuple[Pointer, ...] = ()
    lists: tuple[ListOf, ...] = ()
    default_visibility: str = "netwerk"

    @property
    def name(self) -> str:
        """The name of the file without its suffix."""
        return self.format.name

    @cached_property
    def all_fields(self) -> tuple[Field, ...]:
        """Its own fields, and those that every record has."""
        return self.fields + _COMMON if self.format.is_record else self.fields

    @cached_property
    def has_reference(self) -> bool:
        """Whether a row carries a key of its own in `referentie`."""
        return "referentie" in self.format.by_name

    def longest(self, field: Field) -> int | None:
        """How long a text may be, from the column in the database; None when it may be any."""
        table = Party.__table__ if self.model is Party else self.model.__table__
        if field.attribute in PROFILE:
            table = InitiativeProfile.__table__
        kind = table.c[field.attribute].type
        return kind.length if isinstance(kind, String) else None


PROFILE = ("phase", "ambition", "started_on", "continuity", "paused_from", "stopped_because")
_COMMON = (
    Field("zichtbaarheid", "visibility", None, VISIBILITIES),
    Field("bestuurlijk_gevoelig", "sensitive", False),
    Field("gearchiveerd_op", "archived_at", None),
)
_PERIOD = (Field("begin", "begins_on", None), Field("eind", "ends_on", None))


def _fields(**columns: str) -> tuple[Field, ...]:
    """Plain text columns: `column="attribute"`."""
    return tuple(Field(column, attribute) for column, attribute in columns.items())


_ALL = (
    Mapping(
        FORMATS["gebieden"],
        Area,
        "area",
        (*_fields(code="code", naam="name"), Field("soort", "kind", "", AREA_KINDS)),
        (Pointer("bovenliggend", "parent_id", "gebieden"),),
    ),
    Mapping(
        FORMATS["themas"],
        Theme,
        "theme",
        _fields(naam="name"),
        (Pointer("bovenliggend", "parent_id", "themas"),),
    ),
    Mapping(
        FORMATS["partijen"],
        Party,
        "party",
        (
            *_fields(naam="name"),
            Field("soort", "kind", "", tuple(PartyKind)),
            Field("sector", "sector", None, SECTORS),
            *_fields(omschrijving="description", missie="mission", kernwaarden="core_values"),
            *_fields(belang="interest", website="website", sociale_media="social_media"),
            *_fields(email="email", telefoon="phone", kvk="kvk", rechtsvorm="legal_form"),
            *_fields(postcode="postcode", huisnummer="house_number", straat="street"),
            *_fields(plaats="place"),
            Field("fase", "phase", Phase.IDEA.value, tuple(Phase)),
            *_fields(ambitie="ambition"),
            Field("begonnen_op", "started_on", None),
            *_fields(borging="continuity"),
            Field("gepauzeerd_vanuit", "paused_from", None, tuple(Phase)),
            *_fields(gestopt_omdat="stopped_because"),
            Field("geheimhouding", "withheld", False),
            *_fields(bron="source"),
            Field("gecontroleerd_op", "verified_on", None),
        ),
        (Pointer("onderdeel_van", "parent_id", "partijen"),),
        (
            ListOf("themas", "themas", party_theme, "party_id", "theme_id"),
            ListOf("gebied", "gebieden", party_area, "party_id", "area_id"),
            ListOf("doelgroepen", TARGET_GROUPS, party_target_group, "party_id", "target_group_id"),
        ),
    ),
    Mapping(
        FORMATS["personen"],
        Person,
        "person",
        (
            *_fields(voorletters="initials", voornaam="first_name", voorvoegsel="name_prefix"),
            *_fields(achternaam="last_name", functie="function", email="email"),
            *_fields(telefoon="phone", expertise="expertise", takenpakket="tasks"),
            Field("naam_openbaar_sinds", "public_name_since", None),
        ),
        default_visibility="intern",
    ),
    Mapping(
        FORMATS["rollen"],
        ContactRole,
        "role",
        (
            Field("rol", "role", "", ROLES),
            Field("eerste_aanspreekpunt", "is_first_contact", False),
            *_PERIOD,
        ),
        (Pointer("persoon", "person_id", "personen"), Pointer("partij", "party_id", "partijen")),
    ),
    Mapping(
        FORMATS["accounthouders"],
        AccountHolding,
        "holding",
        (Field("rol", "role", "", HOLDING_ROLES), *_PERIOD),
        (
            Pointer("partij", "party_id", "partijen"),
            Pointer("persoon", "person_id", "personen"),
            Pointer("team", "team_id", "partijen"),
        ),
    ),
    Mapping(
        FORMATS["verbindingen"],
        Link,
        "link",
        (
            *_PERIOD,
            Field("niveau", "level_agreed", None),
            Field("diepte", "depth", "onbekend", DEPTHS),
            Field("sterkte", "strength", None),
            Field("status", "status", "actief", STATUSES),
            *_fields(toelichting="note", bron="source"),
            Field("herkomst", "origin", "import", ORIGINS),
        ),
        (
            Pointer("partij_a", "party_a_id", "partijen"),
            Pointer("partij_b", "party_b_id", "partijen"),
            Pointer("soort", "kind_id", LINK_KINDS),
            Pointer("initiatief", "initiative_id", "partijen"),
        ),
    ),
    Mapping(
        FORMATS["contactmomenten"],
        ContactMoment,
        "moment",
        (
            Field("tijdstip", "happened_at", None),
            Field("kanaal", "channel", "telefoon", CHANNELS),
            *_fields(onderwerp="subject", inhoud="content", vervolg="follow_up"),
            Field("vervolg_op", "follow_up_on", None),
            Field("vervolg_gedaan_op", "follow_up_done_on", None),
        ),
        (),
        (
            ListOf("partij", "partijen", moment_party, "moment_id", "party_id"),
            ListOf("persoon", "personen", moment_person, "moment_id", "person_id"),
        ),
        default_visibility="intern",
    ),
    Mapping(
        FORMATS["aanbod_en_gevraagd"],
        Offer,
        "offer",
        (
            Field("richting", "direction", "", DIRECTIONS),
            Field("soort", "kind", "", RESOURCE_KINDS),
            *_fields(titel="title", omschrijving="description"),
            Field("geldig_tot", "valid_until", None),
            Field("status", "status", "open", OFFER_STATUSES),
        ),
        (Pointer("partij", "party_id", "partijen"),),
        (
            ListOf("themas", "themas", offer_theme, "offer_id", "theme_id"),
            ListOf("gebied", "gebieden", offer_area, "offer_id", "area_id"),
        ),
    ),
    Mapping(
        FORMATS["regelingen"],
        Scheme,
        "scheme",
        (
            *_fields(naam="name"),
            Field("soort", "kind", "subsidieregeling", SCHEME_KINDS),
            Field("minimum", "minimum", None),
            Field("maximum", "maximum", None),
            Field("opent", "opens_on", None),
            Field("sluit", "closes_on", None),
            *_fields(voorwaarden="conditions"),
        ),
        (Pointer("aanbieder", "provider_id", "partijen"),),
        (ListOf("themas", "themas", scheme_theme, "scheme_id", "theme_id"),),
    ),
    Mapping(
        FORMATS["subsidies"],
        Grant,
        "grant",
        (
            *_fields(dossier="dossier", register="register"),
            Field("jaar", "year", None),
            *_fields(project="project", thema="theme", onderdeel="unit"),
            *_fields(periodiciteit="periodicity"),
            Field("aangevraagd", "asked", None),
            Field("verleend", "awarded", None),
            Field("vastgesteld", "settled", None),
            Field("peildatum", "reported_on", None),
            Field("zonder_partij", "without_party", None, WITHOUT_PARTY),
        ),
        (
            Pointer("regeling", "scheme_id", "regelingen"),
            Pointer("partij", "party_id", "partijen"),
        ),
    ),
    Mapping(
        FORMATS["overeenkomsten"],
        Agreement,
        "agreement",
        (
            *_fields(nummer="number"),
            Field("soort", "kind", "", AGREEMENT_KINDS),
            *_fields(titel="title", tekst="text"),
            *_PERIOD,
            Field("status", "status", "verkenning", STATES),
        ),
        (Pointer("initiatief", "initiative_id", "partijen"),),
        (ListOf("verbindingen", "verbindingen", agreement_link, "agreement_id", "link_id"),),
        default_visibility="intern",
    ),
    Mapping(
        FORMATS["ondertekenaars"],
        Signatory,
        "signatory",
        (
            *_fields(functie="function"),
            Field("kant", "side", "andere_partner", SIDES),
            Field("ondertekend_op", "signed_on", None),
        ),
        (
            Pointer("overeenkomst", "agreement_id", "overeenkomsten"),
            Pointer("partij", "party_id", "partijen"),
            Pointer("persoon", "person_id", "personen"),
        ),
    ),
)

MAPPINGS: dict[str, Mapping] = {one.name: one for one in _ALL}
