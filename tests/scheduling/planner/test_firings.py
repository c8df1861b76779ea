"""Firings: loaded and unloaded by people, fired by night, shared where that costs no time."""

from decimal import Decimal

from scheduling.planner import OpenLoad, Program, TechnicianBusy, check, plan

from .workshop import BISQUE, at, fire, kiln, problem, run, span


def planned(asked):
    made = plan(asked)
    assert check(asked, made) == []
    return made


def loads(asked):
    return [(load.station, load.start, load.end, load.members) for load in planned(asked).loads]


def times(asked):
    return [(load.station, load.start, load.end) for load in planned(asked).loads]


def booked_load(**fields):
    """A bisque loaded on the second day at 10, with 60 litres free."""
    start = at(1, 10)
    times = {
        "loading": span(start, start + 30),
        "firing": span(start + 30, start + 570),
        "cooled": start + 930,
        "unloading": span(at(2, 9), at(2, 9, 30)),
    }
    return OpenLoad(**{"key": "open", "station": "kiln", "program": "bisque", "free_l": Decimal(60)} | times | fields)


def test_a_bisque_loaded_at_16_is_unloaded_the_next_morning():
    (load,) = planned(problem(run(fire(), release=at(0, 16)))).loads
    assert load.loading == span(at(0, 16), at(0, 16, 30))
    assert load.firing == span(at(0, 16, 30), at(1, 1, 30))
    assert load.cooled == at(1, 7, 30)
    assert load.unloading == span(at(1, 9), at(1, 9, 30))
    assert load.occupied == span(at(0, 16), at(1, 9, 30))


def test_a_kiln_that_is_ready_after_closing_waits_for_somebody_to_unload_it():
    assert times(problem(run(fire(), release=at(0, 9)))) == [("kiln", at(0, 9), at(1, 9, 30))]


def test_loading_that_does_not_end_before_closing_waits_for_the_morning():
    assert times(problem(run(fire(), release=at(0, 17, 45)))) == [("kiln", at(1, 9), at(2, 9, 30))]


def test_a_kiln_taken_tomorrow_noon_is_loaded_only_when_it_is_unloaded_by_then():
    slow = Program("slow", "slow", 1000, fire_minutes=1200, cool_minutes=600)
    taken = kiln(busy=(span(at(1, 12), at(1, 14)),))
    assert times(problem(run(fire(program="slow")), stations=(taken,), programs=(slow,))) == [
        ("kiln", at(1, 14), at(3, 9, 30))
    ]


def test_two_runs_of_one_family_share_a_load_when_both_are_ready():
    runs = [run(fire("a")), run(fire("b", pieces=6))]
    assert loads(problem(*runs)) == [
        ("kiln", at(0, 9), at(1, 9, 30), (("a/bisque", 4, Decimal(40)), ("b/bisque", 6, Decimal(60))))
    ]


def test_litres_that_do_not_fit_any_more_wait_for_the_next_firing():
    runs = [run(fire("a")), run(fire("b", pieces=7))]
    made = planned(problem(*runs))
    assert [load.members for load in made.loads] == [
        (("a/bisque", 4, Decimal(40)), ("b/bisque", 6, Decimal(60))),
        (("b/bisque", 1, Decimal(10)),),
    ]
    assert made.finish == {"a": at(1, 9, 30), "b": at(2, 9, 30)}


def test_families_never_share_a_load():
    runs = [run(fire("a")), run(fire("b", program="stoneware"))]
    assert times(problem(*runs)) == [("kiln", at(0, 9), at(1, 9, 30)), ("kiln", at(1, 9, 30), at(2, 9, 30))]


def test_a_cooler_program_joins_a_hotter_load_of_its_family_and_never_the_other_way_round():
    soft = Program("soft", "bisque", 900, 540, 360)
    hot_first = problem(run(fire("a")), run(fire("b", program="soft")), programs=(BISQUE, soft))
    soft_first = problem(run(fire("a", program="soft")), run(fire("b")), programs=(BISQUE, soft))
    assert planned(hot_first).firings == 1
    assert planned(soft_first).firings == 2


def test_a_step_larger_than_the_kiln_is_fired_in_whole_pieces_one_load_after_the_other():
    big = run(fire(pieces=5, litres="30"))
    assert loads(problem(big)) == [
        ("kiln", at(0, 9), at(1, 9, 30), (("run/bisque", 3, Decimal(90)),)),
        ("kiln", at(1, 9, 30), at(2, 9, 30), (("run/bisque", 2, Decimal(60)),)),
    ]


