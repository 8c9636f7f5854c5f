"""The viewer: who looks, in which role, on which day. A value, made once per request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crm.accounts.roles import Role

SEEING_LEVEL = {
    Role.VISITOR: 0,
    Role.INITIATOR: 1,
    Role.READER: 1,
    Role.CIVIL_SERVANT: 2,
    Role.ADMINISTRATOR: 2,
    Role.OPERATOR: 2,
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks. `ref` is the account's ref (None for a visitor and for the operator).

    Rights are always those of `day`, today; `on` is another day that is asked about.
    """

    user_id: int | None
    role: Role
    day: date
    name: str = ""
    ref: str | None = None
    on: date | None = None

    @classmethod
    def visitor(cls, day: date) -> Viewer:
        """Somebody without an account."""
        return cls(None, Role.VISITOR, day)

    @classmethod
    def operator(cls, day: date) -> Viewer:
        """Who runs a command on the server: sees every record, derives up to `intern`."""
        return cls(None, Role.OPERATOR, day, name="Systeembeheer")

    @property
    def shown_day(self) -> date:
        """The day of which periods are shown; it never gives rights."""
        return self.on or self.day

    @property
    def is_signed_in(self) -> bool:
        """Whether there is an account behind the viewer."""
        return self.user_id is not None

    @property
    def is_operator(self) -> bool:
        """Whether it is the operator of the system, who is not bound by visibility."""
        return self.role is Role.OPERATOR

    @property
    def level(self) -> int:
        """The highest level seen without being named: 0 openbaar, 1 netwerk, 2 intern."""
        return SEEING_LEVEL[self.role]
