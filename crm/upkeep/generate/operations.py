"""Writing a drawn network in bulk; what follows from it is made by the same functions as always."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select

from crm.accounts.viewer import Viewer
from crm.audit.operations import record
from crm.core.db import db, new_ref
from crm.core.errors import Refused
from crm.core.text import search_stems, sort_key
from crm.links.contacts import rebuild_contacts
from crm.links.edges import rebuild_edges
from crm.links.models import ContactMoment, Link, LinkKind, moment_party
from crm.links.operations import seed_link_kinds
from crm.parties.kinds import PROFILED_KINDS, sector_of
from crm.parties.lookalikes_index import sync_signs
from crm.parties.models import InitiativeProfile, Party, party_area, party_theme
from crm.parties.models import searchable as party_searchable
from crm.people.kinds import FIXED_CONTACT
from crm.people.models import AccountHolding, ContactRole, Person
from crm.people.models import searchable as person_searchable
from crm.resources.affiliations import rebuild_affiliations
from crm.resources.models import Grant, Offer, Scheme, offer_theme
from crm.taxonomy.models import Area, Theme
from crm.taxonomy.queries import list_offer_kinds
from crm.upkeep.generate import words
from crm.upkeep.generate.draw import Drawn, Row, draw

CHUNK = 2000
LARGEST = 200_000
SOURCE = "verzonnen netwerk"
Ids = Sequence[int]


def generate_network(parties: int, *, seed: int = 1, actor: Viewer) -> dict[str, int]:
    """Add an invented network of so many parties: the same for the same number, seed and day.

    Gives how many records of each kind were made. Refused when this network is there already.
    """
    if not 2 <= parties <= LARGEST:
        raise Refused(f"Kies een aantal partijen van 2 tot en met {LARGEST}.", field="parties")
    drawn = draw(parties, seed, actor.day)
    first = drawn.parties[0]["ref"]
    if db.session.scalar(select(Party.id).where(Party.ref == first)) is not None:
        raise Refused("Dit netwerk is er al. Kies een ander getal bij --seed.", field="seed")
    _Writer(drawn, actor).write()
    made = db.session.scalars(select(Party).where(Party.ref == first)).one()
    record("network.invented", made, difference={"partijen": [None, parties]}, actor=actor)
    return {
        "partijen": len(drawn.parties),
        "verbindingen": len(drawn.links),
        "aanbod en gevraagd": len(drawn.offers),
        "regelingen": len(drawn.schemes),
        "subsidies": len(drawn.grants),
        "personen": len(drawn.people),
        "contactmomenten": len(drawn.moments),
    }


class _Writer:
    def __init__(self, drawn: Drawn, actor: Viewer) -> None:
        self.drawn = drawn
        self.noon = datetime.combine(actor.day, time(12), UTC)
        self.record = {
            "version": 1,
            "created_at": self.noon,
            "changed_at": self.noon,
            "created_by": actor.ref,
            "changed_by": actor.ref,
            "sensitive": False,
        }

    def write(self) -> None:
        seed_link_kinds()
        themes, areas = self.themes(), self.areas()
        parties = self.parties()
        self.join(party_theme, "party_id", "theme_id", self.drawn.party_themes, parties, themes)
        self.join(party_area, "party_id", "area_id", self.drawn.party_areas, parties, areas)
        self.links(parties)
        self.offers(parties, themes)
        self.grants(parties)
        self.people(parties)
        self.moments(parties)
        sync_signs(parties)
        rebuild_edges()
        rebuild_contacts()
        rebuild_affiliations()

    def put(self, model: Any, rows: Iterable[dict[str, Any]]) -> None:
        every = list(rows)
        for start in range(0, len(every), CHUNK):
            db.session.connection().execute(insert(model), every[start : start + CHUNK])

    def put_records(self, model: Any, rows: Iterable[dict[str, Any]]) -> Ids:
        """Insert records and give their ids, in the order of the rows."""
        every: list[Row] = [self.record | row for row in rows]
        self.put(model.__table__, every)
        refs: list[str] = [row["ref"] for row in every]
        found: dict[str, int] = {}
        for start in range(0, len(refs), CHUNK):
            some = refs[start : start + CHUNK]
            named = select(model.ref, model.id).where(model.ref.in_(some))
            found.update((ref, id_) for ref, id_ in db.session.execute(named))
        return [found[ref] for ref in refs]

    def join(self, table: Any, one: str, other: str, pairs: Any, ones: Ids, others: Ids) -> None:
        self.put(table, ({one: ones[a], other: others[b]} for a, b in pairs))

    def themes(self) -> Ids:
        """The themes by name; those that are there already are used."""
        known = dict(db.session.execute(select(Theme.name, Theme.id)).all())
        missing = [name for name in words.THEMES if name not in known]
        rows = [{"ref": new_ref(), "name": name, "sort_key": sort_key(name)} for name in missing]
        self.put(Theme.__table__, rows)
        known = dict(db.session.execute(select(Theme.name, Theme.id)).all())
        return [known[name] for name in words.THEMES]

    def areas(self) -> Ids:
        """The areas, those without a parent first."""
        ids: dict[str, int] = {}
        codes = [str(row["code"]) for row in self.drawn.areas]
        for parents in (True, False):
            rows = [row for row in self.drawn.areas if (row["parent"] is None) is parents]
            self.put(Area.__table__, (self._area(row, codes, ids) for row in rows))
            named = select(Area.code, Area.id).where(Area.code.in_(codes))
            ids = dict(db.session.execute(named).all())
        return [ids[code] for code in codes]

    @staticmethod
    def _area(row: Row, codes: list[str], ids: dict[str, int]) -> dict[str, Any]:
        above = row["parent"]
        return {
            **{name: row[name] for name in ("ref", "code", "name", "kind")},
            "sort_key": sort_key(row["name"]),
            "parent_id": None if above is None else ids[codes[above]],
        }

    def parties(self) -> Ids:
        """The parties, and the profile of those that have one."""
        rows = []
        for drawn in self.drawn.parties:
            values = {name: value for name, value in drawn.items() if name != "started_on"}
            values |= {"sector": sector_of(drawn["kind"]), "source": SOURCE}
            rows.append(values | party_searchable(Party(**values)))
        ids = self.put_records(Party, rows)
        profiles = (
            {"party_id": ids[place], "phase": "uitvoering", "started_on": drawn["started_on"]}
            for place, drawn in enumerate(self.drawn.parties)
            if drawn["kind"] in PROFILED_KINDS
        )
        self.put(InitiativeProfile.__table__, profiles)
        return ids

    def links(self, parties: Ids) -> None:
        kinds = {kind.code: kind for kind in db.session.scalars(select(LinkKind))}
        rows = []
        for drawn in self.drawn.links:
            kind = kinds[drawn["kind"]]
            ends = [parties[drawn["a"]], parties[drawn["b"]]]
            if not kind.directed:
                ends.sort()
            rows.append(
                {
                    **{name: drawn[name] for name in ("ref", "begins_on", "ends_on", "visibility")},
                    "party_a_id": ends[0],
                    "party_b_id": ends[1],
                    "kind_id": kind.id,
                    "source": SOURCE,
                }
            )
        self.put(Link.__table__, (self.record | row for row in rows))

    def offers(self, parties: Ids, themes: Ids) -> None:
        names = ("ref", "direction", "title", "valid_until")
        kinds = {kind.code: kind.id for kind in list_offer_kinds()}
        ids = self.put_records(
            Offer,
            (
                {name: drawn[name] for name in names}
                | {"stems": search_stems(drawn["title"])}
                | {"party_id": parties[drawn["party"]], "visibility": "netwerk"}
                | {"kind_id": kinds[drawn["kind"]]}
                for drawn in self.drawn.offers
            ),
        )
        pairs = [(place, drawn["theme"]) for place, drawn in enumerate(self.drawn.offers)]
        self.join(offer_theme, "offer_id", "theme_id", pairs, ids, themes)

    def grants(self, parties: Ids) -> None:
        schemes = self.put_records(
            Scheme,
            (
                drawn | {"sort_key": sort_key(drawn["name"]), "visibility": "netwerk"}
                for drawn in self.drawn.schemes
            ),
        )
        rows = (
            {
                "ref": drawn["ref"],
                "register": SOURCE,
                "dossier": drawn["dossier"],
                "scheme_id": schemes[drawn["scheme"]],
                "party_id": parties[drawn["party"]],
                "year": drawn["year"],
                "awarded": Decimal(drawn["awarded"]) / 100,
                "visibility": "netwerk",
            }
            for drawn in self.drawn.grants
        )
        self.put(Grant.__table__, (self.record | row for row in rows))

    def people(self, parties: Ids) -> None:
        ids = self.put_records(
            Person,
            (
                drawn | {"visibility": "intern"} | person_searchable(Person(**drawn))
                for drawn in self.drawn.people
            ),
        )
        self.put(
            ContactRole.__table__,
            (
                {"ref": row["ref"], "role": row["role"], "is_first_contact": True}
                | {"person_id": ids[row["person"]], "party_id": parties[row["party"]]}
                for row in self.drawn.roles
            ),
        )
        self.put(
            AccountHolding.__table__,
            (
                {"ref": row["ref"], "role": FIXED_CONTACT, "begins_on": row["begins_on"]}
                | {"person_id": ids[row["person"]], "party_id": parties[row["party"]]}
                for row in self.drawn.holdings
            ),
        )

    def moments(self, parties: Ids) -> None:
        ids = self.put_records(
            ContactMoment,
            (
                {
                    "ref": row["ref"],
                    "happened_at": datetime.combine(row["on"], time(10), UTC),
                    "subject": row["subject"],
                    "visibility": "intern",
                }
                for row in self.drawn.moments
            ),
        )
        pairs = [(place, row["party"]) for place, row in enumerate(self.drawn.moments)]
        self.join(moment_party, "moment_id", "party_id", pairs, ids, parties)