def test_a_step_larger_than_a_kiln_is_spread_over_kilns_loaded_one_after_the_other():
    big = run(fire(pieces=5, litres="30", stations=("left", "right")))
    assert times(problem(big, stations=(kiln("left"), kiln("right")))) == [
        ("left", at(0, 9), at(1, 9, 30)),
        ("right", at(0, 9, 30), at(1, 10)),
    ]


def test_one_larger_kiln_is_lit_rather_than_two_small_ones_when_that_ends_no_later():
    big = run(fire(pieces=5, litres="30", stations=("small", "large")))
    stations = (kiln("small", 90), kiln("large", 200, busy=(span(at(0, 9), at(0, 17, 30)),)))
    slow = Program("bisque", "bisque", 1000, fire_minutes=540, cool_minutes=420)
    assert loads(problem(big, stations=stations, programs=(slow,))) == [
        ("large", at(0, 17, 30), at(1, 10, 30), (("run/bisque", 5, Decimal(150)),))
    ]


def test_pieces_join_a_load_already_booked_when_it_ends_no_later():
    kept = kiln(busy=(span(at(0, 9), at(1, 10)), span(at(1, 10), at(2, 9, 30))))
    asked = problem(run(fire()), stations=(kept,), loads=(booked_load(),))
    made = planned(asked)
    assert [(load.joins, load.start, load.litres) for load in made.loads] == [("open", at(1, 10), Decimal(40))]
    assert made.firings == 0
    assert made.finish == {"run": at(2, 9, 30)}


def test_what_a_booked_load_has_no_room_for_is_fired_apart():
    kept = kiln(busy=(span(at(0, 9), at(1, 10)),))
    asked = problem(run(fire(pieces=7)), stations=(kept,), loads=(booked_load(),))
    assert [(load.joins, load.start, load.litres) for load in planned(asked).loads] == [
        ("open", at(1, 10), Decimal(60)),
        (None, at(2, 9, 30), Decimal(10)),
    ]


def test_nobody_joins_a_load_after_its_loading_started():
    late = run(fire(), release=at(1, 10, 5))
    asked = problem(late, loads=(booked_load(),))
    assert [(load.joins, load.start) for load in planned(asked).loads] == [(None, at(2, 9, 30))]


def test_a_kiln_too_cool_for_the_program_is_no_candidate():
    glaze = run(fire(program="stoneware", stations=("cool", "hot")))
    stations = (kiln("cool", peak_limit_c=1100), kiln("hot", busy=(span(at(0, 9), at(0, 12)),)))
    assert times(problem(glaze, stations=stations)) == [("hot", at(0, 12), at(1, 11))]


def test_one_technician_never_loads_two_kilns_at_once():
    runs = [run(fire("a", stations=("left",))), run(fire("b", stations=("right",)))]
    asked = problem(*runs, stations=(kiln("left"), kiln("right")))
    assert [load.loading for load in planned(asked).loads] == [
        span(at(0, 9), at(0, 9, 30)),
        span(at(0, 9, 30), at(0, 10)),
    ]


def test_each_node_has_its_own_technician():
    runs = [run(fire("a", stations=("left",))), run(fire("b", stations=("right",)))]
    asked = problem(*runs, stations=(kiln("left", node="north"), kiln("right", node="south")))
    assert [load.start for load in planned(asked).loads] == [at(0, 9), at(0, 9)]


def test_a_technician_busy_elsewhere_unloads_later():
    busy = TechnicianBusy("", span(at(1, 9), at(1, 11)))
    asked = problem(run(fire()), technician_busy=(busy,))
    assert times(asked) == [("kiln", at(0, 9), at(1, 11, 30))]


def test_sharing_needs_fewer_firings_than_runs():
    together = planned(problem(*(run(fire(name, pieces=2)) for name in "abcde")))
    apart = sum(planned(problem(run(fire(name, pieces=2)))).firings for name in "abcde")
    assert (together.firings, apart) == (1, 5)


def test_nobody_joins_a_load_that_is_unloaded_after_the_plan_ends():
    asked = problem(run(fire(), release=at(1, 9)), loads=(booked_load(),), horizon=at(2, 9))
    assert [obstacle.run for obstacle in planned(asked).unplaced] == ["run"]
