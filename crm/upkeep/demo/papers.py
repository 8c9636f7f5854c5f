"""Vlietdam's offers and needs, schemes, grants and agreements into the database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from crm.agreements.models import Agreement, Signatory
from crm.core.db import db
from crm.core.text import sort_key
from crm.parties.kinds import PROFILED_KINDS, PartyKind
from crm.people.kinds import ROLES
from crm.resources.models import Grant, Offer, Scheme
from crm.taxonomy.models import Area, OfferKind
from crm.taxonomy.queries import list_offer_kinds
from crm.upkeep.demo.chance import month_before, ref_of
from crm.upkeep.demo.content import OfferLine, PartyText
from crm.upkeep.demo.writing import Writer

_TOWN_HALL = frozenset({PartyKind.MUNICIPALITY, PartyKind.DEPARTMENT, PartyKind.TEAM})
_RESIDENTS = frozenset(PROFILED_KINDS - {PartyKind.PARTNERSHIP}) | {
    PartyKind.RESIDENTS_ORGANISATION
}


def write_offers(writer: Writer) -> None:
    """What parties offer and need; as visible as the party itself."""
    kinds = {kind.code: kind for kind in list_offer_kinds()}
    for text in writer.town.parties:
        for line in text.offers:
            _write_offer(writer, text, line, kinds[line.kind])
    db.session.flush()


def _write_offer(writer: Writer, text: PartyText, line: OfferLine, kind: OfferKind) -> None:
    key = f"{text.key} {line.direction} {line.title}"
    days = line.valid_days
    offer = Offer(
        **writer.common("aanbod", key, visibility=text.visibility),
        reference=f"{text.key}--{line.direction}--{sort_key(line.title).replace(' ', '-')}",
        party=writer.parties[text.key],
        direction=line.direction,
        kind=kind,
        title=line.title,
        description=line.text,
        status=line.status,
        valid_until=None if days is None else writer.on + timedelta(days=days),
        sensitive=text.facts.get("gevoelig", False),
    )
    offer.themes = [writer.themes[name] for name in line.themes]
    offer.areas = _reach(writer, line.areas or text.areas)
    if line.status in ("in_gesprek", "vervuld"):
        offer.answered_by = writer.partners(text)[:1]
    if line.status == "vervuld":
        offer.fulfilled_by = list(offer.answered_by)
    writer.add(offer, "offer.created", {"biedt of zoekt": line.direction, "wat": line.title})


def _reach(writer: Writer, areas: Iterable[str]) -> list[Area]:
    """Where an offer or need holds: a street's also in its wijk, the town's in every one."""
    found: dict[str, Area] = {}
    for name in areas:
        area = writer.areas[name]
        if area.kind in ("gemeente", "regio"):
            found |= {a.name: a for a in writer.areas.values() if a.kind in ("wijk", "kern")}
            continue
        found[name] = area
        if area.kind == "buurt" and area.parent is not None:
            found[area.parent.name] = area.parent
    return sorted(found.values(), key=lambda area: area.sort_key)


def write_money(writer: Writer) -> None:
    """The schemes, and who received what from them."""
    schemes = {row["sleutel"]: _scheme(writer, row) for row in writer.town.schemes}
    db.session.flush()
    for place, line in enumerate(writer.town.grants, start=1):
        key, ago, party, asked, awarded, project = line.split(" ", 5)
        year = writer.on.year - int(ago)
        dossier = f"VD-{year}-{place:03}"
        scheme = schemes[key]
        grant = Grant(
            **writer.common("subsidie", dossier, visibility=scheme.visibility),
            dossier=dossier,
            scheme=scheme,
            party=writer.parties[party],
            year=year,
            project=project,
            theme=scheme.themes[0].name,
            asked=Decimal(asked),
            awarded=Decimal(awarded),
            settled=Decimal(awarded) if int(ago) >= 2 else None,
        )
        writer.add(grant, "grant.created", {"dossier": dossier, "project": project})
    db.session.flush()


def _scheme(writer: Writer, row: dict[str, Any]) -> Scheme:
    days = {side: timedelta(days=row[side]) for side in ("opent", "sluit") if side in row}
    scheme = Scheme(
        **writer.common("regeling", row["sleutel"], visibility="openbaar"),
        reference=row["sleutel"],
        name=row["naam"],
        sort_key=sort_key(row["naam"]),
        provider=writer.parties[row["aanbieder"]],
        kind=row["soort"],
        minimum=Decimal(row["minimum"]),
        maximum=Decimal(row["maximum"]),
        opens_on=writer.on + days["opent"] if "opent" in days else None,
        closes_on=writer.on + days["sluit"] if "sluit" in days else None,
        conditions=row["voorwaarden"],
    )
    scheme.themes = [writer.themes[name] for name in row["themas"]]
    return writer.add(scheme, "scheme.created", {"naam": scheme.name})


def write_agreements(writer: Writer) -> dict[str, Agreement]:
    """Agreements in every state, on the links they are about; gives them by their key."""
    written = {}
    for place, row in enumerate(writer.town.agreements, start=1):
        agreement = _agreement(writer, row, place)
        agreement.links = [writer.links[frozenset(pair.split())] for pair in row["links"]]
        agreement.signatories = [_signatory(writer, row, line) for line in row["tekenaars"]]
        difference = {"titel": agreement.title, "status": agreement.status}
        written[row["sleutel"]] = writer.add(agreement, "agreement.created", difference)
    db.session.flush()
    return written


def _agreement(writer: Writer, row: dict[str, Any], place: int) -> Agreement:
    begin, end = row.get("begin"), row.get("eind")
    begins_on = None if begin is None else month_before(writer.on, -begin)
    year = min(begins_on or writer.on, writer.on).year
    return Agreement(
        **writer.common("overeenkomst", row["sleutel"], visibility=row.get("zicht", "intern")),
        reference=row["sleutel"],
        number=f"VD-{year}-{place:02}",
        kind=row["soort"],
        title=row["titel"],
        sort_key=sort_key(row["titel"]),
        text=row["tekst"],
        initiative=writer.parties.get(row.get("initiatief", "")),
        begins_on=begins_on,
        ends_on=None if end is None else month_before(writer.on, -end),
        status=row["status"],
        sensitive=row.get("gevoelig", False),
    )


def _signatory(writer: Writer, row: dict[str, Any], line: str) -> Signatory:
    key, rest = line.split(" ", 1)
    name, days = rest.rsplit(" ", 1)
    party = writer.parties[key]
    return Signatory(
        ref=ref_of("ondertekenaar", f"{row['sleutel']} {key}"),
        party=party,
        person=writer.people[name],
        function=_function(writer, key, name),
        side=_side(party.kind),
        signed_on=None if days == "-" else writer.on - timedelta(days=int(days)),
    )


def _function(writer: Writer, key: str, name: str) -> str:
    text = next(party for party in writer.town.parties if party.key == key)
    roles = [ROLES[line.role] for line in text.people if line.name == name]
    return roles[0] if roles else ""


def _side(kind: str) -> str:
    if kind in _TOWN_HALL:
        return "gemeente"
    return "bewonersinitiatief" if kind in _RESIDENTS else "andere_partner"
