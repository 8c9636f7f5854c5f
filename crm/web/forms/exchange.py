"""The forms that hand a file over, settle which column is what, and choose among doubles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField

from crm.exchange.foreign import AMOUNT_STYLES, DAY_FIRST, DAY_STYLES
from crm.exchange.guessing import Column, Guess
from crm.exchange.stored import LONGEST_NAME
from crm.exchange.wanted import AREAS, FIELDS, GRANTS, PARTIES
from crm.exchange.wanted_field import Wanted
from crm.parties.kinds import KINDS
from crm.taxonomy.models import AREA_KINDS
from crm.web.forms.base import ChoiceField, Form, LineField, Required, at_most

VISIBLE_TO = {
    "intern": "alleen gemeente",
    "netwerk": "het netwerk",
    "openbaar": "iedereen (alleen als de bron openbaar is)",
}
ABSENT = "staat er niet in"
PREFIX = "veld_"
EXAMPLES = 3
LONGEST_EXAMPLE = 40


class UploadForm(Form):
    """A file, and who may see what is new in it."""

    file = FileField("Bestand", [FileRequired("Kies een bestand.")])
    visibility = RadioField("Wie mag dit zien?", choices=VISIBLE_TO, default="netwerk")
    is_public = BooleanField("Deze bron is openbaar")


class SettleForm(Form):
    """Which column of a register is what; the fields for columns are added per target."""

    target = GRANTS
    amounts = RadioField("Hoe staan bedragen in dit bestand?", choices=AMOUNT_STYLES)
    days = RadioField("Hoe staan datums in dit bestand?", choices=DAY_STYLES, default=DAY_FIRST)
    municipality = LineField("Van welke gemeente is dit register?", [at_most(150)])
    scheme = LineField("Naam van de regeling als die er niet in staat", [at_most(190)])
    kind = ChoiceField("Soort, als die er niet in staat")
    only = LineField("Alleen deze gemeente", [at_most(10)])
    source = LineField("Waar komt dit vandaan?", [at_most(200)])
    is_public = BooleanField("Deze bron is openbaar")
    keep_as = LineField(
        "Bewaar deze indeling als",
        [Required("Geef deze indeling een naam."), at_most(LONGEST_NAME)],
    )

    @property
    def wanted(self) -> Sequence[Wanted]:
        """The fields of the target."""
        return FIELDS[self.target]

    def column_field(self, name: str) -> Any:
        """The field that holds the column of something we look for."""
        return self._fields[PREFIX + name]

    @property
    def settings(self) -> dict[str, Any]:
        """What is kept of it."""
        chosen = {one.name: self.column_field(one.name).data for one in self.wanted}
        return {
            "target": self.target,
            "columns": {name: key for name, key in chosen.items() if key},
            "amounts": self.amounts.data if self.target == GRANTS else "",
            "days": self.days.data,
            "municipality": self.municipality.data or "",
            "scheme": self.scheme.data or "",
            "kind": self.kind.data or "",
            "only": (self.only.data or "").upper(),
            "source": self.source.data or "",
            "is_public": bool(self.is_public.data),
        }

    def validate(self, extra_validators: Any = None) -> bool:
        """What cannot be done without is there, and no column is two things."""
        good = super().validate(extra_validators)
        taken: dict[str, str] = {}
        for one in self.wanted:
            field = self.column_field(one.name)
            if one.required and not field.data:
                self.refuse("Kies de kolom waar dit in staat.", field=field.name)
            elif field.data and field.data in taken:
                self.refuse(
                    f"Deze kolom is al gekozen bij ‘{taken[field.data]}’.", field=field.name
                )
            taken.setdefault(field.data, one.label)
        return good and not self.errors


def settle_form(
    guess: Guess, columns: Sequence[Column], *, known: Mapping[str, Any], keep_as: str
) -> SettleForm:
    """The form for one target, filled with the guess or with what was settled before."""
    choices = {"": ABSENT, **{column.key: column.key for column in columns}}
    fields = {
        PREFIX + one.name: ChoiceField(one.label, choices=choices) for one in FIELDS[guess.target]
    }
    made = type("SettledForm", (SettleForm,), {**fields, "target": guess.target})
    data = dict.fromkeys([*fields, "kind"], "")
    data |= {PREFIX + name: key for name, key in guess.columns.items() if key in choices}
    data |= {"amounts": guess.amounts, "days": guess.days, "keep_as": keep_as, **known}
    form: SettleForm = made(data=data)
    form.kind.choices = _kinds(guess.target)
    return form


def _kinds(target: str) -> dict[str, str]:
    if target == AREAS:
        return {"": "volgt uit de code", **AREA_KINDS}
    words = {kind.value: facts.label for kind, facts in KINDS.items()}
    first = "volgt uit de naam" if target == PARTIES else "maatschappelijke organisatie"
    return {"": first, **words}


def examples(columns: Sequence[Column], key: str) -> str:
    """Some of what stands in a column: `Buurttuin · Koor · …`."""
    cells = next((column.cells for column in columns if column.key == key), ())
    shown = [cell[:LONGEST_EXAMPLE] for cell in dict.fromkeys(cells)]
    return " · ".join(shown[:EXAMPLES])
