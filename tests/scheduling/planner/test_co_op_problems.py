"""The co-ops that the benchmarks plan: the same for a seed, and with promises that can be kept."""

from dataclasses import replace

import pytest

from scheduling.planner import check, plan
from tests.benchmarks.co_op_planning import fill_pct
from tests.benchmarks.co_op_problems import HOUR, Load, co_op, with_a_kiln_out


def test_a_seed_always_draws_the_same_co_op():
    assert co_op(10, Load.BUSY, 3) == co_op(10, Load.BUSY, 3)
    assert co_op(10, Load.BUSY, 3) != co_op(10, Load.BUSY, 4)


@pytest.mark.parametrize("load", Load)
def test_a_co_op_has_families_kilns_and_work_that_may_be_shared_out(load):
    asked = co_op(20, load, 1)
    made = plan(asked)

    assert check(asked, made) == []
    assert made.unplaced == ()
    assert {step.family for step in asked.step.values()} == {"", "light", "dark"}
    assert any(step.splits for step in asked.step.values())
    assert sum(station.capacity_l is not None for station in asked.stations) == 3
    assert 30 < fill_pct(made) <= 100


def test_promises_come_after_the_release_and_on_the_evening_of_a_day():
    for run in co_op(20, Load.BUSY, 1).runs:
        assert run.due % (24 * HOUR) == 18 * HOUR
        assert run.due > run.release


def test_a_kiln_that_is_out_moves_what_was_booked_on_it():
    quiet = co_op(20, Load.NORMAL, 1)
    today = plan(quiet)

    asked = with_a_kiln_out(quiet, today)

    assert replace(today, problem=asked).moves == 0
    assert check(quiet, today) == []
    assert any("held by others" in fault for fault in check(asked, today))
