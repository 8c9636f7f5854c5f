"""A field in which a party is named as people name it, and chosen when several fit."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import request
from wtforms.validators import StopValidation

from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.core.text import fold
from crm.parties.models import Party
from crm.parties.queries import (
    find_party_once_called,
    find_party_that_was,
    visible_parties,
)
from crm.search.queries import matching_parties
from crm.web.forms.base import LineField

MOST_OPTIONS = 8


class PartyField(LineField):
    """A party by name or ref; `party` is what was found, `options` what it may have meant.

    Works without a script: when several parties fit, the form comes back with a choice.
    """

    party: Party | None = None
    kept: Party | None = None
    """The one that was chosen before: its name stands for it, also when another has that name."""
    options: list[Party]

    def __init__(self, label: str, *, missing: str = "", **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.missing = missing
        self.options = []
        self.viewer: Viewer | None = None

    @property
    def choice_name(self) -> str:
        """The name of the choice among options."""
        return f"{self.name}_ref"

    def seen_by(self, viewer: Viewer) -> None:
        """Only parties that this viewer may see are found."""
        self.viewer = viewer

    def pre_validate(self, form: Any) -> None:
        """Find the party that is meant."""
        typed = request.form.get(self.choice_name) or self.data or ""
        if not typed:
            if self.missing:
                raise StopValidation(self.missing)
            return
        self.party = self._find(typed)
        if self.party is not None:
            self.data = self.party.name
            return
        if self.options:
            raise StopValidation("Welke bedoelt u? Kies hieronder.")
        raise StopValidation(
            f"Wij kennen geen partij ‘{typed[:80]}’. Controleer de naam, of voeg haar eerst toe."
        )

    def _find(self, typed: str) -> Party | None:
        if self.viewer is None:
            raise RuntimeError("say who looks first")
        parties = visible_parties(self.viewer).where(Party.archived_at.is_(None))
        if _is_ref(typed):
            found = db.session.scalar(parties.where(Party.ref == typed))
            return found or find_party_that_was(typed, viewer=self.viewer)
        if self.kept is not None and typed == self.kept.name:
            return self.kept
        ordered = parties.order_by(Party.sort_key, Party.id).limit(MOST_OPTIONS)
        exact = list(db.session.scalars(ordered.where(Party.folded == fold(typed))))
        if len(exact) == 1:
            return exact[0]
        if not exact and (found := find_party_once_called(typed, viewer=self.viewer)):
            return found
        self.options = exact or list(db.session.scalars(ordered.where(matching_parties(typed))))
        return None


def _is_ref(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
