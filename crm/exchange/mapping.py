"""Which column of a file is which attribute of a record: one table for import and export."""

from __future__ import annotations

from crm.agreements.models import Agreement, Signatory, agreement_link
from crm.agreements.states import KINDS as AGREEMENT_KINDS
from crm.agreements.states import SIDES, STATES
from crm.exchange.attributes import PERIOD, Field, ListOf, Mapping, Pointer, texts
from crm.exchange.formats import FORMATS
from crm.goals.kinds import LEVELS as GOAL_LEVELS
from crm.goals.kinds import NATURES
from crm.goals.models import Goal, PartyGoal, goal_area, goal_theme
from crm.links.kinds import CHANNELS, CONFIRMED_HOW, DEPTHS, ORIGINS, STATUSES
from crm.links.models import ContactMoment, Link, LinkSide, moment_party, moment_person
from crm.notes.kinds import NOTE_KINDS
from crm.notes.models import Note
from crm.opportunities.models import (
    PROPOSERS,
    Dismissal,
    Introduction,
    IntroductionParty,
    Outcome,
    introduction_link,
)
from crm.opportunities.states import ANSWERS, HOWS, OUTCOMES, PUT_AWAY, WHYS
from crm.opportunities.states import STATES as INTRODUCTION_STATES
from crm.parties.kinds import SECTORS, PartyKind, Phase
from crm.parties.models import (
    Party,
    party_area,
    party_target_group,
    party_theme,
)
from crm.people.kinds import HOLDING_ROLES, ROLES
from crm.people.models import (
    AccountHolding,
    ContactRole,
    Person,
    Portfolio,
    Signpost,
    portfolio_theme,
)
from crm.promises.models import Commitment
from crm.promises.states import HEARD
from crm.requests.models import Request
from crm.requests.states import KINDS as REQUEST_KINDS
from crm.resources.models import (
    DIRECTIONS,
    OFFER_STATUSES,
    SCHEME_KINDS,
    WITHOUT_PARTY,
    Grant,
    Offer,
    Scheme,
    offer_answer,
    offer_area,
    offer_fulfilment,
    offer_theme,
    scheme_theme,
)
from crm.taxonomy.models import AREA_KINDS, Area, OfferKind, Theme

TARGET_GROUPS = "doelgroepen"
LINK_KINDS = "verbindingssoorten"
OFFER_KINDS = "soorten_aanbod"


