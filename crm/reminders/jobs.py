"""The reminders of the day, as a job that runs by itself once a beheerder turned it on."""

from __future__ import annotations

from crm.accounts.operations import change_setting
from crm.accounts.queries import setting
from crm.accounts.viewer import Viewer
from crm.core.jobs.kinds import Outcome, Running, job_kind
from crm.reminders.mailing import Reminded, send_due

NAME = "herinneren"
FROM_HOUR = 8
SETTING, ON = "herinneren", "ja"
IS_OFF = "Staat uit: er is niets gemaild. Een beheerder kan het aanzetten bij Beheer."


@job_kind(NAME, "Herinneringen versturen", again=True, each_day_from=FROM_HOUR)
def remind(work: Running) -> Outcome:
    """Mail what is due today; done twice it sends once. Nobody is mailed by surprise."""
    if not mails_by_itself():
        return Outcome(IS_OFF)
    return Outcome(told(send_due(on=work.day, actor=Viewer.operator(work.day))))


def mails_by_itself() -> bool:
    """Whether a beheerder turned it on."""
    return setting(SETTING) == ON


def let_it_mail(is_on: bool, *, actor: Viewer) -> None:
    """Turn the mails of the day on or off."""
    change_setting(SETTING, ON if is_on else "nee", actor=actor)


def told(sent: Reminded) -> str:
    """How it went, in a sentence."""
    people = "1 persoon" if sent.people == 1 else f"{sent.people} personen"
    parties = "1 partij" if sent.parties == 1 else f"{sent.parties} partijen"
    stuck = f" Bij {sent.refused} lukte het niet." if sent.refused else ""
    return f"{people} over {parties}.{stuck}"
