"""Two people in one form: what each of them changed since it was opened, and what to keep.

A form carries a short digest of each field as it was shown. So a stale save can tell what its
own user changed from what somebody else did, without a copy of the old text in the page.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField

if TYPE_CHECKING:
    from crm.web.forms.base import Form

APART = ("csrf_token", "version", "began")
CHOICE, STORED = "keuze-", "nu-"
MINE, THEIRS = "mijn", "hun"
Sent = MultiDict[str, str]


class BeganField(HiddenField):
    """What the form showed when it was opened: a digest by field."""

    form: Form | None = None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return json.dumps(self.form.digests) if self.form is not None else ""

    @property
    def digests(self) -> dict[str, str]:
        """The digests that came back; none when they are unreadable or the page sent none."""
        try:
            found = json.loads(self.data or "{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that is typed otherwise than it is stored, as people read both.

    `why` is `mijn` when only who typed changed it, `hun` when only somebody else did, else empty.
    """

    name: str
    label: str
    mine: str
    theirs: str
    why: str
    stored: tuple[str, ...]

    @property
    def is_mine(self) -> bool:
        """Whether the typed text is kept when nobody chooses."""
        return self.why != THEIRS


def sent_values(field: Field) -> tuple[str, ...]:
    """What a browser would send for what a field holds."""
    value = field.data
    if isinstance(value, bool):
        return ("y",) if value else ()
    if isinstance(value, list | tuple | set):
        return tuple(sorted(str(one) for one in value))
    if isinstance(value, date | datetime):
        return (value.isoformat(),)
    return ("" if value is None else str(value),)


def digest(field: Field) -> str:
    """A short sign of what a field holds."""
    return sha256("\n".join(sent_values(field)).encode()).hexdigest()[:12]


def differences(typed: Form, stored: Form) -> list[Difference]:
    """The fields in which what was typed is not what is stored now."""
    began = typed.began.digests
    return [
        Difference(
            field.name,
            field.label.text,
            typed.shown(field.name),
            stored.shown(field.name),
            _why(began.get(field.name), digest(field), digest(stored[field.name])),
            sent_values(stored[field.name]),
        )
        for field in typed
        if field.name not in APART and sent_values(field) != sent_values(stored[field.name])
    ]


def _why(began: str | None, mine: str, theirs: str) -> str:
    if began == mine:
        return THEIRS
    return MINE if began == theirs else ""


def chosen(sent: Any) -> Sent:
    """What was sent, with the stored text where that was chosen."""
    kept: Sent = MultiDict()
    for name, values in sent.lists():
        is_choice = name.startswith((CHOICE, STORED))
        if not is_choice and sent.get(CHOICE + name) != THEIRS:
            kept.setlist(name, values)
    for name in sent:
        if name.startswith(CHOICE) and sent[name] == THEIRS:
            field = name.removeprefix(CHOICE)
            kept.setlist(field, sent.getlist(STORED + field))
    return kept
