"""Words that tell little about which party a name means: legal forms, small and common words."""

from __future__ import annotations

_LEGAL = (
    "stichting stg sticht st vereniging ver vereeniging cooperatie cooperatieve cooperatief coop "
    "bv nv ua ba wa vof cv vzw maatschap eenmanszaak io ltd inc holding foundation association"
)
LEGAL_FORMS = frozenset(_LEGAL.split())
_SMALL = (
    "de het een t s d n der den des van voor en of in op te ten ter tot om aan bij met uit naar "
    "over door e o eo ea ism the and for to a an la le les du el"
)
SMALL_WORDS = frozenset(_SMALL.split())
_COMMON = (
    "groep organisatie project projecten bureau centrum nederland nederlandse landelijk "
    "landelijke beheer exploitatie instituut werk gemeente stad wijk buurt platform commissie "
    "comite netwerk initiatief initiatiefgroep werkgroep club bewoners ondernemers bedrijf "
    "bedrijven school koninklijke kinderopvang onderwijs welzijn maatschappelijke maatschappelijk "
    "sociaal sociale international internationaal activiteiten diensten steunpunt noord zuid oost "
    "west"
)
COMMON_WORDS = frozenset(_COMMON.split())
"""Words that many names have, whatever the town."""
NEUTRAL_WORDS = frozenset({"groep", "organisatie", "nederland"})
"""Words that may come or go without it being another: `Zonnehof` and `Zonnehof Groep`."""
DIRECTIONS = frozenset(
    one + other
    for one in ("", "noord", "zuid", "oost", "west")
    for other in ("noord", "zuid", "oost", "west", "centrum", "midden")
)
"""Where a part of something is: another word here is another part."""
ABBREVIATIONS = {"ned": "nederland", "nl": "nederland", "adam": "amsterdam", "rdam": "rotterdam"}
