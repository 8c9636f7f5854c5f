"""What somebody said of look-alikes follows a merge, and comes back when it is undone."""

from __future__ import annotations

from sqlalchemy.orm import Session, scoped_session

from crm.merge.operations import merge_parties, undo_merge
from crm.parties.lookalikes_index import sign_faults
from crm.parties.lookalikes_pairs import due_parties, find_pairs, list_pairs, tell_apart
from crm.parties.models import Party
from crm.parties.operations import add_party
from tests.cast import OPERATOR


def party(name: str) -> Party:
    return add_party(values={"name": name, "kind": "vereniging"}, actor=OPERATOR)


def pairs(*, told_apart: bool) -> list[set[str]]:
    found = due_parties(100)
    if found:
        find_pairs(found, viewer=OPERATOR)
    listed = list_pairs(page=1, told_apart=told_apart, viewer=OPERATOR).rows
    return [{pair.party_a.name, pair.party_b.name} for pair in listed]


def test_two_parties_stay_two_after_a_merge(session: scoped_session[Session]) -> None:
    kept, dropped = party("Zonnehof Vliet"), party("Stichting Zonnehof")
    other = party("Vereniging Zonnehof")
    assert {dropped.name, other.name} in pairs(told_apart=False)
    for pair in list_pairs(page=1, viewer=OPERATOR).rows:
        if {pair.party_a_id, pair.party_b_id} == {dropped.id, other.id}:
            tell_apart(pair, actor=OPERATOR)
    names = {kept.name, other.name}
    merge = merge_parties(kept, dropped, actor=OPERATOR)
    assert pairs(told_apart=True) == [names]
    assert names not in pairs(told_apart=False)
    undo_merge(merge, actor=OPERATOR)
    assert pairs(told_apart=True) == [{"Stichting Zonnehof", "Vereniging Zonnehof"}]
    assert sign_faults() == []
