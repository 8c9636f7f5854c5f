"""Beheer, lists: themes, areas, target groups and kinds of offer are kept here."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from crm.links.queries import list_link_kinds
from crm.taxonomy.models import AREA_KINDS, Area, OfferKind, TargetGroup, Theme
from crm.taxonomy.operations import add_item, change_item, merge_item, retire_item
from crm.taxonomy.queries import get_item, list_items
from crm.taxonomy.tree import in_tree
from crm.taxonomy.uses import Item, uses_by_id
from crm.web.access import access, viewer
from crm.web.asking import AskedWrongly
from crm.web.forms.lists import ItemForm, MergeForm
from crm.web.saving import page, saved

bp = Blueprint("lists", __name__, url_prefix="/beheer/lijsten")
LIST = "<any(themas, gebieden, doelgroepen, 'soorten-aanbod'):list_name>"


@dataclass(frozen=True, slots=True)
class Kept:
    """A list as the pages speak of it."""

    name: str
    model: type[Item]
    title: str
    one: str
    told: str


LISTS: dict[str, Kept] = {
    one.name: one
    for one in (
        Kept("themas", Theme, "Thema’s", "thema", "Waar partijen en regelingen over gaan."),
        Kept("gebieden", Area, "Gebieden", "gebied", "Gemeente, kernen, wijken en buurten."),
        Kept("doelgroepen", TargetGroup, "Doelgroepen", "doelgroep", "Voor wie iets is."),
        Kept(
            "soorten-aanbod",
            OfferKind,
            "Soorten aanbod",
            "soort aanbod",
            "Wat partijen bieden en zoeken.",
        ),
    )
}


@bp.get("")
@access("system.manage")
def index() -> str:
    """The lists, and how long they are."""
    counts = {name: len(list_items(kept.model)) for name, kept in LISTS.items()}
    return render_template(
        "lists/index.html", lists=LISTS.values(), counts=counts, link_kinds=len(list_link_kinds())
    )


@bp.get(f"/{LIST}")
@access("system.manage")
def show(list_name: str) -> str:
    """One list as a tree, with what uses each entry."""
    kept = LISTS[list_name]
    return render_template(
        "lists/show.html",
        kept=kept,
        rows=in_tree(list_items(kept.model)),
        uses=uses_by_id(kept.model, viewer=viewer()),
        area_kinds=AREA_KINDS,
    )


@bp.route(f"/{LIST}/nieuw", methods=["GET", "POST"])
@access("system.manage")
def new(list_name: str) -> Response | tuple[str, int]:
    """Add an entry."""
    kept = LISTS[list_name]
    form = ItemForm(kept.model)
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: add_item(kept.model, values=form.values, actor=viewer()),
            to=lambda _item: _list_url(kept),
            done=f"‘{form.name.data}’ staat in de lijst.",
        )
        if answer is not None:
            return answer
    return page("lists/new.html", form=form, kept=kept)


@bp.route(f"/{LIST}/<uuid:ref>", methods=["GET", "POST"])
@access("system.manage")
def change(list_name: str, ref: object) -> Response | tuple[str, int]:
    """Rename or move an entry; everything that uses it goes along."""
    kept = LISTS[list_name]
    item = get_item(kept.model, str(ref))
    form = ItemForm(kept.model, item=item)
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: change_item(item, values=form.values, actor=viewer()),
            to=lambda _changed: _list_url(kept),
            done=f"‘{form.name.data}’ is opgeslagen.",
        )
        if answer is not None:
            return answer
        item = get_item(kept.model, str(ref))
    uses = uses_by_id(kept.model, viewer=viewer()).get(item.id, [])
    return page("lists/change.html", form=form, kept=kept, item=item, uses=uses)


@bp.route(f"/{LIST}/<uuid:ref>/samenvoegen", methods=["GET", "POST"])
@access("system.manage")
def merge(list_name: str, ref: object) -> Response | tuple[str, int]:
    """Choose (`?met=`), look at what moves, and only then merge."""
    kept = LISTS[list_name]
    item = get_item(kept.model, str(ref))
    form = MergeForm(item, data={"target": request.args.get("met", "")})
    if form.target.data not in dict(form.target.choices):
        raise AskedWrongly("Dit staat niet (meer) in de lijst. Kies opnieuw.")
    target = get_item(kept.model, form.target.data) if form.target.data else None
    if target is not None and form.validate_on_submit():
        answer = _merged(form, kept, item, target)
        if answer is not None:
            return answer
    uses = uses_by_id(kept.model, viewer=viewer()).get(item.id, [])
    return page("lists/merge.html", form=form, kept=kept, item=item, target=target, uses=uses)


@bp.post(f"/{LIST}/<uuid:ref>/<any(stoppen, terugzetten):verb>")
@access("system.manage")
def retire(list_name: str, ref: object, verb: str) -> Response:
    """No longer offer an entry, or offer it again."""
    kept = LISTS[list_name]
    item, back = get_item(kept.model, str(ref)), verb == "terugzetten"
    retire_item(item, back=back, actor=viewer())
    flash(f"‘{item.name}’ wordt {'weer' if back else 'niet meer'} aangeboden.", "goed")
    return redirect(_list_url(kept), code=303)


def _merged(
    form: MergeForm, kept: Kept, item: Item, target: Item
) -> Response | tuple[str, int] | None:
    done = f"‘{item.name}’ is nu ‘{target.name}’."
    return saved(
        form,
        lambda: merge_item(item, target, actor=viewer()),
        to=lambda _merged: _list_url(kept),
        done=done,
    )


def _list_url(kept: Kept) -> str:
    return url_for(".show", list_name=kept.name)
