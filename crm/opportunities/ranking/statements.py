"""The statements evidence is read with, each built once, on the tables themselves.

Only records up to the viewer's level, never hidden ones, are read: edges, degrees and
affiliations carry the strictest level of all they were made of. Parameters: `party` (or `parties`,
in what tells names of several parties at once), `level`, `day`, `ids`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)

from crm.core.prepared import Among
from crm.goals.kinds import CONFLICT
from crm.goals.models import Goal, PartyGoal
from crm.links.models import Degree, Edge
from crm.opportunities.ranking.evidence import MILLION
from crm.opportunities.ranking.roles import CATCH_ALL
from crm.parties.models import Party, party_area, party_target_group, party_theme
from crm.resources.models import (
    Affiliation,
    Grant,
    Scheme,
    SchemeDegree,
    scheme_theme,
)
from crm.taxonomy.models import Area, TargetGroup, Theme

MOST_LINKS = 300
"""A partner or scheme with more links than this brings nobody together."""
MANY = 1_000_000
"""More than any party has themes or areas: two counts go in one number."""

_edge: Any = Edge.__table__
_degree: Any = Degree.__table__
_party: Any = Party.__table__
_given: Any = Affiliation.__table__
_recipients: Any = SchemeDegree.__table__
_scheme: Any = Scheme.__table__
_grant: Any = Grant.__table__
_goal: Any = Goal.__table__
_wants: Any = PartyGoal.__table__
_target_group: Any = TargetGroup.__table__
PARTY_KEY = func.coalesce(_party.c.reference, _party.c.ref)

_own: Any = bindparam("party")
_level: Any = bindparam("level")
_day: Any = bindparam("day")


def not_over(edge: Any) -> ColumnElement[bool]:
    return or_(edge.c.ends_on.is_(None), edge.c.ends_on > _day)


def holds(period: Any) -> ColumnElement[bool]:
    begun = or_(period.c.begins_on.is_(None), period.c.begins_on <= _day)
    return and_(begun, not_over(period))


def now(edge: Any) -> ColumnElement[bool]:
    """The edge may be known and holds on the day."""
    return and_(edge.c.level <= _level, holds(edge))


def is_open(scheme: Any, *, level: Any, day: Any) -> ColumnElement[bool]:
    """Whether a scheme that may be known takes requests on the day."""
    return and_(
        scheme.level <= level,
        scheme.archived_at.is_(None),
        or_(scheme.opens_on.is_(None), scheme.opens_on <= day),
        or_(scheme.closes_on.is_(None), scheme.closes_on >= day),
    )


def degree_of(party_id: Any) -> ColumnElement[int]:
    count = select(_degree.c.n).where(_degree.c.party_id == party_id, _degree.c.level == _level)
    return func.coalesce(count.scalar_subquery(), 0)


def usable() -> ColumnElement[bool]:
    """The party may be used as evidence and suggested."""
    return and_(_party.c.level <= _level, _party.c.archived_at.is_(None))


def two_steps(to_partner: Any, onward: Any) -> Any:
    """From a party over a partner, not one with too many links, to that partner's partners."""
    at_partner = and_(_degree.c.party_id == to_partner.c.dst, _degree.c.level == _level)
    return (
        to_partner.join(_degree, at_partner).join(onward, onward.c.src == to_partner.c.dst),
        and_(_degree.c.n <= MOST_LINKS, now(to_partner), now(onward)),
    )


def _shared_partners() -> Any:
    """Each way over a partner, with the links of both; two links make it twice."""
    to_partner, onward, theirs = _edge.alias("to_partner"), _edge.alias("onward"), _degree.alias()
    steps, allowed = two_steps(to_partner, onward)
    of_other = and_(theirs.c.party_id == onward.c.dst, theirs.c.level == _level)
    return (
        select(onward.c.dst, to_partner.c.dst, _degree.c.n, theirs.c.n)
        .select_from(steps.outerjoin(theirs, of_other))
        .where(to_partner.c.src == _own, allowed, onward.c.dst != _own)
    )


