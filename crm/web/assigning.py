"""Giving many parties to a colleague at once: choose, see what will happen, confirm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response

from crm.accounts.viewer import Viewer
from crm.core.dates import Period, date_text
from crm.core.db import db
from crm.parties.models import Party
from crm.parties.queries import filtered_parties, paged, visible_parties
from crm.people.holding_operations import give_parties
from crm.people.models import AccountHolding
from crm.people.queries import fixed_contacts, lacks_contact, people_seen
from crm.web.access import access, viewer
from crm.web.asking import chosen, page_number, party_choices
from crm.web.forms.first_evening import MOST_GIVEN, AssignForm
from crm.web.party_lists import asked_list
from crm.web.saving import page, saved

bp = Blueprint("assigning", __name__, url_prefix="/partijen/toewijzen")
ROWS = 100


@dataclass(frozen=True, slots=True)
class Taken:
    """A party that has a vaste contactpersoon; the name is empty when it may not be known."""

    party: Party
    holder: str


@bp.route("", methods=["GET", "POST"])
@access("holding.edit", late_write=True)
def choose() -> Response | str | tuple[str, int]:
    """Choose parties, a colleague and a day; the answer says what will happen."""
    form = AssignForm(viewer=viewer())
    parties = _chosen_parties()
    if form.is_submitted() and form.validate() and _some(form, parties):
        free, taken = _divided(parties, form, viewer())
        return render_template("assigning/confirm.html", form=form, free=free, taken=taken)
    without = bool(chosen("zonder", ["ja"]))
    asked = asked_list(*([lacks_contact(viewer().day)] if without else []))
    query = filtered_parties(asked.filters, viewer=viewer()).options(selectinload(Party.areas))
    found = paged(query, page_number(), size=ROWS)
    # the form posts to this same address: what was ticked then stays as it was
    all_marked = request.method == "GET" and chosen("vinkjes", ["alle"])
    return page(
        "assigning/choose.html",
        form=form,
        parties=found,
        held=_held(found.rows, viewer()),
        filters=asked.filters,
        asked=asked,
        without=without,
        marked={party.ref for party in (found.rows if all_marked else parties)},
        **party_choices(),
    )


@bp.post("/bevestigd")
@access("holding.edit")
def assign() -> Response | tuple[str, int]:
    """Give them, but for those that have somebody already."""
    form = AssignForm(viewer=viewer())
    parties = _chosen_parties()
    if form.validate() and _some(form, parties):
        answer = saved(
            form,
            lambda: _give(parties, form),
            to=lambda _opened: url_for("people.show", ref=form.holder.ref),
            done=f"{form.holder.name} is de vaste contactpersoon van deze partijen, "
            f"vanaf {date_text(form.begins_on.data)}.",
        )
        if answer is not None:
            return answer
    flash("Er is niets gewijzigd. Kies opnieuw.", "fout")
    return redirect(url_for(".choose"), code=303)


def _give(parties: Sequence[Party], form: AssignForm) -> list[AccountHolding]:
    begins_on = form.begins_on.data
    assert begins_on is not None
    return give_parties(parties, person=form.holder, begins_on=begins_on, actor=viewer())


def _chosen_parties() -> list[Party]:
    """The parties that were ticked, of those that who looks may see, by name."""
    refs = request.form.getlist("partij")[:MOST_GIVEN]
    if not refs:
        return []
    query = visible_parties(viewer()).where(Party.ref.in_(refs), Party.archived_at.is_(None))
    return list(db.session.scalars(query.order_by(Party.sort_key, Party.id)))


def _some(form: AssignForm, parties: Sequence[Party]) -> bool:
    if not parties:
        form.refuse("Zet een vinkje bij ten minste één partij.")
    return bool(parties)


def _divided(
    parties: Sequence[Party], form: AssignForm, who: Viewer
) -> tuple[list[Party], list[Taken]]:
    """Those that can be given from that day on, and those that keep who they have."""
    held = _held(parties, who, period=Period(form.begins_on.data))
    free = [party for party in parties if party.id not in held]
    return free, [Taken(party, held[party.id]) for party in parties if party.id in held]


def _held(parties: Sequence[Party], who: Viewer, *, period: Period | None = None) -> dict[int, str]:
    """Who holds these parties, by party id; an empty name when the viewer may not know it."""
    holdings = fixed_contacts(parties, period=period or Period(who.day))
    people = [holding.person for holding in holdings.values() if holding.person is not None]
    names = {person.id: person.name for person in people_seen(people, viewer=who)}
    return {
        party: names.get(holding.person_id or 0, "") if holding.person else _team(holding, who)
        for party, holding in holdings.items()
    }


def _team(holding: AccountHolding, who: Viewer) -> str:
    team = holding.team
    return team.name if team is not None and team.level <= who.level else ""
