"""What a party's name tells of its kind and its theme. A guess, for somebody to correct. Pure."""

from __future__ import annotations

from crm.core.text import fold
from crm.parties.kinds import KINDS, PartyKind
from crm.parties.lookalikes_words import LEGAL_FORMS

_CHURCH_PHRASES = ("protestantse gemeente", "evangelische gemeente", "hervormde gemeente")
_PHRASES: dict[str, PartyKind] = {
    **dict.fromkeys(_CHURCH_PHRASES, PartyKind.CHURCH),
    "baptisten gemeente": PartyKind.CHURCH,
    "repair cafe": PartyKind.INITIATIVE,
    "leger des heils": PartyKind.SOCIAL_ORGANISATION,
    "rode kruis": PartyKind.SOCIAL_ORGANISATION,
}
# The head of a Dutch compound is its end: a schooltuin is a garden, a tuinschool a school. Of the
# ends that fit a word the longest is meant.
_ENDS: dict[PartyKind, str] = {
    PartyKind.INITIATIVE: "tuin tuinen moestuin akker bos huiskamer buurtkamer cafe soepbus koor "
    "preventie speeltuin tafel ruil weggeefwinkel deelauto dorpsbus buurtbus maatjes buren "
    "initiatief kookt eettafel pluktuin wandelgroep straatbieb burenhulp",
    PartyKind.SOCIAL_INITIATIVE: "buurthuis dorpshuis wijkhuis kulturhus voedselbank "
    "kledingbank speelgoedbank energiecooperatie kringloop kringloopwinkel inloophuis",
    PartyKind.RESIDENTS_ORGANISATION: "wijkraad dorpsraad buurtraad bewonersraad dorpsbelang "
    "wijkplatform bewonersvereniging buurtvereniging wijkvereniging huurdersvereniging "
    "bewonerscommissie buurtcomite bewonersorganisatie",
    PartyKind.COALITION: "coalitie",
    PartyKind.MUNICIPALITY: "gemeente",
    PartyKind.DEPARTMENT: "afdeling",
    PartyKind.TEAM: "team",
    PartyKind.GOVERNMENT: "provincie waterschap hoogheemraadschap politie brandweer ggd "
    "veiligheidsregio omgevingsdienst rijkswaterstaat ministerie",
    PartyKind.WORK_COMPANY: "werkbedrijf leerwerkbedrijf",
    PartyKind.SOCIAL_ORGANISATION: "bibliotheek museum theater vluchtelingenwerk zonnebloem "
    "humanitas musea dierenasiel kinderboerderij schouwburg poppodium",
    PartyKind.WELFARE: "welzijn welzijnswerk jongerenwerk ouderenwerk opbouwwerk buurtwerk "
    "maatschappelijkwerk vrijwilligerscentrale",
    PartyKind.CARE: "zorg zorggroep thuiszorg huisarts huisartsen huisartsenpost ggz apotheek "
    "fysiotherapie verpleeghuis verzorgingshuis ziekenhuis hospice woonzorgcentrum",
    PartyKind.HOUSING: "corporatie woningcorporatie woningstichting woningbouw "
    "woningbouwvereniging woonstichting",
    PartyKind.ASSOCIATION: "vereniging club sportclub fc vv scouting harmonie fanfare bond "
    "gilde toneelgroep ijsclub",
    PartyKind.CHURCH: "kerk parochie moskee diaconie pkn synagoge tempel klooster kerkgenootschap",
    PartyKind.BUSINESS: "bv supermarkt bakkerij bakker slager winkel garage restaurant bedrijf "
    "hoveniers hovenier ondernemers eetcafe hotel kapper jumbo kwekerij",
    PartyKind.DEVELOPER: "projectontwikkelaar projectontwikkeling vastgoed ontwikkeling",
    PartyKind.FUND: "fonds loterij",
    PartyKind.SCHOOL: "school basisschool college lyceum kindcentrum ikc "
    "kinderopvang peuterspeelzaal",
    PartyKind.KNOWLEDGE: "universiteit hogeschool kenniscentrum onderzoek instituut lectoraat",
    PartyKind.PARTNERSHIP: "samenwerkingsverband alliantie platform netwerk bundeling",
}
_KIND_BY_END = {end: kind for kind, ends in _ENDS.items() for end in ends.split()}
_SHORT = 4
"""An end this short counts only as a word of its own: `fc`, `bos`, `club` but not `welkoor`."""
_THEMES: dict[str, str] = {
    "Groen": "tuin groen boom bomen natuur park plantsoen imker bijen akker bos pluk",
    "Eten": "soep eettafel maaltijd kook voedsel eten tafel",
    "Jeugd": "jeugd jongeren kind speel scouting",
    "Ouderen": "ouderen senioren bejaard",
    "Zorg": "zorg huisarts ggz gezond hospice",
    "Bewegen": "sport voetbal wandel fiets gym zwem tennis hockey",
    "Cultuur": "koor muziek theater museum toneel harmonie fanfare bibliotheek kunst",
    "Duurzaam": "energie zonne duurzaam repair kringloop weggeef klimaat ruil",
    "Wonen": "woon wonen woning huur",
    "Veilig": "preventie veilig politie brandweer",
    "Leren": "school taal cursus leren college",
    "Vervoer": "bus deelauto vervoer",
    "Armoede": "armoede schuld kledingbank voedselbank",
    "Ontmoeten": "buurthuis dorpshuis wijkhuis huiskamer buurtkamer ontmoet cafe koffie "
    "maatjes buren",
}
THEME_NAMES = tuple(sorted(_THEMES))
# Code, label and plural of each kind, folded once; of two kinds with one word the first has it.
_KIND_WORDS = {
    fold(word): kind.value
    for kind, facts in reversed(KINDS.items())
    for word in (kind.value, facts.label, facts.plural)
}


def guessed_kind(name: str) -> str:
    """The code of the kind that the name suggests; an initiative when it says nothing."""
    folded = fold(name)
    for phrase, kind in _PHRASES.items():
        if phrase in folded:
            return kind.value
    words = folded.split()
    for word in [word for word in words if word not in LEGAL_FORMS] + words:
        ends = [end for end in _KIND_BY_END if _ends_with(word, end)]
        if ends:
            return _KIND_BY_END[max(ends, key=len)].value
    return PartyKind.INITIATIVE.value


def guessed_theme(name: str) -> str:
    """The theme that a word in the name suggests, empty when none does."""
    words = fold(name).split()
    for theme, parts in _THEMES.items():
        if any(_is_part(part, word) for part in parts.split() for word in words):
            return theme
    return ""


def kind_from_word(text: str) -> str:
    """The code of a kind from its code, label or plural, else from how a name would end."""
    folded = fold(text)
    if not folded:
        return ""
    if folded in _KIND_WORDS:
        return _KIND_WORDS[folded]
    ends = [end for end in _KIND_BY_END if any(_ends_with(word, end) for word in folded.split())]
    return _KIND_BY_END[max(ends, key=len)].value if ends else ""


def _ends_with(word: str, end: str) -> bool:
    return word == end if len(end) < _SHORT else word.endswith(end)


def _is_part(part: str, word: str) -> bool:
    return word == part if len(part) < _SHORT else word.startswith(part) or word.endswith(part)