def _which_partners() -> Any:
    to_partner, onward = _edge.alias("to_partner"), _edge.alias("onward")
    steps, allowed = two_steps(to_partner, onward)
    return (
        select(to_partner.c.src, onward.c.dst, to_partner.c.dst, _degree.c.n)
        .select_from(steps)
        .where(Among(to_partner.c.src, "parties"), allowed, Among(onward.c.dst, "ids"))
        .distinct()
    )


def same_scheme() -> Any:
    """Recipients of a scheme that a party received from, not one with too many."""
    own, theirs = _given.alias("own"), _given.alias("theirs")
    of_scheme = and_(_recipients.c.scheme_id == own.c.scheme_id, _recipients.c.level == _level)
    joined = own.join(_recipients, of_scheme).join(theirs, theirs.c.scheme_id == own.c.scheme_id)
    allowed = and_(own.c.level <= _level, _recipients.c.n <= MOST_LINKS, theirs.c.level <= _level)
    return joined, allowed, own, theirs


def _shared_schemes() -> Any:
    joined, allowed, own, theirs = same_scheme()
    weight = func.sum(literal(MILLION) // _recipients.c.n)
    return (
        select(theirs.c.party_id, weight)
        .select_from(joined)
        .where(own.c.party_id == _own, allowed, theirs.c.party_id != _own)
        .group_by(theirs.c.party_id)
    )


def _which_schemes() -> Any:
    joined, allowed, own, theirs = same_scheme()
    return (
        select(own.c.party_id, theirs.c.party_id, _scheme.c.name, _recipients.c.n)
        .select_from(joined.join(_scheme, _scheme.c.id == theirs.c.scheme_id))
        .where(Among(own.c.party_id, "parties"), allowed, Among(theirs.c.party_id, "ids"))
    )


def _counts(table: Any, column: str) -> ColumnElement[int]:
    """How many of a list a party has: those of `own` times MANY, and one for each that it has."""
    counted = func.count() + MANY * func.count().filter(Among(table.c[column], column))
    return select(counted).where(table.c.party_id == _party.c.id).scalar_subquery()


def _with_counts(near: Any) -> Any:
    """Those parties with the counts an overlap is made of."""
    return (
        _overlaps().select_from(_party.join(near, near.c.party_id == _party.c.id)).where(usable())
    )


def _overlaps() -> Any:
    """Parties with the counts an overlap is made of."""
    counts = (_counts(party_theme, "theme_id"), _counts(party_area, "area_id"))
    return select(_party.c.id, *counts, _party.c.kind)


def _in_same_area() -> Any:
    in_area = select(party_area.c.party_id).where(
        Among(party_area.c.area_id, "area_id"), party_area.c.party_id != _own
    )
    return _with_counts(in_area.distinct().subquery())


def _same_theme_nowhere() -> Any:
    """Who has no area either and shares a theme; at most `most`."""
    nowhere = (
        select(party_theme.c.party_id)
        .join_from(party_theme, _party, _party.c.id == party_theme.c.party_id)
        .where(Among(party_theme.c.theme_id, "theme_id"), party_theme.c.party_id != _own)
        .where(usable(), ~has(party_area, "party_id", party_theme.c.party_id))
        .distinct()
        .limit(bindparam("most"))
    )
    return _with_counts(nowhere.subquery())


def _sharing(table: Any, column: str) -> Any:
    mine = table.alias("mine")
    return (
        select(table.c.party_id)
        .select_from(table.join(mine, mine.c[column] == table.c[column]))
        .where(mine.c.party_id == _own, table.c.party_id != _own)
    )


def _which_in_common(table: Any, column: str, named: Any) -> Any:
    mine = table.alias("mine")
    return (
        select(mine.c.party_id, table.c.party_id, named.c.name)
        .select_from(
            table.join(mine, mine.c[column] == table.c[column]).join(
                named, named.c.id == table.c[column]
            )
        )
        .where(
            Among(mine.c.party_id, "parties"), Among(table.c.party_id, "ids"), says_something(named)
        )
        .order_by(named.c.sort_key, named.c.id)
    )


def _names(named: Any) -> Any:
    """What each is called, in the order of the alphabet."""
    return select(named.c.id, named.c.name).order_by(named.c.sort_key, named.c.id)


def _telling_names(named: Any) -> Any:
    """What may be said of what two parties both have."""
    return _names(named).where(says_something(named))


def says_something(named: Any) -> ColumnElement[bool]:
    """Whether a theme or target group is not one that fits everybody."""
    return and_(*(named.c.sort_key != name for name in sorted(CATCH_ALL)))


def _own_groups() -> Any:
    """Its target groups; those that are everybody apart."""
    chosen = party_target_group
    what = case((says_something(_target_group), "group_id"), else_="group_id_all")
    return (
        select(what, chosen.c.target_group_id)
        .select_from(chosen.join(_target_group, _target_group.c.id == chosen.c.target_group_id))
        .where(chosen.c.party_id == _own)
    )


def _wanted() -> ColumnElement[bool]:
    """The goal may be known and is not over, and the party wants it."""
    return and_(
        _wants.c.nature != CONFLICT,
        _goal.c.level <= _level,
        _goal.c.archived_at.is_(None),
        not_over(_goal),
    )


def _at_goals() -> Any:
    """Parties with the goals they want."""
    return (
        select(_wants.c.party_id, _wants.c.goal_id)
        .select_from(
            _wants.join(_goal, _goal.c.id == _wants.c.goal_id).join(
                _party, _party.c.id == _wants.c.party_id
            )
        )
        .where(_wanted(), usable())
    )


def _same_groups(nowhere: bool) -> Any:
    """Who has one of the target groups `group_id`: how many of them, and how many in all."""
    mine, every = party_target_group.alias("mine"), party_target_group.alias("every")
    in_all = select(func.count()).where(every.c.party_id == mine.c.party_id).scalar_subquery()
    place = select(party_area.c.party_id).where(party_area.c.party_id == mine.c.party_id)
    where = (
        ~place.exists() if nowhere else place.where(Among(party_area.c.area_id, "area_id")).exists()
    )
    return (
        select(mine.c.party_id, func.count(), in_all)
        .where(Among(mine.c.target_group_id, "group_id"), mine.c.party_id != _own, where)
        .group_by(mine.c.party_id)
    )


def has(table: Any, owner: str, one: Any) -> ColumnElement[bool]:
    return select(table.c[owner]).where(table.c[owner] == one).exists()


def values_of(table: Any, owner: str, value: str) -> Any:
    return select(table.c[owner], table.c[value]).where(Among(table.c[owner], "ids"))


def _values_of_usable(table: Any, value: str) -> Any:
    """What these parties have; of who was hidden since their facts were read, nothing."""
    of_party = values_of(table, "party_id", value)
    return of_party.join_from(table, _party, _party.c.id == table.c.party_id).where(usable())


FACTS = select(
    _party.c.id, _party.c.ref, PARTY_KEY, _party.c.name, _party.c.kind, degree_of(_party.c.id)
).where(Among(_party.c.id, "ids"), usable())
LINKED = select(_edge.c.dst).where(_edge.c.src == _own, _edge.c.level <= _level, not_over(_edge))
EDGES = select(_edge.c.src, _edge.c.dst, case((holds(_edge), 1), else_=0)).where(
    Among(_edge.c.src, "ids"), _edge.c.level <= _level, not_over(_edge)
)
"""Each link that is or will be, and whether it is now."""
PARTNERS = select(_edge.c.src, _edge.c.dst).where(Among(_edge.c.src, "ids"), now(_edge))
PARTNER_KINDS = (
    select(_edge.c.dst, _party.c.kind)
    .select_from(_edge.join(_party, _party.c.id == _edge.c.dst))
    .where(_edge.c.src == _own, now(_edge))
    .distinct()
)
SHARED_PARTNERS = _shared_partners()
WHICH_PARTNERS = _which_partners()
SHARED_SCHEMES = _shared_schemes()
WHICH_SCHEMES = _which_schemes()
OWN = union_all(
    select(literal("theme_id"), party_theme.c.theme_id).where(party_theme.c.party_id == _own),
    select(literal("area_id"), party_area.c.area_id).where(party_area.c.party_id == _own),
    _own_groups(),
    select(literal("goal_id"), _wants.c.goal_id)
    .select_from(_wants.join(_goal, _goal.c.id == _wants.c.goal_id))
    .where(_wants.c.party_id == _own, _wanted()),
)
"""Its themes, areas, target groups and goals, each with what it is."""
IN_SAME_AREA = _in_same_area()
WITH_SAME_THEME_NOWHERE = _same_theme_nowhere()
OVERLAPS = _overlaps().where(Among(_party.c.id, "ids"), usable())
AT_GOALS = _at_goals().where(Among(_wants.c.goal_id, "goal_id"))
GOAL_TITLES = select(_goal.c.id, _goal.c.title, _goal.c.ref).where(Among(_goal.c.id, "ids"))
SAME_GROUPS_IN_AREA = _same_groups(nowhere=False)
SAME_GROUPS_NOWHERE = _same_groups(nowhere=True)
WITH_A_SAME_THEME = _sharing(party_theme, "theme_id")
PROJECTS = (
    select(_grant.c.party_id, _scheme.c.name, _grant.c.project)
    .join_from(_grant, _scheme, _scheme.c.id == _grant.c.scheme_id)
    .where(Among(_grant.c.party_id, "ids"), _grant.c.project != "")
    .where(_grant.c.level <= _level, _grant.c.archived_at.is_(None), _scheme.c.level <= _level)
    .order_by(_grant.c.party_id, func.coalesce(_grant.c.year, 0).desc(), _grant.c.dossier)
)
EVERY_DESCRIPTION = select(_party.c.id, _party.c.description).where(
    _party.c.description != "", usable()
)
DESCRIPTIONS = EVERY_DESCRIPTION.where(Among(_party.c.id, "ids"))
THEMES = _values_of_usable(party_theme, "theme_id")
THEME_NAMES = _names(Theme.__table__)
TARGET_GROUPS = (
    select(party_target_group.c.party_id, TargetGroup.__table__.c.name)
    .join_from(party_target_group, TargetGroup.__table__)
    .join(_party, _party.c.id == party_target_group.c.party_id)
    .where(Among(party_target_group.c.party_id, "ids"), usable())
)
TELLING_THEMES = _telling_names(Theme.__table__)
TELLING_GROUPS = _telling_names(TargetGroup.__table__)
TELLING_AREAS = _telling_names(Area.__table__)
THEMES_WITH_MONEY = (
    select(scheme_theme.c.theme_id)
    .join_from(scheme_theme, _scheme, _scheme.c.id == scheme_theme.c.scheme_id)
    .where(is_open(_scheme.c, level=_level, day=_day))
    .distinct()
)
AREA_NAMES = _names(Area.__table__)
WHICH_THEMES = _which_in_common(party_theme, "theme_id", Theme.__table__)
WHICH_GROUPS = _which_in_common(party_target_group, "target_group_id", TargetGroup.__table__)
WHICH_AREAS = _which_in_common(party_area, "area_id", Area.__table__)
PARTY_AREAS = _values_of_usable(party_area, "area_id")
PARTY_GROUPS = _values_of_usable(party_target_group, "target_group_id")
PARTY_GOALS = _at_goals().where(Among(_wants.c.party_id, "ids"))
PARTY_SCHEMES = values_of(_given, "party_id", "scheme_id").where(_given.c.level <= _level)
USABLE = select(_party.c.id).where(usable())
GROUP_NAMES = _names(_target_group)
SCHEME_NAMES = select(_scheme.c.id, _scheme.c.name)
