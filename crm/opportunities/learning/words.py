"""What was learned, in words: what each reason means, what it rests on, and how well it did."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Protocol

from crm.core.dates import date_text
from crm.core.text import figure_text

LEVELS = {1: "voor het netwerk", 2: "voor de gemeente"}
RESULTS = {
    "te_weinig": "nog te weinig ervaring",
    "niet_beter": "niet beter, dus niet in gebruik",
    "beter": "beter, dus in gebruik",
}
MEANINGS: Mapping[str, str] = {
    "zoekt_en_biedt": "De een zoekt wat de ander biedt. "
    "Het telt meer als ook thema of gebied gelijk is.",
    "gedeelde_partners": "Zij werken met dezelfde partij samen. "
    "Een partner met weinig verbindingen telt meer.",
    "partijen_zoals_deze": "Partijen die op deze lijken, werken al met de ander samen.",
    "zelfde_gezelschap": "Partijen met dezelfde partners werken al met de ander samen.",
    "zelfde_thema_in_gebied": "Zij werken aan hetzelfde thema, in hetzelfde gebied.",
    "zelfde_regeling": "Zij kregen geld uit dezelfde regeling. Een kleine regeling telt meer.",
    "zelfde_doel": "Zij werken aan hetzelfde doel. Een doel van weinig partijen telt meer.",
    "zelfde_doelgroep": "Zij zijn er voor dezelfde mensen, in hetzelfde gebied.",
    "vult_aan": "De een doet iets, de ander heeft vaak de ruimte, het geld of de kennis ervoor.",
    "zelfde_initiatief": "Twee afdelingen helpen hetzelfde initiatief en kennen elkaar niet.",
    "ontbreekt": "In een samenwerking zit nog niemand van die soort, en deze partij past erbij.",
    "brug": "Zij lijken op elkaar, maar er loopt nog geen weg van de een naar de ander.",
    "tekst_lijkt": "Hun namen hebben woorden gemeen. Dat zegt weinig, dus het telt licht.",
}
"""A reason in a sentence or two, by its code."""


SAME = "even zwaar"
UNSEEN = "Te weinig gezien, dus ongemoeid"


class Taught(Protocol):
    """A lesson, saved or not."""

    level: int
    result: str
    factors: dict[str, float]
    used: dict[str, Any]
    quality: dict[str, Any]


def factor_text(factor: float) -> str:
    """`anderhalf keer zo zwaar` in figures: by how much a reason counts more or less."""
    if 0.95 <= factor <= 1.05:
        return SAME
    return f"{factor:.1f} keer zo zwaar".replace(".", ",")


def result_text(lesson: Taught) -> str:
    """How it ended, in one sentence."""
    if lesson.result == "te_weinig":
        return "Nog te weinig ervaring. Elke reden telt zoals het was."
    if lesson.result == "niet_beter":
        return "Met wat wij leerden, ging het niet beter. Elke reden telt zoals het was."
    return "Met wat wij leerden, ging het beter. Daarom gebruiken wij het."


def used_text(lesson: Taught, *, fewest_later: int, fewest_outcomes: int) -> list[str]:
    """What was learned from, and of what there was too little."""
    used, told = lesson.used, []
    if used["what"]:
        told.append(
            f"Wij namen het netwerk van toen, en keken naar {_later(used)} die er sinds "
            f"{_since(used, 'since')} bij kwamen. Hadden wij die voorspeld?"
        )
        told.append(_apart(used))
    else:
        told.append(
            f"Er zijn te weinig verbindingen met een begindatum. Daarvoor zijn er {fewest_later} "
            "nodig die er later bij kwamen."
        )
    if lesson.level == 2:
        told.append(_experience(used, fewest_outcomes))
    return told


def _later(used: Mapping[str, Any]) -> str:
    number = figure_text(used["later"])
    if used["what"] == "verbindingen":
        return f"de {number} verbindingen"
    return f"de {number} paren met geld uit dezelfde kleine regeling"


def _apart(used: Mapping[str, Any]) -> str:
    if used["checked_since"] is None:
        return (
            "Van de ene helft van de partijen leerden wij. "
            "Bij de andere helft keken wij of het hielp."
        )
    since = _since(used, "checked_since")
    return f"Wat er sinds {since} bij kwam, hielden wij apart om te zien of het hielp."


def _since(used: Mapping[str, Any], which: str) -> str:
    """The day after the network was as it is taken; of money only the year is known."""
    day = date.fromisoformat(used[which]) + timedelta(days=1)
    return date_text(day) if used["what"] == "verbindingen" else str(day.year)


def _experience(used: Mapping[str, Any], fewest: int) -> str:
    outcomes = used["outcomes"]
    if used["judged"]:
        known = figure_text(used["judged"] + used["judged_checked"])
        return (
            f"Wij leerden ook van {known} kansen waarover iemand besliste. Van "
            f"{figure_text(outcomes)} kennismakingen is bekend wat ervan kwam."
        )
    known = "1 kennismaking" if outcomes == 1 else f"{figure_text(outcomes)} kennismakingen"
    return (
        f"Van kennismakingen leren wij nog niet: nog te weinig ervaring. Van {known} is bekend "
        f"wat ervan kwam. Bij {fewest} leren wij er ook van."
    )


def taught_text(lesson: Taught, labels: Mapping[str, str]) -> list[str]:
    """What it would change, and what it leaves alone; `labels` by the code of a reason."""
    unseen = lesson.used.get("unseen", ())
    groups: dict[str, list[str]] = {"Zwaarder": [], "Lichter": [], "Even zwaar": [], UNSEEN: []}
    for code, label in labels.items():
        factor = lesson.factors.get(code, 1.0)
        if code in unseen:
            groups[UNSEEN].append(label)
        elif factor_text(factor) == SAME:
            groups["Even zwaar"].append(label)
        else:
            times = f"{factor:.1f}".replace(".", ",")
            groups["Zwaarder" if factor > 1 else "Lichter"].append(f"{label} ({times} keer)")
    told = [f"{word}: {'; '.join(found)}." for word, found in groups.items() if found]
    return told if lesson.factors else []


def quality_text(quality: Mapping[str, Any]) -> list[str]:
    """How well it did, in sentences; empty when that was not measured."""
    told = []
    if quality.get("questions"):
        told.append(
            f"Bij {_of_ten(quality['hit10'])} van de 10 partijen stond een latere partner bij "
            f"de eerste tien, bij {_of_ten(quality['hit5'])} bij de eerste vijf."
        )
    if "order" in quality:
        told.append(
            "Van twee kansen stond de beste vooraan in "
            f"{_of_ten(quality['order'])} van de 10 gevallen."
        )
    return told


def figures_text(quality: Mapping[str, Any]) -> str:
    """The same as figures: `mrr 0,218 · hit@5 0,291 · hit@10 0,473`."""
    names = {"mrr": "mrr", "hit5": "hit@5", "hit10": "hit@10", "order": "volgorde"}
    shown = [f"{name} {quality[key]:.3f}" for key, name in names.items() if key in quality]
    return " · ".join(shown).replace(".", ",")


def _of_ten(share: float) -> str:
    return f"{share * 10:.1f}".replace(".", ",").removesuffix(",0")
