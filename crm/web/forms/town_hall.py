"""Forms for what was promised, what was asked, and goals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from wtforms import BooleanField, SelectField
from wtforms.validators import ValidationError

from crm.accounts.viewer import Viewer
from crm.core.db import Record
from crm.core.saving import SENSITIVE
from crm.goals.kinds import LEVELS, NATURES
from crm.goals.models import Goal
from crm.goals.queries import offered_goals
from crm.parties.departments import list_departments
from crm.parties.models import Party
from crm.people.models import Person
from crm.people.queries import civil_servants
from crm.promises.models import Commitment
from crm.requests.models import Request
from crm.requests.states import KINDS
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
    TextField,
    at_most,
    choices_of,
    visibility_field,
)
from crm.web.forms.picking import PartyField

R = TypeVar("R", bound=Record)


class SeenForm(Form):
    """A form of a record that says who may see it."""

    visibility = visibility_field()
    sensitive = BooleanField("Bestuurlijk gevoelig")

    def validate_visibility(self, field: SelectField) -> None:
        """Sensitive is never shared."""
        if self.sensitive.data and field.data in ("netwerk", "openbaar"):
            raise ValidationError(SENSITIVE)


class OneOf:
    """The choices of a field among records.

    What is stored and may not be seen shows as nothing, and stays until another is chosen.
    """

    def __init__(self, records: Iterable[R], words: Mapping[str, str], now: R | None) -> None:
        self.records = {one.ref: one for one in records}
        self.now = now
        self.choices = {"": "niet ingevuld", **words}

    @property
    def stored(self) -> str:
        """What the field shows of what is stored."""
        return self.now.ref if self.now is not None and self.now.ref in self.records else ""

    def chosen(self, value: str) -> Any:
        """The record that was chosen; nothing chosen keeps what may not be seen."""
        if not value and self.now is not None and not self.stored:
            return self.now
        return self.records.get(value)


def _departments(viewer: Viewer, now: Party | None) -> OneOf:
    found = list_departments(viewer=viewer)
    return OneOf(found, {one.ref: one.name for one in found}, now)


def _servants(viewer: Viewer, now: Person | None) -> OneOf:
    found = civil_servants(viewer)
    return OneOf(found, {one.ref: one.name for one in found}, now)


def _goals(viewer: Viewer, goal: Goal | None) -> OneOf:
    found = [one for one in offered_goals(viewer=viewer) if goal is None or one.id != goal.id]
    return OneOf(found, {one.ref: one.title for one in found}, goal.parent if goal else None)


class CommitmentForm(SeenForm):
    """What was promised, and by when; the rest under "Meer"."""

    title = LineField(
        "Wat is er toegezegd?", [Required("Wat is er toegezegd? Schrijf het op."), at_most(300)]
    )
    due_on = DayField("Uiterlijk op")
    description = TextField("Toelichting", [at_most(2000)])
    promised_on = DayField("Toegezegd op")
    done_on = DayField("Nagekomen op")

    def __init__(self, commitment: Commitment | None = None, *, viewer: Viewer, **kw: Any) -> None:
        stored = _stored(self, commitment) or {
            "visibility": Commitment.default_visibility,
            "promised_on": viewer.day,
        }
        super().__init__(data=stored, **kw)
        self.viewer = viewer
        if commitment is not None:
            self.about(commitment)

    def validate_done_on(self, field: DayField) -> None:
        """What is done lies in the past."""
        if field.data and field.data > self.viewer.day:
            raise ValidationError("Deze dag moet nog komen. Laat leeg wat nog niet is gedaan.")

    @property
    def values(self) -> dict[str, Any]:
        """Clean values by attribute."""
        names = ("title", "due_on", "description", "promised_on", "done_on")
        return {name: self[name].data for name in (*names, "visibility", "sensitive")}


class NewCommitmentForm(CommitmentForm):
    """The same, with who promised it to whom."""

    by_party = PartyField("Wie zegt iets toe?", missing="Kies wie iets toezegt.")
    to_party = PartyField("Aan wie?", missing="Kies aan wie.")

    def __init__(self, *, viewer: Viewer, **kw: Any) -> None:
        super().__init__(viewer=viewer, **kw)
        self.by_party.seen_by(viewer)
        self.to_party.seen_by(viewer)

    @property
    def values(self) -> dict[str, Any]:
        """Clean values by attribute, with both parties."""
        both = {"by_party": self.by_party.party, "to_party": self.to_party.party}
        return super().values | both


class AskForm(Form):
    """What an initiatiefnemer asks the town hall: one line is enough."""

    question = LineField(
        "Wat is de vraag?", [Required("Wat is de vraag? Schrijf haar op."), at_most(300)]
    )
    kind = ChoiceField("Waar gaat het over?", choices=choices_of(KINDS), default="informatie")
    description = TextField("Toelichting", [at_most(4000)])

    @property
    def values(self) -> dict[str, Any]:
        """Clean values by attribute."""
        return {name: self[name].data for name in ("question", "kind", "description")}


class RequestForm(AskForm, SeenForm):
    """A question, where it lies and what comes next; the rest under "Meer"."""

    department = ChoiceField("Bij welke afdeling ligt zij?")
    handler = ChoiceField("Wie behandelt haar?")
    next_step = LineField("Wat is de volgende stap?", [at_most(300)])
    next_step_on = DayField("Op welke dag?")
    asked_on = DayField("Gesteld op", [Required("Vul in wanneer de vraag is gesteld.")])
    lies_since = DayField("Ligt daar sinds")
    answered_on = DayField("Beantwoord op")
    answer = TextField("Wat is het antwoord?", [at_most(4000)])

    def __init__(self, request: Request | None = None, *, viewer: Viewer, **kw: Any) -> None:
        self.departments = _departments(viewer, request.department if request else None)
        self.servants = _servants(viewer, request.handler if request else None)
        stored = _stored(self, request) or {
            "visibility": Request.default_visibility,
            "asked_on": viewer.day,
            "lies_since": viewer.day,
            "kind": "informatie",
        }
        stored |= {"department": self.departments.stored, "handler": self.servants.stored}
        super().__init__(data=stored, **kw)
        self.department.choices = list(self.departments.choices.items())
        self.handler.choices = list(self.servants.choices.items())
        self.viewer = viewer
        if request is not None:
            self.about(request)

    def validate_answered_on(self, field: DayField) -> None:
        """An answer that is there lies in the past."""
        if field.data and field.data > self.viewer.day:
            raise ValidationError("Deze dag moet nog komen. Laat leeg wat nog niet is beantwoord.")

    def validate_next_step_on(self, field: DayField) -> None:
        """A day without a deed says nothing."""
        if field.data and not self.next_step.data:
            raise ValidationError("Vul ook in wat de volgende stap is.")

    @property
    def values(self) -> dict[str, Any]:
        """Clean values by attribute."""
        names = ("next_step", "next_step_on", "asked_on", "lies_since", "answered_on", "answer")
        return {
            **super().values,
            **{name: self[name].data for name in (*names, "visibility", "sensitive")},
            "department": self.departments.chosen(self.department.data),
            "handler": self.servants.chosen(self.handler.data),
        }


class NewRequestForm(RequestForm):
    """The same, with whose question it is."""

    party = PartyField("Van wie is de vraag?", missing="Kies van wie de vraag is.")

    def __init__(self, *, viewer: Viewer, **kw: Any) -> None:
        super().__init__(viewer=viewer, **kw)
        self.party.seen_by(viewer)


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

    def __init__(self, goal: Goal | None = None, *, viewer: Viewer, **kw: Any) -> None:
        self.departments = _departments(viewer, goal.department if goal else None)
        self.goals = _goals(viewer, goal)
        stored = _stored(self, goal) or {
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


def _stored(form: Form, record: Commitment | Request | Goal | None) -> dict[str, Any]:
    """What is stored, for the fields of the form that are columns of the record."""
    if record is None:
        return {}
    return {
        name: getattr(record, name)
        for name in dir(type(form))
        if name in type(record).__table__.columns
    }
