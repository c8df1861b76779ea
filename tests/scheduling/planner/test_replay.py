"""What becomes of a plan when work does not last as long as booked."""

from math import log

import pytest

from scheduling import planner
from scheduling.planner.noise import Noise, Spread
from scheduling.planner.replay import replay
from tests.scheduling.planner.co_op import co_op
from tests.scheduling.planner.workshop import DAY, at, daily, fire, kiln, problem, run, span, throw, wheel

AS_BOOKED = Spread(0, 0)


def noise(*, wheel=AS_BOOKED, kiln=AS_BOOKED, **fields):
    kinds = {"wheel": wheel, "kiln": kiln, "booth": AS_BOOKED, "bench": AS_BOOKED}
    return Noise(kinds=kinds, **{"no_show": 0, "re_fired": 0, "to_the_shelf": (0,)} | fields)


def times_as_long(factor):
    return Spread(log(factor), 0)


def expected(*runs, with_, **fields):
    plan = planner.plan(problem(*runs, **fields))
    assert not plan.unplaced
    return {key: outlook.expected for key, outlook in replay(plan, with_, times=20).items()}


@pytest.mark.parametrize("seed", range(6))
def test_without_noise_everything_ends_as_planned(seed):
    plan = planner.plan(co_op(seed, 12, 28))

    ends = {key: outlook.expected for key, outlook in replay(plan, noise(), times=3).items()}

    assert ends == plan.finish


def test_work_that_lasts_twice_as_long_goes_on_the_next_morning():
    # 12 pieces of 30 minutes: 9 to 13 and 13 to 15. Twice as long, the second half ends at 12 of the next day.
    finish = expected(run(throw(pieces=12)), with_=noise(wheel=times_as_long(2)))

    assert finish == {"run": at(1, 12)}


def test_who_is_quick_does_not_come_before_the_booked_time():
    two = run(throw(pieces=4, min_wait_after=60), fire())

    assert expected(two, with_=noise(wheel=times_as_long(0.5))) == expected(two, with_=noise())


def test_what_stands_behind_at_a_station_waits():
    first, second = run(throw("first", pieces=8), due=0), run(throw("second", pieces=2), due=DAY)

    finish = expected(first, second, with_=noise(wheel=times_as_long(1.5)), stations=(wheel(),))

    assert finish == {"first": at(0, 15), "second": at(0, 16, 30)}


def test_somebody_elses_booking_is_worked_around():
    taken = wheel(busy=(span(at(0, 11), at(0, 17)),))

    finish = expected(run(throw(pieces=4)), with_=noise(wheel=times_as_long(1.5)), stations=(taken,))

    assert finish == {"run": at(0, 18)}


def test_a_firing_is_unloaded_when_somebody_is_there():
    # Loaded at 9:00, out at 1:00 of the next day; a tenth longer it is 2:30, and either way 9:00 comes first.
    finish = expected(run(fire()), with_=noise(kiln=times_as_long(1.1)))

    assert finish == {"run": at(1, 9, 30)}


def test_a_firing_that_came_out_wrong_is_fired_again():
    assert expected(run(fire()), with_=noise(re_fired=1)) == {"run": at(2, 9, 30)}


def test_a_load_waits_for_the_slowest_of_its_members():
    shared = (run(throw("slow", pieces=8), fire("slow")), run(fire("quick"), release=at(0, 13)))
    plan = planner.plan(problem(*shared, stations=(wheel(), kiln())))
    assert [len(load.members) for load in plan.loads] == [2]

    finish = {key: each.expected for key, each in replay(plan, noise(wheel=times_as_long(3)), times=3).items()}

    assert finish["slow"] == finish["quick"] > plan.finish["quick"]


def test_two_kilns_have_one_technician():
    kilns = kiln("left", litres=40), kiln("right", litres=40)
    runs = [run(fire(name, stations=("left", "right"))) for name in ("one", "two")]

    finish = expected(*runs, with_=noise(kiln=times_as_long(0.5)), stations=kilns)

    assert sorted(finish.values()) == [at(1, 9, 30), at(1, 10)]


def test_who_does_not_come_begins_at_the_next_opening():
    assert expected(run(throw(pieces=4)), with_=noise(no_show=1)) == {"run": at(1, 11)}


def test_pieces_are_ready_when_they_lie_on_the_shelf():
    assert expected(run(throw(pieces=4)), with_=noise(to_the_shelf=(DAY,))) == {"run": at(1, 11)}


def test_by_lies_after_expected_and_the_same_seed_says_the_same():
    plan = planner.plan(co_op(1, 12, 28))

    once, again = replay(plan, Noise(), seed=7), replay(plan, Noise(), seed=7)

    assert once == again
    assert all(plan.finish[key] <= outlook.expected <= outlook.by for key, outlook in once.items())


def test_few_observations_move_an_assumption_a_little_and_many_replace_it():
    assumed, seen = Spread(0.1, 0.3), [0.5, 0.6, 0.7]

    few, many = assumed.shrunk(seen, 12), assumed.shrunk(seen * 200, 12)

    assert few.mean == pytest.approx((12 * 0.1 + 1.8) / 15)
    assert many.mean == pytest.approx(0.6, abs=0.02)
    assert many.deviation == pytest.approx(0.115, abs=0.005)


def test_the_horizon_is_no_wall():
    short = wheel(open=daily(days=1))

    finish = expected(run(throw(pieces=16)), with_=noise(wheel=times_as_long(2)), stations=(short,), horizon=DAY)

    assert finish == {"run": DAY + 7 * 60}
