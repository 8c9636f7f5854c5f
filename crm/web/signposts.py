"""Wegwijzers: who shows the way in a theme, and which aldermen answer for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from crm.core.errors import NotFound
from crm.core.text import fold
from crm.people.models import Person
from crm.people.queries import get_person
from crm.people.signpost_operations import (
    close_portfolio,
    close_signpost,
    open_portfolio,
    open_signpost,
)
from crm.people.signposts import Guide, guides, portfolios_of, signposts_of
from crm.web.access import access, viewer
from crm.web.asking import asked_text
from crm.web.downloads import asked_form, download
from crm.web.forms.people import LastDayForm, PortfolioForm, SignpostForm
from crm.web.listings import GUIDES
from crm.web.saving import page, saved

bp = Blueprint("signposts", __name__)


@bp.get("/wegwijzers")
@access("person.read")
def index() -> Response | str:
    """Who shows the way, theme by theme; narrowed by a word of the theme or the name."""
    text = asked_text()
    found = [guide for guide in guides(viewer=viewer()) if _matches(guide, text)]
    form = asked_form()
    if form:
        return download(GUIDES, found, form=form)
    return render_template("signposts/index.html", guides=found, text=text)


@bp.route("/personen/<uuid:ref>/wegwijzer/nieuw", methods=["GET", "POST"])
@access("person.edit")
def new(ref: object) -> Response | tuple[str, int]:
    """Make a council member or alderman the signpost in a theme."""
    person = get_person(str(ref), viewer=viewer())
    form = SignpostForm()
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: open_signpost(person, form.chosen_theme, period=form.period, actor=viewer()),
            to=lambda _signpost: _address(ref),
            done="De wegwijzer is toegevoegd.",
        )
        if answer is not None:
            return answer
    return page("signposts/new.html", form=form, person=person)


@bp.route("/personen/<uuid:ref>/wegwijzer/<uuid:signpost_ref>/beeindigen", methods=["GET", "POST"])
@access("person.edit")
def end(ref: object, signpost_ref: object) -> Response | tuple[str, int]:
    """End it; it stays in the history."""
    person = get_person(str(ref), viewer=viewer())
    found = signposts_of(person, viewer=viewer())
    signpost = next((one for one in found if one.ref == str(signpost_ref)), None)
    if signpost is None:
        raise NotFound("Deze wegwijzer bestaat niet.")
    what = f"wegwijzer {signpost.theme.name}"
    return _ended(
        person,
        what,
        lambda ends_on: close_signpost(signpost, ends_on=ends_on, actor=viewer()),
    )


@bp.route("/personen/<uuid:ref>/portefeuilles/nieuw", methods=["GET", "POST"])
@access("person.edit")
def new_portfolio(ref: object) -> Response | tuple[str, int]:
    """Give an alderman a portfolio."""
    person = get_person(str(ref), viewer=viewer())
    form = PortfolioForm()
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: open_portfolio(
                person,
                name=form.name.data or "",
                themes=form.chosen_themes,
                period=form.period,
                actor=viewer(),
            ),
            to=lambda _portfolio: _address(ref),
            done="De portefeuille is toegevoegd.",
        )
        if answer is not None:
            return answer
    return page("signposts/new_portfolio.html", form=form, person=person)


@bp.route(
    "/personen/<uuid:ref>/portefeuilles/<uuid:portfolio_ref>/beeindigen", methods=["GET", "POST"]
)
@access("person.edit")
def end_portfolio(ref: object, portfolio_ref: object) -> Response | tuple[str, int]:
    """End it; it stays in the history."""
    person = get_person(str(ref), viewer=viewer())
    found = portfolios_of(person, viewer=viewer())
    portfolio = next((one for one in found if one.ref == str(portfolio_ref)), None)
    if portfolio is None:
        raise NotFound("Deze portefeuille bestaat niet.")
    return _ended(
        person,
        f"portefeuille {portfolio.name}",
        lambda ends_on: close_portfolio(portfolio, ends_on=ends_on, actor=viewer()),
    )


def _ended(
    person: Person, what: str, close: Callable[[date], object]
) -> Response | tuple[str, int]:
    """The page that asks for the last day, of a signpost or portfolio."""
    form = LastDayForm()
    if form.validate_on_submit() and form.ends_on.ends_on:
        ends_on: date = form.ends_on.ends_on
        answer = saved(
            form,
            lambda: close(ends_on),
            to=lambda _closed: _address(person.ref),
            done="De periode is beëindigd.",
        )
        if answer is not None:
            return answer
    return page("signposts/end.html", form=form, person=person, what=what)


def _matches(guide: Guide, text: str) -> bool:
    """Few enough to look through here: a word of the theme, the portfolio or a name."""
    names = [one.person.name for one in guide.signposts]
    names += [f"{one.person.name} {one.name}" for one in guide.portfolios]
    words = fold(" ".join([guide.theme.name, *names]))
    return all(part in words for part in fold(text).split())


def _address(ref: object) -> str:
    return url_for("people.show", ref=str(ref))
