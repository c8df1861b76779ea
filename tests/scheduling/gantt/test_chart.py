"""Lanes, bars and chains, as figures."""

from datetime import UTC, datetime, timedelta

from scheduling.gantt.chart import chart_of, fitting
from scheduling.gantt.scale import scale_of
from scheduling.gantt.shapes import LANE, LEFT, RIGHT, TALL_LANE, TOP, Fill, Part, Row

MONDAY = datetime(2027, 3, 1, tzinfo=UTC)
SCALE = scale_of((MONDAY, MONDAY + timedelta(hours=1064)), [], UTC, left=LEFT, right=RIGHT)
"""One hour is one unit."""

WHEEL, BOOTH, KILN = (Row(name, name, "form") for name in ("wheel", "booth", "kiln"))


def part(lane, start, end, *, run=34, look="step", key=1, **fields):
    times = [MONDAY + timedelta(hours=hour) for hour in (start, end)]
    fields = {"occupied": tuple(times), "run": run, "hue": "r-a"} | fields
    return Part(key, lane, look, *times, **fields)


def test_lanes_lie_below_each_other_and_a_kilns_is_taller():
    kiln = Row("kiln", "Big kiln", "kiln", tall=True)

    chart = chart_of([kiln, WHEEL], [], SCALE)

    assert [(lane.top, lane.height) for lane in chart.lanes] == [(TOP, TALL_LANE), (TOP + TALL_LANE, LANE)]
    assert chart.bottom == TOP + TALL_LANE + LANE


def test_a_bar_is_as_long_as_its_work_with_its_set_up_and_clearing_beside_it():
    occupied = (MONDAY + timedelta(hours=8), MONDAY + timedelta(hours=23))

    (bar,) = chart_of([WHEEL], [part("wheel", 10, 20, occupied=occupied)], SCALE).bars

    assert (bar.x, bar.width, bar.before, bar.after) == (LEFT + 10, 10, 2, 3)


def test_a_run_is_one_chain_over_all_its_stations():
    parts = [part("booth", 40, 50), part("wheel", 10, 20), part("wheel", 60, 70, run=35, hue="r-b")]

    chart = chart_of([WHEEL, BOOTH], parts, SCALE)

    wheel, booth = TOP + LANE / 2, TOP + LANE * 1.5
    assert [(link.run, link.path) for link in chart.links] == [
        (34, f"M{LEFT + 20} {wheel:g}L{LEFT + 40} {booth:g}"),
    ]


def test_a_firing_belongs_to_the_chain_of_each_run_in_it():
    fills = (Fill(34, 0.5, "r-a"), Fill(35, 0.25, "r-b"), Fill(None, 0.25))
    firing = part("kiln", 30, 50, look="fire", fills=fills, heats_until=MONDAY + timedelta(hours=38))
    parts = [part("wheel", 10, 20), part("wheel", 20, 28, run=35, hue="r-b"), firing]

    chart = chart_of([WHEEL, Row("kiln", "Big kiln", "kiln", tall=True)], parts, SCALE)

    assert {link.run for link in chart.links} == {34, 35}
    bar = chart.bars[2]
    assert (bar.part.runs, bar.heats, bar.cools) == ([34, 35], 8, 12)
    floor = bar.y + bar.height
    assert [(fill.hue, fill.y, fill.height) for fill in bar.fills] == [
        ("r-a", floor - 15, 15),
        ("r-b", floor - 22.5, 7.5),
        ("", floor - 30, 7.5),
    ]


def test_what_a_run_does_at_once_lies_on_levels_of_its_lane():
    parts = [part("wheel", 10, 20), part("wheel", 12, 22), part("wheel", 20, 30)]

    chart = chart_of([WHEEL, BOOTH], parts, SCALE)

    assert [bar.y - TOP for bar in chart.bars] == [4, 4 + LANE, 4]
    assert [lane.height for lane in chart.lanes] == [2 * LANE, LANE]


def test_a_step_in_two_kilns_at_once_forks_and_joins():
    parts = [part("wheel", 10, 20), part("booth", 30, 50), part("kiln", 32, 60), part("wheel", 70, 80)]

    links = chart_of([WHEEL, BOOTH, KILN], parts, SCALE).links

    spans = {(link.path.split()[0], link.path.split("L")[1].split()[0]) for link in links}
    assert spans == {(f"M{LEFT + a}", f"{LEFT + b}") for a, b in ((20, 30), (50, 70), (20, 32), (60, 70))}


def test_what_lies_outside_the_days_is_not_drawn():
    assert chart_of([WHEEL], [part("wheel", -20, -10), part("wheel", 2000, 2010)], SCALE).bars == []


def test_a_bar_says_as_much_as_it_holds():
    words = ("Bisque fired, Big kiln", "Bisque fired", "2")

    assert [fitting(words, width) for width in (200, 90, 14, 5)] == [*words, ""]
