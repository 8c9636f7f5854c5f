"""The text that asks parties whether they want to meet, drafted from the reasons. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from crm.core.text import ended

MOST_REASONS = 4
MEANS_MOST = "zoekt_en_biedt"
FOR_THE_TOWN_HALL = frozenset({"partijen_zoals_deze", "zelfde_gezelschap", "tekst_lijkt"})
"""Reasons that say something to who looks over the network, and nothing to the parties."""
_HERE = re.compile(r"\bHier is (te bieden|nodig)\b")
_SAYS = {"te bieden": "biedt", "nodig": "zoekt"}


def sentence_for_all(sentence: str, own: str) -> str:
    """A sentence from the page of one party as all can read it: `Hier` becomes its name."""
    return ended(_HERE.sub(lambda found: f"{own} {_SAYS[found[1]]}", sentence).rstrip("."))


def reasons_told(reasons: Iterable[tuple[str, str, str]]) -> list[str]:
    """The sentences that mean most to the parties themselves, each once.

    `reasons`: the code, the party whose page it was said on, and the sentence; heaviest first.
    """
    for_them = [one for one in reasons if one[0] not in FOR_THE_TOWN_HALL]
    ordered = sorted(for_them, key=lambda one: one[0] != MEANS_MOST)
    told = [sentence_for_all(sentence, own) for _, own, sentence in ordered]
    return list(dict.fromkeys(told))[:MOST_REASONS]


def drafted(names: Sequence[str], reasons: Sequence[str]) -> str:
    """The middle of the letter: why these parties should meet."""
    both = "u elkaar kunt" if len(names) == 2 else "u elkaar allemaal kunt"
    lines = [f"Wij denken dat {both} helpen: {_listed(names)}."]
    if reasons:
        lines += ["", "Dit zien wij:", *(f"- {reason}" for reason in reasons)]
    return "\n".join(lines)


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} en {names[-1]}"
