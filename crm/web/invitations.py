"""The link by which somebody chooses a password: mailed where that can be, else to be copied."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request, url_for

from crm.accounts.models import User
from crm.accounts.operations import give_password_link, password_purpose
from crm.accounts.purposes import TERMS, Purpose
from crm.accounts.viewer import Viewer
from crm.core.dates import dutch_day, utc_now
from crm.core.mail.letters import letter
from crm.core.mail.outbox import queue_mail
from crm.web.context import network_name

LETTERS = {Purpose.INVITATION: "uitnodiging", Purpose.RESET: "wachtwoord"}
PAGES = {Purpose.INVITATION: "passwords.invitation", Purpose.RESET: "passwords.reset"}


@dataclass(frozen=True, slots=True)
class Given:
    """A link that was given, and the letter that goes with it."""

    url: str
    subject: str
    text: str
    mailed: bool


def send_password_link(user: User, *, actor: Viewer) -> Given:
    """Give the link and put it in the outbox; without a mail server the text is to be copied."""
    purpose = password_purpose(user)
    token = give_password_link(user, actor=actor)
    url = site_address() + url_for(PAGES[purpose], token=token)
    until = dutch_day(utc_now() + TERMS[purpose].lasts)
    told = letter(LETTERS[purpose], who=user.name, url=url, place=network_name(), until=until)
    mailed = current_app.config["MAIL"] is not None
    if mailed:
        queue_mail(to=user.email, subject=told.subject, text=told.text, about=user.ref, actor=actor)
    return Given(url, told.subject, told.text, mailed)


def site_address() -> str:
    """The address that was set; without one, where the beheerder is looking right now."""
    return current_app.config["BASE_URL"] or request.host_url.rstrip("/")
