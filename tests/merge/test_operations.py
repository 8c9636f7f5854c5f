"""One of two parties: what arrives, what goes, and how both come back."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from crm import models
from crm.audit.models import Event
from crm.core.dates import Period
from crm.core.db import Base, db
from crm.core.errors import Refused, Stale
from crm.links.models import Edge, Link
from crm.links.operations import change_link, end_link
from crm.merge.operations import merge_parties, undo_merge
from crm.merge.queries import find_obstacle, merges_of, preview_merge
from crm.notes.operations import write_note
from crm.parties.following import FOLLOWING, column_of
from crm.parties.models import Party, PartyAccess
from crm.parties.operations import add_party, archive_party, change_party
from crm.parties.queries import find_party_by_reference
from crm.people.first_contacts import make_first_contact
from crm.people.holding_operations import close_holding, open_holding
from crm.people.models import AccountHolding, ContactRole
from crm.people.operations import add_person, close_role, open_role
from crm.resources.moving import TO_ITSELF
from crm.resources.operations import add_offer, change_offer
from crm.upkeep.check import run_checks
from tests.cast import OPERATOR, viewer_for
from tests.merge.conftest import AUTUMN, SPRING, everything, link, party, user

Town = SimpleNamespace


def sound() -> list[str]:
    """What the controls of `flask crm check` find."""
    db.session.commit()
    found = [f"{one.naam}: {one.gevonden}" for one in run_checks() if not one.goed]
    return [text for text in found if "gebeurtenis" not in text]


def test_everything_that_points_at_a_party_is_registered() -> None:
    assert models
    known = {
        column_of(attribute)
        for one in FOLLOWING
        for attribute in (*one.moves, *one.joins, *one.settled, *one.derived)
    }
    forgotten = [
        f"{table.name}.{foreign.parent.name}"
        for table in Base.metadata.sorted_tables
        for foreign in table.foreign_keys
        if foreign.column.table.name == "party" and foreign.parent not in known
    ]
    assert not forgotten, f"say in follows(...) what becomes of {forgotten} in a merge"


def test_all_of_it_arrives(town: Town) -> None:
    tuin, ref, reference = town.tuin, town.dubbel.ref, town.dubbel.reference
    merge_parties(tuin, town.dubbel, actor=OPERATOR)
    assert sound() == []
    assert (tuin.name, tuin.email) == ("Buurttuin De Vliet", "tuin@vliet.example")
    assert (tuin.phone, tuin.mission) == ("06 12 34 56 78", "Groen voor iedereen")
    assert (tuin.description, tuin.profile.phase) == ("Samen tuinieren.", "uitvoering")
    assert [theme.name for theme in tuin.themes] == ["Groen", "Ouderen"]
    assert [area.name for area in tuin.areas] == ["Vlietwijk"]
    assert town.kind_of.parent is tuin
    assert (town.money.party_a, town.money.party_b) == (town.fonds, tuin)
    assert town.talk.parties == [tuin]
    assert town.visit.parties == [tuin]
    assert [one.party.name for one in town.deal.signatories] == [tuin.name, town.school.name]
    assert town.deal.signatories[0].person is town.wil
    for key in (ref, reference):
        assert find_party_by_reference(key, viewer=OPERATOR) is tuin


def test_no_link_to_itself_and_none_twice(town: Town) -> None:
    between = town.between.ref
    merge_parties(town.tuin, town.dubbel, actor=OPERATOR)
    assert db.session.scalar(select(Link).where(Link.ref == between)) is None
    assert not town.own.is_archived
    assert town.double.is_archived
    assert town.deal.links == [town.own, town.double]
    ends = db.session.execute(select(Edge.src, Edge.dst).order_by(Edge.src, Edge.dst)).all()
    tuin, school, fonds = town.tuin.id, town.school.id, town.fonds.id
    assert sorted(ends) == sorted([(tuin, school), (school, tuin), (tuin, fonds), (fonds, tuin)])


def test_the_stricter_of_two_links_is_the_one_put_away(town: Town) -> None:
    town.own.visibility = "vertrouwelijk"
    db.session.flush()
    merge_parties(town.tuin, town.dubbel, actor=OPERATOR)
    assert town.own.is_archived
    assert not town.double.is_archived


def test_a_note_about_a_hidden_link_stays_hidden(town: Town) -> None:
    change_link(town.between, values={"visibility": "vertrouwelijk"}, actor=OPERATOR)
    notes = [
        write_note(one, values={"text": "Zij wonen samen."}, actor=OPERATOR)
        for one in (town.between, town.own)
    ]
    before = everything(kept=town.tuin.ref)
    merge = merge_parties(town.tuin, town.dubbel, actor=OPERATOR)
    assert [(note.subject, note.level) for note in notes] == [(town.tuin, 3), (town.own, 2)]
    undo_merge(merge, actor=OPERATOR)
    assert everything(kept=town.tuin.ref) == before


def test_nobody_answers_what_is_its_own(town: Town) -> None:
    asked = {"direction": "zoekt", "title": "een kas"}
    own = add_offer(town.tuin, values=asked, actor=OPERATOR)
    others = [town.dubbel, town.school]
    change_offer(own, values={"answered_by": others, "fulfilled_by": others}, actor=OPERATOR)
    lost = preview_merge(town.tuin, town.dubbel, viewer=OPERATOR).lost
    assert [one.why for one in lost if one.row == "een kas"] == [TO_ITSELF]
    before = everything(kept=town.tuin.ref)
    merge = merge_parties(town.tuin, town.dubbel, actor=OPERATOR)
    assert (own.answered_by, own.fulfilled_by) == ([town.school], [town.school])
    undo_merge(merge, actor=OPERATOR)
    assert everything(kept=town.tuin.ref) == before


def test_roles_and_holdings(town: Town) -> None:
    merge_parties(town.tuin, town.dubbel, actor=OPERATOR)
    roles = db.session.scalars(select(ContactRole).where(ContactRole.person_id == town.wil.id))
    assert [(role.party, role.begins_on) for role in roles] == [(town.tuin, SPRING)]
    held = {one.person: one.role for one in db.session.scalars(select(AccountHolding))}
    assert held == {town.amina: "vaste_contactpersoon", town.chantal: "accounthouder"}
    reached = {
        (row.user_id, row.why)
        for row in db.session.scalars(
            select(PartyAccess).where(PartyAccess.party_id == town.tuin.id)
        )
    }
    assert reached == {
        (user("amina").id, "houder"), (user("chantal").id, "houder"),
        (user("dries").id, "eigen"), (user("bas").id, "genoemd"),
    }  # fmt: skip


def test_one_first_contact_per_day(town: Town) -> None:
    an, bo = (add_person(values={"last_name": one}, actor=OPERATOR) for one in ("An", "Bo"))
    first = {"is_first_contact": True, "actor": OPERATOR}
    open_role(an, town.tuin, role="bestuurder", period=Period(AUTUMN), **first)
    open_role(bo, town.dubbel, role="trekker", period=Period(date(2024, 1, 1)), **first)
    seen = preview_merge(town.tuin, town.dubbel, viewer=OPERATOR)
    lost = {one.row: one.why for one in seen.lost}
    assert lost["Bo, trekker, sinds 1 januari 2024"] == (
        "blijft, eerste aanspreekpunt alleen 1 januari 2024 tot en met 28 februari 2025"
    )
    before = everything(kept=town.tuin.ref)
    merge = merge_parties(town.tuin, town.dubbel, actor=OPERATOR)
    days = (date(2024, 1, 1), SPRING, AUTUMN)
    roles = db.session.scalars(select(ContactRole).where(ContactRole.is_first_contact)).all()
    firsts = [[one.person.last_name for one in roles if one.period.holds(day)] for day in days]
    assert firsts == [["Bo"], ["Bos"], ["An"]]
    assert sound() == []
    undo_merge(merge, actor=OPERATOR)
    assert everything(kept=town.tuin.ref) == before


def test_what_was_chosen_stays(town: Town) -> None:
    answers = {"naam": "andere", "omschrijving": "beide", "fase": "andere", "email": "andere"}
    merge_parties(
        town.tuin, town.dubbel, answers=answers, contact_stays=town.dubbel, actor=OPERATOR
    )
    assert town.tuin.name == "Tuin de Vliet"
    assert town.tuin.description == "Samen tuinieren.\n\nTuinieren met de buurt."
    assert town.tuin.profile.phase == "opbouw"
    assert town.tuin.email == "tuin@vliet.example"
    held = {one.person: one.role for one in db.session.scalars(select(AccountHolding))}
    assert held[town.chantal] == "vaste_contactpersoon"
    assert sound() == []


def test_it_is_as_hidden_as_the_strictest(town: Town) -> None:
    change_party(town.dubbel, values={"visibility": "intern", "sensitive": True}, actor=OPERATOR)
    change_party(town.tuin, values={"withheld": True}, actor=OPERATOR)
    merge_parties(town.tuin, town.dubbel, actor=OPERATOR)
    tuin = town.tuin
    assert (tuin.visibility, tuin.sensitive, tuin.withheld) == ("intern", True, True)
    assert sound() == []


def test_one_event_on_the_one_that_stays(town: Town) -> None:
    db.session.flush()
    before = db.session.scalars(select(Event.id)).all()
    version = town.tuin.version
    merge_parties(town.tuin, town.dubbel, actor=OPERATOR)
    [event] = db.session.scalars(select(Event).where(Event.id.not_in(before)))
    assert (event.tag, event.subject_ref) == ("party.merged", town.tuin.ref)
    assert town.tuin.version == version + 1


@pytest.mark.parametrize("turned", [False, True])
def test_undoing_brings_back_exactly_what_was(town: Town, turned: bool) -> None:
    kept, dropped = (town.dubbel, town.tuin) if turned else (town.tuin, town.dubbel)
    change_party(dropped, values={"visibility": "intern"}, actor=OPERATOR)
    before = everything(kept=kept.ref)
    ref = dropped.ref
    merge = merge_parties(kept, dropped, answers={"naam": "andere"}, actor=OPERATOR)
    assert everything(kept=kept.ref) != before
    back = undo_merge(merge, actor=OPERATOR)
    assert back.ref == ref
    after = everything(kept=kept.ref)
    assert {name: after[name] ^ rows for name, rows in before.items() if after[name] != rows} == {}
    assert sound() == []
    with pytest.raises(Refused, match="al ongedaan"):
        undo_merge(merge, actor=OPERATOR)


def test_what_came_later_stays_with_the_one_that_stayed(town: Town) -> None:
    merge = merge_parties(town.tuin, town.dubbel, actor=OPERATOR)
    change_party(town.tuin, values={"phone": "070 123", "kvk": "12345678"}, actor=OPERATOR)
    new = link(town.tuin, town.fonds, "kent")
    end_link(town.money, ends_on=date(2026, 1, 1), actor=OPERATOR)
    back = undo_merge(merge, actor=OPERATOR)
    assert (town.tuin.phone, town.tuin.kvk, town.tuin.mission) == ("070 123", "12345678", "")
    assert (back.phone, back.mission) == ("06 12 34 56 78", "Groen voor iedereen")
    assert {new.party_a, new.party_b} == {town.tuin, town.fonds}
    assert (town.money.party_b, town.money.ends_on) == (back, date(2026, 1, 1))
    assert sound() == []


def test_what_was_written_while_it_was_hidden_stays_hidden(town: Town) -> None:
    change_party(town.dubbel, values={"visibility": "intern"}, actor=OPERATOR)
    merge = merge_parties(town.tuin, town.dubbel, actor=OPERATOR)
    change_party(town.tuin, values={"interest": "Gevoelig"}, actor=OPERATOR)
    undo_merge(merge, actor=OPERATOR)
    assert town.tuin.visibility == "intern"
    assert sound() == []


def test_a_number_that_was_given_away_is_not_taken_back(town: Town) -> None:
    """SQLite gives the highest number again: links must not end up at whoever has it now."""
    last = party("Tuin (dubbel)")
    tie = link(last, town.fonds, "kent")
    merge = merge_parties(town.tuin, last, actor=OPERATOR)
    stranger = party("Nieuwkomer")
    back = undo_merge(merge, actor=OPERATOR)
    assert back is not stranger
    assert {tie.party_a, tie.party_b} == {back, town.fonds}
    assert sound() == []


def test_what_stands_in_the_way_is_said(town: Town) -> None:
    first = merge_parties(town.tuin, town.dubbel, actor=OPERATOR)
    second = merge_parties(town.tuin, party("Nog een tuin"), actor=OPERATOR)
    with pytest.raises(Refused, match="eerst die samenvoeging"):
        undo_merge(first, actor=OPERATOR)
    assert find_obstacle(second) is None
    undo_merge(second, actor=OPERATOR)
    undo_merge(first, actor=OPERATOR)
    assert merges_of(town.tuin, viewer=OPERATOR) == []


def test_a_new_contact_person_stands_in_the_way(town: Town) -> None:
    merge = merge_parties(town.tuin, town.dubbel, contact_stays=town.dubbel, actor=OPERATOR)
    fixed = select(AccountHolding).where(AccountHolding.role == "vaste_contactpersoon")
    for one in db.session.scalars(fixed).all():
        close_holding(one, ends_on=AUTUMN, actor=OPERATOR)
    open_holding(
        town.tuin, person=town.amina, role="vaste_contactpersoon", period=Period(AUTUMN),
        actor=OPERATOR,
    )  # fmt: skip
    with pytest.raises(Refused, match="vaste contactpersoon"):
        undo_merge(merge, actor=OPERATOR)
    assert not merge.is_undone
    assert sound() == []


@pytest.mark.parametrize("act", ["end", "first", "end of a cut one", "end of one party’s"])
def test_a_role_that_became_of_both_stands_in_the_way(town: Town, act: str) -> None:
    an, bo = (add_person(values={"last_name": one}, actor=OPERATOR) for one in ("An", "Bo"))
    opened = {"role": "bestuurder", "actor": OPERATOR}
    since = date(2019, 1, 1)
    if act.startswith("end of"):
        first = act == "end of a cut one"
        role = open_role(bo, town.dubbel, period=Period(since), is_first_contact=first, **opened)
    elif act == "end":
        open_role(bo, town.tuin, period=Period(since, SPRING), **opened)
        role = open_role(bo, town.dubbel, period=Period(SPRING), **opened)
    else:
        open_role(an, town.tuin, period=Period(since), is_first_contact=True, **opened)
        role = open_role(bo, town.dubbel, period=Period(SPRING), is_first_contact=True, **opened)
    ref = role.ref
    merge = merge_parties(town.tuin, town.dubbel, actor=OPERATOR)
    role = db.session.scalars(select(ContactRole).where(ContactRole.ref == ref)).one()
    if act == "first":
        make_first_contact(role, actor=OPERATOR)
    else:
        close_role(role, ends_on=date(2026, 1, 1), actor=OPERATOR)
    if act == "end of one party’s":
        back = undo_merge(merge, actor=OPERATOR)
        assert (role.party, role.ends_on) == (back, date(2026, 1, 1))
    else:
        with pytest.raises(Refused, match="welke dagen"):
            undo_merge(merge, actor=OPERATOR)
    assert sound() == []


def test_a_circle_stands_in_the_way(town: Town) -> None:
    above = party("Koepel")
    change_party(town.dubbel, values={"parent": above}, actor=OPERATOR)
    merge = merge_parties(town.tuin, town.dubbel, actor=OPERATOR)
    assert town.tuin.parent is above
    change_party(town.tuin, values={"parent": None}, actor=OPERATOR)
    change_party(above, values={"parent": town.kind_of}, actor=OPERATOR)
    with pytest.raises(Refused, match="onderdeel van zichzelf"):
        undo_merge(merge, actor=OPERATOR)


def test_part_of_each_other(town: Town) -> None:
    middle = party("Tussenlaag", parent=town.dubbel)
    change_party(town.tuin, values={"parent": middle}, actor=OPERATOR)
    town.tuin.profile.part_of = town.dubbel
    before = everything(kept=town.tuin.ref)
    merge = merge_parties(town.tuin, town.dubbel, actor=OPERATOR)
    assert town.tuin.parent is None
    assert town.tuin.profile.part_of is None
    assert middle.parent is town.tuin
    assert sound() == []
    undo_merge(merge, actor=OPERATOR)
    assert everything(kept=town.tuin.ref) == before


def test_refused(town: Town) -> None:
    with pytest.raises(Refused, match="dezelfde"):
        merge_parties(town.tuin, town.tuin, actor=OPERATOR)
    with pytest.raises(Stale):
        merge_parties(town.tuin, town.dubbel, versions=(1, 9), actor=OPERATOR)
    archive_party(town.dubbel, actor=OPERATOR)
    with pytest.raises(Refused, match="archief"):
        merge_parties(town.tuin, town.dubbel, actor=OPERATOR)


def test_the_preview_says_what_will_happen(town: Town) -> None:
    seen = preview_merge(town.tuin, town.dubbel, viewer=viewer_for(user("amina")))
    told = {one.what: one.rows for one in seen.told}
    assert told["onderdelen"] == ["Kas van de tuin"]
    assert len(told["verbindingen"]) == 3
    assert told["contactmomenten"] == ["Bezoek, 12 november 2026", "Water, 12 november 2026"]
    assert told["biedt en zoekt"] == ["een schuur"]
    assert told["subsidies"] == ["Groen in de buurt, 2025"]
    assert told["overeenkomsten"] == ["Samen groen"]
    lost = {one.row: one.why for one in seen.lost}
    assert sorted(lost.values()) == [
        "gaat naar het archief: deze verbinding is er al",
        "staat er al, en blijft één keer staan",
        "tekent één keer: beide partijen stonden eronder",
        "vervalt: een partij kan niet met zichzelf verbonden zijn",
    ]


def test_the_preview_keeps_silent_about_what_is_hidden(town: Town) -> None:
    amina = viewer_for(user("amina"))
    before = preview_merge(town.fonds, town.school, viewer=amina)
    for kind in ("kent", "financiert"):
        link(town.fonds, town.school, kind, visibility="vertrouwelijk", note="Geheim")
    hidden = add_party(
        values={"name": "Geheim", "kind": "school", "parent": town.school,
                "visibility": "vertrouwelijk"}, actor=OPERATOR,
    )  # fmt: skip
    link(hidden, town.school, "kent")
    assert preview_merge(town.fonds, town.school, viewer=amina) == before
    assert isinstance(hidden, Party)
