"""Look-alikes from the table of signs, on both databases; the table follows every change."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.accounts.roles import Role
from crm.accounts.viewer import Viewer
from crm.parties.lookalikes import Described
from crm.parties.lookalikes_index import complete_signs, sign_faults
from crm.parties.lookalikes_queries import MOST_OF_SIGN, find_lookalikes
from crm.parties.models import Party, PartySign
from crm.parties.operations import add_party, archive_party, change_party, restore_party
from tests.cast import OPERATOR
from tests.support.settings import TODAY

Db = scoped_session[Session]
AMINA = Viewer(1, Role.CIVIL_SERVANT, TODAY)


def party(name: str, **values: object) -> Party:
    return add_party(values={"name": name, "kind": "vereniging", **values}, actor=OPERATOR)


def found(name: str, **values: str) -> list[str]:
    return [one.name for one in find_lookalikes(Described(name, **values), viewer=AMINA)]


@pytest.fixture
def town(session: Db) -> dict[str, Party]:
    names = [
        "Stichting Landelijk Netwerk Voorleeskoffers",
        "Coöperatie Buurttuin De Vliet U.A.",
        "Buurttuin 77",
        "Buurttuin 78",
        "Imkers Rietveld",
        "Turks-Nederlandse Vriendschapsstichting Bahar",
    ]
    return {name: party(name) for name in names}


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("LNV", "Stichting Landelijk Netwerk Voorleeskoffers"),
        ("Stg Buurttuin Vliet", "Coöperatie Buurttuin De Vliet U.A."),
        ("Burttuin Vliet", "Coöperatie Buurttuin De Vliet U.A."),
        ("Buurttuin 78", "Buurttuin 78"),
        ("BAHAR", "Turks-Nederlandse Vriendschapsstichting Bahar"),
        ("Imkersvereniging Rietveld", "Imkers Rietveld"),
    ],
)
def test_the_one_that_is_meant_comes_first(town: dict[str, Party], asked: str, first: str) -> None:
    assert found(asked)[0] == first


def test_by_what_it_has_of_its_own(session: Db) -> None:
    party("Imkers Rietveld", email="hallo@bijen.example", kvk="12345678")
    assert found("Honingmakers", email="hallo@bijen.example") == ["Imkers Rietveld"]
    assert found("Honingmakers", kvk="12345678") == ["Imkers Rietveld"]
    assert found("Honingmakers") == []


def test_a_withheld_address_finds_nobody(session: Db) -> None:
    party("Opvang Zonnehof", phone="0612345678", email="a@zon.example", withheld=True)
    assert found("Iets anders", phone="0612345678", email="a@zon.example") == []


def test_what_is_hidden_or_put_away_is_not_found(session: Db) -> None:
    hidden = {"vertrouwelijk": {}, "intern": {"sensitive": True}}
    for visibility, more in hidden.items():
        party(f"Zonnehof {visibility}", visibility=visibility, **more)
    away = party("Zonnehof")
    archive_party(away, actor=OPERATOR)
    assert found("Zonnehof") == []
    restore_party(away, actor=OPERATOR)
    assert found("Zonnehof") == ["Zonnehof"]
    change_party(away, values={"visibility": "intern"}, actor=OPERATOR)
    reader = Viewer(2, Role.READER, TODAY)
    assert found("Zonnehof") == ["Zonnehof"]
    assert find_lookalikes(Described("Zonnehof"), viewer=reader) == []
    assert sign_faults() == []


def test_many_hidden_ones_move_nothing(session: Db) -> None:
    party("Zonnehof Vliet")
    before = find_lookalikes(Described("Zonnehof"), viewer=AMINA)
    for number in range(MOST_OF_SIGN // 40):
        party(f"Zonnehof {number}", visibility="vertrouwelijk")
    assert find_lookalikes(Described("Zonnehof"), viewer=AMINA) == before


def test_a_new_name_is_found_and_the_old_one_not(session: Db) -> None:
    one = party("Imkers Rietveld")
    change_party(one, values={"name": "Honinghuis"}, actor=OPERATOR)
    assert found("Imkers Rietveld") == []
    assert found("Stichting Honinghuis") == ["Honinghuis"]
    assert sign_faults() == []


def test_parties_of_before_get_their_signs(session: Db) -> None:
    one = party("Imkers Rietveld")
    session.query(PartySign).delete()
    assert sign_faults() == [one.ref]
    complete_signs()
    assert sign_faults() == []
    assert found("Imkers") == ["Imkers Rietveld"]
