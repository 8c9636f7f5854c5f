"""The consent of a person to a public name: given, and taken back."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from crm.people.consent import give_consent, take_consent_back
from crm.people.queries import get_person
from crm.web.access import access, viewer
from crm.web.forms.people import ConsentForm
from crm.web.saving import page, saved

bp = Blueprint("consent", __name__, url_prefix="/personen")


@bp.route("/<uuid:ref>/openbare-naam", methods=["GET", "POST"])
@access("person.edit")
def give(ref: object) -> Response | tuple[str, int]:
    """Note that somebody agrees to a public name."""
    person = get_person(str(ref), viewer=viewer())
    form = ConsentForm(person, viewer=viewer())
    if form.validate_on_submit() and form.on.data:
        on = form.on.data
        answer = saved(
            form,
            lambda: give_consent(
                person,
                on=on,
                how=form.how.data or "",
                version=form.known_version,
                actor=viewer(),
            ),
            to=lambda _person: _address(ref),
            done="De toestemming is vastgelegd.",
            fresh=lambda: ConsentForm(
                get_person(str(ref), viewer=viewer()), viewer=viewer(), formdata=None
            ),
        )
        if answer is not None:
            return answer
    return page("people/consent.html", form=form, person=person)


@bp.post("/<uuid:ref>/openbare-naam/intrekken")
@access("person.edit")
def take_back(ref: object) -> Response:
    """Somebody no longer agrees."""
    person = get_person(str(ref), viewer=viewer())
    take_consent_back(person, actor=viewer())
    flash("De toestemming is ingetrokken. Bezoekers zien de naam niet meer.", "goed")
    return redirect(_address(ref), code=303)


def _address(ref: object) -> str:
    return url_for("people.show", ref=str(ref))
