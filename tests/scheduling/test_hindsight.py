"""What a month teaches, worked out by hand."""

from datetime import UTC, datetime

from scheduling.hindsight import (
    Bin,
    Fired,
    Held,
    Lost,
    Queue,
    Spark,
    Waited,
    bottleneck,
    fill_of,
    lost_of,
    queues_of,
    staffed_minutes,
)


def at(day, hour):
    return datetime(2027, 3, day, hour, tzinfo=UTC)


TWO_DAYS = [(at(1, 9), at(1, 17)), (at(2, 9), at(2, 17))]


def test_a_night_is_not_a_queue():
    assert staffed_minutes(TWO_DAYS, at(1, 16), at(2, 11)) == (1 + 2) * 60
    assert staffed_minutes(TWO_DAYS, at(1, 18), at(2, 8)) == 0
    assert staffed_minutes(TWO_DAYS, at(2, 12), at(2, 10)) == 0


def test_the_bottleneck_is_where_most_was_waited_in_all():
    queues = queues_of([Waited("Wheel 1", 300), Waited("Big kiln", 240), Waited("Big kiln", 180)])

    assert queues == [Queue("Big kiln", 2, 420), Queue("Wheel 1", 1, 300)]
    assert bottleneck(queues) == queues[0]
    assert queues[0].mean_minutes == 210


def test_a_quarter_of_an_hour_makes_no_bottleneck():
    assert bottleneck(queues_of([Waited("Wheel 1", 15)])) is None
    assert bottleneck([]) is None


def test_firings_are_counted_by_how_full_they_were():
    fill = fill_of([Fired("Big kiln", 1.0), Fired("Big kiln", 0.5), Fired("Test kiln", 0.81), Fired("Test kiln", 0.19)])

    assert (fill.firings, round(fill.mean, 3)) == (4, 0.625)
    assert fill.bins == [Bin(0, 20, 1), Bin(20, 40, 0), Bin(40, 60, 1), Bin(60, 80, 0), Bin(80, 100, 2)]
    assert [(each.x, each.y, each.height) for each in fill.columns][-2:] == [(288, 120, 0), (384, 24, 96)]
    assert fill.kilns == [("Big kiln", 2, 0.75), ("Test kiln", 2, 0.5)]


def test_without_a_firing_there_is_no_fill():
    assert fill_of([]) is None


def test_what_is_lost_is_set_up_before_and_within_the_work_and_the_clearing():
    held = [
        Held("Vat A", before=60, setup=0, work=120, after=15),
        Held("Vat A", before=0, setup=30, work=90, after=15),
        Held("Frame 1", before=0, setup=0, work=600, after=0),
        Held("Wheel 1", before=0, setup=20, work=60, after=0),
    ]

    lost = lost_of(held)

    assert lost == [Lost("Vat A", setup=90, clearing=30, work=180), Lost("Wheel 1", setup=20, clearing=0, work=40)]
    assert [each.percent for each in lost] == [40, 33]


def test_a_month_without_a_figure_is_a_gap_in_the_line():
    spark = Spark([0, 1, None, 0.5, 0.5], width=48, height=28)

    assert spark.paths == ["M4 24L14 4", "M34 14L44 14"]
    assert spark.last == (44, 14)
    assert (Spark([None, None]).paths, Spark([None, None]).last) == ([], None)
