"""How many links began in each year, per kind: a figure for plotly, the rows of its table. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

MOST_YEARS = 12
MOST_KINDS = 5
MOST_STEPS = 6
OTHER, EARLIER, UNKNOWN = "andere", "eerder", "onbekend"


@dataclass(frozen=True, slots=True)
class YearTable:
    """Links by the year they began (rows) and their kind (columns): `counts[row][column]`."""

    years: tuple[str, ...]
    kinds: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    @property
    def total(self) -> int:
        """All links in the table."""
        return sum(map(sum, self.counts))

    @property
    def sentence(self) -> str:
        """What the figure shows, in a sentence."""
        per_year = {year: sum(row) for year, row in zip(self.years, self.counts, strict=True)}
        dated = {year: count for year, count in per_year.items() if year.isdigit()}
        most = max(dated.values(), default=0)
        if not most:
            return f"Van {self.total} verbindingen weten wij niet in welk jaar zij begonnen."
        years = " en ".join(year for year, count in dated.items() if count == most)
        return f"De meeste verbindingen begonnen in {years}: {most}."


def year_table(rows: Iterable[tuple[int | None, str, int]], *, last: int) -> YearTable:
    """Rows of (year, kind, count) as a table: the last years, the most common kinds."""
    rows = list(rows)
    if not rows:
        return YearTable((), (), ())
    per_kind: Counter[str] = Counter()
    for _, kind, count in rows:
        per_kind[kind] += count
    ordered = sorted(per_kind, key=lambda kind: (-per_kind[kind], kind))
    shown = ordered[:MOST_KINDS] if len(ordered) > MOST_KINDS + 1 else ordered
    kinds = [*shown, *([OTHER] if len(shown) < len(ordered) else [])]
    cells: Counter[tuple[str, str]] = Counter()
    first = last - MOST_YEARS + 1
    for year, kind, count in rows:
        cells[_year_word(year, first), kind if kind in shown else OTHER] += count
    years = _years(rows, first, last)
    counts = tuple(tuple(cells[year, kind] for kind in kinds) for year in years)
    return YearTable(tuple(years), tuple(kinds), counts)


def _year_word(year: int | None, first: int) -> str:
    if year is None:
        return UNKNOWN
    return str(year) if year >= first else EARLIER


def _years(rows: list[tuple[int | None, str, int]], first: int, last: int) -> list[str]:
    """Every year from the first with a link, with what came before and what is not known."""
    known = [year for year, _, _ in rows if year is not None]
    years = [str(year) for year in range(max(first, min(known, default=last)), last + 1)]
    before = [EARLIER] if any(year < first for year in known) else []
    without = [UNKNOWN] if len(known) < len(rows) else []
    return [*before, *(years if known else []), *without]


def _step(table: YearTable) -> int:
    """From one number on the axis to the next: whole, and round."""
    most = max((sum(row) for row in table.counts), default=0)
    steps = (first * 10**power for power in range(7) for first in (1, 2, 5))
    return next(step for step in steps if most / step <= MOST_STEPS)


def figure(table: YearTable) -> dict[str, Any]:
    """The table as a figure of plotly in plain values: bars on each other, one colour a kind."""
    from plotly import graph_objects as go

    bars = [
        go.Bar(name=kind, x=list(table.years), y=[row[column] for row in table.counts])
        for column, kind in enumerate(table.kinds)
    ]
    layout = go.Layout(
        barmode="stack",
        xaxis={"type": "category", "tickangle": 0},
        yaxis={"rangemode": "tozero", "tickformat": ",d", "dtick": _step(table)},
        legend={"orientation": "h", "y": -0.12, "yanchor": "top", "traceorder": "normal"},
        bargap=0.35,
    )
    figure = go.Figure(data=bars, layout=layout)
    return {
        "data": [bar.to_plotly_json() for bar in figure.data],
        "layout": {
            key: value for key, value in figure.layout.to_plotly_json().items() if key != "template"
        },
    }
