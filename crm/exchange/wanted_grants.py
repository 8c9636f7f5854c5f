"""What a register of grants can tell, and the names that others give it. Pure."""

from __future__ import annotations

from crm.exchange.formats import Kind
from crm.exchange.wanted_field import wanted

GRANT_FIELDS = (
    wanted(
        "applicant",
        "Aanvrager of ontvanger",
        "aanvrager, ontvanger, subsidieontvanger, subsidieaanvrager, begunstigde, handelsnaam, "
        "naam aanvrager, naam ontvanger, organisatie, naam organisatie, instelling, "
        "naam instelling, relatie, naam relatie, rechtspersoon, stichting, naam, crediteur, "
        "statutaire naam, penvoerder",
        required=True,
    ),
    wanted(
        "scheme",
        "Regeling",
        "regeling, regelingnaam, naam regeling, subsidieregeling, subsidieverordening, "
        "verordening, beleidsregel, subsidie, subsidienaam, naam subsidie, soort subsidie, "
        "subsidiesoort, subsidietype, fonds, grondslag, regeling omschrijving",
    ),
    wanted(
        "dossier",
        "Nummer van het dossier",
        "dossiernummer, dossier, zaaknummer, zaak id, kenmerk, beschikkingsnummer, "
        "beschikking, aanvraagnummer, subsidienummer, nummer, id, volgnummer, "
        "verplichtingnummer, zaakkenmerk, referentie",
    ),
    wanted(
        "year",
        "Jaar",
        "jaar, subsidiejaar, boekjaar, begrotingsjaar, jaartal, kalenderjaar, jaar subsidie, "
        "verleningsjaar, uitvoeringsjaar",
        Kind.WHOLE,
    ),
    wanted(
        "theme",
        "Beleidsterrein of thema",
        "beleidsterrein, beleidsveld, taakveld, thema, programma, programmanaam, "
        "beleidsthema, portefeuille, domein, onderwerp, begrotingsprogramma, sector, "
        "naam taakveld, beleidsdoel",
    ),
    wanted(
        "unit",
        "Afdeling of stadsdeel",
        "organisatieonderdeel, afdeling, directie, stadsdeel, dienst, cluster, team, "
        "behandelende afdeling, onderdeel, eenheid, gebied",
    ),
    wanted(
        "project",
        "Project of activiteit",
        "project, projectnaam, naam project, activiteit, activiteiten, naam activiteit, "
        "omschrijving, doel, titel, projecttitel, omschrijving project, prestatie, "
        "te subsidieren activiteit, subsidieomschrijving, toelichting",
    ),
    wanted(
        "periodicity",
        "Eenmalig of jaarlijks",
        "periodiciteit, type periodiciteit, soort periodiciteit, eenmalig, frequentie, "
        "type, soort, structureel incidenteel",
    ),
    wanted(
        "asked",
        "Aangevraagd bedrag",
        "aangevraagd bedrag, bedrag aangevraagd, aangevraagd, gevraagd bedrag, "
        "bedrag aanvraag, aanvraagbedrag, gevraagd",
        Kind.AMOUNT,
    ),
    wanted(
        "awarded",
        "Verleend bedrag",
        "verleend bedrag, bedrag verleend, verleend, toegekend bedrag, toegekend, "
        "bedrag toegekend, beschikt bedrag, bedrag verlening, subsidiebedrag, bedrag, "
        "bedrag subsidie, beschikking bedrag, verleningsbedrag, maximaal bedrag",
        Kind.AMOUNT,
    ),
    wanted(
        "settled",
        "Vastgesteld bedrag",
        "vastgesteld bedrag, bedrag vastgesteld, vastgesteld, bedrag vaststelling, "
        "vaststellingsbedrag, definitief bedrag, uitbetaald bedrag, betaald bedrag",
        Kind.AMOUNT,
    ),
    wanted(
        "as_of",
        "Datum van het overzicht",
        "datum overzicht, peildatum, datum peiling, stand per, datum beschikking, "
        "beschikkingsdatum, datum verlening, verleningsdatum, datum, besluitdatum",
        Kind.DAY,
    ),
)
