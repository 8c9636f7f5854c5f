"""How quick a search is among 100,000 invented parties and as many people, on SQLite.

The reference of the same run is what search never does: to read every name. Both are measured
in processor time, so that a busy machine slows them alike: on a quiet one 8 ms, of which a search
may take two fifths.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from random import Random
from statistics import median
from time import process_time
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from pytest_benchmark.fixture import BenchmarkFixture
from sqlalchemy import func, insert, select

from crm import create_app
from crm.accounts.roles import Role
from crm.accounts.viewer import Viewer
from crm.core import schema
from crm.core.db import db, transaction
from crm.parties.models import Party
from crm.parties.models import searchable as searchable_party
from crm.people.models import ContactRole, Person
from crm.people.models import searchable as searchable_person
from crm.search.queries import search
from tests.support.settings import TODAY, app_settings

SIZE = 100_000
MOST_OF_REFERENCE = 0.4
BEGINS = ["buurt", "wijk", "moes", "school", "speel", "sport", "taal", "zorg", "fiets", "kunst"]
ENDS = ["tuin", "huis", "plein", "winkel", "café", "vereniging", "markt", "werkplaats", "koor"]
FIRST = ["Stichting", "Vereniging", "De Vriendelijke", "Het Nieuwe", "Samen", "Coöperatie"]
PLACES = ["Vlietdam", "Haven", "Oost", "Zuid", "Noord", "Rietveld", "Waterwijk", "Kerkdorp"]
SYLLABLES = ["ba", "del", "kor", "mi", "ra", "ven", "lo", "ster", "wijn", "zo", "han", "gel"]
CALLED = ["Jan", "Piet", "Amina", "Fatima", "Joris", "Dries", "Els", "Anna", "Sanne", "Yusuf"]
NAMED = ["Jansen", "Bakker", "de Vries", "van den Berg", "El Idrissi", "Visser", "Smit"]
COMMON = ["st", "stichting", "tuin", "vereniging", "vlietdam", "buurt", "jan", "de vr", "oost"]
RARE = ["badelkor", "kormi haven", "qqqq", "uurttuin bad", "idrissi ami", "5678", "tuinbadel"]


class Pen:
    """Invents names, the same for the same number."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.numbers = count(1)

    def made_up(self) -> str:
        return "".join(self.random.choice(SYLLABLES) for _ in range(3)).capitalize()

    def thing(self) -> str:
        return self.random.choice(BEGINS) + self.random.choice(ENDS)

    def record(self) -> dict[str, Any]:
        shares = {"netwerk": 80, "openbaar": 8, "intern": 10, "vertrouwelijk": 2}
        return {
            "id": next(self.numbers),
            "ref": str(UUID(int=self.random.getrandbits(128), version=4)),
            "visibility": self.random.choices(list(shares), list(shares.values()))[0],
            "phone": f"06{self.random.randrange(10**8):08d}",
        }

    def party(self) -> dict[str, Any]:
        place, thing = self.random.choice(PLACES), self.thing()
        name = self.random.choice(
            [
                f"{self.random.choice(FIRST)} {self.made_up()} {self.random.choice(ENDS)}",
                f"{thing.capitalize()} {self.made_up()} {place}",
                f"{self.made_up()} {thing} {self.random.randrange(100)}",
            ]
        )
        text = f"Wij maken een {self.thing()} voor wie in {self.random.choice(PLACES)} woont."
        row = {"name": name, "description": text, "place": place, "kind": "vereniging"}
        row |= {"sector": "civiel", **self.record()}
        return row | searchable_party(Party(**row))

    def person(self) -> dict[str, Any]:
        last = self.random.choice(NAMED) if self.random.random() < 0.3 else self.made_up()
        row = {"first_name": self.random.choice(CALLED), "last_name": last, **self.record()}
        return row | searchable_person(Person(**row))

    def role(self, person: int) -> dict[str, Any]:
        party, ref = self.random.randint(1, SIZE), str(UUID(int=self.random.getrandbits(128)))
        return {"ref": ref, "person_id": person, "party_id": party, "role": "trekker"}


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A database of its own with the invented names."""
    folder = tmp_path_factory.mktemp("large")
    app = create_app(app_settings(f"sqlite:///{folder / 'large.sqlite3'}", folder))
    parties, people, roles = Pen(1), Pen(2), Pen(3)
    with app.app_context():
        schema.migrate()
        with transaction():
            db.session.execute(insert(Party), [parties.party() for _ in range(SIZE)])
            db.session.execute(insert(Person), [people.person() for _ in range(SIZE)])
            db.session.execute(
                insert(ContactRole), [roles.role(person + 1) for person in range(SIZE)]
            )
        yield app
        db.engine.dispose()


def milliseconds(work: Callable[[], object]) -> float:
    """How long the processor worked."""
    began = process_time()
    work()
    return (process_time() - began) * 1000


@pytest.mark.parametrize("texts", [COMMON, RARE], ids=["common", "rare"])
def test_search(large: Flask, benchmark: BenchmarkFixture, texts: list[str]) -> None:
    viewer = Viewer(1, Role.CIVIL_SERVANT, TODAY)
    every_name = select(func.count()).where(Party.folded.like("%tuinbadel%"))
    took: list[float] = []
    read: list[float] = []

    def ask_all() -> None:
        read.append(milliseconds(lambda: db.session.scalar(every_name)))
        for text in texts:
            took.append(milliseconds(partial(search, text, viewer=viewer)))
            db.session.rollback()

    benchmark.pedantic(ask_all, rounds=30, warmup_rounds=1)
    benchmark.extra_info["p50 in ms of one search"] = round(median(took), 2)
    benchmark.extra_info["p50 in ms of reading every name"] = round(median(read), 2)
    assert median(took) <= median(read) * MOST_OF_REFERENCE
