"""Forms of the lists that a beheerder keeps."""

from __future__ import annotations

from typing import Any

from wtforms.validators import Regexp

from crm.taxonomy.models import AREA_KINDS, Area, OfferKind, TargetGroup, Theme
from crm.taxonomy.operations import known_as
from crm.taxonomy.queries import list_items
from crm.taxonomy.tree import in_tree
from crm.taxonomy.uses import Item
from crm.web.forms.base import ChoiceField, Form, LineField, Required, at_most

CODE = "Gebruik alleen letters, cijfers, streepjes en punten."
INDENT = "– "


class ItemForm(Form):
    """An entry of a list: the fields that its table has."""

    name = LineField("Naam", [Required("Vul een naam in."), at_most(200)])
    kind = ChoiceField("Soort gebied", choices=AREA_KINDS, default="buurt")
    code = LineField(
        "Code",
        [Required("Vul een code in."), at_most(40), Regexp(r"^[\w.-]+$", message=CODE)],
    )
    parent = ChoiceField("Valt onder")

    def __init__(self, model: type[Item], *, item: Item | None = None, **kwargs: Any) -> None:
        super().__init__(data=_stored(item), **kwargs)
        if model is not Area:
            del self.kind, self.code
        self._above: dict[str, Item] = {}
        if model in (TargetGroup, OfferKind):
            del self.parent
            return
        rows = in_tree(list_items(model))
        self._above = {one.ref: one for one, _ in rows if item is None or one.id != item.id}
        words = {one.ref: INDENT * depth + one.name for one, depth in rows}
        self.parent.choices = {"": "niets", **{ref: words[ref] for ref in self._above}}

    @property
    def values(self) -> dict[str, Any]:
        """Clean values for the operations, by attribute."""
        values = {name: self[name].data for name in ("name", "kind", "code") if name in self}
        if "parent" in self:
            values["parent"] = self._above.get(self.parent.data)
        return values


class MergeForm(Form):
    """Which entry takes the place of this one."""

    target = ChoiceField("Samenvoegen met")

    def __init__(self, item: Item, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        others = [one for one in list_items(type(item)) if one.id != item.id]
        self.target.choices = {"": "Kies", **{one.ref: _told(one) for one in others}}


class LinkKindForm(Form):
    """The words of a kind of link, one for each side."""

    name = LineField("Van de ene kant", [Required("Vul het woord in."), at_most(100)])
    inverse_name = LineField("Van de andere kant", [Required("Vul het woord in."), at_most(100)])


def _told(item: Item) -> str:
    return f"{item.name} ({known_as(item)})" if isinstance(item, Area) else item.name


def _stored(item: Item | None) -> dict[str, Any]:
    if item is None:
        return {}
    stored: dict[str, Any] = {"name": item.name}
    if isinstance(item, Area):
        stored |= {"kind": item.kind, "code": item.code}
    if isinstance(item, Theme | Area):
        stored["parent"] = item.parent.ref if item.parent else ""
    return stored
