"""What a register can tell: the fields we look for, and the names that others give them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from crm.core.text import fold
from crm.exchange.formats import Kind

GRANTS, PARTIES, AREAS = "subsidies", "partijen", "gebieden"
TARGETS = {
    GRANTS: "subsidies: elke regel is één aanvraag of subsidie",
    PARTIES: "partijen: elke regel is één organisatie of initiatief",
    AREAS: "gebieden: elke regel is een gemeente, wijk of buurt",
}
# Words in a column's name that say nothing of what it holds.
_SMALL = frozenset(("de", "het", "een", "van", "in", "te", "der", "euro", "eur", "nl"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """One field: how people call it, what its cells hold, and the names it goes by."""

    name: str
    label: str
    kind: Kind
    names: tuple[str, ...]
    required: bool = False


def _wanted(
    name: str, label: str, names: str, kind: Kind = Kind.TEXT, *, required: bool = False
) -> Wanted:
    return Wanted(name, label, kind, tuple(one.strip() for one in names.split(",")), required)


_AMOUNT, _DAY, _WHOLE, _LIST = Kind.AMOUNT, Kind.DAY, Kind.WHOLE, Kind.LIST
FIELDS: dict[str, tuple[Wanted, ...]] = {
    GRANTS: (
        _wanted(
            "applicant",
            "Aanvrager of ontvanger",
            "aanvrager, ontvanger, subsidieontvanger, subsidieaanvrager, begunstigde, handelsnaam, "
            "naam aanvrager, naam ontvanger, organisatie, naam organisatie, instelling, "
            "naam instelling, relatie, naam relatie, rechtspersoon, stichting, naam, crediteur, "
            "statutaire naam, penvoerder",
            required=True,
        ),
        _wanted(
            "scheme",
            "Regeling",
            "regeling, regelingnaam, naam regeling, subsidieregeling, subsidieverordening, "
            "verordening, beleidsregel, subsidie, subsidienaam, naam subsidie, soort subsidie, "
            "subsidiesoort, subsidietype, fonds, grondslag, regeling omschrijving",
        ),
        _wanted(
            "dossier",
            "Nummer van het dossier",
            "dossiernummer, dossier, zaaknummer, zaak id, kenmerk, beschikkingsnummer, "
            "beschikking, aanvraagnummer, subsidienummer, nummer, id, volgnummer, "
            "verplichtingnummer, zaakkenmerk, referentie",
        ),
        _wanted(
            "year",
            "Jaar",
            "jaar, subsidiejaar, boekjaar, begrotingsjaar, jaartal, kalenderjaar, jaar subsidie, "
            "verleningsjaar, uitvoeringsjaar",
            _WHOLE,
        ),
        _wanted(
            "theme",
            "Beleidsterrein of thema",
            "beleidsterrein, beleidsveld, taakveld, thema, programma, programmanaam, "
            "beleidsthema, portefeuille, domein, onderwerp, begrotingsprogramma, sector, "
            "naam taakveld, beleidsdoel",
        ),
        _wanted(
            "unit",
            "Afdeling of stadsdeel",
            "organisatieonderdeel, afdeling, directie, stadsdeel, dienst, cluster, team, "
            "behandelende afdeling, onderdeel, eenheid, gebied",
        ),
        _wanted(
            "project",
            "Project of activiteit",
            "project, projectnaam, naam project, activiteit, activiteiten, naam activiteit, "
            "omschrijving, doel, titel, projecttitel, omschrijving project, prestatie, "
            "te subsidieren activiteit, subsidieomschrijving, toelichting",
        ),
        _wanted(
            "periodicity",
            "Eenmalig of jaarlijks",
            "periodiciteit, type periodiciteit, soort periodiciteit, eenmalig, frequentie, "
            "type, soort, structureel incidenteel",
        ),
        _wanted(
            "asked",
            "Aangevraagd bedrag",
            "aangevraagd bedrag, bedrag aangevraagd, aangevraagd, gevraagd bedrag, "
            "bedrag aanvraag, aanvraagbedrag, gevraagd",
            _AMOUNT,
        ),
        _wanted(
            "awarded",
            "Verleend bedrag",
            "verleend bedrag, bedrag verleend, verleend, toegekend bedrag, toegekend, "
            "bedrag toegekend, beschikt bedrag, bedrag verlening, subsidiebedrag, bedrag, "
            "bedrag subsidie, beschikking bedrag, verleningsbedrag, maximaal bedrag",
            _AMOUNT,
        ),
        _wanted(
            "settled",
            "Vastgesteld bedrag",
            "vastgesteld bedrag, bedrag vastgesteld, vastgesteld, bedrag vaststelling, "
            "vaststellingsbedrag, definitief bedrag, uitbetaald bedrag, betaald bedrag",
            _AMOUNT,
        ),
        _wanted(
            "as_of",
            "Datum van het overzicht",
            "datum overzicht, peildatum, datum peiling, stand per, datum beschikking, "
            "beschikkingsdatum, datum verlening, verleningsdatum, datum, besluitdatum",
            _DAY,
        ),
    ),
    PARTIES: (
        _wanted(
            "naam",
            "Naam",
            "naam, handelsnaam, organisatie, naam organisatie, organisatienaam, initiatief, "
            "naam initiatief, partij, partijnaam, instelling, naam instelling, bedrijf, "
            "bedrijfsnaam, vereniging, stichting, statutaire naam, titel, groep, clubnaam, "
            "relatie, aanvrager, ontvanger",
            required=True,
        ),
        _wanted(
            "sleutel",
            "Eigen nummer in dit register",
            "referentie, nummer, id, relatienummer, lidnummer, klantnummer, code, debiteurnummer, "
            "crediteurnummer, registratienummer, organisatie id",
        ),
        _wanted(
            "soort",
            "Soort",
            "soort, type, categorie, soort organisatie, type organisatie, branche, "
            "soort partij, organisatietype, soort initiatief",
        ),
        _wanted(
            "omschrijving",
            "Omschrijving",
            "omschrijving, beschrijving, toelichting, doelstelling, activiteiten, "
            "korte omschrijving, wat doen zij, over, samenvatting",
        ),
        _wanted(
            "themas",
            "Thema’s",
            "thema, themas, beleidsterrein, taakveld, onderwerp, beleidsveld, trefwoorden, "
            "aandachtsgebied",
            _LIST,
        ),
        _wanted(
            "gebied",
            "Gebied (naam of code)",
            "wijk, buurt, gebied, stadsdeel, kern, werkgebied, wijknaam, buurtnaam, dorp, "
            "wijkcode, buurtcode",
            _LIST,
        ),
        _wanted("doelgroepen", "Doelgroepen", "doelgroep, doelgroepen, voor wie", _LIST),
        _wanted(
            "website", "Website", "website, url, internet, webadres, site, homepage, internetadres"
        ),
        _wanted(
            "email",
            "E-mail",
            "email, e mail, mail, emailadres, e mailadres, mailadres, email organisatie, "
            "algemeen emailadres",
        ),
        _wanted(
            "telefoon",
            "Telefoon",
            "telefoon, telefoonnummer, tel, mobiel, mobiel nummer, telnr, tel nr, "
            "algemeen telefoonnummer, gsm",
        ),
        _wanted("kvk", "KvK-nummer", "kvk, kvk nummer, kvknummer, kamer van koophandel, kvk nr"),
        _wanted("rechtsvorm", "Rechtsvorm", "rechtsvorm, juridische vorm"),
        _wanted(
            "adres",
            "Straat en huisnummer in één",
            "adres, bezoekadres, vestigingsadres, straat huisnummer, adresregel, postadres",
        ),
        _wanted("straat", "Straat", "straat, straatnaam, adres straat"),
        _wanted("huisnummer", "Huisnummer", "huisnummer, huisnr, nr, huis nummer, nummer huis"),
        _wanted("postcode", "Postcode", "postcode, pc, zip, post code, postcode vestiging"),
        _wanted(
            "plaats", "Plaats", "plaats, woonplaats, plaatsnaam, vestigingsplaats, stad, gemeente"
        ),
        _wanted(
            "contact",
            "Aanspreekpunt",
            "aanspreekpunt, contactpersoon, contact, naam contactpersoon, trekker, "
            "initiatiefnemer, voorzitter, contactnaam, naam contact",
        ),
        _wanted(
            "contact_telefoon",
            "Telefoon van het aanspreekpunt",
            "telefoon contactpersoon, telefoonnummer contactpersoon, contact telefoon, "
            "tel contactpersoon, mobiel contactpersoon",
        ),
        _wanted(
            "contact_email",
            "E-mail van het aanspreekpunt",
            "email contactpersoon, e mail contactpersoon, emailadres contactpersoon, contact email",
        ),
        _wanted(
            "begonnen_op",
            "Begonnen op",
            "begonnen op, startdatum, begindatum, opgericht, oprichtingsdatum, datum oprichting, "
            "gestart op",
            _DAY,
        ),
    ),
    AREAS: (
        _wanted(
            "code",
            "Code",
            "code, cbs code, gebiedscode, gwb code, statcode, buurtcode, wijkcode, gemeentecode, "
            "regiocode, identificatie",
            required=True,
        ),
        _wanted(
            "naam",
            "Naam",
            "naam, gebiedsnaam, statnaam, regionaam, buurtnaam, wijknaam, gemeentenaam, "
            "omschrijving, regio",
            required=True,
        ),
        _wanted(
            "soort",
            "Soort: gemeente, wijk of buurt",
            "soort, type, niveau, recs, soort gebied, soort regio",
        ),
        _wanted(
            "bovenliggend",
            "Code van het gebied erboven",
            "bovenliggend, ouder code, oudercode, ouder, parent, bovenliggende code, "
            "bovenliggend gebied",
        ),
        _wanted(
            "gemeente",
            "Code van de gemeente",
            "gemeente code, gemeentecode, gm code, code gemeente, gemeente",
        ),
    ),
}
BY_NAME = {target: {one.name: one for one in fields} for target, fields in FIELDS.items()}


@lru_cache(maxsize=4096)
def name_words(name: str) -> frozenset[str]:
    """The words of a column's name that say what it holds: `Bedrag_verleend (€)` in any order."""
    words = [word for word in fold(name).split() if word not in _SMALL]
    return frozenset(words or fold(name).split())


class KnownNames:
    """All names that a column may go by: a header is the line that holds most of them."""

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name_words(name) in _all_names()


@lru_cache(maxsize=1)
def _all_names() -> frozenset[frozenset[str]]:
    return frozenset(_every_name())


def _every_name() -> Iterator[frozenset[str]]:
    for fields in FIELDS.values():
        for one in fields:
            yield from map(name_words, one.names)
