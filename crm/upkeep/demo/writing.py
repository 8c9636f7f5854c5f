"""Vlietdam into the database: places, parties, people, links and conversations.

Records are added together and flushed once per kind; the tables that follow from them (edges,
degrees, affiliations, access) are made at the end by the functions that every bulk path uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import select

from crm.accounts.models import User
from crm.accounts.viewer import Viewer
from crm.audit.operations import Subject, record
from crm.core.dates import Period
from crm.core.db import db
from crm.core.text import sort_key
from crm.links.kinds import VISIT
from crm.links.models import ContactMoment, Link, LinkKind
from crm.parties.kinds import PROFILED_KINDS, Phase, sector_of
from crm.parties.models import InitiativeProfile, Party
from crm.people.kinds import FIXED_CONTACT
from crm.people.models import AccountHolding, ContactRole, Person
from crm.people.names import name_parts
from crm.people.stays import in_pieces
from crm.taxonomy.models import Area, TargetGroup, Theme
from crm.upkeep.demo.addresses import address_of, domain_of, mail_name, phone_of
from crm.upkeep.demo.chance import instant_of, month_before, number, period_of, ref_of
from crm.upkeep.demo.content import (
    LinkLine,
    Months,
    PartyText,
    PersonLine,
    TalkLine,
    Town,
    months_in,
)
from crm.upkeep.demo.conversations import Talker, conversations

SOURCE = "Verzonnen voorbeeld"
DOMAIN = "vlietdam.example"
_DEPTHS = {"kent": "kent", "werkt_samen_met": "werkt_samen", "alliantie_met": "partner"}
_OPEN_KINDS = frozenset({"lid_van", "financiert", "biedt_ruimte_aan", "trekt"})
R = TypeVar("R", bound=Subject)


class Writer:
    """Writes the town and remembers by key what it wrote."""

    def __init__(self, town: Town, *, on: date, actor: Viewer) -> None:
        self.town = town
        self.on = on
        self.actor = actor
        self.now = instant_of(on, "begin")
        self.phones = (phone_of(place) for place in count())
        self.areas: dict[str, Area] = {}
        self.themes: dict[str, Theme] = {}
        self.groups: dict[str, TargetGroup] = {}
        self.parties: dict[str, Party] = {}
        self.people: dict[str, Person] = {}
        self.links: dict[frozenset[str], Link] = {}
        self.lines: list[tuple[LinkLine, Link]] = []

    def common(self, kind: str, key: object, **values: Any) -> dict[str, Any]:
        """What every record of the demo has."""
        return {
            "ref": ref_of(kind, key),
            "created_at": self.now,
            "changed_at": self.now,
            "created_by": self.actor.ref,
            "changed_by": self.actor.ref,
            **values,
        }

    def add(self, new: R, tag: str, difference: Mapping[str, Any]) -> R:
        """Add a record, and the one event that it was made, at the moment of the demo."""
        db.session.add(new)
        after = {field: [None, value] for field, value in difference.items() if value}
        record(tag, new, difference=after, actor=self.actor).at = self.now
        return new

    # --- places and themes ----------------------------------------------------------------

    def write_places(self) -> None:
        """Areas, themes and target groups."""
        for code, name, kind, parent in self.town.areas:
            area = Area(ref=ref_of("gebied", code), code=code, name=name, kind=kind)
            area.sort_key = sort_key(name)
            area.parent = self.areas.get(parent)
            self.areas[name] = self.add(area, "area.created", {"naam": name})
        for name, parent in self.town.themes:
            theme = Theme(ref=ref_of("thema", name), name=name, sort_key=sort_key(name))
            theme.parent = self.themes.get(parent)
            self.themes[name] = self.add(theme, "theme.created", {"naam": name})
        for name in sorted({n for p in self.town.parties for n in p.facts.get("doelgroep", ())}):
            group = TargetGroup(ref=ref_of("doelgroep", name), name=name, sort_key=sort_key(name))
            db.session.add(group)
            self.groups[name] = group
        db.session.flush()

    # --- parties --------------------------------------------------------------------------

    def write_parties(self) -> None:
        """The parties, and the profile of initiatives."""
        for text in self.town.parties:
            party = self._party(text)
            if party.kind in PROFILED_KINDS:
                db.session.add(self._profile(text, party))
            self.parties[text.key] = party
        db.session.flush()

    def _party(self, text: PartyText) -> Party:
        facts, address = text.facts, address_of(self.town, text)
        domain = DOMAIN if text.key == "vlietdam" or "onder" in facts else domain_of(text)
        party = Party(
            **self.common("partij", text.key, reference=text.key, visibility=text.visibility),
            name=text.name,
            kind=text.kind,
            sector=sector_of(text.kind),
            description=text.text,
            mission=facts.get("missie", ""),
            sensitive=facts.get("gevoelig", False),
            withheld=facts.get("geheim", False),
            street=address.street,
            house_number=address.house_number,
            postcode=address.postcode,
            place=address.place,
            email=f"{'info' if domain != DOMAIN else text.key}@{domain}",
            phone=next(self.phones) if address.street else "",
            website=f"https://{domain}" if text.visibility == "openbaar" else "",
            source=SOURCE,
            verified_on=self._verified_on(text),
        )
        party.parent = self.parties.get(facts.get("onder", ""))
        party.areas = [self.areas[name] for name in text.areas]
        party.themes = [self.themes[name] for name in text.themes]
        party.target_groups = [self.groups[name] for name in facts.get("doelgroep", ())]
        if "archief" in facts:
            party.archived_at = instant_of(month_before(self.on, facts["archief"], 12), text.key)
        return self.add(party, "party.created", {"naam": text.name, "soort": text.kind})

    def _verified_on(self, text: PartyText) -> date | None:
        days = text.facts.get("bevestigd", 15 + number("bevestigd", text.key) % 500)
        return None if days > min(400, text.begun * 30) else self.on - timedelta(days=days)

    def _profile(self, text: PartyText, party: Party) -> InitiativeProfile:
        phase = Phase(text.facts.get("fase", Phase.RUNNING))
        profile = InitiativeProfile(
            party=party,
            phase=phase,
            ambition=text.facts.get("ambitie", ""),
            started_on=period_of(self.on, Months(text.begun), text.key).begins_on,
        )
        if phase is Phase.PAUSED:
            profile.paused_from = Phase.RUNNING
        if phase is Phase.STOPPED:
            profile.stopped_because = "Er waren niet genoeg vrijwilligers meer."
        if phase is Phase.SECURED and len(text.people) > 1:
            first, second = (person.name for person in text.people[:2])
            profile.continuity = f"Als {first} stopt, neemt {second} het over."
        return profile

    # --- people ---------------------------------------------------------------------------

    def write_people(self, users: Mapping[str, User]) -> None:
        """The people with their roles, and who at the town hall holds which party.

        `users` are the accounts by the name of their person.
        """
        for text in self.town.parties:
            for line in text.people:
                if line.name not in self.people:
                    self.people[line.name] = self._person(text, line, users.get(line.name))
                self._role(text, line)
        db.session.flush()
        for text in self.town.parties:
            self._holdings(text)
        db.session.flush()

    def _person(self, text: PartyText, line: PersonLine, user: User | None) -> Person:
        name = name_parts(line.name)
        of_town_hall = text.key == "vlietdam" or "onder" in text.facts
        if of_town_hall and user is not None:
            email = user.email
        else:
            email = f"{mail_name(line.name)}@{DOMAIN if of_town_hall else domain_of(text)}"
        given = text.facts.get("telefoons", {}).get(line.name, "")
        reachable = of_town_hall or line.is_first or number("telefoon", line.name) % 4 > 0
        person = Person(
            **self.common("persoon", line.name, visibility=_visibility(text, line)),
            reference=mail_name(line.name),
            first_name=name.first_name,
            name_prefix=name.name_prefix,
            last_name=name.last_name,
            function=line.function,
            expertise=line.expertise,
            tasks=line.tasks,
            email=email,
            phone=given or (next(self.phones) if reachable else ""),
            user=user,
        )
        self._consent(person, line.name)
        return self.add(person, "person.created", {"naam": line.name})

    def _consent(self, person: Person, name: str) -> None:
        """Who agreed to a public name, and how."""
        for given in self.town.guides["naam_openbaar"]:
            who, how, months = (part.strip() for part in given.split("|"))
            if who == name:
                person.public_name_since = month_before(self.on, int(months), 1)
                person.public_name_how = how

    def _role(self, text: PartyText, line: PersonLine) -> None:
        months = line.months or Months(text.begun)
        period = period_of(self.on, months, text.key, line.name)
        told = {"persoon": line.name, "partij": text.name, "rol": line.role}
        for place, (days, is_first) in enumerate(in_pieces(period, self._firsts(text, line))):
            role = ContactRole(
                ref=ref_of("rol", f"{line.name} {text.key} {place or ''}".strip()),
                person=self.people[line.name],
                party=self.parties[text.key],
                role=line.role,
                is_first_contact=is_first,
                begins_on=days.begins_on,
                ends_on=days.ends_on,
            )
            self.add(role, "role.opened", told)

    def _firsts(self, text: PartyText, line: PersonLine) -> list[Period]:
        """The days as first contact: all, until somebody takes over, or from then on."""
        taker, _, months = text.facts.get("neemt_over", "").rpartition(" ")
        if not taker:
            return [Period()] if line.is_first else []
        since = period_of(self.on, months_in(months), first_days=True)
        if line.name == taker:
            return [since]
        return [Period(None, since.begins_on)] if line.is_first else []

    def _holdings(self, text: PartyText) -> None:
        for line in text.holdings:
            name = self.town.civil_servants[line.person]
            period = period_of(self.on, line.months, first_days=True)
            holding = AccountHolding(
                ref=ref_of("houder", f"{text.key} {line.role} {name}"),
                party=self.parties[text.key],
                person=self.people[name],
                role=line.role,
                begins_on=period.begins_on,
                ends_on=period.ends_on,
            )
            difference = {"wie": name, "partij": text.name, "rol": line.role}
            self.add(holding, "holding.opened", difference)

    # --- links and conversations ----------------------------------------------------------

    def write_links(self) -> None:
        """The links; one between a pair is remembered for the agreements.

        They are flushed when their sides have been written too.
        """
        kinds = {kind.code: kind for kind in db.session.scalars(select(LinkKind))}
        for text in self.town.parties:
            for line in text.links:
                link = self._link(line, kinds[line.kind])
                self.links.setdefault(frozenset((line.first, line.second)), link)
                self.lines.append((line, link))

    def _link(self, line: LinkLine, kind: LinkKind) -> Link:
        key = f"{line.first} {line.kind} {line.second}"
        first, second = self.parties[line.first], self.parties[line.second]
        period = period_of(self.on, line.months, key)
        if not kind.directed and second.id < first.id:
            first, second = second, first
        is_open = line.kind in _OPEN_KINDS and {first.visibility, second.visibility} == {"openbaar"}
        link = Link(
            **self.common("verbinding", key, reference=key.replace(" ", "--")),
            party_a=first,
            party_b=second,
            kind=kind,
            begins_on=period.begins_on,
            ends_on=period.ends_on,
            level_agreed=line.level,
            depth=line.depth or _DEPTHS.get(line.kind, "onbekend"),
            strength=line.strength,
            status=line.status,
            note=line.note,
            source=SOURCE,
            visibility="openbaar" if is_open and line.visibility == "netwerk" else line.visibility,
            sensitive=line.sensitive,
        )
        return self.add(link, "link.created", {"verbinding": link.sentence})

    def write_conversations(self) -> None:
        """The contact moments with parties."""
        for text in self.town.parties:
            partners = [party.name for party in self.partners(text)]
            talker = Talker(_talker(text), partners)
            for talk in conversations(text, talker, self.town.phrases):
                self._moment(text, talk)
        db.session.flush()

    def partners(self, text: PartyText) -> list[Party]:
        """With whom a party works now, in the order of its file."""
        return [
            self.parties[line.second if line.first == text.key else line.first]
            for line in text.links
            if line.months.end is None and line.months.begin > 0 and line.visibility == "netwerk"
        ]

    def _moment(self, text: PartyText, talk: TalkLine) -> None:
        key = f"{text.key} {talk.days_ago}"
        day = self.on - timedelta(days=talk.days_ago)
        due = talk.follow_up_days
        moment = ContactMoment(
            **self.common("contactmoment", key, reference=key.replace(" ", "--")),
            happened_at=self._happened_at(day, key),
            channel=talk.channel,
            place=next(iter(text.areas), "") if talk.channel == VISIT else "",
            subject=talk.subject,
            content=talk.text,
            follow_up=talk.follow_up,
            follow_up_on=None if due is None else self.on + timedelta(days=due),
            visibility="vertrouwelijk" if text.facts.get("gevoelig") else "intern",
            sensitive=text.facts.get("gevoelig", False),
        )
        if moment.follow_up_on and self.on - moment.follow_up_on > timedelta(days=30):
            moment.follow_up_done_on = moment.follow_up_on
        moment.parties = [self.parties[text.key]]
        moment.people = self._present(text, day)
        self.add(moment, "moment.created", {"onderwerp": talk.subject})

    def _happened_at(self, day: date, key: str) -> datetime:
        return min(instant_of(day, key), self.now)

    def _present(self, text: PartyText, day: date) -> list[Person]:
        """Its first contact, and who held the party that day."""
        names = [line.name for line in text.people if line.is_first]
        for line in text.holdings:
            held = line.role in (FIXED_CONTACT, "accounthouder")
            if held and period_of(self.on, line.months, first_days=True).holds(day):
                names.append(self.town.civil_servants[line.person])
        return [self.people[name] for name in dict.fromkeys(names)]


def _visibility(text: PartyText, line: PersonLine) -> str:
    """Civil servants and who speaks for a public initiative are known in the network."""
    if text.visibility in ("intern", "vertrouwelijk"):
        return text.visibility
    public = "onder" in text.facts or text.key == "vlietdam"
    return "netwerk" if public or (line.is_first and text.visibility == "openbaar") else "intern"


def _talker(text: PartyText) -> str:
    return next(name_parts(line.name).first_name for line in text.people if line.is_first)
