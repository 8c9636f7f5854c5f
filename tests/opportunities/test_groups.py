"""Who could act together, what nobody works on, and which money fits."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from crm.accounts.roles import Role
from crm.accounts.viewer import Viewer
from crm.core.db import db
from crm.goals.operations import add_contribution, add_goal
from crm.opportunities import apart
from crm.opportunities.apart import any_untouched, untouched_goals, who_could
from crm.opportunities.group_queries import network_groups
from crm.opportunities.groups import FEWEST, MOST, MOST_KNOWN, MOST_OFTEN, Cell, groups_of
from crm.opportunities.schemes import all_fitting_schemes, fitting_schemes
from crm.resources.affiliations import rebuild_affiliations
from crm.resources.models import Grant, Scheme
from crm.taxonomy.operations import add_target_group
from tests.opportunities.invented import OPERATOR, Town, facts

READER = Viewer(99, Role.READER, OPERATOR.day)
KINDS = ("bewonersinitiatief", "school", "ondernemer", "fonds")


@given(data=st.data(), size=st.integers(0, 20))
def test_a_group_is_small_and_hardly_knows_itself(data: st.DataObject, size: int) -> None:
    parties = [facts(one, kind=KINDS[one % 4], degree=one % 5) for one in range(size)]
    pairs = [frozenset(pair) for pair in combinations(range(size), 2)]
    known = {pair for pair in pairs if data.draw(st.booleans())}
    apart = {pair for pair in pairs if not known and data.draw(st.booleans())}
    cells = [Cell(theme, "Zuid", parties) for theme in ("Groen", "Zorg", "Werk")]
    found = groups_of(cells, known=known, apart=apart, with_contact={1})
    for group in found:
        ids = [one.id for one in group.members]
        assert FEWEST <= len(set(ids)) == len(ids) <= MOST
        inside = [frozenset(pair) for pair in combinations(ids, 2)]
        assert group.known == len([pair for pair in inside if pair in known])
        assert group.known <= MOST_KNOWN * group.pairs
        assert not apart.intersection(inside)
        assert group.speaker in group.members
    times = [one.id for group in found for one in group.members]
    assert all(times.count(one) <= MOST_OFTEN for one in times)


@pytest.fixture
def town(session: Session) -> Town:
    return Town()


def test_a_group_of_the_network_rests_on_what_may_be_known(town: Town) -> None:
    where = {"themes": ["Groen"], "areas": ["Zuid"]}
    garden = town.party("Buurttuin", "bewonersinitiatief", **where)
    school = town.party("De Kring", "school", **where)
    shop = town.party("Gouden Schep", "ondernemer", **where)
    hidden = town.party("Team Groen", "team", visibility="intern", **where)
    [group] = network_groups(viewer=OPERATOR)
    assert {one.id for one in group.members} == {garden.id, school.id, shop.id, hidden.id}
    [group] = network_groups(viewer=READER)
    assert {one.id for one in group.members} == {garden.id, school.id, shop.id}
    town.link(garden, school, visibility="intern")
    town.link(garden, shop, visibility="intern")
    db.session.flush()
    assert network_groups(viewer=READER)[0].known == 0
    [group] = network_groups(viewer=OPERATOR)
    assert (group.known, group.speaker.id) == (2, garden.id)


def test_a_goal_nobody_works_on_names_who_could(town: Town) -> None:
    values = {"title": "Meer bomen", "themes": [town.theme("Groen")], "areas": [town.area("Zuid")]}
    goal = add_goal(values=values, actor=OPERATOR)
    far = town.party("Aarde", themes=["Groen"], areas=["Noord"])
    near = town.party("Zon", themes=["Groen"], areas=["Zuid"])
    hidden = town.party("Geheim", themes=["Groen"], visibility="intern")
    town.party("Fonds Groen", "fonds", themes=["Groen"])
    for viewer, others in ((OPERATOR, [far, hidden]), (READER, [far])):
        assert untouched_goals(page=1, viewer=viewer).rows == [goal]
        found = who_could([goal], viewer=viewer)[goal.id]
        assert [one.party for one in found] == [near, *others]
        assert (found[0].is_near, found[0].themes) == (True, ["Groen"])
    add_contribution(goal, hidden, nature="draagt_bij", actor=OPERATOR)
    assert not any_untouched(OPERATOR)
    assert any_untouched(READER)


def test_of_a_theme_of_many_only_who_is_near_could(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {"title": "Meer bomen", "themes": [town.theme("Groen")], "areas": [town.area("Zuid")]}
    goal = add_goal(values=values, actor=OPERATOR)
    near = town.party("Zon", themes=["Groen"], areas=["Zuid"])
    far = town.party("Aarde", themes=["Groen"], areas=["Noord"])
    town.party("Geheim", themes=["Groen"], visibility="intern")
    monkeypatch.setattr(apart, "MOST_ANYWHERE", 2)
    for viewer, able in ((OPERATOR, [near]), (READER, [near, far])):
        assert [one.party for one in who_could([goal], viewer=viewer)[goal.id]] == able


def test_a_scheme_fits_who_has_its_theme_and_never_received(town: Town) -> None:
    names = ("Groen", "Intern", "Voorbij", "Gekregen")
    schemes = [Scheme(name=name, sort_key=name, themes=[town.theme("Groen")]) for name in names]
    scheme, hidden, over, given = schemes
    over.closes_on, hidden.visibility = OPERATOR.day.replace(year=2020), "intern"
    party = town.party("Buurttuin", themes=["Groen"])
    db.session.add_all([*schemes, Grant(dossier="D1", scheme=given, party=party)])
    db.session.flush()
    rebuild_affiliations()
    for viewer, fitting in ((READER, [scheme]), (OPERATOR, [scheme, hidden])):
        for fits in (
            fitting_schemes(party, viewer=viewer),
            all_fitting_schemes(party, page=1, viewer=viewer).rows,
        ):
            assert [one.ref for one in fits] == [one.ref for one in fitting]
    assert fitting_schemes(town.party("Ander"), viewer=OPERATOR) == []


def test_the_scheme_stands_first_that_parties_alike_received_from(town: Town) -> None:
    def scheme(name: str, *themes: str, **values: Any) -> Scheme:
        return Scheme(name=name, sort_key=name, themes=[*map(town.theme, themes)], **values)

    fund = town.party("Fonds", "fonds", visibility="intern")
    near, both = scheme("A", "Groen", provider=fund), scheme("B", "Groen", "Zorg")
    far = scheme("C", "Groen")
    party = town.party("Buurttuin", themes=["Groen", "Zorg"], areas=["Zuid"])
    alike = town.party("Geveltuin", areas=["Zuid"])
    hidden = town.party("Geheim", areas=["Noord"], visibility="intern")
    party.target_groups = alike.target_groups = [add_target_group("Jongeren", actor=OPERATOR)]
    given = ((near, alike), (far, hidden))
    grants = [Grant(dossier=one.name, scheme=one, party=to) for one, to in given]
    db.session.add_all([far, near, both, *grants])
    db.session.flush()
    rebuild_affiliations()
    second = ("B", False, False, False, None)
    for viewer, provider, was_given in ((READER, None, False), (OPERATOR, "Fonds", True)):
        found = fitting_schemes(party, viewer=viewer)
        assert [
            (one.name, one.same_kind, one.same_area, one.same_people, one.provider_name)
            for one in found
        ] == [("A", True, True, True, provider), second, ("C", was_given, False, False, None)]
