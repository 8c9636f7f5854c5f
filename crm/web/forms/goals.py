"""Forms for goals and who contributes."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField

from crm.accounts.viewer import Viewer
from crm.goals.kinds import LEVELS, NATURES
from crm.goals.models import Goal
from crm.goals.queries import MOST_OFFERED, offered_goals
from crm.taxonomy.models import Area, Theme
from crm.taxonomy.queries import list_areas, list_themes, offered
from crm.web.forms.base import (
    ChoiceField,
    DayField,
    Form,
    LastDayField,
    LineField,
    ManyField,
    Required,
    at_most,
    choices_of,
)
from crm.web.forms.picking import PartyField
from crm.web.forms.town_hall import OneOf, SeenForm, departments, stored_values


def _goals(viewer: Viewer, goal: Goal | None, under: str) -> OneOf:
    above = goal.parent if goal else None
    also = [ref for ref in (under, above.ref if above else "") if ref]
    offered = offered_goals(also=also, viewer=viewer)
    found = [one for one in offered if goal is None or one.id != goal.id]
    return OneOf(found, {one.ref: one.title for one in found}, above)


class GoalForm(SeenForm):
    """A goal, where it stands and who answers for it; the rest under "Meer"."""

    title = LineField(
        "Wat is het doel?", [Required("Wat is het doel? Schrijf het op."), at_most(300)]
    )
    goal_level = ChoiceField("Niveau", choices=choices_of(LEVELS), default="doel")
    document = LineField("In welke nota staat het?", [at_most(300)])
    portfolio = LineField("Wie is portefeuillehouder?", [at_most(200)])
    department = ChoiceField("Welke afdeling?")
    parent = ChoiceField("Onder welk doel valt het?")
    place = LineField("Waar in de nota?", [at_most(200)])
    themes = ManyField("Thema’s")
    areas = ManyField("Gebied")
    begins_on = DayField("Vanaf")
    ends_on = LastDayField("Laatste dag")
    wants_contributions = BooleanField("Voor dit doel zoeken wij wie wil bijdragen")

    def __init__(
        self, goal: Goal | None = None, *, viewer: Viewer, under: str = "", **kw: Any
    ) -> None:
        """`under` is the ref of a goal to choose whether it is among the first or not."""
        self.departments = departments(viewer, goal.department if goal else None)
        self.goals = _goals(viewer, goal, under)
        self.are_all = len(self.goals.records) < MOST_OFFERED - 1
        stored = stored_values(self, goal) or {
            "visibility": Goal.default_visibility,
            "goal_level": "doel",
        }
        stored |= {"department": self.departments.stored, "parent": self.goals.stored}
        if goal is not None:
            stored["themes"] = [one.name for one in goal.themes]
            stored["areas"] = [one.code for one in goal.areas]
            stored["ends_on"] = goal.period.last_day
        super().__init__(data=stored, **kw)
        self.known_themes: dict[str, Theme] = {
            one.name: one for one in offered(list_themes(), used=goal.themes if goal else [])
        }
        self.known_areas: dict[str, Area] = {
            one.code: one for one in offered(list_areas(), used=goal.areas if goal else [])
        }
        self.themes.choices = [(name, name) for name in self.known_themes]
        self.areas.choices = [(code, area.name) for code, area in self.known_areas.items()]
        self.department.choices = list(self.departments.choices.items())
        self.parent.choices = list(self.goals.choices.items())
        if goal is not None:
            self.about(goal)

    @property
    def values(self) -> dict[str, Any]:
        """Clean values by attribute."""
        names = ("title", "goal_level", "document", "portfolio", "place", "begins_on")
        more = ("wants_contributions", "visibility", "sensitive")
        return {
            **{name: self[name].data for name in (*names, *more)},
            "ends_on": self.ends_on.ends_on,
            "themes": [self.known_themes[name] for name in self.themes.data or []],
            "areas": [self.known_areas[code] for code in self.areas.data or []],
            "department": self.departments.chosen(self.department.data),
            "parent": self.goals.chosen(self.parent.data),
        }


class ContributionForm(Form):
    """Which party stands how to a goal."""

    party = PartyField("Welke partij?", missing="Kies een partij.")
    nature = ChoiceField("Hoe staat zij ertegenover?", choices=choices_of(NATURES))

    def __init__(self, *, viewer: Viewer, **kw: Any) -> None:
        super().__init__(**kw)
        self.party.seen_by(viewer)
