"""The first visit of the day sets the day's work going: nothing needs cron."""

from __future__ import annotations

from flask import Flask, Response, current_app

from crm.core.dates import utc_now
from crm.core.jobs.operations import start_days_jobs

LOOKED_AT = "days_jobs_looked_at"


def init_app(app: Flask) -> None:
    """Look once an hour, after a request."""
    app.after_request(_start_days_jobs)


def _start_days_jobs(response: Response) -> Response:
    """What was already asked for today is not asked for again, by whichever process."""
    now = utc_now()
    hour = now.replace(minute=0, second=0)
    if current_app.extensions.get(LOOKED_AT) != hour and not current_app.config["JOBS_AT_ONCE"]:
        current_app.extensions[LOOKED_AT] = hour
        start_days_jobs(now=now)
    return response
