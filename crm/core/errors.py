"""Errors that a domain raises; web, api and cli turn them into an answer in Dutch."""

from __future__ import annotations


class DomainError(Exception):
    """Something was asked that cannot be done; `str(error)` is a Dutch sentence for the user."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class NotFound(DomainError):
    """It does not exist, or the viewer may not know that it does."""

    def __init__(self, sentence: str = "Dit bestaat niet (meer).") -> None:
        super().__init__(sentence)


class Forbidden(DomainError):
    """A role may never do this."""

    def __init__(self, sentence: str = "Dit mag u met uw rol niet doen.") -> None:
        super().__init__(sentence)


class Refused(DomainError):
    """The input cannot be accepted; `field` names the field it is about."""


class Stale(DomainError):
    """Somebody else saved the same record in the meantime."""

    def __init__(self, record: object) -> None:
        super().__init__("Iemand anders heeft dit intussen gewijzigd.")
        self.record = record


class Throttled(DomainError):
    """Too many attempts; try again after `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__("Te veel pogingen. Wacht een kwartier en probeer het dan opnieuw.")
        self.seconds = seconds
