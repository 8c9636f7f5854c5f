"""What a medewerker does with a chance: later, not this one, to a colleague; and back again."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from crm.accounts.permissions import PERMISSIONS
from crm.accounts.queries import list_users
from crm.core.errors import Refused
from crm.opportunities.between import chance_between, signals_between
from crm.opportunities.dismissing import dismiss, finish_handed, hand_to, take_back
from crm.opportunities.put_away import (
    dismissals_between,
    filtered_dismissals,
    get_dismissal,
    get_handed,
    handed_waiting,
    list_dismissals,
)
from crm.parties.models import Party
from crm.parties.queries import every, get_party
from crm.web.access import access, viewer
from crm.web.asking import asked_text, page_number
from crm.web.chance_filters import list_address
from crm.web.chance_listings import PUT_AWAY_CHANCES
from crm.web.chosen_parties import COMPARISON, comparison_address
from crm.web.downloads import asked_form, download
from crm.web.forms.chances import HandForm, LaterForm, NotForm
from crm.web.saving import page, saved

bp = Blueprint("chances", __name__, url_prefix="/kansen")
Answer = Response | tuple[str, int]
NOBODY = "Kies een collega."


@bp.get("/weggelegd")
@access("chance.settle")
def index() -> Response | str:
    """What was put away and what lies with a colleague; each goes back with one button."""
    form = asked_form()
    if form:
        return download(PUT_AWAY_CHANCES, every(filtered_dismissals(viewer=viewer())), form=form)
    return render_template(
        "chances/index.html",
        dismissals=list_dismissals(page=page_number(), viewer=viewer()),
        handed=handed_waiting(viewer=viewer()),
    )


@bp.route("/later", methods=["GET", "POST"])
@access("chance.settle")
def later() -> Answer:
    """Put a chance away until a day."""
    one, other = _pair()
    known = dismissals_between(one, other, viewer=viewer())
    form = LaterForm(day=viewer().day, known=known[0] if known else None)
    done = "Weggelegd. U ziet deze kans later weer."
    return _put_away("chances/later.html", form, one, other, done)


@bp.route("/past-niet", methods=["GET", "POST"])
@access("chance.settle")
def not_this() -> Answer:
    """Put a chance away for good, and say why."""
    one, other = _pair()
    known = dismissals_between(one, other, viewer=viewer())
    form = NotForm(known=known[0] if known else None)
    done = "Weggelegd. Wij stellen deze twee niet meer aan elkaar voor."
    return _put_away("chances/not_this.html", form, one, other, done)


def _put_away(
    template: str,
    form: LaterForm | NotForm,
    one: Party,
    other: Party,
    done: str,
) -> Answer:
    if form.validate_on_submit():
        signals = signals_between([one, other], viewer=viewer())
        answer = saved(
            form,
            lambda: dismiss(one, other, signals=signals, actor=viewer(), **form.values),
            to=lambda dismissal: _back(one, dismissal.ref),
            done=done,
        )
        if answer is not None:
            return answer
    return page(template, form=form, **_about(one, other))


@bp.route("/geef-door", methods=["GET", "POST"])
@access("chance.settle")
def hand() -> Answer:
    """Let a colleague look at a chance."""
    one, other = _pair()
    may_settle = PERMISSIONS["chance.settle"]
    colleagues = [user for user in list_users() if user.active and user.role in may_settle]
    form = HandForm([user for user in colleagues if user.id != viewer().user_id])
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: _hand(form, one, other),
            to=lambda _done: _back(one),
            done="Doorgegeven. Uw collega ziet het op de startpagina.",
        )
        if answer is not None:
            return answer
    return page("chances/hand.html", form=form, **_about(one, other))


@bp.post("/weggelegd/<uuid:ref>/terug")
@access("chance.settle")
def back(ref: object) -> Response:
    """Let a chance show again."""
    dismissal = take_back(get_dismissal(str(ref), viewer=viewer()), actor=viewer())
    flash(
        f"U ziet {dismissal.party_a.name} en {dismissal.party_b.name} weer bij de kansen.", "goed"
    )
    if asked_text("terug") == COMPARISON:
        return redirect(comparison_address(), code=303)
    if request.form.get("terug") == "kansen":
        return redirect(list_address(), code=303)
    if request.form.get("terug") == "lijst":
        return redirect(url_for(".index"), code=303)
    about = get_party(asked_text("van") or dismissal.party_a.ref, viewer=viewer())
    return redirect(url_for("opportunities.of_party", ref=about.ref), code=303)


@bp.post("/doorgegeven/<uuid:ref>/bekeken")
@access("chance.settle")
def finish(ref: object) -> Response:
    """A chance that a colleague gave has been looked at, or is taken back from a colleague."""
    handed = finish_handed(get_handed(str(ref), viewer=viewer()), actor=viewer())
    if handed.to_user_id == viewer().user_id:
        flash("Bekeken. Deze kans staat niet meer bij u.", "goed")
    else:
        flash(f"Deze kans staat niet meer bij {handed.to_user.name}.", "goed")
    from_start = request.form.get("terug") == "start"
    return redirect(url_for("start.index" if from_start else ".index"), code=303)


def _pair() -> tuple[Party, Party]:
    """The two parties in the address, as far as the viewer may know them."""
    one, other = (get_party(asked_text(name), viewer=viewer()) for name in ("van", "naar"))
    return one, other


def _hand(form: HandForm, one: Party, other: Party) -> object:
    colleague = form.chosen
    if colleague is None:
        raise Refused(NOBODY, field="to")
    return hand_to(colleague, one, other, note=form.note.data or "", actor=viewer())


def _about(one: Party, other: Party) -> dict[str, object]:
    chance = chance_between(one, other, viewer=viewer())
    return {"one": one, "other": other, "chance": chance, "back": _back(one)}


def _back(one: Party, put_away: str | None = None) -> str:
    """Where the viewer came from: the chances of the party, of the network, or a comparison.

    The last two say what was put away just now, so that it can be undone there.
    """
    if asked_text("terug") == COMPARISON:
        return comparison_address(put_away)
    if asked_text("terug") == "kansen":
        return list_address(put_away)
    return url_for("opportunities.of_party", ref=one.ref)
