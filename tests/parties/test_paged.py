"""Lists by the page: every row once, and a list that is too long to count to its end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from crm.core.db import transaction
from crm.core.errors import NotFound
from crm.parties.models import Party
from crm.parties.operations import add_party
from crm.parties.queries import paged
from tests.cast import OPERATOR

NAMES = [f"Partij {letter}" for letter in "abcdefg"]
IN_ORDER = select(Party).order_by(Party.sort_key, Party.id)


@pytest.fixture
def seven(app: Flask) -> Iterator[None]:
    with app.app_context():
        with transaction():
            for name in NAMES:
                add_party(values={"name": name, "kind": "vereniging"}, actor=OPERATOR)
        yield


@pytest.mark.usefixtures("seven")
class TestPaged:
    def test_every_row_once_and_the_number_of_all(self) -> None:
        pages = [paged(IN_ORDER, number, size=3) for number in (1, 2, 3)]
        assert [row.name for page in pages for row in page.rows] == NAMES
        assert {(page.pages, page.total, page.uncounted) for page in pages} == {(3, 7, False)}

    def test_past_the_end_there_is_nothing(self) -> None:
        with pytest.raises(NotFound, match="3 bladzijden"):
            paged(IN_ORDER, 4, size=3)

    def test_more_than_it_counts(self) -> None:
        pages = [paged(IN_ORDER, number, size=3, count_to=4) for number in (1, 2, 3)]
        assert [row.name for page in pages for row in page.rows] == NAMES
        assert [page.pages for page in pages] == [2, 3, 3]
        assert {(page.total, page.uncounted) for page in pages} == {(4, True)}
        with pytest.raises(NotFound):
            paged(IN_ORDER, 4, size=3, count_to=4)

    def test_exactly_as_many_as_it_counts(self) -> None:
        page = paged(IN_ORDER, 3, size=3, count_to=7)
        assert (page.pages, page.total, page.uncounted) == (3, 7, False)

    def test_an_empty_list_has_one_empty_page(self) -> None:
        nobody = IN_ORDER.where(Party.name == "Niemand")
        page = paged(nobody, 1)
        assert (page.rows, page.pages, page.total) == ([], 1, 0)
        with pytest.raises(NotFound):
            paged(nobody, 2)
