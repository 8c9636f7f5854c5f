"""The columns of lists of agreements, promises, questions and goals, as files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crm.accounts.viewer import Viewer
from crm.agreements.models import Agreement
from crm.exchange.lists import Row
from crm.goals.models import Goal
from crm.goals.queries import departments_of, goals_above
from crm.promises.models import Commitment
from crm.requests.models import Request
from crm.requests.queries import lies_with
from crm.web.downloads import Listing
from crm.web.listings import key_of, names_of


def _agreements(agreements: Sequence[Agreement], _viewer: Viewer) -> Iterator[Row]:
    for one in agreements:
        parties = names_of(signatory.party for signatory in one.signatories)
        yield (
            *(key_of(one), one.number, one.title, one.kind, one.status),
            *(one.begins_on, one.ends_on, parties),
        )


AGREEMENTS = Listing(
    "overeenkomsten",
    ("referentie", "nummer", "titel", "soort", "status", "begin", "eind", "partijen"),
    _agreements,
)


def _commitments(commitments: Sequence[Commitment], viewer: Viewer) -> Iterator[Row]:
    for one in commitments:
        yield (
            *(key_of(one), key_of(one.by_party), one.by_party.name),
            *(key_of(one.to_party), one.to_party.name, one.title, one.description),
            *(one.promised_on, one.due_on, one.done_on, one.state_on(viewer.day)),
            *(one.heard, one.heard_text, one.heard_on),
        )


COMMITMENTS = Listing(
    "toezeggingen",
    (
        *("referentie", "van", "naam_van", "aan", "naam_aan", "toezegging", "toelichting"),
        *("toegezegd_op", "uiterlijk_op", "nagekomen_op", "stand"),
        *("is_dit_gedaan", "wat_de_ander_zegt", "gezegd_op"),
    ),
    _commitments,
)


def _requests(requests: Sequence[Request], viewer: Viewer) -> Iterator[Row]:
    lies = lies_with(requests, viewer=viewer)
    for one in requests:
        yield (
            *(key_of(one), key_of(one.party), one.party.name, one.kind, one.question),
            *(one.description, one.asked_on, lies[one.id], one.lies_since),
            *(one.next_step, one.next_step_on, one.answered_on, one.answer),
            one.state_on(viewer.day),
        )


REQUESTS = Listing(
    "vragen",
    (
        *("referentie", "partij", "naam_partij", "soort", "vraag", "toelichting", "gesteld_op"),
        *("ligt_bij", "ligt_daar_sinds", "volgende_stap", "volgende_stap_op"),
        *("beantwoord_op", "antwoord", "stand"),
    ),
    _requests,
)


def _goals(goals: Sequence[Goal], viewer: Viewer) -> Iterator[Row]:
    above = goals_above(goals, viewer=viewer)
    departments = departments_of(goals, viewer=viewer)
    for one in goals:
        parent, department = above.get(one.parent_id or 0), departments.get(one.department_id or 0)
        yield (
            *(key_of(one), one.title, one.goal_level, key_of(parent) if parent else None),
            *(one.document, one.place, one.portfolio),
            key_of(department) if department else None,
            *([theme.name for theme in one.themes], [area.name for area in one.areas]),
            *(one.begins_on, one.ends_on, one.wants_contributions),
        )


GOALS = Listing(
    "doelen",
    (
        *("referentie", "titel", "niveau", "bovenliggend", "nota", "vindplaats"),
        *("portefeuille", "afdeling", "themas", "gebied", "begin", "eind", "zoekt_bijdrage"),
    ),
    _goals,
)
