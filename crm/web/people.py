"""People: who they are, what they do where, and which parties they hold."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from crm.accounts.operations import note_reading
from crm.core.dates import Period
from crm.core.db import HIDDEN_LEVEL, level_of
from crm.core.errors import NotFound
from crm.links.moment_queries import count_visits
from crm.notes.queries import notes_about
from crm.parties.queries import every, get_party
from crm.people.first_contacts import make_first_contact
from crm.people.holding_operations import close_holding, open_holding
from crm.people.models import AccountHolding, ContactRole, Person
from crm.people.operations import (
    add_person,
    archive_person,
    change_person,
    close_role,
    complete_person,
    find_role,
    open_role,
    restore_person,
)
from crm.people.queries import filtered_people, get_person, holdings_of_party, list_people, roles_of
from crm.search.queries import matching_people
from crm.web.access import access, viewer
from crm.web.asking import asked_text, page_number
from crm.web.downloads import asked_form, download
from crm.web.earlier_page import asked_earlier, earlier_page
from crm.web.forms.alike import stood_already
from crm.web.forms.people import HoldingForm, LastDayForm, NewPersonForm, PersonForm, RoleForm
from crm.web.listings import PEOPLE
from crm.web.person_page import PAST, person_page
from crm.web.saving import page, saved
from crm.web.timelines import person_timeline

bp = Blueprint("people", __name__)


@bp.get("/personen")
@access("person.read")
def index() -> Response | str:
    """The list of people, narrowed by text, with what they do where."""
    text = asked_text()
    conditions = [matching_people(text)] if text else []
    form = asked_form()
    if form:
        every_person = every(filtered_people(conditions, viewer=viewer()))
        return download(PEOPLE, every_person, form=form)
    found = list_people(conditions=conditions, page=page_number(), viewer=viewer())
    roles: dict[int, list[ContactRole]] = {}
    former: set[int] = set()
    for role in roles_of(found.rows, viewer=viewer()):
        if role.period.holds(viewer().day):
            roles.setdefault(role.person_id, []).append(role)
        elif role.period.state(viewer().day) == PAST:
            former.add(role.person_id)
    former -= roles.keys()
    return render_template("people/index.html", people=found, roles=roles, former=former, text=text)


@bp.route("/personen/nieuw", methods=["GET", "POST"])
@access("person.edit")
def new() -> Response | tuple[str, int]:
    """Add a person, with a role at a party when one is named."""
    form = NewPersonForm(viewer=viewer())
    if request.method == "GET":
        form.party.data = asked_text("partij")
        form.last_name.data = asked_text("naam")
    if form.validate_on_submit():
        answer = saved(form, lambda: _add(form), to=_address_of_added, done=_told_of_added)
        if answer is not None:
            return answer
    return page("people/new.html", form=form)


@bp.get("/personen/<uuid:ref>")
@access("person.read")
def show(ref: object) -> str:
    """A person: how to reach them, roles and holdings, now and before; or as on a day."""
    person = get_person(str(ref), viewer=viewer())
    if person.level == HIDDEN_LEVEL:
        note_reading("person", person.ref, viewer=viewer())
    earlier = asked_earlier(person)
    if earlier:
        trail = [("Personen", url_for(".index"))]
        return earlier_page(earlier, person.name, _address(person), trail=trail)
    return render_template(
        "people/show.html",
        person=person,
        held=person_page(person, viewer=viewer()),
        events=person_timeline(person, viewer=viewer()),
        notes=notes_about(person, viewer=viewer()),
        visits=count_visits(person, viewer=viewer()),
    )


@bp.route("/personen/<uuid:ref>/wijzigen", methods=["GET", "POST"])
@access("person.edit")
def edit(ref: object) -> Response | tuple[str, int]:
    """Change a person."""
    person = get_person(str(ref), viewer=viewer())
    form = PersonForm(person)
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: change_person(
                person, values=form.values, version=form.known_version, actor=viewer()
            ),
            to=_address,
            done="De wijziging is opgeslagen.",
            fresh=lambda: PersonForm(get_person(str(ref), viewer=viewer()), formdata=None),
        )
        if answer is not None:
            return answer
    return page("people/edit.html", form=form, person=person)


@bp.post("/personen/<uuid:ref>/archiveren")
@access("person.edit")
def archive(ref: object) -> Response:
    """Put a person away."""
    person = get_person(str(ref), viewer=viewer())
    archive_person(person, actor=viewer())
    flash("De persoon staat nu in het archief.", "goed")
    return redirect(_address(person), code=303)


@bp.post("/personen/<uuid:ref>/terugzetten")
@access("person.edit")
def restore(ref: object) -> Response:
    """Bring a person back."""
    person = get_person(str(ref), viewer=viewer())
    restore_person(person, actor=viewer())
    flash("De persoon is teruggezet.", "goed")
    return redirect(_address(person), code=303)


@bp.route("/personen/<uuid:ref>/rollen/nieuw", methods=["GET", "POST"])
@access("person.edit")
def new_role(ref: object) -> Response | tuple[str, int]:
    """Give a person one more role; the others stay."""
    person = get_person(str(ref), viewer=viewer())
    form = RoleForm(viewer=viewer())
    if form.validate_on_submit() and form.party.party is not None:
        party = form.party.party
        answer = saved(
            form,
            lambda: open_role(
                person,
                party,
                role=form.role.data,
                period=form.period,
                is_first_contact=form.is_first_contact.data,
                actor=viewer(),
            ),
            to=lambda _role: _address(person),
            done="De rol is toegevoegd.",
        )
        if answer is not None:
            return answer
    return page("people/new_role.html", form=form, person=person)


@bp.route("/personen/<uuid:ref>/rollen/<uuid:role_ref>/beeindigen", methods=["GET", "POST"])
@access("person.edit")
def end_role(ref: object, role_ref: object) -> Response | tuple[str, int]:
    """End a role; it stays in the history."""
    person = get_person(str(ref), viewer=viewer())
    role = _role_of(person, str(role_ref))
    form = LastDayForm()
    if form.validate_on_submit() and form.ends_on.ends_on:
        ends_on = form.ends_on.ends_on
        answer = saved(
            form,
            lambda: close_role(role, ends_on=ends_on, actor=viewer()),
            to=lambda _role: _address(person),
            done="De rol is beëindigd.",
        )
        if answer is not None:
            return answer
    return page("people/end_role.html", form=form, person=person, role=role)


@bp.post("/personen/<uuid:ref>/rollen/<uuid:role_ref>/eerste-aanspreekpunt")
@access("person.edit")
def first_contact(ref: object, role_ref: object) -> Response:
    """Let this be who is called first at a party; who was it steps back."""
    person = get_person(str(ref), viewer=viewer())
    role = _role_of(person, str(role_ref))
    make_first_contact(role, actor=viewer())
    flash(f"{person.name} is nu het eerste aanspreekpunt van {role.party.name}.", "goed")
    return redirect(_address(person), code=303)


@bp.route("/partijen/<uuid:ref>/houders/nieuw", methods=["GET", "POST"])
@access("holding.edit")
def new_holding(ref: object) -> Response | tuple[str, int]:
    """Let a colleague hold a party."""
    party = get_party(str(ref), viewer=viewer())
    form = HoldingForm(viewer=viewer())
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: open_holding(
                party,
                person=form.holder,
                team=form.team,
                role=form.role.data,
                period=form.period,
                actor=viewer(),
            ),
            to=lambda _holding: url_for("parties.show", ref=party.ref),
            done="De contactpersoon is toegevoegd.",
        )
        if answer is not None:
            return answer
    return page("people/new_holding.html", form=form, party=party)


@bp.route("/partijen/<uuid:ref>/houders/<uuid:holding_ref>/beeindigen", methods=["GET", "POST"])
@access("holding.edit")
def end_holding(ref: object, holding_ref: object) -> Response | tuple[str, int]:
    """End a holding; it stays in the history."""
    party = get_party(str(ref), viewer=viewer())
    holdings = holdings_of_party(party, viewer=viewer())
    holding = _only(holdings, str(holding_ref))
    form = LastDayForm()
    if form.validate_on_submit() and form.ends_on.ends_on:
        ends_on = form.ends_on.ends_on
        answer = saved(
            form,
            lambda: close_holding(holding, ends_on=ends_on, actor=viewer()),
            to=lambda _holding: url_for("parties.show", ref=party.ref),
            done="De periode is beëindigd.",
        )
        if answer is not None:
            return answer
    return page("people/end_holding.html", form=form, party=party, holding=holding)


def _add(form: NewPersonForm) -> tuple[Person, str]:
    """Somebody new, or what is new of somebody who was there; and what to say of it."""
    if form.known is None:
        person = add_person(values=form.values, actor=viewer())
        _open_role_asked(person, form)
        return person, "De persoon is toegevoegd."
    person, level = form.known, level_of(form.visibility.data, form.sensitive.data)
    done = "Er is niets gewijzigd."
    if complete_person(person, form.values, level=level, actor=viewer()):
        done = "De gegevens zijn aangevuld."
    if _open_role_asked(person, form):
        done = "De rol is toegevoegd."
    return person, stood_already(person, form.values, level=level, done=done)


def _open_role_asked(person: Person, form: NewPersonForm) -> bool:
    """Whether there was a role to add; a role there already stays."""
    who, party, role = viewer(), form.party.party, form.role.data
    if party is None or find_role(person, party, on=who.day, role=role) is not None:
        return False
    open_role(person, party, role=role, period=Period(who.day), actor=who)
    return True


def _address_of_added(added: tuple[Person, str]) -> str:
    return _address(added[0])


def _told_of_added(added: tuple[Person, str]) -> str:
    return added[1]


def _role_of(person: Person, ref: str) -> ContactRole:
    found = [role for role in roles_of([person], viewer=viewer()) if role.ref == ref]
    if not found:
        raise NotFound("Deze rol bestaat niet.")
    return found[0]


def _only(holdings: list[AccountHolding], ref: str) -> AccountHolding:
    found = [holding for holding in holdings if holding.ref == ref]
    if not found:
        raise NotFound("Deze contactpersoon of accounthouder bestaat niet.")
    return found[0]


def _address(person: Person) -> str:
    return url_for("people.show", ref=person.ref)
