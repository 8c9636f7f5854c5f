"""Uitwisseling: hand a file over, see what is in it, read it in; and take everything out."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from crm.core.errors import Refused
from crm.core.jobs.operations import get_job, start_job
from crm.core.jobs.store import Job
from crm.core.jobs.worker import has_worker
from crm.exchange.export import as_workbook, as_zip, export_tables
from crm.exchange.jobs import LOOK, READ_IN, look_at_upload, read_upload_in, uploads
from crm.exchange.operations import look_at
from crm.exchange.profiles import CBS_AREAS
from crm.exchange.queries import latest_runs
from crm.exchange.sources import SETTLED_BY_HAND
from crm.exchange.stored import all_profiles
from crm.exchange.template import template_workbook
from crm.exchange.uploads import Upload
from crm.web.access import access, viewer
from crm.web.asking import page_number
from crm.web.forms.base import Form
from crm.web.forms.exchange import VISIBLE_TO, UploadForm
from crm.web.import_report import (
    KIND_WORDS,
    MOST_ROWS,
    WORKBOOK,
    as_download,
    refused_file,
    told_above,
)
from crm.web.possible_doubles import (
    BAND_WORDS,
    doubles_of,
    keep_decisions,
    settle_decisions,
)
from crm.web.possible_doubles import WORDS as ANSWER_WORDS
from crm.web.saving import page

bp = Blueprint("exchange", __name__, url_prefix="/uitwisseling")

SMALL = 600_000
"""A file of at most so many bytes is read while one waits."""
EXPORTS = {"zip": ("application/zip", as_zip), "xlsx": (WORKBOOK, as_workbook)}


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
        kept = uploads().keep(
            given.stream,
            name=_plain_name(given.filename),
            visibility=form.visibility.data,
            owner=_owner(),
            is_public=form.is_public.data,
        )
        profile = look_at(kept.path, kept.wish)
    except Refused as refusal:
        if kept is not None and getattr(refusal, "code", "") in SETTLED_BY_HAND:
            return redirect(url_for("settling.settle", token=kept.token), code=303)
        if kept is not None:
            uploads().drop(kept)
        form.refuse(str(refusal), field=refusal.field or "file")
        return _start(form)
    if profile == CBS_AREAS.name:
        # all of the country is too much for the lists of one town: ask which part is wanted
        return redirect(url_for("settling.settle", token=kept.token), code=303)
    return look_again(kept)


def look_again(kept: Upload) -> AnyResponse:
    """See what is in a file: a large one is looked at by the worker."""
    uploads().forget_seen(kept)
    if _is_large(kept):
        ref = start_job(LOOK, {"token": kept.token}, actor=viewer())
        uploads().change(kept, job=ref)
    else:
        uploads().change(kept, job=None)
    return redirect(url_for("exchange.show", token=kept.token), code=303)


@bp.get("/<uuid:token>")
@access("register.import")
def show(token: object) -> AnyResponse | str | tuple[str, int]:
    """The preview: what would be read in, and what would not; or how far the work is."""
    kept = uploads().get(str(token), owner=_owner(), finished=True)
    if (job := _job(kept)) is not None and not job.is_over:
        return render_template("exchange/busy.html", upload=kept, job=job)
    if (run := kept.told.get("run")) is not None:
        uploads().finish(kept)
        return _done(run)
    if job is not None and job.is_failed:
        return _refused(kept, job.sentence)
    try:
        if uploads().seen(kept) is None:
            look_at_upload(kept, viewer=viewer())
    except Refused as refusal:
        if getattr(refusal, "code", "") in SETTLED_BY_HAND:
            return redirect(url_for("settling.settle", token=kept.token))
        return _refused(kept, str(refusal))
    return _preview(kept)


def _preview(kept: Upload) -> str:
    seen = uploads().seen(kept) or {}
    return render_template(
        "exchange/preview.html",
        upload=kept,
        seen=seen,
        report=seen["report"],
        visible_to=VISIBLE_TO[kept.visibility],
        recognised_as=_recognised_as(seen["report"]["profiel"]),
        doubles=(doubles := doubles_of(kept, page=page_number())),
        answers=ANSWER_WORDS,
        band_words=BAND_WORDS,
        told_above=told_above(people=False, doubles=doubles is not None),
        kind_words=KIND_WORDS,
        most_rows=MOST_ROWS,
        form=Form(formdata=None),
    )


@bp.post("/<uuid:token>/keuzes")
@access("register.import", late_write=True)
def choose(token: object) -> AnyResponse:
    """Which of the possible doubles are the same party; when asked the preview is made anew."""
    kept = uploads().get(str(token), owner=_owner())
    if (job := _job(kept)) is not None and not job.is_over:
        return redirect(url_for("exchange.show", token=kept.token), code=303)
    kept = keep_decisions(kept, request.form)
    if "bekijk" in request.form:
        flash("Uw keuzes zijn bewaard.", "goed")
        return look_again(settle_decisions(kept))
    to = request.form.get("naar") or request.form.get("bladzijde")
    address = url_for("exchange.show", token=kept.token, pagina=to, _anchor="dubbel")
    return redirect(address, code=303)


@bp.post("/<uuid:token>")
@access("register.import", late_write=True)
def confirm(token: object) -> AnyResponse | tuple[str, int]:
    """Read it in, with what was chosen last: all good rows, or nothing."""
    kept = uploads().get(str(token), owner=_owner())
    if (job := _job(kept)) is not None and not job.is_over:
        return redirect(url_for("exchange.show", token=kept.token), code=303)
    kept = settle_decisions(keep_decisions(kept, request.form))
    if _is_large(kept):
        ref = start_job(READ_IN, {"token": kept.token}, actor=viewer())
        told = uploads().get(kept.token, owner=_owner())
        uploads().change(told, job=ref)
        return redirect(url_for("exchange.show", token=kept.token), code=303)
    try:
        run = read_upload_in(kept, viewer=viewer())
    except Refused as refusal:
        return _refused(kept, str(refusal))
    uploads().drop(kept)
    return _done(run)


@bp.post("/<uuid:token>/weg")
@access("register.import", late_write=True)
def discard(token: object) -> AnyResponse:
    """Do not read it in after all."""
    uploads().drop(uploads().get(str(token), owner=_owner()))
    flash("Het bestand is weggegooid. Er is niets veranderd.", "goed")
    return redirect(url_for("exchange.index"), code=303)


@bp.get("/<uuid:token>/geweigerd")
@access("register.import")
def refused_of_upload(token: object) -> Response:
    """The rows that a preview refuses, to be mended."""
    kept = uploads().get(str(token), owner=_owner())
    return refused_file((uploads().seen(kept) or {}).get("refused", {}))


@bp.get("/export.<any(zip, xlsx):suffix>")
@access("register.export")
def download(suffix: str) -> Response:
    """Everything the viewer may see, in the exchange format."""
    kind, pack = EXPORTS[suffix]
    body = pack(export_tables(viewer=viewer()))
    return as_download(body, kind, f"bruggenbouwer-{viewer().day.isoformat()}.{suffix}")


@bp.get("/sjabloon.xlsx")
@access("register.import")
def template() -> Response:
    """An empty workbook to fill in: a sheet per file, and what each column holds."""
    return as_download(template_workbook(), WORKBOOK, "bruggenbouwer-sjabloon.xlsx")


def _start(form: UploadForm) -> tuple[str, int]:
    return page(
        "exchange/index.html",
        form=form,
        runs=latest_runs(),
        waiting=uploads().waiting(owner=_owner()),
        kind_words=KIND_WORDS,
    )


def _done(run: str | None) -> AnyResponse:
    if not run:
        flash("Alles in dit bestand stond er al. Er is niets veranderd.", "goed")
        return redirect(url_for("exchange.index"), code=303)
    flash("Het bestand is ingelezen.", "goed")
    return redirect(url_for("imports.run", ref=run), code=303)


def _refused(kept: Upload, reason: str) -> tuple[str, int]:
    return render_template("exchange/refused.html", upload=kept, reason=reason), 422


def _job(kept: Upload) -> Job | None:
    ref = kept.told.get("job")
    return get_job(ref, actor=viewer()) if ref else None


def _is_large(kept: Upload) -> bool:
    """Whether the worker does it; without one there is nothing else than to wait."""
    settings = current_app.config
    is_there = settings["JOBS_AT_ONCE"] or has_worker(settings["INSTANCE"])
    return is_there and kept.path.stat().st_size > SMALL


def _recognised_as(profile: str) -> str:
    found = all_profiles().get(profile)
    return found.title if found else "ons eigen formaat"


def _owner() -> str:
    return viewer().ref or ""


def _plain_name(name: str | None) -> str:
    """The last part of a name that a browser gave."""
    return (name or "bestand").replace("\\", "/").rsplit("/", 1)[-1][:200]
