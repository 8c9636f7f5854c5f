"""Forms to connect one party with many at once: names are pasted, matched and corrected."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from wtforms import FieldList, FormField, HiddenField
from wtforms import Form as PlainForm
from wtforms.validators import ValidationError

from crm.accounts.viewer import Viewer
from crm.core.text import fold, tidy
from crm.links.models import LinkKind
from crm.links.queries import offered_link_kinds
from crm.parties.models import Party
from crm.search.named import Named, named_parties
from crm.web.forms.base import ChoiceField, DayField, Form, LineField, Required, TextField, at_most
from crm.web.forms.picking import PartyField

MOST_NAMES = 100
LONGEST_NAME = 200
TURNED = "<"
"""In front of the code of a kind: the parties that were pasted come first."""


class OneSideForm(Form):
    """The party that all links have in common, how, and since when."""

    party = PartyField("Wie?", missing="Kies de partij.")
    kind = ChoiceField("Hoe is zij met hen verbonden?")
    begins_on = DayField("Sinds")

    def __init__(self, *, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        kinds = offered_link_kinds()
        self.viewer = viewer
        self.kinds = {kind.code: kind for kind in kinds}
        turned = {TURNED + kind.code: kind.inverse_name for kind in kinds if kind.directed}
        self.kind.choices = {kind.code: kind.name for kind in kinds} | turned
        self.party.seen_by(viewer)

    @property
    def chosen_kind(self) -> LinkKind:
        """The kind that was chosen, whichever way round."""
        return self.kinds[self.kind.data.removeprefix(TURNED)]

    def ends(self, other: Party) -> tuple[Party, Party]:
        """Both ends of the link with another party, in the order of the kind."""
        assert self.party.party is not None
        if self.kind.data.startswith(TURNED):
            return other, self.party.party
        return self.party.party, other

    @property
    def words(self) -> str:
        """`werkt samen met`."""
        return dict(self.kind.choices)[self.kind.data]


class PasteForm(OneSideForm):
    """One side, and the names of the others."""

    names = TextField(
        "Met wie?", [Required("Plak of typ eerst de namen."), at_most(MOST_NAMES * LONGEST_NAME)]
    )

    def __init__(self, *, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(viewer=viewer, **kwargs)
        if not self.is_submitted():
            self.begins_on.data = viewer.day
            self.kind.data = "werkt_samen_met"

    def validate_names(self, field: TextField) -> None:
        """Not too many, and none too long."""
        if not self.lines:
            raise ValidationError("Wij zien in deze tekst geen namen.")
        if len(self.lines) > MOST_NAMES:
            raise ValidationError(f"Plak hooguit {MOST_NAMES} namen tegelijk.")
        if any(len(name) > LONGEST_NAME for name in self.lines):
            raise ValidationError("Zet elke naam op een eigen regel.")

    @property
    def lines(self) -> list[str]:
        """One name per line, each once; of a row from a spreadsheet the first cell."""
        cells = [line.split("\t")[0] for line in (self.names.data or "").splitlines()]
        by_name = {fold(cell): tidy(cell) for cell in cells if fold(cell)}
        return list(by_name.values())


class LineForm(PlainForm):
    """One name, who is meant, and the name that the options were found for."""

    name = LineField("Naam", [at_most(LONGEST_NAME)])
    asked = HiddenField()
    choice = ChoiceField("Wie is dit?", validate_choice=False)


class ChooseForm(OneSideForm):
    """Each name with the parties that may be meant, to be corrected and confirmed."""

    lines = FieldList(FormField(LineForm), max_entries=MOST_NAMES)

    def __init__(self, *, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(viewer=viewer, **kwargs)
        self.found: Sequence[Named] = ()
        self.has_new_names = False
        self._find(row.form.name.data or "" for row in self.lines)

    @classmethod
    def of(cls, pasted: PasteForm) -> ChooseForm:
        """The form as it is first shown."""
        assert pasted.party.party is not None
        lines = [{"name": name, "asked": name} for name in pasted.lines]
        shared = {
            "party": pasted.party.party.name,
            "kind": pasted.kind.data,
            "begins_on": pasted.begins_on.data,
        }
        form = cls(viewer=pasted.viewer, formdata=None, data={**shared, "lines": lines})
        form.party.party = pasted.party.party
        for row, named in zip(form.lines, form.found, strict=True):
            row.form.choice.data = named.party.ref if named.party else ""
        return form

    def leave_out(self, refs: Collection[str]) -> None:
        """Take these parties along only when somebody chooses them."""
        for row in self.lines:
            if row.form.choice.data in refs:
                row.form.choice.data = ""

    def _find(self, names: Iterable[str]) -> None:
        self.found = named_parties(names, viewer=self.viewer)
        for row, named in zip(self.lines, self.found, strict=True):
            options = {party.ref: _described(party) for party in named.options}
            row.form.choice.choices = {"": "neem niet mee", **options}
            if fold(row.form.name.data or "") != fold(row.form.asked.data or ""):
                self.has_new_names = True
                row.form.asked.data = row.form.name.data
                row.form.choice.data = named.party.ref if named.party else ""

    def validate_lines(self, field: FieldList) -> None:
        """Somebody must be left, and nobody twice."""
        if self.has_new_names:
            raise ValidationError("U wijzigde een naam. Kijk of wij nu de goede partij vonden.")
        chosen = [party.id for party in self.others]
        if not chosen:
            raise ValidationError("Kies bij ten minste één naam een partij.")
        if len(set(chosen)) < len(chosen):
            raise ValidationError("U koos twee keer dezelfde partij. Laat er één weg.")

    @property
    def others(self) -> list[Party]:
        """The parties that were chosen."""
        return [
            party
            for row, named in zip(self.lines, self.found, strict=True)
            for party in named.options
            if party.ref == row.form.choice.data
        ]


def _described(party: Party) -> str:
    place = "" if party.withheld or not party.place else f", {party.place}"
    return f"{party.name} ({party.kind_label}{place})"
