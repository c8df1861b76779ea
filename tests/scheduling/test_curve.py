import re

from scheduling.curve import curve_of
from scheduling.models import Program


def corners(line):
    return [float(x) for x in re.findall(r"[ML](-?[\d.]+) ", line)]


def test_time_runs_forwards_also_where_the_kiln_is_told_to_cool():
    drop_and_hold = [[60, 104, 60], [194, 1148, 15], [60, 1204, 15], [-600, 1148, 30], [-83, 760, 0]]
    curve = curve_of(Program(peak_c=1204, fire_minutes=866, cool_minutes=540, segments=drop_and_hold))

    assert corners(curve.line) == sorted(corners(curve.line))
    assert 0 < curve.peak_x < max(corners(curve.line)) < 100
    assert (curve.peak_c, round(curve.hours, 1)) == (1204, 23.4)


def test_a_program_without_segments_climbs_straight_to_its_peak():
    curve = curve_of(Program(peak_c=1060, fire_minutes=500, cool_minutes=500))

    assert corners(curve.line) == [0, 50]
    assert curve.peak_x == 50
