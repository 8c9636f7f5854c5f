"""Uitwisseling: read a file in after a preview, and take everything out."""

from __future__ import annotations

from io import BytesIO

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    send_file,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from crm.core.errors import Refused
from crm.exchange.export import as_workbook, as_zip, export_tables
from crm.exchange.operations import import_path, look_at, preview
from crm.exchange.profiles import PROFILES
from crm.exchange.queries import get_run, latest_runs
from crm.exchange.undo import look_at_undoing, undo_import
from crm.exchange.uploads import Uploads
from crm.web.access import access, viewer
from crm.web.forms.base import Form
from crm.web.forms.exchange import VISIBLE_TO, UploadForm
from crm.web.saving import page, saved

bp = Blueprint("exchange", __name__, url_prefix="/uitwisseling")

KIND_WORDS = {
    "partijen": "Partijen",
    "afdelingen": "Gemeente en afdelingen",
    "personen": "Personen",
    "rollen": "Rollen",
    "accounthouders": "Contactpersonen en accounthouders",
    "verbindingen": "Verbindingen",
    "verbindingskanten": "Wat de kanten van verbindingen zeggen",
    "contactmomenten": "Contactmomenten",
    "aanbod_en_gevraagd": "Aanbod en vraag",
    "regelingen": "Regelingen",
    "subsidies": "Subsidies",
    "overeenkomsten": "Overeenkomsten",
    "ondertekenaars": "Ondertekenaars",
    "gebieden": "Gebieden",
    "themas": "Thema’s",
    "doelgroepen": "Doelgroepen",
}
MOST_ROWS = 100
EXPORTS = {
    "zip": ("application/zip", as_zip),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_workbook),
}


@bp.get("")
@access("register.import")
def index() -> tuple[str, int]:
    """Hand a file over, take everything out, and see what was read in before."""
    return _start(UploadForm())


@bp.post("")
@access("register.import", late_write=True)
def upload() -> AnyResponse | tuple[str, int]:
    """Keep a file until its preview is confirmed."""
    form = UploadForm()
    if not form.validate_on_submit():
        return _start(form)
    given = form.file.data
    kept = None
    try:
        kept = _uploads().keep(
            given.stream,
            name=_plain_name(given.filename),
            visibility=form.visibility.data,
            owner=_owner(),
        )
        look_at(kept.path, visibility=kept.visibility, name=kept.name)
    except Refused as refusal:
        if kept is not None:
            _uploads().drop(kept)
        form.refuse(str(refusal), field=refusal.field or "file")
        return _start(form)
    return redirect(url_for("exchange.show", token=kept.token), code=303)


@bp.get("/<uuid:token>")
@access("register.import")
def show(token: object) -> str | tuple[str, int]:
    """The preview: what would be read in, and what would not."""
    kept = _uploads().get(str(token), owner=_owner())
    try:
        done = preview(kept.path, visibility=kept.visibility, name=kept.name, viewer=viewer())
    except Refused as refusal:
        return render_template("exchange/refused.html", upload=kept, reason=str(refusal)), 422
    return render_template(
        "exchange/preview.html",
        upload=kept,
        visible_to=VISIBLE_TO[kept.visibility],
        recognised_as=_recognised_as(done.report["profiel"]),
        report=done.report,
        samples=done.samples,
        kind_words=KIND_WORDS,
        most_rows=MOST_ROWS,
    )


@bp.post("/<uuid:token>")
@access("register.import", late_write=True)
def confirm(token: object) -> AnyResponse | tuple[str, int]:
    """Read it in: all good rows, or nothing."""
    kept = _uploads().get(str(token), owner=_owner())
    who = viewer()
    try:
        done = import_path(kept.path, visibility=kept.visibility, name=kept.name, viewer=who)
    except Refused as refusal:
        return render_template("exchange/refused.html", upload=kept, reason=str(refusal)), 422
    _uploads().drop(kept)
    if done.report["run"] is None:
        flash("Alles in dit bestand stond er al. Er is niets veranderd.", "goed")
        return redirect(url_for("exchange.index"), code=303)
    flash("Het bestand is ingelezen.", "goed")
    return redirect(url_for("exchange.run", ref=done.report["run"]), code=303)


@bp.post("/<uuid:token>/weg")
@access("register.import", late_write=True)
def discard(token: object) -> AnyResponse:
    """Do not read it in after all."""
    _uploads().drop(_uploads().get(str(token), owner=_owner()))
    flash("Het bestand is weggegooid. Er is niets veranderd.", "goed")
    return redirect(url_for("exchange.index"), code=303)


@bp.get("/verslagen/<uuid:ref>")
@access("register.import")
def run(ref: object) -> str:
    """What one import did."""
    found = get_run(str(ref), viewer=viewer())
    return render_template(
        "exchange/run.html",
        run=found,
        report=found.report,
        kind_words=KIND_WORDS,
        most_rows=MOST_ROWS,
    )


@bp.route("/verslagen/<uuid:ref>/ongedaan", methods=["GET", "POST"])
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
    undoing = look_at_undoing(found, viewer=viewer())
    return page(
        "exchange/undo.html",
        form=form,
        run=found,
        undoing=undoing,
        kind_words=KIND_WORDS,
        most_rows=MOST_ROWS,
    )


@bp.get("/export.<any(zip, xlsx):suffix>")
@access("register.export")
def download(suffix: str) -> Response:
    """Everything the viewer may see, in the exchange format."""
    kind, pack = EXPORTS[suffix]
    body = pack(export_tables(viewer=viewer()))
    name = f"bruggenbouwer-{viewer().day.isoformat()}.{suffix}"
    return send_file(BytesIO(body), mimetype=kind, as_attachment=True, download_name=name)


def _start(form: UploadForm) -> tuple[str, int]:
    runs = latest_runs()
    return page("exchange/index.html", form=form, runs=runs, kind_words=KIND_WORDS)


def _recognised_as(profile: str) -> str:
    return PROFILES[profile].title if profile in PROFILES else "ons eigen formaat"


def _uploads() -> Uploads:
    return Uploads(current_app.config["INSTANCE"] / "uploads")


def _owner() -> str:
    return viewer().ref or ""


def _plain_name(name: str | None) -> str:
    """The last part of a name that a browser gave."""
    return (name or "bestand").replace("\\", "/").rsplit("/", 1)[-1][:200]
