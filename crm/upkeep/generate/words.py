"""The words invented networks are made of. Every name is made up."""

from __future__ import annotations

from crm.parties.kinds import PartyKind

THEMES = (
    "Groen", "Ontmoeten", "Jeugd", "Ouderen", "Sport en bewegen", "Kunst en cultuur", "Energie",
    "Wonen", "Armoede en schulden", "Gezondheid", "Taal en lezen", "Veiligheid", "Verkeer",
    "Dieren", "Muziek", "Erfgoed", "Voedsel", "Afval en hergebruik", "Zorg en mantelzorg", "Werk",
    "Digitaal meedoen", "Spelen", "Water", "Nieuwkomers",
)  # fmt: skip
SYLLABLES_BEGIN = (
    "Vliet", "Haver", "Linden", "Eiken", "Zilver", "Wolfs", "Kraan", "Molen", "Rozen", "Duin",
    "Elzen", "Hazel", "Oever", "Karper", "Leeuwen", "Merel", "Noorder", "Populier", "Reiger",
    "Zwanen", "Beuken", "Distel", "Galgen", "Heide", "Iepen", "Klaver", "Wilgen", "Zonne",
)  # fmt: skip
SYLLABLES_END = (
    "kamp", "broek", "veld", "hoek", "dam", "horst", "wijk", "oord", "berg", "dal", "rade", "eind",
    "donk", "laar", "beek", "stede",
)  # fmt: skip
THINGS: dict[PartyKind, tuple[str, ...]] = {
    PartyKind.INITIATIVE: (
        "Buurttuin", "Repaircafé", "Soeptafel", "Geveltuinen", "Speelstraat", "Leesclub",
        "Wandelgroep", "Deelschuur", "Pluktuin", "Buurtkrant", "Moedergroep", "Kookgroep",
    ),
    PartyKind.SOCIAL_INITIATIVE: (
        "Maatjesproject", "Taalhuis", "Kledingbank", "Huiswerkhulp", "Weggeefwinkel",
    ),
    PartyKind.RESIDENTS_ORGANISATION: ("Wijkraad", "Dorpsraad", "Bewonersgroep"),
    PartyKind.COALITION: ("Coalitie", "Wijkverbond", "Buurtalliantie"),
    PartyKind.DEPARTMENT: ("Afdeling",),
    PartyKind.TEAM: ("Wijkteam", "Team"),
    PartyKind.GOVERNMENT: ("Waterschap", "Omgevingsdienst"),
    PartyKind.WORK_COMPANY: ("Werkbedrijf",),
    PartyKind.SOCIAL_ORGANISATION: ("Stichting", "Buurthuis", "Bibliotheek", "Museum", "Theater"),
    PartyKind.WELFARE: ("Welzijn", "Jongerenwerk"),
    PartyKind.CARE: ("Zorggroep", "Thuiszorg", "Huisartsen"),
    PartyKind.HOUSING: ("Woningstichting", "Wooncorporatie"),
    PartyKind.ASSOCIATION: ("Sportvereniging", "Zangkoor", "Harmonie", "Speeltuinvereniging"),
    PartyKind.CHURCH: ("Kerk", "Moskee", "Parochie"),
    PartyKind.BUSINESS: ("Bakkerij", "Fietsenmaker", "Kwekerij", "Drukkerij", "Café"),
    PartyKind.DEVELOPER: ("Projectontwikkeling",),
    PartyKind.FUND: ("Wijkfonds", "Fonds", "Jeugdfonds"),
    PartyKind.SCHOOL: ("Basisschool", "College", "Kinderopvang"),
    PartyKind.KNOWLEDGE: ("Kennispunt", "Lectoraat"),
    PartyKind.PARTNERSHIP: ("Samenwerking", "Netwerk"),
}  # fmt: skip
SHARES: dict[PartyKind, int] = {
    PartyKind.INITIATIVE: 300,
    PartyKind.SOCIAL_INITIATIVE: 90,
    PartyKind.RESIDENTS_ORGANISATION: 40,
    PartyKind.COALITION: 15,
    PartyKind.DEPARTMENT: 12,
    PartyKind.TEAM: 15,
    PartyKind.GOVERNMENT: 8,
    PartyKind.WORK_COMPANY: 4,
    PartyKind.SOCIAL_ORGANISATION: 150,
    PartyKind.WELFARE: 30,
    PartyKind.CARE: 40,
    PartyKind.HOUSING: 8,
    PartyKind.ASSOCIATION: 110,
    PartyKind.CHURCH: 25,
    PartyKind.BUSINESS: 90,
    PartyKind.DEVELOPER: 5,
    PartyKind.FUND: 15,
    PartyKind.SCHOOL: 30,
    PartyKind.KNOWLEDGE: 5,
    PartyKind.PARTNERSHIP: 8,
}
"""How many of a thousand parties are of each kind."""
FIRST_NAMES = (
    "Amir", "Anneke", "Bilal", "Carla", "Daan", "Els", "Fatima", "Gerrit", "Hanna", "Ilse", "Jan",
    "Karim", "Leila", "Maarten", "Nadia", "Omar", "Petra", "Rachid", "Sanne", "Tineke", "Youssef",
)  # fmt: skip
LAST_NAMES = (
    "Bakker", "Visser", "Smit", "Meijer", "Mulder", "Bos", "Vos", "Peters", "Hendriks", "Dekker",
    "Brouwer", "Dijkstra", "Kok", "Jacobs", "Vermeulen", "Schouten", "Yilmaz", "El Amrani",
)  # fmt: skip
WANTED: dict[str, tuple[str, ...]] = {
    "geld": ("Bijdrage voor materiaal", "Startgeld"),
    "menskracht": ("Handen op zaterdag", "Iemand voor de boekhouding", "Vrijwilligers"),
    "product_dienst": ("Gereedschap", "Drukwerk", "Planten"),
    "faciliteit": ("Zaal op dinsdag", "Keuken in het weekend", "Schuur"),
    "kennis": ("Hulp bij een plan", "Kennis van subsidies"),
    "vergunning": ("Vergunning voor een feest",),
    "netwerk": ("Contact met de wijk", "Bekendheid"),
}
SCHEME_NAMES = ("Subsidieregeling", "Nadere regel", "Wijkbudget", "Stimuleringsregeling")
SUBJECTS = ("Kennismaking", "Voortgang", "Vraag over ruimte", "Plan voor het voorjaar", "Bezoek")
DESCRIPTION = "{thing} in {place}. Wij werken aan {theme}. Iedereen is welkom om mee te doen."
