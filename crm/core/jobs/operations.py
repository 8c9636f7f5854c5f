"""Asking for a job, and doing it."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from contextvars import copy_context
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from crm.core.connections import begin_reading
from crm.core.dates import AMSTERDAM, dutch_day, utc_now
from crm.core.db import db, when_settled
from crm.core.errors import DomainError, NotFound
from crm.core.extensions import configuration, fresh_context
from crm.core.jobs.kinds import KINDS, Kind, Running
from crm.core.jobs.queue import queue_in
from crm.core.jobs.store import Job, State, Store

log = logging.getLogger(__name__)

MOST_TRIES = 3
BROKEN_OFF = (
    "Dit is afgebroken doordat de server stopte. Er is niets half opgeslagen. Probeer het opnieuw."
)
OUR_FAULT = "Er ging bij ons iets mis. Er is niets half opgeslagen."
LOST_AFTER = timedelta(hours=1)
HANDED_OVER_AGAIN_AFTER = timedelta(minutes=1)


class Actor(Protocol):
    """Who asks."""

    @property
    def ref(self) -> str | None: ...


def start_job(
    name: str, arguments: Mapping[str, Any] | None = None, *, once: str | None = None, actor: Actor
) -> str | None:
    """Have a job done by the worker, after this request has committed; its ref.

    The arguments are JSON. With `once` the same thing is never asked twice: then None. When the
    request fails, nothing is done.
    """
    if name not in KINDS:
        raise KeyError(name)
    store = job_store()
    ref = store.ask(name, arguments or {}, owner=actor.ref, once=once)
    if ref is not None:
        when_settled(lambda kept: _hand_over(store, ref) if kept else store.forget(ref))
    return ref


def get_job(ref: str, *, actor: Actor) -> Job:
    """A job that the actor asked for, else NotFound."""
    job = job_store().find(ref)
    if job is None or job.owner != actor.ref:
        raise NotFound
    return job


def job_store() -> Store:
    """The jobs of this installation."""
    return Store(configuration()["INSTANCE"])


def today() -> date:
    """The Dutch day, or the one that the settings fix: for work that no request asks for."""
    return configuration().get("TODAY") or dutch_day(utc_now())


def _hand_over(store: Store, ref: str) -> None:
    store.release(ref)
    if configuration()["JOBS_AT_ONCE"]:
        at_once(run_job, ref)
    else:
        queue_in(store.path.parent).run(ref)


def at_once(work: Any, *arguments: Any) -> None:
    """Do what is the worker's here and now, in a session of its own."""

    def do() -> None:
        begin_reading()
        with fresh_context():
            work(*arguments)

    copy_context().run(do)


def run_job(ref: str) -> None:
    """Do a waiting job, and keep how it ended; nothing when another worker has it."""
    store = job_store()
    job = store.claim(ref)
    if job is None:
        return
    running = Running(store, ref, owner=job.owner, day=today())
    try:
        outcome = KINDS[job.name].does(running, **job.arguments)
    except DomainError as refusal:
        db.session.rollback()
        store.end(ref, State.FAILED, str(refusal))
    except Exception:
        db.session.rollback()
        number = secrets.token_hex(4)
        log.exception("job %s ended with error %s", job.name, number)
        store.end(ref, State.FAILED, OUR_FAULT, number=number)
    else:
        store.end(ref, State.DONE, outcome.sentence, result=outcome.result)


def take_up_again() -> None:
    """What a worker that was killed left: begun again, or told as broken off.

    Only for a worker that has just begun, and that is the only one.
    """
    store = job_store()
    for job in store.in_state(State.RUNNING):
        kind = KINDS.get(job.name)
        if kind is not None and kind.again and job.tries < MOST_TRIES:
            store.put_back(job.ref)
        else:
            store.end(job.ref, State.FAILED, BROKEN_OFF)
    for job in store.in_state(State.WAITING):
        queue_in(store.path.parent).run(job.ref)


def find_lost() -> None:
    """Hand over again what waits; tell what a server that was killed never let begin."""
    store, now = job_store(), utc_now()
    for job in store.in_state(State.WAITING, before=now - HANDED_OVER_AGAIN_AFTER):
        queue_in(store.path.parent).run(job.ref)
    for job in store.in_state(State.ASKED, before=now - LOST_AFTER):
        store.end(job.ref, State.FAILED, BROKEN_OFF)
    store.tidy(now=now)


# --- what happens every day ---------------------------------------------------------------


class _Itself:
    """The system, which asks for the work of the day."""

    ref = None


def start_days_jobs(*, now: datetime) -> None:
    """Ask for what happens every day and was not asked for yet today; no cron is needed."""
    day, hour = today(), now.astimezone(AMSTERDAM).hour
    for kind in daily_kinds():
        if kind.each_day_from is not None and hour >= kind.each_day_from:
            start_job(kind.name, once=f"{kind.name} {day.isoformat()}", actor=_Itself())


def daily_kinds() -> list[Kind]:
    """The kinds of job that run by themselves."""
    return [kind for kind in KINDS.values() if kind.each_day_from is not None]
