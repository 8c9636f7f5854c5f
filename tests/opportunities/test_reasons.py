"""Each reason by itself."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from crm.opportunities.ranking import reasons
from crm.opportunities.ranking.evidence import Match
from crm.opportunities.ranking.needs import OpenOffer, fitting
from crm.opportunities.ranking.reasons import CIRCLE, COMPANY, REASONS, Reason
from crm.parties.kinds import PartyKind
from tests.opportunities.invented import Near, facts, overlaps_of


def match(kind: str = "geld", *, theme: bool = False, area: bool = False) -> Match:
    return Match(2, kind, 1, 2, True, theme, area)


def test_a_closer_match_counts_more_and_two_kinds_are_the_most() -> None:
    assert reasons.need_meets_offer([match()]) == 0.5
    assert reasons.need_meets_offer([match(), match(theme=True, area=True)]) == 1.0
    many = [match(kind) for kind in ("geld", "kennis", "menskracht", "netwerk")]
    assert reasons.need_meets_offer(many) == 1.0


@pytest.mark.parametrize(
    ("overlap", "strength"),
    [
        (Near(1, 1, 1, 1, 1, 1), 1.5),
        (Near(0, 1, 1, 1, 1, 1), 0.5),
        (Near(1, 1, 1, 0, 1, 1), 0.0),
        (Near(1, 2, 1, 1, 2, 1), 0.25 + 0.25),
        (Near(1, 1, 1, 0, 0, 0), 0.5),
        (Near(0, 0, 0, 1, 1, 1), 0.5 + 0.5),
        (Near(0, 0, 0, 0, 0, 0), 0.25),
    ],
)
def test_theme_and_area_count_together(overlap: Near, strength: float) -> None:
    assert reasons.theme_in_area(overlaps_of({1: overlap})[1]) == pytest.approx(strength)


def test_a_group_is_measured_against_its_size() -> None:
    small, large = (facts(1, kind="fonds", degree=size) for size in (1, 100))
    assert CIRCLE.size(small) == CIRCLE.size(facts(1, kind="vereniging", degree=100)) == 1
    assert CIRCLE.size(large) == pytest.approx(10**0.9)


def test_a_walk_that_ends_at_anybody_says_less_the_more_it_is_linked() -> None:
    for kind in ("fonds", "vereniging"):
        assert COMPANY.size(facts(1, kind=kind, degree=1)) == 1
        assert COMPANY.size(facts(1, kind=kind, degree=100)) == pytest.approx(10**0.8)


@pytest.mark.parametrize("reason", REASONS)
def test_nobody_is_so_small_that_a_reason_is_worth_more_than_was_thought_possible(
    reason: Reason,
) -> None:
    for kind in PartyKind:
        assert all(reason.size(facts(1, kind=kind, degree=links)) >= 1 for links in (0, 1, 9))


def offer(
    number: int, direction: str, *, themes: Iterable[int] = (), areas: Iterable[int] = ()
) -> OpenOffer:
    return OpenOffer(number, number, "faciliteit", direction, frozenset(themes), frozenset(areas))


def test_a_need_meets_an_offer_unless_theme_or_area_stands_in_the_way() -> None:
    need = offer(1, "zoekt", themes={1}, areas={1})
    others = [
        offer(2, "biedt", themes={1, 2}, areas={1}),
        offer(3, "biedt"),
        offer(4, "biedt", themes={2}),
        offer(5, "biedt", areas={2}),
        offer(6, "zoekt", themes={1}, areas={1}),
    ]
    found = fitting([need], others)
    assert [(one.other, one.theme, one.area) for one in found] == [
        (2, True, True),
        (3, False, False),
    ]
    assert not found[0].own_offers


def test_a_goal_of_few_says_more_and_goals_add_up() -> None:
    assert reasons.shared_goals({1: 2}) == 0.5
    assert reasons.shared_goals({1: 2, 2: 4}) == 0.75


def test_two_initiatives_are_the_most_that_count() -> None:
    counted = [reasons.same_service(frozenset(range(many))) for many in (1, 2, 5)]
    assert counted == [0.5, 1.0, 1.0]


def test_the_table_names_each_reason_once() -> None:
    assert len(reasons.BY_CODE) == len(REASONS)
    assert len({reason.label for reason in REASONS}) == len(REASONS)
