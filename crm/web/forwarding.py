"""Addresses of parties that became part of another lead on to that one."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from crm.parties.models import Party
from crm.parties.queries import find_party_that_was
from crm.web.access import SAFE_METHODS, viewer

# What was typed there is about the party, whichever of the two it is: it is sent on.
ADDING = {
    *("moments.new", "notes.new_of_party", "offers.new", "people.new_holding"),
    "requests.ask",
}


def forwarded() -> Response | None:
    """Where a request for a party that is no longer there goes; None when it never was.

    Who may not see the party that took its place hears that there is nothing.
    """
    values = dict(request.view_args or {})
    if not request.path.startswith("/partijen/") or "ref" not in values:
        return None
    party = find_party_that_was(str(values["ref"]), viewer=viewer())
    return _led_on(party, values) if party is not None else None


def _led_on(party: Party, values: dict[str, Any]) -> Response:
    endpoint = str(request.endpoint)
    if request.method in SAFE_METHODS:
        asked = request.args.to_dict(flat=False)
        return redirect(url_for(endpoint, **{**asked, **values, "ref": party.ref}))
    if endpoint in ADDING:
        return redirect(url_for(endpoint, **{**values, "ref": party.ref}), code=307)
    if endpoint == "parties.edit":
        # what was typed is set beside what the other party says now
        return redirect(url_for(endpoint, ref=party.ref, was=values["ref"]), code=307)
    flash(f"Deze partij is samengevoegd met {party.name}. Er is nog niets gewijzigd.", "fout")
    return redirect(url_for("parties.show", ref=party.ref), code=303)
