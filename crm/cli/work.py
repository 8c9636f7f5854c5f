"""`work`: the worker, which does what takes longer than a page may."""

from __future__ import annotations

import click
from flask import current_app

from crm.cli.common import Stop, guarded
from crm.core.dates import utc_now
from crm.core.jobs.operations import find_lost, run_job, start_days_jobs, take_up_again
from crm.core.jobs.queue import queue_in
from crm.core.jobs.worker import worker_lock
from crm.core.mail.outbox import deliver_due, tidy_outbox


@click.command("work", help="De werker: doet taken en verstuurt mails tot u hem stopt.")
@guarded
def work() -> None:
    """Take up what an earlier worker left, then do what comes in."""
    folder = current_app.config["INSTANCE"]
    with worker_lock(folder) as is_ours:
        if not is_ours:
            raise Stop("Er draait al een werker voor deze map.")
        take_up_again()
        click.echo("De werker draait.", err=True)
        queue_in(folder).work(current_app.app_context, run=run_job, deliver=deliver_due, turn=turn)


def turn() -> None:
    """What happens every minute."""
    find_lost()
    tidy_outbox()
    start_days_jobs(now=utc_now())
    deliver_due()


commands = (work,)
