"""Doelen: what is to be reached, where that stands, and who contributes."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from crm.accounts.operations import note_reading
from crm.core.db import HIDDEN_LEVEL
from crm.goals.kinds import LEVELS
from crm.goals.models import Goal
from crm.goals.operations import (
    add_contribution,
    add_goal,
    archive_goal,
    change_goal,
    remove_contribution,
    restore_goal,
)
from crm.goals.queries import (
    GoalFilters,
    contributions_to,
    count_contributions,
    departments_of,
    filtered_goals,
    get_contribution,
    get_goal,
    goals_above,
    goals_below,
    list_goals,
)
from crm.opportunities.apart import who_could
from crm.parties.queries import every, get_party
from crm.taxonomy.queries import area_choices, known_areas, known_themes, theme_choices
from crm.web.access import access, viewer
from crm.web.asking import asked_text, checked, chosen, page_number
from crm.web.downloads import asked_form, download
from crm.web.earlier_page import asked_earlier, earlier_page
from crm.web.forms.goals import ContributionForm, GoalForm
from crm.web.matter_listings import GOALS
from crm.web.saving import page, saved
from crm.web.timelines import timeline_of

bp = Blueprint("goals", __name__, url_prefix="/doelen")


@bp.get("")
@access("goal.read")
def index() -> Response | str:
    """The list of goals, narrowed by level, theme, area, and whether help is wanted."""
    filters = GoalFilters(
        levels=chosen("niveau", LEVELS),
        themes=checked("thema", known_themes),
        areas=checked("gebied", known_areas),
        wants_contributions=bool(chosen("zoekt", ["ja"])),
        archived=bool(chosen("archief", ["ja"])),
    )
    form = asked_form()
    if form:
        return download(GOALS, every(filtered_goals(filters, viewer=viewer())), form=form)
    goals = list_goals(filters, page=page_number(), viewer=viewer())
    return render_template(
        "goals/index.html",
        goals=goals,
        above=goals_above(goals.rows, viewer=viewer()),
        counts=count_contributions(goals.rows, viewer=viewer()),
        filters=filters,
        levels=LEVELS,
        themes=theme_choices(),
        areas=area_choices(),
    )


@bp.route("/nieuw", methods=["GET", "POST"])
@access("goal.edit")
def new() -> Response | tuple[str, int]:
    """Write down a goal; `?onder=` is the one it lies under."""
    under = asked_text("onder")
    form = GoalForm(viewer=viewer(), under=under)
    if request.method == "GET" and under:
        form.parent.data = get_goal(under, viewer=viewer()).ref
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: add_goal(values=form.values, actor=viewer()),
            to=_address,
            done="Het doel is toegevoegd.",
        )
        if answer is not None:
            return answer
    return page("goals/new.html", form=form)


@bp.get("/<uuid:ref>")
@access("goal.read")
def show(ref: object) -> str:
    """A goal: where it stands, who answers for it, who contributes; or as on a day."""
    goal = get_goal(str(ref), viewer=viewer())
    if goal.level == HIDDEN_LEVEL:
        note_reading("goal", goal.ref, viewer=viewer())
    earlier = asked_earlier(goal)
    if earlier:
        trail = [("Doelen", url_for(".index"))]
        return earlier_page(earlier, goal.title, _address(goal), trail=trail)
    return render_template(
        "goals/show.html",
        goal=goal,
        above=goals_above([goal], viewer=viewer()).get(goal.parent_id or 0),
        below=goals_below(goal, viewer=viewer()),
        department=departments_of([goal], viewer=viewer()).get(goal.department_id or 0),
        able=who_could([goal], viewer=viewer()).get(goal.id, []),
        contributions=contributions_to(goal, page=page_number(), viewer=viewer()),
        events=timeline_of(goal, viewer=viewer()),
    )


@bp.route("/<uuid:ref>/wijzigen", methods=["GET", "POST"])
@access("goal.edit")
def edit(ref: object) -> Response | tuple[str, int]:
    """Change a goal."""
    goal = get_goal(str(ref), viewer=viewer())
    form = GoalForm(goal, viewer=viewer())
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: change_goal(
                goal, values=form.values, version=form.known_version, actor=viewer()
            ),
            to=_address,
            done="De wijziging is opgeslagen.",
            fresh=lambda: GoalForm(
                get_goal(str(ref), viewer=viewer()), viewer=viewer(), formdata=None
            ),
        )
        if answer is not None:
            return answer
    return page("goals/edit.html", form=form, goal=goal)


@bp.route("/<uuid:ref>/bijdragen/nieuw", methods=["GET", "POST"])
@access("goal.edit")
def add_party(ref: object) -> Response | tuple[str, int]:
    """Say which party contributes to a goal; `?partij=` fills it in."""
    goal = get_goal(str(ref), viewer=viewer())
    form = ContributionForm(viewer=viewer())
    if request.method == "GET" and asked_text("partij"):
        form.party.data = get_party(asked_text("partij"), viewer=viewer()).name
    if form.validate_on_submit() and form.party.party is not None:
        party = form.party.party
        answer = saved(
            form,
            lambda: add_contribution(
                goal,
                party,
                nature=form.nature.data,
                confirmed_on=viewer().day,
                actor=viewer(),
            ),
            to=lambda _contribution: _address(goal),
            done=f"{party.name} staat nu bij dit doel.",
        )
        if answer is not None:
            return answer
    return page("goals/add_party.html", form=form, goal=goal)


@bp.post("/<uuid:ref>/bijdragen/<uuid:contribution_ref>/weghalen")
@access("goal.edit")
def remove_party(ref: object, contribution_ref: object) -> Response:
    """Take a party away from a goal."""
    goal = get_goal(str(ref), viewer=viewer())
    found = get_contribution(str(contribution_ref), goal=goal, viewer=viewer())
    name = found.party.name
    remove_contribution(found, actor=viewer())
    flash(f"{name} staat niet meer bij dit doel.", "goed")
    return redirect(_address(goal), code=303)


@bp.post("/<uuid:ref>/archiveren")
@access("goal.edit")
def archive(ref: object) -> Response:
    """Put a goal away."""
    goal = archive_goal(get_goal(str(ref), viewer=viewer()), actor=viewer())
    flash("Het doel staat nu in het archief.", "goed")
    return redirect(_address(goal), code=303)


@bp.post("/<uuid:ref>/terugzetten")
@access("goal.edit")
def restore(ref: object) -> Response:
    """Bring a goal back."""
    goal = restore_goal(get_goal(str(ref), viewer=viewer()), actor=viewer())
    flash("Het doel is teruggezet.", "goed")
    return redirect(_address(goal), code=303)


def _address(goal: Goal) -> str:
    return url_for("goals.show", ref=goal.ref)
