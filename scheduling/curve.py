"""A firing program as a line to look at: heat over time. Pure."""

from typing import NamedTuple

AIR_C = 20


class Curve(NamedTuple):
    """Points in percent of width and height, for an SVG of 100 × 100."""

    line: str
    peak_x: float
    peak_c: int
    hours: float
    """Heating, holds and cooling together."""

    @property
    def area(self) -> str:
        return f"{self.line}V100H0Z"


def curve_of(program) -> Curve:
    """Follow the program's segments, then cool on until the door opens."""
    length = program.fire_minutes + program.cool_minutes
    points = climb_of(program)
    top = max(heat for _, heat in points)
    peak_at = next(minute for minute, heat in points if heat == top)
    drawn = [f"{minute / length * 100:.1f} {_height(heat, top):.1f}" for minute, heat in points]
    last_minute, last_heat = points[-1]
    return Curve(
        line="M" + "L".join(drawn) + _cooled(last_minute / length * 100, last_heat, top),
        peak_x=round(peak_at / length * 100, 1),
        peak_c=round(top),
        hours=length / 60,
    )


def climb_of(program) -> list[tuple[float, float]]:
    """(minute, °C) at each corner until the last hold ends."""
    return _climbed(program) or [(0.0, float(AIR_C)), (float(program.fire_minutes), float(program.peak_c))]


def _climbed(program) -> list[tuple[float, float]]:
    """(minute, °C) at each corner, stretched so that the whole takes as long as the program says."""
    minute, heat, points = 0.0, float(AIR_C), [(0.0, float(AIR_C))]
    for rate, target, hold in program.segments:
        minute += abs((target - heat) / rate) * 60 if rate else 0
        heat = float(target)
        points.append((minute, heat))
        if hold:
            minute += hold
            points.append((minute, heat))
    stretch = program.fire_minutes / minute if minute else 0
    return [(at * stretch, heat) for at, heat in points] if stretch else []


def _height(heat: float, top: float) -> float:
    return 100 - heat / top * 96


def _cooled(x: float, heat: float, top: float) -> str:
    """Fast at first and slower towards the end, as a closed kiln cools."""
    y, end = _height(heat, top), _height(min(90, heat), top)
    return f"C{x + (100 - x) * 0.2:.1f} {y + (end - y) * 0.6:.1f} {x + (100 - x) * 0.5:.1f} {end - 6:.1f} 100 {end:.1f}"
