"""Bestaat dit al? Before a party is added, and afterwards: the pairs that may be one."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from crm.accounts.viewer import Viewer
from crm.core.errors import NotFound
from crm.core.jobs.operations import get_job, job_store, start_job
from crm.core.jobs.store import Job
from crm.ideas.finding import alike_parties, with_lists
from crm.ideas.idea import Idea
from crm.opportunities.related.alike import INITIATIVES
from crm.opportunities.related.queries import Alike
from crm.parties.kinds import kind_label
from crm.parties.lookalikes import WHY
from crm.parties.lookalikes_index import described
from crm.parties.lookalikes_pairs import (
    chosen_pairs,
    count_due,
    doubt_again,
    list_pairs,
    ordered_pairs,
    tell_apart,
)
from crm.parties.lookalikes_queries import Lookalike, find_lookalikes
from crm.parties.lookalikes_work import COMPARE, compare_few
from crm.parties.models import LookalikePair, Party
from crm.parties.queries import every
from crm.web.access import access, viewer
from crm.web.asking import asked_text, chosen, page_number
from crm.web.downloads import asked_form, download
from crm.web.forms.parties import PartyForm
from crm.web.listings import LOOKALIKES

FAIRLY_ALIKE, STRONGLY_ALIKE = 3, 4
"""From how many blocks of strength it is shown, and from how many it is shown first."""
MOST_ALIKE = 3
bp = Blueprint("lookalikes", __name__, url_prefix="/partijen/mogelijk-dubbel")
MOST_TICKED = 500
BACK = "U haalt ze terug bij ‘Wat zijn er echt twee?’."
COMPARED = frozenset(
    {"name", "kvk", "website", "email", "phone", "postcode", "house_number", "withheld"}
)


@dataclass(frozen=True, slots=True)
class LookFirst:
    """Before a party is added: which may be the same, and which others do something like it."""

    same: list[Lookalike]
    alike: list[Alike]


def to_look_at_first(form: PartyForm, *, viewer: Viewer) -> LookFirst | None:
    """What to look at; None when nothing surely is the same or strongly alike, or when shown.

    The form remembers which were shown: with another name other parties may look like it.
    """
    values = {name: value for name, value in form.values.items() if name in COMPARED}
    found = find_lookalikes(described(Party(**values)), viewer=viewer)
    alike = _alike(form, [one.id for one in found], viewer)
    telling = {one.ref for one in found if one.likeness.is_sure}
    telling |= {one.party.ref for one in alike if one.strength.blocks >= STRONGLY_ALIKE}
    if telling <= set((form.seen.data or "").split()):
        return None
    shown = [*(one.ref for one in found), *(one.party.ref for one in alike)]
    form.seen.data = " ".join(shown)
    return LookFirst(found, alike)


def _alike(form: PartyForm, without: list[int], viewer: Viewer) -> list[Alike]:
    """Who does something like a new initiative, of those that are not the same already."""
    if form.kind.data not in INITIATIVES:
        return []
    idea = with_lists(Idea(form.name.data or "", form.description.data or ""))
    found = alike_parties(idea, viewer=viewer, top=MOST_ALIKE, without=without)
    return [one for one in found if one.strength.blocks >= FAIRLY_ALIKE]


@bp.get("/lijkt-op")
@access("party.edit")
def like() -> Response:
    """The parties that look like a name, while it is typed: JSON, the best first."""
    name = asked_text()
    found = find_lookalikes(described(Party(name=name)), viewer=viewer()) if name else []
    return jsonify([_told(one) for one in found])


def _told(one: Lookalike) -> dict[str, str]:
    return {
        "naam": one.name,
        "adres": url_for("parties.show", ref=one.ref),
        "soort": ", ".join(filter(None, (kind_label(one.kind), one.place))),
        "waarom": " ".join(WHY[code] for code in one.likeness.why),
    }


@bp.get("")
@access("party.edit")
def index() -> Response | str:
    """Pairs to work through, the surest first; or those that were told apart."""
    told_apart = bool(chosen("oordeel", ["twee"]))
    form = asked_form()
    if form:
        pairs = every(ordered_pairs(told_apart=told_apart, viewer=viewer()))
        return download(LOOKALIKES, pairs, form=form)
    found = list_pairs(page=page_number(), told_apart=told_apart, viewer=viewer())
    return render_template(
        "lookalikes/index.html",
        found=found,
        told_apart=told_apart,
        all_ticked=bool(chosen("vinkjes", ["alle"])),
        due=count_due(),
        job=_asked_job(),
        WHY=WHY,
    )


def _asked_job() -> Job | None:
    """The work that this page waits for (`?taak=`); a job of somebody else is none."""
    ref = asked_text("taak")
    try:
        return get_job(ref, actor=viewer()) if ref else None
    except NotFound:
        return None


@bp.post("/vergelijken")
@access("party.edit")
def compare() -> Response:
    """Compare what is new now, instead of tonight; the list follows by itself.

    Whoever asks again while that goes on waits for the same work: it is asked once after each.
    """
    if compare_few(viewer=viewer()):
        flash("Alle partijen zijn vergeleken.", "goed")
        return redirect(url_for(".index"), code=303)
    latest = job_store().latest(COMPARE)
    if latest is None or latest.is_over:
        once = f"{COMPARE} na {latest.ref if latest else 'niets'}"
        ref = start_job(COMPARE, once=once, actor=viewer())
        if ref is not None:
            return redirect(url_for(".index", taak=ref), code=303)
        latest = job_store().latest(COMPARE)
    if latest is None or latest.owner != viewer().ref:
        flash("Wij vergelijken de nieuwe partijen al. Kijk straks nog eens.", "goed")
        return redirect(url_for(".index"), code=303)
    return redirect(url_for(".index", taak=latest.ref), code=303)


@bp.post("/twee-partijen")
@access("party.edit")
def apart() -> Response:
    """Of the ticked pairs: each is two parties, do not ask again."""
    judged = [tell_apart(pair, actor=viewer()) for pair in _ticked()]
    if len(judged) == 1:
        [pair] = judged
        flash(f"Onthouden: {pair.party_a.name} en {pair.party_b.name} zijn twee partijen.", "goed")
    elif judged:
        flash(f"Onthouden: {len(judged)} tweetallen zijn niet dezelfde. {BACK}", "goed")
    return _back_to_list(judged)


@bp.post("/toch-dubbel")
@access("party.edit")
def doubt() -> Response:
    """Somebody was too quick: the ticked pairs go back on the list."""
    judged = [doubt_again(pair, actor=viewer()) for pair in _ticked()]
    if judged:
        told = "Dit tweetal staat" if len(judged) == 1 else f"{len(judged)} tweetallen staan"
        flash(f"{told} weer op de lijst.", "goed")
    return _back_to_list(judged)


def _ticked() -> list[LookalikePair]:
    """The pairs that were ticked, or the one whose own button was pressed."""
    own = request.form.getlist("alleen")
    return chosen_pairs(own or request.form.getlist("tweetal")[:MOST_TICKED], viewer=viewer())


def _back_to_list(judged: list[LookalikePair]) -> Response:
    if not judged:
        flash("Er is niets gewijzigd. Zet een vinkje bij ten minste één tweetal.", "fout")
    told_apart = "twee" if request.form.get("oordeel") == "twee" else None
    return redirect(url_for(".index", oordeel=told_apart), code=303)
