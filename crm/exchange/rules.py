"""What must hold for a draft beyond its cells: periods, pairs, kinds, and no doubles."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from crm.agreements.models import Agreement
from crm.core.dates import Period
from crm.core.db import db
from crm.exchange import attributes as columns
from crm.exchange.keys import Keys
from crm.exchange.parsing import Problem
from crm.exchange.plan import Draft
from crm.exchange.spans import Spans
from crm.exchange.state import State
from crm.links.models import Link, LinkKind
from crm.notes.kinds import SUBJECTS
from crm.opportunities.states import ASKED_AFTER, LATER
from crm.parties.models import Party
from crm.people.kinds import FIXED_CONTACT

_OTHER_SCHEME = re.compile(r"(?!https?:)[a-zA-Z][a-zA-Z0-9+.-]*:")
_KVK = re.compile(r"\d{8}", re.ASCII)
_MAIL = re.compile(r"[^\s@]+@[^\s@]+")


class Rules:
    """Judges drafts one by one; what is accepted counts for the next."""

    def __init__(self, state: State, keys: Keys) -> None:
        self._state = state
        self._keys = keys
        self._kinds: dict[str, str] | None = None
        self._link_kinds: dict[str, LinkKind] = {}
        self.spans = Spans(state, keys)
        self._ends: dict[str, list[str]] | None = None
        self._numbers: dict[str, str] | None = None
        self._lines: dict[tuple[str, tuple[Any, ...]], int] = {}

    def check(self, mapping: columns.Mapping, draft: Draft) -> Problem | None:
        """The first thing that is wrong with a draft."""
        own = getattr(self, f"_check_{mapping.name}", None)
        return (
            _check_record(mapping, draft)
            or _check_period(draft)
            or (own(draft) if own is not None else None)
        )

    def is_directed(self, pointers: Mapping[str, str | None]) -> bool:
        """Whether the kind of link among the pointers has a direction."""
        return self._link_kind(pointers.get("kind_id") or "").directed

    # --- per kind -------------------------------------------------------------------------

    def _check_partijen(self, draft: Draft) -> Problem | None:
        after = draft.after
        if _OTHER_SCHEME.match(after["website"].strip()):
            return Problem("website", "website", "Een website begint met https:// of http://.")
        if after["kvk"] and not _KVK.fullmatch(after["kvk"]):
            return Problem("kvk", "kvk", "Een KvK-nummer heeft 8 cijfers.")
        if problem := _check_mail(draft):
            return problem
        self._party_kinds()[draft.ref] = after["kind"]
        return None

    def _check_personen(self, draft: Draft) -> Problem | None:
        return _check_mail(draft)

    def _check_rollen(self, draft: Draft) -> Problem | None:
        pointers = draft.before | draft.pointers
        after = draft.after
        key = (pointers["person_id"], pointers["party_id"], after["role"])
        if problem := self._only_once(draft, "rollen", "persoon", key):
            return problem
        # on any day a party has one first contact
        return self.spans.claim(draft, (key[1] or "",)) if after["is_first_contact"] else None

    def _check_accounthouders(self, draft: Draft) -> Problem | None:
        pointers = draft.before | draft.pointers
        holders = [pointers.get("person_id"), pointers.get("team_id")]
        if sum(holder is not None for holder in holders) != 1:
            return Problem("persoon", "houder", "Vul een persoon in, of een team. Niet allebei.")
        party = pointers["party_id"] or ""
        if draft.after["role"] == FIXED_CONTACT:
            return self.spans.claim(draft, (party,))
        key = (party, *holders, draft.after["role"])
        return self._only_once(draft, "accounthouders", "partij", key)

    def _check_portefeuilles(self, draft: Draft) -> Problem | None:
        person = (draft.before | draft.pointers)["person_id"]
        key = (person, draft.after["name"])
        return self._only_once(draft, "portefeuilles", "persoon", key)

    def _check_wegwijzers(self, draft: Draft) -> Problem | None:
        pointers = draft.before | draft.pointers
        key = (pointers["person_id"], pointers["theme_id"])
        return self._only_once(draft, "wegwijzers", "persoon", key)

    def _check_verbindingen(self, draft: Draft) -> Problem | None:
        pointers = draft.before | draft.pointers
        ends = [pointers["party_a_id"] or "", pointers["party_b_id"] or ""]
        if ends[0] == ends[1]:
            return Problem("partij_b", "zichzelf", "Een partij is niet met zichzelf verbonden.")
        self._link_ends()[draft.ref] = list(ends)
        kind = self._link_kind(pointers["kind_id"] or "")
        if not kind.allows(*(self._party_kinds()[end] for end in ends)):
            return Problem("soort", "soort", f"‘{kind.name}’ past niet tussen deze partijen.")
        if draft.after["archived_at"] is not None:
            return None
        if not kind.directed:
            ends.sort()
        return self.spans.claim(draft, (*ends, kind.code, pointers["initiative_id"] or ""))

    def _check_verbindingskanten(self, draft: Draft) -> Problem | None:
        pointers = draft.before | draft.pointers
        link, party = pointers["link_id"] or "", pointers["party_id"] or ""
        if party not in self._link_ends().get(link, ()):
            return Problem("partij", "geen_kant", "Deze partij hoort niet bij deze verbinding.")
        if (draft.after["confirmed_on"] is None) != (draft.after["confirmed_how"] is None):
            reason = "Vul bij een bevestiging in op welke dag, en hoe."
            return Problem("bevestigd_op", "onvolledig", reason)
        key = (link, party)
        return self._only_once(draft, "verbindingskanten", "verbinding", key, with_period=False)

    def _check_contactmomenten(self, draft: Draft) -> Problem | None:
        if draft.is_new and not draft.added.get("partij") and not draft.added.get("persoon"):
            return Problem("partij", "leeg", "Vul in met wie het contact was.")
        return None

    def _check_bijdragen_aan_doelen(self, draft: Draft) -> Problem | None:
        pointers = draft.before | draft.pointers
        key = (pointers["goal_id"], pointers["party_id"])
        return self._only_once(draft, "bijdragen_aan_doelen", "partij", key, with_period=False)

    def _check_vragen(self, draft: Draft) -> Problem | None:
        days = (draft.after["asked_on"], draft.after["answered_on"])
        return _check_order("beantwoord_op", *days, "Het antwoord komt vóór de vraag.")

    def _check_toezeggingen(self, draft: Draft) -> Problem | None:
        pointers = draft.before | draft.pointers
        is_there = draft.after["archived_at"] is None
        if is_there and pointers["by_party_id"] == pointers["to_party_id"]:
            return Problem("aan", "zichzelf", "Een partij kan zichzelf niets toezeggen.")
        days = (draft.after["promised_on"], draft.after["done_on"])
        return _check_order("nagekomen_op", *days, "Nagekomen is vóór de toezegging.")

    def _check_subsidies(self, draft: Draft) -> Problem | None:
        party = (draft.before | draft.pointers).get("party_id")
        if party and draft.after["without_party"]:
            return Problem("zonder_partij", "partij", "Er is wel een partij ingevuld.")
        key = (draft.after["register"], draft.after["dossier"])
        return self._only_once(draft, "subsidies", "dossier", key, with_period=False)

    def _check_overeenkomsten(self, draft: Draft) -> Problem | None:
        if self._numbers is None:
            rows = db.session.execute(select(Agreement.number, Agreement.ref))
            self._numbers = dict(rows.all())
        if self._numbers.setdefault(draft.after["number"], draft.ref) != draft.ref:
            return Problem("nummer", "dubbel", "Dit nummer is al in gebruik.")
        return None

    def _check_ondertekenaars(self, draft: Draft) -> Problem | None:
        pointers = draft.before | draft.pointers
        key = (pointers["agreement_id"], pointers["party_id"])
        return self._only_once(draft, "ondertekenaars", "partij", key, with_period=False)

    def _check_notities(self, draft: Draft) -> Problem | None:
        pointers = draft.before | draft.pointers
        about = [pointers.get(f"{one}_id") for one in SUBJECTS]
        if sum(one is not None for one in about) != 1:
            reason = "Vul in waarover de notitie gaat: één partij, persoon of ander stuk."
            return Problem("partij", "waarover", reason)
        return None

    def _check_partijen_bij_kennismakingen(self, draft: Draft) -> Problem | None:
        pointers = draft.before | draft.pointers
        if bool(draft.after["answer"]) != bool(draft.after["answered_on"]):
            return Problem("gezegd_op", "leeg", "Bij een antwoord hoort de dag waarop het kwam.")
        key = (pointers["introduction_id"], pointers["party_id"])
        return self._only_once(
            draft, "partijen_bij_kennismakingen", "partij", key, with_period=False
        )

    def _check_opbrengsten_van_kennismakingen(self, draft: Draft) -> Problem | None:
        pointers = draft.before | draft.pointers
        months = draft.after["months"]
        if months not in ASKED_AFTER:
            return Problem("na_maanden", "waarde", "Kies 3 of 12 maanden.")
        if draft.after["told_on"] is None:
            return Problem("gezegd_op", "leeg", "Vul de dag in waarop dit is gezegd.")
        key = (pointers["introduction_id"], pointers.get("party_id"), months)
        return self._only_once(
            draft, "opbrengsten_van_kennismakingen", "partij", key, with_period=False
        )

    def _check_weggelegde_kansen(self, draft: Draft) -> Problem | None:
        pointers = draft.before | draft.pointers
        if pointers["party_a_id"] == pointers["party_b_id"]:
            return Problem("partij_b", "zichzelf", "Kies twee verschillende partijen.")
        if (draft.after["kind"] == LATER) != (draft.after["until"] is not None):
            return Problem("tot", "leeg", "Bij ‘later’ hoort een dag, bij ‘niet’ niet.")
        return None

    # --- doubles and overlaps -------------------------------------------------------------

    def _only_once(
        self,
        draft: Draft,
        kind: str,
        column: str,
        key: tuple[Any, ...],
        *,
        with_period: bool = True,
    ) -> Problem | None:
        """A second row that says the same is refused, naming the first."""
        if with_period:
            key = (*key, draft.after["begins_on"], draft.after["ends_on"])
        first = self._lines.setdefault((kind, key), draft.line)
        if first == draft.line:
            return None
        return Problem(column, "dubbel", f"Deze staat al op regel {first}.")

    # --- what is known --------------------------------------------------------------------

    def _party_kinds(self) -> dict[str, str]:
        if self._kinds is None:
            rows = db.session.execute(select(Party.ref, Party.kind))
            self._kinds = dict(rows.all())
        return self._kinds

    def _link_ends(self) -> dict[str, list[str]]:
        """The parties at both ends of every link, by its ref."""
        if self._ends is None:
            refs = self._state.index("partijen").refs
            rows = db.session.execute(select(Link.ref, Link.party_a_id, Link.party_b_id))
            self._ends = {ref: [refs[a], refs[b]] for ref, a, b in rows}
        return self._ends

    def _link_kind(self, code: str) -> LinkKind:
        if not self._link_kinds:
            self._link_kinds = {one.code: one for one in db.session.scalars(select(LinkKind))}
        return self._link_kinds[code]


def _check_record(mapping: columns.Mapping, draft: Draft) -> Problem | None:
    if not mapping.format.is_record:
        return None
    if draft.after["sensitive"] and draft.after["visibility"] in ("openbaar", "netwerk"):
        reason = "Bestuurlijk gevoelig kan alleen samen met intern of vertrouwelijk."
        return Problem("zichtbaarheid", "gevoelig", reason)
    if len(draft.values.get("reference") or "") > 200:
        return Problem("referentie", "te_lang", "Een referentie heeft ten hoogste 200 tekens.")
    return None


def _check_period(draft: Draft) -> Problem | None:
    if "begins_on" not in draft.after or draft.kind == "aanbod_en_gevraagd":
        return None
    if Period(draft.after["begins_on"], draft.after["ends_on"]).is_empty:
        return Problem("eind", "periode", "Het eind ligt niet na het begin.")
    return None


def _check_order(column: str, first: date | None, last: date | None, reason: str) -> Problem | None:
    if first is not None and last is not None and last < first:
        return Problem(column, "volgorde", reason)
    return None


def _check_mail(draft: Draft) -> Problem | None:
    if draft.after["email"] and not _MAIL.fullmatch(draft.after["email"]):
        return Problem("email", "email", "Dit is geen e-mailadres.")
    return None
