"""What can be done as a job: each kind by its name, with the function that does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from time import monotonic
from typing import Any, Protocol

from crm.core.jobs.store import Store

SHOWN_AGAIN_AFTER = 0.3


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended: a Dutch sentence, and refs for the page that shows it.

    `result["adres"]` is where to go on to.
    """

    sentence: str
    result: Mapping[str, Any] = field(default_factory=dict)


class Running:
    """A job at work: who asked, on which day, and where it tells how far it is."""

    def __init__(self, store: Store, ref: str, *, owner: str | None, day: date) -> None:
        self.ref = ref
        self.owner = owner
        self.day = day
        self._store = store
        self._shown_at = 0.0

    def progress(self, done: int, total: int = 0, unit: str = "") -> None:
        """`370 van 6.830 rijen`; written a few times a second, however often it is called."""
        now = monotonic()
        if now - self._shown_at >= SHOWN_AGAIN_AFTER or done == total:
            self._shown_at = now
            self._store.note(self.ref, done, total, unit)


class Does(Protocol):
    """The function of a job; its keyword arguments are what it was asked with."""

    def __call__(self, work: Running, **arguments: Any) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job.

    `again`: it may begin anew when it was broken off, because it leaves nothing half done and
    doing it twice is the same as once. `each_day_from`: it runs by itself, once a day, from this
    hour of the Dutch day on.
    """

    name: str
    title: str
    does: Does
    again: bool
    each_day_from: int | None


KINDS: dict[str, Kind] = {}


def job_kind(
    name: str, title: str, *, again: bool = False, each_day_from: int | None = None
) -> Callable[[Any], Any]:
    """Make a function known as a kind of job: `@job_kind("inlezen", "Register inlezen")`."""

    def declare(does: Any) -> Any:
        KINDS[name] = Kind(name, title, does, again, each_day_from)
        return does

    return declare
