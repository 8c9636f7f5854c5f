"""The first evening: three questions, thirty pasted names, the first picture and chances."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from crm.accounts.models import User
from crm.accounts.operations import change_setting
from crm.accounts.queries import setting
from crm.core.db import db
from crm.core.text import fold
from crm.opportunities.queries import network_opportunities
from crm.parties.kinds import CONTACTED_KINDS, PartyKind
from crm.parties.lookalikes_names import same_name_key
from crm.parties.models import Party
from crm.parties.operations import add_party
from crm.parties.pasting import LABELS, understand
from crm.parties.queries import visible_parties
from crm.people.alike import find_same_person
from crm.people.completion import differing
from crm.people.holding_operations import give_parties
from crm.people.models import Person
from crm.people.names import name_parts
from crm.people.operations import add_first_contact, join_town_hall
from crm.people.queries import person_of
from crm.taxonomy.models import Area, Theme
from crm.taxonomy.operations import add_area, add_theme
from crm.taxonomy.queries import list_areas, list_themes, offered
from crm.web.access import access, viewer
from crm.web.attention import CHANCES, is_first_evening
from crm.web.first_picture import picture_of
from crm.web.forms.first_evening import YES, NamesForm, PreviewForm, QuestionsForm
from crm.web.saving import page, saved

bp = Blueprint("first_evening", __name__, url_prefix="/eerste-avond")
MOST_NAMED = 5
SOLE_CONTACT = "sole_contact"
"""The setting that holds the ref of the account whose person gets every initiative."""


@bp.route("", methods=["GET", "POST"])
@access("party.edit")
def questions() -> Response | tuple[str, int]:
    """Which municipality, which kernen, and are you the only one?"""
    if not is_first_evening():
        return redirect(url_for(".names"))
    form = QuestionsForm()
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: _settle(form),
            to=lambda _party: url_for(".names"),
            done="Dat staat klaar. Nu de namen.",
        )
        if answer is not None:
            return answer
    return page("first_evening/questions.html", form=form)


@bp.route("/namen", methods=["GET", "POST"])
@access("party.edit", late_write=True)
def names() -> Response | str | tuple[str, int]:
    """Paste a list; the answer shows what was understood. Nothing is saved yet."""
    form = NamesForm()
    if form.validate_on_submit():
        pasted = understand(
            form.text.data or "",
            areas=[area.name for area in offered(list_areas())],
            known=_known_names(),
        )
        if pasted.rows:
            preview = PreviewForm.of(pasted.rows, themes=_theme_names())
            return render_template(
                "first_evening/preview.html",
                form=preview,
                doubles={at: row.double for at, row in enumerate(pasted.rows) if row.double},
                understood=[LABELS[field] for field in pasted.fields],
                too_many=pasted.too_many,
            )
        form.refuse("Wij zien in deze tekst geen namen.", field="text")
    return page("first_evening/names.html", form=form, is_first=_is_first_list())


@bp.post("/opslaan")
@access("party.edit")
def save() -> Response | tuple[str, int]:
    """Save the lines that were kept: parties, their aanspreekpunt, and who holds them."""
    form = PreviewForm(themes=_theme_names())
    if form.validate():
        answer = saved(
            form,
            lambda: _add_all(form),
            to=lambda _made: url_for(".done"),
            done=_saved_sentence,
        )
        if answer is not None:
            return answer
    template = "first_evening/preview.html"
    return page(template, form=form, doubles={}, understood=[], too_many=0)


@bp.get("/klaar")
@access("party.edit")
def done() -> str:
    """The first picture, five chances, and what can be done next."""
    chances = network_opportunities(viewer=viewer())[:CHANCES]
    return render_template("first_evening/done.html", chances=chances, picture=picture_of(chances))


def _settle(form: QuestionsForm) -> Party:
    """The municipality as area and party, its kernen, and who looks as its civil servant."""
    who = viewer()
    name = _without_word(form.municipality.data or "")
    change_setting("network_name", name, actor=who)
    top = _area(name, "gemeente", None)
    for place in form.place_names:
        if fold(place) != fold(name):
            _area(place, "kern", top)
    values = {
        "name": f"Gemeente {name}",
        "kind": PartyKind.MUNICIPALITY.value,
        "place": name,
    }
    municipality = add_party(values=values, actor=who)
    user = db.session.get_one(User, who.user_id)
    join_town_hall(user, municipality, on=who.day, actor=who)
    change_setting(SOLE_CONTACT, who.ref or "" if form.alone.data == YES else "", actor=who)
    return municipality


def _without_word(name: str) -> str:
    """`Gemeente Vlietdam` is named `Vlietdam`."""
    first, _, rest = name.partition(" ")
    return rest if fold(first) == "gemeente" and rest else name


def _area(name: str, kind: str, parent: Area | None) -> Area:
    """The area with this name, else a new one with a code made of the name."""
    areas = offered(list_areas())
    for area in areas:
        if fold(area.name) == fold(name):
            return area
    code = fold(name).replace(" ", "-")
    if code in {area.code for area in areas}:
        code = f"{code}-{kind}"
    return add_area(code, name, kind, parent=parent, actor=viewer())


def _known_names() -> Mapping[str, str]:
    """Names of parties that who looks may see, by what they have in common with others."""
    rows = db.session.scalars(visible_parties(viewer()).with_only_columns(Party.name))
    return {same_name_key(name): name for name in rows}


def _theme_names() -> list[str]:
    return [theme.name for theme in offered(list_themes())]


def _is_first_list() -> bool:
    query = select(Party.id).where(Party.kind.in_(sorted(CONTACTED_KINDS))).limit(1)
    return db.session.scalar(query) is None


def _add_all(form: PreviewForm) -> list[tuple[Party, Person | None]]:
    """Each line as a party; initiatives go to the sole contactpersoon, if there is one.

    With each: whose phone or e-mail address of that line was not taken over, if anybody's.
    """
    areas = {fold(area.name): area for area in offered(list_areas())}
    top = _whole(areas.values())
    themes = {fold(theme.name): theme for theme in offered(list_themes())}
    made = [_add_line(line, areas, top, themes) for line in form.taken]
    _give_to_sole_contact([party for party, _ in made])
    return made


def _whole(areas: Iterable[Area]) -> Area | None:
    """The municipality, when it is the only area: then everybody is in it."""
    known = list(areas)
    return known[0] if len(known) == 1 and known[0].kind == "gemeente" else None


def _add_line(
    line: Mapping[str, Any], areas: dict[str, Area], top: Area | None, themes: dict[str, Theme]
) -> tuple[Party, Person | None]:
    area = areas.get(fold(line["place"]), top)
    values = {
        "name": line["name"],
        "kind": line["kind"],
        "place": line["place"],
        "areas": [area] if area else [],
        "themes": [_theme(line["theme"], themes)] if line["theme"] else [],
    }
    reach = {"phone": line["phone"], "email": line["email"]}
    if not line["contact"]:
        values |= reach
    party = add_party(values=values, actor=viewer())
    if not line["contact"]:
        return party, None
    name, who = line["contact"], viewer()
    # one person can be the contact of several lines
    person = find_same_person(name_parts(name), **reach, viewer=who)
    add_first_contact(party, name=name, **reach, person=person, on=who.day, actor=who)
    stays = person is not None and differing(person, reach, level=party.level)
    return party, person if stays else None


def _theme(name: str, themes: dict[str, Theme]) -> Theme:
    key = fold(name)
    if key not in themes:
        themes[key] = add_theme(name, actor=viewer())
    return themes[key]


def _give_to_sole_contact(parties: list[Party]) -> None:
    who = viewer()
    person = person_of(who)
    if person is None or setting(SOLE_CONTACT) != who.ref:
        return
    initiatives = [party for party in parties if party.kind in CONTACTED_KINDS]
    give_parties(initiatives, person=person, begins_on=who.day, actor=who)


def _saved_sentence(made: Sequence[tuple[Party, Person | None]]) -> str:
    count = len(made)
    done = "1 partij is toegevoegd." if count == 1 else f"{count} partijen zijn toegevoegd."
    names = sorted({person.name for _, person in made if person is not None})
    if not names:
        return done
    kept = ", ".join([*names[:MOST_NAMED], *(["en anderen"] if names[MOST_NAMED:] else [])])
    return f"{done} Deze mensen stonden er al in. Kijk hun telefoon en e-mail na: {kept}."
