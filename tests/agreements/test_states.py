"""The table of transitions, and what is fixed when."""

from __future__ import annotations

from itertools import pairwise

import pytest

from crm.agreements.states import (
    FINISHED,
    TRANSITIONS,
    Status,
    can_move,
    next_states,
    side_of,
    why_fixed,
    why_refused,
)


class TestMoves:
    def test_the_road_from_first_talk_to_the_end(self) -> None:
        road = "verkenning concept afstemming ter_ondertekening van_kracht in_evaluatie van_kracht"
        for status, to in pairwise([*road.split(), "opgezegd", "beeindigd"]):
            assert can_move(status, to)
            assert why_refused(status, to, parties=2) is None

    @pytest.mark.parametrize("status", list(Status))
    def test_breaking_off_is_for_what_was_never_in_force(self, status: Status) -> None:
        before_force = ("verkenning", "concept", "afstemming", "ter_ondertekening")
        assert can_move(status, "afgebroken") is (status in before_force)

    def test_every_state_can_be_reached_and_only_finished_ones_are_ends(self) -> None:
        reached = {to for moves in TRANSITIONS.values() for to in moves}
        assert reached | {Status.EXPLORING} == set(Status)
        assert {status for status in Status if not next_states(status)} == FINISHED


class TestSentences:
    def test_a_move_outside_the_table_says_which_moves_there_are(self) -> None:
        sentence = why_refused("verkenning", "van_kracht", parties=2)
        assert sentence == (
            "Van ‘verkenning’ kunt u niet naar ‘van kracht’. Kies ‘concept’ of ‘afgebroken’."
        )

    def test_what_has_ended_is_done(self) -> None:
        assert "is klaar" in (why_refused("beeindigd", "concept", parties=2) or "")

    def test_a_state_nobody_knows_is_refused_too(self) -> None:
        assert "‘kwijt’" in (why_refused("concept", "kwijt", parties=2) or "")

    @pytest.mark.parametrize(("parties", "refused"), [(0, True), (1, True), (2, False)])
    def test_signing_takes_two(self, parties: int, refused: bool) -> None:
        sentence = why_refused("afstemming", "ter_ondertekening", parties=parties)
        assert bool(sentence) is refused

    @pytest.mark.parametrize("status", ["verkenning", "concept", "afstemming", "in_evaluatie"])
    def test_what_people_still_talk_about_can_change(self, status: str) -> None:
        assert why_fixed(status) is None

    def test_what_is_in_force_says_how_it_can_change(self) -> None:
        assert "in evaluatie" in (why_fixed("van_kracht") or "")
        assert "afstemming" in (why_fixed("ter_ondertekening") or "")


@pytest.mark.parametrize(
    ("kind", "side"),
    [
        ("gemeente", "gemeente"),
        ("afdeling", "gemeente"),
        ("bewonersinitiatief", "bewonersinitiatief"),
        ("coalitie", "bewonersinitiatief"),
        ("fonds", "andere_partner"),
        ("samenwerkingsverband", "andere_partner"),
    ],
)
def test_the_side_a_party_stands_on(kind: str, side: str) -> None:
    assert side_of(kind) == side
