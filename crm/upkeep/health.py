"""How the work beside the pages goes: worker, back-up, check, mails; and what needs somebody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from crm.accounts.viewer import Viewer
from crm.core.dates import date_text, dutch_day
from crm.core.extensions import configuration
from crm.core.jobs.kinds import KINDS
from crm.core.jobs.operations import job_store
from crm.core.jobs.store import Job
from crm.core.jobs.worker import has_worker
from crm.core.mail.models import Mail, MailState
from crm.upkeep.backup.nightly import BACKUP, CHECK
from crm.upkeep.mails import WAITING, mail_counts, waiting_for_somebody

LATE_AFTER = timedelta(days=2)
JOBS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Health:
    """What the page of the beheerder shows of it."""

    worker: bool
    mail_server: bool
    last_backup: Job | None
    last_check: Job | None
    mails: list[Mail]
    waiting: int
    stuck: int
    to_copy: int

    def warnings(self, *, now: datetime) -> list[str]:
        """What somebody should look at, in sentences; the worst first."""
        return [sentence for sentence in (rule(self, now) for rule in WARNINGS) if sentence]


def system_health(*, viewer: Viewer) -> Health:
    """How it goes now."""
    settings, store, counts = configuration(), job_store(), mail_counts()
    mails = waiting_for_somebody(viewer=viewer)
    return Health(
        worker=settings["JOBS_AT_ONCE"] or has_worker(settings["INSTANCE"]),
        mail_server=settings["MAIL"] is not None,
        last_backup=store.latest(BACKUP, over=True),
        last_check=store.latest(CHECK, over=True),
        mails=mails,
        waiting=sum(counts.get(state, 0) for state in WAITING),
        stuck=sum(mail.is_stuck for mail in mails),
        to_copy=counts.get(MailState.TO_COPY, 0),
    )


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job as the beheerder sees it: what it told is for who asked for it."""

    title: str
    job: Job
    sentence: str


def latest_jobs(*, viewer: Viewer) -> list[JobLine]:
    """The newest jobs, of whomever."""
    return [
        JobLine(title_of(job), job, job.sentence if job.owner in (None, viewer.ref) else "")
        for job in job_store().newest(JOBS_SHOWN)
    ]


def title_of(job: Job) -> str:
    """What people call a job; a kind that is gone keeps its stored name."""
    return KINDS[job.name].title if job.name in KINDS else job.name


def _backup_failed(health: Health, _now: datetime) -> str:
    last = health.last_backup
    return f"De laatste reservekopie is mislukt. {last.sentence}" if last and last.is_failed else ""


def _backup_late(health: Health, now: datetime) -> str:
    last = health.last_backup
    if last is None or last.is_failed or last.ended_at is None or now - last.ended_at < LATE_AFTER:
        return ""
    return f"Sinds {date_text(dutch_day(last.ended_at))} is er geen reservekopie meer gemaakt."


def _no_worker(health: Health, _now: datetime) -> str:
    if health.worker:
        return ""
    return "De werker draait niet: mails en taken blijven liggen. Vraag wie de server beheert."


def _check_failed(health: Health, _now: datetime) -> str:
    last = health.last_check
    return f"De controle vond iets. {last.sentence}" if last and last.is_failed else ""


def _mails_stuck(health: Health, _now: datetime) -> str:
    if not health.stuck:
        return ""
    is_one = health.stuck == 1
    return "Eén mail is blijven liggen." if is_one else f"{health.stuck} mails zijn blijven liggen."


WARNINGS: tuple[Callable[[Health, datetime], str], ...] = (
    _backup_failed,
    _backup_late,
    _no_worker,
    _check_failed,
    _mails_stuck,
)
