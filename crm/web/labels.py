"""How the field of an event is called at the beginning of a sentence. Pure.

Events keep the labels of forms and, of what was read in, the words of columns; many of those are
no nouns, and make no sentence with "gewijzigd" or "ingevuld".
"""

from __future__ import annotations

_HEADINGS: dict[str, str] = {
    "begin": "eerste dag",
    "eind": "laatste dag",
    "email": "e-mail",
    "kvk": "KvK-nummer",
    "themas": "thema’s",
    "contactritme": "contactritme in dagen",
    "niveau ervaren": "ervaren niveau",
    "borging": "wie gaat door als de trekker stopt",
    "wie gaat door": "wie gaat door als de trekker stopt",
    "bovenliggend": "valt onder",
    "hoort bij": "onderdeel van een groter geheel",
    "naam openbaar sinds": "naam is openbaar sinds",
    "naam openbaar hoe": "hoe toestemming is gegeven",
    "naam openbaar tot": "naam was openbaar tot",
    "zoekt bijdrage": "zoekt wie wil bijdragen",
    "eerste aanspreekpunt": "is het eerste aanspreekpunt",
    "minder mail": "wil minder mail",
    "gearchiveerd op": "in het archief sinds",
    "richting": "biedt of zoekt",
    "reageerden": "wie reageerden",
    "van": "toegezegd door",
    "aan": "toegezegd aan",
    "wat de ander daarbij zegt": "wat de ander zegt",
    "vervolg op": "dag van het vervolg",
    "volgende stap op": "dag van de volgende stap",
    "ondertekend op": "getekend op",
    "opent": "opent op",
    "sluit": "sluit op",
    "aangevraagd": "aangevraagd bedrag",
    "verleend": "verleend bedrag",
    "vastgesteld": "vastgesteld bedrag",
    "minimum": "laagste bedrag",
    "maximum": "hoogste bedrag",
    "partij a": "eerste partij",
    "partij b": "tweede partij",
    "network_name": "naam van het netwerk",
    "contact_rhythm": "contactritme",
    "sole_contact": "enige contactpersoon",
}
_LAST_OF_PHRASE = frozenset({"op", "door", "van", "aan", "tot", "sinds", "via", "omdat", "vanuit"})
_PHRASES = frozenset(
    {
        *("wie mag dit zien", "wie gaat door als de trekker stopt", "wie reageerden"),
        *(
            "valt onder",
            "onderdeel van een groter geheel",
            "zoekt wie wil bijdragen",
            "is het eerste aanspreekpunt",
        ),
        *("hoe toestemming is gegeven", "wil minder mail", "bestuurlijk gevoelig"),
        *("biedt of zoekt", "wat", "zonder partij", "is dit gedaan", "wat de ander zegt"),
        *("ligt daar sinds", "van de andere kant", "voorgesteld", "over"),
    }
)


def heading(label: str) -> str:
    """The words for a label, in lower case: `begin` is `eerste dag`."""
    return _HEADINGS.get(label, label)


def is_phrase(label: str) -> bool:
    """Whether the words are no noun: `Onderdeel van` cannot be changed, what it says can."""
    words = heading(label)
    return words in _PHRASES or words.rpartition(" ")[2] in _LAST_OF_PHRASE
