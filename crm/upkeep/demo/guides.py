"""Who shows the way in Vlietdam's politics, teams across departments, and what is part of what."""

from __future__ import annotations

from collections.abc import Iterator

from crm.core.db import db
from crm.people.models import AccountHolding, ContactRole, Portfolio, Signpost
from crm.upkeep.demo.chance import period_of, ref_of
from crm.upkeep.demo.content import months_in
from crm.upkeep.demo.writing import Writer


def write_guides(writer: Writer) -> None:
    """Portfolios, signposts, second teams, holdings of a team, and larger wholes."""
    _write_portfolios(writer)
    _write_signposts(writer)
    _write_teams(writer)
    for part, whole in _lines(writer, "deel", "<"):
        profile = writer.parties[part].profile
        if profile is not None:
            profile.part_of = writer.parties[whole]
    db.session.flush()


def _write_portfolios(writer: Writer) -> None:
    for name, called, themes, months in _lines(writer, "portefeuille"):
        period = period_of(writer.on, months_in(months), first_days=True)
        portfolio = Portfolio(
            ref=ref_of("portefeuille", f"{name} {called}"),
            person=writer.people[name],
            name=called,
            themes=[writer.themes[theme] for theme in themes.split(";")],
            begins_on=period.begins_on,
            ends_on=period.ends_on,
        )
        told = {"persoon": portfolio.person.ref, "portefeuille": called}
        writer.add(portfolio, "portfolio.opened", told)


def _write_signposts(writer: Writer) -> None:
    for name, theme, months in _lines(writer, "wegwijzer"):
        period = period_of(writer.on, months_in(months), first_days=True)
        signpost = Signpost(
            ref=ref_of("wegwijzer", f"{name} {theme}"),
            person=writer.people[name],
            theme=writer.themes[theme],
            begins_on=period.begins_on,
            ends_on=period.ends_on,
        )
        told = {"persoon": signpost.person.ref, "thema": theme}
        writer.add(signpost, "signpost.opened", told)


def _write_teams(writer: Writer) -> None:
    for name, key, months in _lines(writer, "ook_in"):
        period = period_of(writer.on, months_in(months), first_days=True)
        team = writer.parties[key]
        role = ContactRole(
            ref=ref_of("rol", f"{name} {key}"),
            person=writer.people[name],
            party=team,
            role="ambtenaar",
            is_first_contact=False,
            begins_on=period.begins_on,
            ends_on=period.ends_on,
        )
        told = {"persoon": name, "partij": team.name, "rol": "ambtenaar"}
        writer.add(role, "role.opened", told)
    for key, held, role_code, months in _lines(writer, "team_houdt"):
        team, party = writer.parties[key], writer.parties[held]
        period = period_of(writer.on, months_in(months), first_days=True)
        holding = AccountHolding(
            ref=ref_of("houder", f"{held} {role_code} {key}"),
            party=party,
            team=team,
            role=role_code,
            begins_on=period.begins_on,
            ends_on=period.ends_on,
        )
        told = {"wie": team.name, "partij": party.name, "rol": role_code}
        writer.add(holding, "holding.opened", told)


def _lines(writer: Writer, name: str, mark: str = "|") -> Iterator[list[str]]:
    for line in writer.town.guides[name]:
        yield [part.strip() for part in line.split(mark)]
