"""The verbs of agreements: what they refuse, and the one event each of them leaves."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from crm.agreements.models import Agreement
from crm.agreements.operations import (
    Signing,
    add_agreement,
    add_signatory,
    archive_agreement,
    attach_link,
    change_agreement,
    change_signatory,
    detach_link,
    move_agreement,
    remove_signatory,
    restore_agreement,
)
from crm.agreements.states import TRANSITIONS, Status
from crm.audit.models import Event
from crm.audit.queries import timeline
from crm.core.db import db
from crm.core.errors import Refused, Stale
from crm.parties.models import Party
from tests.agreements.conftest import AMINA, make_agreement, make_link, make_party

DatabaseSession = scoped_session[Session]


def events_of(agreement: Agreement) -> list[str]:
    return [event.tag for event in timeline([agreement.ref])][::-1]


class TestMaking:
    def test_it_gets_a_number_and_a_side_for_each_party(self, tuin: Party, gemeente: Party) -> None:
        agreement = make_agreement(tuin, gemeente)
        assert agreement.number.startswith("2026-")
        assert agreement.status == "verkenning"
        assert agreement.visibility == "intern"
        assert [s.side for s in agreement.signatories] == ["bewonersinitiatief", "gemeente"]
        assert events_of(agreement) == ["agreement.created"]
        assert agreement.version == 1

    def test_a_number_is_used_once(self, tuin: Party) -> None:
        make_agreement(tuin, number="SOK-1")
        with pytest.raises(Refused, match="al in gebruik") as refused:
            make_agreement(tuin, number="SOK-1")
        assert refused.value.field == "number"

    def test_a_party_takes_part_once(self, tuin: Party) -> None:
        with pytest.raises(Refused, match="hoort al bij"):
            make_agreement(tuin, tuin)

    def test_it_starts_from_a_link_between_its_parties(self, tuin: Party, gemeente: Party) -> None:
        link = make_link(tuin, gemeente)
        assert make_agreement(tuin, gemeente, links=[link]).links == [link]
        with pytest.raises(Refused, match="niet tussen twee partijen"):
            make_agreement(tuin, links=[link])

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"title": "  "}, "title"),
            ({"number": "=1+1"}, "number"),
            ({"begins_on": date(2026, 3, 1), "ends_on": date(2026, 3, 1)}, "ends_on"),
            ({"sensitive": True, "visibility": "netwerk"}, "visibility"),
        ],
    )
    def test_what_cannot_be_is_refused_at_its_field(
        self, session: DatabaseSession, values: dict[str, object], field: str
    ) -> None:
        with pytest.raises(Refused) as refused:
            add_agreement(values={"title": "Titel", "kind": "convenant", **values}, actor=AMINA)
        assert refused.value.field == field
        assert session.scalar(select(func.count(Agreement.id))) == 0


class TestChanging:
    def test_a_change_is_told_in_old_and_new(self, tuin: Party) -> None:
        agreement = make_agreement(tuin, title="Groen")
        change_agreement(agreement, values={"title": "Groener"}, version=1, actor=AMINA)
        assert agreement.version == 2
        assert agreement.sort_key == "groener"
        assert timeline([agreement.ref])[0].difference == {"titel": ["Groen", "Groener"]}

    def test_saving_what_is_there_changes_nothing(self, tuin: Party) -> None:
        agreement = make_agreement(tuin)
        change_agreement(agreement, values={"title": agreement.title}, actor=AMINA)
        assert agreement.version == 1
        assert events_of(agreement) == ["agreement.created"]

    def test_a_stale_save_is_not_taken(self, tuin: Party) -> None:
        agreement = make_agreement(tuin)
        change_agreement(agreement, values={"title": "Eerst"}, version=1, actor=AMINA)
        with pytest.raises(Stale):
            change_agreement(agreement, values={"title": "Later"}, version=1, actor=AMINA)

    def test_what_is_in_force_keeps_its_text_but_may_be_extended(
        self, tuin: Party, gemeente: Party
    ) -> None:
        agreement = make_agreement(tuin, gemeente, status="van_kracht", text="Wij beloven.")
        with pytest.raises(Refused, match="in evaluatie"):
            change_agreement(agreement, values={"text": "Wij beloven niets."}, actor=AMINA)
        db.session.expire(agreement)
        change_agreement(agreement, values={"ends_on": date(2030, 1, 1)}, actor=AMINA)
        assert agreement.ends_on == date(2030, 1, 1)
        move_agreement(agreement, to="in_evaluatie", actor=AMINA)
        change_agreement(agreement, values={"text": "Wij beloven meer."}, actor=AMINA)
        assert agreement.text == "Wij beloven meer."

    def test_what_is_in_the_archive_is_left_alone(self, tuin: Party) -> None:
        agreement = make_agreement(tuin)
        archive_agreement(agreement, actor=AMINA)
        with pytest.raises(Refused, match="archief"):
            move_agreement(agreement, to="concept", actor=AMINA)
        restore_agreement(agreement, actor=AMINA)
        move_agreement(agreement, to="concept", actor=AMINA)
        assert events_of(agreement)[1:] == [
            "agreement.archived",
            "agreement.restored",
            "agreement.moved",
        ]


class TestLinks:
    def test_attaching_and_detaching(self, tuin: Party, gemeente: Party) -> None:
        agreement, link = make_agreement(tuin, gemeente), make_link(tuin, gemeente)
        attach_link(agreement, link, actor=AMINA)
        assert agreement.links == [link]
        with pytest.raises(Refused, match="hoort al bij"):
            attach_link(agreement, link, actor=AMINA)
        detach_link(agreement, link, actor=AMINA)
        assert agreement.links == []
        assert agreement.version == 3
        assert events_of(agreement)[1:] == ["agreement.link_attached", "agreement.link_detached"]
        with pytest.raises(Refused, match="hoort niet"):
            detach_link(agreement, link, actor=AMINA)

    def test_only_links_between_its_parties(self, tuin: Party, gemeente: Party) -> None:
        agreement = make_agreement(tuin, gemeente)
        elsewhere = make_link(tuin, make_party("Fonds Vliet", "fonds"))
        with pytest.raises(Refused, match="niet tussen twee partijen"):
            attach_link(agreement, elsewhere, actor=AMINA)

    def test_a_party_that_leaves_takes_its_links_with_it(
        self, tuin: Party, gemeente: Party
    ) -> None:
        fonds = make_party("Fonds Vliet", "fonds")
        stays, goes = make_link(tuin, gemeente), make_link(tuin, fonds)
        agreement = make_agreement(tuin, gemeente, fonds, links=[stays, goes])
        remove_signatory(agreement.signatories[2], actor=AMINA)
        assert agreement.links == [stays]
        assert [signatory.party for signatory in agreement.signatories] == [tuin, gemeente]
        assert agreement.version == 2
        assert events_of(agreement)[1:] == ["agreement.signatory_removed"]


class TestSignatories:
    def test_a_party_joins_and_somebody_signs(self, tuin: Party, gemeente: Party) -> None:
        agreement = make_agreement(tuin)
        signatory = add_signatory(agreement, Signing(gemeente, function="wethouder"), actor=AMINA)
        change_signatory(signatory, values={"signed_on": date(2026, 11, 20)}, actor=AMINA)
        assert agreement.version == 3
        assert timeline([agreement.ref])[0].difference == {
            "partij": [gemeente.ref, gemeente.ref],
            "getekend op": [None, "2026-11-20"],
        }
        with pytest.raises(Refused, match="hoort al bij"):
            add_signatory(agreement, Signing(gemeente), actor=AMINA)

    def test_nobody_joins_or_leaves_what_is_in_force(self, tuin: Party, gemeente: Party) -> None:
        agreement = make_agreement(tuin, status="van_kracht")
        with pytest.raises(Refused, match="van kracht"):
            add_signatory(agreement, Signing(gemeente), actor=AMINA)
        with pytest.raises(Refused, match="van kracht"):
            remove_signatory(agreement.signatories[0], actor=AMINA)

    def test_one_party_signs_nothing(self, tuin: Party) -> None:
        agreement = make_agreement(tuin, status="afstemming")
        with pytest.raises(Refused, match="ten minste 2 partijen"):
            move_agreement(agreement, to="ter_ondertekening", actor=AMINA)


STEPS = st.one_of(
    st.sampled_from(list(Status)),
    st.sampled_from(["text", "attach", "detach", "archive", "restore", "join", "leave"]),
)


class TestAlways:
    @given(steps=st.lists(STEPS, min_size=1, max_size=25))
    def test_every_accepted_step_is_in_the_table_leaves_one_event_and_one_version(
        self, session: DatabaseSession, steps: list[str]
    ) -> None:
        tuin, gemeente = make_party("Buurttuin"), make_party("Gemeente", "gemeente")
        fonds, link = make_party("Fonds", "fonds"), make_link(tuin, gemeente)
        agreement = make_agreement(tuin, gemeente)
        try:
            for number, step in enumerate(steps):
                take_step(agreement, step, number=number, third=fonds, link=link)
        finally:
            session.rollback()


def take_step(agreement: Agreement, step: str, *, number: int, third: Party, link: object) -> None:
    """One step; afterwards exactly what was accepted is what happened."""
    before = (agreement.status, agreement.version, count_events(agreement))
    acts = {
        "text": lambda: change_agreement(agreement, values={"text": f"{number}"}, actor=AMINA),
        "attach": lambda: attach_link(agreement, link, actor=AMINA),
        "detach": lambda: detach_link(agreement, link, actor=AMINA),
        "archive": lambda: archive_agreement(agreement, actor=AMINA),
        "restore": lambda: restore_agreement(agreement, actor=AMINA),
        "join": lambda: add_signatory(agreement, Signing(third), actor=AMINA),
        "leave": lambda: remove_signatory(agreement.signatories[-1], actor=AMINA),
    }
    was_archived, parties = agreement.is_archived, len(agreement.signatories)
    try:
        if isinstance(step, Status):
            move_agreement(agreement, to=step, actor=AMINA)
        elif step == "leave" and not parties:
            return
        else:
            acts[step]()
    except Refused:
        db.session.refresh(agreement)
        assert (agreement.status, agreement.version, count_events(agreement)) == before
        return
    if step in ("archive", "restore") and was_archived is agreement.is_archived:
        assert (agreement.status, agreement.version, count_events(agreement)) == before
        return
    db.session.refresh(agreement)
    assert (agreement.version, count_events(agreement)) == (before[1] + 1, before[2] + 1)
    if isinstance(step, Status):
        assert step in TRANSITIONS[Status(before[0])]
        assert agreement.status == step
    else:
        assert agreement.status == before[0]


def count_events(agreement: Agreement) -> int:
    query = select(func.count(Event.id)).where(Event.subject_ref == agreement.ref)
    return db.session.scalar(query) or 0
