"""A firing's curve runs forward in time, whatever its program does."""

import re

from scheduling.curve import curve_of
from scheduling.models import Program

DROP_AND_HOLD = [[60, 104, 60], [194, 1148, 15], [60, 1204, 15], [-600, 1148, 30], [-83, 760, 0]]


def test_a_program_that_cools_on_purpose_never_runs_back_in_time():
    curve = curve_of(Program(fire_minutes=866, cool_minutes=540, peak_c=1204, segments=DROP_AND_HOLD))

    corners = [float(x) for x in re.findall(r"[ML](-?[\d.]+) ", curve.line)]
    assert corners == sorted(corners)
    assert corners[-1] == 61.6
    assert (curve.peak_c, round(curve.hours, 1)) == (1204, 23.4)