_ALL = (
    Mapping(
        FORMATS["gebieden"],
        Area,
        "area",
        (*texts(code="code", naam="name"), Field("soort", "kind", "", AREA_KINDS)),
        (Pointer("bovenliggend", "parent_id", "gebieden"),),
    ),
    Mapping(FORMATS["soorten_aanbod"], OfferKind, "offer_kind", texts(code="code", naam="name")),
    Mapping(
        FORMATS["themas"],
        Theme,
        "theme",
        texts(naam="name"),
        (Pointer("bovenliggend", "parent_id", "themas"),),
    ),
    Mapping(
        FORMATS["partijen"],
        Party,
        "party",
        (
            *texts(naam="name"),
            Field("soort", "kind", "", tuple(PartyKind)),
            Field("sector", "sector", None, SECTORS),
            *texts(omschrijving="description", missie="mission", kernwaarden="core_values"),
            *texts(belang="interest", website="website", sociale_media="social_media"),
            *texts(email="email", telefoon="phone", kvk="kvk", rechtsvorm="legal_form"),
            *texts(postcode="postcode", huisnummer="house_number", straat="street"),
            *texts(plaats="place"),
            Field("fase", "phase", Phase.IDEA.value, tuple(Phase)),
            *texts(ambitie="ambition"),
            Field("begonnen_op", "started_on", None),
            *texts(borging="continuity"),
            Field("gepauzeerd_vanuit", "paused_from", None, tuple(Phase)),
            *texts(gestopt_omdat="stopped_because"),
            Field("geheimhouding", "withheld", False),
            *texts(bron="source"),
            Field("gecontroleerd_op", "verified_on", None),
            Field("contactritme", "contact_every", None),
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
            *texts(voorletters="initials", voornaam="first_name", voorvoegsel="name_prefix"),
            *texts(achternaam="last_name", functie="function", email="email"),
            *texts(telefoon="phone", expertise="expertise", takenpakket="tasks"),
            Field("naam_openbaar_sinds", "public_name_since", None),
            *texts(naam_openbaar_hoe="public_name_how"),
            Field("naam_openbaar_tot", "public_name_until", None),
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
            *PERIOD,
        ),
        (Pointer("persoon", "person_id", "personen"), Pointer("partij", "party_id", "partijen")),
    ),
    Mapping(
        FORMATS["accounthouders"],
        AccountHolding,
        "holding",
        (Field("rol", "role", "", HOLDING_ROLES), *PERIOD),
        (
            Pointer("partij", "party_id", "partijen"),
            Pointer("persoon", "person_id", "personen"),
            Pointer("team", "team_id", "partijen"),
        ),
    ),
    Mapping(
        FORMATS["portefeuilles"],
        Portfolio,
        "portfolio",
        (*texts(naam="name"), *PERIOD),
        (Pointer("persoon", "person_id", "personen"),),
        (ListOf("themas", "themas", portfolio_theme, "portfolio_id", "theme_id"),),
    ),
    Mapping(
        FORMATS["wegwijzers"],
        Signpost,
        "signpost",
        PERIOD,
        (Pointer("persoon", "person_id", "personen"), Pointer("thema", "theme_id", "themas")),
    ),
    Mapping(
        FORMATS["verbindingen"],
        Link,
        "link",
        (
            *PERIOD,
            Field("niveau", "level_agreed", None),
            Field("diepte", "depth", "onbekend", DEPTHS),
            Field("sterkte", "strength", None),
            Field("status", "status", "actief", STATUSES),
            *texts(toelichting="note", bron="source"),
            Field("herkomst", "origin", "import", ORIGINS),
            *texts(volgende_stap="next_step"),
            Field("volgende_stap_op", "next_step_on", None),
        ),
        (
            Pointer("partij_a", "party_a_id", "partijen"),
            Pointer("partij_b", "party_b_id", "partijen"),
            Pointer("soort", "kind_id", LINK_KINDS),
            Pointer("initiatief", "initiative_id", "partijen"),
        ),
    ),
    Mapping(
        FORMATS["verbindingskanten"],
        LinkSide,
        "link_side",
        (
            Field("niveau_ervaren", "level_experienced", None),
            Field("bevestigd_op", "confirmed_on", None),
            Field("bevestigd_via", "confirmed_how", None, CONFIRMED_HOW),
            Field("voorgesteld", "proposed", False),
        ),
        (
            Pointer("verbinding", "link_id", "verbindingen"),
            Pointer("partij", "party_id", "partijen"),
            Pointer("bevestigd_door", "person_id", "personen"),
        ),
    ),
    Mapping(
        FORMATS["contactmomenten"],
        ContactMoment,
        "moment",
        (
            Field("tijdstip", "happened_at", None),
            Field("kanaal", "channel", "telefoon", CHANNELS),
            *texts(plaats="place", onderwerp="subject", inhoud="content", vervolg="follow_up"),
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
            *texts(titel="title", omschrijving="description"),
            Field("geldig_tot", "valid_until", None),
            Field("status", "status", "open", OFFER_STATUSES),
        ),
        (Pointer("partij", "party_id", "partijen"), Pointer("soort", "kind_id", OFFER_KINDS)),
        (
            ListOf("themas", "themas", offer_theme, "offer_id", "theme_id"),
            ListOf("gebied", "gebieden", offer_area, "offer_id", "area_id"),
            ListOf("reageerden", "partijen", offer_answer, "offer_id", "party_id"),
            ListOf("vervuld_door", "partijen", offer_fulfilment, "offer_id", "party_id"),
        ),
    ),
    Mapping(
        FORMATS["doelen"],
        Goal,
        "goal",
        (
            *texts(titel="title"),
            Field("niveau", "goal_level", "doel", GOAL_LEVELS),
            *texts(nota="document", vindplaats="place", portefeuille="portfolio"),
            *PERIOD,
            Field("zoekt_bijdrage", "wants_contributions", False),
        ),
        (
            Pointer("bovenliggend", "parent_id", "doelen"),
            Pointer("afdeling", "department_id", "partijen"),
        ),
        (
            ListOf("themas", "themas", goal_theme, "goal_id", "theme_id"),
            ListOf("gebied", "gebieden", goal_area, "goal_id", "area_id"),
        ),
    ),
    Mapping(
        FORMATS["bijdragen_aan_doelen"],
        PartyGoal,
        "contribution",
        (
            Field("aard", "nature", "draagt_bij", NATURES),
            Field("bevestigd_op", "confirmed_on", None),
        ),
        (
            Pointer("partij", "party_id", "partijen"),
            Pointer("doel", "goal_id", "doelen"),
        ),
    ),
    Mapping(
        FORMATS["vragen"],
        Request,
        "request",
        (
            Field("soort", "kind", "informatie", REQUEST_KINDS),
            *texts(vraag="question", toelichting="description"),
            Field("gesteld_op", "asked_on", None),
            Field("ligt_daar_sinds", "lies_since", None),
            *texts(volgende_stap="next_step"),
            Field("volgende_stap_op", "next_step_on", None),
            Field("beantwoord_op", "answered_on", None),
            *texts(antwoord="answer"),
        ),
        (
            Pointer("partij", "party_id", "partijen"),
            Pointer("afdeling", "department_id", "partijen"),
            Pointer("behandelaar", "handler_id", "personen"),
        ),
        default_visibility="intern",
    ),
    Mapping(
        FORMATS["toezeggingen"],
        Commitment,
        "commitment",
        (
            *texts(toezegging="title", toelichting="description"),
            Field("toegezegd_op", "promised_on", None),
            Field("uiterlijk_op", "due_on", None),
            Field("nagekomen_op", "done_on", None),
            Field("is_dit_gedaan", "heard", "", HEARD),
            *texts(wat_de_ander_zegt="heard_text"),
            Field("gezegd_op", "heard_on", None),
        ),
        (
            Pointer("van", "by_party_id", "partijen"),
            Pointer("aan", "to_party_id", "partijen"),
        ),
        default_visibility="intern",
    ),
    Mapping(
        FORMATS["regelingen"],
        Scheme,
        "scheme",
        (
            *texts(naam="name"),
            Field("soort", "kind", "subsidieregeling", SCHEME_KINDS),
            Field("minimum", "minimum", None),
            Field("maximum", "maximum", None),
            Field("opent", "opens_on", None),
            Field("sluit", "closes_on", None),
            *texts(voorwaarden="conditions"),
        ),
        (Pointer("aanbieder", "provider_id", "partijen"),),
        (ListOf("themas", "themas", scheme_theme, "scheme_id", "theme_id"),),
    ),
    Mapping(
        FORMATS["subsidies"],
        Grant,
        "grant",
        (
            *texts(dossier="dossier", register="register"),
            Field("jaar", "year", None),
            *texts(project="project", thema="theme", onderdeel="unit"),
            *texts(periodiciteit="periodicity"),
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
            *texts(nummer="number"),
            Field("soort", "kind", "", AGREEMENT_KINDS),
            *texts(titel="title", tekst="text"),
            *PERIOD,
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
            *texts(functie="function"),
            Field("kant", "side", "andere_partner", SIDES),
            Field("ondertekend_op", "signed_on", None),
        ),
        (
            Pointer("overeenkomst", "agreement_id", "overeenkomsten"),
            Pointer("partij", "party_id", "partijen"),
            Pointer("persoon", "person_id", "personen"),
        ),
    ),
    Mapping(
        FORMATS["notities"],
        Note,
        "note",
        (
            Field("soort", "kind", "", NOTE_KINDS),
            *texts(tekst="text"),
            Field("verloopt_op", "expires_on", None),
        ),
        (
            Pointer("partij", "party_id", "partijen"),
            Pointer("persoon", "person_id", "personen"),
            Pointer("verbinding", "link_id", "verbindingen"),
            Pointer("overeenkomst", "agreement_id", "overeenkomsten"),
        ),
        default_visibility="intern",
    ),
    Mapping(
        FORMATS["kennismakingen"],
        Introduction,
        "introduction",
        (
            Field("stand", "status", "", INTRODUCTION_STATES),
            Field("voorgesteld_door", "brought_by", "medewerker", PROPOSERS),
            *texts(waarom="why", bericht="message"),
            Field("gegevens_gedeeld_op", "shared_at", None),
            Field("ontmoet_op", "met_on", None),
            Field("mag_weer_getoond_op", "free_again_on", None),
        ),
        (),
        (
            ListOf(
                *("verbindingen", "verbindingen", introduction_link),
                *("introduction_id", "link_id"),
            ),
        ),
        default_visibility="intern",
    ),
    Mapping(
        FORMATS["partijen_bij_kennismakingen"],
        IntroductionParty,
        "introduction_party",
        (
            Field("gevraagd_op", "asked_at", None),
            Field("herinnerd_op", "reminded_on", None),
            Field("antwoord", "answer", "", ANSWERS),
            Field("gezegd_op", "answered_on", None),
            Field("gezegd_hoe", "answered_how", "", HOWS),
            *texts(erbij_gezegd="answer_text"),
        ),
        (
            Pointer("kennismaking", "introduction_id", "kennismakingen"),
            Pointer("partij", "party_id", "partijen"),
            Pointer("persoon", "person_id", "personen"),
            Pointer("gezegd_door", "answered_by_id", "personen"),
        ),
    ),
    Mapping(
        FORMATS["opbrengsten_van_kennismakingen"],
        Outcome,
        "introduction_outcome",
        (
            Field("na_maanden", "months", 3),
            Field("opbrengst", "outcome", "", OUTCOMES),
            Field("gezegd_op", "told_on", None),
        ),
        (
            Pointer("kennismaking", "introduction_id", "kennismakingen"),
            Pointer("partij", "party_id", "partijen"),
        ),
    ),
    Mapping(
        FORMATS["weggelegde_kansen"],
        Dismissal,
        "dismissal",
        (
            Field("wat", "kind", "", PUT_AWAY),
            Field("tot", "until", None),
            Field("waarom", "why", "", WHYS),
            *texts(toelichting="text"),
        ),
        (
            Pointer("partij_a", "party_a_id", "partijen"),
            Pointer("partij_b", "party_b_id", "partijen"),
        ),
        default_visibility="intern",
    ),
)

MAPPINGS: dict[str, Mapping] = {one.name: one for one in _ALL}
