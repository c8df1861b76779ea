"""Thinking: a plan at once, better ones until the time is over or somebody says stop, never a worse one."""

from dataclasses import replace
from decimal import Decimal

from scheduling.planner import Booked, Interval, Objective, OpenLoad, Problem, Run, Step, TechnicianBusy, check
from scheduling.planner.greedy import plan
from scheduling.planner.thinking import think

from .workshop import at, fire, kiln, problem, run, span, throw, wheel


def thought(asked, **how):
    found = think(asked, **{"budget_s": 2, "workers": 1} | how)
    assert check(asked, found.plan) == []
    assert found.plan.objectives <= plan(asked).objectives
    return found


def two_weeks_of_glazing(**fields):
    """A long step that is promised late and a short one that is promised soon, on one wheel."""
    long = run(throw("long", pieces=8), due=at(0, 13))
    short = run(throw("short", pieces=1, minutes=60), release=at(0, 9, 30), due=at(0, 14))
    return problem(long, short, **fields)


def test_a_promise_that_the_greedy_plan_breaks_is_kept_when_it_can_be():
    first = run(throw("first", pieces=8, stations=("left", "right")), due=at(0, 18))
    second = run(throw("second", pieces=8, stations=("left",)), due=at(0, 18, 30))
    third = run(throw("third", pieces=8, stations=("left",)), due=at(0, 19))
    asked = problem(first, second, third, stations=(wheel("left"), wheel("right")))
    assert plan(asked).weighted_lateness > 0
    found = thought(asked)
    assert (found.plan.weighted_lateness, found.proved, found.bound[0]) == (0, True, 0)


def test_what_cannot_be_kept_is_proved_to_be_so():
    runs = [run(throw(name, pieces=1, minutes=240), due=at(0, 13)) for name in "ab"]
    found = thought(problem(*runs))
    assert (found.plan.weighted_lateness, found.proved, found.bound[0]) == (4 * 60, True, 4 * 60)


def test_what_another_division_into_sessions_might_keep_is_not_said_to_be_proved():
    runs = [run(throw(name, pieces=8), due=at(0, 13)) for name in "ab"]
    found = thought(problem(*runs))
    assert (found.plan.weighted_lateness, found.proved, found.bound) == (4 * 60, False, (0,))


def test_promises_come_before_bookings_that_stay_and_these_before_firings():
    kilns = (kiln("left"), kiln("right"))
    runs = [run(fire("a", stations=("left", "right"))), run(fire("b", stations=("left", "right")))]
    today = (Booked("a/bisque", "left", at(0, 9)), Booked("b/bisque", "right", at(0, 9, 30)))
    assert thought(problem(*runs, stations=kilns)).plan.firings == 1
    kept = thought(problem(*runs, stations=kilns, booked=today)).plan
    assert (kept.moves, kept.firings) == (0, 2)

    urgent = replace(runs[1], due=at(1, 9, 30))
    late_today = (today[0], Booked("b/bisque", "right", at(3, 9)))
    hurried = thought(problem(runs[0], urgent, stations=kilns, booked=late_today)).plan
    assert (hurried.weighted_lateness, hurried.moves) == (0, 1)


def test_a_step_that_must_move_begins_as_near_to_its_booking_as_it_can():
    taken = wheel(busy=(span(at(1, 9), at(1, 12)),))
    asked = problem(run(throw()), stations=(taken,), booked=(Booked("run/throw", "wheel", at(1, 9)),))
    moved = thought(asked).plan
    assert (moved.moves, moved.shifted_minutes, moved.sessions[0].start) == (1, 180, at(1, 12))


def test_one_load_waits_for_both_runs_when_that_breaks_no_promise():
    early, later = run(fire("early", pieces=2)), run(fire("later", pieces=2), release=at(1, 9))
    asked = problem(early, later, horizon=at(5, 0))
    assert (plan(asked).firings, thought(asked).plan.firings) == (2, 1)
    promised = problem(replace(early, due=at(1, 12)), later, horizon=at(5, 0))
    assert thought(promised).plan.firings == 2


def test_a_step_larger_than_the_kiln_is_fired_in_several_loads():
    found = thought(problem(run(fire(pieces=5, litres="30"))))
    assert [sum(share.pieces for share in load.members) for load in found.plan.loads] == [3, 2]
    assert found.plan.firings == 2


