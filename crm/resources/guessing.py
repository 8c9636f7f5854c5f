"""Which kind of thing somebody offers or needs, by the words it is told in. Pure."""

from __future__ import annotations

from collections.abc import Collection

from crm.core.text import fold

# The first kind with a word in the text: what is rarer or surer stands above.
_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("vergunning", ("vergunning", "ontheffing", "toestemming")),
    ("geld", ("geld", "euro", "subsidie", "budget", "sponsor", "fonds", "lening", "donatie")),
    (
        "faciliteit",
        (
            *("zaal", "ruimte", "plek", "lokaal", "keuken", "schuur", "gebouw", "terrein"),
            *("opslag", "werkplaats", "kamer", "podium", "loods", "grond", "tuin", "kas"),
        ),
    ),
    (
        "menskracht",
        (
            *("vrijwilliger", "handen", "mensen", "hulp", "helpers", "chauffeur", "bestuurslid"),
            *("trekker", "penningmeester", "begeleider", "buddy", "stagiair", "uren"),
        ),
    ),
    (
        "kennis",
        (
            *("kennis", "advies", "uitleg", "cursus", "les", "ervaring", "meedenken", "training"),
            *("jurist", "architect", "boekhouder", "expert"),
        ),
    ),
    ("netwerk", ("netwerk", "contact", "ingang", "partners", "kennismaking")),
)
OTHERWISE = "product_dienst"


def kind_guessed(title: str, among: Collection[str]) -> str:
    """The kind that the words speak of, of the codes that may be chosen.

    Things and services when they speak of none, or what comes first when nobody keeps that.
    """
    words = fold(title).split()
    for kind, known in _WORDS:
        if kind in among and any(word.startswith(known) or word.endswith(known) for word in words):
            return kind
    return OTHERWISE if OTHERWISE in among else next(iter(among), OTHERWISE)
