"""Errors as pages in plain Dutch: what went wrong, what you can do."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from crm.accounts.personal_links import LinkGone
from crm.core.db import db
from crm.core.errors import DomainError, Forbidden, NotFound, Stale, Throttled
from crm.web.forwarding import forwarded

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ErrorText:
    """What an error page says."""

    title: str
    sentence: str
    advice: str


TEXTS: dict[int, ErrorText] = {
    400: ErrorText(
        "Dit konden wij niet lezen",
        "Er klopt iets niet in het adres of het formulier.",
        "Ga terug, laad de pagina opnieuw en probeer het nog eens.",
    ),
    403: ErrorText(
        "Dit mag u niet doen",
        "Uw account heeft hier geen recht op.",
        "Hebt u het nodig voor uw werk? Vraag de beheerder.",
    ),
    404: ErrorText(
        "Deze pagina is er niet",
        "Het adres klopt niet, of u mag deze pagina niet zien.",
        "Zoek hierboven op naam, of ga naar de startpagina.",
    ),
    405: ErrorText(
        "Dit kan hier niet",
        "Dit adres kunt u niet op deze manier gebruiken.",
        "Ga terug en gebruik de knop op de pagina.",
    ),
    409: ErrorText(
        "Iemand anders was u voor",
        "Iemand anders heeft dit gewijzigd terwijl u bezig was.",
        "Kijk wat er nu staat, en pas het daarna zo nodig opnieuw aan.",
    ),
    413: ErrorText(
        "Dit bestand is te groot",
        "Een bestand mag hooguit 200 MB zijn.",
        "Splits het bestand, of laat kolommen weg die u niet nodig hebt.",
    ),
    429: ErrorText(
        "Te veel pogingen",
        "Er is te vaak geprobeerd in te loggen.",
        "Wacht een kwartier en probeer het dan opnieuw.",
    ),
    500: ErrorText(
        "Er ging bij ons iets mis",
        "Wat u typte is niet opgeslagen.",
        "Probeer het nog eens. Blijft het misgaan? Geef de beheerder het nummer hieronder.",
    ),
    503: ErrorText(
        "Opslaan lukt nu even niet",
        "De gegevens zijn op dit moment niet bereikbaar of bezet.",
        "Er is niets half opgeslagen. Probeer het over een minuut opnieuw.",
    ),
}

STATUSES: tuple[tuple[type[DomainError], int], ...] = (
    (NotFound, 404),
    (Forbidden, 403),
    (Stale, 409),
    (Throttled, 429),
)
LINK_GONE = ErrorText(
    "Deze link werkt niet (meer)",
    "De link is verlopen, ingetrokken of al gebruikt. Of er mist een stukje van het adres.",
    "Vraag een nieuwe aan wie u de link gaf.",
)


def error_page(
    status: int,
    *,
    sentence: str | None = None,
    number: str | None = None,
    text: ErrorText | None = None,
) -> Response:
    """An error in the house's look, or as JSON for who asked for that."""
    text = text or TEXTS.get(status, TEXTS[400 if status < 500 else 500])
    if request.accept_mimetypes.best == "application/json":
        response = jsonify(fout=sentence or text.sentence)
    else:
        response = make_response(
            render_template(
                "errors/error.html", status=status, text=text, sentence=sentence, number=number
            )
        )
    response.status_code = status
    return response


def init_app(app: Flask) -> None:
    """Answer every error with a page."""
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _unavailable)
    app.register_error_handler(IntegrityError, _conflict)
    app.register_error_handler(StaleDataError, _conflict)
    app.register_error_handler(Exception, _unexpected)


def _domain(error: DomainError) -> AnyResponse:
    db.session.rollback()
    if isinstance(error, LinkGone):
        return error_page(404, text=LINK_GONE)
    onward = forwarded() if isinstance(error, NotFound) else None
    if onward is not None:
        return onward
    status = next((status for kind, status in STATUSES if isinstance(error, kind)), 400)
    response = error_page(status, sentence=str(error))
    if isinstance(error, Throttled):
        response.headers["Retry-After"] = str(error.seconds)
    return response


def _csrf(_error: CSRFError) -> Response:
    return error_page(
        400, sentence="Dit formulier is verlopen. Laad de pagina opnieuw en verstuur het nog eens."
    )


def _http(error: HTTPException) -> Response | HTTPException:
    status = error.code or 500
    if status < 400:
        return error
    response = error_page(status)
    if status == 405 and error.response is None:
        response.headers.extend(error.get_headers())
        response.headers["Content-Type"] = "text/html; charset=utf-8"
    return response


def _unavailable(error: OperationalError) -> Response:
    db.session.rollback()
    log.error("database not available: %s", type(error.orig).__name__)
    response = error_page(503)
    response.headers["Retry-After"] = "60"
    return response


def _conflict(_error: Exception) -> Response:
    db.session.rollback()
    return error_page(409)


def _unexpected(error: Exception) -> Response:
    db.session.rollback()
    number = secrets.token_hex(4)
    log.error("error %s on %s", number, request.endpoint, exc_info=error)
    return error_page(500, number=number)
