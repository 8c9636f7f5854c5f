"""Which records of a kind a viewer may know of: for imports that name keys, and for exports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Select, false, or_, select

from crm.accounts.permissions import may
from crm.accounts.viewer import Viewer
from crm.agreements.queries import visible_agreements
from crm.core.db import db
from crm.goals.queries import visible_contributions, visible_goals
from crm.ideas.queries import visible_surveys
from crm.links.moment_queries import visible_moments
from crm.links.queries import visible_links
from crm.notes.queries import visible_notes
from crm.opportunities.introductions.queries import visible_introductions
from crm.opportunities.models import Introduction, IntroductionParty, Outcome
from crm.opportunities.put_away import visible_dismissals, visible_handed
from crm.parties.models import Party
from crm.parties.queries import has_access, party_seen, visible_parties
from crm.people.queries import visible_people
from crm.promises.queries import visible_commitments
from crm.requests.queries import visible_requests
from crm.resources.models import Grant, Offer, Scheme
from crm.resources.queries import offer_seen


def _offers(viewer: Viewer) -> Select[Any]:
    return select(Offer).join(Party, Party.id == Offer.party_id).where(offer_seen(viewer))


def _schemes(viewer: Viewer) -> Select[Any]:
    return select(Scheme).where(Scheme.level <= viewer.level)


def _grants(viewer: Viewer) -> Select[Any]:
    own = or_(Grant.level <= viewer.level, has_access(viewer, Grant.party_id, Grant.level))
    return (
        select(Grant)
        .join(Scheme, Scheme.id == Grant.scheme_id)
        .outerjoin(Party, Party.id == Grant.party_id)
        .where(
            own,
            Scheme.level <= viewer.level,
            or_(Grant.party_id.is_(None), party_seen(viewer)),
        )
    )


def _introductions(viewer: Viewer) -> Select[Any]:
    """What one side said of it is not for the other: as a file only for the town hall."""
    query = visible_introductions(viewer)
    return query if may(viewer, "introduction.edit") else query.where(false())


def _of_introduction(model: Any) -> Callable[[Viewer], Select[Any]]:
    def visible(viewer: Viewer) -> Select[Any]:
        seen = _introductions(viewer).with_only_columns(Introduction.id)
        return select(model).where(model.introduction_id.in_(seen))

    return visible


_VISIBLE: dict[str, Callable[[Viewer], Select[Any]]] = {
    "partijen": visible_parties,
    "personen": visible_people,
    "verbindingen": visible_links,
    "contactmomenten": visible_moments,
    "aanbod_en_gevraagd": _offers,
    "doelen": visible_goals,
    "bijdragen_aan_doelen": visible_contributions,
    "vragen": visible_requests,
    "toezeggingen": visible_commitments,
    "regelingen": _schemes,
    "subsidies": _grants,
    "overeenkomsten": visible_agreements,
    "notities": visible_notes,
    "overzichten": visible_surveys,
    "kennismakingen": _introductions,
    "partijen_bij_kennismakingen": _of_introduction(IntroductionParty),
    "opbrengsten_van_kennismakingen": _of_introduction(Outcome),
    "weggelegde_kansen": visible_dismissals,
    "doorgegeven_kansen": visible_handed,
}


def visible_of_kinds(viewer: Viewer) -> dict[type[Any], Select[Any]]:
    """The records of each kind that a viewer may know of: selects to build on, by their class."""
    selects = (visible(viewer) for visible in _VISIBLE.values())
    return {one.column_descriptions[0]["entity"]: one for one in selects}


def seen_refs(kind: str, viewer: Viewer) -> frozenset[str] | None:
    """The refs of the records a viewer may know of; None when that is all of them.

    Lists (areas, themes, target groups) are for everybody. Roles, holdings and signatories are
    seen when all that they join is seen.
    """
    if viewer.is_operator or kind not in _VISIBLE:
        return None
    query = _VISIBLE[kind](viewer)
    model = query.column_descriptions[0]["entity"]
    return frozenset(db.session.scalars(query.with_only_columns(model.ref)))


def seen_parties(same: Mapping[str, str], viewer: Viewer) -> dict[str, str]:
    """What somebody said of parties, as far as the viewer may know of those."""
    if not same:
        return {}
    query = visible_parties(viewer).where(Party.ref.in_(set(same.values())))
    refs = set(db.session.scalars(query.with_only_columns(Party.ref)))
    return {key: ref for key, ref in same.items() if ref in refs}
