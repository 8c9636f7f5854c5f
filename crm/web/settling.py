"""Which column of a register is what: guessed, corrected by hand, and kept under a name."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from crm.accounts.queries import setting
from crm.core.db import transaction
from crm.core.errors import Refused
from crm.core.text import fold
from crm.exchange.guessing import Column, guess
from crm.exchange.jobs import uploads
from crm.exchange.sources import open_table
from crm.exchange.stored import find_settings, keep_profile
from crm.exchange.tables import Row, Table
from crm.exchange.uploads import Upload
from crm.exchange.wanted import TARGETS, KnownNames
from crm.web.access import access, viewer
from crm.web.asking import AskedWrongly
from crm.web.exchange import look_again
from crm.web.forms.exchange import SettleForm, examples, settle_form
from crm.web.saving import page

bp = Blueprint("settling", __name__, url_prefix="/uitwisseling")

LOOKED_AT = 200
SHOWN = 5


@bp.route("/<uuid:token>/indeling", methods=["GET", "POST"])
@access("register.import", late_write=True)
def settle(token: object) -> AnyResponse | tuple[str, int]:
    """Settle which column is what; the preview follows."""
    kept = uploads().get(str(token), owner=viewer().ref or "")
    try:
        with open_table(kept.path, KnownNames(), name=kept.name) as table:
            columns, first = _columns(table)
            own = _own_code(table)
    except Refused as refusal:
        return render_template("exchange/refused.html", upload=kept, reason=str(refusal)), 422
    form = _form(kept, columns, own)
    if form.validate_on_submit():
        answer = _keep(kept, form)
        if answer is not None:
            return answer
    return page(
        "exchange/settle.html",
        form=form,
        upload=kept,
        table=table,
        rows=first,
        targets=TARGETS,
        examples=lambda key: examples(columns, key),
    )


def _columns(table: Table) -> tuple[list[Column], list[tuple[str, ...]]]:
    """The columns with some of their cells, and the first rows as they are."""
    rows = [row.cells for row in islice(table.rows(), LOOKED_AT) if isinstance(row, Row)]
    cells = zip(*rows, strict=True) if rows else [()] * len(table.header)
    columns = [
        Column(key, tuple(cell.strip() for cell in some if cell.strip()))
        for key, some in zip(table.header, cells, strict=True)
    ]
    return columns, rows[:SHOWN]


def _own_code(table: Table) -> str:
    """The code of our own municipality in a list of areas: nobody needs all of the country."""
    own = fold(setting("network_name"))
    if not own or not {"code", "naam"} <= set(table.header):
        return ""
    code, name = table.header.index("code"), table.header.index("naam")
    rows = (row.cells for row in table.rows() if isinstance(row, Row))
    towns = (row for row in rows if row[code].startswith("GM"))
    return next((row[code] for row in towns if fold(row[name]) == own), "")


def _form(kept: Upload, columns: list[Column], own: str) -> SettleForm:
    """Filled with what was settled before, else with what we guess."""
    before = find_settings(kept.told.get("profile"))
    target = request.args.get("soort", "")
    if target and target not in TARGETS:
        raise AskedWrongly(f"‘{target[:40]}’ is geen soort bestand dat wij kennen. Kies opnieuw.")
    guessed = guess(columns, target=target or before.get("target", ""))
    known: dict[str, Any] = {
        "municipality": setting("network_name"),
        "is_public": kept.told.get("is_public"),
        "only": own,
    }
    if before and before["target"] == guessed.target:
        named = {name: before[name] for name in before.keys() - {"target", "columns"}}
        known |= named | {f"veld_{name}": key for name, key in before["columns"].items()}
    name = str(kept.told.get("title") or _plain_title(kept.name))
    return settle_form(guessed, columns, known=known, keep_as=name)


def _keep(kept: Upload, form: SettleForm) -> AnyResponse | None:
    title = form.keep_as.data or ""
    if kept.visibility == "openbaar" and not form.is_public.data:
        form.refuse("Iedereen mag dit alleen zien als de bron openbaar is.", field="is_public")
        return None
    try:
        with transaction():
            name = keep_profile(title, form.settings, actor=viewer()).name
    except Refused as refusal:
        form.refuse(str(refusal), field=refusal.field)
        return None
    # what was decided was about the rows as they were read before
    nothing: dict[str, Any] = {"same": {}, "apart": {}, "rows": {}, "bands": {}}
    uploads().forget_looks(kept)
    return look_again(uploads().change(kept, profile=name, title=title, **nothing))


def _plain_title(file: str) -> str:
    """`subsidieregister_2016-10.csv` → `subsidieregister`: next year's file has another number."""
    bare = re.sub(r"\.[^.]{1,5}$", "", file)
    return re.sub(r"[\d_.()-]+", " ", bare).strip() or "register"
