"""Reading who shows the way in a theme: signposts, and aldermen by their portfolio."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from crm.accounts.viewer import Viewer
from crm.core.db import db, remembered
from crm.parties.queries import current
from crm.people.models import Person, Portfolio, Signpost
from crm.people.queries import person_seen
from crm.taxonomy.models import Theme


@dataclass(slots=True)
class Guide:
    """Who to turn to in a theme: council members and aldermen, and whose portfolio it is in."""

    theme: Theme
    signposts: list[Signpost] = field(default_factory=list)
    portfolios: list[Portfolio] = field(default_factory=list)


def guides(*, themes: Iterable[Theme] = (), viewer: Viewer) -> list[Guide]:
    """For each theme that has somebody today, who that is; of `themes` alone when given."""
    wanted = {theme.id for theme in themes}
    found: dict[int, Guide] = {}
    for signpost in db.session.scalars(_signposts(viewer)):
        at = found.setdefault(signpost.theme_id, Guide(signpost.theme))
        if all(one.person_id != signpost.person_id for one in at.signposts):
            at.signposts.append(signpost)
    for portfolio in db.session.scalars(_portfolios(viewer)):
        for theme in portfolio.themes:
            found.setdefault(theme.id, Guide(theme)).portfolios.append(portfolio)
    ordered = sorted(found.values(), key=lambda guide: (guide.theme.sort_key, guide.theme.id))
    return [guide for guide in ordered if not wanted or guide.theme.id in wanted]


@remembered
def _signposts(viewer: Viewer) -> Select[Signpost]:
    return (
        select(Signpost)
        .join(Signpost.person)
        .options(contains_eager(Signpost.person), joinedload(Signpost.theme))
        .where(person_seen(viewer), Person.archived_at.is_(None), current(Signpost, viewer.day))
        .order_by(Person.sort_key, Signpost.id)
    )


@remembered
def _portfolios(viewer: Viewer) -> Select[Portfolio]:
    return (
        select(Portfolio)
        .join(Portfolio.person)
        .options(contains_eager(Portfolio.person), selectinload(Portfolio.themes))
        .where(person_seen(viewer), Person.archived_at.is_(None), current(Portfolio, viewer.day))
        .order_by(Person.sort_key, Portfolio.id)
    )


def any_guides(viewer: Viewer) -> ColumnElement[bool]:
    """Whether there is anybody to show the way, without whom the menu does not speak of it."""
    by_theme, by_portfolio = (
        _bare(model, viewer).with_only_columns(Person.id).order_by(None).exists()
        for model in (Signpost, Portfolio)
    )
    return or_(by_theme, by_portfolio)


def _bare(model: type[Signpost] | type[Portfolio], viewer: Viewer) -> Select[Person]:
    return (
        select(Person)
        .join(model, model.person_id == Person.id)
        .where(person_seen(viewer), Person.archived_at.is_(None), current(model, viewer.day))
    )


def signposts_of(person: Person, *, viewer: Viewer) -> list[Signpost]:
    """In which themes somebody whom the viewer may see shows the way, now and before."""
    query = (
        select(Signpost)
        .join(Signpost.theme)
        .options(contains_eager(Signpost.theme))
        .where(Signpost.person_id == person.id)
        .order_by(current(Signpost, viewer.day).desc(), Theme.sort_key, Signpost.id)
    )
    return list(db.session.scalars(query))


def portfolios_of(person: Person, *, viewer: Viewer) -> list[Portfolio]:
    """The portfolios of somebody whom the viewer may see, now and before."""
    query = (
        select(Portfolio)
        .options(selectinload(Portfolio.themes))
        .where(Portfolio.person_id == person.id)
        .order_by(current(Portfolio, viewer.day).desc(), Portfolio.name, Portfolio.id)
    )
    return list(db.session.scalars(query))
