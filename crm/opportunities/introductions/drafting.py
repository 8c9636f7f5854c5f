"""The text that asks parties whether they want to meet, drafted from the reasons. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import NamedTuple

from crm.core.text import ended
from crm.opportunities.ranking.reasons import ASK_FIRST

MOST_REASONS = 4
MEANS_MOST = "zoekt_en_biedt"
FOR_THE_TOWN_HALL = frozenset(
    {"partijen_zoals_deze", "zelfde_gezelschap", "brug", "zelfde_initiatief", "tekst_lijkt"}
)
"""Reasons that say something to who looks over the network, and nothing to the parties."""
_HERE = re.compile(r"\bHier is (te bieden|nodig)\b")
_FIRST = re.compile(rf" {ASK_FIRST} .*$")
_SAYS = {"te bieden": "biedt", "nodig": "zoekt"}


def sentence_for_all(sentence: str, own: str) -> str:
    """A sentence from the page of one party as all can read it: `Hier` becomes its name.

    What to ask before they are introduced is not for them.
    """
    for_them = _FIRST.sub("", sentence)
    return ended(_HERE.sub(lambda found: f"{own} {_SAYS[found[1]]}", for_them).rstrip("."))


class Said(NamedTuple):
    """A reason as it is said on the page of one party about another."""

    code: str
    own: str
    other: str
    sentence: str


def reasons_told(pairs: Iterable[Sequence[Said]], *, in_group: bool = False) -> list[str]:
    """The sentences that mean most to the parties themselves, each once.

    `pairs`: the reasons of each pair, heaviest first. In a group each says which two it is about,
    and the strongest of every pair goes before the second of any.
    """
    for_them = [[one for one in pair if one.code not in FOR_THE_TOWN_HALL] for pair in pairs]
    in_turn = [one for turn in zip_longest(*for_them) for one in turn if one is not None]
    ordered = sorted(in_turn, key=lambda one: one.code != MEANS_MOST)
    return list(dict.fromkeys(_told(one, in_group) for one in ordered))[:MOST_REASONS]


def _told(said: Said, in_group: bool) -> str:
    sentence = sentence_for_all(said.sentence, said.own)
    if not in_group or said.code == MEANS_MOST:
        return sentence
    return f"{said.own} en {said.other}, {sentence[:1].lower()}{sentence[1:]}"


def drafted(names: Sequence[str], reasons: Sequence[str]) -> str:
    """The middle of the letter: why these parties should meet."""
    both = "u elkaar kunt" if len(names) == 2 else "u elkaar allemaal kunt"
    lines = [f"Wij denken dat {both} helpen: {_listed(names)}."]
    if reasons:
        lines += ["", "Dit zien wij:", *(f"- {reason}" for reason in reasons)]
    return "\n".join(lines)


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} en {names[-1]}"
