"""Looking at a file and reading it in as jobs: they go on when the page is left."""

from __future__ import annotations

from sqlalchemy import select

from crm.accounts.models import User
from crm.accounts.permissions import require
from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.core.errors import Forbidden
from crm.core.extensions import configuration
from crm.core.jobs.kinds import Outcome, Running, job_kind
from crm.exchange.deciding import kept_choices
from crm.exchange.doubles import MOST_AT_EASE, MOST_WAITED_FOR
from crm.exchange.looking import shown
from crm.exchange.operations import Progress, import_path, preview, untold
from crm.exchange.uploads import Upload, Uploads

LOOK, READ_IN = "bestand-bekijken", "bestand-inlezen"


def uploads() -> Uploads:
    """The files that were handed over to this installation."""
    return Uploads(configuration()["INSTANCE"] / "uploads")


def look_at_upload(
    upload: Upload,
    *,
    viewer: Viewer,
    most_compared: int = MOST_WAITED_FOR,
    progress: Progress = untold,
) -> None:
    """See what reading a file in would do, and keep that beside it. Raises Unreadable."""
    done = preview(upload.path, upload.wish, viewer=viewer, progress=progress)
    seen = shown(done, viewer=viewer, most_compared=most_compared, progress=progress)
    before = uploads().seen_before(upload)
    same = upload.told.get("same", {})
    seen["choices"] = kept_choices(seen["choices"], before.get("choices", []), same)
    uploads().keep_seen(upload, seen)


def read_upload_in(upload: Upload, *, viewer: Viewer, progress: Progress = untold) -> str | None:
    """Read a file in; the ref of the run, None when everything was there. Raises Unreadable."""
    done = import_path(upload.path, upload.wish, viewer=viewer, progress=progress)
    run: str | None = done.report["run"]
    return run


@job_kind(LOOK, "Bestand bekijken", again=True)
def look(work: Running, *, token: str) -> Outcome:
    """The preview of a large file."""
    upload = uploads().get(token, owner=work.owner or "")
    look_at_upload(upload, viewer=_viewer(work), most_compared=MOST_AT_EASE, progress=work.progress)
    return Outcome("U kunt zien wat erin zit.")


@job_kind(READ_IN, "Bestand inlezen", again=True)
def read_in(work: Running, *, token: str) -> Outcome:
    """Read a large file in. Broken off and done again it finds what it wrote itself."""
    upload = uploads().get(token, owner=work.owner or "")
    run = read_upload_in(upload, viewer=_viewer(work), progress=work.progress)
    uploads().change(upload, run=run or "")
    return Outcome("Het bestand is ingelezen." if run else "Alles stond er al.", {"run": run})


def _viewer(work: Running) -> Viewer:
    """Who asked for the job, as long as that account may still import."""
    user = db.session.scalar(select(User).where(User.ref == work.owner, User.active))
    if user is None:
        raise Forbidden()
    viewer = Viewer(user.id, user.role_kind, work.day, name=user.name, ref=user.ref)
    require(viewer, "register.import")
    return viewer
