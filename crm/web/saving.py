"""Saving a form: refusals come back at their field, a stale save shows both texts."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from crm.accounts.operations import note_reading
from crm.accounts.queries import name_behind
from crm.core.db import HIDDEN_LEVEL, db
from crm.core.errors import Refused, Stale
from crm.web.access import viewer
from crm.web.forms.base import Form
from crm.web.forms.conflict import APART, chosen, differences

Result = TypeVar("Result")


def page(template: str, *, form: Form | None = None, **values: Any) -> tuple[str, int]:
    """A page; 422 when it shows a form that was refused.

    Who opens a confidential record to change it has read it.
    """
    record: Any = form.record if form is not None else None
    if record is not None and record.level == HIDDEN_LEVEL and request.method == "GET":
        note_reading(record.__tablename__, record.ref, viewer=viewer())
    refused = form is not None and form.is_submitted() and bool(form.errors)
    return render_template(template, form=form, **values), 422 if refused else 200


def saved(
    form: Form,
    save: Callable[[], Result],
    *,
    to: Callable[[Result], str],
    done: str | Callable[[Result], str],
    fresh: Callable[[], Form] | None = None,
) -> Response | tuple[str, int] | None:
    """Run an operation for a valid form and go on to `to`; None when it was refused.

    `done` is what to say then, or tells it from what came of it.
    `fresh` makes the same form from what is stored now, for the page that shows both texts.
    """
    try:
        result = save()
        address = to(result)
        said = done if isinstance(done, str) else done(result)
    except Refused as refusal:
        db.session.rollback()
        form.refuse(str(refusal), field=refusal.field)
        return None
    except Stale:
        db.session.rollback()
        if fresh is None:
            raise
        return conflict_page(form, fresh())
    flash(said, "goed")
    return redirect(address, code=303)


def conflict_page(form: Form, stored: Form) -> tuple[str, int]:
    """Both texts, field by field: each person's own changes are kept unless chosen otherwise."""
    typed = [
        (name, value)
        for name, values in chosen(request.form).lists()
        if name not in APART
        for value in values
    ]
    page = render_template(
        "errors/conflict.html",
        differences=differences(form, stored),
        typed=typed,
        began=json.dumps(stored.digests),
        record=stored.record,
        by=name_behind(stored.record.changed_by) if stored.record else "",
        here=request.path,
    )
    return page, 409
