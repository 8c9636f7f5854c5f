"""What only initiatives have: their phase, who pulls them, and what they are part of."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from crm.accounts.permissions import may
from crm.accounts.viewer import Viewer
from crm.core.errors import Forbidden, NotFound
from crm.links.initiatives import Around, around
from crm.parties.kinds import PROFILED_KINDS, Phase
from crm.parties.models import Party
from crm.parties.operations import move_phase
from crm.parties.phases import ROAD, Standing
from crm.parties.queries import get_party, is_own
from crm.people.models import ContactRole
from crm.web.access import access, viewer
from crm.web.forms.initiatives import PhaseForm
from crm.web.saving import page, saved

bp = Blueprint("initiatives", __name__)
PULLING_ROLES = ("trekker", "initiatiefnemer")


@dataclass(frozen=True, slots=True)
class Initiative:
    """What a party's page says of it as an initiative.

    `steps` are the phases of the road, each with whether it lies behind, is now, or lies ahead.
    `person` is who would be missed most: the one that the question of continuity is about.
    """

    standing: Standing
    steps: list[tuple[Phase, str]]
    people: list[ContactRole]
    around: Around

    @property
    def person(self) -> str:
        """`Fatima`, or `de trekker` when nobody is known."""
        return self.people[0].person.name if self.people else "de trekker"


def initiative_of(
    party: Party, contacts: list[ContactRole], *, viewer: Viewer
) -> Initiative | None:
    """An initiative's own part of the page, from its current contacts; None for other parties."""
    if party.kind not in PROFILED_KINDS or party.profile is None:
        return None
    standing = _standing(party)
    return Initiative(
        standing=standing,
        steps=_steps(standing),
        people=[role for wanted in PULLING_ROLES for role in contacts if role.role == wanted],
        around=around(party, viewer=viewer),
    )


@bp.route("/partijen/<uuid:ref>/fase", methods=["GET", "POST"])
@access("party.read")
def phase(ref: object) -> Response | tuple[str, int]:
    """Bring an initiative to another phase; an initiatiefnemer does so with the own one."""
    party = _changeable(str(ref))
    form = PhaseForm(party, _standing(party))
    if form.validate_on_submit():
        answer = saved(
            form,
            lambda: move_phase(
                party,
                Phase(form.phase.data),
                because=form.stopped_because.data or "",
                version=form.known_version,
                actor=viewer(),
            ),
            to=lambda _party: url_for("parties.show", ref=str(ref)),
            done="De fase is gewijzigd.",
            fresh=lambda: _fresh(str(ref)),
        )
        if answer is not None:
            return answer
    return page("initiatives/phase.html", form=form, party=party, standing=_standing(party))


def _changeable(ref: str) -> Party:
    party = get_party(ref, viewer=viewer())
    if not may(viewer(), "party.edit") and not is_own(party, viewer=viewer()):
        raise Forbidden()
    if party.kind not in PROFILED_KINDS or party.profile is None:
        raise NotFound("Deze partij heeft geen fase.")
    return party


def _fresh(ref: str) -> PhaseForm:
    party = get_party(ref, viewer=viewer())
    return PhaseForm(party, _standing(party), formdata=None)


def _standing(party: Party) -> Standing:
    profile = party.profile
    if profile is None:
        return Standing(Phase.IDEA)
    came_from = Phase(profile.paused_from) if profile.paused_from else None
    return Standing(Phase(profile.phase), came_from, profile.stopped_because)


def _steps(standing: Standing) -> list[tuple[Phase, str]]:
    at = standing.paused_from if standing.phase is Phase.PAUSED else standing.phase
    if at not in ROAD:
        return []
    place = ROAD.index(at)
    words = ["voorbij"] * place + ["nu"] + ["straks"] * (len(ROAD) - place - 1)
    return list(zip(ROAD, words, strict=True))
