"""Every night: a back-up that is read back, kept fourteen days, and a check of the whole system."""

from __future__ import annotations

import re
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

from crm.core.dates import date_text, utc_now
from crm.core.errors import Refused
from crm.core.extensions import configuration
from crm.core.jobs.kinds import Outcome, Running, job_kind
from crm.upkeep.backup.archive import UNFINISHED
from crm.upkeep.backup.operations import check_backup, make_backup
from crm.upkeep.backup.sqlite import HALF
from crm.upkeep.check import run_checks

BACKUP, CHECK = "reservekopie", "controle"
FOLDER = "reservekopieen"
KEPT_DAYS = 14
A_DAY = timedelta(days=1)
NAME = re.compile(r"nacht-(\d{4}-\d{2}-\d{2})\.zip")


@job_kind(BACKUP, "Reservekopie maken", again=True, each_day_from=3)
def nightly_backup(work: Running) -> Outcome:
    """One file a day; what is older than fourteen days goes when the new one is sound."""
    instance = configuration()["INSTANCE"]
    folder = backup_folder(instance)
    path = folder / f"nacht-{work.day.isoformat()}.zip"
    make_backup(path, folder=instance)
    check_backup(path, folder=instance)
    tidy(folder, day=work.day)
    sweep(instance, now=utc_now())
    size = size_text(path.stat().st_size)
    sentence = f"De kopie van {date_text(work.day)} is gemaakt en nagelezen ({size})."
    return Outcome(sentence, {"bestand": path.name})


@job_kind(CHECK, "Controleren of alles klopt", again=True, each_day_from=4)
def nightly_check(_work: Running) -> Outcome:
    """What `flask crm check` finds, so that somebody hears of it."""
    wrong = [control.naam for control in run_checks() if not control.goed]
    if wrong:
        raise Refused(f"Dit klopt niet: {'; '.join(wrong)}. Vraag wie het systeem onderhoudt.")
    return Outcome("Alles klopt.")


def backup_folder(instance: Path) -> Path:
    """Where back-ups of this installation are kept; only for who runs it."""
    folder = instance / FOLDER
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"De map {folder} kan niet worden gemaakt: {error.strerror}.") from error
    return folder


def tidy(folder: Path, *, day: date) -> None:
    """Let go of nights before the last fourteen; a file with another name is not ours."""
    oldest = day - timedelta(days=KEPT_DAYS - 1)
    for path in folder.iterdir():
        found = NAME.fullmatch(path.name)
        if found and date.fromisoformat(found[1]) < oldest:
            path.unlink()


def sweep(instance: Path, *, now: datetime) -> None:
    """Let go of the half copies that a kill left behind; one of today may be in the making."""
    for left in (*instance.glob(f"{HALF}*"), *instance.glob(f"{FOLDER}/.*{UNFINISHED}")):
        if now.timestamp() - left.stat().st_mtime < A_DAY.total_seconds():
            continue
        if left.is_dir():
            shutil.rmtree(left)
        else:
            left.unlink()


def size_text(size: int) -> str:
    """`3,1 MB`, from bytes."""
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")
