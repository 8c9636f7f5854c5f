"""A person's page: everything somebody holds and held, and who came after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.accounts.viewer import Viewer
from crm.core.dates import Period
from crm.people.former import holdings_after, roles_after
from crm.people.holding_operations import holder_name
from crm.people.kinds import POLITICAL_ROLES
from crm.people.models import AccountHolding, Person, Portfolio, Signpost
from crm.people.queries import holdings_of_person, roles_of
from crm.people.signposts import portfolios_of, signposts_of
from crm.people.stays import Stay, stays_of

PAST = "voorbij"


@dataclass(frozen=True, slots=True)
class Successor:
    """Who came after: a person to look at, or a team."""

    name: str
    person: Person | None


@dataclass(frozen=True, slots=True)
class PersonPage:
    """What somebody holds now or will, and held before; `after` by kind and id of what ended."""

    roles: list[Stay]
    holdings: list[AccountHolding]
    signposts: list[Signpost]
    portfolios: list[Portfolio]
    past_roles: list[Stay]
    past_holdings: list[AccountHolding]
    past_signposts: list[Signpost]
    past_portfolios: list[Portfolio]
    after: dict[tuple[str, int], Successor]
    day: date

    @property
    def has_past(self) -> bool:
        """Whether there is anything to tell of before."""
        past = (self.past_roles, self.past_holdings, self.past_signposts, self.past_portfolios)
        return any(past)

    @property
    def is_former(self) -> bool:
        """Whether somebody held something here, and holds nothing any more."""
        now = (self.roles, self.holdings, self.signposts, self.portfolios)
        return self.has_past and not any(now)

    @property
    def is_politician(self) -> bool:
        """Whether somebody is a council member or alderman."""
        return any(role.role in POLITICAL_ROLES for role in self.roles)

    @property
    def is_alderman(self) -> bool:
        """Whether somebody can have a portfolio."""
        return any(role.role == "wethouder" for role in self.roles)

    def can_be_first(self, role: Stay) -> bool:
        """Whether to offer making this the first contact: a politician is not who one calls."""
        return not role.is_first_in(Period(self.day)) and role.role not in POLITICAL_ROLES

    @property
    def successors(self) -> list[Successor]:
        """Who to turn to instead of somebody who left, each once."""
        return list({one.name: one for one in self.after.values()}.values())


def person_page(person: Person, *, viewer: Viewer) -> PersonPage:
    """Everything the page shows: a constant number of queries."""
    day = viewer.day
    roles, past_roles = _split(stays_of(roles_of([person], viewer=viewer)), day)
    holdings, past_holdings = _split(holdings_of_person(person, viewer=viewer), day)
    signposts, past_signposts = _split(signposts_of(person, viewer=viewer), day)
    portfolios, past_portfolios = _split(portfolios_of(person, viewer=viewer), day)
    return PersonPage(
        *(roles, holdings, signposts, portfolios),
        *(past_roles, past_holdings, past_signposts, past_portfolios),
        after=_after(past_roles, past_holdings, viewer),
        day=day,
    )


def _split(held: Sequence[Any], day: date) -> tuple[list[Any], list[Any]]:
    """What is now or to come, and what is over, the last first."""
    now = [one for one in held if one.period.state(day) != PAST]
    past = [one for one in held if one.period.state(day) == PAST]
    return now, sorted(past, key=lambda one: one.ends_on, reverse=True)


def _after(
    roles: Sequence[Stay], holdings: Sequence[AccountHolding], viewer: Viewer
) -> dict[tuple[str, int], Successor]:
    found = {
        ("role", role_id): Successor(role.person.name, role.person)
        for role_id, role in roles_after(roles, viewer=viewer).items()
    }
    return found | {
        ("holding", holding_id): Successor(holder_name(holding), holding.person)
        for holding_id, holding in holdings_after(holdings, viewer=viewer).items()
    }
