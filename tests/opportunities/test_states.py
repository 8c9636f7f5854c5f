"""The state of an introduction follows from what was said: always true, and some examples."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.opportunities.introductions.drafting import Said, drafted, reasons_told
from crm.opportunities.states import (
    FEWEST,
    OUTCOMES,
    TRANSITIONS,
    Status,
    after_answers,
    after_outcomes,
    asked_now,
    can_move,
    least,
    months_later,
)

answers = st.lists(st.sampled_from(["ja", "nee", ""]), min_size=2, max_size=8)


@given(answers)
def test_details_are_shared_only_when_two_said_yes_and_nobody_is_waited_for(
    said: list[str],
) -> None:
    after = after_answers(Status.ASKED, said)
    assert (after is Status.AGREED) == (said.count("ja") >= FEWEST and "" not in said)
    assert (after is Status.OFF) == (len(said) - said.count("nee") < FEWEST)
    assert after_answers(after, said) == after


@given(answers, st.sampled_from(sorted(Status)))
def test_every_step_is_in_the_table(said: list[str], status: Status) -> None:
    after = after_answers(status, said)
    assert after == status or can_move(status, after)
    told = {3: list(OUTCOMES)[:1], 12: list(OUTCOMES)[1:2]}
    done = after_outcomes(status, told, sides=1)
    assert done == status or can_move(status, done)
    assert set(TRANSITIONS) == set(Status)


@pytest.mark.parametrize(
    ("day", "asked"),
    [("2026-04-29", None), ("2026-04-30", 3), ("2027-01-30", 3), ("2027-01-31", 12)],
)
def test_asked_after_three_and_twelve_months(day: str, asked: int | None) -> None:
    assert asked_now(date(2026, 1, 31), date.fromisoformat(day)) == asked
    assert asked_now(None, date.fromisoformat(day)) is None


def test_months_end_on_a_day_that_is_there() -> None:
    assert months_later(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert months_later(date(2026, 12, 1), 12) == date(2027, 12, 1)


def test_of_several_sides_the_most_modest_counts() -> None:
    assert least(["samenwerking", "contact"]) == "contact"
    assert least([]) is None
    assert after_outcomes(Status.MET, {3: ["geen_vervolg"]}, sides=2) == Status.MET
    assert after_outcomes(Status.MET, {3: ["geen_vervolg"] * 2}, sides=2) == Status.DONE
    assert after_outcomes(Status.AGREED, {3: ["contact"]}, sides=2) == Status.MET


def test_the_letter_says_what_means_most_to_the_parties() -> None:
    kerk = [
        Said("partijen_zoals_deze", "Tuin", "Kerk", "Partijen zoals deze zijn al verbonden."),
        Said(
            "gedeelde_partners",
            "Tuin",
            "Kerk",
            "Gedeelde partners: Welzijn. Vraag eerst of zij elkaar kennen van Welzijn.",
        ),
        Said("zoekt_en_biedt", "Tuin", "Kerk", "Kerk biedt: ‘zaal’. Hier is nodig: ‘plek’."),
    ]
    told = reasons_told([kerk])
    assert told == [
        "Kerk biedt: ‘zaal’. Tuin zoekt: ‘plek’.",
        "Gedeelde partners: Welzijn.",
    ]
    koor = [Said("zelfde_gebied", "Tuin", "Koor", "In hetzelfde gebied: West.")]
    assert reasons_told([kerk, koor], in_group=True) == [
        "Kerk biedt: ‘zaal’. Tuin zoekt: ‘plek’.",
        "Tuin en Kerk, gedeelde partners: Welzijn.",
        "Tuin en Koor, in hetzelfde gebied: West.",
    ]
    assert drafted(["Tuin", "Kerk"], told).count("\n- ") == 2
    assert "allemaal" in drafted(["Tuin", "Kerk", "Koor"], [])
