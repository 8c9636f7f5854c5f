"""The invented municipality: complete, consistent, and the same on the same day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from crm import create_app
from crm.accounts.models import User
from crm.accounts.passwords import verify
from crm.accounts.roles import Role
from crm.accounts.viewer import Viewer
from crm.agreements.models import Agreement
from crm.agreements.states import KINDS as AGREEMENT_KINDS
from crm.agreements.states import Status
from crm.core.dates import dutch_day
from crm.core.db import Model, db, transaction
from crm.links.models import ContactMoment, Degree, Link
from crm.opportunities.introductions.meeting import FROM_INTRODUCTION, tell_outcome
from crm.opportunities.learning.experience import count_outcomes
from crm.opportunities.learning.lessons import FEWEST_OUTCOMES, look_back
from crm.opportunities.learning.past import INTERN
from crm.opportunities.models import PROPOSERS, Introduction
from crm.opportunities.queries import every_ranking, opportunities_for
from crm.opportunities.ranking.reasons import REASONS
from crm.parties.kinds import CONTACTED_KINDS, PartyKind
from crm.parties.models import Party, PartyAccess
from crm.people.kinds import FIXED_CONTACT
from crm.people.models import AccountHolding, ContactRole, Person
from crm.resources.models import Grant, Offer, Scheme
from crm.taxonomy.models import Area, Theme
from crm.upkeep.check import run_checks
from crm.upkeep.demo import ACCOUNTS, PASSWORD, make_demo
from crm.upkeep.demo.addresses import mail_name, phone_of
from crm.upkeep.demo.chance import month_before, period_of, ref_of
from crm.upkeep.demo.content import Months, months_in
from tests.support.databases import Database
from tests.support.settings import TODAY, app_settings

Demo = scoped_session[Session]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def demo(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    """The town on each of the two databases, made once for all these tests: they only read."""
    database: Database = request.getfixturevalue(f"{request.param}_database")
    app = create_app(app_settings(database.url, tmp_path_factory.mktemp("instance")))
    with app.app_context():
        with transaction():
            make_demo(on=TODAY, actor=Viewer.operator(TODAY))
        yield db.session
        db.session.remove()
        db.engine.dispose()
    database.restore()


def count(session: Demo, model: type[Model]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def party(session: Demo, name: str) -> Party:
    return session.scalars(select(Party).where(Party.name == name)).one()


class TestTown:
    def test_holds_as_much_as_a_real_town_would(self, demo: Demo) -> None:
        least = {Party: 120, Person: 180, Link: 350, Offer: 50, ContactMoment: 150}
        least |= {Scheme: 6, Grant: 60, Theme: 18, Area: 20}
        few = {model: n for model, wanted in least.items() if (n := count(demo, model)) < wanted}
        assert not few

    def test_has_parties_of_every_kind_and_agreements_of_every_kind_and_state(
        self, demo: Demo
    ) -> None:
        assert set(demo.scalars(select(Party.kind))) == {str(kind) for kind in PartyKind}
        assert set(demo.scalars(select(Agreement.status))) == {str(state) for state in Status}
        assert set(demo.scalars(select(Agreement.kind))) == set(AGREEMENT_KINDS)
        assert all(agreement.links for agreement in demo.scalars(select(Agreement)))

    def test_shows_every_reason_why_two_parties_should_meet(self, demo: Demo) -> None:
        network = every_ranking(viewer=Viewer.operator(TODAY), top=15)
        shown = {code for _, rows in network for row in rows for code, _ in row.points}
        assert shown == {reason.code for reason in REASONS}

    def test_keeps_every_rule_that_is_always_true(self, demo: Demo) -> None:
        assert [control.naam for control in run_checks() if not control.goed] == []

    def test_links_are_past_current_and_to_come_over_several_years(self, demo: Demo) -> None:
        links = list(demo.scalars(select(Link)))
        states = {link.period.state(TODAY) for link in links}
        assert states == {"voorbij", "huidig", "toekomstig"}
        assert len({link.begins_on.year for link in links if link.begins_on}) >= 5
        assert {link.status for link in links} >= {"actief", "onder_druk", "voorgesteld"}

    def test_initiatives_tell_stories_of_their_own(self, demo: Demo) -> None:
        kinds = [str(kind) for kind in CONTACTED_KINDS]
        stories = list(demo.scalars(select(Party.description).where(Party.kind.in_(kinds))))
        assert len(set(stories)) == len(stories)
        assert all(len(story) > 80 for story in stories if not story.startswith("Leende"))

    def test_some_things_are_hidden_withheld_or_put_away(self, demo: Demo) -> None:
        sensitive = demo.scalars(select(Party).where(Party.sensitive)).one()
        assert sensitive.visibility == "vertrouwelijk"
        for model in (Link, ContactMoment, Agreement):
            assert demo.scalars(select(model).where(model.sensitive)).first() is not None
        assert len(demo.scalars(select(Party).where(Party.withheld)).all()) == 2
        assert len(demo.scalars(select(Party).where(Party.visibility == "intern")).all()) >= 2
        assert len(demo.scalars(select(Party).where(Party.archived_at.is_not(None))).all()) >= 2

    def test_work_waits(self, demo: Demo) -> None:
        open_ones = ContactMoment.follow_up_done_on.is_(None)
        due = list(demo.scalars(select(ContactMoment.follow_up_on).where(open_ones)))
        days = [day for day in due if day is not None]
        assert min(days) < TODAY < max(days)
        held = select(AccountHolding.party_id).where(AccountHolding.role == FIXED_CONTACT)
        kinds = [str(kind) for kind in CONTACTED_KINDS]
        without = select(Party).where(Party.kind.in_(kinds), Party.id.not_in(held))
        assert len(demo.scalars(without).all()) >= 5


class TestInvented:
    def test_addresses_lead_nowhere(self, demo: Demo) -> None:
        for mail in (*demo.scalars(select(Party.email)), *demo.scalars(select(Person.email))):
            assert mail.endswith(".example"), mail
        for site in demo.scalars(select(Party.website).where(Party.website != "")):
            assert site.endswith(".example"), site
        for postcode in demo.scalars(select(Party.postcode).where(Party.postcode != "")):
            assert postcode.startswith("2299 "), postcode

    def test_numbers_are_of_one_invented_range_and_all_different(self, demo: Demo) -> None:
        phones = [
            phone
            for column in (Party.phone, Person.phone)
            for phone in demo.scalars(select(column).where(column != ""))
        ]
        assert all(phone.startswith("06 12 34 5") and len(phone) == 14 for phone in phones)
        assert len(set(phones)) == len(phones)

    def test_it_says_so(self, demo: Demo) -> None:
        assert set(demo.scalars(select(Party.source))) == {"Verzonnen voorbeeld"}
        assert "verzonnen" in party(demo, "Gemeente Vlietdam").description


class TestGarden:
    """Buurttuin De Vliet, the party that the product is explained with."""

    def test_who_to_call(self, demo: Demo) -> None:
        garden = party(demo, "Buurttuin De Vliet")
        first = select(ContactRole).where(
            ContactRole.party_id == garden.id, ContactRole.is_first_contact
        )
        person = demo.scalars(first).one().person
        assert (person.name, person.phone) == ("Dries Vermeer", "06 12 34 56 78")
        holdings = select(AccountHolding).where(
            AccountHolding.party_id == garden.id, AccountHolding.role == FIXED_CONTACT
        )
        [current] = [h for h in demo.scalars(holdings) if h.period.holds(TODAY)]
        assert current.person is not None
        assert (current.person.name, current.begins_on) == ("Amina El Idrissi", date(2025, 3, 1))

    def test_last_contact_and_last_confirmed(self, demo: Demo) -> None:
        garden = party(demo, "Buurttuin De Vliet")
        moments = select(ContactMoment).where(ContactMoment.parties.any(Party.id == garden.id))
        last = max(demo.scalars(moments), key=lambda moment: moment.happened_at)
        assert (last.happened_at.date(), last.channel) == (date(2026, 11, 12), "telefoon")
        assert garden.verified_on == date(2026, 9, 3)

    def test_its_chances_are_near_the_top(self, demo: Demo) -> None:
        garden = party(demo, "Buurttuin De Vliet")
        found = opportunities_for(garden, viewer=Viewer(None, Role.CIVIL_SERVANT, TODAY), top=8)
        expected = {
            "Zorggroep Waterland",
            "Repair Café Zuid",
            "Fonds Vliet",
            "Imkers Vlietdam",
            "Basisschool De Kring",
        }
        assert expected <= {opportunity.party.name for opportunity in found}

    def test_some_initiatives_have_no_link_that_a_reader_can_see(self, demo: Demo) -> None:
        linked = select(Degree.party_id).where(Degree.level == 1)
        alone = select(Party.name).where(
            Party.id.not_in(linked), Party.archived_at.is_(None), Party.level <= 1
        )
        names = set(demo.scalars(alone))
        assert names >= {"Dorpshuis Haven", "Fietsmaatjes", "Imkers Vlietdam", "Leestuin"}
        assert len(names) == 9


class TestPastOfIntroductions:
    def test_one_outcome_more_moves_what_a_reason_counts(self, demo: Demo) -> None:
        operator = Viewer.operator(TODAY)
        assert count_outcomes(level=INTERN) == FEWEST_OUTCOMES - 1
        waiting = [one for one in demo.scalars(select(Introduction))
                   if one.outcome_asked(TODAY, None) and one.signals]  # fmt: skip
        with demo.begin_nested() as at_the_end:
            tell_outcome(waiting[0], months=3, outcome="samenwerking", actor=operator)
            town_hall = look_back(day=TODAY)[-1]
            at_the_end.rollback()
        assert (town_hall.kept, town_hall.used["outcomes"]) == (True, FEWEST_OUTCOMES)
        assert town_hall.factors["zelfde_thema_in_gebied"] > 1.5

    def test_who_began_it_says_so_and_its_days_follow_each_other(self, demo: Demo) -> None:
        begun = list(demo.scalars(select(Introduction)))
        assert {one.brought_by for one in begun} == set(PROPOSERS)
        for one in begun:
            told = [outcome.told_on for outcome in one.outcomes]
            days = [dutch_day(one.created_at), one.shared_at and dutch_day(one.shared_at),
                    one.met_on, *sorted(told), TODAY]  # fmt: skip
            known = [day for day in days if day]
            assert known == sorted(known), one.name
            assert all(link.origin == FROM_INTRODUCTION for link in one.links)


class TestAccounts:
    def test_one_for_each_role_with_the_known_password(self, demo: Demo) -> None:
        users = {user.email: user for user in demo.scalars(select(User))}
        assert {email: user.role for email, user in users.items()} == {
            f"{short}@vlietdam.example": role for short, _, role in ACCOUNTS
        }
        assert all(user.is_demo and user.active for user in users.values())
        assert verify(PASSWORD, users["amina@vlietdam.example"].password_hash)

    def test_the_initiator_has_his_garden_and_nothing_else(self, demo: Demo) -> None:
        own = (
            select(Party.name)
            .join(PartyAccess, PartyAccess.party_id == Party.id)
            .join(User, User.id == PartyAccess.user_id)
            .where(User.email == "dries@vlietdam.example")
        )
        assert demo.scalars(own).all() == ["Buurttuin De Vliet"]


class TestPure:
    def test_months_are_counted_back_and_forward(self) -> None:
        on = date(2026, 3, 31)
        assert month_before(on, 1, 31) == date(2026, 2, 28)
        assert month_before(on, 15) == date(2024, 12, 1)
        assert month_before(on, -10) == date(2027, 1, 1)
        assert months_in("40-14") == Months(40, 14)
        assert months_in("+2") == Months(-2)

    @pytest.mark.parametrize("months", [Months(0), Months(0, 0), Months(3, 3), Months(12, 0)])
    def test_a_period_always_holds_a_day(self, months: Months) -> None:
        for offset in range(40):
            on = date(2026, 1, 1) + timedelta(days=offset)
            period = period_of(on, months, "woord")
            assert not period.is_empty
            assert period.begins_on is not None
            assert period.begins_on <= on

    def test_names_and_numbers(self) -> None:
        assert mail_name("Corrie van den Berg") == "corrie.vandenberg"
        numbers = {phone_of(place) for place in range(999)}
        assert len(numbers) == 999
        assert "06 12 34 56 78" not in numbers

    def test_refs_are_of_version_four_and_always_the_same(self) -> None:
        ref = ref_of("partij", "buurttuin-de-vliet")
        assert ref == ref_of("partij", "buurttuin-de-vliet")
        assert (ref[14], ref[19] in "89ab") == ("4", True)
