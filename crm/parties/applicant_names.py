"""What the name of an applicant gives away: a person's name, or no name at all. Pure.

A guess, on the safe side: who reads like a person is seen by the town hall only, until somebody
looked.
"""

from __future__ import annotations

import re

from crm.core.text import fold, tidy
from crm.parties.guessing import kind_from_word

# initials and one surname, perhaps with prefixes: J. de Vries, A.B.Jansen
_INITIALS = re.compile(
    r"(?:[A-Z]\.\s?)+(?:(?:van|von|de|der|den|het|ter|ten|el|al|'t|te)\s)*"
    r"[A-Z][\w'’]+(?:-[A-Z][\w'’]+)?(?:\s(?:h\.?o\.?|e\.?o\.?|t\.?h\.?o\.?d\.?n\.?)\b.*)?"
)
_PREFIX = "(?:van|von|de|der|den|het|ter|ten|el|al|ben|bin|'t|te|da|dos|di|la)"
_NAME = r"[^\W\d_](?:[^\W\d_]|['’])+(?:-[^\W\d_]+)*"
# a first name, prefixes, one or two last names: Anja van der Berg, Zaid Al Dahiri
_FULL = re.compile(rf"{_NAME}(?:\s{_PREFIX})*\s{_NAME}(?:\s{_NAME})?", re.IGNORECASE)
_ORGANISATION_WORDS = """
academie actie activiteiten adviesraad advies amateurs amsterdam arts art artists ateliers
band basis begeleiding beheer belang beweging bewoners bibliotheek biz blijf boks bouw bridge
broers bureau buro buurt cab cafe campus capital cars care centrum centre center circus city
club coaching collectief collective combinatie comite commissie compagnie company computer
concepts connecting consultancy consulting coffeeshop cooperatie corps counseling creative
cultuur cultural culturele cultureel dance dans dagverblijf design docs dream duo dutch
electric ensemble entertainment european evenementen events exploitatie expo family festival
film films fitness food foods forum foundation fysiotherapie galerie gemengd genootschap
global goed goederen gospel groen groep group gymnastiek handel harmonie help historisch
holding holland hotel house huis huiskamer hulp idee initiatief initiatieven inspraak
institute instituut interieur international internationaal islamitische joods judo kdv kids
kinder kinderen klub koor kunst kunsten lab leven lezing limo lokaal maatschap management
markt media medisch medische meneer mevrouw mode mondiaal moskee movement multicultureel music
muziek nationaal nederland nederlandse network networks noord odeon ome onderwijs ons
ontwikkeling oost opera orkest ouder ouderen outreach partners party paviljoen performance
personenvervoer podia podium praktijk producties productions project projecten projects
publishing raad recruitment regionaal reis restaurant restaurante samen school scouting
senioren serve service services shop sisters social societeit solutions spellokaal sport
sporten sports st stad stadsdorp stedelijk steunpunt stg stichitng stichiting stichtin
stichting straat studio studios supermarkt support surinaams taal talent talents task tax taxi
team tech technology tennis theater the toneel trainen training trainingen tuin tuindorp tv
union unlimited urban valley ventures vereniging versatile vervoer vets vluchtelingen voetbal
vof volkstuin voor vriendenkring vrienden vrije vrouwen werk werkgroep wereld west wijk willem
winkel women wonen woning woongroep working works world yin yoga young youth zakelijke zang
zangkoor zorg zuid zuidoost zwemmen
"""
_ORGANISATION = frozenset(_ORGANISATION_WORDS.split())
_ENDS = (
    *("centrum", "club", "bedrijf", "bureau", "theater", "museum", "orkest", "praktijk", "groep"),
    *("producties", "begeleiding", "vervoer", "school", "opvang", "verblijf", "dienst", "cultuur"),
    *(
        "gymnastiek",
        "speeltuin",
        "therapie",
        "straat",
        "plein",
        "kwartier",
        "dorp",
        "huis",
        "stichting",
    ),
    *("cooperatie", "atelier", "service", "handel", "werk", "zuid", "noord", "oost", "west"),
)
_NEVER_FIRST = frozenset({"al", "de", "een", "het", "la", "les", "no", "nv", "van"})
_DITTO = frozenset({"idem", "tdem", "id", "ditto", "zie boven", "als boven", "nvt", "onbekend"})


def may_be_a_person(name: str) -> bool:
    """Whether a name reads like that of one person: initials or a first name, and a surname."""
    text = tidy(name)
    if _INITIALS.fullmatch(text):
        return True
    return _FULL.fullmatch(text) is not None and not _names_an_organisation(text)


def is_no_name(name: str) -> bool:
    """Whether it only repeats another line, or says that there is nothing to say."""
    return fold(name) in _DITTO or not any(sign.isalpha() for sign in name)


def _names_an_organisation(text: str) -> bool:
    folded = fold(text).split()
    return (
        text.split(maxsplit=1)[0].lower() in _NEVER_FIRST
        or any(len(word) > 1 and word.isupper() for word in text.split())
        or any(word in _ORGANISATION or word.endswith(_ENDS) for word in folded)
        or bool(kind_from_word(text))
    )
