"""What a list of parties can tell, and the names that others give it. Pure."""

from __future__ import annotations

from crm.exchange.formats import Kind
from crm.exchange.wanted_field import wanted

PARTY_FIELDS = (
    wanted(
        "naam",
        "Naam",
        "naam, handelsnaam, organisatie, naam organisatie, organisatienaam, initiatief, "
        "naam initiatief, partij, partijnaam, instelling, naam instelling, bedrijf, "
        "bedrijfsnaam, vereniging, stichting, statutaire naam, titel, groep, clubnaam, "
        "relatie, aanvrager, ontvanger",
        required=True,
    ),
    wanted(
        "sleutel",
        "Eigen nummer in dit register",
        "referentie, nummer, id, relatienummer, lidnummer, klantnummer, code, debiteurnummer, "
        "crediteurnummer, registratienummer, organisatie id",
    ),
    wanted(
        "soort",
        "Soort",
        "soort, type, categorie, soort organisatie, type organisatie, branche, "
        "soort partij, organisatietype, soort initiatief",
    ),
    wanted(
        "omschrijving",
        "Omschrijving",
        "omschrijving, beschrijving, toelichting, doelstelling, activiteiten, "
        "korte omschrijving, wat doen zij, over, samenvatting",
    ),
    wanted(
        "themas",
        "Thema’s",
        "thema, themas, beleidsterrein, taakveld, onderwerp, beleidsveld, trefwoorden, "
        "aandachtsgebied",
        Kind.LIST,
    ),
    wanted(
        "gebied",
        "Gebied (naam of code)",
        "wijk, buurt, gebied, stadsdeel, kern, werkgebied, wijknaam, buurtnaam, dorp, "
        "wijkcode, buurtcode",
        Kind.LIST,
    ),
    wanted("doelgroepen", "Doelgroepen", "doelgroep, doelgroepen, voor wie", Kind.LIST),
    wanted("website", "Website", "website, url, internet, webadres, site, homepage, internetadres"),
    wanted(
        "email",
        "E-mail",
        "email, e mail, mail, emailadres, e mailadres, mailadres, email organisatie, "
        "algemeen emailadres",
    ),
    wanted(
        "telefoon",
        "Telefoon",
        "telefoon, telefoonnummer, tel, mobiel, mobiel nummer, telnr, tel nr, "
        "algemeen telefoonnummer, gsm",
    ),
    wanted("kvk", "KvK-nummer", "kvk, kvk nummer, kvknummer, kamer van koophandel, kvk nr"),
    wanted("rechtsvorm", "Rechtsvorm", "rechtsvorm, juridische vorm"),
    wanted(
        "adres",
        "Straat en huisnummer in één",
        "adres, bezoekadres, vestigingsadres, straat huisnummer, adresregel, postadres",
    ),
    wanted("straat", "Straat", "straat, straatnaam, adres straat"),
    wanted("huisnummer", "Huisnummer", "huisnummer, huisnr, nr, huis nummer, nummer huis"),
    wanted("postcode", "Postcode", "postcode, pc, zip, post code, postcode vestiging"),
    wanted("plaats", "Plaats", "plaats, woonplaats, plaatsnaam, vestigingsplaats, stad, gemeente"),
    wanted(
        "contact",
        "Aanspreekpunt",
        "aanspreekpunt, contactpersoon, contact, naam contactpersoon, trekker, "
        "initiatiefnemer, voorzitter, contactnaam, naam contact",
    ),
    wanted(
        "contact_telefoon",
        "Telefoon van het aanspreekpunt",
        "telefoon contactpersoon, telefoonnummer contactpersoon, contact telefoon, "
        "tel contactpersoon, mobiel contactpersoon",
    ),
    wanted(
        "contact_email",
        "E-mail van het aanspreekpunt",
        "email contactpersoon, e mail contactpersoon, emailadres contactpersoon, contact email",
    ),
    wanted(
        "begonnen_op",
        "Begonnen op",
        "begonnen op, startdatum, begindatum, opgericht, oprichtingsdatum, datum oprichting, "
        "gestart op",
        Kind.DAY,
    ),
)
