"""Is this somebody who is there already? A form that may make a person asks, once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from wtforms import HiddenField, RadioField

from crm.accounts.viewer import Viewer
from crm.parties.models import Party
from crm.people.alike import Alike
from crm.people.completion import differing, is_seen_by_more
from crm.people.models import Person
from crm.people.queries import roles_of
from crm.people.stays import Stay, stays_of
from crm.web.forms.base import Form

ANOTHER = "ander"
MOST_ROLES = 2
PAST = "voorbij"
ASKED = ("person", "shown_people")
"""The fields of the question: they say nothing of the record itself."""
UNANSWERED = "Dit kan iemand zijn die er al is. Kies wie het is, dan staat niemand er twee keer in."


class AlikeForm(Form):
    """A form that may make a person, and asks first whether it is one of those who look alike.

    Who has the same e-mail address is chosen beforehand; nothing else is guessed.
    """

    person = RadioField("Is dit iemand die er al is?", validate_choice=False)
    shown_people = HiddenField()
    """The refs of the people that were shown: `ander` says that it is none of those."""
    asker: Viewer
    """Who is asked, and sees no people but those that may be seen anyway."""

    def find_alike(self) -> list[Alike]:
        """The people who look like the one that was filled in, the likeliest first."""
        raise NotImplementedError

    @property
    def party_of_role(self) -> Party | None:
        """At which party the person gets a role: what they are there tells most."""
        return None

    @cached_property
    def alike(self) -> dict[str, Alike]:
        """Who it may be, by ref."""
        return {one.person.ref: one for one in self.find_alike()}

    @property
    def known(self) -> Person | None:
        """The person who was there already, when that is who it is."""
        found = self.alike.get(self.person.data or "") if self.person else None
        return found.person if found else None

    def validate(self, extra_validators: Any = None) -> bool:
        """The question comes last: who looks alike hangs on what else was filled in."""
        is_fine = super().validate(extra_validators)
        if self.person is None or not self.alike or self._is_answered():
            return is_fine
        self.is_question = is_fine
        return False

    def ask(self) -> None:
        """Show who it may be."""
        self.person.choices = [*self._told(), (ANOTHER, "Nee, dit is een nieuwe persoon")]
        self.shown_people.data = " ".join(self.alike)
        if not self.is_submitted():
            self._choose_likely()

    def _is_answered(self) -> bool:
        """Asked once for these people: with another name other people may look alike."""
        shown, chosen = set((self.shown_people.data or "").split()), self.person.data
        self.ask()
        if chosen in self.alike or (chosen == ANOTHER and shown >= self.alike.keys()):
            return True
        self._choose_likely()
        self.person.errors = [UNANSWERED]
        return False

    def _choose_likely(self) -> None:
        likely = [ref for ref, one in self.alike.items() if one.has_address]
        self.person.data = likely[0] if len(likely) == 1 else None

    def _told(self) -> Iterator[tuple[str, str]]:
        """Each person with what tells them apart: roles now and before, and the same address."""
        people = [one.person for one in self.alike.values()]
        stays: dict[int, list[Stay]] = {}
        for stay in stays_of(roles_of(people, viewer=self.asker)):
            stays.setdefault(stay.person_id, []).append(stay)
        for ref, one in self.alike.items():
            held = stays.get(one.person.id, [])
            held.sort(key=lambda stay: stay.party is not self.party_of_role)
            said = [self._told_role(stay) for stay in held[:MOST_ROLES]]
            if one.has_address:
                said.append("heeft dit e-mailadres")
            if not said and one.person.function:
                said.append(one.person.function)
            yield ref, ", ".join([one.person.name, *said])

    def _told_role(self, stay: Stay) -> str:
        before = "vroeger " if stay.period.state(self.asker.day) == PAST else ""
        return f"{before}{stay.role_label} bij {stay.party.name}"


def stood_already(
    person: Person | None, values: Mapping[str, Any], *, level: int, done: str
) -> str:
    """What to say when it is done: also that somebody was there, and what was not taken over.

    `level` is that of what was filled in.
    """
    if person is None:
        return done
    said = f"{done} {person.name} stond er al in."
    other = ", ".join(differing(person, values, level=level))
    if not other:
        return said
    if is_seen_by_more(person, level):
        return f"{said} Meer mensen zien deze persoon, dus dit is niet overgenomen: {other}."
    return f"{said} Er stond al iets anders, dus dit is niet overgenomen: {other}."
