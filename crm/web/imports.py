"""Reports of imports: what each did, which rows it refused, and taking it back."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.exchange.queries import count_made, get_run, kept_for_town_hall, made_by
from crm.exchange.undo import look_at_undoing, undo_import
from crm.parties.lookalikes_pairs import count_pairs
from crm.web.access import access, viewer
from crm.web.forms.base import Form
from crm.web.import_report import KIND_WORDS, MOST_ROWS, refused_file, told_above
from crm.web.saving import page, saved

bp = Blueprint("imports", __name__, url_prefix="/uitwisseling/verslagen")


@bp.get("/<uuid:ref>")
@access("register.import")
def run(ref: object) -> str:
    """What one import did."""
    found = get_run(str(ref), viewer=viewer())
    people = kept_for_town_hall(found, viewer=viewer())
    doubles = count_pairs(made_by(found), viewer=viewer())
    is_told = bool(found.report["records"].get("partijen", {}).get("mogelijk_dubbel"))
    return render_template(
        "exchange/run.html",
        run=found,
        report=found.report,
        made=count_made(found, viewer=viewer()),
        people=people,
        doubles=doubles,
        told_above=told_above(people=bool(people), doubles=is_told),
        kind_words=KIND_WORDS,
        most_rows=MOST_ROWS,
    )


@bp.get("/<uuid:ref>/geweigerd")
@access("register.import")
def refused(ref: object) -> Response:
    """The rows that an import refused, to be mended and handed over again."""
    return refused_file(get_run(str(ref), viewer=viewer()).refused)


@bp.route("/<uuid:ref>/ongedaan", methods=["GET", "POST"])
@access("register.import")
def undo(ref: object) -> AnyResponse | tuple[str, int]:
    """What taking an import back does, and what stands in the way."""
    found = get_run(str(ref), viewer=viewer())
    form = Form()
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: undo_import(found, actor=viewer()),
            to=lambda _done: url_for(".run", ref=found.ref),
            done="De inleesbeurt is ongedaan gemaakt.",
        )
        if answer is not None:
            return answer
    return page(
        "exchange/undo.html",
        form=form,
        run=found,
        undoing=look_at_undoing(found, viewer=viewer()),
        kind_words=KIND_WORDS,
        most_rows=MOST_ROWS,
    )
