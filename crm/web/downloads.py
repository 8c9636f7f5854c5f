"""`?vorm=csv` and `?vorm=xlsx`: any list as a file, with the filters of its own address.

The file is made whole before it is sent: an error is a page, never half a list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from flask import Response

from crm.accounts.operations import note_reading
from crm.accounts.permissions import require
from crm.accounts.viewer import Viewer
from crm.core.db import HIDDEN_LEVEL
from crm.exchange.lists import Row, TooLong, write_csv, write_workbook
from crm.parties.queries import AT_ONCE
from crm.web.access import viewer
from crm.web.asking import AskedWrongly, chosen

FORMS: dict[str, tuple[str, Callable[..., None]]] = {
    "csv": ("text/csv; charset=utf-8", write_csv),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        write_workbook,
    ),
}
IN_MEMORY, PIECE = 2_000_000, 65_536
"""In bytes: a longer file waits on disk, and is sent in pieces."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that can leave: the name of its file, its columns, and the cells of some rows.

    `cells` gets some hundreds of records at a time, so that it can look up what belongs to them
    in a constant number of queries.
    """

    name: str
    columns: tuple[str, ...]
    cells: Callable[[Sequence[Any], Viewer], Iterable[Row]]


def asked_form() -> str:
    """`csv` or `xlsx` when the list is asked for as a file, else empty; not for every role."""
    forms = chosen("vorm", FORMS)
    if forms:
        require(viewer(), "list.download")
    return forms[0] if forms else ""


def download(listing: Listing, records: Iterable[Any], *, form: str) -> Response:
    """The list as a file in that form."""
    try:
        file = _written(listing, records, form)
    except TooLong:
        raise AskedWrongly("Deze lijst is te lang voor Excel. Kies CSV, of kies filters.") from None
    answer = Response(_pieces(file), mimetype=FORMS[form][0])
    answer.call_on_close(file.close)
    answer.content_length = file.tell()
    name = f"{listing.name}-{viewer().day.isoformat()}.{form}"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    file.seek(0)
    return answer


def _written(listing: Listing, records: Iterable[Any], form: str) -> IO[bytes]:
    with ExitStack() as on_failure:
        file = on_failure.enter_context(SpooledTemporaryFile(IN_MEMORY))
        FORMS[form][1](listing.name, listing.columns, _rows(listing, records), file)
        on_failure.pop_all()
    return cast("IO[bytes]", file)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece


def _rows(listing: Listing, records: Iterable[Any]) -> Iterator[Row]:
    remaining = iter(records)
    while some := list(islice(remaining, AT_ONCE)):
        _note_readings(some)
        yield from listing.cells(some, viewer())


def _note_readings(records: Sequence[Any]) -> None:
    """Who takes a confidential record along has read it."""
    for record in records:
        if getattr(record, "level", 0) == HIDDEN_LEVEL:
            note_reading(record.__tablename__, record.ref, viewer=viewer())