def test_joining_a_booked_load_lights_no_kiln():
    start = at(1, 10)
    booked = OpenLoad(
        key="open",
        station="kiln",
        program="bisque",
        loading=span(start, start + 30),
        firing=span(start + 30, start + 570),
        cooled=start + 930,
        unloading=span(at(2, 9), at(2, 9, 30)),
        free_l=Decimal(60),
    )
    asked = problem(run(fire()), loads=(booked,))
    made = thought(asked).plan
    assert (plan(asked).firings, made.firings, made.loads[0].joins) == (1, 0, "open")


def test_one_technician_loads_one_kiln_after_the_other():
    runs = [run(fire(name, pieces=1, stations=(name,)), due=at(1, 9, 30)) for name in ("left", "right")]
    busy = TechnicianBusy("", span(at(0, 9), at(0, 9, 30)))
    found = thought(problem(*runs, stations=(kiln("left"), kiln("right")), technician_busy=(busy,)))
    assert (found.plan.weighted_lateness, found.proved) == (30, True)
    assert sorted(load.start for load in found.plan.loads) == [at(0, 9, 30), at(0, 10)]


def test_a_longest_wait_holds_the_step_before_it_back():
    chain = run(throw(max_wait_after=60), fire(), due=at(2, 9, 30))
    night = kiln(open=(Interval(at(1, 9), at(1, 10)), Interval(at(2, 9), at(2, 10))))
    found = thought(problem(chain, stations=(wheel(open=(span(at(0, 9), at(1, 9)),)), night)))
    assert found.plan.weighted_lateness == 0


def test_a_pinned_step_stays_where_it_is_dragged():
    pinned = run(throw("a", pinned=("wheel", at(1, 11))), due=at(0, 18))
    found = thought(problem(pinned, run(throw("b"), due=at(1, 11, 30), release=at(1, 9))))
    assert [(session.step, session.start) for session in found.plan.sessions if session.step == "a/throw"] == [
        ("a/throw", at(1, 11))
    ]
    assert found.plan.lateness["b"] == 0


def test_a_plan_that_is_better_than_the_greedy_one_is_kept_as_the_start():
    asked = two_weeks_of_glazing()
    better = thought(asked).plan
    again = think(asked, budget_s=0, start=better)
    assert again.plan.objectives == min(better.objectives, plan(asked).objectives)


def test_each_better_plan_is_told_in_turn():
    heard = []
    asked = problem(run(fire("early", pieces=2)), run(fire("later", pieces=2), release=at(1, 9)), horizon=at(5, 0))
    found = thought(asked, on_better=heard.append)
    assert [each.objectives for each in heard] == sorted({each.objectives for each in heard}, reverse=True)
    assert (heard[0], heard[-1]) == (plan(asked), found.plan)


def test_whoever_says_stop_gets_the_best_plan_so_far_at_once():
    asked = problem(*(run(throw(f"run{number}"), fire(f"run{number}"), due=at(2, 9)) for number in range(30)))
    found = thought(asked, budget_s=60, stop=lambda: True)
    assert (found.plan, found.engine, found.proved) == (plan(asked), "greedy", False)
    assert found.seconds < 5


def test_the_same_seed_gives_the_same_plan():
    asked = problem(*(run(throw(f"run{number}"), fire(f"run{number}"), due=at(2, 9)) for number in range(5)))
    one, other = (thought(asked, budget_s=0.2, seed=3).plan for _ in range(2))
    assert one == other


def test_a_job_shop_is_proved_by_the_same_thinking():
    machines = tuple(wheel(key, open=(Interval(0, 100),)) for key in ("one", "two"))

    def job(key, *lasting):
        steps = (
            Step(f"{key}.{place}", key, key, "wheel", (on,), 1, minutes_per_piece=minutes, session_limit=None)
            for place, (on, minutes) in enumerate(lasting)
        )
        return Run(key, tuple(steps))

    jobs = (job("a", ("one", 10), ("two", 2)), job("b", ("one", 3), ("two", 9)), job("c", ("two", 4), ("one", 5)))
    shop = Problem(100, machines, jobs, slot_minutes=1, objective=Objective.MAKESPAN)
    found = thought(shop)
    assert (found.plan.makespan, found.bound, found.proved) == (18, (18,), True)
