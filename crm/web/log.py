"""Het logboek: a beheerder looks up who changed what, when and about what."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, Response, render_template, request
from sqlalchemy import ColumnElement, or_, select

from crm.accounts.queries import list_users
from crm.audit.models import Event
from crm.parties.models import Party
from crm.parties.queries import every
from crm.people.models import Person
from crm.search.queries import matching_parties, matching_people
from crm.web.access import access, viewer
from crm.web.asking import AskedWrongly, asked_text, chosen, page_number
from crm.web.derived_listings import LOG
from crm.web.downloads import asked_form, download
from crm.web.forms.base import parse_day
from crm.web.log_entries import log_page
from crm.web.log_filters import GROUPS, SYSTEM, LogFilters, filtered_events

bp = Blueprint("log", __name__, url_prefix="/beheer/logboek")


@bp.get("")
@access("system.manage")
def index() -> Response | str:
    """The log, narrowed by who, what, when and about whom."""
    accounts = [(SYSTEM, "het systeem"), *((user.ref, user.name) for user in list_users())]
    text = asked_text()
    filters = LogFilters(
        who=chosen("wie", [ref for ref, _ in accounts]),
        groups=chosen("wat", GROUPS),
        since=_asked_day("van"),
        until=_asked_day("tot"),
        about=_asked_ref("over"),
        subjects=[_about(text)] if text else [],
    )
    query = filtered_events(filters, viewer=viewer())
    form = asked_form()
    if form:
        return download(LOG, every(query), form=form)
    return render_template(
        "administration/log.html",
        found=log_page(query, page_number(), viewer=viewer()),
        filters=filters,
        text=text,
        accounts=accounts,
        groups=list(GROUPS.items()),
    )


def _about(text: str) -> ColumnElement[bool]:
    """Events about a party or person whose name or words fit."""
    parties = select(Party.ref).where(matching_parties(text))
    people = select(Person.ref).where(matching_people(text))
    return or_(Event.subject_ref.in_(parties), Event.subject_ref.in_(people))


def _asked_day(name: str) -> date | None:
    text = request.args.get(name, "").strip()
    day = parse_day(text) if text else None
    if text and (day is None or not 1900 <= day.year <= 2100):
        raise AskedWrongly(f"‘{text[:40]}’ is geen dag die wij kennen. Schrijf 2024-05-01.")
    return day


def _asked_ref(name: str) -> str:
    text = request.args.get(name, "").strip()
    try:
        return str(UUID(text)) if text else ""
    except ValueError:
        raise AskedWrongly("Dit is geen adres uit het logboek. Kies opnieuw.") from None
