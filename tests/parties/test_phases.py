"""The phases of an initiative: which step leads where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.core.errors import Refused
from crm.parties.kinds import Phase
from crm.parties.phases import ROAD, Standing, moved, next_phases, step_words

PHASES = st.sampled_from(Phase)


def test_the_road_is_walked_step_by_step() -> None:
    standing = Standing(Phase.IDEA)
    for phase in ROAD[1:]:
        standing = moved(standing, phase)
    assert standing == Standing(Phase.SECURED)
    with pytest.raises(Refused) as refused:
        moved(Standing(Phase.IDEA), Phase.RUNNING)
    assert refused.value.field == "phase"


def test_a_pause_leads_back_to_where_it_came_from() -> None:
    paused = moved(Standing(Phase.BUILDING), Phase.PAUSED)
    assert paused == Standing(Phase.PAUSED, Phase.BUILDING)
    assert next_phases(paused.phase, paused.paused_from) == (Phase.BUILDING, Phase.STOPPED)
    assert moved(paused, Phase.BUILDING) == Standing(Phase.BUILDING)
    assert set(next_phases(Phase.PAUSED)) == {*ROAD, Phase.STOPPED}


def test_stopping_asks_why() -> None:
    with pytest.raises(Refused) as refused:
        moved(Standing(Phase.RUNNING), Phase.STOPPED, because="  ")
    assert refused.value.field == "stopped_because"
    stopped = moved(Standing(Phase.RUNNING), Phase.STOPPED, because=" geen geld ")
    assert stopped == Standing(Phase.STOPPED, None, "geen geld")
    assert moved(stopped, Phase.ORIENTATION) == Standing(Phase.ORIENTATION)


@given(st.lists(PHASES, max_size=12))
def test_whatever_is_tried_the_standing_makes_sense(tried: list[Phase]) -> None:
    standing = Standing(Phase.IDEA)
    for to in tried:
        allowed = next_phases(standing.phase, standing.paused_from)
        try:
            standing = moved(standing, to, because="klaar")
        except Refused:
            assert to not in allowed
        assert (standing.paused_from is not None) == (standing.phase is Phase.PAUSED)
        assert bool(standing.stopped_because) == (standing.phase is Phase.STOPPED)


def test_every_step_has_words() -> None:
    assert step_words(Standing(Phase.BUILDING), Phase.RUNNING) == "verder naar in uitvoering"
    assert step_words(Standing(Phase.BUILDING), Phase.ORIENTATION) == "terug naar oriëntatie"
    paused = Standing(Phase.PAUSED, Phase.BUILDING)
    assert step_words(paused, Phase.BUILDING) == "gaat weer verder: opbouw"
    assert step_words(paused, Phase.STOPPED) == "stopt"
