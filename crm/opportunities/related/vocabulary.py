"""What initiatives do and for whom, as far as their words say so.

The words are common Dutch words for the work of residents; none comes from one network. A word
counts in a compound too, at its beginning or its end: `moestuin` says what `tuin` says, while
`speeltuin` is a word of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import chain

from crm.core.text import fold, stem

FEWEST_LETTERS_OF_A_PART = 4
WORDS_KNOWN = 32768
"""The texts of a large network have so many different words."""
SUBJECTS: Mapping[str, str] = {
    "groen en tuinen": (
        "groen groene vergroenen tuin tuinen tuinier moestuin geveltuin pluktuin boom bomen plant "
        "planten bloem bloemen bloembak bloembol plantenbak fruit heester haag hagen gras grasveld "
        "perk plantsoen bos kas compost composteren kruiden boomspiegel tegels tegelwippen"
    ),
    "natuur en dieren": (
        "natuur dier dieren vogel vogels insect insecten bij bijen bijenkast vlinder vleermuis "
        "egel eend vis vissen biodivers biodiversiteit ecologie nest nestkast kinderboerderij hond "
        "honden kat katten"
    ),
    "water": (
        "water gracht sloot vijver oever haven kade zwemmen steiger boot varen regenton regenwater "
        "fontein watertap wadi"
    ),
    "energie en klimaat": (
        "energie klimaat duurzaam duurzaamheid zon zonnepaneel zonnepanelen isoleren isolatie "
        "warmte warmtepomp wind wijkbatterij besparen energiecoach gasvrij hitte"
    ),
    "afval en hergebruik": (
        "afval vuil zwerfvuil zwerfafval grofvuil container recycle recyclen hergebruik circulair "
        "repair repaircafe reparatie repareren weggeef ruil kringloop tweedehands plastic opruimen "
        "schoon prullenbak rat ratten"
    ),
    "kunst": (
        "kunst kunstwerk kunstenaar schilder schilderen schilderij mural muurschildering beeld "
        "beelden atelier tekenen expositie tentoonstelling galerie mozaiek graffiti streetart "
        "fotografie foto creatief creativiteit knutselen"
    ),
    "muziek, dans en toneel": (
        "muziek koor zang zingen concert orkest band dans dansen theater toneel film bioscoop "
        "podium voorstelling optreden opera musical circus"
    ),
    "verhalen en erfgoed": (
        "verhaal verhalen geschiedenis historie historisch erfgoed museum monument monumenten "
        "herinnering herdenking verleden archief boek boeken bibliotheek boekenkast lezen "
        "gedicht poezie schrijven minibieb"
    ),
    "feest en festival": (
        "feest festival vieren viering kerst kermis carnaval braderie markt buurtfeest straatfeest "
        "koningsdag evenement lampion sinterklaas nieuwjaar iftar halloween"
    ),
    "eten en koken": (
        "eten koken kook maaltijd maaltijden diner lunch ontbijt keuken restaurant eettafel soep "
        "bakken brood voedsel voedselbank oogst barbecue"
    ),
    "ontmoeten": (
        "ontmoet ontmoeten ontmoeting ontmoetingsplek koffie thee buurthuis buurtkamer huiskamer "
        "inloop verbinden verbinding contact gezellig gezelligheid eenzaam eenzaamheid "
        "buurtborrel bankje bankjes salon cafe dorpshuis wijkcentrum"
    ),
    "sport en bewegen": (
        "sport sporten bewegen beweeg fit fitness gym voetbal basketbal tennis hardlopen yoga "
        "bootcamp boksen kickboksen schaats schaatsen skate skaten judo turnen volleybal "
        "tafeltennis petanque wandelen zwemles rolstoelsport"
    ),
    "spelen": (
        "spelen speel speelplek speeltuin speelveld speelplaats speeltoestel klimmen glijbaan "
        "schommel trapveld speelgoed spel schaken bordspel zandbak springkussen"
    ),
    "verkeer": (
        "verkeer fiets fietsen fietspad parkeren parkeer auto snelheid hardrijden drempel "
        "zebrapad oversteek oversteken stoep rijden verkeersveilig bus vervoer deelauto bakfiets "
        "scooter"
    ),
    "veiligheid": (
        "veilig veiligheid buurtpreventie preventie overlast inbraak camera verlichting lantaarn "
        "politie aed reanimatie ehbo"
    ),
    "zorg en gezondheid": (
        "zorg gezond gezondheid mantelzorg mantelzorger dementie welzijn hulp ondersteuning "
        "zorgzaam rouw psychisch ggz ziek verpleeg mindfulness meditatie ontspanning therapie"
    ),
    "leren en werken": (
        "leren les lessen cursus workshop training huiswerk huiswerkbegeleiding school onderwijs "
        "taal taalles taalcafe werk baan solliciteren stage ondernemer ondernemen coach coaching "
        "talent studie bijles programmeren"
    ),
    "digitaal": "digitaal digitale computer internet app website online media podcast radio",
    "geld en armoede": (
        "armoede schuld schulden geld minima bijstand gratis kleding kledingbank voedselbank budget"
    ),
    "wonen en bouwen": (
        "woning wonen huis huizen bouw bouwen flat gebouw gevel dak renovatie woongroep knarrenhof "
        "portiek"
    ),
    "straat, plein en park": (
        "straat plein park inrichting bestrating openbare ruimte pleintje opknappen bankje "
        "picknicktafel informatiebord hek stoeptegel"
    ),
    "meedoen en samenleven": (
        "integratie vluchteling nieuwkomer statushouder diversiteit inclusie cultuur culturen "
        "intercultureel emancipatie discriminatie democratie inspraak zeggenschap burgerschap "
        "dialoog vrijheid herdenken slavernij"
    ),
}
FIELDS: Mapping[str, tuple[str, ...]] = {
    "groen en duurzaam": (
        "groen en tuinen",
        "natuur en dieren",
        "water",
        "energie en klimaat",
        "afval en hergebruik",
    ),
    "kunst en cultuur": (
        "kunst",
        "muziek, dans en toneel",
        "verhalen en erfgoed",
        "feest en festival",
    ),
    "ontmoeting en zorg": (
        "feest en festival",
        "eten en koken",
        "ontmoeten",
        "zorg en gezondheid",
    ),
    "sport en spel": ("sport en bewegen", "spelen"),
    "straat en wonen": ("verkeer", "veiligheid", "wonen en bouwen", "straat, plein en park"),
    "leren en meedoen": (
        "leren en werken",
        "digitaal",
        "geld en armoede",
        "meedoen en samenleven",
    ),
}
"""Subjects that lie near each other."""
TARGETS: Mapping[str, str] = {
    "kinderen": "kind kinderen kinderfeest peuter kleuter baby basisschool speeltuin",
    "jongeren": "jongeren jeugd tiener tieners jongen meiden student jeugdhonk",
    "ouderen": "ouderen oudere senior senioren 55 65 bejaard pensioen",
    "vrouwen": "vrouw vrouwen moeder moeders meisjes meiden dames",
    "mannen": "man mannen vader vaders",
    "nieuwkomers": (
        "vluchteling vluchtelingen nieuwkomer nieuwkomers statushouder migrant migranten asiel"
    ),
    "gezinnen": "gezin gezinnen ouder ouders familie families",
    "mensen met een beperking": (
        "beperking handicap rolstoel gehandicapt autisme doof blind toegankelijk"
    ),
    "mensen met weinig geld": "armoede minima arm schuld bijstand dakloos daklozen",
}
_APART = dict.fromkeys(("oudere", "ouderen"), "oudere")
"""Words that have a stem in common with others that say something else: `ouders`."""
Keys = Mapping[str, tuple[str, ...]]


def root(word: str) -> str:
    """The stem of a folded word, of words that mean something else apart."""
    return _APART.get(word) or stem(word)


def _keys(table: Mapping[str, str]) -> Keys:
    found: dict[str, list[str]] = {}
    for name, listed in table.items():
        for word in listed.split():
            for key in {word, root(word)}:
                found.setdefault(key, []).append(name)
    return {key: tuple(names) for key, names in found.items()}


_SUBJECT_KEYS, _TARGET_KEYS = _keys(SUBJECTS), _keys(TARGETS)


def subjects(words: Iterable[str]) -> dict[str, list[str]]:
    """What the folded words are about: per subject the words that say so, in their order."""
    return _named(words, _subjects_of)


def targets(words: Iterable[str]) -> dict[str, list[str]]:
    """For whom it is: per target group the words that say so, in their order."""
    return _named(words, _targets_of)


def named_by(words: Iterable[str]) -> frozenset[str]:
    """The subjects and target groups that folded words speak of."""
    return frozenset(chain.from_iterable(map(_named_by, words)))


def fields_of(subject: str) -> list[str]:
    """The fields that a subject lies in."""
    return [field for field, within in FIELDS.items() if subject in within]


def words_of(subject: str) -> list[str]:
    """The words by which a subject is known."""
    return fold(SUBJECTS[subject]).split()


def is_a_part(piece: str) -> bool:
    """Whether a beginning or end of words means something by itself."""
    is_long_enough = len(piece) >= FEWEST_LETTERS_OF_A_PART
    return is_long_enough and (piece in _SUBJECT_KEYS or piece in _TARGET_KEYS)


def _named(
    words: Iterable[str], names_of: Callable[[str], tuple[str, ...]]
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in dict.fromkeys(words):
        for name in names_of(word):
            found.setdefault(name, []).append(word)
    return found


@lru_cache(maxsize=WORDS_KNOWN)
def _named_by(word: str) -> tuple[str, ...]:
    return _subjects_of(word) + _targets_of(word)


@lru_cache(maxsize=8192)
def _subjects_of(word: str) -> tuple[str, ...]:
    return _names(word, _SUBJECT_KEYS)


@lru_cache(maxsize=8192)
def _targets_of(word: str) -> tuple[str, ...]:
    return _names(word, _TARGET_KEYS)


def _names(word: str, keys: Keys) -> tuple[str, ...]:
    """The names of a word: of itself, else of the longest parts it begins and ends with."""
    base = root(word)
    whole = keys.get(word) or keys.get(base)
    if whole:
        return whole
    begin = max((_part(form, keys, at_end=False) for form in (word, base)), key=len)
    end = max((_part(form, keys, at_end=True) for form in (word, base)), key=len)
    if begin and end and len(begin) + len(end) > len(word):
        begin, end = max(begin, end, key=len), ""
    return tuple(dict.fromkeys(name for part in (end, begin) for name in keys.get(part, ())))


def _part(word: str, keys: Keys, *, at_end: bool) -> str:
    """The longest known part at one end of a word; empty when there is none."""
    for size in range(len(word) - 1, FEWEST_LETTERS_OF_A_PART - 1, -1):
        part = word[-size:] if at_end else word[:size]
        if part in keys:
            return part
    return ""
