"""Introducing parties: proposing, asking, what they answer, the meeting and what came of it.

Each verb flushes, leaves one event, raises the version, and never commits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crm.accounts.roles import Role
from crm.accounts.viewer import Viewer
from crm.audit.chaining import hold_chain
from crm.audit.operations import difference_between, plain, record, snapshot
from crm.core.dates import utc_now
from crm.core.db import HIDDEN_LEVEL, db
from crm.core.errors import Refused
from crm.core.saving import check_sensitive, check_version, flush_or_refuse
from crm.core.text import tidy
from crm.opportunities.introductions.changes import FIELDS, changed, saved
from crm.opportunities.introductions.queries import running_among
from crm.opportunities.models import Introduction, IntroductionParty
from crm.opportunities.states import (
    FEWEST,
    MOST,
    STATES,
    Status,
    can_move,
)
from crm.parties.models import Party
from crm.people.contacts import contacts_for
from crm.people.models import Person

PROPOSERS = {Role.READER: "lezer", Role.INITIATOR: "initiatiefnemer"}


def propose(
    parties: Sequence[Party], *, why: str, values: Mapping[str, Any] | None = None, actor: Viewer
) -> Introduction:
    """Ask the town hall to introduce parties: a lezer proposes, an initiatiefnemer asks."""
    if not tidy(why):
        raise Refused("Schrijf in een of twee zinnen waarom zij elkaar zouden moeten ontmoeten.",
                      field="why")  # fmt: skip
    more = {"brought_by": PROPOSERS.get(actor.role, "medewerker"), "why": why.strip()}
    return _begin(parties, Status.PROPOSED, {**(values or {}), **more}, actor)


def introduce(
    parties: Sequence[Party],
    *,
    message: str,
    values: Mapping[str, Any] | None = None,
    actor: Viewer,
) -> Introduction:
    """Begin an introduction of two to eight parties; each is asked through its own contact.

    `values`: `signals`, `why`, `visibility`, `sensitive`.
    """
    if not message.strip():
        raise Refused("Schrijf waarom zij elkaar zouden moeten ontmoeten.", field="message")
    return _begin(parties, Status.ASKED, {**(values or {}), "message": message.strip()}, actor)


def _begin(
    parties: Sequence[Party], status: Status, values: Mapping[str, Any], actor: Viewer
) -> Introduction:
    _check_parties(parties)
    _check_not_begun(parties, actor)
    introduction = Introduction(
        status=status, created_by=actor.ref, changed_by=actor.ref, **dict(values)
    )
    check_sensitive(introduction)
    contacts = contacts_for(parties, day=actor.day)
    introduction.lines = [
        IntroductionParty(party=party, person=contacts.get(party.id)) for party in parties
    ]
    flush_or_refuse(introduction, {})
    told = {"partijen": [party.ref for party in parties], **snapshot(introduction, FIELDS)}
    told["stand"] = STATES[status]
    filled = {label: value for label, value in told.items() if value not in (None, "", False)}
    difference = difference_between({}, filled)
    record("introduction.created", introduction, difference=difference, actor=actor)
    return introduction


def _check_not_begun(parties: Sequence[Party], actor: Viewer) -> None:
    """A button pressed twice asks nobody twice: the second one waits for the first, and is refused.

    What the actor may not know of does not stand in the way.
    """
    ids = {party.id for party in parties}
    hold_chain()
    running = running_among(parties, viewer=actor)
    if any({line.party_id for line in one.lines} == ids for one in running):
        raise Refused("Deze kennismaking loopt al. U vindt haar bij Kennismakingen.")


def _check_parties(parties: Sequence[Party]) -> None:
    if len({party.id for party in parties}) < len(parties):
        raise Refused("Elke partij hoeft er maar één keer bij. Kies een andere.", field="parties")
    if not FEWEST <= len(parties) <= MOST:
        raise Refused(f"Breng {FEWEST} tot {MOST} partijen bij elkaar.", field="parties")
    for party in parties:
        if party.is_archived:
            raise Refused(f"{party.name} staat in het archief.", field="parties")
        if party.withheld:
            raise Refused(
                f"{party.name} heeft geheimhouding. Wij stellen haar niet aan anderen voor.",
                field="parties",
            )
        if party.level >= HIDDEN_LEVEL:
            raise Refused(
                f"{party.name} is vertrouwelijk. Daarom stellen wij haar niet aan anderen voor.",
                field="parties",
            )


def take_up(
    introduction: Introduction, *, message: str, actor: Viewer, **values: Any
) -> Introduction:
    """A medewerker takes up what somebody proposed: from here on the parties are asked."""
    if introduction.status != Status.PROPOSED:
        raise Refused("Dit voorstel is al opgepakt.")
    if not message.strip():
        raise Refused("Schrijf waarom zij elkaar zouden moeten ontmoeten.", field="message")
    _check_parties([line.party for line in introduction.lines])

    def fill() -> None:
        introduction.message = message.strip()
        for attribute, value in values.items():
            setattr(introduction, attribute, value)
        introduction.status = Status.ASKED

    return changed(introduction, fill, "introduction.taken_up", actor)


def change_introduction(
    introduction: Introduction, *, values: Mapping[str, Any], version: int | None, actor: Viewer
) -> Introduction:
    """Change the message, or who may see it."""
    check_version(introduction, version)

    def fill() -> None:
        for attribute in FIELDS:
            if attribute in values:
                setattr(introduction, attribute, values[attribute])
        check_sensitive(introduction)

    return changed(introduction, fill, "introduction.changed", actor)


def choose_contact(line: IntroductionParty, person: Person, *, actor: Viewer) -> Introduction:
    """Ask another person of a party, or the first that we know."""
    introduction = line.introduction
    if line.person_id == person.id:
        return introduction
    before = {"partij": line.party.ref, "aan wie": plain(line.person)}
    with db.session.no_autoflush:
        line.person, line.asked_at, line.reminded_on = person, None, None
        introduction.touch(actor)
    told = difference_between(before, {**before, "aan wie": person.ref})
    return saved(introduction, "introduction.changed", told, line.party, actor)


def note_asked(lines: Sequence[IntroductionParty], *, actor: Viewer) -> Introduction:
    """Write down that parties were asked."""
    introduction = lines[0].introduction
    now = utc_now()
    with db.session.no_autoflush:
        for line in lines:
            line.asked_at = now
        introduction.touch(actor)
    told: dict[str, Any] = {"gevraagd aan": [[], [plain(line.party) for line in lines]]}
    flush_or_refuse(introduction, {})
    record("introduction.asked", introduction, difference=told, actor=actor)
    return introduction


def withdraw(introduction: Introduction, *, actor: Viewer) -> Introduction:
    """Take an introduction back: nobody is asked any more and the chance shows again."""
    return _move(introduction, Status.WITHDRAWN, "introduction.withdrawn", actor)


def call_off(introduction: Introduction, *, actor: Viewer) -> Introduction:
    """They will not meet after all; what was said stays."""
    return _move(introduction, Status.OFF, "introduction.called_off", actor)


def _move(introduction: Introduction, to: Status, tag: str, actor: Viewer) -> Introduction:
    if not can_move(introduction.status, to):
        raise Refused(f"Dat kan nu niet: deze kennismaking is al ‘{introduction.status_label}’.")

    def fill() -> None:
        introduction.status = to

    return changed(introduction, fill, tag, actor)
