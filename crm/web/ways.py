"""What a viewer may do with a chance, and where: the addresses are made once for a whole list."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from crm.accounts.permissions import may
from crm.accounts.roles import Role
from crm.accounts.viewer import Viewer
from crm.parties.models import Party
from crm.parties.queries import is_own

WORDS = {Role.READER: "Doe een voorstel", Role.INITIATOR: "Vraag een kennismaking"}


@dataclass(frozen=True, slots=True)
class Ways:
    """The word of the first button, and the pages it and the others lead to; empty: not for you."""

    word: str
    introduce: str
    later: str = ""
    not_this: str = ""
    hand: str = ""


def ways(party: Party | None, *, viewer: Viewer) -> Ways | None:
    """What can be done with the chances of a party, or of the whole network; None: nothing.

    An initiatiefnemer asks for the own initiative alone.
    """
    if viewer.role is Role.INITIATOR and (party is None or not is_own(party, viewer=viewer)):
        return None
    begin = url_for("introducing.new")
    if not may(viewer, "chance.settle"):
        return Ways(WORDS.get(viewer.role, "Stel voor"), begin)
    settle = (url_for(f"chances.{name}") for name in ("later", "not_this", "hand"))
    return Ways("Stel voor", begin, *settle)
