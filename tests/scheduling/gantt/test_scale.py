"""Two weeks across: what is wide, what is narrow, and where a day begins."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from scheduling.gantt.scale import dark, day_heads, scale_of

BERLIN = ZoneInfo("Europe/Berlin")


def at(day, hour=0):
    return datetime(2027, 3, day, hour, tzinfo=BERLIN).astimezone(UTC)


def two_days(*staffed):
    return scale_of((at(1), at(3)), staffed, BERLIN, left=100, right=1000)


def test_a_staffed_hour_is_four_times_as_wide_as_another():
    scale = two_days((at(1, 9), at(1, 17)))  # 8 + 40 / 4 = 18 hours wide, on 900 units

    assert [scale.x(at(1, hour)) for hour in (0, 9, 17)] == [100, 212.5, 612.5]
    assert scale.x(at(1, 10)) - scale.x(at(1, 9)) == 50
    assert scale.x(at(3)) == 1000


def test_what_lies_beyond_the_days_is_cut_but_keeps_its_direction():
    scale = two_days((at(1, 9), at(1, 17)))

    assert scale.span(at(1) - timedelta(days=1), at(1, 9)) == (100, 112.5)
    assert scale.x(at(1) - timedelta(hours=2)) == 75
    assert not scale.shows(at(3), at(4))


def test_weeks_without_anybody_there_run_evenly():
    scale = two_days()

    assert (scale.x(at(2)), list(dark(scale, []))) == (550, [(100, 900)])


def test_each_day_has_its_head_and_a_new_month_its_name():
    scale = scale_of((at(30), at(30) + timedelta(days=4)), [], BERLIN, left=0, right=400)

    heads = list(day_heads(scale, date(2027, 3, 31)))

    assert [(head.date.day, head.weekday, head.month, head.today) for head in heads] == [
        (30, "Tue", "March", False),
        (31, "Wed", "", True),
        (1, "Thu", "April", False),
        (2, "Fri", "", False),
    ]


def test_a_narrow_day_is_called_by_a_letter_and_a_very_narrow_one_by_its_figure():
    names = [
        next(day_heads(scale_of((at(1), at(2)), [], BERLIN, left=0, right=width), date(2027, 1, 1))).weekday
        for width in (60, 40, 20)
    ]

    assert names == ["Mon", "M", ""]


def test_the_day_on_which_the_clocks_change_is_an_hour_narrower():
    scale = scale_of((at(27), at(27) + timedelta(hours=47)), [], BERLIN, left=0, right=470)

    assert [head.width for head in day_heads(scale, date(2027, 1, 1))] == [240, 230]
