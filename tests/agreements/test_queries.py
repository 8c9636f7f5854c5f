"""Who sees which agreement, and what of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.accounts.roles import Role
from crm.accounts.viewer import Viewer
from crm.agreements.models import Agreement
from crm.agreements.operations import (
    Signing,
    add_signatory,
    attach_link,
    remove_signatory,
)
from crm.agreements.queries import (
    AgreementFilters,
    agreements_of,
    agreements_on,
    attachable_agreements,
    attachable_links,
    attached_links,
    get_agreement,
    links_under_agreement,
    list_agreements,
    seen_people,
    told,
    visible_agreements,
)
from crm.audit.queries import timeline
from crm.core.errors import NotFound
from crm.parties.models import Party
from crm.people.operations import add_person
from tests.agreements.conftest import AMINA, make_agreement, make_link, make_party

DatabaseSession = scoped_session[Session]
ViewerOf = Callable[..., Viewer]


def titles(viewer: Viewer, **filters: object) -> list[str]:
    found = list_agreements(AgreementFilters(**filters), page=1, viewer=viewer)
    return [agreement.title for agreement in found.rows]


class TestSeeing:
    @pytest.mark.parametrize(
        ("role", "seen"),
        [
            (Role.VISITOR, ["openbaar"]),
            (Role.INITIATOR, ["netwerk", "openbaar"]),
            (Role.READER, ["netwerk", "openbaar"]),
            (Role.CIVIL_SERVANT, ["intern", "netwerk", "openbaar"]),
            (Role.ADMINISTRATOR, ["intern", "netwerk", "openbaar"]),
            (Role.OPERATOR, ["intern", "netwerk", "openbaar", "vertrouwelijk"]),
        ],
    )
    def test_by_level(self, role: Role, seen: list[str], viewer_of: ViewerOf) -> None:
        party = make_party("Openbare tuin", visibility="openbaar")
        for visibility in ("openbaar", "netwerk", "intern", "vertrouwelijk"):
            make_agreement(party, title=visibility, visibility=visibility)
        assert titles(viewer_of(role)) == seen

    def test_an_initiatiefnemer_sees_what_the_own_party_agreed(
        self, tuin: Party, gemeente: Party, viewer_of: ViewerOf
    ) -> None:
        make_agreement(tuin, gemeente, title="Van ons")
        make_agreement(gemeente, title="Van anderen")
        make_agreement(tuin, title="Gevoelig", sensitive=True)
        assert titles(viewer_of(Role.INITIATOR, tuin)) == ["Van ons"]

    def test_who_holds_a_party_sees_its_confidential_agreement(
        self, tuin: Party, viewer_of: ViewerOf
    ) -> None:
        make_agreement(tuin, title="Gevoelig", sensitive=True)
        assert titles(viewer_of(Role.CIVIL_SERVANT, tuin, "houder")) == ["Gevoelig"]
        assert titles(AMINA) == []

    def test_never_when_one_of_its_parties_is_hidden(
        self, tuin: Party, viewer_of: ViewerOf
    ) -> None:
        hidden = make_party("Verborgen", visibility="intern")
        agreement = make_agreement(tuin, hidden, visibility="netwerk")
        for viewer in (viewer_of(Role.READER), viewer_of(Role.INITIATOR, tuin)):
            assert titles(viewer) == []
            assert agreements_of(tuin, viewer=viewer) == []
            with pytest.raises(NotFound):
                get_agreement(agreement.ref, viewer=viewer)
        assert get_agreement(agreement.ref, viewer=AMINA) is agreement


class TestList:
    def test_filters(self, tuin: Party, gemeente: Party) -> None:
        make_agreement(tuin, title="Café in de tuin", number="SOK-17")
        make_agreement(gemeente, title="Wijk 2", kind="manifest", status="van_kracht")
        make_agreement(gemeente, title="Wijk 10", status="concept")
        assert titles(AMINA) == ["Café in de tuin", "Wijk 2", "Wijk 10"]
        assert titles(AMINA, text="cafe tuin") == ["Café in de tuin"]
        assert titles(AMINA, text="sok-1") == ["Café in de tuin"]
        assert titles(AMINA, text="50%_") == []
        assert titles(AMINA, kinds=["manifest"]) == ["Wijk 2"]
        assert titles(AMINA, statuses=["van_kracht", "concept"]) == ["Wijk 2", "Wijk 10"]
        assert titles(AMINA, parties=[tuin]) == ["Café in de tuin"]
        assert titles(AMINA, archived=True) == []

    def test_pages_of_25(self, tuin: Party) -> None:
        for number in range(26):
            make_agreement(tuin, title=f"Overeenkomst {number}")
        second = list_agreements(AgreementFilters(), page=2, viewer=AMINA)
        assert [agreement.title for agreement in second.rows] == ["Overeenkomst 25"]
        assert (second.pages, second.total) == (2, 26)


class TestLinks:
    def test_a_hidden_link_is_not_shown(
        self, tuin: Party, gemeente: Party, viewer_of: ViewerOf
    ) -> None:
        shown, hidden = make_link(tuin, gemeente), make_party("Fonds Vliet", "fonds")
        secret = make_link(tuin, hidden, visibility="vertrouwelijk")
        agreement = make_agreement(
            tuin, gemeente, hidden, links=[shown, secret], visibility="netwerk"
        )
        lezer = viewer_of(Role.READER)
        assert attached_links(agreement, viewer=lezer) == [shown]
        assert attached_links(agreement, viewer=viewer_of(Role.OPERATOR)) == [shown, secret]

    def test_which_links_and_agreements_fit(self, tuin: Party, gemeente: Party) -> None:
        link, agreement = make_link(tuin, gemeente), make_agreement(tuin, gemeente)
        make_link(tuin, make_party("Fonds Vliet", "fonds"))
        assert attachable_links(agreement, viewer=AMINA) == [link]
        assert attachable_agreements(link, viewer=AMINA) == [agreement]
        attach_link(agreement, link, actor=AMINA)
        assert attachable_links(agreement, viewer=AMINA) == []
        assert attachable_agreements(link, viewer=AMINA) == []
        assert agreements_on([link.id], viewer=AMINA) == {link.id: [agreement]}

    @pytest.mark.parametrize(
        ("values", "carries"),
        [
            ({"visibility": "netwerk"}, {Role.READER, Role.CIVIL_SERVANT}),
            ({}, {Role.CIVIL_SERVANT}),
            ({"sensitive": True}, set()),
            ({"status": "afgebroken"}, set()),
            ({"status": "beeindigd"}, set()),
        ],
    )
    def test_the_double_line_of_a_picture_shows_nothing_hidden(
        self,
        tuin: Party,
        gemeente: Party,
        viewer_of: ViewerOf,
        values: dict[str, object],
        carries: set[Role],
    ) -> None:
        link = make_link(tuin, gemeente)
        make_agreement(tuin, gemeente, links=[link], **values)
        roles = {Role.READER, Role.INITIATOR, Role.CIVIL_SERVANT}
        seen = {
            role
            for role in roles
            if links_under_agreement([link.id], viewer=viewer_of(role, tuin, "genoemd"))
        }
        assert seen - {Role.INITIATOR} == carries


class TestPeopleAndTimeline:
    def test_who_signs_shows_to_who_may_see_the_person(
        self, tuin: Party, viewer_of: ViewerOf
    ) -> None:
        agreement = make_agreement(tuin, visibility="netwerk")
        dries = add_person(values={"first_name": "Dries", "last_name": "Vermeer"}, actor=AMINA)
        gemeente = make_party("Gemeente Vlietdam", "gemeente")
        add_signatory(agreement, Signing(gemeente, person=dries), actor=AMINA)
        assert seen_people(agreement, viewer=AMINA) == {dries.id: dries}
        assert seen_people(agreement, viewer=viewer_of(Role.READER)) == {}

    def test_the_timeline_names_only_who_the_reader_may_see(
        self, tuin: Party, viewer_of: ViewerOf
    ) -> None:
        agreement: Agreement = make_agreement(tuin, visibility="netwerk")
        hidden = make_party("Verborgen", visibility="vertrouwelijk")
        secret = make_link(tuin, hidden, visibility="vertrouwelijk")
        add_signatory(agreement, Signing(hidden), actor=AMINA)
        attach_link(agreement, secret, actor=AMINA)
        remove_signatory(agreement.signatories[-1], actor=AMINA)
        events = timeline([agreement.ref, tuin.ref])
        lezer, operator = viewer_of(Role.READER), viewer_of(Role.OPERATOR)
        assert "Verborgen" not in str([e.difference for e in told(events, viewer=lezer)])
        assert "agreement.link_attached" not in [e.tag for e in told(events, viewer=lezer)]
        removed = told(events, viewer=operator)[0]
        assert removed.difference["partij"] == ["Verborgen", None]
        assert "party.created" in [event.tag for event in told(events, viewer=lezer)]


def test_archived_agreements_are_still_visible(session: DatabaseSession) -> None:
    """Putting away is no hiding: the page itself stays."""
    agreement = make_agreement(make_party("Tuin"))
    query = visible_agreements(AMINA)
    assert session.scalars(query).all() == [agreement]
