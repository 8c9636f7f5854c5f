"""Search as you type: answers for the look-up in the bar, and a page that works without it."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for

from crm.core.text import fold, words
from crm.people.signposts import Guide, guides
from crm.search.queries import MOST_SUGGESTED, Hit, search
from crm.web.access import access, viewer
from crm.web.asking import asked_text

bp = Blueprint("search", __name__)
MOST_ON_A_PAGE = 25
SHORTEST, MOST_GUIDES = 3, 5


@bp.get("/zoeken")
@access("search")
def index() -> Response:
    """Parties and people that match `?q=`: a page, or at most ten as JSON."""
    text = asked_text()
    if _wants_json():
        answer = jsonify(suggestions(search(text, viewer=viewer()).hits, text))
    else:
        found = search(text, viewer=viewer(), most=MOST_ON_A_PAGE, with_contacts=True)
        answer = make_response(
            render_template(
                "search/index.html",
                text=text,
                found=found,
                guides=_guides(text),
                address_of=address_of,
            )
        )
    answer.vary.add("Accept")
    return answer


def _guides(text: str) -> list[Guide]:
    """Who shows the way in a theme that is called like this; there are few, so all are read."""
    wanted = fold(text)
    if len(wanted) < SHORTEST:
        return []
    found = guides(viewer=viewer())
    return [one for one in found if f" {fold(one.theme.name)}".find(f" {wanted}") >= 0][
        :MOST_GUIDES
    ]


def address_of(hit: Hit) -> str:
    """The page of a party or person."""
    return url_for("people.show" if hit.is_person else "parties.show", ref=hit.ref)


def suggestions(hits: Iterable[Hit], text: str = "") -> list[dict[str, str]]:
    """What the look-up shows: after a person of one party also that party, for who calls.

    That party carries in `bij` the ref of the person. Whose name says nothing of the text carries
    in `waarom` what does, when that is known.
    """
    found: dict[str, dict[str, str]] = {}
    for hit in hits:
        why = why_found(hit, text)
        found.setdefault(hit.ref, {**_suggestion(hit), **({"waarom": why} if why else {})})
        if hit.is_person and len(hit.others) == 1:
            [party] = hit.others
            found.setdefault(party.ref, {**_suggestion(party), "bij": hit.ref})
    return list(found.values())[:MOST_SUGGESTED]


def _suggestion(hit: Hit) -> dict[str, str]:
    return {"ref": hit.ref, "soort": hit.kind, "naam": hit.name, "adres": address_of(hit)}


def why_found(hit: Hit, text: str) -> str:
    """What of a hit holds the text when its name does not: its place, function or party."""
    asked_for = words(text)
    if not asked_for or _holds(hit.name, asked_for):
        return ""
    if _holds(hit.detail, asked_for):
        return hit.detail
    named = next((one.name for one in hit.others if _holds(one.name, asked_for)), "")
    return f"bij {named}" if named else ""


def _holds(said: str, asked_for: Iterable[str]) -> bool:
    """Whether a text holds any of the words."""
    folded = fold(said)
    return any(word in folded for word in asked_for)


def _wants_json() -> bool:
    accepted = request.accept_mimetypes
    return accepted.best_match(("text/html", "application/json")) == "application/json"
