"""Ways to rank that others know, to measure ours against: plain, in memory, without reasons.

Each takes a case and gives an array of scores, a row for who asks and a column for who is
proposed: higher is better, and equal scores stand in any order. `figures` measures any of them,
ours too, as ranks of what really came later.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

Scores = np.ndarray
Figures = dict[str, float]
MEASURES = ("mrr", "hit@5", "hit@10", "p@5")
TOP = 300
TIES = 5
HIDDEN = 0.2
WRONG_PER_QUESTION = 100


# --- a case -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """What was known (parties and links), and who really came together later (`truth`).

    With `hidden` links it is a case of the network's own past: those are what came later.
    """

    folder: Path
    to_kind: str | None = None
    within: bool = False
    hidden: frozenset[tuple[int, int]] = frozenset()

    @cached_property
    def parties(self) -> list[dict[str, str]]:
        return rows(self.folder / "partijen.csv")

    @cached_property
    def place(self) -> dict[str, int]:
        return {party["referentie"]: place for place, party in enumerate(self.parties)}

    @cached_property
    def truth(self) -> dict[int, set[int]]:
        """Who came together, by the place of who asks."""
        later = self.hidden or [
            (self.place[row["van"]], self.place[row["naar"]])
            for row in rows(self.folder / "verwacht.csv")
        ]
        found: dict[int, set[int]] = {}
        for asks, came in sorted(later):
            found.setdefault(asks, set()).add(came)
        return found

    @cached_property
    def pairs(self) -> list[tuple[int, int]]:
        """Who is linked with whom; between two kinds, what is asked for stands last."""
        ends = [
            (self.place[row["partij_a"]], self.place[row["partij_b"]])
            for row in rows(self.folder / "relaties.csv")
        ]
        if not self.bipartite:
            return ends
        return [
            (one, other) if self.parties[other]["soort"] == self.to_kind else (other, one)
            for one, other in ends
        ]

    @cached_property
    def links(self) -> np.ndarray:
        """Who is linked with whom, both ways round, without what is hidden: ones and zeros."""
        linked = np.zeros((len(self.parties), len(self.parties)))
        for one, other in set(self.pairs) - self.hidden:
            linked[one, other] = linked[other, one] = 1
        return linked

    @cached_property
    def possible(self) -> np.ndarray:
        """Who may be proposed to whom: not oneself, nor who is linked, and only what is asked."""
        free = self.links == 0
        np.fill_diagonal(free, False)
        if self.to_kind:
            free &= np.array([party["soort"] == self.to_kind for party in self.parties])
        if self.within:
            area = np.array([party["gebied"] for party in self.parties])
            free &= area[:, None] == area
        return free

    @cached_property
    def names(self) -> list[str]:
        return [party["naam"] for party in self.parties]

    @property
    def bipartite(self) -> bool:
        return self.to_kind is not None


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- how good a ranking is ----------------------------------------------------------------


def figures(case: Case, rankings: Iterable[Sequence[int]]) -> Figures:
    """The mean of each measure over all questions; `rankings` in the order of `case.truth`.

    mrr: one divided by the rank of the first that is right; hit@k: whether one of the first k
    is right; p@5: which share of the first five is right.
    """
    total = dict.fromkeys(MEASURES, 0.0)
    for truth, ranking in zip(case.truth.values(), rankings, strict=True):
        right = [rank for rank, one in enumerate(ranking, 1) if one in truth]
        total["mrr"] += 1 / right[0] if right else 0
        total["hit@5"] += bool(right) and right[0] <= 5
        total["hit@10"] += bool(right) and right[0] <= 10
        total["p@5"] += sum(rank <= 5 for rank in right) / 5
    return {measure: summed / len(case.truth) for measure, summed in total.items()}


def measured(case: Case, scores: Scores) -> Figures:
    """How good a reference is: the mean over some orders of what scores the same."""
    drawn = [figures(case, ranked(case, scores, seed)) for seed in range(TIES)]
    return {name: float(np.mean([one[name] for one in drawn])) for name in MEASURES}


def ranked(case: Case, scores: Scores, seed: int) -> Iterable[np.ndarray]:
    """For each question who may be proposed, best first; what scores the same by lot."""
    lots = np.random.default_rng(seed)
    for asks in case.truth:
        allowed = np.flatnonzero(case.possible[asks])
        best = -np.round(scores[asks, allowed], 9)
        yield allowed[np.lexsort((lots.random(len(allowed)), best))][:TOP]


# --- one signal ---------------------------------------------------------------------------


def degree(case: Case) -> Scores:
    """Who has most links (Barabási and Albert 1999: preferential attachment)."""
    return np.tile(case.links.sum(axis=0), (len(case.parties), 1))


def adamic_adar(case: Case) -> Scores:
    """Shared partners, rare ones for more (Adamic and Adar 2003).

    Between two kinds of nodes nobody shares a partner: there it walks one step on, to what
    those with shared partners take part in.
    """
    count = case.links.sum(axis=0)
    rare = np.where(count > 1, 1 / np.log(np.maximum(count, 2)), 0)
    shared = (case.links * rare) @ case.links
    np.fill_diagonal(shared, 0)
    return shared @ case.links if case.bipartite else shared


def theme_and_area(case: Case) -> Scores:
    """Shared themes times shared areas, each as Jaccard 1901: shared of all that either has."""
    return jaccard(case, "themas") * jaccard(case, "gebied")


def jaccard(case: Case, column: str) -> Scores:
    named = [set(filter(None, party[column].split(";"))) for party in case.parties]
    words = sorted(set().union(*named))
    has = np.array([[word in own for word in words] for own in named], dtype=float)
    shared, each = has @ has.T, has.sum(axis=1)
    either = each[:, None] + each - shared
    return np.divide(shared, either, where=either > 0, out=np.zeros_like(shared))


def p3(case: Case) -> Scores:
    """P3: where a random walk of three steps ends (Cooper and others 2014)."""
    count = case.links.sum(axis=1, keepdims=True)
    step = case.links / np.maximum(count, 1)
    return step @ step @ step


def rp3_beta(case: Case, beta: float = 0.6) -> Scores:
    """RP3β: P3, divided by the degree of where it ends to the power β (Paudel and others 2017)."""
    return p3(case) / np.maximum(case.links.sum(axis=0), 1) ** beta


def ease(case: Case, strength: float = 10.0) -> Scores:
    """EASE: each link predicted linearly from the others, in closed form (Steck 2019)."""
    inverse = np.linalg.inv(case.links.T @ case.links + strength * np.eye(len(case.parties)))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    return case.links @ weights


def partners_of_alike(case: Case) -> Scores:
    """What those of the same themes and areas are linked with."""
    alike = theme_and_area(case) if jaccard(case, "themas").any() else jaccard(case, "gebied")
    np.fill_diagonal(alike, 0)
    return alike @ case.links


def titles(case: Case) -> Scores:
    """Titles alike: the cosine of their parts of three to five characters (Salton 1975)."""
    parts = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    found = parts.fit_transform(case.names)
    return (found @ found.T).toarray()


def by_lot(case: Case) -> Scores:
    """Anyone."""
    return np.zeros((len(case.parties), len(case.parties)))


# --- several signals ----------------------------------------------------------------------


def attributes_and_adamic_adar(case: Case) -> Scores:
    """Shared themes and areas plus shared partners, each as part of the most that one has."""
    return normal(theme_and_area(case)) + normal(adamic_adar(case))


def theme_and_title(case: Case) -> Scores:
    """Shared themes plus titles alike."""
    return jaccard(case, "themas") + titles(case)


def normal(scores: Scores) -> Scores:
    """Scores from 0 to 1 for each who asks."""
    most = scores.max(axis=1, keepdims=True)
    return np.divide(scores, most, where=most > 0, out=np.zeros_like(scores))


def logistic_regression(case: Case) -> Scores:
    """All signals, weighed by logistic regression (Cox 1958)."""
    return learned(case, make_pipeline(StandardScaler(), LogisticRegression(max_iter=500)))


def boosting(case: Case) -> Scores:
    """All signals, weighed by boosted trees (Friedman 2001)."""
    return learned(case, HistGradientBoostingClassifier(max_iter=150, random_state=1))


SIGNALS = (
    degree,
    adamic_adar,
    theme_and_area,
    p3,
    rp3_beta,
    ease,
    partners_of_alike,
    titles,
)


def learned(case: Case, model: ClassifierMixin) -> Scores:
    """Fitted on the network's own past: a part of the links is hidden, and found back."""
    lots = np.random.default_rng(1)
    pairs = case.pairs
    some = lots.choice(len(pairs), int(len(pairs) * HIDDEN), replace=False)
    past = replace(case, hidden=frozenset(pairs[one] for one in some))
    model.fit(*examples(past, lots))
    now = all_signals(case)
    flat = model.predict_proba(now.reshape(-1, len(SIGNALS)))[:, 1]
    return flat.reshape(case.links.shape)


def all_signals(case: Case) -> np.ndarray:
    return np.stack([normal(signal(case)) for signal in SIGNALS], axis=-1)


def examples(past: Case, lots: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """The signals of all that came together and of some that did not, and which is which."""
    pairs: list[tuple[int, int]] = []
    right: list[bool] = []
    for asks, came in past.truth.items():
        rest = sorted(set(np.flatnonzero(past.possible[asks])) - came)
        wrong = lots.choice(rest, min(WRONG_PER_QUESTION, len(rest)), replace=False)
        pairs += [(asks, one) for one in (*sorted(came), *wrong)]
        right += [True] * len(came) + [False] * len(wrong)
    asked, proposed = np.array(pairs).T
    return all_signals(past)[asked, proposed], np.array(right)
