"""The text that asks parties whether they want to meet, drafted from the reasons. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from crm.core.text import ended

MOST_REASONS = 4
_HERE = re.compile(r"\bHier is (te bieden|nodig)\b")
_SAYS = {"te bieden": "biedt", "nodig": "zoekt"}


def sentence_for_all(sentence: str, own: str) -> str:
    """A sentence from the page of one party as all can read it: `Hier` becomes its name."""
    return ended(_HERE.sub(lambda found: f"{own} {_SAYS[found[1]]}", sentence).rstrip("."))


def reasons_told(reasons: Iterable[tuple[str, str]]) -> list[str]:
    """The weightiest sentences, each once. `reasons`: own name and sentence, heaviest first."""
    told = [sentence_for_all(sentence, own) for own, sentence in reasons]
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
