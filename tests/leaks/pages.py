"""Every address of the product, and what its answers say."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask, Response
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.leaks.markers import shared_words, written_classes
from tests.leaks.planted import HIDDEN, WITHHELD, Place, Planted

JSON = "application/json"
# What differs in every answer: the nonce, the token that holds the second it was made in, the
# number that is proposed for a new agreement, and when a workbook was made.
FRESH = re.compile(
    r'nonce="[^"]*"|name="csrf_token" value="[^"]*"|name="number" type="text" value="[^"]*"'
    r"|<dcterms:.*</dcterms:modified>"
)
# Which table a ref in an address belongs to: by its own name, else by how the address begins.
TABLE_OF_ARGUMENT = {
    "moment_ref": "contact_moment",
    "offer_ref": "offer",
    "link_ref": "link",
    "party_ref": "party",
    "role_ref": "contact_role",
    "holding_ref": "account_holding",
    "signatory_ref": "signatory",
    "signpost_ref": "signpost",
    "portfolio_ref": "portfolio",
    "pair_ref": "lookalike_pair",
    "contribution_ref": "party_goal",
}
TABLE_OF_BEGINNING = {
    "partijen": "party",
    "personen": "person",
    "verbindingen": "link",
    "overeenkomsten": "agreement",
    "toezeggingen": "commitment",
    "vragen": "request",
    "doelen": "goal",
    "kennismakingen": "introduction",
    "samenvoegingen": "party_merge",
    "notities": "note",
    "wat-is-er-al": "survey",
    "contactmomenten": "contact_moment",
}
# Accounts and personal links, and what comes of an upload or import: no record is behind them.
NO_RECORD = {
    "jobs.show", "upkeep.drop", "upkeep.mail", "upkeep.retry",
    "account.end", "link_kinds.change", "link_kinds.retire", "lists.change", "lists.merge",
    "lists.retire", "passwords.invitation", "passwords.reset", "users.change", "users.disable",
    "users.enable", "users.link", "users.second_factor_off", "exchange.confirm",
    "exchange.discard", "imports.run", "exchange.show", "imports.undo",
    "exchange.choose", "imports.refused", "exchange.refused_of_upload",
    "settling.settle", "sharing.show", "sharing.back", "freshness.accept", "freshness.leave",
    "confirming.profile", "confirming.thanks", "confirming.points", "confirming.point",
    "confirming.fewer_by_profile", "confirming.fewer_by_points",
    "introduced.question", "introduced.point",
}  # fmt: skip
CHOICES = {
    "suffix": ("zip", "xlsx"),
    "list_name": ("themas", "gebieden", "doelgroepen", "soorten-aanbod"),
}
# Where something is looked for, and the tables whose words are looked for there.
SEARCHES: dict[str, tuple[str, ...]] = {
    "/zoeken": ("party", "initiative_profile", "person", "agreement", "offer", WITHHELD),
    "/partijen": ("party", "initiative_profile", WITHHELD),
    "/partijen/mogelijk-dubbel/lijkt-op": ("party", WITHHELD),
    "/personen": ("person",),
    "/wegwijzers": ("person", "portfolio"),
    "/verwant": ("party", "goal", "offer", "request"),
    "/overeenkomsten": ("agreement",),
}
# Lists that can be taken along as a file, by their endpoint.
LISTS = {
    "parties.index": "/partijen?", "people.index": "/personen?",
    "agreements.index": "/overeenkomsten?", "opportunities.index": "/kansen?",
    "offer_list.index": "/aanbod-en-gevraagd?stand=lopend&stand=voorbij&",
    "follow_ups.index": "/wat-staat-er-open?van=iedereen&",
    "commitments.index": "/toezeggingen?", "requests.index": "/vragen?",
    "goals.index": "/doelen?",
    "links.index": "/verbindingen?periode=alle&", "network.index": "/netwerk?toon=kansen&",
    "signposts.index": "/wegwijzers?", "introductions.index": "/kennismakingen?",
    "chances.index": "/kansen/weggelegd?",
    "opportunities.between": "/kansen/tussen?soort=bewonersinitiatief&soort=vereniging&",
}  # fmt: skip
LOG = "/beheer/logboek?"
# Pages that say more when they are asked for a part.
PARTS = {
    "opportunities.index": ("/kansen?van=mij", "/kansen?verbinding=geen"),
    "opportunities.between": ("/kansen/tussen?soort=bewonersinitiatief&soort=fonds",),
}
WAITING = "/kansen?lijst=zonder-vaste-contactpersoon&"


@dataclass(frozen=True)
class Address:
    """An address that can be asked for, and the route behind it."""

    endpoint: str
    path: str
    accept: str = "text/html"


def addresses(app: Flask, planted: Planted, *, method: str = "GET") -> list[Address]:
    """Every route of a method with the refs of the planted records filled in; GET: searches too."""
    found = [
        Address(rule.endpoint, built[1])
        for rule in app.url_map.iter_rules()
        if method in (rule.methods or ()) and rule.endpoint not in {"static"} | NO_RECORD
        for values in _fillings(rule, planted)
        if (built := rule.build(values)) is not None
    ]
    if method != "GET":
        return found
    parts = [Address(endpoint, path) for endpoint, paths in PARTS.items() for path in paths]
    return found + parts + searches(planted) + downloads() + merges(planted)


def downloads() -> list[Address]:
    """Every list as a file, in each form."""
    lists = [*LISTS.items(), ("opportunities.index", WAITING), ("log.index", LOG)]
    return [
        Address(endpoint, f"{path}vorm={form}")
        for endpoint, path in lists
        for form in ("csv", "xlsx")
    ]


def merges(planted: Planted) -> list[Address]:
    """What would happen if any of the parties became part of the first."""
    [kept, *others] = [place.ref for place in planted.places["party"]]
    return [
        Address("merging.merge", f"/partijen/{kept}/samenvoegen?met={other}") for other in others
    ]


def searches(planted: Planted) -> list[Address]:
    """Every page with a search, asked for every word that a hidden record could be found by."""
    found: list[Address] = []
    words = {model.__tablename__: shared_words(model, HIDDEN) for model in written_classes()}
    words[WITHHELD] = planted.withheld_words
    for path, tables in SEARCHES.items():
        looked_for = sorted(word for table in tables for word in words[table])
        endpoint = path.strip("/")
        found += [Address(endpoint, f"{path}?q={word}") for word in looked_for]
    return found


def answers_json(client: FlaskClient, asked: list[Address]) -> list[Address]:
    """The addresses that answer as JSON when asked to, by one try of each route."""
    tried: dict[str, bool] = {}
    for one in asked:
        if one.endpoint not in tried:
            answer = client.get(one.path, headers={"Accept": JSON})
            tried[one.endpoint] = answer.status_code == 200 and answer.mimetype == JSON
    return [Address(one.endpoint, one.path, JSON) for one in asked if tried[one.endpoint]]


def said(answer: Response) -> str:
    """Everything an answer says in small letters, also inside a file that was packed."""
    body = answer.get_data()
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"\n".join(packed.read(name) for name in sorted(packed.namelist()))
    told = answer.headers.get("Location", ""), answer.headers.get("Content-Disposition", "")
    text = FRESH.sub("", body.decode("utf-8", "replace"))
    return "\n".join((str(answer.status_code), *told, text)).lower()


def _fillings(rule: Rule, planted: Planted) -> Iterator[dict[str, str]]:
    """The values for a route's arguments: every record of its kind, under its own parent."""
    arguments = rule.arguments
    if not arguments:
        yield {}
        return
    [own, *parents] = sorted(arguments, key=lambda name: name == "ref")
    if own in CHOICES:
        yield from ({own: choice} for choice in CHOICES[own])
        return
    for place in _places(rule, own, planted):
        values = {own: place.ref}
        if parents:
            [above] = parents
            values[above] = place.parent or planted.places[_table(rule, above)][0].ref
        yield values


def _places(rule: Rule, argument: str, planted: Planted) -> list[Place]:
    return planted.places[_table(rule, argument)]


def _table(rule: Rule, argument: str) -> str:
    """The table that a ref in the address belongs to; a new kind of address must say so."""
    if argument != "ref":
        return TABLE_OF_ARGUMENT[argument]
    if rule.rule.startswith(("/kansen/weggelegd", "/kansen/doorgegeven")):
        return "dismissal" if "weggelegd" in rule.rule else "handed_chance"
    return TABLE_OF_BEGINNING[rule.rule.split("/")[1]]
