"""Saving a form: refusals come back at their field, a stale save shows both texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from crm.core.db import db
from crm.core.errors import Refused, Stale
from crm.web.forms.base import Form

Result = TypeVar("Result")


def page(template: str, *, form: Form | None = None, **values: Any) -> tuple[str, int]:
    """A page; 422 when it shows a form that was refused."""
    refused = form is not None and form.is_submitted() and bool(form.errors)
    return render_template(template, form=form, **values), 422 if refused else 200


def saved(
    form: Form,
    save: Callable[[], Result],
    *,
    to: Callable[[Result], str],
    done: str,
    fresh: Callable[[], Form] | None = None,
) -> Response | tuple[str, int] | None:
    """Run an operation for a valid form and go on to `to`; None when it was refused.

    `fresh` makes the same form from what is stored now, for the page that shows both texts.
    """
    try:
        result = save()
        address = to(result)
    except Refused as refusal:
        db.session.rollback()
        form.refuse(str(refusal), field=refusal.field)
        return None
    except Stale:
        db.session.rollback()
        if fresh is None:
            raise
        return conflict_page(form, fresh())
    flash(done, "goed")
    return redirect(address, code=303)


def conflict_page(form: Form, stored: Form) -> tuple[str, int]:
    """Both texts side by side; sending it again saves what was typed over what is stored."""
    rows = [
        (field.label.text, form.shown(field.name), stored.shown(field.name))
        for field in form
        if field.name not in ("csrf_token", "version")
        and form.shown(field.name) != stored.shown(field.name)
    ]
    typed = [
        (name, value)
        for name, values in request.form.lists()
        if name not in ("csrf_token", "version")
        for value in values
    ]
    template = "errors/conflict.html"
    return (
        render_template(
            template, rows=rows, typed=typed, version=stored.version_now, here=request.path
        ),
        409,
    )
