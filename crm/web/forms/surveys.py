"""The forms of `Wat is er al?`: a plan to look for, and its title afterwards."""

from __future__ import annotations

from typing import Any

from crm.ideas.idea import Reach
from crm.ideas.models import Survey
from crm.ideas.operations import LONGEST_PLAN
from crm.taxonomy.models import Area
from crm.taxonomy.queries import list_areas, offered
from crm.web.forms.base import (
    ChoiceField,
    LineField,
    ManyField,
    Required,
    TextField,
    at_most,
)
from crm.web.forms.conflict import APART
from crm.web.forms.town_hall import SeenForm

REACHES = {
    Reach.USUAL: "initiatieven overal",
    Reach.NEAR: "alleen in het gekozen gebied",
    Reach.WIDE: "breder: alle partijen, en ook andere woorden voor hetzelfde",
}


class ChangedSurveyForm(SeenForm):
    """What may still be changed: the title, and who may see it."""

    title = LineField(
        "Hoe heet het plan?", [Required("Hoe heet het plan? Schrijf een titel."), at_most(200)]
    )

    def __init__(self, survey: Survey | None = None, **kwargs: Any) -> None:
        super().__init__(data=_stored(survey), **kwargs)
        if survey is not None:
            self.about(survey)

    @property
    def values(self) -> dict[str, Any]:
        """Clean values by attribute."""
        return {field.name: field.data for field in self if field.name not in APART}


class SurveyForm(ChangedSurveyForm):
    """A plan or motion: its title and text; the rest under "Meer"."""

    text = TextField(
        "Plak hier de tekst",
        [Required("Plak de tekst van het plan of de motie."), at_most(LONGEST_PLAN)],
    )
    areas = ManyField("Waar speelt het?")
    reach = ChoiceField("Hoe ver kijken wij?", choices=REACHES)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        found: list[Area] = offered(list_areas())
        self.areas.choices = [(area.code, area.name) for area in found]


def _stored(survey: Survey | None) -> dict[str, Any]:
    if survey is None:
        return {"visibility": Survey.default_visibility, "reach": Reach.USUAL}
    return {name: getattr(survey, name) for name in ("title", "visibility", "sensitive")}
